"""The page in a real Chromium: notes beside, notes as sheets, notes after the text; keys, print, faces."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack

import browsing
import pypdfium2
import pytest
from browsing import NOTES, OVERFLOW, SPACING
from prepared import STYLES, prepared

from publier.editions import Styles, fonts, sidenotes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

FARTHEST = sidenotes.FARTHEST
PHONE = (360, 740)
DESK = (1440, 900)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return browsing.write(tmp_path_factory.mktemp("pages"))


class Look(TypedDict, total=False):
    """What a reader asked of the browser."""

    color_scheme: Literal["dark", "light"]
    forced_colors: Literal["active", "none"]
    reduced_motion: Literal["no-preference", "reduce"]
    device_scale_factor: float


@contextmanager
def opened(
    browser: Browser, file: Path, size: tuple[int, int], css: str = "", **look: Unpack[Look]
) -> Iterator[Page]:
    """Open a page; its policy is kept unless a style of the test must enter."""
    look.setdefault("reduced_motion", "reduce")
    policy = bool(css) or file.stem == "old"
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, bypass_csp=policy, **look)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    if css:
        page.add_style_tag(content=css)
    page.evaluate("document.fonts.ready")
    yield page
    assert said == []
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()]
    page.close()


def notes_of(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(NOTES)
    return found


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.id || document.activeElement.className")
    return name


# ------------------------------------------------------------------ beside


@pytest.mark.parametrize("spacing", ["", SPACING], ids=["plain", "spaced"])
@pytest.mark.parametrize("width", [1220, 1440, 1920])
def test_notes_stand_beside_their_calls(
    browser: Browser, pages: dict[str, Path], width: int, spacing: str
) -> None:
    with opened(browser, pages["real"], (width, 900), spacing) as page:
        found = notes_of(page)
        text = page.locator(".column").bounding_box()
        assert page.evaluate(OVERFLOW) <= 0
    assert {note["position"] for note in found} == {"absolute"}
    assert text is not None
    assert all(note["left"] >= text["x"] + text["width"] for note in found)
    assert all(note["right"] <= width for note in found)
    assert all(0 <= note["drift"] <= FARTHEST for note in found), [note["drift"] for note in found]
    assert all(above["bottom"] < below["top"] for above, below in pairwise(found))


def test_a_note_that_sinks_is_seen(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["real"], DESK, css=".note{padding-bottom:9rem!important}") as page:
        assert max(note["drift"] for note in notes_of(page)) > FARTHEST


@pytest.mark.parametrize("spacing", ["", SPACING], ids=["plain", "spaced"])
def test_the_estimate_of_the_drift_is_true(browser: Browser, pages: dict[str, Path], spacing: str) -> None:
    faces = fonts.faces(Styles(STYLES).fonts)
    guessed = sidenotes.estimate(prepared("solidarites-informelles"), faces, spaced=bool(spacing)).drifts
    with opened(browser, pages["real"], DESK, spacing) as page:
        measured = [note["drift"] for note in notes_of(page)]
    wrong = [round(real - guess) for real, guess in zip(measured, guessed, strict=True)]
    assert max(map(abs, wrong)) <= sidenotes.MARGIN, wrong


def test_a_screen_of_twice_the_pixels_is_the_same_page(browser: Browser, pages: dict[str, Path]) -> None:
    """2,880 pixels at 200 %: the browser zooms by giving the page half the pixels."""
    with opened(browser, pages["real"], DESK, device_scale_factor=2) as page:
        assert max(note["drift"] for note in notes_of(page)) <= FARTHEST


def test_long_notes_stay_after_the_text(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["long"], DESK) as page:
        found = notes_of(page)
        end = page.locator(".column").bounding_box()
    assert {note["position"] for note in found} == {"static"}
    assert end is not None
    assert all(note["top"] > end["y"] + end["height"] for note in found)


def test_without_css_anchors_notes_stay_after_the_text(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["old"], DESK) as page:
        assert {note["position"] for note in notes_of(page)} == {"static"}
        assert page.get_by_role("heading", name="Notes", exact=True).is_visible()
        page.locator("#appel-10").click()
        assert page.locator("#note-10").evaluate("e => getComputedStyle(e).position") == "static"
        assert in_view(page, "#note-10")


# ------------------------------------------------------------------ sheets


def in_view(page: Page, selector: str) -> bool:
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    down = box["y"] >= 0 and box["y"] + box["height"] <= size["height"]
    return bool(down and box["x"] >= 0 and box["x"] + box["width"] <= size["width"])


def until(page: Page, said: str) -> None:
    """Wait, at most two seconds, until a piece of JavaScript is true."""
    for _ in range(40):
        if page.evaluate(said):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {said}")


@pytest.mark.parametrize("size", [(320, 256), (320, 640), PHONE, (768, 1024), (1024, 768)], ids=str)
def test_a_tapped_note_rises_and_its_way_back_closes_it(
    browser: Browser, pages: dict[str, Path], size: tuple[int, int]
) -> None:
    with opened(browser, pages["real"], size) as page:
        page.locator("#appel-10").scroll_into_view_if_needed()
        page.evaluate("document.getElementById('appel-10').scrollIntoView({block: 'center'})")
        before = page.evaluate("scrollY")
        page.locator("#appel-10").click()
        sheet = page.locator("#note-10")
        assert sheet.evaluate("e => getComputedStyle(e).position") == "fixed"
        box = sheet.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] == pytest.approx(size[1], abs=1)
        assert box["height"] <= 0.55 * size[1] + 1
        assert (box["x"], box["width"]) == (0, size[0])
        assert abs(page.evaluate("scrollY") - before) <= 1  # the reader stays where she was
        assert focused(page) == "note-10"
        assert [note["position"] for note in notes_of(page)].count("fixed") == 1
        sheet.locator(".back").click()
        assert page.evaluate("location.hash") == "#appel-10"
        assert [note["position"] for note in notes_of(page)].count("fixed") == 0
        assert focused(page) == "appel-10"
        assert in_view(page, "#appel-10")
        assert page.evaluate(OVERFLOW) <= 0


def test_a_long_note_scrolls_in_its_sheet(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["long"], (320, 480)) as page:
        page.locator("#appel-1").click()
        sheet = page.locator("#note-1")
        assert sheet.evaluate("e => e.scrollHeight - e.clientHeight") > 100
        page.keyboard.press("End")  # the sheet has the focus, so it is what the keys move
        until(page, "document.querySelector('#note-1').scrollTop > 100")
        page.keyboard.press("Tab")
        assert focused(page) == "back"


# ------------------------------------------------------------------ keys


SEEN = """(() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  const sheet = document.querySelector('.note:target');
  const covered = sheet && getComputedStyle(sheet).position === 'fixed' && !sheet.contains(e)
    ? sheet.getBoundingClientRect().top : innerHeight;
  const style = getComputedStyle(e);
  return {name: e.id || e.getAttribute('href') || e.tagName.toLowerCase(),
          seen: box.bottom > 0 && box.top >= -1 && box.bottom <= covered + 1 && box.width > 0,
          ringed: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
          end: e === document.body};
})()"""


def tour(page: Page, most: int = 400) -> list[dict[str, Any]]:
    """Press Tab until the page ends; return what had the focus."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(SEEN)
        if stop["end"]:
            break
        stops.append(stop)
    return stops


