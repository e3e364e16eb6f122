"""``publier verify``: a published set or an archive, file by file, then made again from its source."""

from __future__ import annotations

import logging
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publier import projects, provenance, storage, zips
from publier.archive import bag, lists, rebuilding
from publier.archive.rebuilding import Proof
from publier.problems import Problem, errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.making import Tell

DIST = f"{bag.DATA}dist"


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found out: what it is (``set`` or ``bag``), how many files it has, what was proved."""

    kind: str
    files: int
    proof: Proof
    problems: tuple[Problem, ...] = ()

    @property
    def intact(self) -> bool:
        """Whether every file is there, is what it was, and is no more than that."""
        return not errors(self.problems)

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Those of files, and those of making editions again."""
        return (*self.problems, *self.proof.problems)

    def as_data(self, lang: str) -> dict[str, Any]:
        """Return it as ``--json`` prints it."""
        return {
            "kind": self.kind,
            "files": self.files,
            "intact": self.intact,
            "rebuilt": str(self.proof.rebuilt),
            "differences": [asdict(difference) for difference in self.proof.differences],
            "problems": [problem.as_data(lang) for problem in self.all_problems],
        }


def verify(path: Path, project: projects.Project | None, tell: Tell) -> Verified | None:
    """Verify a set (a folder of ``dist/``) or an archive (a folder or a zip); None when it is neither.

    ``project`` is where the source of a set is; an archive brings its own. Raises OSError.
    """
    if path.is_file():
        return _zip(path, tell) if path.suffix.lower() == ".zip" else None
    if not path.is_dir():
        return None
    if any((path / name).exists() for name in (bag.DECLARATION, bag.INFO, *bag.MANIFESTS)):
        return _bag(path, tell)
    if any((path / name).is_file() for name in (storage.SUMS, provenance.FILE)):
        return _set(path, project, tell)
    return None


# ------------------------------------------------------------------ a set


def _set(path: Path, project: projects.Project | None, tell: Tell) -> Verified:
    found, problems = lists.scan(path)
    found = {name: digests for name, digests in found.items() if name not in storage.LITTER}
    known, unreadable = lists.of_set(path, found)
    problems += unreadable + lists.judge(found, known)
    packed = path / f"{path.resolve().name}.zip"
    if errors(problems):
        return Verified("set", len(found), Proof(), tuple(problems))
    if packed.name in found:
        return _zip(packed, tell)
    if project is None:
        return Verified("set", len(found), Proof(problems=(Problem("V037", path=path.name),)))
    return Verified("set", len(found), rebuilding.rebuild(project, path, tell), tuple(problems))


# ------------------------------------------------------------------ an archive


def _zip(path: Path, tell: Tell) -> Verified:
    with tempfile.TemporaryDirectory(prefix="publier-") as place:
        folder = Path(place)
        problems = zips.unpack(path, folder)
        entries = list(folder.iterdir())
        if problems or len(entries) != 1 or not entries[0].is_dir():
            problems = problems or [Problem("V024", path=path.name)]
            return Verified("bag", 0, Proof(), tuple(problems))
        return _bag(entries[0], tell)


def _bag(path: Path, tell: Tell) -> Verified:
    found, problems = lists.scan(path)
    known, unreadable = lists.of_bag(path, found)
    said = {dict(problem.values)["path"] for problem in unreadable}
    judged = lists.judge(found, known)
    problems += unreadable + [problem for problem in judged if dict(problem.values)["path"] not in said]
    problems = problems or _reference(path)
    if problems:
        return Verified("bag", len(found), Proof(), tuple(problems))
    return Verified("bag", len(found), _rebuild(path, tell))


def _reference(path: Path) -> list[Problem]:
    """Return what the library of the Library of Congress has against a bag that is in order for us."""
    import bagit

    with _silent():
        try:
            bagit.Bag(str(path)).validate()
        except (bagit.BagError, ValueError, OSError) as error:
            return [Problem("V015", path=path.name, reason=error)]
    return []


@contextmanager
def _silent() -> Iterator[None]:
    """Let the library report by its exceptions alone."""
    logging.getLogger("bagit").setLevel(logging.CRITICAL + 1)
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        yield


def _rebuild(path: Path, tell: Tell) -> Proof:
    """Make the editions of an archive again, from what is in it and nothing else."""
    data = path / bag.DATA
    records = sorted((path / DIST).glob(f"*/{provenance.FILE}"))
    project = projects.find(data, data / "source", data / "dist", data / "styles")
    if len(records) != 1 or project is None or not project.styles.is_dir():
        return Proof(problems=(Problem("V037", path=path.name),))
    return rebuilding.rebuild(project, records[0].parent, tell)
