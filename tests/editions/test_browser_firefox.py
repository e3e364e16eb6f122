"""The page in a real Firefox: margins, sheets, keys, width."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import browsing
import pytest
from bidi import Firefox, firefox
from browsing import NOTES, OVERFLOW

from publier.editions import sidenotes

pytestmark = pytest.mark.slow

FOCUSED = "document.activeElement.id || document.activeElement.className"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return browsing.write(tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    if browsing.FIREFOX is None:
        pytest.skip("no Firefox on this machine (Debian: apt-get install firefox-esr)")
    with firefox(browsing.FIREFOX, tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.mark.parametrize("spaced", [False, True], ids=["plain", "spaced"])
@pytest.mark.parametrize("width", [1220, 1440, 1920])
def test_notes_stand_beside_their_calls(
    browser: Firefox, pages: dict[str, Path], width: int, spaced: bool
) -> None:
    browser.open(pages["real"].as_uri(), width, 900)
    if not browser.evaluate("CSS.supports('anchor-name: --a')"):
        pytest.skip("this Firefox knows no CSS anchors: notes stay after the text")
    if spaced:
        browser.evaluate(space())
    assert (browser.evaluate("getComputedStyle(document.body).letterSpacing") != "normal") is spaced
    found = browser.evaluate(NOTES)
    assert {note["position"] for note in found} == {"absolute"}
    assert all(0 <= note["drift"] <= sidenotes.FARTHEST for note in found), [n["drift"] for n in found]
    assert all(above["bottom"] < below["top"] for above, below in pairwise(found))
    assert browser.evaluate(OVERFLOW) <= 0


def space() -> str:
    """Return JavaScript that spaces the text; styles set by it are not bound by the page's policy."""
    return (
        "(() => { const sheet = new CSSStyleSheet(); "
        f"sheet.replaceSync({browsing.SPACING!r}); document.adoptedStyleSheets = [sheet]; return 0 }})()"
    )


@pytest.mark.parametrize("name", ["long", "old"])
def test_other_pages_keep_their_notes_after_the_text(
    browser: Firefox, pages: dict[str, Path], tmp_path: Path, name: str
) -> None:
    browser.open(unbound(pages[name], tmp_path).as_uri(), 1440, 900)
    assert {note["position"] for note in browser.evaluate(NOTES)} == {"static"}


def unbound(file: Path, folder: Path) -> Path:
    """Return a copy of a page without its policy, which a changed style sheet would not pass."""
    copy = folder / file.name
    copy.write_bytes(file.read_bytes().replace(b"Content-Security-Policy", b"X-None"))
    return copy


@pytest.mark.parametrize("size", [(320, 256), (360, 740), (1024, 768)], ids=str)
def test_a_tapped_note_rises_and_its_way_back_closes_it(
    browser: Firefox, pages: dict[str, Path], size: tuple[int, int]
) -> None:
    browser.open(pages["real"].as_uri(), *size)
    browser.evaluate("document.querySelector('#appel-10').scrollIntoView({block: 'center'})")
    before = browser.evaluate("scrollY")
    browser.tap("#appel-10")
    assert browser.evaluate("getComputedStyle(document.querySelector('#note-10')).position") == "fixed"
    assert browser.evaluate("document.querySelector('#note-10').offsetHeight") <= 0.55 * size[1] + 1
    assert abs(browser.evaluate("scrollY") - before) <= 1
    browser.evaluate("document.querySelector('#note-10 .back').scrollIntoView()")
    browser.tap("#note-10 .back")
    assert browser.evaluate("location.hash") == "#appel-10"
    assert browser.evaluate(FOCUSED) == "appel-10"
    assert 0 < browser.evaluate("document.querySelector('#appel-10').getBoundingClientRect().y") < size[1]
    assert browser.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("size", [(360, 740), (1440, 900)], ids=str)
def test_there_and_back_by_keyboard(browser: Firefox, pages: dict[str, Path], size: tuple[int, int]) -> None:
    browser.open(pages["real"].as_uri(), *size)
    browser.evaluate("document.querySelector('#appel-7').focus()")
    browser.press("Enter")
    assert browser.evaluate(FOCUSED) == "note-7"
    stops: list[str] = []
    while browser.evaluate(FOCUSED) != "back" and len(stops) < 5:
        browser.press("Tab")
        stops.append(browser.evaluate(FOCUSED))
    assert stops[-1] == "back"
    browser.press("Enter")
    assert browser.evaluate(FOCUSED) == "appel-7"


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("name", ["real", "gallery", "long", "wide"])
def test_no_page_scrolls_sideways(browser: Firefox, pages: dict[str, Path], name: str, width: int) -> None:
    browser.open(pages[name].as_uri(), width, 800)
    assert browser.evaluate("innerWidth") == width
    assert browser.evaluate(OVERFLOW) <= 0
