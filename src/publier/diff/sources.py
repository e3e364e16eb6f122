"""What a source says, as its editions would say it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publier import making, projects, provenance, tree
from publier import model as m
from publier.checks import compare
from publier.diff import said
from publier.diff.said import Said
from publier.notes import squeeze


def read(path: Path, other: Path, styles: Path) -> Said:
    """Return a source: ``relecture.md`` with all around it, or a version of it alone.

    Raises SourceError when it has an error.
    """
    folder, shared = _folder(path, other)
    job = making.Job(folder, shared, styles, provenance.Machine(styles))
    relecture, _ = making.prepare(job)
    found = compare.expect(relecture)
    metadata = dict(_fields(relecture.metadata, folder.slug))
    return Said(
        "source",
        hashlib.sha256(folder.files[projects.TEXT]).hexdigest(),
        said.runs(found),
        said.notes(found),
        said.links(found),
        metadata,
        _shared(relecture.metadata, metadata),
        tuple(squeeze(figure.alt) for figure in tree.figures(relecture) if figure.alt),
        {name: hashlib.sha256(data).hexdigest() for name, data in folder.images.items()},
    )


def _shared(metadata: m.Metadata, stated: dict[str, str]) -> dict[str, str]:
    """Return what every format says of a relecture, by the names of front matter."""
    names = ("title", "publisher", "date", "lang", "rights")
    found = {name: said.comparable(name, stated[name]) for name in names if name in stated}
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
