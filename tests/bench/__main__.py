"""Ratios taken in one interleaved run: python tests/bench [RUNS] (default 7).

Whole processes take turns (A B A B …), so that what the machine does besides falls on both.
Wall time is what an editor waits; CPU time is what the machine works. Medians.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RELECTURES = ROOT / "tests" / "relectures"
SLUG = "solidarites-informelles"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Modules are compiled once, in the turn that warms up, as on any machine that is used twice."""


def timed(command: list[str]) -> tuple[float, float]:
    """Return wall and CPU seconds of a process and its children."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, os.times()
    spent = (after.children_user - before.children_user) + (after.children_system - before.children_system)
    return wall, spent


def main(runs: int) -> None:
    """Time a build of the three editions, proof included, against the plain pipeline."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        naive = ["tests/bench/naive.py", str(RELECTURES / SLUG / "relecture.md"), temporary]
        dist = folder / "dist"
        build = ["build", SLUG, "--source", str(RELECTURES), "--output", str(dist), "--force", "-q"]
        commands = {
            "plain pipeline": [sys.executable, str(ROOT / naive[0]), *naive[1:]],
            "publier build": [sys.executable, "-m", "publier", *build],
        }
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for turn in range(runs + 1):
            for name, command in commands.items():
                shutil.rmtree(dist, ignore_errors=True)
                spent = timed(command)
                if turn:  # the first turn warms the disk
                    taken[name].append(spent)
    report(taken)


def report(taken: dict[str, list[tuple[float, float]]]) -> None:
    """Print medians, and ratios to the first."""
    medians = {
        name: [statistics.median(values) for values in zip(*times, strict=True)]
        for name, times in taken.items()
    }
    base = next(iter(medians.values()))
    print(f"{'':16}{'wall s':>8}{'CPU s':>8}{'wall':>8}{'CPU':>8}")
    for name, (wall, cpu) in medians.items():
        print(f"{name:16}{wall:8.2f}{cpu:8.2f}{wall / base[0]:8.2f}{cpu / base[1]:8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