@pytest.mark.parametrize("name", ["real", "gallery", "wide"])
@pytest.mark.parametrize("size", [(320, 256), PHONE, DESK], ids=str)
def test_the_keyboard_meets_everything_in_order_and_sees_where_it_is(
    browser: Browser, pages: dict[str, Path], name: str, size: tuple[int, int]
) -> None:
    with opened(browser, pages[name], size) as page:
        stops = tour(page)
        calls = page.eval_on_selector_all(".call", "all => all.map(e => e.id)")
        backs = page.eval_on_selector_all(".back", "all => all.map(e => e.getAttribute('href'))")
    names = [stop["name"] for stop in stops]
    assert names[0] == "#texte"
    assert [n for n in names if n in set(calls)] == calls
    assert [n for n in names if n in set(backs)] == backs
    assert names.index(calls[-1]) < names.index(backs[0])
    assert not [n for n in names if n.startswith(("#par-", "#page-"))]
    assert [stop["name"] for stop in stops if not stop["ringed"]] == []
    assert [stop["name"] for stop in stops if not stop["seen"]] == []


@pytest.mark.parametrize("size", [(320, 256), PHONE, (1024, 768)], ids=str)
def test_a_sheet_never_hides_what_has_the_focus(
    browser: Browser, pages: dict[str, Path], size: tuple[int, int]
) -> None:
    with opened(browser, pages["real"], size) as page:
        page.locator("#appel-3").focus()
        page.keyboard.press("Enter")
        stops = tour(page)
        assert len(stops) > 30
        assert [stop["name"] for stop in stops if not stop["seen"]] == []
        assert page.locator("#note-3").evaluate("e => getComputedStyle(e).position") == "fixed"


def test_a_sheet_that_hides_the_focus_is_seen(browser: Browser, pages: dict[str, Path]) -> None:
    careless = "html{scroll-padding-bottom:0!important}body{padding-bottom:0!important}"
    with opened(browser, pages["real"], PHONE, careless) as page:
        page.locator("#appel-3").click()
        assert [stop["name"] for stop in tour(page) if not stop["seen"]]


