"""Builds of hostile sources by the program itself, with what they took, for tests that expect a refusal."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECONDS, BYTES = 10, 2**30
"""What a refusal may take."""
FRONT = "---\ntitle: Un essai\nlang: fr\nmodified: 2026-01-02\n---\n\n"

Files = dict[str, bytes | str]
"""By path in the folder of the relecture ``essai``; those that begin with ``/``, in ``source/``."""


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a build.

    ``problems`` are codes with line and column, ``w`` before a warning's; ``memory`` is in bytes.
    """

    code: int
    problems: tuple[str, ...]
    messages: str
    stderr: str
    seconds: float
    memory: int
    changed: bool


def project(folder: Path, files: Files) -> Path:
    """Make a project of one relecture, beside an edition that was published before."""
    for name, data in files.items():
        path = folder / "source" / (name[1:] if name.startswith("/") else f"essai/{name}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    old = folder / "dist" / "ancienne"
    old.mkdir(parents=True)
    (old / "ancienne.html").write_text("publié hier", encoding="utf-8")
    return folder


def build(folder: Path, *arguments: str, **environment: str) -> Run:
    """Run ``publier build --json`` in a project; a build without end is killed after a minute and a half."""
    before = state(folder / "dist")
    command = [sys.executable, "-m", "publier", "build", "--json", "--jobs", "1", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    out, err = folder / "stdout", folder / "stderr"
    started = time.monotonic()
    with out.open("wb") as said, err.open("wb") as complained:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=said, stderr=complained)
        timer = threading.Timer(90, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    stderr = err.read_text(encoding="utf-8", errors="replace")
    data = json.loads(out.read_bytes() or b'{"problems": []}')
    return Run(
        process.returncode,
        tuple(_brief(problem) for problem in data["problems"]),
        "\n".join(f"{problem['message']} → {problem['hint']}" for problem in data["problems"]),
        stderr,
        time.monotonic() - started,
        usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        state(folder / "dist") != before,
    )


def _brief(problem: dict[str, Any]) -> str:
    place = f" {problem['line']}:{problem['column']}" if problem["line"] else ""
    return f"{'w' if problem['severity'] == 'warning' else ''}{problem['code']}{place}"


def state(folder: Path) -> dict[str, str]:
    """Return what stands in a folder, by name."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def held(run: Run, expected: str) -> None:
    """Hold a build to the problems it should name, separated by commas, and to what always holds."""
    assert ", ".join(run.problems) == expected, run.messages + run.stderr
    assert "Traceback" not in run.stderr
    refused = any(not problem.startswith("w") for problem in run.problems)
    assert run.code == (1 if refused else 0)
    assert run.changed == (not refused)
    if refused:
        assert run.seconds < SECONDS
        assert run.memory < BYTES
