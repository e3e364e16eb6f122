"""What somebody else put into dist/ or build/: no file of theirs is read, written over or lost."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

import fakes
import pytest
from running import held, leftovers

from publier import checking, projects, provenance, publish, regular, storage
from publier.publish import Options, Outcome

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes as Unix has them")

NAMES = ["../../secret.txt", "/etc/passwd", "/dev/zero", "amis.html\0", "a/../../secret.txt"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose set is published, beside a file that is nobody's business."""
    fakes.stages(monkeypatch)
    fakes.project(tmp_path, amis=fakes.SOURCE)
    (tmp_path / "secret.txt").write_text("mine")
    assert build(tmp_path).problems == ()
    return tmp_path


def build(folder: Path, **options: object) -> Outcome:
    project = projects.find(folder)
    assert project
    return publish.build(project, projects.slugs(project), Options(**options))  # type: ignore[arg-type] # any


@pytest.mark.parametrize("name", NAMES)
def test_checksums_that_lead_out_are_no_checksums(folder: Path, name: str) -> None:
    sums = folder / "dist" / "amis" / storage.SUMS
    digest = hashlib.sha256(b"mine").hexdigest()
    sums.write_text(f"{sums.read_text()}{digest}  {name}\n")
    assert storage.listed(sums.parent) == {}
    outcome = build(folder)
    assert outcome.problems == ()
    assert outcome.published[0].fresh
    assert storage.intact(folder / "dist" / "amis")
    assert (folder / "secret.txt").read_text() == "mine"


@pytest.mark.parametrize("name", ["amis.html", storage.SUMS, provenance.FILE])
@pytest.mark.parametrize("kind", ["pipe", "link", "device"])
def test_what_is_no_regular_file_is_not_read(folder: Path, name: str, kind: str) -> None:
    """A pipe would wait for ever, a device would never end."""
    path = folder / "dist" / "amis" / name
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero" if kind == "device" else folder / "secret.txt")
    with pytest.raises(OSError, match=r"."):
        regular.read(path)
    assert not storage.intact(path.parent)
    assert build(folder).published[0].fresh
    assert storage.intact(path.parent)
    assert (folder / "secret.txt").read_text() == "mine"


def test_a_check_does_not_wait_for_a_pipe(folder: Path) -> None:
    path = folder / "dist" / "amis" / "amis.pdf"
    path.unlink()
    os.mkfifo(path)
    assert checking._copy("pdf", path, fakes.relecture()).problems[0].code == "P091"


def test_a_lock_that_is_a_link_is_refused_and_its_target_stays(folder: Path) -> None:
    (folder / "dist" / ".publier.lock").symlink_to(folder / "secret.txt")
    assert [problem.code for problem in build(folder).problems] == ["X023"]
    assert (folder / "secret.txt").read_text() == "mine"


def test_a_temporary_file_that_is_a_link_is_replaced_and_its_target_stays(folder: Path) -> None:
    place = folder / "build" / "amis"
    place.mkdir(parents=True)
    (place / ".publier-amis.html").symlink_to(folder / "secret.txt")
    assert build(folder, draft="html").problems == ()
    assert not (place / "amis.html").is_symlink()
    assert leftovers(place) == []
    assert (folder / "secret.txt").read_text() == "mine"


def test_a_leftover_that_is_a_link_goes_and_its_target_stays(folder: Path) -> None:
    others = folder / "others"
    others.mkdir()
    (others / "lettre.odt").write_text("mine")
    (folder / "dist" / ".publier-amis.new").symlink_to(others)
    assert build(folder).problems == ()
    assert leftovers(folder / "dist") == []
    assert held(others) == {"lettre.odt": b"mine"}


# ------------------------------------------------------------------ records that lie

RECORDS: dict[str, bytes | dict[str, object]] = {
    "no record": b"\0",
    "too deep": b"[" * 100_000,
    "another kind": b"[]",
    "a code that nobody knows": {"warnings": [{"code": "Z999", "at": None, "values": {}}]},
    "a warning of no kind": {"warnings": [None]},
    "pages of no kind": {"pages": 3},
}


@pytest.mark.parametrize("name", ["notes.json", provenance.FILE])
@pytest.mark.parametrize("lie", RECORDS)
def test_a_record_that_lies_brings_no_traceback(folder: Path, name: str, lie: str) -> None:
    """Its checksum is right: whoever writes into dist/ can write that too (`verify` then finds them out)."""
    place = folder / "dist" / "amis"
    record = RECORDS[lie]
    if isinstance(record, dict):
        record = json.dumps({**json.loads((place / name).read_bytes()), **record}).encode()
    (place / name).write_bytes(record)
    files = {path.name: path.read_bytes() for path in place.iterdir() if path.name != storage.SUMS}
    (place / storage.SUMS).write_bytes(storage.sums(files))
    for options in ({}, {"draft": "html"}):
        assert build(folder, **options).problems == ()
