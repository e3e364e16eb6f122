"""Reading a PDF back from its bytes: what its structure tree says to assistive technology.

Nothing here looks at the page as a picture: the words are those of the marked contents, in the
order of the structure. What the program adds to the author's words is told apart by the
structure too: sections of our own by their ``ID``, words of our own by their class (``C``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publier.checks.found import Found, Heading
from publier.checks.pdf_book import read_book
from publier.checks.pdf_tree import NOTES, PICTURES, Book, Element, Link, Place
from publier.notes import BEFORE, Ledger, LedgerCall, LedgerNote, letters, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.checks.pdf_content import Piece


INLINE = frozenset({"Span", "Quote", "Reference", "BibEntry", "Code", "Link", "Em", "Strong", "Annot"})
"""Roles that do not end a run of words (ISO 32000-1 §14.8.4.4)."""

OUTSIDE = frozenset({"couverture", "sommaire", "colophon"})
"""Sections that hold no word of the text."""

MADE = frozenset({"made", "num", "seen", "url"})
"""Classes of what the program adds to the author's words."""

HEADING = re.compile(r"H([1-6])$")

NEAR = 2.0
"""Points: how far the anchor of a call may be from the corner of its link."""


@dataclass(slots=True)
class Call:
    """A call as it stands in the text; ``anchor`` is the name of the place where it really is."""

    element: Element
    link: Link
    anchor: str
    marker: str
    before: str


@dataclass(slots=True)
class Note:
    """A note as it stands in the structure; ``printed`` are the addresses that paper shows.

    ``seen`` is what it says of them; ``backs`` are the annotations of its ``ways`` back.
    """

    element: Element
    marker: str = ""
    text: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    backs: list[Link] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    seen: str = ""
    langs: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Said:
    """A heading with its element: all its words, and the author's."""

    element: Element
    level: int
    shown: str
    title: str


def read_pdf(data: bytes) -> Found:
    """Read a PDF back. Raises ``ValueError`` when it is no PDF, or has no structure."""
    return Reading(read_book(data)).found()


