"""dist/ holds the old set or the new one, and nobody else's file is lost."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from publier import storage

OLD = {"amis.html": b"old page", "amis.pdf": b"old paper"}
NEW = {"amis.html": b"new page", "amis.epub": b"new book"}


def put(folder: Path, files: dict[str, bytes]) -> list[str]:
    storage.recover(folder)
    storage.stage(folder, "amis", files)
    return storage.commit(folder, "amis")


def held(folder: Path) -> dict[str, bytes]:
    """What a set holds, without its checksums."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    files.pop(storage.SUMS, None)
    return files


def leftovers(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


@pytest.fixture(params=["exchange", "two renames"])
def dist(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "two renames":
        monkeypatch.setattr(storage, "_exchange", lambda *_: False)
    return tmp_path


def test_a_first_set_is_put(dist: Path) -> None:
    assert put(dist, OLD) == []
    assert held(dist / "amis") == OLD
    assert leftovers(dist) == []


def test_a_set_replaces_the_old_one_whole(dist: Path) -> None:
    put(dist, OLD)
    assert put(dist, NEW) == []
    assert held(dist / "amis") == NEW
    assert leftovers(dist) == []


def test_a_folder_can_be_exchanged_in_one_step_on_linux(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("renameat2 is a call of Linux")
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    assert storage._exchange(tmp_path / "one", tmp_path / "other")
    assert (tmp_path / "one" / "other").exists()


def test_files_of_others_stay_where_they_were(dist: Path) -> None:
    put(dist, OLD)
    (dist / "amis" / "lettre.odt").write_bytes(b"mine")
    (dist / "amis" / "brouillons").mkdir()
    (dist / "amis" / "brouillons" / "a.txt").write_bytes(b"mine too")
    (dist / "amis" / ".DS_Store").touch()
    assert put(dist, NEW) == ["brouillons", "lettre.odt"]
    assert held(dist / "amis") == {**NEW, "lettre.odt": b"mine"}
    assert (dist / "amis" / "brouillons" / "a.txt").read_bytes() == b"mine too"
    assert leftovers(dist) == []


def test_an_old_set_that_may_not_be_emptied_stays(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(dist, OLD)
    storage.stage(dist, "amis", NEW)
    monkeypatch.setattr(os, "access", lambda path, _: path != dist / "amis")
    with pytest.raises(PermissionError, match="amis"):
        storage.commit(dist, "amis")
    assert held(dist / "amis") == OLD
    storage.recover(dist)
    assert leftovers(dist) == []


def test_a_folder_made_by_hand_is_kept_too(dist: Path) -> None:
    (dist / "amis").mkdir()
    (dist / "amis" / "lettre.odt").write_bytes(b"mine")
    assert put(dist, NEW) == ["lettre.odt"]
    assert held(dist / "amis") == {**NEW, "lettre.odt": b"mine"}


BAG = {"bagit.txt": b"bag", "data/read.txt": b"read me", "data/source/amis/relecture.md": b"text"}


def below(folder: Path) -> dict[str, bytes]:
    """What a folder and those in it hold, without checksums."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if path.name != storage.SUMS}


def test_a_set_of_folders_replaces_the_old_one_whole(dist: Path) -> None:
    put(dist, BAG)
    assert storage.intact(dist / "amis")
    changed = {"bagit.txt": b"bag", "data/read.txt": b"read it", "data/styles/a.css": b"a"}
    assert put(dist, changed) == []
    assert below(dist / "amis") == changed
    assert not (dist / "amis" / "data" / "source").exists()
    assert put(dist, NEW) == []
    assert below(dist / "amis") == NEW
    assert leftovers(dist) == []


def test_files_of_others_stay_in_the_folders_of_a_set(dist: Path) -> None:
    put(dist, BAG)
    mine = {"data/mine.txt": b"1", "data/source/amis/mine.md": b"2", "data/own/deep/mine.md": b"3"}
    for name, data in mine.items():
        (dist / "amis" / name).parent.mkdir(parents=True, exist_ok=True)
        (dist / "amis" / name).write_bytes(data)
    (dist / "amis" / "data" / "source" / ".DS_Store").touch()
    assert put(dist, BAG) == ["data/mine.txt", "data/own", "data/source/amis/mine.md"]
    assert below(dist / "amis") == {**BAG, **mine}
    assert put(dist, NEW) == ["data/mine.txt", "data/own", "data/source/amis/mine.md"]
    assert below(dist / "amis") == {**NEW, **mine}
    assert leftovers(dist) == []


def test_a_set_of_folders_that_is_not_wanted_leaves_nothing(tmp_path: Path) -> None:
    storage.stage(tmp_path, "amis", BAG)
    storage.discard(tmp_path, "amis")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_no_folder_is_not_replaced(tmp_path: Path, kind: str) -> None:
    if kind == "file":
        (tmp_path / "amis").write_bytes(b"mine")
    else:
        (tmp_path / "elsewhere").mkdir()
        (tmp_path / "amis").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(storage.NotAFolderError):
        storage.stage(tmp_path, "amis", NEW)
    assert leftovers(tmp_path) == []
    assert (tmp_path / "amis").is_symlink() == (kind == "link")


# ------------------------------------------------------------------ cut short at each step

STEPS = ["_write", "_flush", "_exchange", "_rename_twice", "_retire"]


class CutError(BaseException):
    """The plug is pulled: nothing after this runs, not even tidying up."""


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_build_cut_short_leaves_one_whole_set(
    dist: Path, monkeypatch: pytest.MonkeyPatch, step: str, when: str
) -> None:
    put(dist, OLD)
    (dist / "amis" / "lettre.odt").write_bytes(b"mine")
    real = getattr(storage, step)

    def cut(*arguments: object) -> object:
        if when == "after":
            real(*arguments)
        raise CutError

    with monkeypatch.context() as patch:
        patch.setattr(storage, step, cut)
        patch.setattr(storage, "_drop", lambda _: None)  # a dead process tidies nothing
        try:
            put(dist, NEW)
        except CutError:
            pass
        else:
            assert step == "_rename_twice"  # where one step does it all
    storage.recover(dist)
    whole = held(dist / "amis")
    assert whole.pop("lettre.odt") == b"mine"
    assert whole in (OLD, NEW)
    assert storage.intact(dist / "amis")
    assert leftovers(dist) == []
    put(dist, NEW)
    assert held(dist / "amis") == {**NEW, "lettre.odt": b"mine"}


def test_a_power_cut_between_two_renames_brings_the_old_set_back(tmp_path: Path) -> None:
    put(tmp_path, OLD)
    storage.stage(tmp_path, "amis", NEW)
    (tmp_path / "amis").rename(tmp_path / ".publier-amis.old")
    storage.recover(tmp_path)
    assert held(tmp_path / "amis") == OLD
    assert leftovers(tmp_path) == []


def test_a_first_set_cut_short_leaves_nothing(tmp_path: Path) -> None:
    storage.stage(tmp_path, "amis", NEW)
    storage.recover(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_second_rename_may_fail_and_the_old_set_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, OLD)
    real = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if self.suffix == ".new":
            raise PermissionError(13, "open elsewhere", str(self))
        return real(self, target)

    monkeypatch.setattr(storage, "_exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(PermissionError):
        put(tmp_path, NEW)
    assert held(tmp_path / "amis") == OLD


def test_a_full_disk_leaves_the_old_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, OLD)

    def full(path: Path, data: bytes) -> None:
        path.write_bytes(data[:3])
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(storage, "_write", full)
    with pytest.raises(OSError, match="No space"):
        put(tmp_path, NEW)
    assert held(tmp_path / "amis") == OLD
    assert leftovers(tmp_path) == []


# ------------------------------------------------------------------ checksums, modes, drafts


def test_checksums_are_those_of_coreutils(tmp_path: Path) -> None:
    put(tmp_path, NEW)
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", storage.SUMS], cwd=tmp_path / "amis", check=False
    )
    assert done.returncode == 0


def test_a_changed_or_lost_file_is_seen(tmp_path: Path) -> None:
    put(tmp_path, NEW)
    assert storage.intact(tmp_path / "amis")
    (tmp_path / "amis" / "amis.html").write_bytes(b"touched")
    assert not storage.intact(tmp_path / "amis")
    (tmp_path / "amis" / "amis.html").unlink()
    assert not storage.intact(tmp_path / "amis")
    assert not storage.intact(tmp_path / "nowhere")


def test_modes_do_not_depend_on_who_builds(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        put(tmp_path, NEW)
    finally:
        os.umask(before)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "amis").iterdir()}
    assert modes == {0o644}
    assert stat.S_IMODE((tmp_path / "amis").stat().st_mode) == 0o755


def test_one_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "amis" / "amis.pdf"
    storage.write(target, b"one")

    def full(path: Path, data: bytes) -> None:
        path.write_bytes(data[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage, "_write", full)
    with pytest.raises(OSError, match="No space"):
        storage.write(target, b"two")
    assert [path.read_bytes() for path in target.parent.iterdir()] == [b"one"]


# ------------------------------------------------------------------ one build at a time

HOLD = """
import sys, time
from pathlib import Path
from publier import storage
with storage.locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(storage.__file__).parents[1])}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_build_is_told_who_holds_the_folder(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    try:
        with pytest.raises(storage.BusyError) as caught, storage.locked(tmp_path):
            pass
        assert caught.value.pid == str(holder.pid)
    finally:
        holder.kill()
        holder.communicate()


def test_a_killed_build_leaves_no_lock(holder: subprocess.Popen[str], tmp_path: Path) -> None:
    holder.kill()
    holder.communicate()
    with storage.locked(tmp_path):
        assert (tmp_path / ".publier.lock").read_text() == str(os.getpid())
    assert list(tmp_path.iterdir()) == []
