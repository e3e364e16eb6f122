"""Every address of some relectures and of the references: where it is written, and who leads to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from publier import fields, making, projects, provenance, references, tree
from publier import model as m
from publier.problems import Problem, SourceError, errors

if TYPE_CHECKING:
    from publier.references import Entries


@dataclass
class Wanted:
    """An address of the web; ``at`` is where a person would correct it, ``archived`` a known copy.

    ``uses`` are the relectures that lead there, each with the numbers of its notes (0: the text).
    """

    target: str
    at: m.At | None
    archived: str = ""
    uses: dict[str, list[int]] = field(default_factory=dict)


@dataclass
class Collected:
    """What there is to ask, by address, and what there is to say about the sources."""

    wanted: dict[str, Wanted] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def collect(project: projects.Project, slugs: Iterable[str], *, everything: bool) -> Collected:
    """Return the addresses of relectures; with ``everything`` those of references nobody cites too.

    When a source has an error, the problems say so and its addresses are not complete.
    """
    found = Collected()
    shared, machine = projects.shared_by_all(project), provenance.Machine(project.styles)
    for slug in slugs:
        try:
            job = making.Job(projects.load(project, slug), shared, project.styles, machine)
            relecture, problems = making.prepare(job)
        except SourceError as error:
            found.problems += error.problems
            continue
        found.problems += problems
        entries = making.cited(job, []) or {}
        places = {entry.link: entry for entry in entries.values()}
        for number, link in _links(relecture):
            _note(found, link, places.get(link.target), slug, number)
        if everything:
            _all(found, entries)
    found.problems = list(dict.fromkeys(errors(found.problems)))
    return found


def _links(relecture: m.Relecture) -> Iterator[tuple[int, m.Link]]:
    """Yield the links to the web, each with the number of its note, or 0."""
    runs = [(0, run) for run in tree.runs(relecture)]
    runs += [(note.number, run) for note in relecture.notes for run in tree.block_runs(note.blocks)]
    for number, run in runs:
        for node in tree.walk_inlines(run):
            if isinstance(node, m.Link) and fields.url(node.target):
                yield number, node


def _note(found: Collected, link: m.Link, entry: references.Entry | None, slug: str, number: int) -> None:
    """Keep that a note, or the text, leads to an address."""
    at, archived = (entry.at, entry.archived) if entry else (link.at, "")
    wanted = found.wanted.setdefault(link.target, Wanted(link.target, at, archived))
    numbers = wanted.uses.setdefault(slug, [])
    if number not in numbers:
        numbers.append(number)


def _all(found: Collected, entries: Entries) -> None:
    for entry in entries.values():
        if entry.link:
            found.wanted.setdefault(entry.link, Wanted(entry.link, entry.at, entry.archived))
