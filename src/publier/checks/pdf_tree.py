"""A finished PDF as data: its structure tree with letters, links and places; what its catalogue says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from publier.checks.pdf_content import Page, Piece, Raw

Place: TypeAlias = "tuple[int, float, float]"
"""Page from 0, then x and y in points from the bottom left."""

NOTES = frozenset({"Note", "FENote"})
"""Roles of a note in PDF 1.7 and PDF 2."""

PICTURES = frozenset({"Figure", "Formula", "Form"})
"""Roles whose description stands beside their words and not in place of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A link annotation: where it is, where it leads (an address, or an anchor), what it says."""

    page: int
    rect: tuple[float, float, float, float]
    uri: str = ""
    anchor: str = ""
    contents: str = ""
    key: tuple[int, int] = (0, 0)
    parent: int = -1


@dataclass(slots=True, eq=False)
class Element:
    """A structure element (ISO 32000-1 §14.7.2); ``role`` is the standard one."""

    role: str
    parent: Element | None = None
    kids: list[Element | Piece | Link] = field(default_factory=list)
    id: str = ""
    lang: str = ""
    alt: str | None = None
    actual: str | None = None
    classes: frozenset[str] = frozenset()
    attributes: dict[str, Raw] = field(default_factory=dict)
    key: tuple[int, int] = (0, 0)

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.walk()

    def text(self) -> str:
        """Return all letters below, in reading order."""
        if self.spoken is not None:
            return self.spoken
        return "".join(kid.text() if isinstance(kid, Element) else _letters(kid) for kid in self.kids)

    @property
    def spoken(self) -> str | None:
        """What is read instead of what the element holds (ISO 32000-1 §14.9.3, §14.9.4)."""
        return self.actual if self.actual is not None or self.role in PICTURES else self.alt

    def links(self) -> list[Link]:
        """Return the annotations of this element itself."""
        return [kid for kid in self.kids if isinstance(kid, Link)]

    def pieces(self) -> list[Piece]:
        """Return the marked contents of this element itself."""
        return [kid for kid in self.kids if isinstance(kid, Piece)]

    def within(self, roles: frozenset[str]) -> Element | None:
        """Return the nearest element of some roles that this one is or stands in."""
        here: Element | None = self
        while here is not None and here.role not in roles:
            here = here.parent
        return here

    @property
    def page(self) -> int:
        """The page on which it begins, from 0; -1 when it holds nothing."""
        return next((piece.page for element in self.walk() for piece in element.pieces()), -1)


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline; ``place`` is where it leads, ``element`` what, when it says so."""

    level: int
    title: str
    place: Place | None
    element: tuple[int, int] | None = None


@dataclass(slots=True)
class Book:
    """A whole PDF, read once.

    ``names`` are the named destinations, ``structured`` the elements they name in PDF 2;
    ``labels`` those of the pages; ``owners`` and ``annotated`` the elements of content (page,
    number) and of annotations (key) as the parent tree says them, ``ids`` as the tree of
    identifiers does. Objects are known by their numbers.
    """

    root: Element
    pages: list[Page]
    sizes: list[tuple[float, float, float, float]]
    links: list[Link]
    names: list[tuple[str, Place | None]]
    structured: dict[str, tuple[int, int]]
    outline: list[Bookmark]
    labels: list[str]
    owners: dict[tuple[int, int], tuple[int, int]]
    annotated: dict[int, tuple[int, int]]
    ids: dict[str, tuple[int, int]]
    titles: dict[str, str]
    lang: str
    marked: bool


def _letters(kid: Piece | Link) -> str:
    return kid.text if isinstance(kid, Piece) else ""
