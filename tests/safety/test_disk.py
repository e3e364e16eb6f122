"""Disks really full or read-only, files really open: dist/ keeps the old set, whole."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import fakes
import pytest
from running import ROOT, held, leftovers, run, small_disk, small_project, start

from publier import projects, publish, storage
from publier.publish import Options, Outcome

PAGE = 4096
OLD = {"amis.html": b"old " * PAGE, "amis.pdf": b"OLD " * PAGE}
NEW = {"amis.html": b"new " * PAGE, "amis.epub": b"NEW " * PAGE}


def put(folder: Path, files: dict[str, bytes]) -> list[str]:
    storage.recover(folder)
    storage.stage(folder, "amis", files)
    return storage.commit(folder, "amis")


def without_sums(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in held(folder).items() if name != storage.SUMS}


# ------------------------------------------------------------------ durable


def test_all_is_on_the_disk_before_the_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a power cut the new name never leads to files that were still on their way."""
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("only /proc tells which file is flushed")
    put(tmp_path, OLD)
    steps: list[str] = []
    fsync, exchange = os.fsync, storage._exchange

    def note_fsync(handle: int) -> None:
        steps.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        fsync(handle)

    def note_exchange(one: Path, other: Path) -> bool:
        steps.append("exchange")
        return exchange(one, other)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(storage, "_exchange", note_exchange)
    put(tmp_path, NEW)
    before, after = steps[: steps.index("exchange")], steps[steps.index("exchange") + 1 :]
    assert sorted(before) == sorted([*NEW, storage.SUMS, ".publier-amis.new"])
    assert before[-1] == ".publier-amis.new"  # the names of the files, after the files
    assert after[0] == tmp_path.name  # the exchange itself


# ------------------------------------------------------------------ full


