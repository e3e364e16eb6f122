"""What each printed page begins with: the pages that the other editions name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publier.editions.tagging import source
from publier.editions.tagging.tree import Leaf, StructElem
from publier.editions.tagging.walk import walk
from publier.model import Page
from publier.notes import letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weasyprint import Document

PLACES = ("couverture", "sommaire", "colophon")
"""Sections of the page that are not the text, by their ids."""

OUTSIDE = source.ADDED | {"credit"}
"""Classes of words that are no part of a run of the text."""


def pages(document: Document) -> tuple[Page, ...]:
    """Return the pages of a laid out document that begin with something a reader can be sent to."""
    offset = 0
    begun: dict[int, Page] = {}
    for place, leaf in _leaves(walk(document).root, ""):
        label = str(leaf.page + 1)
        begun.setdefault(leaf.page, Page(label, place, 0 if place else offset))
        if not place:
            offset += len(letters(getattr(leaf.box, "text", "")))
    return tuple(begun[number] for number in sorted(begun))


def _leaves(elem: StructElem, place: str) -> Iterator[tuple[str, Leaf]]:
    """Yield what is painted in reading order, notes left out, with the place it stands in."""
    for kid in elem.kids:
        if isinstance(kid, Leaf):
            if place or kid.box.element is None or OUTSIDE.isdisjoint(source.classes(kid.box.element)):
                yield place, kid
        elif not _outside(kid):
            anchor = kid.source.get("id", "") if kid.source is not None else ""
            yield from _leaves(kid, anchor if anchor in PLACES else place)


def _outside(elem: StructElem) -> bool:
    if elem.role in {"Note", "FENote"}:
        return True
    element = elem.source
    if element is None:
        return False
    counted = elem.role == "Lbl" and element.tag == "li"  # its number is nobody's word
    return counted or source.is_call(element) or not OUTSIDE.isdisjoint(source.classes(element))
