"""A project with one relecture, published and checked, and its archive: what tests of archives begin with."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

from built import RELECTURES, STYLES

from publier import archive, checking, projects, publish
from publier.checking import report

SLUG = "vocabulaire"
"""The frozen relecture that uses everything, pictures too."""


def project(folder: Path, slug: str = SLUG) -> projects.Project:
    """Copy a frozen relecture into a project of its own."""
    source = folder / "source"
    source.mkdir(parents=True)
    for name in (projects.LIBRARY, projects.REFERENCES):
        shutil.copy(RELECTURES / name, source)
    (source / archive.LICENCE).write_text("Ces textes sont à leurs auteurs.\n", encoding="utf-8")
    shutil.copytree(RELECTURES / slug, source / slug)
    found = projects.find(folder, styles=STYLES)
    assert found is not None
    return found


def published(folder: Path, slug: str = SLUG) -> projects.Project:
    """Return such a project whose editions are published and checked, by our own checks alone."""
    made = project(folder, slug)
    assert publish.build(made, [slug]).problems == ()
    [found] = checking.check(made, [slug], validators=()).reports
    report.write(made, found, datetime.datetime(2026, 11, 26, tzinfo=datetime.UTC))
    return made


def archived(where: projects.Project, slug: str = SLUG, *, zipped: bool = False) -> Path:
    """Make the archive of a relecture, of which there is nothing to say; return its folder."""
    outcome = archive.build(where, [slug], publish.Options(), zipped=zipped)
    assert outcome.problems == ()
    [item] = outcome.published
    return item.folder
