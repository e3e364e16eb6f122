"""Navigation: contents lead to the headings they name, lists to what they list, links somewhere."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from publier.checks.xhtml_book import HEADINGS, kinds, own_text, tag
from publier.model import plain, walk_sections
from publier.notes import squeeze
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.checks.xhtml_book import Book, Document, Element
    from publier.model import Relecture

FILES = (".pdf", ".epub")
LARGE_PRINT = "-large.pdf"
"""Editions that a page leads to, beside it; large print where it is."""


def problems(book: Book, relecture: Relecture) -> Iterator[Problem]:
    """Yield what is wrong with contents, page list, landmarks and links inside the book."""
    yield from contents(book, relecture)
    for document in book.documents:
        for nav in document.root.iter("{*}nav"):
            yield from listed(book, document, nav)
        yield from links(book, document, relecture)


# ------------------------------------------------------------------ contents


def contents(book: Book, relecture: Relecture) -> Iterator[Problem]:
    """Each line says what the heading it leads to says, at its level, in the order of the text."""
    found = [
        line
        for document in book.documents
        for nav in document.root.iter("{*}nav")
        if nav.get("role") == "doc-toc"
        for line in _lines(book, document, nav)
    ]
    expected = ((line, "") for line in _expected(book, relecture))
    for (theirs, heading), (mine, _) in zip_longest(found, expected, fillvalue=("", "")):
        same = theirs == mine or (UNNAMED in mine and theirs[:1] == mine[:1])
        if not same or theirs[2:] != heading:
            shown = theirs if theirs[2:] == heading else f"{theirs} → {heading}"
            yield Problem("P061", found=shown, expected=mine or "–")
            return


UNNAMED = "…"
"""The title of a preface or a lead that has none of its own."""


def _expected(book: Book, relecture: Relecture) -> list[str]:
    fronts = [f"1 {squeeze(plain(f.title)) or UNNAMED}" for f in (relecture.preface, relecture.lead) if f]
    sections = walk_sections(relecture.sections)
    lines = [*fronts, *(f"{s.level - 1} {squeeze(plain(s.title))}" for s in sections)]
    if not lines and book.package is not None:  # a book has contents, be it one line (EPUB 3.3 §7.4)
        return [f"1 {squeeze(relecture.metadata.title)}"]
    return lines


def _lines(book: Book, document: Document, nav: Element) -> Iterator[tuple[str, str]]:
    """Yield each line, its level before its words, and the words of the heading that it leads to."""
    for link in nav.iter("{*}a"):
        level = sum(tag(above) == "ol" for above in link.iterancestors())
        target = book.target(document, str(link.get("href") or ""))
        yield f"{level} {squeeze(own_text(link))}", "" if target is None else _heading(target)


def _heading(element: Element) -> str:
    """Return the words of an element that is a heading, or of the first that it holds."""
    found = next((e for e in element.iter("{*}*") if tag(e) in HEADINGS), None)
    return "" if found is None else squeeze(own_text(found))


# ------------------------------------------------------------------ other lists


def listed(book: Book, document: Document, nav: Element) -> Iterator[Problem]:
    """A page list leads to marks of pages, landmarks to what they name (EPUB 3.3 §7.4)."""
    for link in nav.iter("{*}a"):
        wanted = kinds(link) if "landmarks" in kinds(nav) else _wanted(nav)
        target = book.target(document, str(link.get("href") or ""))
        there = set() if target is None else {kind for e in _tops(target) for kind in kinds(e)}
        if not wanted <= there:
            yield Problem("P066", title=squeeze(own_text(link)), target=link.get("href"))
    if "landmarks" in kinds(nav) and {"toc", "bodymatter"} - {k for a in nav.iter("{*}a") for k in kinds(a)}:
        yield Problem("P066", title="landmarks", target="toc, bodymatter")


def _wanted(nav: Element) -> frozenset[str]:
    return frozenset({"pagebreak"} if nav.get("role") == "doc-pagelist" else ())


def _tops(target: Element) -> list[Element]:
    """Return an element; for a whole document, what its body holds at once."""
    body = target.find("{*}body")
    return [target] if body is None else list(body.iterchildren("{*}*"))


# ------------------------------------------------------------------ links


def links(book: Book, document: Document, relecture: Relecture) -> Iterator[Problem]:
    """A link leads to a place in the document that it names; from a page also to the other editions."""
    suffixes = (*FILES, LARGE_PRINT) if relecture.large_print else FILES
    beside = {f"{relecture.slug}{suffix}" for suffix in suffixes} if book.package is None else set()
    for link in document.root.iter("{*}a"):
        href = link.get("href")
        if href is None or ":" in href.partition("#")[0] or href in beside:
            continue
        known = any(href.partition("#")[2] in other.ids for other in book.documents)
        if book.target(document, href) is None and (known or not href.startswith("#")):
            yield Problem("P014", id=href)  # one that is nowhere is said by the comparison of anchors
