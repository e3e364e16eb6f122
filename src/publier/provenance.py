"""What a set was made from: the record that travels with it, and tells whether it is up to date."""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from dataclasses import asdict
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import publier
from publier import environment
from publier.at import At
from publier.problems import Problem, catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from publier.model import Page

FILE = "provenance.json"


class Machine:
    """What all sets of a build are made with, found out when it is first asked for, and once."""

    def __init__(self, styles: Path) -> None:
        self.styles = styles

    @cached_property
    def facts(self) -> dict[str, Any]:
        """Style sheets, program, packages, libraries."""
        libraries = {title: version for title, version in environment.layout_libraries().items() if version}
        return {
            "styles": _tree(self.styles),
            "program": {"publier": publier.__version__, "code": _code()},
            "tools": {
                "python": f"{sys.version_info.major}.{sys.version_info.minor}",
                **environment.packages(),
            },
            "libraries": {**libraries, "zlib": zlib.ZLIB_RUNTIME_VERSION},
        }


def inputs(sources: Mapping[str, bytes], machine: Machine) -> dict[str, Any]:
    """Return all that the bytes of a set depend on; neither clock, place nor user is in it."""
    return {"sources": {name: _digest(sources[name]) for name in sorted(sources)}, **machine.facts}


def record(
    slug: str,
    made_from: dict[str, Any],
    files: Mapping[str, bytes],
    warnings: Iterable[Problem],
    pages: Iterable[Page] = (),
) -> bytes:
    """Return ``provenance.json``: inputs, the hash of each file, what was warned of, where pages begin."""
    data = {
        "schema": 1,
        "slug": slug,
        "files": {name: _digest(files[name]) for name in sorted(files)},
        "inputs": made_from,
        "warnings": [_warning(problem) for problem in warnings],
        "pages": [asdict(page) for page in pages],
    }
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def warnings_if_current(record_bytes: bytes, made_from: dict[str, Any]) -> list[Problem] | None:
    """Return the warnings of a set that was made from the same inputs; None when it was not."""
    try:
        data = json.loads(record_bytes)
        if data["inputs"] != made_from or not {e["code"] for e in data["warnings"]} <= catalogue().keys():
            return None
        return [
            Problem(entry["code"], At(**entry["at"]) if entry["at"] else None, **entry["values"])
            for entry in data["warnings"]
        ]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None  # written by another version, or damaged: the set is made again


def pages_if_current(record_bytes: bytes, made_from: dict[str, Any]) -> tuple[Page, ...]:
    """Return where the printed pages of a set begin; none when it was made from other inputs.

    Which editions are in the set does not matter: the pages are those of A4.
    """
    from publier import model

    try:
        data = json.loads(record_bytes)
        if {**data["inputs"], "editions": None} != {**made_from, "editions": None}:
            return ()
        return tuple(model.Page(**page) for page in data["pages"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ()


def _warning(problem: Problem) -> dict[str, Any]:
    at = problem.at
    return {
        "code": problem.code,
        "at": {"file": at.file, "line": at.line, "column": at.column} if at else None,
        "values": dict(problem.values),
    }


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _tree(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name[0] != ".")
    return {path.relative_to(folder).as_posix(): _digest(path.read_bytes()) for path in files}


@cache
def code_files() -> dict[str, str]:
    """Return the files of the program and their hashes, by their names in its package."""
    return {
        name: digest
        for name, digest in _tree(Path(publier.__file__).parent).items()
        if "__pycache__" not in name and not name.startswith(("styles/", ".mypy_cache/"))
    }


def _code() -> str:
    """The hash of the program itself: a version number does not tell a developer's changes apart."""
    return _digest("".join(f"{digest}  {name}\n" for name, digest in code_files().items()).encode())
