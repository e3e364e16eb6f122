"""Every check of an edition can fail: each sabotage is caught, and by its own code."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from examples import numbered

from publier import checks
from publier.editions import Styles, epub, web

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def page(styles: Path) -> bytes:
    return web.render(numbered(), Styles(styles))


@pytest.fixture(scope="module")
def book(styles: Path) -> bytes:
    return epub.render(numbered(), Styles(styles))


def codes(name: str, data: bytes) -> set[str]:
    return {problem.code for problem in checks.check(name, data, numbered())}


def altered(book: bytes, pattern: str, by: str) -> bytes:
    """Return the book with something replaced, once, in its text."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("texte.xhtml"):
                data = substituted(data, pattern, by)
            target.writestr(name, data)
    return packed.getvalue()


def substituted(data: bytes, pattern: str, by: str) -> bytes:
    changed, times = re.subn(pattern, by, data.decode(), count=1, flags=re.DOTALL)
    assert times == 1, f"nothing to sabotage with {pattern}"
    return changed.encode()


SABOTAGES = {
    "a call leads to another note": (r'(id="appel-3" href="#note-)3', r"\g<1>2", {"P003"}),
    "a marker is changed": (r'(class="n">)2', r"\g<1>4", {"P002", "P003"}),
    "a call shows another number": (r"(</span>)3(</a>)", r"\g<1>1\2", {"P003"}),
    "the text of a note is changed": (r"Second", "Deuxième", {"P004", "P010"}),
    "a link is changed": (r"bibliotheque.example/landel(?=\">)", "autre.example", {"P005"}),
    "a way back is wrong": (r'href="#appel-3"', 'href="#appel-1"', {"P006"}),
    "a note is lost": (r'<div class="note" id="note-3".*?</div>', "", {"P001", "P010", "P014"}),
    "a call is moved": (r"(Une voix »)(<a class=\"call\".*?</a>)", r"\2\1", {"P003"}),
    "a word is glued": (r"La fin", "Lafin", {"P010"}),
    "a word is lost": (r"Le chapô dit tout", "Le chapô dit", {"P003", "P010"}),
    "a heading is flattened": (r"<h3([^>]*)>(.*?)</h3>", r"<p\1>\2</p>", {"P011"}),
    "a heading changes level": (r"<h3([^>]*)>(.*?)</h3>", r"<h4\1>\2</h4>", {"P011"}),
    "a language is removed": (r'<i lang="en"[^>]*>', "<i>", {"P012"}),
    "an id stands twice": (r'id="rues"', 'id="ville"', {"P013", "P014"}),
    "a link leads nowhere": (r'href="#note-2"', 'href="#note-9"', {"P003", "P014"}),
    "a paragraph loses its anchor": (r' id="par-3"', "", {"P015"}),
    "two blocks change places": (r"(<li>une</li>)(<li>deux</li>)", r"\2\1", {"P010"}),
}


def test_untouched_editions_have_no_problem(page: bytes, book: bytes) -> None:
    assert codes("html", page) == set()
    assert codes("epub", book) == set()


@pytest.mark.parametrize("name", SABOTAGES)
def test_a_sabotaged_page_is_caught(page: bytes, name: str) -> None:
    pattern, by, expected = SABOTAGES[name]
    assert expected <= codes("html", substituted(page, pattern, by))


@pytest.mark.parametrize("name", SABOTAGES)
def test_a_sabotaged_book_is_caught(book: bytes, name: str) -> None:
    pattern, by, expected = SABOTAGES[name]
    assert expected - {"P014"} <= codes("epub", altered(book, pattern, by))


def test_what_is_no_edition_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        checks.read_ledger("epub", b"not a zip")
