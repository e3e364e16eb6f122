"""The cut style sheet shows every element of a page exactly as the whole one does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import browsing
import pytest
from prepared import STYLES, prepared

from publier import model as m
from publier.editions import Styles, lean, sidenotes, web

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

COMPUTED = """media => [...document.querySelectorAll('body, body *')].flatMap(element =>
  ['', '::before', '::after'].map(part => {
    const style = getComputedStyle(element, part);
    if (part && style.content === 'none') return element.tagName + part;
    const all = [...style].filter(name => name !== 'anchor-name' && !name.startsWith('--'));
    return element.tagName + '.' + element.className + part + all.map(n => n + ':' + style[n]).join(';');
  }))"""
"""JavaScript: all that a browser computes for each element and what is generated in it."""

VIEWS: tuple[tuple[int, str, Literal["dark", "light"], Literal["print", "screen"]], ...] = (
    (360, "", "light", "screen"),
    (360, "#note-2", "dark", "screen"),
    (800, "#page-5", "light", "screen"),
    (1440, "#note-2", "light", "screen"),
    (1440, "#par-3", "dark", "print"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing.chromium() as browser:
        yield browser


def pages_of(relecture: m.Relecture) -> tuple[str, str]:
    """Return a page as it is, and with all of the style sheets in their own words."""
    styles = Styles(STYLES)
    page = web.render(relecture, styles).decode()
    faces = "".join(re.findall(r"@font-face\{[^}]*\}", page))
    sheets = [styles.css(name) for name in ("tokens", "common", "screen")]
    if "anchor-name" in page:
        sheets += [styles.css("sidenotes"), sidenotes.chain(len(relecture.notes))]
    whole = f"<style>{faces}{lean.squeeze(''.join(sheets))}</style>"
    return page, re.sub(r"<style>.*?</style>", lambda _: whole, page, flags=re.DOTALL)


def computed(browser: Browser, file: Path, view: int) -> list[str]:
    width, fragment, scheme, media = VIEWS[view]
    page = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        bypass_csp=True,
    )
    page.emulate_media(media=media, color_scheme=scheme)
    page.goto(file.as_uri() + fragment)
    page.evaluate("document.fonts.ready")
    found: list[str] = page.evaluate(COMPUTED)
    page.close()
    return found


@pytest.mark.parametrize("slug", ["solidarites-informelles", "vocabulaire"])
@pytest.mark.parametrize("view", range(len(VIEWS)), ids=lambda n: "-".join(map(str, VIEWS[n])))
def test_each_element_looks_the_same(browser: Browser, tmp_path: Path, slug: str, view: int) -> None:
    cut, whole = tmp_path / "cut.html", tmp_path / "whole.html"
    for file, text in zip((cut, whole), pages_of(prepared(slug)), strict=True):
        file.write_text(text, encoding="utf-8")
    mine, expected = computed(browser, cut, view), computed(browser, whole, view)
    assert len(mine) == len(expected) > 900
    for one, other in zip(mine, expected, strict=True):
        assert set(one.split(";")) == set(other.split(";"))


def test_a_rule_that_is_missing_is_seen(browser: Browser, tmp_path: Path) -> None:
    page, _ = pages_of(prepared("vocabulaire"))
    rule = re.search(r"\.source\{[^}]*\}", page)
    assert rule
    views = []
    for name, text in (("cut", page), ("sabotaged", page.replace(rule[0], "", 1))):
        file = tmp_path / f"{name}.html"
        file.write_text(text, encoding="utf-8")
        views.append(computed(browser, file, 0))
    assert views[0] != views[1]
