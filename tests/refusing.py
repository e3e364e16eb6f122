"""Builds of hostile sources, for tests that expect a refusal: in this process, or apart and measured."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publier import cli

ROOT = Path(__file__).resolve().parent.parent
SECONDS, BYTES = 10, 2**30
"""What a refusal may take; seconds of work, which others on the same machine do not lengthen."""
ENDLESS = 900
"""Seconds after which a build is said to have no end."""
FRONT = "---\ntitle: Un essai\nlang: fr\nmodified: 2026-01-02\n---\n\n"

Files = dict[str, bytes | str]
"""By path in the folder of the relecture ``essai``; those that begin with ``/``, in ``source/``."""


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a build.

    ``problems`` are codes with line and column, ``w`` before a warning's; ``memory`` is in bytes,
    0 where it was not measured. ``seconds`` are those of the clock, ``work`` those of a processor,
    pandoc's included.
    """

    code: int
    problems: tuple[str, ...]
    messages: str
    stderr: str
    seconds: float
    work: float
    changed: bool
    memory: int = 0

    @property
    def refused(self) -> bool:
        """Whether there is an error among its problems."""
        return any(not problem.startswith("w") for problem in self.problems)


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


def build(folder: Path, *arguments: str) -> Run:
    """Run ``publier build --json`` on a project, in this process."""
    before = state(folder / "dist")
    places = ("--source", str(folder / "source"), "--output", str(folder / "dist"))
    out, err = io.StringIO(), io.StringIO()
    started, worked = time.monotonic(), _worked()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = cli.main(["build", "--json", "--jobs", "1", *places, *arguments])
        except SystemExit as end:  # of argparse
            code = int(end.code or 0)
    took = (time.monotonic() - started, _worked() - worked)
    return _run(code, out.getvalue(), err.getvalue(), took, changed=state(folder / "dist") != before)


def _worked() -> float:
    """Return what this process, and those it has waited for, have worked (seconds of a processor)."""
    return sum(os.times()[:4])


def apart(folder: Path, *arguments: str, **environment: str) -> Run:
    """Run the same in a process of its own and measure it; one without end is killed."""
    before = state(folder / "dist")
    command = [sys.executable, "-m", "publier", "build", "--json", "--jobs", "1", *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    out, err = folder / "stdout", folder / "stderr"
    started = time.monotonic()
    with out.open("wb") as said, err.open("wb") as complained:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=said, stderr=complained)
        timer = threading.Timer(ENDLESS, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)  # of pandoc too: it ended before
        timer.cancel()
    took = (time.monotonic() - started, usage.ru_utime + usage.ru_stime)
    process.returncode = os.waitstatus_to_exitcode(status)
    stderr = err.read_text(encoding="utf-8", errors="replace")
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    changed = state(folder / "dist") != before
    return _run(process.returncode, out.read_text("utf-8"), stderr, took, changed=changed, memory=memory)


def _run(code: int, out: str, err: str, took: tuple[float, float], *, changed: bool, memory: int = 0) -> Run:
    problems = json.loads(out or '{"problems": []}')["problems"]
    said = "\n".join(f"{problem['message']} → {problem['hint']}" for problem in problems)
    return Run(code, tuple(map(_brief, problems)), said, err, *took, changed, memory)


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
    assert run.code == (1 if run.refused else 0)
    assert run.changed == (not run.refused)
    if run.refused:
        assert run.work < SECONDS
        assert run.memory < BYTES
