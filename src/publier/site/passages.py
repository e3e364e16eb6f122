"""The words of a finished page, cut by the anchor that leads to them: what the search of the site finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from publier.checks import xhtml_book
from publier.checks.xhtml_book import classes, is_added, tag
from publier.notes import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.checks.xhtml_book import Element


@dataclass(frozen=True, slots=True)
class Passage:
    """Some words of a text and the anchor that leads to them: a paragraph, a note, a title."""

    anchor: str
    text: str


def cut(root: Element) -> Iterator[Passage]:
    """Yield the words of a page in reading order, cut where a new anchor begins.

    What has no anchor of its own (a list, a table, a legend) goes with the passage before it.
    """
    anchor, words = "", ""
    for place, text in _said(root):
        if place and place != anchor:
            if squeeze(words):
                yield Passage(anchor, squeeze(words))
            anchor, words = place, ""
        words += text
    if squeeze(words):
        yield Passage(anchor, squeeze(words))


def _said(root: Element) -> Iterator[tuple[str, str]]:
    """Yield anchors and words of the text, in order; an anchor is told once, where it begins."""
    for element in xhtml_book.texts(root):
        yield from _within(element)


def _within(element: Element) -> Iterator[tuple[str, str]]:
    if is_added(element) or element.get("aria-hidden") == "true" or "url" in classes(element):
        return
    name = tag(element)
    anchor = str(element.get("id") or "")
    if name == "section" or anchor.startswith(("par-", "note-")):
        yield anchor, ""
    block = " " if name in xhtml_book.BLOCKS or name == "br" else ""
    yield "", block + (element.text or "")
    for child in element:
        yield from _within(child)
        yield "", child.tail or ""
    yield "", block
