"""What our own tags cost against WeasyPrint's, by turns: python tests/bench/tags.py [RUNS].

Layout and writing, CPU time of this process, the least of all turns: what else the machine does
only adds. Ours also are a PDF/A, with a colour profile.
"""

from __future__ import annotations

import gc
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from publier import making, projects, provenance, workers
from publier.editions import Styles, pdf, press
from publier.model import Relecture

TESTS = Path(__file__).resolve().parents[1]
SLUG = "solidarites-informelles"


def relecture() -> Relecture:
    """Return the frozen copy of the real relecture, as renderers get it."""
    project = projects.find(TESTS, source=TESTS / "relectures", styles=TESTS.parent / "styles")
    if project is None:
        raise FileNotFoundError(SLUG)
    names = (projects.LIBRARY, projects.REFERENCES)
    shared = {name: data for name in names if (data := projects.shared(project, name)) is not None}
    machine = provenance.Machine(project.styles)
    return making.prepare(making.Job(projects.load(project, SLUG), shared, project.styles, machine))[0]


def spent(work: Callable[[], object]) -> float:
    """Return the CPU seconds of one call; what an earlier one left behind is cleared first."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def main(runs: int) -> None:
    """Print the least time of both ways and their ratio."""
    text, styles = relecture(), Styles(TESTS.parent / "styles")

    def ours() -> object:
        return pdf.render(text, styles)

    def weasyprint() -> object:
        document = pdf.lay_out(text, styles)
        with press.heeded():
            return document.write_pdf(pdf_variant="pdf/ua-1")

    warnings.simplefilter("ignore", ResourceWarning)
    workers.spare_garbage()
    taken: dict[str, list[float]] = {"WeasyPrint's": [], "ours": []}
    for turn in range(runs + 1):
        for name, work in zip(taken, (weasyprint, ours), strict=True):
            seconds = spent(work)
            if turn:  # the first turn imports and opens fonts
                taken[name].append(seconds)
    least = {name: min(times) for name, times in taken.items()}
    for name, seconds in least.items():
        print(f"tags, {name:14}{seconds:8.2f} s CPU")
    ratio = least["ours"] / least["WeasyPrint's"]
    print(f"tags, ratio {ratio:16.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
