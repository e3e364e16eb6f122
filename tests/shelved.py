"""Folders of finished sets, as ``publier build`` leaves them, and the works that a site reads there."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from built import FROZEN, RELECTURES, STYLES, build

from publier import forms, projects, storage
from publier.site import shelf
from publier.site.shelf import Work

ADDRESS = "https://bibliotheque.example/relectures"
LIBRARY = forms.Library.model_validate(
    {"name": "Millénaire 3", "publisher": "Métropole de Lyon", "base-url": ADDRESS}
)
HOSTILE = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(2)> & {n} {{ 7*7 }} ]]> <!--"


def put(output: Path, slug: str, files: dict[str, bytes] | None = None) -> Path:
    """Put the set of a frozen relecture, or other files, into a folder of sets."""
    output.mkdir(parents=True, exist_ok=True)
    storage.stage(output, slug, files or build(slug).files)
    storage.commit(output, slug)
    return output


def project(output: Path, source: Path = RELECTURES) -> projects.Project:
    """Return a project whose sets stand in a folder."""
    found = projects.find(output, source=source, output=output, styles=STYLES)
    assert found is not None
    return found


@cache
def works() -> tuple[Work, ...]:
    """Return the works of both frozen relectures."""
    with tempfile.TemporaryDirectory() as folder:
        for slug in FROZEN:
            put(Path(folder), slug)
        found, problems = shelf.read(Path(folder))
    assert problems == []
    return tuple(found)