def test_a_disk_full_at_any_page_leaves_the_old_set_or_the_new(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=512k") as disk:
        dist = disk / "dist"
        ballast = disk / "ballast"
        results = set()
        for room in range(14):
            ballast.unlink(missing_ok=True)
            shutil.rmtree(dist, ignore_errors=True)
            dist.mkdir()
            put(dist, OLD)
            _fill(ballast, room)
            try:
                put(dist, NEW)
            except OSError as error:
                assert error.errno == 28  # noqa: PT017 (a disk of any size may do)
                assert without_sums(dist / "amis") == OLD
                results.add("old")
            else:
                assert without_sums(dist / "amis") == NEW
                results.add("new")
            assert storage.intact(dist / "amis")
            assert leftovers(dist) == []
        assert results == {"old", "new"}  # the sizes above are those that matter


def _fill(ballast: Path, room: int) -> None:
    """Leave so many pages free on a disk."""
    free = os.statvfs(ballast.parent).f_bavail
    ballast.write_bytes(bytes(max(0, free - room) * PAGE))


def build(folder: Path, output: Path) -> Outcome:
    project = projects.find(folder, output=output)
    assert project
    return publish.build(project, projects.slugs(project), Options(force=True))


def test_a_full_disk_is_said_and_the_old_set_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.stages(monkeypatch)
    fakes.project(tmp_path, amis=fakes.SOURCE)
    with small_disk(tmp_path / "disk", "size=128k") as disk:
        assert build(tmp_path, disk / "dist").problems == ()
        before = held(disk / "dist")
        _fill(disk / "ballast", 1)
        assert [problem.code for problem in build(tmp_path, disk / "dist").problems] == ["X022"]
        assert held(disk / "dist") == before
        (disk / "ballast").unlink()
        assert build(tmp_path, disk / "dist").problems == ()


# ------------------------------------------------------------------ read-only


def test_an_output_on_a_read_only_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fakes.stages(monkeypatch)
    fakes.project(tmp_path, amis=fakes.SOURCE)
    with small_disk(tmp_path / "disk", "size=1m") as disk:
        assert build(tmp_path, disk / "dist").problems == ()
        before = held(disk)
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        assert [problem.code for problem in build(tmp_path, disk / "dist").problems] == ["X021"]
        assert held(disk) == before


# ------------------------------------------------------------------ no room for temporary files

CRAMPED = """
set -e
mount -t tmpfs -o ro none /var/tmp
[ ! -d /usr/tmp ] || mount -t tmpfs -o ro none /usr/tmp
mount --bind "$1" /mnt
mount -t tmpfs -o "$2" none /tmp
mkdir -p /mnt/here && mount -t tmpfs -o ro none /mnt/here && cd /mnt/here
exec "$3" -m publier build --source /mnt/source --output /mnt/dist
"""


@pytest.mark.parametrize("options", ["ro", "nr_inodes=2"], ids=["read-only", "full"])
def test_no_room_for_temporary_files_is_said(tmp_path: Path, options: str) -> None:
    """A real build where no temporary folder can be written to, in a name space of mounts of its own."""
    if not shutil.which("unshare") or subprocess.run(["unshare", "-m", "true"], check=False).returncode:
        pytest.skip("a name space for mounts is not allowed here")
    if any(Path(path).is_relative_to("/tmp") for path in (sys.prefix, ROOT)):  # noqa: S108 (a look at where things are)
        pytest.skip("the program itself stands in the temporary folder")
    done = subprocess.run(
        ["unshare", "-m", "bash", "-c", CRAMPED, "bash", small_project(tmp_path), options, sys.executable],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "error[X030]" in done.stderr
    assert "TMPDIR" in done.stderr
    assert "Traceback" not in done.stderr
    assert held(tmp_path / "dist") == {}


# ------------------------------------------------------------------ files of others, files in use


@pytest.fixture(params=["exchange", "two renames"])
def dist(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "two renames":
        monkeypatch.setattr(storage, "_exchange", lambda *_: False)
    return tmp_path


def test_a_foreign_file_with_the_name_of_a_new_one_is_kept_beside_it(dist: Path) -> None:
    put(dist, OLD)
    (dist / "amis" / "amis.epub").write_bytes(b"mine")  # the old set has no such file
    (dist / "amis" / "amis-2.epub").write_bytes(b"mine too")
    assert put(dist, NEW) == ["amis-2.epub", "amis-3.epub"]
    assert without_sums(dist / "amis") == {**NEW, "amis-3.epub": b"mine", "amis-2.epub": b"mine too"}


def test_files_of_ours_made_by_hand_are_kept_too(dist: Path) -> None:
    """Without checksums nothing says that a file is ours."""
    (dist / "amis").mkdir()
    (dist / "amis" / "amis.html").write_bytes(b"mine")
    assert put(dist, NEW) == ["amis-2.html"]
    assert without_sums(dist / "amis") == {**NEW, "amis-2.html": b"mine"}


@pytest.mark.parametrize("name", ["amis.html", "SHA256SUMS", ".DS_Store"])
def test_a_folder_with_the_name_of_a_file_of_ours_is_kept(dist: Path, name: str) -> None:
    put(dist, OLD)
    (dist / "amis" / name).unlink(missing_ok=True)
    (dist / "amis" / name).mkdir()
    (dist / "amis" / name / "lettre.odt").write_bytes(b"mine")
    put(dist, NEW)
    assert b"mine" in held(dist / "amis").values()
    assert storage.intact(dist / "amis")
    assert leftovers(dist) == []
    put(dist, OLD)
    assert b"mine" in held(dist / "amis").values()


def test_a_viewer_goes_on_reading_the_old_file(dist: Path) -> None:
    """On Windows the exchange is refused instead (see test_the_second_rename_may_fail…, X021)."""
    put(dist, OLD)
    with (dist / "amis" / "amis.html").open("rb") as viewer:
        begun = viewer.read(10)
        put(dist, NEW)
        assert begun + viewer.read() == OLD["amis.html"]
    assert without_sums(dist / "amis") == NEW


# ------------------------------------------------------------------ two builds


def test_the_second_of_two_builds_names_the_first(tmp_path: Path) -> None:
    project = small_project(tmp_path)
    first = start(project, "build")
    lock = project / "dist" / ".publier.lock"
    while not (lock.exists() and lock.read_text()):
        assert first.poll() is None
    os.kill(first.pid, signal.SIGSTOP)  # as long as the second takes
    code, said = run(project, "build")
    os.kill(first.pid, signal.SIGCONT)
    assert code == 3
    assert "error[X024]" in said
    assert f"(processus {first.pid})" in said
    assert first.communicate(timeout=300)[1] == ""
    assert first.returncode == 0
    assert leftovers(project / "dist") == []
    assert storage.intact(project / "dist" / "amis")
