"""The program as people run it, in a process and on a small project of its own; disks that fill up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEXT = """---
title: {title}
lang: fr
modified: 2026-01-31
---

## Une partie

Un paragraphe avec une note[^amis].

[^amis]: Le texte de la note.
"""


def small_project(folder: Path, title: str = "Amis") -> Path:
    """Make a project of one short relecture, « amis », which is built in less than a second."""
    (folder / "source" / "amis").mkdir(parents=True)
    write_text(folder, title)
    return folder


def write_text(folder: Path, title: str) -> None:
    """Give the relecture of a small project another title, and so other editions."""
    (folder / "source" / "amis" / "relecture.md").write_text(TEXT.format(title=title), encoding="utf-8")


def start(folder: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """Start a command in a folder, in a group of processes of its own, as a shell does."""
    return subprocess.Popen(
        [sys.executable, "-m", "publier", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def run(folder: Path, *arguments: str, **more: str) -> tuple[int, str]:
    """Run a command to its end: its exit code and what it complained of, which is no traceback."""
    process = start(folder, *arguments, **more)
    _, said = process.communicate(timeout=120)
    assert "Traceback" not in said, said
    return process.returncode, said


def held(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder, by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def leftovers(folder: Path) -> list[str]:
    """Return what a build that was cut short left in its output."""
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


@contextmanager
def small_disk(place: Path, options: str) -> Iterator[Path]:
    """Mount a file system in memory (``size=1m``, ``nr_inodes=9``); skips the test where nobody may mount."""
    place.mkdir(exist_ok=True)
    if not shutil.which("mount"):
        pytest.skip("no mount on this machine: a disk that is really full cannot be made")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.decode(errors='replace').strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)
