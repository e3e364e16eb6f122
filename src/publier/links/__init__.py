"""Living links: every address of the notes and references asked politely, the answers kept as data.

No text is ever changed. A build reads ``source/links.json`` and never asks anybody.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publier import __version__, gate, projects, storage
from publier.links import record as records
from publier.links.asking import Answer
from publier.links.collecting import Wanted, collect
from publier.problems import Problem
from publier.references import known

Ask = Callable[[Sequence[str]], Mapping[str, Answer]]
"""Asks for addresses: ``asking.ask``, with all that it needs."""

CODES = {
    "gone": "L050",
    "unreachable": "L052",
    "slow": "L052",
    "certificate": "L053",
    "redirects": "L054",
    "failing": "L055",
    "refused": "L056",
    "busy": "L056",
}
"""The problem that each result is to an editor."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check found: each address with its answer, sorted; nothing when a problem is an error."""

    answers: tuple[tuple[Wanted, Answer], ...] = ()
    problems: tuple[Problem, ...] = ()

    def as_data(self) -> list[dict[str, Any]]:
        """Return the answers as ``--json`` prints them."""
        return [
            {
                "address": wanted.target,
                "result": answer.result,
                "status": answer.status or None,
                "redirects": [{"status": hop.status, "to": hop.to} for hop in answer.hops],
                "archived": wanted.archived or None,
                "file": wanted.at.file if wanted.at else None,
                "line": wanted.at.line if wanted.at else None,
                "uses": [{"slug": slug, "notes": numbers} for slug, numbers in wanted.uses.items()],
            }
            for wanted, answer in self.answers
        ]


def agent(contact: str) -> str:
    """Return who asks, as web sites are told (RFC 9110 §10.1.5), with whom to write to if that is known."""
    plain = contact.encode("ascii", "ignore").decode().strip()
    return f"publier/{__version__} (link checker of a library{'; ' if plain else ''}{plain})"


def check(
    project: projects.Project, slugs: Sequence[str], day: datetime.date, ask: Ask, *, everything: bool
) -> Outcome:
    """Ask for the addresses of relectures, and write what came of it into ``source/links.json``.

    With ``everything`` (all relectures) those of references that nobody cites are asked too, and the
    file forgets addresses that stand nowhere any more, unless somebody gave them a copy. Raises
    SourceError when the file is faulty; nothing is asked then, nor when a source has an error.
    """
    record = _record(project)
    found = collect(project, slugs, everything=everything)
    if found.problems:
        return Outcome(problems=tuple(found.problems))
    answers = ask(sorted(found.wanted))
    if _offline(answers):
        return Outcome(problems=(Problem("X040"),))
    if everything:
        record = {name: link for name, link in record.items() if name in found.wanted or link.archived}
    copies = {wanted.target: wanted.archived for wanted in found.wanted.values()}
    entries = records.updated(record, answers, copies, day)
    storage.write(project.source / projects.LINKS, records.written(entries))
    pairs = tuple((found.wanted[address], answers[address]) for address in sorted(answers))
    return Outcome(pairs, tuple(problem for pair in pairs for problem in _problems(*pair)))


def _record(project: projects.Project) -> known.Record:
    data = projects.shared(project, projects.LINKS)
    if data is None:
        return {}
    name = project.name(project.source / projects.LINKS)
    return known.read(gate.decode(data, name, prose=False)[0], name)


def _offline(answers: Mapping[str, Answer]) -> bool:
    """Return whether nobody answered at all: it is this machine, most likely, that has no network."""
    return bool(answers) and all(
        answer.result in {"unreachable", "slow"} and not answer.hops for answer in answers.values()
    )


def _problems(wanted: Wanted, answer: Answer) -> list[Problem]:
    """Return what an editor may want to do about an address."""
    code = CODES.get(answer.result, "L051" if answer.moved else "")
    values = {"address": wanted.target, "status": answer.status, "final": answer.moved}
    return [Problem(code, wanted.at, **values)] if code else []