@pytest.mark.parametrize("name", ["real", "old", "long"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=str)
def test_there_and_back_by_keyboard(
    browser: Browser, pages: dict[str, Path], name: str, size: tuple[int, int]
) -> None:
    with opened(browser, pages[name], size) as page:
        page.locator("#appel-7").focus()
        page.keyboard.press("Enter")
        assert focused(page) == "note-7"
        assert in_view(page, "#note-7")
        while focused(page) != "back":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert focused(page) == "appel-7"
        assert in_view(page, "#appel-7")
        box = page.locator("#appel-7").bounding_box()
        assert box is not None
        assert box["y"] < 0.75 * size[1]  # lines above and below can be read


def test_a_note_called_twice_has_two_ways_back(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["small"], PHONE) as page:
        for number, call in enumerate(("appel-1", "appel-1-2")):
            page.locator(f"#{call}").click()
            page.locator("#note-1 .back").nth(number).click()
            assert focused(page) == call
            assert page.locator(f"#{call}:target").count() == 1


def test_the_first_key_leads_past_the_head(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["real"], PHONE) as page:
        assert not in_view(page, ".skip")
        page.keyboard.press("Tab")
        assert in_view(page, ".skip")
        page.keyboard.press("Enter")
        assert focused(page) == "texte"
        page.keyboard.press("Tab")
        assert focused(page) == "appel-1"


def test_contents_open_and_lead_to_a_part(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["real"], PHONE) as page:
        page.locator("summary").focus()
        page.keyboard.press("Enter")
        link = page.locator(".toc a").nth(3)
        assert link.is_visible()
        target = link.get_attribute("href")
        link.click()
        assert page.evaluate("location.hash") == target
        assert in_view(page, f"{target} > :is(h2, h3)")


# ------------------------------------------------------------------ fit


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1440])
@pytest.mark.parametrize("name", ["real", "gallery", "long", "wide", "old"])
def test_no_page_scrolls_sideways(
    browser: Browser, pages: dict[str, Path], name: str, width: int, scheme: Literal["dark", "light"]
) -> None:
    with opened(browser, pages[name], (width, 800), color_scheme=scheme) as page:
        assert page.evaluate(OVERFLOW) <= 0
        ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == {"light": "rgb(251, 250, 247)", "dark": "rgb(23, 24, 26)"}[scheme]


@pytest.mark.parametrize("name", ["real", "gallery"])
def test_spaced_text_at_400_percent_fits(browser: Browser, pages: dict[str, Path], name: str) -> None:
    with opened(browser, pages[name], (320, 256), SPACING, device_scale_factor=4) as page:
        assert page.evaluate(OVERFLOW) <= 0
        page.locator("#appel-2").click()
        assert in_view(page, "#note-2")


def test_a_reader_who_doubles_the_letters_gets_sheets(browser: Browser, pages: dict[str, Path]) -> None:
    with (
        browsing.launched(browser.browser_type, "--blink-settings=defaultFontSize=32") as large,
        opened(large, pages["real"], DESK) as page,
    ):
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "36px"
        assert page.evaluate(OVERFLOW) <= 0
        assert {note["position"] for note in notes_of(page)} == {"static"}


def test_a_wide_table_scrolls_in_its_own_region(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["wide"], (320, 640)) as page:
        region = page.get_by_role("region", name="Prêts par arrondissement")
        assert region.evaluate("e => e.scrollWidth - e.clientWidth") > 100
        region.focus()
        page.keyboard.press("ArrowRight")
        until(page, "document.querySelector('.scroll').scrollLeft > 0")
        assert page.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("size", [PHONE, DESK], ids=str)
def test_fingers_find_every_control(browser: Browser, pages: dict[str, Path], size: tuple[int, int]) -> None:
    """24 by 24 pixels at least (WCAG 2.2, 2.5.8), also where the line of a text would excuse less."""
    with opened(browser, pages["real"], size) as page:
        page.locator("summary").click()
        assert small_targets(page) == []
    with opened(browser, pages["real"], size, css=".call{padding:0!important}") as page:
        assert len(small_targets(page)) == 27


def small_targets(page: Page) -> list[str]:
    """Return the controls that are less than 24 pixels wide or high."""
    found: list[str] = page.eval_on_selector_all(
        ".call, .back, .pn, summary, .house a, .toc a, .skip",
        """all => all.map(e => [e.className || e.tagName, e.getBoundingClientRect()])
             .filter(([_, box]) => box.width && (box.width < 24 || box.height < 24))
             .map(([name, box]) => `${name} ${box.width} × ${box.height}`)""",
    )
    return found


