"""A build publishes every relecture or none, makes only what changed, and says what the machine refused."""

from __future__ import annotations

import errno
import json
import os
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import fakes
import pytest

from publier import environment, making, projects, provenance, publish, storage
from publier.problems import EnvironmentFault, Problem
from publier.publish import Options, Outcome

EDITIONS = {"amis.html", "amis.epub", "amis.pdf", "notes.json", "provenance.json", "SHA256SUMS"}


@pytest.fixture
def trace(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return fakes.stages(monkeypatch)


@pytest.fixture
def folder(tmp_path: Path, trace: list[str]) -> Path:
    assert trace == []
    return fakes.project(tmp_path, amis=fakes.SOURCE)


def build(folder: Path, options: Options | None = None) -> Outcome:
    project = projects.find(folder)
    assert project
    return publish.build(project, projects.slugs(project), options)


def codes(outcome: Outcome) -> list[str]:
    return [problem.code for problem in outcome.problems]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_whole_set_is_published(folder: Path, trace: list[str]) -> None:
    outcome = build(folder)
    assert codes(outcome) == []
    assert {path.name for path in (folder / "dist" / "amis").iterdir()} == EDITIONS
    [published] = outcome.published
    assert published.fresh
    assert published.sizes["amis.html"] == (folder / "dist" / "amis" / "amis.html").stat().st_size
    assert [step for step in trace if step.startswith("check")] == [
        "check html amis",
        "check epub amis",
        "check pdf amis",
    ]
    assert storage.intact(folder / "dist" / "amis")


def test_provenance_names_sources_program_and_libraries(folder: Path) -> None:
    (folder / "source" / "references.yaml").write_text("references: []")
    build(folder)
    record = json.loads((folder / "dist" / "amis" / "provenance.json").read_bytes())
    assert set(record["inputs"]["sources"]) == {"amis/relecture.md", "references.yaml"}
    assert set(record["inputs"]["styles"]) == {"tokens.css"}
    assert record["inputs"]["tools"]["weasyprint"]
    assert record["inputs"]["libraries"]["Pango"]
    assert set(record["files"]) == EDITIONS - {"provenance.json", "SHA256SUMS"}
    assert str(folder) not in json.dumps(record)


# ------------------------------------------------------------------ errors change nothing


@pytest.mark.parametrize("fault", ["error", "lost", "machine"])
def test_an_error_leaves_the_old_set(folder: Path, fault: str) -> None:
    build(folder)
    before = snapshot(folder / "dist")
    (folder / "source" / "amis" / "relecture.md").write_bytes(fakes.SOURCE + fault.encode())
    outcome = build(folder)
    assert codes(outcome)
    assert outcome.published == ()
    assert snapshot(folder / "dist") == before


def test_an_error_in_one_relecture_keeps_all_from_being_published(tmp_path: Path, trace: list[str]) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE, fautes=b"error", rues=fakes.SOURCE)
    outcome = build(tmp_path)
    assert codes(outcome) == ["N002", "N001"]
    assert list((tmp_path / "dist").iterdir()) == []
    assert "render pdf rues" in trace  # the others are looked at all the same: all problems of a run at once


def test_what_all_relectures_share_is_said_once(tmp_path: Path, trace: list[str]) -> None:
    fakes.project(tmp_path, amis=b"machine", rues=b"machine")
    assert codes(build(tmp_path)).count("X001") == 1
    assert trace == ["read amis", "read rues"]


def test_a_warning_does_not_stop_a_build(tmp_path: Path, trace: list[str]) -> None:
    fakes.project(tmp_path, amis=b"warning")
    outcome = build(tmp_path)
    assert codes(outcome) == ["X025"]
    assert len(outcome.published) == 1
    assert trace


# ------------------------------------------------------------------ only what changed


def test_what_has_not_changed_is_not_made_again(folder: Path, trace: list[str]) -> None:
    build(folder)
    trace.clear()
    [published] = build(folder).published
    assert not published.fresh
    assert published.sizes["amis.html"] > 0
    assert trace == []


def test_force_makes_it_again(folder: Path, trace: list[str]) -> None:
    build(folder)
    trace.clear()
    [published] = build(folder, Options(force=True)).published
    assert published.fresh
    assert "render pdf amis" in trace


