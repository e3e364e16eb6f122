"""A project on the disk and stages that take no time, for tests of what stands around them."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from publier import checks, making
from publier.making import Job
from publier.model import At, Metadata, Page, Relecture
from publier.problems import Problem, SourceError

SOURCE = b"---\ntitle: Amis\n---\n\nUn texte.\n"


def project(folder: Path, **texts: bytes) -> Path:
    """Make ``source/`` with one folder a relecture (``_`` in a name stands for a hyphen)."""
    for name, text in texts.items():
        slug = name.replace("_", "-")
        (folder / "source" / slug).mkdir(parents=True)
        (folder / "source" / slug / "relecture.md").write_bytes(text)
    (folder / "styles").mkdir()
    (folder / "styles" / "tokens.css").write_bytes(b":root{}")
    return folder


def relecture(slug: str = "amis", title: str = "Amis") -> Relecture:
    """Return a relecture without a text."""
    return Relecture(slug, Metadata(title=title, lang="fr", modified=datetime.date(2026, 1, 31)))


def stages(patch: pytest.MonkeyPatch) -> list[str]:
    """Put quick stages in the place of the real ones; return where each call leaves its trace.

    A text with ``error``, ``warning``, ``lost`` or ``machine`` in it has that fault: its source,
    the same but harmless, an edition that lost a note, a machine that lacks something.
    """
    trace: list[str] = []

    def prepare(job: Job) -> tuple[Relecture, list[Problem]]:
        trace.append(f"read {job.slug}")
        text = job.folder.files["relecture.md"]
        at = At(job.folder.file, 5, 4)
        if b"error" in text:
            raise SourceError([Problem("N002", at, key="amis"), Problem("N001", at, key="perdue")])
        if b"machine" in text:
            raise SourceError([Problem("X001"), Problem("N002", at, key="amis")])
        title = text.decode(errors="replace")
        return relecture(job.slug, title), [Problem("X025", at, path="p", names="n")] * (b"warning" in text)

    laid: dict[str, Relecture] = {}

    def lay_out(made: Relecture, _styles: Path) -> tuple[Page, ...]:
        trace.append(f"lay out {made.slug}")
        laid[made.slug] = made
        return (Page("1"),)

    def print_out(slug: str) -> bytes:
        return render("pdf", laid[slug], Path())

    def render(name: str, made: Relecture, _styles: Path) -> bytes:
        trace.append(f"render {name} {made.slug}")
        return f"{name} of {made.slug}: {made.metadata.title}".encode()

    def check(name: str, data: bytes, made: Relecture) -> list[Problem]:
        trace.append(f"check {name} {made.slug}")
        return [Problem("N001", key="lost")] if b"lost" in data and name == "pdf" else []

    patch.setattr(making, "prepare", prepare)
    patch.setattr(making, "render", render)
    patch.setattr(making, "lay_out", lay_out)
    patch.setattr(making, "print_out", print_out)
    patch.setattr(checks, "check", check)
    return trace
