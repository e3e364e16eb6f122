"""What a finished edition says, read out of its bytes: words by the checks, metadata by its format."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pikepdf

from publier import checks
from publier.checks.pdf import Reading
from publier.checks.pdf_book import read_book
from publier.checks.xhtml_book import Book, all_text, open_epub, open_html, tag, texts
from publier.diff import said
from publier.diff.said import Said
from publier.notes import squeeze

if TYPE_CHECKING:
    from publier.checks.xhtml_book import Element

_DERIVED = frozenset({"citation"})
"""What a page says in its head of the links of its notes."""
_DUBLIN = {"creator": "author", "language": "lang"}
"""Names of Dublin Core that front matter calls otherwise."""


def read(data: bytes, kind: str) -> Said:
    """Return what an edition says; raises ValueError when it is none of ours."""
    try:
        found = checks.read(kind, data)
        metadata = _xmp(data) if kind == "pdf" else _package(data) if kind == "epub" else _page(data)
        pictures = tuple(_printed_pictures(data) if kind == "pdf" else _pictures(data, kind))
    except pikepdf.PdfError as error:
        raise ValueError(str(error)) from error
    if not found.runs:
        raise ValueError("no words where an edition has them")
    return Said(
        kind,
        hashlib.sha256(data).hexdigest(),
        said.runs(found),
        said.notes(found),
        said.links(found),
        metadata,
        _common(metadata),
        pictures,
    )


def _page(data: bytes) -> dict[str, str]:
    """Return what the head of a page says: its title, its metas, its JSON-LD."""
    book = open_html(data)
    pairs = [*_titles(book)]
    for element in book.elements:
        if tag(element) == "meta" and element.get("content"):
            name = element.get("name") or element.get("property")
            pairs += [(str(name), str(element.get("content")))] if name else []
        elif element.get("type") == "application/ld+json":
            stated = json.loads(all_text(element))
            if not isinstance(stated, dict):
                raise ValueError("JSON-LD of somebody else")
            pairs += [(f"schema:{n}", _flat(value)) for n, value in stated.items() if n not in _DERIVED]
    return _joined(pairs)


def _pictures(data: bytes, kind: str) -> Iterator[str]:
    """Yield what is said of the pictures of the text; nothing is said of those that only decorate."""
    book = open_epub(data) if kind == "epub" else open_html(data)
    for document in book.documents:
        for root in texts(document.root):
            yield from (squeeze(str(img.get("alt"))) for img in root.iter("{*}img") if _shown(img))


def _shown(img: Element) -> bool:
    return bool(img.get("alt")) and img.get("role") != "doc-cover"


def _printed_pictures(data: bytes) -> Iterator[str]:
    reading = Reading(read_book(data))
    for element in reading.book.root.walk():
        if element.role == "Figure" and element.alt and not reading.is_outside(element):
            yield squeeze(element.alt)


def _titles(book: Book) -> Iterator[tuple[str, str]]:
    for element in book.elements:
        named = element.get("role") == "doc-subtitle" or element.get("id") == "titre"
        if tag(element) == "title" or named:
            yield tag(element), squeeze(all_text(element))


def _package(data: bytes) -> dict[str, str]:
    """Return what the package of an EPUB says of it."""
    book = open_epub(data)
    stated = [] if book.package is None else [*book.package.iterfind("{*}metadata/{*}*")]
    pairs = [
        (str(element.get("property") or f"dc:{tag(element)}"), squeeze(all_text(element)))
        for element in stated
    ]
    return _joined([*pairs, *(pair for pair in _titles(book) if pair[0] != "title")])


def _xmp(data: bytes) -> dict[str, str]:
    """Return what the metadata stream and the information dictionary of a PDF say."""
    with pikepdf.open(io.BytesIO(data)) as file:
        with file.open_metadata(set_pikepdf_as_editor=False) as stated:
            pairs = [(_short(name), _flat(stated[name])) for name in stated]
        pairs += [(str(name), str(value)) for name, value in file.docinfo.items()]
    return _joined(pairs)


def _short(name: str) -> str:
    """Return a name of XMP with the prefix that people know."""
    space, _, local = name.removeprefix("{").partition("}")
    return f"{'dc' if 'purl.org/dc/' in space else space.rstrip('/').rpartition('/')[2]}:{local}"


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(_flat(part) for name, part in value.items() if name != "@type")
    if isinstance(value, set):
        return ", ".join(sorted(map(_flat, value)))
    return ", ".join(map(_flat, value)) if isinstance(value, list) else str(value)


def _joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return names and values; a name that comes several times has all its values."""
    found: dict[str, str] = {}
    for name, value in pairs:
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _common(metadata: dict[str, str]) -> dict[str, str]:
    """Return the values of Dublin Core by the names of front matter, for files of different kinds."""
    names = ("title", "creator", "publisher", "date", "language", "rights")
    found = {}
    for name in names:
        value = metadata.get(f"dc:{name}") or metadata.get(f"DC.{name}")
        if value:
            found[_DUBLIN.get(name, name)] = said.comparable(name, value)
    return found