@pytest.mark.parametrize("size", [(768, 900), (1024, 768), DESK], ids=str)
def test_printed_pages_stand_in_the_margin_at_the_height_of_their_line(
    browser: Browser, pages: dict[str, Path], size: tuple[int, int]
) -> None:
    with opened(browser, pages["long"], size) as page:
        text = page.locator("main").bounding_box()
        assert text is not None
        for label, line in (("7", "#par-1"), ("8", ".column li:last-child")):
            mark = page.locator(f"#page-{label}")
            assert label in mark.evaluate("e => getComputedStyle(e, '::before').content + e.dataset.page")
            box, beside = mark.bounding_box(), page.locator(line).bounding_box()
            assert box is not None
            assert beside is not None
            assert text["x"] + text["width"] < box["x"] < box["x"] + box["width"] < size[0]
            assert abs(box["y"] - beside["y"]) < 8


def test_on_a_phone_a_page_shows_only_when_it_is_asked_for(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["long"], PHONE) as page:
        shown = "getComputedStyle(document.querySelector('#page-7'), '::before').content"
        assert page.evaluate(shown) == "none"
        page.evaluate("location.hash = '#page-7'")
        assert "7" in page.evaluate(f"{shown} + document.querySelector('#page-7').dataset.page")
        assert page.evaluate(shown) != "none"
        assert page.evaluate(OVERFLOW) <= 0


def test_a_note_beside_the_text_is_read_where_one_reads(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["real"], DESK) as page:
        page.locator("#appel-10").click()
        assert in_view(page, "#appel-10")
        assert in_view(page, "#note-10")
        box = page.locator("#appel-10").bounding_box()
        assert box is not None
        assert 0.2 * DESK[1] < box["y"] < 0.6 * DESK[1]


# ------------------------------------------------------------------ wishes of the reader


def test_motion_is_asked_for_and_never_imposed(browser: Browser, pages: dict[str, Path]) -> None:
    behaviour = "getComputedStyle(document.documentElement).scrollBehavior"
    with opened(browser, pages["real"], DESK, reduced_motion="reduce") as page:
        assert page.evaluate(behaviour) == "auto"
    with opened(browser, pages["real"], DESK, reduced_motion="no-preference") as page:
        assert page.evaluate(behaviour) == "smooth"


def test_forced_colours_reach_the_drawing_and_the_note_pointed_at(
    browser: Browser, pages: dict[str, Path]
) -> None:
    with opened(browser, pages["real"], PHONE, forced_colors="active", color_scheme="dark") as page:
        ring = page.locator(".ring").evaluate("e => getComputedStyle(e).stroke")
        assert ring == page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        page.locator("#appel-1").click()
        outline = page.locator("#note-1").evaluate("e => getComputedStyle(e).outlineStyle")
        assert outline == "solid"


def test_print_shows_the_text_the_notes_and_their_addresses(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["real"], DESK, color_scheme="dark") as page:
        targets = page.eval_on_selector_all(".note a[href^=http]", "all => all.map(e => e.href)")
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 27, 25)"
        data = page.pdf(prefer_css_page_size=True)
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    text = "".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    joined = re.sub(r"[^\w/:.]+", "", text)  # a line may end after a hyphen, which extraction drops
    assert len(targets) > 20
    assert [target for target in targets if re.sub(r"[^\w/:.]+", "", target) not in joined] == []
    assert "↩" not in text
    assert "Sommaire" not in text
    assert 8 <= len(document) <= 20


# ------------------------------------------------------------------ faces


@pytest.mark.parametrize("name", ["real", "gallery"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=str)
def test_every_letter_is_drawn_by_a_face_of_ours(
    browser: Browser, pages: dict[str, Path], name: str, size: tuple[int, int]
) -> None:
    """The arrow of the way back, which our faces lack, and code are the machine's."""
    with opened(browser, pages[name], size) as page:
        page.locator("summary").click()
        assert foreign_faces(page) == []


def test_a_letter_drawn_by_the_machine_is_seen(browser: Browser, pages: dict[str, Path]) -> None:
    with opened(browser, pages["small"], DESK, css="h3{font-style:italic;font-family:serif}") as page:
        assert [name for name, _ in foreign_faces(page)] == ["H3"]


def foreign_faces(page: Page) -> list[tuple[str, str]]:
    """Return the elements that hold text drawn with a face of the machine, and its name."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument", {"depth": -1})["root"]
    return [
        (node["nodeName"], font["familyName"])
        for node in elements(root)
        if not {child["nodeName"] for child in (node, *node["children"])} & {"CODE", "HEAD", "STYLE"}
        if not any("back" in child.get("attributes", ()) for child in (node, *node["children"]))
        for font in session.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})["fonts"]
        if not font["isCustomFont"]
    ]


def elements(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the elements that hold text themselves."""
    children = node.get("children", [])
    if any(child["nodeType"] == 3 and child["nodeValue"].strip() for child in children):
        yield node
    for child in children:
        yield from elements(child)
