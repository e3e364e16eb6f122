"""The structure tree, before it is PDF: elements, and the boxes whose paint they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from publier.editions.tagging.seam import Box

INLINE = frozenset({"Span", "Em", "Strong", "Code", "Reference", "Link"})
"""Roles that stand in a line of text (ISO 32000-1 §14.8.4.4)."""

NOTES_MAY_STAND_IN = frozenset({"Document", "Part", "Sect", "LBody", "Div"})
"""Where a note may follow the block that calls it.

Not in a quotation (the words are not the quoted author's), not in a table (a reader who moves
from cell to cell would meet it in the row), not in a caption or a label.
"""

Value: TypeAlias = "str | int | float | tuple[float, ...]"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A painted box: a run of text, or a picture. Pages count from 0."""

    page: int
    box: Box


@dataclass(eq=False, slots=True)
class StructElem:
    """A structure element (ISO 32000-1 §14.7.2) of one element of the page's source.

    ``classes`` (``C``) tell what the program added to the author's words, and ``id`` the sections
    of its own: the checks read both. ``actual`` is what it reads as, when other letters are drawn.
    ``attributes`` are by owner (``Table``, ``Layout``, ``List``); ``related`` becomes ``Ref`` in
    PDF 2; ``links`` are the boxes of a link, one a line.
    """

    role: str
    parent: StructElem | None = None
    source: Element | None = None
    kids: list[StructElem | Leaf] = field(default_factory=list)
    links: list[Leaf] = field(default_factory=list)
    lang: str = ""
    alt: str | None = None
    actual: str = ""
    id: str = ""
    classes: tuple[str, ...] = ()
    attributes: dict[str, dict[str, Value]] = field(default_factory=dict)
    related: list[StructElem] = field(default_factory=list)

    def add(self, role: str, source: Element | None = None) -> StructElem:
        """Append a child."""
        child = StructElem(role, self, source)
        self.kids.append(child)
        return child

    def elements(self) -> Iterator[StructElem]:
        """Yield this element and all below it, each before those it holds."""
        yield self
        for kid in self.kids:
            if isinstance(kid, StructElem):
                yield from kid.elements()

    def leaves(self) -> Iterator[Leaf]:
        """Yield what is painted in it, in reading order."""
        for kid in self.kids:
            if isinstance(kid, StructElem):
                yield from kid.leaves()
            else:
                yield kid

    @property
    def page(self) -> int:
        """The page on which it begins, from 0."""
        return next((leaf.page for leaf in self.leaves()), 0)


@dataclass(slots=True)
class Structure:
    """What a walk over the pages finds.

    ``artifacts`` are painted boxes outside the structure with their kind (a name of
    ``streams.KINDS``); ``anchors`` the element of each anchor name; ``calls`` the first
    reference to each note, by the note's anchor; ``spaced`` are runs that a space must follow,
    ``bookmarked`` the elements of the outline, in its order.
    """

    root: StructElem = field(default_factory=lambda: StructElem("Document"))
    artifacts: list[tuple[Leaf, str]] = field(default_factory=list)
    anchors: dict[str, StructElem] = field(default_factory=dict)
    calls: dict[str, StructElem] = field(default_factory=dict)
    notes: list[StructElem] = field(default_factory=list)
    spaced: list[Leaf] = field(default_factory=list)
    bookmarked: list[StructElem] = field(default_factory=list)
