"""What a relecture is: the one tree every edition is made from.

Nodes are frozen values and children are tuples. Two nodes are equal when they say the same
thing, wherever they were written: ``at`` never takes part in comparison. Numbers are zero
until ``notes.number`` decides them, once, for every edition.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from publier.at import At as At  # noqa: PLC0414 - said again: m.At is the place of an m.Node

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything that was written somewhere."""

    at: At | None = field(default=None, compare=False, repr=False)


class Certainty(StrEnum):
    """How sure a note is that its resource is the one the author meant."""

    CERTAIN = "certain"
    PROBABLE = "probable"


# ------------------------------------------------------------------ inlines


@dataclass(frozen=True, slots=True)
class Text(Node):
    """A run of plain characters, NFC."""

    value: str


@dataclass(frozen=True, slots=True)
class Emphasis(Node):
    """Stress, or the title of a work."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Strong(Node):
    """Importance."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Superscript(Node):
    """Raised letters, as in ordinals."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Subscript(Node):
    """Lowered letters, as in formulas."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class SmallCaps(Node):
    """Small capitals, as in the number of a century."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Foreign(Node):
    """Words in another language than the text around them (``lang``: BCP 47)."""

    lang: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link(Node):
    """A link; ``target`` is an absolute address, or ``#anchor`` inside the relecture."""

    target: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Code(Node):
    """Characters to be taken literally."""

    value: str


@dataclass(frozen=True, slots=True)
class LineBreak(Node):
    """A line that the author ended."""


@dataclass(frozen=True, slots=True)
class NoteCall(Node):
    """A call to a note.

    ``key`` is the name in the source; ``number`` and ``occurrence`` (1 for the first call of
    the note) are decided by ``notes.number``.
    """

    key: str
    number: int = 0
    occurrence: int = 0

    @property
    def anchor(self) -> str:
        """The id of the call, the same in every edition."""
        return call_anchor(self.number, self.occurrence)


@dataclass(frozen=True, slots=True)
class PageBreak(Node):
    """Where a printed page begins: put in by ``pages.insert`` once paper has been laid out."""

    label: str


@dataclass(frozen=True, slots=True)
class Citation(Node):
    """A reference to a resource; ``children`` is its text, filled by ``references.start``."""

    key: str
    locator: str = ""
    certainty: Certainty = Certainty.CERTAIN
    children: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Unidentified(Node):
    """The source of a note is not known; ``children`` says so in the text's language."""

    children: tuple[Inline, ...] = ()


Inline = (
    Text
    | Emphasis
    | Strong
    | Superscript
    | Subscript
    | SmallCaps
    | Foreign
    | Link
    | Code
    | LineBreak
    | NoteCall
    | PageBreak
    | Citation
    | Unidentified
)

# ------------------------------------------------------------------ blocks


