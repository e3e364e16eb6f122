"""What our structure tags cost, and how much memory a page takes: python tests/bench/paper.py [RUNS].

Time: layout and writing of the same document, with our tags and with WeasyPrint's own (``pdf/ua-1``),
by turns in one process. Memory: the highest resident size of a process that makes a long document,
less that of one that makes a short one, for each page between them.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

if TYPE_CHECKING:
    from collections.abc import Callable

    from publier.editions import Styles
    from publier.model import Relecture

COPIES = 13
"""So many times the relecture makes some 150 pages."""


def relecture(copies: int = 1) -> tuple[Relecture, Styles]:
    """Return the frozen relecture, its parts so many times over, ready for paper."""
    from publier import making, projects, provenance
    from publier.editions import Styles

    folder = ROOT / "tests" / "relectures"
    project = projects.Project(folder, ROOT / "dist", ROOT / "build", ROOT / "styles")
    shared = {name: projects.shared(project, name) or b"" for name in (projects.LIBRARY, projects.REFERENCES)}
    loaded = projects.load(project, "solidarites-informelles")
    job = making.Job(loaded, shared, ROOT / "styles", provenance.Machine(ROOT / "styles"))
    whole, _ = making.prepare(job)
    return repeated(whole, copies), Styles(ROOT / "styles")


def repeated(whole: Relecture, copies: int) -> Relecture:
    """Return a relecture whose parts stand several times, each copy with ids and notes of its own."""
    from publier import model as m
    from publier import notes, tree

    def copy(section: m.Section, number: int) -> m.Section:
        inner = tuple(copy(below, number) for below in section.sections)
        return replace(section, id=f"{section.id}-{number}", sections=inner)

    parts = tuple(copy(part, n) for n in range(copies) for part in whole.sections)
    long = replace(whole, sections=parts)
    count = iter(range(10_000))

    def rename(run: tree.Run) -> tree.Run:
        return tuple(
            m.NoteCall(f"{next(count)}/{node.key}")
            if isinstance(node, m.NoteCall)
            else tree.map_children(node, rename)
            for node in run
        )

    named = tree.map_inlines(replace(long, notes=()), rename)
    calls = (n for run in tree.runs(named) for n in tree.walk_inlines(run) if isinstance(n, m.NoteCall))
    known = {note.key: note for note in whole.notes}
    fresh = tuple(replace(known[call.key.partition("/")[2]], key=call.key) for call in calls)
    return notes.number(replace(named, notes=fresh))


def main(runs: int) -> None:
    """Print the two ratios."""
    from publier.editions import pdf

    whole, styles = relecture()

    def ours() -> None:
        pdf.write(pdf.lay_out(whole, styles), whole)

    def theirs() -> None:
        pdf.lay_out(whole, styles).write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True)

    ways: dict[str, Callable[[], None]] = {"WeasyPrint's own tags": theirs, "our tags": ours}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(runs + 1):
        for name, way in ways.items():
            start = time.process_time()
            way()
            if turn:
                taken[name].append(time.process_time() - start)
    base = statistics.median(taken["WeasyPrint's own tags"])
    for name, times in taken.items():
        print(f"{name:24}{statistics.median(times):8.2f} s CPU{statistics.median(times) / base:8.2f}")
    short, long = (measured(copies) for copies in (1, COPIES))
    print(f"{long[0]} pages: {(long[1] - short[1]) / (long[0] - short[0]) / 1024:.2f} MB a page")


def measured(copies: int) -> tuple[int, int]:
    """Return pages and highest resident size in kB of a process of its own."""
    command = [sys.executable, __file__, "--pages", str(copies)]
    pages, size = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(pages), int(size)


def make(copies: int) -> None:
    """Make one PDF; print its pages and the highest resident size in kB."""
    from publier.editions import pdf

    whole, styles = relecture(copies)
    document = pdf.lay_out(whole, styles)
    pdf.write(document, whole)
    print(len(document.pages), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--pages"]:
        make(int(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
