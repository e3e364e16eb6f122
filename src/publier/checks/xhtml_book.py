"""A page or an EPUB as it opens: its documents in reading order, and small questions about elements."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from lxml import etree
from lxml import html as lxml_html

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Element = etree._Element  # noqa: SLF001 (lxml has no public name for its type)

BLOCKS = frozenset(
    """address article blockquote body caption dd div dl dt figcaption figure footer h1 h2 h3 h4 h5
    h6 header hr li main nav ol p section table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905 (read more easily)
)
"""Elements that end a run of words."""

OUTSIDE = frozenset({"head", "script", "style", "nav", "header", "footer"})
"""Elements that hold no word of the text."""

GENERATED = frozenset({"made", "num", "pn", "n", "vh", "permalink", "seen"})
"""Classes of what the program adds to the author's words."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

LARGEST = 2**30
"""Bytes of all files of a book together, as they are once unpacked; no set is a tenth of it."""

BROKEN = (
    KeyError,  # a file that another one names is not there
    *(zipfile.BadZipFile, zlib.error, EOFError),
    *(NotImplementedError, RuntimeError),  # packed in a way that Python does not know; encrypted
    etree.XMLSyntaxError,
)
"""What opening a book that is none may raise."""

EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Document:
    """One XHTML or HTML document; ``name`` is its path in the book, nothing for a page."""

    name: str
    root: Element = field(repr=False)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Every element in document order."""
        return tuple(self.root.iter("{*}*"))

    @cached_property
    def ids(self) -> dict[str, Element]:
        """The elements that can be led to, by their ids; of two with one id, the first."""
        found: dict[str, Element] = {}
        for element in self.elements:
            if element.get("id"):
                found.setdefault(str(element.get("id")), element)
        return found


@dataclass(frozen=True)
class Book:
    """A finished page or EPUB: ``data`` as it was given, documents in the order of reading.

    ``package`` and the names of the ``members`` are those of an EPUB.
    """

    edition: str
    data: bytes = field(repr=False)
    documents: tuple[Document, ...]
    package: Element | None = field(default=None, repr=False)
    folder: str = ""
    members: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def elements(self) -> Iterator[Element]:
        """Every element of every document."""
        return (element for document in self.documents for element in document.elements)

    def target(self, document: Document, href: str) -> Element | None:
        """Return what a link inside the book leads to; None when there is nothing."""
        path, _, fragment = href.partition("#")
        name = posixpath.normpath(posixpath.join(posixpath.dirname(document.name), path))
        found = next((d for d in self.documents if d.name == name), None) if path else document
        if found is None:
            return None
        return found.ids.get(fragment) if fragment else found.root


def open_html(data: bytes) -> Book:
    """Open a page. Raises ``ValueError`` when it holds nothing."""
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except etree.ParserError as error:
        raise ValueError(str(error)) from error
    return Book("html", data, (Document("", root),))


def open_epub(data: bytes) -> Book:
    """Open an EPUB, its documents in the order of the spine; nothing is ever written to disk.

    Raises ``ValueError`` when it is no EPUB.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise ValueError(f"more than {LARGEST // 2**20} MiB")
            members = {name: archive.read(name) for name in archive.namelist()}
        container = parse(members["META-INF/container.xml"])
        path = next((str(root.get("full-path")) for root in container.iter("{*}rootfile")), "")
        package, folder = parse(members[path]), posixpath.dirname(path)
        names = (posixpath.join(folder, name) for name in _spine(package))
        documents = tuple(Document(name, parse(members[name])) for name in names)
        return Book("epub", data, documents, package, folder, members)
    except BROKEN as error:
        raise ValueError(str(error)) from error


def _spine(package: Element) -> list[str]:
    items = {item.get("id"): str(item.get("href")) for item in package.iter("{*}item")}
    return [items[item.get("idref")] for item in package.iter("{*}itemref")]


def parse(data: bytes) -> Element:
    """Return the root of an XML document; nothing outside it is opened."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def texts(root: Element) -> list[Element]:
    """Return the elements that hold the text: the main one, and notes that stand beside it."""
    mains = list(root.iter("{*}main"))
    notes = [
        section
        for section in root.iter("{*}section")
        if section.get("role") == "doc-endnotes"
        and not any(tag(a) == "main" for a in section.iterancestors())
    ]
    return mains + notes


def tag(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def classes(element: Element) -> frozenset[str]:
    """Return the classes of an element."""
    return frozenset(str(element.get("class") or "").split())


def kinds(element: Element) -> frozenset[str]:
    """Return what an EPUB says that an element is (``epub:type``)."""
    return frozenset(str(element.get(EPUB_TYPE) or "").split())


def all_text(element: Element) -> str:
    """Return all that stands in an element, words of the program too."""
    return "".join(map(str, element.itertext()))


def own_text(element: Element) -> str:
    """Return the author's words in an element: no number, no mark, no call, no way back."""
    found = element.text or ""
    for child in element:
        found += ("" if is_added(child) else own_text(child)) + (child.tail or "")
    return found


def is_added(element: Element) -> bool:
    """Say whether an element is the program's and not the author's; a comment is nobody's."""
    if callable(element.tag):
        return True
    role = element.get("role")
    return bool(classes(element) & GENERATED) or role in {"doc-noteref", "doc-pagebreak", "doc-backlink"}
