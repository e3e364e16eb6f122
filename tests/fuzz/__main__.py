"""Try many sources, on all processors: python tests/fuzz [NUMBER] [SEED] (10000 and 1 unless given)."""

from __future__ import annotations

import os
import sys
import time
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # what tests share

SHARE = 250
"""Sources of one seed: Hypothesis slows down when it has thousands to remember."""
EVERY = 25
"""One source in so many is built whole, PDF included: that takes a hundred times as long."""


def main(count: int = 10_000, number: int = 1) -> int:
    """Print what became of the sources, and each fault with the smallest source that shows it.

    Returns 1 when there is a fault.
    """
    from fuzz.trial import Tally, campaign

    began, tally, faults = time.monotonic(), Tally(), 0
    with ProcessPoolExecutor(os.cpu_count()) as executor:
        shares = [min(SHARE, count - start) for start in range(0, count, SHARE)]
        trials = [
            executor.submit(campaign, share, number * 1000 + n, EVERY) for n, share in enumerate(shares)
        ]
        for trial in as_completed(trials):
            if error := trial.exception():
                faults += 1
                traceback.print_exception(error)
            else:
                tally.add(trial.result())
    print(f"{tally}; {faults} faults; {time.monotonic() - began:.0f} s, seed {number}")
    print(", ".join(f"{code} {times}" for code, times in tally.codes.most_common()))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
