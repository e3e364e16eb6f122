"""Reading HTML and EPUB back: notes, words, headings, languages, anchors, from bytes alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publier.checks.found import Found, Heading
from publier.checks.xhtml_book import (
    BLOCKS,
    GENERATED,
    HEADINGS,
    OUTSIDE,
    all_text,
    classes,
    tag,
    texts,
)
from publier.notes import BEFORE, Ledger, LedgerCall, LedgerNote, letters, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

    from publier.checks.xhtml_book import Book, Document, Element

_PARAGRAPH = re.compile(r"par-(\d+)$")


@dataclass
class _Note:
    id: str
    marker: str = ""
    text: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    backs: list[str] = field(default_factory=list)
    seen: str = ""


@dataclass
class _Call:
    id: str
    target: str
    marker: str
    before: str


class _Reader:
    """Walks documents once, in order, and keeps what a reader would meet."""

    def __init__(self) -> None:
        self.run = ""
        self.runs: list[str] = []
        self.notes: list[_Note] = []
        self.calls: list[_Call] = []
        self.headings: list[Heading] = []
        self.langs: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.note: _Note | None = None
        self.passed = 0
        self.pages: list[tuple[str, int]] = []
        self.page_list: list[str] = []
        self.outward: list[str] = []

    def document(self, document: Document) -> None:
        """Read one document: all its ids and links, and the words of its text."""
        for element in document.elements:
            if element.get("id"):
                self.ids.append(str(element.get("id")))
            address, mark, fragment = str(element.get("href") or "").partition("#")
            if tag(element) == "a" and mark and ":" not in address:  # not of another site
                self.targets.append(fragment)
        for nav in document.root.iter("{*}nav"):
            if nav.get("role") == "doc-pagelist":
                self.page_list += [_listed(link) for link in nav.iter("{*}a")]
        for element in texts(document.root):
            self.element(element)

    def element(self, element: Element) -> None:
        """Read one element and what it holds."""
        name = tag(element)
        if name in OUTSIDE or element.get("aria-hidden") == "true":
            return
        if classes(element) & GENERATED:
            self.generated(element)
            return
        block = name in BLOCKS
        if block:
            self.flush()
        self.enter(element, name)
        if block:
            self.flush(name)

    def enter(self, element: Element, name: str) -> None:
        """Read an element by its role."""
        match element.get("role"):
            case "doc-noteref":
                self.call(element)
            case "doc-backlink":
                self.back(element)
            case "doc-pagebreak":
                self.pages.append((_label(element), self.passed + len(letters(self.run))))
            case "doc-footnote":
                self.note = _Note(str(element.get("id") or ""))
                self.notes.append(self.note)
                self.children(element)
                self.flush()
                self.note = None
            case _:
                self.inner(element, name)

    def inner(self, element: Element, name: str) -> None:
        """Read an element without a role of its own."""
        href = str(element.get("href") or "") if name == "a" else ""
        if href and self.note is not None:
            self.note.links.append(href)
        elif href and not href.startswith("#"):
            self.outward.append(href)
        if name == "br":
            self.run += " "
        before, place = len(self.run), len(self.langs)
        self.children(element)
        if element.get("lang") and name not in BLOCKS | {"html", "body"}:  # before those inside it
            self.langs.insert(place, (str(element.get("lang")), squeeze(self.run[before:])))

    def children(self, element: Element) -> None:
        """Read the text and the children of an element, in order."""
        self.run += element.text or ""
        for child in element:
            if isinstance(child.tag, str):
                self.element(child)
            self.run += child.tail or ""

    def generated(self, element: Element) -> None:
        """Pass over what the program added; a note keeps its number and what it says of its addresses."""
        if self.note is not None and "n" in classes(element):
            self.note.marker += squeeze(all_text(element))
        elif self.note is not None and "seen" in classes(element):
            leads = (str(link.get("href") or "") for link in element.iter("{*}a"))
            self.note.seen += " ".join([all_text(element), *leads])

    def call(self, element: Element) -> None:
        """Keep a call: where it stands, what it shows, where it leads."""
        shown = element.text or ""
        for child in element:
            shown += ("" if classes(child) & GENERATED else all_text(child)) + (child.tail or "")
        target = str(element.get("href") or "").rpartition("#")[2]
        before = letters(self.run)[-BEFORE:]
        self.calls.append(_Call(str(element.get("id") or ""), target, squeeze(shown), before))

    def back(self, element: Element) -> None:
        """Keep a way back; one outside a note is a link like any other."""
        if self.note is not None:
            self.note.backs.append(str(element.get("href") or "").rpartition("#")[2])

    def flush(self, name: str = "") -> None:
        """End a run: it belongs to the note being read, or to the text."""
        text, self.run = squeeze(self.run), ""
        if not text:
            return
        if self.note is not None:
            self.note.text.append(text)
        else:
            self.runs.append(text)
            self.passed += len(letters(text))
            if name in HEADINGS:
                self.headings.append(Heading(int(name[1]), text))

    def found(self) -> Found:
        """Return all that was read."""
        numbers = (_PARAGRAPH.match(name) for name in self.ids)
        return Found(
            ledger=Ledger(tuple(self.entries())),
            runs=(*self.runs, *(text for note in self.notes for text in note.text)),
            headings=tuple(self.headings),
            langs=tuple(self.langs),
            ids=tuple(self.ids),
            targets=tuple(self.targets),
            paragraphs=tuple(int(match[1]) for match in numbers if match),
            pages=tuple(self.pages),
            page_list=tuple(self.page_list),
            seen=tuple(note.seen for note in self.notes),
            outward=tuple(self.outward),
        )

    def entries(self) -> Iterable[LedgerNote]:
        """Yield the notes in the order in which they stand, each with the calls that lead to it.

        A call that shows another number than its note does is kept as a call that is not there.
        """
        for number, note in enumerate(self.notes, 1):
            calls = [call for call in self.calls if call.target == note.id]
            yield LedgerNote(
                number=number,
                marker=note.marker,
                calls=tuple(
                    LedgerCall(call.id, call.before if call.marker == note.marker else call.marker)
                    for call in calls
                ),
                text=squeeze(" ".join(note.text)),
                links=tuple(note.links),
                backs=tuple(note.backs),
            )


def read(book: Book) -> Found:
    """Read a page or an EPUB back, its documents in order."""
    reader = _Reader()
    for document in book.documents:
        reader.document(document)
    return reader.found()


def _label(element: Element) -> str:
    """Return the label of a page mark: its id and what it says aloud must agree."""
    label = str(element.get("id") or "").removeprefix("page-")
    said = str(element.get("aria-label") or element.get("title") or "")
    return label if label and label in re.findall(r"\w+", said) else f"{label} ({said})"


def _listed(link: Element) -> str:
    """Return the label of a line of a page list: what it shows and where it leads must agree."""
    shown = squeeze(all_text(link))
    target = str(link.get("href") or "").rpartition("#page-")[2]
    return shown if shown == target else f"{shown} → {target}"
