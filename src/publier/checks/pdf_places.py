"""Destinations: each name leads to the element that bears it, each bookmark to its heading."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from publier.checks.pdf import INLINE
from publier.checks.pdf_tree import NOTES, Element
from publier.notes import letters, squeeze
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.checks.pdf import Reading
    from publier.checks.pdf_content import Piece
    from publier.checks.pdf_tree import Place
    from publier.model import Relecture

GROUPS = frozenset({"Document", "Part", "Sect", "Div", "Art"})
"""Roles that begin with their first block, and hold others."""

NUMBERED = re.compile(r"(par|note)-\d+$")
"""Names that an element must bear."""

SHOWN = 40

HALF = 0.5
"""Points: what rounding may do to a place."""


def problems(reading: Reading, _: Relecture) -> Iterator[Problem]:
    """Yield what leads elsewhere than its name or its title says."""
    places, book = _Places(reading), reading.book
    for name, place in book.names:
        element = places.named.get(name)
        if element is None and not NUMBERED.match(name):
            continue
        other = element is not None and book.structured.get(name, element.key) != element.key
        if element is None or place is None or other or not places.leads(place, element):
            yield Problem("P036", name=name, found=places.words(place), expected=_begin(element))
    yield from contents(reading, places.named)
    shown = [said for said in reading.headings if said.level > 1]
    for bookmark, said in zip(book.outline, shown, strict=False):
        other = bookmark.element not in (None, said.element.key)
        if bookmark.place is None or other or not places.leads(bookmark.place, said.element):
            found = places.words(bookmark.place)
            yield Problem("P036", name=bookmark.title, found=found, expected=_begin(said.element))


def contents(reading: Reading, named: dict[str, Element]) -> Iterator[Problem]:
    """Yield the lines of the table of contents that do not say the title and page they lead to."""
    shown = {said.element: said.shown for said in reading.headings}
    for link in reading.book.root.walk():
        if link.role != "Link" or not link.links() or link.within(frozenset({"TOC"})) is None:
            continue
        target = named.get(link.links()[0].anchor)
        heading = next((e for e in target.walk() if e in shown), None) if target else None
        page = heading.page if heading else -1
        label = reading.book.labels[page] if 0 <= page < len(reading.book.labels) else ""
        expected = f"{shown[heading]} {label}" if heading else ""
        if letters(link.text()) != letters(expected):
            yield Problem("P054", found=squeeze(link.text()), expected=expected)


class _Places:
    """Finds what stands at a place: the first line of text at or below it, notes apart."""

    def __init__(self, reading: Reading) -> None:
        self.named: dict[str, Element] = {}
        self.lines: dict[tuple[int, bool], list[tuple[float, Piece, Element]]] = defaultdict(list)
        for element in reading.book.root.walk():
            if element.id and element.role not in INLINE:
                self.named.setdefault(element.id, element)
        for element, piece in reading.owned():
            if piece.at and piece.text.strip():
                noted = element.within(NOTES) is not None
                self.lines[piece.page, noted].append((piece.at[1], piece, element))

    def at(self, place: Place, *, noted: bool) -> Element | None:
        """Return the element whose text is the first at or below a place."""
        page, _, top = place
        below = [entry for entry in self.lines[page, noted] if entry[0] <= top + HALF]
        return max(below, key=lambda entry: entry[0])[2] if below else None

    def leads(self, place: Place, element: Element) -> bool:
        """Say whether a place is where an element begins."""
        found = self.at(place, noted=element.within(NOTES) is not None)
        if element.role in GROUPS:
            element = _block(next((e for e in element.walk() if e.pieces()), element))
        while found is not None and found is not element:
            found = found.parent
        return found is element

    def words(self, place: Place | None) -> str:
        """Return what stands at a place, to be shown."""
        found = self.at(place, noted=False) if place else None
        return squeeze(found.text())[:SHOWN] if found else ""


def _block(element: Element) -> Element:
    """Return the block that a run of text begins; the number of an item begins the item."""
    while element.role in INLINE | {"Lbl"} and element.parent is not None:
        element = element.parent
    return element


def _begin(element: Element | None) -> str:
    return "" if element is None else squeeze(element.text())[:SHOWN]
