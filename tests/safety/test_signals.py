"""A build that is stopped at any moment leaves the old set or the new one, and the next build succeeds."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from running import ROOT, held, leftovers, run, small_project, start, write_text

from publier import storage

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals as Unix has them")

SEED = 20260131


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose old set is published, and whose text has changed since."""
    small_project(tmp_path, "Ancien")
    assert run(tmp_path, "build") == (0, "")
    write_text(tmp_path, "Nouveau")
    return tmp_path


def group(leader: int) -> list[int]:
    """Return the processes that a command left behind, by /proc; none where there is no /proc."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if int(fields[2]) == leader and fields[0] != "Z":
            found.append(int(folder.name))
    return found


def begun(project: Path) -> subprocess.Popen[str]:
    """Start a build and wait until it holds its lock."""
    process = start(project, "build")
    lock = project / "dist" / ".publier.lock"
    while not (lock.exists() and lock.read_text() == str(process.pid)):
        assert process.poll() is None
    return process


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM), (signal.SIGKILL, -signal.SIGKILL)],
    ids=["SIGINT", "SIGTERM", "SIGKILL"],
)
def test_a_stopped_build_leaves_the_old_set_and_no_process(
    project: Path, number: signal.Signals, code: int
) -> None:
    before = held(project / "dist")
    process = begun(project)
    os.kill(process.pid, number)
    _, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (code, "")
    published = {name: data for name, data in held(project / "dist").items() if not name.startswith(".")}
    assert published == before
    deadline = time.monotonic() + 120  # pandoc may take a while to see that nobody reads it
    while group(process.pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert group(process.pid) == []
    assert run(project, "build") == (0, "")
    assert leftovers(project / "dist") == []
    assert held(project / "dist") != before


def test_ctrl_c_in_a_terminal_reaches_all_and_nobody_complains(project: Path) -> None:
    process = begun(project)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (130, "")
    assert storage.intact(project / "dist" / "amis")


# ------------------------------------------------------------------ in the middle of an exchange

TURNS = """
import sys
from pathlib import Path
from publier import storage
folder = Path(sys.argv[1])
if sys.argv[2] == "two renames":
    storage._exchange = lambda *_: False
sets = [{"a": b"old", "b": b"old"}, {"a": b"new", "c": b"new"}]
with storage.locked(folder):
    storage.recover(folder)
    print("begun", flush=True)
    while True:
        for files in sets:
            storage.stage(folder, "amis", files)
            storage.commit(folder, "amis")
"""
SETS = ({"a": b"old", "b": b"old"}, {"a": b"new", "c": b"new"})


@pytest.mark.parametrize("way", ["exchange", "two renames"])
def test_killed_while_sets_are_exchanged(tmp_path: Path, way: str) -> None:
    """A process that does nothing but exchange sets is killed at 50 moments, nearly all in a set's way."""
    moments = random.Random(SEED)  # noqa: S311 (moments, not secrets)
    dist = tmp_path / "dist"
    untidy = 0
    dist.mkdir()
    storage.stage(dist, "amis", SETS[0])  # a kill may come before the first exchange
    storage.commit(dist, "amis")
    (dist / "amis" / "lettre.odt").write_bytes(b"mine")
    for _ in range(50):
        _kill_while_exchanging(dist, way, moments.uniform(0, 0.02))
        if way == "exchange" and sys.platform == "linux":
            # Whole before anything is put right; only a foreign file may still be on its way.
            assert storage.intact(dist / "amis")
        untidy += bool(set(leftovers(dist)) - {".publier.lock"})
        with storage.locked(dist):
            storage.recover(dist)
        assert storage.intact(dist / "amis")
        assert leftovers(dist) == []
        files = held(dist / "amis")
        assert files.pop("lettre.odt") == b"mine"
        files.pop(storage.SUMS)
        assert files in SETS
    assert untidy > 10  # the moments are the ones that matter


def _kill_while_exchanging(dist: Path, way: str, seconds: float) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", TURNS, str(dist), way],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    time.sleep(seconds)
    process.kill()
    process.communicate()


# ------------------------------------------------------------------ whole builds, at random moments


@pytest.fixture
def published(tmp_path: Path) -> tuple[Path, dict[str, dict[str, bytes]]]:
    """A project, and the two sets that its two texts give."""
    small_project(tmp_path)
    sets = {}
    for title in ("Un", "Deux"):
        write_text(tmp_path, title)
        assert run(tmp_path, "build") == (0, "")
        sets[title] = held(tmp_path / "dist" / "amis")
    return tmp_path, sets


@pytest.mark.slow
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_killed_at_25_random_moments(
    published: tuple[Path, dict[str, dict[str, bytes]]], jobs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """SIGKILL to a whole build, with and without a process beside it: 50 times in all."""
    project, sets = published
    moments = random.Random(f"{SEED} {jobs}")  # noqa: S311 (moments, not secrets)
    began = time.monotonic()
    assert run(project, "build", "--force", "--jobs", jobs) == (0, "")
    length = time.monotonic() - began
    old, new, tally = "Deux", "Un", {"old": 0, "new": 0}
    for turn in range(25):
        write_text(project, new)
        process = start(project, "build", "--jobs", jobs)
        # Every other moment is near the end, where the set is staged and exchanged.
        time.sleep(moments.uniform(0.7 * length if turn % 2 else 0, 1.05 * length))
        process.kill()
        process.communicate()
        found = held(project / "dist" / "amis")
        assert found in (sets[old], sets[new])
        tally["new" if found == sets[new] else "old"] += 1
        assert run(project, "build", "--jobs", jobs) == (0, "")
        assert held(project / "dist") == {f"amis/{name}": data for name, data in sets[new].items()}
        assert leftovers(project / "dist") == []
        old, new = new, old
    with capsys.disabled():
        print(
            f"\n--jobs {jobs}: killed 25 times; {tally['old']} old sets, {tally['new']} new ones, all whole"
        )
