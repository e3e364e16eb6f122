"""Opening what is to be compared: an edition, a set, a folder of sets, an archive, a source."""

from __future__ import annotations

from pathlib import Path

from publier import making, projects
from publier.diff import editions, sources
from publier.diff.said import Said

Opened = dict[str, dict[str, Said]]
"""Relectures by name, nothing for the only one; of each its files by kind."""

SUFFIXES = {".html": "html", ".xhtml": "html", ".epub": "epub", ".pdf": "pdf"}
_SOURCE = "source"
_BAG = Path("data") / "dist"


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
        return {"": {_SOURCE: sources.read(folder / projects.TEXT, other, styles)}}
    inner = [entry for entry in sorted(folder.iterdir()) if entry.is_dir()]
    if texts := [entry / projects.TEXT for entry in inner if (entry / projects.TEXT).is_file()]:
        return {text.parent.name: {_SOURCE: sources.read(text, other, styles)} for text in texts}
    if sets := [entry for entry in inner if (entry / making.NOTES).is_file()]:
        return {entry.name: _set(entry) for entry in sets}
    if found := _set(folder):
        return {"": found}
    raise NothingError(path)


def _file(path: Path, other: Path, styles: Path) -> dict[str, Said]:
    if path.suffix.lower() == ".md" and path.is_file():
        return {_SOURCE: sources.read(path, other, styles)}
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


def _edition(path: Path, kind: str) -> Said:
    try:
        return editions.read(path.read_bytes(), kind)
    except ValueError as error:
        raise NothingError(path) from error
