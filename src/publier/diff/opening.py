"""Opening what is to be compared: an edition, a set, a folder of sets, an archive, a source."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf

from publier import checks, making, projects, provenance
from publier import model as m
from publier.checks import compare
from publier.checks.xhtml_book import Book, all_text, open_epub, open_html, tag
from publier.diff import said
from publier.diff.said import Said
from publier.notes import squeeze

Opened = dict[str, dict[str, Said]]
"""Relectures by name, nothing for the only one; of each its files by kind."""

SUFFIXES = {".html": "html", ".xhtml": "html", ".epub": "epub", ".pdf": "pdf"}
_SET = "notes.json"
_BAG = Path("data") / "dist"
_DERIVED = frozenset({"citation"})
"""What a page says in its head of the links of its notes."""
_DUBLIN = {"creator": "author", "subject": "keywords", "description": "abstract"}
"""Names of Dublin Core that front matter calls otherwise."""


class NothingError(Exception):
    """There is nothing at a path that can be compared."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(path)


def open_(path: Path, other: Path, styles: Path) -> Opened:
    """Return what stands at a path, to be compared with what stands at an ``other``.

    Raises NothingError when that is nothing of ours, and SourceError for a source with an error.
    """
    if not path.is_dir():
        return {"": _file(path, other, styles)}
    folder = path / _BAG if (path / _BAG).is_dir() else path
    if (folder / projects.TEXT).is_file():
        return {"": _source(folder / projects.TEXT, other, styles)}
    inner = [entry for entry in sorted(folder.iterdir()) if entry.is_dir()]
    if texts := [entry / projects.TEXT for entry in inner if (entry / projects.TEXT).is_file()]:
        return {text.parent.name: _source(text, other, styles) for text in texts}
    if sets := [entry for entry in inner if (entry / _SET).is_file()]:
        return {entry.name: _set(entry) for entry in sets}
    if found := _set(folder):
        return {"": found}
    raise NothingError(path)


def _file(path: Path, other: Path, styles: Path) -> dict[str, Said]:
    if path.suffix.lower() == ".md" and path.is_file():
        return _source(path, other, styles)
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None or not path.is_file():
        raise NothingError(path)
    return {kind: _edition(path, kind)}


def _set(folder: Path) -> dict[str, Said]:
    """Return the editions of a set by name."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix in SUFFIXES:
            large = path.name.endswith("-large.pdf")
            kind = SUFFIXES[path.suffix]
            found["large-print" if large else kind] = _edition(path, kind)
    return found


# ------------------------------------------------------------------ editions


def _edition(path: Path, kind: str) -> Said:
    data = path.read_bytes()
    try:
        found = checks.read(kind, data)
        metadata = _xmp(data) if kind == "pdf" else _package(data) if kind == "epub" else _page(data)
    except (ValueError, pikepdf.PdfError) as error:
        raise NothingError(path) from error
    return Said(
        kind,
        hashlib.sha256(data).hexdigest(),
        said.runs(found),
        said.notes(found),
        said.links(found),
        metadata,
        _common(metadata),
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
            found[{"language": "lang", **_DUBLIN}.get(name, name)] = _comparable(name, value)
    return found


def _comparable(name: str, value: str) -> str:
    """Return a value as every format can say it: only some know of dates that are not sure."""
    return value.rstrip("~?%") if name == "date" else squeeze(value)


# ------------------------------------------------------------------ sources


def _source(path: Path, other: Path, styles: Path) -> dict[str, Said]:
    """Return a source: ``relecture.md`` with all around it, or a version of it alone."""
    folder, shared = _folder(path, other)
    job = making.Job(folder, shared, styles, provenance.Machine(styles))
    relecture, _ = making.prepare(job)
    found = compare.expect(relecture)
    metadata = dict(_fields(relecture.metadata, folder.slug))
    return {
        "source": Said(
            "source",
            hashlib.sha256(folder.files[projects.TEXT]).hexdigest(),
            said.runs(found),
            said.notes(found),
            said.links(found),
            metadata,
            _shared(relecture.metadata, metadata),
            {name: hashlib.sha256(data).hexdigest() for name, data in folder.images.items()},
        )
    }


def _shared(metadata: m.Metadata, stated: dict[str, str]) -> dict[str, str]:
    """Return what every format says of a relecture, by the names of front matter."""
    names = ("title", "publisher", "date", "lang", "rights")
    found = {name: _comparable(name, stated[name]) for name in names if name in stated}
    people = ", ".join(author.name for author in metadata.authors)
    return {**found, "author": squeeze(people)} if people else found


def _folder(path: Path, other: Path) -> tuple[projects.Folder, dict[str, bytes]]:
    """Return the files of a source, and those it shares with others, which stand above it.

    A lone version of a text (``old.md``) has the pictures and references of the ``other`` source.
    """
    path = path.resolve()
    home = path.parent if path.name == projects.TEXT else _home(other)
    files: dict[str, bytes] = {}
    shared: dict[str, bytes] = {}
    if home:
        project = _around(home)
        files, shared = projects.gather(project, home), projects.shared_by_all(project)
    elif near := projects.find(Path.cwd()):
        shared = projects.shared_by_all(near)
    files[projects.TEXT] = projects.read(_around(path), path)
    return projects.Folder(home.name if home else path.stem, str(path), files), shared


def _home(path: Path) -> Path | None:
    """Return the folder of a source, or None when a path leads to no folder of one."""
    path = path.resolve() if path.is_dir() else path.resolve().parent
    return path if (path / projects.TEXT).is_file() else None


def _around(path: Path) -> projects.Project:
    """Return a project whose ``source/`` is what stands above a path: nothing outside is read."""
    return projects.Project(path.parent, path.parent, path.parent, path.parent)


def _fields(metadata: m.Metadata, slug: str) -> Iterator[tuple[str, str]]:
    """Yield what the front matter says, by its names; what follows from the folder's name is left out."""
    stated = dataclasses.asdict(metadata)
    for name in ("urn", "library", "cover", "handout"):
        del stated[name]
    stated["url"] = metadata.url.removesuffix(f"{slug}/")
    renamed = {"authors": "author", "identifiers": "identifier"}
    for name, value in stated.items():
        shown = _plain(value)
        if shown:
            yield renamed.get(name, name.replace("_", "-")), shown


def _plain(value: Any) -> str:  # noqa: ANN401 - a field of any kind
    if isinstance(value, dict):
        return ", ".join(filter(None, map(_plain, value.values())))
    if isinstance(value, tuple | list):
        return ", ".join(map(_plain, value))
    return "" if value in (None, False) else str(value)
