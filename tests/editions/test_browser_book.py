"""The text of the EPUB as reading systems show it: any size, night, one column or two, the reader's face."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import browsing
import pytest
from browsing import OVERFLOW
from built import build

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.slow

READERS = {
    "phone": (320, 640, ""),
    "large": (360, 740, "html { font-size: 300% } table { display: none }"),  # WCAG 1.4.10 excepts tables
    "spaced": (320, 640, browsing.SPACING),
    "night": (600, 800, "html { background: #000; color: #ddd } a { color: #9cf }"),
    "own face": (600, 800, "html, html * { font-family: monospace !important }"),
}
"""Width and height in CSS pixels, and what a reading system or its user adds."""

COLOURS = """[...document.querySelectorAll('body, body *')].filter(e => e.textContent && !e.closest('a'))
  .map(e => getComputedStyle(e).color)"""
"""JavaScript: the colours of letters, those of links left out."""
CUT = """[...document.querySelectorAll('p, h1, h2, h3, li, dd, figure, blockquote, img, table')]
  .flatMap(e => [...e.getClientRects()].map(box => [e.tagName + ' ' + e.id, box.width]))
  .filter(([name, width]) => width > innerWidth / 2 + 1)"""
"""JavaScript: what is wider than a column of two."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture(scope="module", params=["solidarites-informelles", "vocabulaire"])
def text(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document that holds the text, unpacked with its style sheet and pictures."""
    folder = tmp_path_factory.mktemp("book")
    with zipfile.ZipFile(io.BytesIO(build(str(request.param)).epub)) as book:
        book.extractall(folder)
    return folder / "EPUB" / "text" / "texte.xhtml"


@pytest.mark.parametrize("name", READERS)
def test_it_fits_and_keeps_the_colours_of_the_reader(browser: Browser, text: Path, name: str) -> None:
    width, height, css = READERS[name]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(text.as_uri())
    page.add_style_tag(content=css or "/* none */")
    assert page.evaluate(OVERFLOW) <= 0
    assert set(page.evaluate(COLOURS)) == {page.evaluate("getComputedStyle(document.documentElement).color")}
    page.close()


def test_it_flows_in_two_columns(browser: Browser, text: Path) -> None:
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    page.goto(text.as_uri())
    page.add_style_tag(content="html { height: 100vh; columns: 2; column-gap: 0; overflow: hidden }")
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollHeight") <= 800
    page.close()


def test_a_book_that_decides_too_much_is_seen(browser: Browser, text: Path) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(text.as_uri())
    page.add_style_tag(content="p { color: #333; min-width: 400px }")
    assert page.evaluate(OVERFLOW) > 0
    assert len(set(page.evaluate(COLOURS))) > 1
    page.close()
