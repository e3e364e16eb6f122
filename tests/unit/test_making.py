"""One relecture, bytes to bytes: every fault of a run at once, and the way through the real stages."""

from __future__ import annotations

import datetime
from pathlib import Path

import fakes
import pytest

from publier import making, projects, provenance
from publier.making import Job
from publier.model import plain
from publier.problems import SourceError

TEXT = """---
title: Amis
lang: fr
modified: 2026-01-31
---

Un texte[^n].

[^n]: Voir [@landel].
"""
LANDEL = b"""references:
  - id: landel
    type: book
    title: Les amis
"""


def job(folder: Path, draft: str = "", **files: bytes | str) -> Job:
    """A job; in the name of a file ``_`` stands for a dot and ``own_`` for the relecture's folder."""
    fakes.project(folder, amis=TEXT.encode())
    for name, data in files.items():
        inside = "amis/" if name.startswith("own_") else ""
        path = folder / "source" / (inside + name.removeprefix("own_").replace("_", "."))
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    project = projects.find(folder)
    assert project
    shared = {
        name: found
        for name in (projects.LIBRARY, projects.REFERENCES)
        if (found := projects.shared(project, name)) is not None
    }
    styles = projects.packaged_styles()
    return Job(projects.load(project, "amis"), shared, styles, provenance.Machine(styles), draft)


def faults(wanted: Job) -> list[tuple[str, str]]:
    with pytest.raises(SourceError) as caught:
        making.prepare(wanted)
    return [(problem.code, problem.at.file if problem.at else "") for problem in caught.value.problems]


def test_a_relecture_is_ready_to_be_rendered(tmp_path: Path) -> None:
    relecture, problems = making.prepare(job(tmp_path, references_yaml=LANDEL))
    assert problems == []
    assert [note.number for note in relecture.notes] == [1]
    assert "Les amis" in str(relecture.notes[0])


def test_references_of_the_folder_count_too(tmp_path: Path) -> None:
    _, problems = making.prepare(job(tmp_path, own_references_yaml=LANDEL))
    assert problems == []


def test_faults_of_all_files_are_said_at_once(tmp_path: Path) -> None:
    wanted = job(
        tmp_path,
        library_yaml="lang: martien\n",
        references_yaml="references: 12\n",
        own_relecture_md=TEXT.replace("[^n].", "[^n] et [^perdue]."),
    )
    found = faults(wanted)
    assert {file for _, file in found} == {
        "source/library.yaml",
        "source/references.yaml",
        "source/amis/relecture.md",
    }
    assert ("N002", "source/amis/relecture.md") in found


def test_an_unread_list_of_references_makes_no_citation_unknown(tmp_path: Path) -> None:
    codes = [code for code, _ in faults(job(tmp_path, references_yaml=b"references: [\xff"))]
    assert "R001" not in codes
    assert "R002" not in codes


def test_an_unknown_citation_is_a_problem(tmp_path: Path) -> None:
    _, problems = making.prepare(job(tmp_path))
    assert [problem.code for problem in problems] == ["R002"]


def test_what_cannot_be_read_makes_nothing(tmp_path: Path) -> None:
    made = making.make(job(tmp_path, own_relecture_md=b"\xff\xfe"))
    assert made.files == {}
    assert made.problems


def test_a_draft_is_marked(tmp_path: Path) -> None:
    relecture, _ = making.prepare(job(tmp_path, draft="html", references_yaml=LANDEL))
    assert relecture.metadata.title == "[Brouillon] Amis"


def test_the_model_of_a_new_relecture_has_no_fault(tmp_path: Path) -> None:
    template = (Path(making.__file__).parent / "templates" / "relecture.md").read_text(encoding="utf-8")
    today = datetime.date(2026, 1, 31).isoformat()
    relecture, problems = making.prepare(
        job(tmp_path, own_relecture_md=template.replace("{{ modified }}", today))
    )
    assert problems == []
    assert plain(relecture.sections[0].title) == "Le titre d’une partie"
    assert len(relecture.notes) == 2
