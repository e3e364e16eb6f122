"""Reading HTML and EPUB back: notes, words, headings, languages, anchors, from bytes alone."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

from publier.checks.found import Found, Heading
from publier.notes import BEFORE, Ledger, LedgerCall, LedgerNote, letters, squeeze

if TYPE_CHECKING:
    from collections.abc import Iterable

    Element = etree._Element  # noqa: SLF001 (lxml has no public name for its type)

BLOCKS = frozenset(
    """address article blockquote body caption dd div dl dt figcaption figure footer h1 h2 h3 h4 h5
    h6 header hr li main nav ol p section table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905
)
"""Elements that end a run of words."""

OUTSIDE = frozenset({"head", "script", "style", "nav", "header", "footer"})
"""Elements that hold no word of the text."""

GENERATED = frozenset({"made", "num", "pn", "n", "vh", "permalink"})
"""Classes of what the program adds to the author's words."""

_PARAGRAPH = re.compile(r"par-(\d+)$")


@dataclass
class _Note:
    id: str
    marker: str = ""
    text: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    backs: list[str] = field(default_factory=list)


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

    def document(self, root: Element) -> None:
        """Read one document: all its ids and links, and the words of its text."""
        for element in root.iter("{*}*"):
            if element.get("id"):
                self.ids.append(str(element.get("id")))
            address, mark, fragment = str(element.get("href") or "").partition("#")
            if local(element) == "a" and mark and ":" not in address:  # not of another site
                self.targets.append(fragment)
        for nav in root.iter("{*}nav"):
            if nav.get("role") == "doc-pagelist":
                self.page_list += [_listed(link) for link in nav.iter("{*}a")]
        for element in _texts(root):
            self.element(element)

    def element(self, element: Element) -> None:
        """Read one element and what it holds."""
        name = local(element)
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
        if name == "a" and self.note is not None and element.get("href"):
            self.note.links.append(str(element.get("href")))
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
        """Pass over what the program added; a note's number is kept as its marker."""
        if self.note is not None and "n" in classes(element):
            self.note.marker += squeeze(all_text(element))

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
            if name in {"h1", "h2", "h3", "h4", "h5", "h6"}:
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


def read_html(data: bytes) -> Found:
    """Read a page back. Raises ``ValueError`` when it holds nothing."""
    reader = _Reader()
    reader.document(parse_html(data))
    return reader.found()


def parse_html(data: bytes) -> Element:
    """Return the tree of a page. Raises ``ValueError`` when it holds nothing."""
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        return lxml_html.document_fromstring(data, parser=parser)
    except etree.ParserError as error:
        raise ValueError(str(error)) from error


def read_epub(data: bytes) -> Found:
    """Read an EPUB back, its documents in the order of the spine.

    Raises ``ValueError`` when it is no EPUB. Nothing is ever written to disk.
    """
    reader = _Reader()
    for root in parse_epub(data).documents.values():
        reader.document(root)
    return reader.found()


@dataclass(frozen=True, slots=True)
class Book:
    """The trees of an EPUB: its package document, and its documents by name, in the order of the spine."""

    package: Element
    documents: dict[str, Element]


def parse_epub(data: bytes) -> Book:
    """Return the trees of an EPUB. Raises ``ValueError`` when it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            package, names = _spine(archive)
            return Book(package, {n: etree.fromstring(archive.read(n), _xml_parser()) for n in names})
    except (KeyError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise ValueError(str(error)) from error


def _spine(archive: zipfile.ZipFile) -> tuple[Element, list[str]]:
    container = etree.fromstring(archive.read("META-INF/container.xml"), _xml_parser())
    package_name = next(str(root.get("full-path")) for root in container.iter("{*}rootfile"))
    package = etree.fromstring(archive.read(package_name), _xml_parser())
    folder = posixpath.dirname(package_name)
    items = {item.get("id"): str(item.get("href")) for item in package.iter("{*}item")}
    names = [items[item.get("idref")] for item in package.iter("{*}itemref")]
    return package, [posixpath.join(folder, name) for name in names]


def _xml_parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _texts(root: Element) -> list[Element]:
    """Return the elements that hold the text: the main one, and notes that stand beside it."""
    mains = list(root.iter("{*}main"))
    notes = [
        section
        for section in root.iter("{*}section")
        if section.get("role") == "doc-endnotes"
        and not any(local(above) == "main" for above in section.iterancestors())
    ]
    return mains + notes


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


def all_text(element: Element) -> str:
    """Return the characters of an element and all it holds."""
    return "".join(map(str, element.itertext()))


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return etree.QName(element).localname


def classes(element: Element) -> frozenset[str]:
    """Return the classes of an element."""
    return frozenset(str(element.get("class") or "").split())
