"""A project on the disk: where it is, which relectures it holds, and the bytes of each.

Only regular files inside ``source/`` are opened. Files are named as editors see them: by their
path from the project's folder (``source/amis/relecture.md``), wherever the command was started.
"""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from publier.at import At
from publier.problems import Problem, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = "relecture.md"
REFERENCES = "references.yaml"
LIBRARY = "library.yaml"
LINKS = "links.json"
SHARED = (LIBRARY, REFERENCES, LINKS)
"""What all relectures share."""

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 64
LARGEST_FILE = 64 * 2**20
"""Bytes; a picture for print at 300 dpi stays far below it."""

LARGEST_FOLDER = 256 * 2**20
"""Bytes of all files of a relecture: they are held in memory."""
MOST_FILES = 2_000
DEEPEST = 10
"""Folders inside one another."""

# Windows does not give these names to files; the last ones stand beside the sets in dist/.
_TAKEN = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
_TAKEN |= {"archives", "index", "kits", "reports", "site"}


@dataclass(frozen=True, slots=True)
class Project:
    """Where things are; each relecture is a folder in ``source``."""

    source: Path
    output: Path
    build: Path
    styles: Path

    @property
    def root(self) -> Path:
        """The folder that file names are counted from."""
        return self.source.parent

    def name(self, path: Path) -> str:
        """Return a file's name as problems print it."""
        return path.relative_to(self.root).as_posix()


@dataclass(frozen=True, slots=True)
class Folder:
    """The bytes of one relecture, by name in its folder; ``file`` is how problems name its text."""

    slug: str
    file: str
    files: dict[str, bytes] = field(repr=False)

    @property
    def images(self) -> dict[str, bytes]:
        """Everything but the text and the references."""
        return {name: data for name, data in self.files.items() if name not in (TEXT, REFERENCES)}


def find(
    start: Path, source: Path | None = None, output: Path | None = None, styles: Path | None = None
) -> Project | None:
    """Return the project of the nearest folder upwards that has ``source/``, or None.

    What is given wins over what is found.
    """
    if source is None:
        above = (folder / "source" for folder in (start, *start.parents))
        source = next((folder for folder in above if folder.is_dir()), None)
    if source is None or not source.is_dir():
        return None
    source = source.resolve()
    root = source.parent
    own = root / "styles"
    return Project(
        source=source,
        output=(output or root / "dist").absolute(),
        build=root / "build",
        styles=styles.resolve() if styles else own if own.is_dir() else packaged_styles(),
    )


def packaged_styles() -> Path:
    """Return the style sheets that travel with publier: in a wheel inside it, in a clone beside ``src``."""
    package = Path(__file__).parent
    inside = package / "styles"
    return inside if inside.is_dir() else package.parents[1] / "styles"


def missing_styles(folder: Path) -> list[str]:
    """Return the names of the style sheets that a folder should hold and does not."""
    needed = (path.name for path in packaged_styles().iterdir())
    return sorted(name for name in needed if not (folder / name).exists())


def slugs(project: Project) -> list[str]:
    """Return the names of the folders in ``source/``, well formed or not; hidden ones are not ours."""
    entries = sorted(entry.name for entry in project.source.iterdir() if entry.is_dir() or entry.is_symlink())
    return [name for name in entries if name not in SHARED and not name.startswith((".", "_"))]


def check_slug(slug: str, at: At | None = None) -> list[Problem]:
    """Return what is wrong with the name of a relecture's folder."""
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        return [Problem("S090", at, slug=slug, limit=LONGEST_SLUG)]
    if slug in _TAKEN:
        return [Problem("S091", at, slug=slug)]
    return []


def load(project: Project, slug: str) -> Folder:
    """Return the bytes of a relecture; raises SourceError with every file that cannot be taken."""
    folder = project.source / slug
    at = At(project.name(folder))
    problems = check_slug(slug, at)
    if folder.is_symlink():
        problems.append(Problem("S093", at))
    if problems:
        raise SourceError(problems)
    try:
        (folder / TEXT).lstat()
    except PermissionError as error:
        raise SourceError([Problem("X020", at, reason=error.strerror)]) from None
    except OSError:
        raise SourceError([Problem("S092", at, slug=slug)]) from None
    files = gather(project, folder)
    if TEXT not in files:  # a folder of that name
        raise SourceError([Problem("S094", At(project.name(folder / TEXT)))])
    return Folder(slug, project.name(folder / TEXT), files)


def gather(project: Project, folder: Path) -> dict[str, bytes]:
    """Return the files of a relecture's folder; raises SourceError with every one that cannot be taken."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    room = LARGEST_FOLDER
    for path in _listed(project, folder):
        try:
            data = files[path.relative_to(folder).as_posix()] = read(project, path, room)
            room -= len(data)
        except SourceError as error:
            problems += error.problems
            if room < LARGEST_FILE:  # what follows would be said to be too large as well
                break
    if problems:
        raise SourceError(problems)
    return files


def _listed(project: Project, folder: Path) -> list[Path]:
    """Return the files of a relecture; raises SourceError when they cannot even be named, or counted."""
    paths: list[Path] = []
    for path in _walk(folder):
        at = At(project.name(folder))
        if len(paths) == MOST_FILES:
            raise SourceError([Problem("S097", at, limit=MOST_FILES)])
        if len(path.relative_to(folder).parts) > DEEPEST:
            raise SourceError([Problem("S098", at, limit=DEEPEST)])
        try:
            path.name.encode()
        except UnicodeEncodeError:
            shown = path.name.encode(errors="surrogateescape").decode(errors="backslashreplace")
            raise SourceError([Problem("S096", at, name=shown)]) from None
        paths.append(path)
    return paths


def shared(project: Project, name: str) -> bytes | None:
    """Return a file that all relectures share, one of ``SHARED``, or None."""
    path = project.source / name
    return read(project, path) if os.path.lexists(path) else None


def shared_by_all(project: Project) -> dict[str, bytes]:
    """Return every file that all relectures share and that is there, by name."""
    found = {name: shared(project, name) for name in SHARED}
    return {name: data for name, data in found.items() if data is not None}


def _walk(folder: Path, depth: int = 1) -> Iterator[Path]:
    """Yield what stands in a folder, in a stable order; what is too deep, and a link, is not followed."""
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith("."):
            continue
        if depth <= DEEPEST and entry.is_dir() and not entry.is_symlink():
            yield from _walk(entry, depth + 1)
        else:
            yield entry


def read(project: Project, path: Path, room: int = LARGEST_FOLDER) -> bytes:
    """Return the bytes of a regular file inside ``source/``; raises SourceError for any other.

    ``room`` is how many bytes its folder may still hold.
    """
    at = At(project.name(path))
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError):  # a broken link, or one that leads to itself
        raise SourceError([Problem("S093", at)]) from None
    if not real.is_relative_to(project.source):
        raise SourceError([Problem("S093", at)])
    try:
        status = real.stat()
        # Checked before it is opened: opening a named pipe would wait for ever.
        if not stat.S_ISREG(status.st_mode):
            raise SourceError([Problem("S094", at)])
        if status.st_size > LARGEST_FILE:
            raise SourceError([Problem("S095", at, limit=LARGEST_FILE // 2**20)])
        if status.st_size > room:
            raise SourceError([Problem("S099", at, limit=LARGEST_FOLDER // 2**20)])
        return real.read_bytes()
    except OSError as error:
        raise SourceError([Problem("X020", at, reason=error.strerror or error)]) from None