@pytest.mark.parametrize(
    "name", ["source/amis/relecture.md", "source/amis/plan.svg", "source/library.yaml", "styles/tokens.css"]
)
def test_any_change_makes_it_again(folder: Path, trace: list[str], name: str) -> None:
    build(folder)
    trace.clear()
    with (folder / name).open("ab") as file:
        file.write(b"\n# more")
    assert [published.fresh for published in build(folder).published] == [True]
    assert trace


def test_only_the_changed_one_is_made_again(tmp_path: Path, trace: list[str]) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE, rues=fakes.SOURCE)
    build(tmp_path)
    trace.clear()
    (tmp_path / "source" / "rues" / "relecture.md").write_bytes(fakes.SOURCE + b"Plus.\n")
    assert [(item.slug, item.fresh) for item in build(tmp_path).published] == [
        ("amis", False),
        ("rues", True),
    ]
    assert not any("amis" in step for step in trace)


def test_a_change_of_the_program_makes_it_again(
    folder: Path, trace: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    build(folder)
    trace.clear()
    monkeypatch.setattr(provenance, "_code", lambda: "another")
    build(folder)
    assert trace


@pytest.mark.parametrize("name", ["amis.pdf", "provenance.json", "SHA256SUMS"])
def test_a_set_that_somebody_touched_is_made_again(folder: Path, trace: list[str], name: str) -> None:
    build(folder)
    before = snapshot(folder / "dist")
    (folder / "dist" / "amis" / name).write_bytes(b"touched")
    trace.clear()
    build(folder)
    assert trace
    assert snapshot(folder / "dist") == before


def test_warnings_are_said_again_when_nothing_is_made(tmp_path: Path, trace: list[str]) -> None:
    fakes.project(tmp_path, amis=b"warning")
    first = build(tmp_path)
    trace.clear()
    assert build(tmp_path).problems == first.problems
    assert trace == []


# ------------------------------------------------------------------ drafts


def test_a_draft_is_one_edition_beside_dist_and_says_so(folder: Path, trace: list[str]) -> None:
    outcome = build(folder, Options(draft="html"))
    assert codes(outcome) == []
    assert snapshot(folder / "build").keys() == {"amis/amis.html"}
    assert not (folder / "dist").exists()
    assert trace == ["read amis", "render html amis"]


@pytest.mark.parametrize(("lang", "title"), [("fr-FR", "[Brouillon] Amis"), ("de", "[Draft] Amis")])
def test_the_title_of_a_draft_says_that_it_is_one(lang: str, title: str) -> None:
    published = fakes.relecture()
    published = replace(published, metadata=replace(published.metadata, lang=lang))
    assert making._marked(published).metadata.title == title


def test_a_draft_keeps_the_drafts_beside_it(folder: Path) -> None:
    build(folder, Options(draft="html"))
    build(folder, Options(draft="pdf"))
    assert snapshot(folder / "build").keys() == {"amis/amis.html", "amis/amis.pdf"}


# ------------------------------------------------------------------ any executor


def test_jobs_go_to_any_executor(tmp_path: Path, trace: list[str]) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE, fautes=b"warning", rues=fakes.SOURCE)
    project = projects.find(tmp_path)
    assert project
    with ThreadPoolExecutor(3) as executor:
        outcome = publish.build(project, projects.slugs(project), executor=executor)
    assert [item.slug for item in outcome.published] == ["amis", "fautes", "rues"]
    assert len(trace) == 3 * 8


def test_one_relecture_lends_its_pdf_to_the_executor(folder: Path, trace: list[str]) -> None:
    project = projects.find(folder)
    assert project
    with ThreadPoolExecutor(1) as executor:
        publish.build(project, ["amis"], executor=executor)
    assert trace.index("lay out amis") < trace.index("render html amis")
    assert trace.count("render html amis") == 2  # once to cut its fonts, while paper is laid out


def test_the_number_of_jobs_does_not_change_a_byte(tmp_path: Path, trace: list[str]) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE, rues=b"warning")
    build(tmp_path)
    before = snapshot(tmp_path / "dist")
    project = projects.find(tmp_path)
    assert project
    with ThreadPoolExecutor(2) as executor:
        publish.build(project, ["rues", "amis"], Options(force=True), executor=executor)
    assert snapshot(tmp_path / "dist") == before
    assert trace


