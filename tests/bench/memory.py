"""How much memory a page takes: python tests/bench/memory.py.

The highest resident size of a process that makes a long PDF, less that of one that makes a short
one, for each page between them.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from publier import model as m
from publier import notes, tree
from publier.editions import Styles, pdf

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.tags import TESTS, relecture

COPIES = 13
"""So many times its parts, the relecture makes some 150 pages."""


def repeated(whole: m.Relecture, copies: int) -> m.Relecture:
    """Return a relecture whose parts stand several times, each copy with ids and notes of its own."""

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


def measured(copies: int) -> tuple[int, int]:
    """Return pages and highest resident size in kB of a process of its own."""
    command = [sys.executable, str(Path(__file__)), str(copies)]
    pages, size = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(pages), int(size)


def make(copies: int) -> None:
    """Make one PDF; print its pages and the highest resident size in kB."""
    whole = repeated(relecture(), copies)
    document = pdf.lay_out(whole, Styles(TESTS.parent / "styles"))
    pdf.write(document, whole)
    print(len(document.pages), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def main() -> None:
    """Print the megabytes of a page."""
    short, long = measured(1), measured(COPIES)
    print(f"memory, {long[0]} pages {(long[1] - short[1]) / (long[0] - short[0]) / 1024:12.2f} MB a page")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        make(int(sys.argv[1]))
    else:
        main()
