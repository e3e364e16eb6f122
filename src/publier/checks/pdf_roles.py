"""Roles: each block of the source is one element of the structure, of the right kind, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publier.checks import roles
from publier.checks.pdf import HEADING, INLINE, MADE, OUTSIDE
from publier.checks.pdf_tree import NOTES, Element
from publier.notes import squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.checks.pdf import Reading
    from publier.model import Relecture
    from publier.problems import Problem

KEPT = frozenset({"P", "BlockQuote", "L", "LI", "Table", "TR", "TH", "TD", "Figure", "Caption"})
"""Roles that a block of the source becomes; the others only hold them together."""

ITEMS = frozenset({"LI", "TH", "TD"})
"""Roles in which a paragraph may stand as an element of its own or not."""


def problems(reading: Reading, relecture: Relecture) -> Iterator[Problem]:
    """Yield the first element whose role is not the one of its source."""
    return roles.compare(read(reading), relecture)


# ------------------------------------------------------------------ what the structure says


def read(reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield the role and the words of each block of the text, then of each note."""
    for element in reading.book.root.kids:
        if isinstance(element, Element):
            yield from _blocks(element, in_item=False)
    for note in reading.notes:
        yield "Note", squeeze(note.element.text())
        yield from _below(note.element, in_item=False)


def _below(element: Element, *, in_item: bool) -> Iterator[tuple[str, str]]:
    for kid in element.kids:
        if isinstance(kid, Element):
            yield from _blocks(kid, in_item=in_item)


def _blocks(element: Element, *, in_item: bool) -> Iterator[tuple[str, str]]:
    role = element.role
    if element.id in OUTSIDE or role == "TOC" or element.classes & MADE or role in NOTES | INLINE:
        yield from _apart(element)
        return
    if role == "TH":
        role = f"TH {str(element.attributes.get('Scope', ''))[1:]}".strip()
    kept = element.role in KEPT and (role != "P" or not in_item) and (role != "P" or _says(element))
    if kept or HEADING.match(role):
        yield role, squeeze(element.text())
    yield from _below(element, in_item=in_item or element.role in ITEMS)


def _apart(element: Element) -> Iterator[tuple[str, str]]:
    """Yield blocks that stand where no block may: inside a line of text."""
    if element.role in INLINE and not element.classes & MADE:
        yield from _below(element, in_item=False)


def _says(element: Element) -> bool:
    """Say whether an element holds anything but the program's words."""
    return any(
        _says(kid) if isinstance(kid, Element) else bool(getattr(kid, "text", "").strip())
        for kid in element.kids
        if not (isinstance(kid, Element) and kid.classes & MADE)
    )