class Reading:
    """Walks the structure of a book once, in order, and keeps what a reader would meet.

    ``outward`` are the addresses that links of the text lead to, ``printed`` those that paper
    shows there; a note keeps its own.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.run = ""
        self.added = ""
        self.runs: list[str] = []
        self.notes: list[Note] = []
        self.calls: list[Call] = []
        self.headings: list[Said] = []
        self.langs: list[tuple[str, str]] = []
        self.outward: list[str] = []
        self.printed: list[str] = []
        self.note: Note | None = None
        self.corners = _corners(book)
        for kid in book.root.kids:
            if isinstance(kid, Element):
                self.element(kid)
        self.flush()

    def element(self, element: Element) -> None:
        """Read one element and what it holds."""
        if element.id in OUTSIDE or element.role == "TOC":
            self.outside(element)
        elif element.classes & MADE and element.role in INLINE:
            self.generated(element)
        elif element.role in NOTES:
            self.enter_note(element)
        elif element.role == "Lbl" and self.note is not None and element.parent is self.note.element:
            self.label(element)
        elif element.role == "Lbl" and is_counted(element):
            return
        elif element.role == "Link":
            self.link(element)
        elif element.role in INLINE:
            self.inline(element)
        else:
            self.block(element)

    def outside(self, element: Element) -> None:
        """Pass over a section of our own; its headings count as shown."""
        for inner in element.walk():
            if match := HEADING.match(inner.role):
                self.headings.append(Said(inner, int(match[1]), squeeze(inner.text()), ""))

    def block(self, element: Element) -> None:
        """Read an element that ends the run before it, and its own."""
        self.flush()
        match = HEADING.match(element.role)
        if element.classes & MADE:
            self.added = element.text()
        else:
            self.children(element)
        shown = squeeze(self.added + self.run)
        title = self.flush()
        if match:
            self.headings.append(Said(element, int(match[1]), shown, title))

    def children(self, element: Element) -> None:
        """Read the letters and the elements below one, in order; the letters of a drawing are no text."""
        if element.spoken is not None:
            self.run += element.spoken
            return
        for kid in element.kids:
            if isinstance(kid, Element):
                self.element(kid)
            elif not isinstance(kid, Link) and element.role not in PICTURES:
                self.run += kid.text

    def inline(self, element: Element) -> None:
        """Read an element in a line; its language counts when it says one."""
        before = len(self.run)
        langs = self.langs if self.note is None else self.note.langs
        place = len(langs)
        self.children(element)
        if element.lang:  # before those inside it
            langs.insert(place, (element.lang, squeeze(self.run[before:])))

    def link(self, element: Element) -> None:
        """Read a link: a call, a link of a note, or a link of the text."""
        links = element.links()
        if links and self.note is None and links[0].anchor.startswith("note-"):
            self.call(element, links[0])
            return
        if links and self.note is not None:
            self.note.links.append(links[0].uri or f"#{links[0].anchor}")
        elif links and links[0].uri:
            self.outward.append(links[0].uri)
        self.inline(element)

    def call(self, element: Element, link: Link) -> None:
        """Keep a call: where it stands, what it shows, where it leads."""
        before = letters(self.run)[-BEFORE:]
        marker = _marker(element)
        self.calls.append(Call(element, link, self.corners.get(link, ""), marker, before))
        self.run += _end(element.text())

    def generated(self, element: Element) -> None:
        """Pass over words that the program added; printed addresses are kept apart."""
        text = element.text()
        if "url" in element.classes:
            # The space before a printed address belongs to it.
            self.run = self.run.rstrip() + _end(text)
            (self.printed if self.note is None else self.note.printed).append(text)
        elif "seen" in element.classes and self.note is not None:
            leads = (link.uri for inner in element.walk() for link in inner.links())
            self.note.seen += " ".join([text, *dict.fromkeys(leads)])
        else:
            self.added += text

    def enter_note(self, element: Element) -> None:
        """Read a note, apart from the text around it."""
        self.flush()
        self.note = Note(element)
        self.notes.append(self.note)
        self.children(element)
        self.flush()
        self.note = None

    def label(self, element: Element) -> None:
        """Read the label of a note: its marker, and the ways back."""
        if self.note is None:
            return
        for inner in element.walk():
            if links := inner.links():  # two where it goes on on the next page
                self.note.backs += links
                self.note.ways.append(links[0].anchor)
        first = next((inner for inner in element.walk() if inner.links()), element)
        self.note.marker = _marker(first)

    def flush(self) -> str:
        """End a run: it belongs to the note being read, or to the text."""
        text, self.run, self.added = squeeze(self.run), "", ""
        if text:
            (self.runs if self.note is None else self.note.text).append(text)
        return text

    def is_outside(self, element: Element) -> bool:
        """Say whether an element stands in a section of our own."""
        here: Element | None = element
        while here is not None and here.id not in OUTSIDE:
            here = here.parent
        return here is not None

    def owned(self) -> Iterator[tuple[Element, Piece]]:
        """Yield each marked content of the structure with its element, in reading order."""
        for element in self.book.root.walk():
            for piece in element.pieces():
                yield element, piece

    def found(self) -> Found:
        """Return all that was read, in the shape that every edition is compared in."""
        book = self.book
        numbered = ((place, name) for name, place in book.names if place and name.startswith("par-"))
        order = sorted(numbered, key=lambda entry: _down(entry[0]))
        numbers = (re.fullmatch(r"par-(\d+)", name) for _, name in order)
        return Found(
            ledger=Ledger(tuple(self.entries())),
            runs=(*self.runs, *(text for note in self.notes for text in note.text)),
            headings=tuple(Heading(said.level, said.title) for said in self.headings if said.title),
            langs=(*self.langs, *(lang for note in self.notes for lang in note.langs)),
            ids=tuple(name for name, place in book.names if place),
            targets=tuple(link.anchor for link in book.links if not link.uri),
            paragraphs=tuple(int(match[1]) for match in numbers if match),
            seen=tuple(note.seen for note in self.notes),
            outward=tuple(self.outward),
        )

    def entries(self) -> Iterator[LedgerNote]:
        """Yield the notes in the order in which they stand, each with the calls that lead to it.

        A call that shows another number than its note does is kept as a call that is not there.
        """
        for number, note in enumerate(self.notes, 1):
            calls = [call for call in self.calls if call.link.anchor == note.element.id]
            yield LedgerNote(
                number=number,
                marker=note.marker,
                calls=tuple(
                    LedgerCall(call.anchor, call.before if call.marker == note.marker else call.marker)
                    for call in calls
                ),
                text=squeeze(" ".join(note.text)),
                links=tuple(note.links),
                backs=tuple(note.ways),
            )


def _corners(book: Book) -> dict[Link, str]:
    """Return, for each link that is a call, the name of the anchor at its upper left corner."""
    calls = [(name, place) for name, place in book.names if place and name.startswith("appel-")]
    found: dict[Link, str] = {}
    for link in book.links:
        left, _, _, top = link.rect
        for name, (page, x, y) in calls:
            if page == link.page and abs(x - left) < NEAR and abs(y - top) < NEAR:
                found[link] = name
    return found


def _end(text: str) -> str:
    """Return the space of a line that ends with what the program added: it belongs to the words around."""
    return text[len(text.rstrip()) :]


def _marker(element: Element) -> str:
    """Return the number that a call or a note shows; large print sets it in brackets."""
    return squeeze(element.text()).removeprefix("[").removesuffix("]")


def is_counted(label: Element) -> bool:
    """Say whether a label is the bullet or number of an item; that of a definition is a term."""
    list_ = label.within(frozenset({"L"}))
    numbering = "" if list_ is None else str(list_.attributes.get("ListNumbering", ""))
    return numbering not in {"", "/None", "/Description"}


def _down(place: Place) -> tuple[int, float, float]:
    """Return a key that sorts places as one reads: page by page, downwards."""
    return place[0], -place[2], place[1]
