"""The same source gives the same bytes whenever and wherever it is built; nothing is left behind."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SLUG = "vocabulaire"


def project(folder: Path) -> Path:
    """Copy the relecture that uses the whole vocabulary into a folder of its own."""
    source = folder / "source"
    source.mkdir(parents=True)
    for name in ("library.yaml", "references.yaml"):
        shutil.copy(ROOT / "tests" / "relectures" / name, source)
    shutil.copytree(ROOT / "tests" / "relectures" / SLUG, source / SLUG)
    return folder


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"LANG", "LC_ALL", "TZ"}}
    return {**kept, "PYTHONPATH": str(ROOT / "src"), **more}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "publier", "build", *arguments]


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_clock_place_language_seed_and_jobs_do_not_change_a_byte(tmp_path: Path) -> None:
    one, other = project(tmp_path / "one"), project(tmp_path / "été à « Lyon »")
    builds = (
        (one, one, "1", environment(TZ="UTC", LANG="C", PYTHONHASHSEED="1", SOURCE_DATE_EPOCH="0")),
        (
            other,
            other / "source" / SLUG,
            "2",
            environment(TZ="Pacific/Auckland", LANG="fr_FR.UTF-8", PYTHONHASHSEED="2"),
        ),
    )
    for _, here, jobs, surroundings in builds:
        done = subprocess.run(
            command("--jobs", jobs), cwd=here, env=surroundings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    sets = [digests(folder / "dist" / SLUG) for folder, *_ in builds]
    assert len(sets[0]) == 7
    assert sets[0] == sets[1]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_build_that_is_ended_leaves_nothing_and_nobody(tmp_path: Path, sent: signal.Signals) -> None:
    folder = project(tmp_path)
    # Its own session: every process that it starts can be found, and a terminal's Ctrl-C can be played.
    process = subprocess.Popen(
        command("--jobs", "2"),
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (folder / "dist" / ".publier.lock").exists():
        time.sleep(0.01)
    time.sleep(0.5)
    if sent is signal.SIGINT:
        os.killpg(process.pid, sent)
    else:
        process.send_signal(sent)
    out, err = process.communicate(timeout=120)
    # A shell says 130 either way: Python ends by the signal itself when it came while a dataclass was made.
    assert process.returncode in ({130, -sent} if sent is signal.SIGINT else {-sent}), err
    assert (out, err) == ("", "")
    assert not (folder / "dist" / SLUG).exists()
    assert gone(process.pid)


def gone(group: int) -> bool:
    """Whether the last process of a group ends within some seconds."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False