@dataclass(frozen=True, slots=True)
class Paragraph(Node):
    """A paragraph; ``number`` is its ``§`` (0: not numbered, as in notes and lists)."""

    children: tuple[Inline, ...]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Quote(Node):
    """A block quotation and who is quoted; numbered as one paragraph."""

    children: tuple[Block, ...]
    attribution: tuple[Inline, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class PullQuote(Node):
    """A phrase of the text, repeated large; hidden from assistive technology."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Verse(Node):
    """Lines that are not to be filled; each is a tuple of inlines."""

    lines: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class BulletList(Node):
    """Items without order; each is a tuple of blocks."""

    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class OrderedList(Node):
    """Numbered items; each is a tuple of blocks."""

    items: tuple[tuple[Block, ...], ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Definition(Node):
    """A term and what it means: one or more descriptions, each a tuple of blocks."""

    term: tuple[Inline, ...]
    descriptions: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class DefinitionList(Node):
    """Terms and their descriptions."""

    items: tuple[Definition, ...]


class Align(StrEnum):
    """Alignment of a column."""

    START = "start"
    CENTER = "center"
    END = "end"


@dataclass(frozen=True, slots=True)
class Cell(Node):
    """A cell; ``header`` says that it names its row."""

    children: tuple[Inline, ...]
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table(Node):
    """A table: one head row, body rows of the same length, one alignment a column."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    aligns: tuple[Align, ...]
    caption: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Image:
    """A checked picture of the source folder; width and height in pixels."""

    name: str
    media_type: str
    width: int
    height: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Figure(Node):
    """A picture; ``alt`` is empty only when it is decorative."""

    image: Image
    alt: str
    caption: tuple[Inline, ...] = ()
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Separator(Node):
    """A pause between paragraphs."""


Block = (
    Paragraph
    | Quote
    | PullQuote
    | Verse
    | BulletList
    | OrderedList
    | DefinitionList
    | Table
    | Figure
    | Separator
)

# ------------------------------------------------------------------ the whole


@dataclass(frozen=True, slots=True)
class Section(Node):
    """A part (``level`` 2) or a sub-heading (3, 4) with what stands under it.

    ``number`` counts parts only (0 below them); ``id`` is its anchor in every edition.
    """

    id: str
    level: int
    title: tuple[Inline, ...]
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Front(Node):
    """The preface of the series, or the lead: blocks, and a title of its own if it has one."""

    blocks: tuple[Block, ...]
    title: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class Note(Node):
    """A note: its blocks, its number from 1, and how many calls lead to it."""

    key: str
    blocks: tuple[Block, ...]
    number: int = 0
    calls: int = 0

    @property
    def anchor(self) -> str:
        """The id of the note, the same in every edition."""
        return f"note-{self.number}"

    @property
    def backs(self) -> tuple[str, ...]:
        """The ids of the calls, which are the ways back, in order."""
        return tuple(call_anchor(self.number, n) for n in range(1, self.calls + 1))


@dataclass(frozen=True, slots=True)
class Author:
    """A person, or a body."""

    name: str
    orcid: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """The series a relecture belongs to; ``position`` is empty when not known."""

    name: str
    position: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover picture of the editor's own; without one the cover draws the text itself."""

    image: Image
    alt: str


@dataclass(frozen=True, slots=True)
class Accessibility:
    """What a human says of accessibility; an audit is recorded by hand only."""

    summary: str = ""
    audited_by: str = ""
    audited_on: str = ""
    standard: str = ""


@dataclass(frozen=True, slots=True)
class Chosen(Node):
    """A passage that the editor chose for the handout, by its anchor: ``par-12``."""

    anchor: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a relecture.

    ``date`` is EDTF (``2020-05-14``, ``2020``, ``2020~``) or empty; ``modified`` is the only
    clock that the editions know; ``urn`` is a stable ``urn:uuid`` of publisher and slug unless
    ``identifiers`` (scheme, value) hold one; ``url`` is the public address or empty.
    """

    title: str
    lang: str
    modified: datetime.date
    title_supplied: bool = False
    subtitle: str = ""
    series: Series | None = None
    authors: tuple[Author, ...] = ()
    publisher: str = ""
    library: str = ""
    date: str = ""
    version: str = ""
    urn: str = ""
    identifiers: tuple[tuple[str, str], ...] = ()
    url: str = ""
    keywords: tuple[str, ...] = ()
    abstract: str = ""
    rights: str = ""
    licence: str = ""
    cover: Cover | None = None
    accessibility: Accessibility = field(default_factory=Accessibility)
    pdf_profile: str = "a2a-ua1"
    handout: tuple[Chosen, ...] = ()


class Reach(StrEnum):
    """What a reader met who followed an address: an answer, a page that is gone, nothing, or who knows."""

    ALIVE = "alive"
    DEAD = "dead"
    SILENT = "silent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Address:
    """What is known of an address that notes lead to; ``checked`` is None when nobody asked it yet.

    ``archived`` is the address of a copy, or empty.
    """

    target: str
    reach: Reach = Reach.UNKNOWN
    checked: datetime.date | None = None
    archived: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A printed page and what it begins with.

    ``place`` is ``couverture``, ``sommaire`` or ``colophon`` for what is not the text; else it is
    empty and ``offset`` says how many letters of the text stand before the page (``letters``).
    """

    label: str
    place: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Relecture:
    """One relecture, whole. ``blocks`` stand before the first part.

    ``source`` is the text as it was written, for archives; it never takes part in comparison.
    ``pages`` are those of the printed edition, once it has been laid out; ``addresses`` are those of
    its notes that something is known of; ``large_print`` says that its set holds that edition too.
    """

    slug: str
    metadata: Metadata
    preface: Front | None = None
    lead: Front | None = None
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[Note, ...] = ()
    source: bytes = field(default=b"", compare=False, repr=False)
    pages: tuple[Page, ...] = ()
    addresses: tuple[Address, ...] = ()
    large_print: bool = False


# ------------------------------------------------------------------ looking at nodes


def call_anchor(number: int, occurrence: int) -> str:
    """Return the id of a call: ``appel-3``, and ``appel-3-2`` when the note is called again."""
    return f"appel-{number}" if occurrence <= 1 else f"appel-{number}-{occurrence}"


def plain(nodes: tuple[Inline, ...]) -> str:
    """Return the words of inlines, without the calls of notes; a line break is a space."""
    return "".join(_plain(node) for node in nodes)


def _plain(node: Inline) -> str:
    match node:
        case Text(value) | Code(value):
            return value
        case LineBreak():
            return " "
        case NoteCall() | PageBreak():
            return ""
        case (
            Emphasis(children)
            | Strong(children)
            | Superscript(children)
            | Subscript(children)
            | SmallCaps(children)
            | Unidentified(children)
        ):
            return plain(children)
        case Foreign(_, children) | Link(_, children):
            return plain(children)
        case Citation():
            return plain(node.children)
        case _:
            assert_never(node)


def walk_sections(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Yield sections in reading order, each before those it holds."""
    for section in sections:
        yield section
        yield from walk_sections(section.sections)
