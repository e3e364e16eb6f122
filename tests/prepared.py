"""Relectures as the renderers get them: read, numbered, resolved and typeset, without pages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from publier import making, projects, provenance
from publier.model import Relecture

TESTS = Path(__file__).resolve().parent
ROOT = TESTS.parent
STYLES = ROOT / "styles"


@cache
def prepared(slug: str, source: Path = TESTS / "relectures") -> Relecture:
    """Return a relecture of a folder of sources: the frozen ones of ``tests/`` unless told."""
    project = projects.find(TESTS, source=source, styles=STYLES)
    assert project is not None
    shared = projects.shared_by_all(project)
    job = making.Job(projects.load(project, slug), shared, STYLES, provenance.Machine(STYLES))
    return making.prepare(job)[0]