# ------------------------------------------------------------------ what the machine refuses


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "X021"),
        (OSError(errno.EROFS, "Read-only file system", "/x"), "X021"),
        (OSError(errno.ENOSPC, "No space left on device"), "X022"),
        (OSError(errno.EIO, "Input/output error"), "X023"),
        (BrokenProcessPool(), "X029"),
        (MemoryError(), "X029"),
    ],
)
def test_what_the_machine_refuses_is_a_problem(
    folder: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, code: str
) -> None:
    build(folder)
    before = snapshot(folder / "dist")

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(storage, "stage", fail)
    assert codes(build(folder, Options(force=True))) == [code]
    assert snapshot(folder / "dist") == before


@pytest.mark.parametrize(
    ("path", "code"), [("source", "X020"), ("source/x/relecture.md", "X020"), ("", "X021")]
)
def test_what_may_not_be_read_is_told_from_what_may_not_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch, path: str, code: str
) -> None:
    monkeypatch.setattr(os, "access", lambda file, _: not str(file).startswith(str(folder / "source")))
    refused = PermissionError(errno.EACCES, "Permission denied", str(folder / path))
    assert publish.fault(refused, folder).code == code


def test_a_read_only_output_is_said(folder: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (folder / "dist").mkdir(mode=0o555)
    assert codes(build(folder)) == ["X021"]


def test_a_file_in_the_place_of_the_output_is_said(folder: Path) -> None:
    (folder / "dist").write_bytes(b"mine")
    assert codes(build(folder)) == ["X026"]
    assert (folder / "dist").read_bytes() == b"mine"


def test_a_file_above_what_is_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "dist").write_bytes(b"mine")
    with pytest.raises(OSError, match=r".") as refused:
        storage.write(tmp_path / "dist" / "reports" / "amis" / "report.json", b"{}")
    problem = publish.fault(refused.value, tmp_path)
    assert (problem.code, dict(problem.values)["path"]) == ("X026", str(tmp_path / "dist"))


def test_a_link_that_leads_nowhere_in_the_place_of_the_output_is_said(folder: Path) -> None:
    (folder / "dist").symlink_to("nowhere/at/all")
    assert codes(build(folder)) == ["X026"]


def test_a_file_in_the_place_of_a_set_is_said(folder: Path) -> None:
    (folder / "dist").mkdir()
    (folder / "dist" / "amis").write_bytes(b"mine")
    assert codes(build(folder)) == ["X026"]
    assert snapshot(folder / "dist") == {"amis": b"mine"}


def test_a_file_of_somebody_else_is_kept_and_named(folder: Path) -> None:
    build(folder)
    (folder / "dist" / "amis" / "lettre.odt").write_bytes(b"mine")
    outcome = build(folder, Options(force=True))
    assert codes(outcome) == ["X025"]
    assert "lettre.odt" in outcome.problems[0].message()
    assert (folder / "dist" / "amis" / "lettre.odt").read_bytes() == b"mine"


def test_a_build_beside_another_is_told_to_wait(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_try_lock", lambda _: False)
    (folder / "dist").mkdir()
    (folder / "dist" / ".publier.lock").write_text("4711")
    outcome = build(folder)
    assert codes(outcome) == ["X024"]
    assert "4711" in outcome.problems[0].message()


def test_an_interruption_leaves_the_old_set_and_no_leftover(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(folder)
    before = snapshot(folder / "dist")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(storage, "commit", interrupt)
    with pytest.raises(KeyboardInterrupt):
        build(folder, Options(force=True))
    monkeypatch.undo()
    storage.recover(folder / "dist")
    assert snapshot(folder / "dist") == before


def test_missing_layout_libraries_are_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "missing_libraries", lambda: ["Pango"])
    monkeypatch.setattr(environment, "install_command", lambda: "apt-get install pango")
    with pytest.raises(EnvironmentFault) as caught:
        making.render("pdf", fakes.relecture(), Path())
    assert caught.value.problems == (Problem("X027", names="Pango", command="apt-get install pango"),)


def test_a_package_that_does_not_load_is_named() -> None:
    with pytest.raises(EnvironmentFault) as caught, making.equipped("html"):
        raise ImportError("nothing there", name="lxml")
    assert caught.value.problems == (Problem("X028", name="lxml"),)
