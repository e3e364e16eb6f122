"""Roles in a page or an EPUB: each block of the source is the element of its kind, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publier.checks import roles
from publier.checks.xhtml_book import GENERATED, HEADINGS, OUTSIDE, classes, own_text, tag, texts
from publier.notes import squeeze
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.checks.xhtml_book import Book, Element
    from publier.model import Relecture

KINDS = {
    "p": "P",
    "blockquote": "BlockQuote",
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "dt": "LI",
    "table": "Table",
    "caption": "Caption",
    "tr": "TR",
    "td": "TD",
    "figure": "Figure",
    "figcaption": "Caption",
    **{name: name.upper() for name in HEADINGS},
}
"""The names that a PDF gives to the same things: the source is compared with both."""

ITEMS = frozenset({"li", "dt", "dd", "th", "td"})
"""Elements in which a paragraph may stand as an element of its own or not."""

SCOPES = {"col": "Column", "row": "Row"}


def problems(book: Book, relecture: Relecture) -> Iterator[Problem]:
    """Yield the first block of the wrong kind, and every head of a table that heads nothing."""
    yield from roles.compare(read(book), relecture)
    for element in book.elements:
        if tag(element) == "th" and element.get("scope") not in SCOPES:
            yield Problem("P045", text=squeeze(own_text(element))[: roles.SHOWN])


def read(book: Book) -> Iterator[tuple[str, str]]:
    """Yield the role and the words of each block of the text, then of each note."""
    for document in book.documents:
        for text in texts(document.root):
            yield from _below(text, in_item=False)


def _below(element: Element, *, in_item: bool) -> Iterator[tuple[str, str]]:
    for child in element.iterchildren("{*}*"):
        yield from _blocks(child, in_item=in_item)


def _blocks(element: Element, *, in_item: bool) -> Iterator[tuple[str, str]]:
    name = tag(element)
    if name in OUTSIDE or element.get("aria-hidden") == "true" or classes(element) & GENERATED:
        return
    role = _role(element, in_item=in_item)
    if role:
        yield role, squeeze(own_text(element))
    yield from _below(element, in_item=in_item or name in ITEMS)


def _role(element: Element, *, in_item: bool) -> str:
    """Return the role of an element; nothing when it only holds others together."""
    name = tag(element)
    if element.get("role") == "doc-footnote":
        return "Note"
    if name == "p":
        return "P" if not in_item and _says(element) else ""
    if name == "th":
        return f"TH {SCOPES.get(str(element.get('scope')), '')}".strip()
    if name == "figcaption" and not _is_described(element.getparent()):
        return ""
    if name == "figure" and not _is_described(element):
        says = element.find("{*}figcaption") is not None and not in_item
        return "P" if says else ""
    return KINDS.get(name, "")


def _says(element: Element) -> bool:
    """Say whether a paragraph holds words of the author's, or the call of a note and nothing else."""
    return bool(own_text(element).strip()) or any(
        a.get("role") == "doc-noteref" for a in element.iter("{*}a")
    )


def _is_described(figure: Element | None) -> bool:
    """Say whether a picture says something; one that does not is no figure."""
    return figure is not None and any(image.get("alt") for image in figure.iter("{*}img"))
