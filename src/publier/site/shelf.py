"""What is on the shelf: each published relecture, as its own finished files describe it.

Nothing is read from ``source/``: the catalogue says what readers will find, even when the source has changed
since, or is elsewhere. Title, dates and text come from the page, cover and place in the series from the book.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from publier import projects, provenance, regular, storage
from publier.checks import xhtml_book
from publier.checks.xhtml_book import all_text, tag
from publier.editions.words import words
from publier.notes import squeeze
from publier.problems import Problem
from publier.site import covers, passages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from publier.checks.xhtml_book import Book, Element
    from publier.site.covers import Picture
    from publier.site.passages import Passage

FORMATS = (
    (".html", "text/html", "offline_web"),
    (".epub", "application/epub+zip", "offline_book"),
    (".pdf", "application/pdf", "offline_paper"),
)
LARGE = ("-large.pdf", "application/pdf", "large_print_pdf")
"""What the name of an edition ends in, its media type, and the key of what it is called."""

NOT_OURS = (ValueError, LookupError, TypeError, AttributeError, StopIteration, OSError)
"""What reading a set may raise when another program wrote it, or an older publier."""


@dataclass(frozen=True, slots=True)
class File:
    """An edition as it is handed out; ``name`` leads to it from ``dist/``, ``size`` is in bytes.

    ``label`` is the key of the words that it is called by.
    """

    name: str
    media_type: str
    label: str
    size: int


@dataclass(frozen=True, slots=True)
class Work:
    """One published relecture; ``date`` is EDTF, ``modified`` a day, ``urn`` its identifier for good.

    ``described`` is what its page says of it in schema.org terms.
    """

    slug: str
    title: str
    lang: str
    modified: str
    urn: str
    date: str
    subtitle: str
    abstract: str
    series: str
    position: str
    authors: tuple[str, ...]
    publisher: str
    keywords: tuple[str, ...]
    rights: str
    licence: str
    citation: str
    summary: str
    audited: bool
    alt: str
    cover: Picture
    small: Picture
    files: tuple[File, ...]
    passages: tuple[Passage, ...] = field(repr=False)
    described: dict[str, Any] = field(repr=False)


def read(output: Path) -> tuple[list[Work], list[Problem]]:
    """Return the relectures that stand whole in a folder, newest first, and what is wrong with others."""
    works, problems = [], []
    for folder in sorted(output.iterdir()):
        slug = folder.name
        if projects.check_slug(slug) or provenance.FILE not in storage.listed(folder):
            continue
        try:
            works.append(_work(folder))
        except NOT_OURS:
            problems.append(Problem("P101", slug=slug, path=folder))
    return sorted(works, key=_newest, reverse=True), problems


def _newest(work: Work) -> tuple[str, str]:
    return work.date.rstrip("~?%"), work.modified


def _work(folder: Path) -> Work:
    """Return what a set says of itself. Raises NOT_OURS when it is not as publier published it."""
    slug = folder.name
    if not storage.intact(folder):
        raise ValueError(slug)
    book = xhtml_book.open_epub(regular.read(folder / f"{slug}.epub"))
    [page] = xhtml_book.open_html(regular.read(folder / f"{slug}.html")).documents
    said = _described(page.root)
    media_type, picture, alt = _cover(book)
    cover, small = covers.both(slug, media_type, picture)
    return Work(
        slug=slug,
        title=said["headline"],
        lang=said["inLanguage"],
        modified=said["dateModified"],
        urn=next(name for name in said["identifier"] if name.startswith("urn:")),
        date=_named(page.root, "DC.date"),
        subtitle=said.get("alternativeHeadline", ""),
        abstract=said.get("abstract", ""),
        series=said.get("isPartOf", {}).get("name", ""),
        position=_property(book, "group-position"),
        authors=tuple(author["name"] for author in said.get("author", ())),
        publisher=said.get("publisher", {}).get("name", ""),
        keywords=tuple(said.get("keywords", ())),
        rights=said.get("copyrightNotice", ""),
        licence=said.get("license", ""),
        citation=_under(page.root, words(said["inLanguage"])["cite"]),
        summary=said["accessibilitySummary"],
        audited=bool(_property(book, "a11y:certifiedBy")),
        alt=alt,
        cover=cover,
        small=small,
        files=tuple(_files(folder)),
        passages=tuple(passages.cut(page.root)),
        described=said,
    )


def _described(root: Element) -> dict[str, Any]:
    """Return the description that a page carries as JSON-LD."""
    scripts = (script for script in root.iter("script") if script.get("type") == "application/ld+json")
    described: dict[str, Any] = json.loads(all_text(next(scripts)))
    return described


def _named(root: Element, name: str) -> str:
    """Return what a page says in a ``meta`` of its head; nothing when it does not have it."""
    return next((str(meta.get("content")) for meta in root.iter("meta") if meta.get("name") == name), "")


def _under(root: Element, term: str) -> str:
    """Return what a page says under a term of its colophon."""
    terms = (element for element in root.iter("dt") if all_text(element) == term)
    return next(squeeze(all_text(each)) for each in next(terms).itersiblings("dd"))


def _property(book: Book, name: str) -> str:
    """Return a property of a book's package; nothing when it does not have it."""
    metas = book.package.iter("{*}meta") if book.package is not None else ()
    return next((all_text(meta) for meta in metas if meta.get("property") == name), "")


def _cover(book: Book) -> tuple[str, bytes, str]:
    """Return the picture that a book shows in front: its media type, its bytes, its description."""
    items = book.package.iter("{*}item") if book.package is not None else ()
    item = next(item for item in items if "cover-image" in str(item.get("properties")).split())
    name = str(item.get("href"))
    images = (element for element in book.elements if tag(element) == "img")
    shown = (image for image in images if PurePath(str(image.get("src"))).name == PurePath(name).name)
    alt = next((str(image.get("alt") or "") for image in shown), "")
    return str(item.get("media-type")), book.members[f"{book.folder}/{name}".lstrip("/")], alt


def _files(folder: Path) -> Iterator[File]:
    for suffix, media_type, label in (*FORMATS, LARGE):
        path = folder / f"{folder.name}{suffix}"
        if suffix != LARGE[0] or path.is_file():
            yield File(f"{folder.name}/{path.name}", media_type, label, path.stat().st_size)
