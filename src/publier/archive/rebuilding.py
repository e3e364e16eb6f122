"""Editions made once more from their source, and what that proves of those that stand.

The same bytes prove everything. Where a layout library is another, lines and pages may fall elsewhere:
then every note is read back out of the editions and must be what the source says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publier import checks, making, notes, projects, provenance
from publier.checks import compare
from publier.editions import EDITIONS, LARGE_PRINT
from publier.problems import EnvironmentFault, Problem, SourceError, errors

if TYPE_CHECKING:
    from publier.making import Job, Tell
    from publier.notes import Ledger

ABSENT = "–"


class Rebuilt(StrEnum):
    """What became of making editions again."""

    SAME = "same"  # byte for byte
    LEDGERS = "ledgers"  # other bytes, the same notes, and it is known what differs between the machines
    DIFFERENT = "different"
    NOT_RUN = "not-run"


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that editions are made with, as it was then and as it is here."""

    name: str
    then: str
    here: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What making a set again proved; ``differences`` lie between the machine that made it and this one."""

    rebuilt: Rebuilt = Rebuilt.NOT_RUN
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()


def rebuild(project: projects.Project, folder: Path, tell: Tell) -> Proof:
    """Make the set of a folder again and compare; never raises for what a source or a set says."""
    try:
        record = json.loads((folder / provenance.FILE).read_bytes())
        slug, made, then = record["slug"], tuple(record["files"]), record["inputs"]
        sources = dict(then["sources"])
        parts = {key: dict(then[key]) for key in _PARTS}
    except (OSError, ValueError, KeyError, TypeError):
        return Proof(problems=(Problem("V030", path=provenance.FILE),))
    if f"{slug}{EDITIONS[0].suffix}" not in made:
        return Proof(problems=(Problem("V031", path=folder.name),))
    try:
        job = _job(project, slug, large_print=f"{slug}{LARGE_PRINT.suffix}" in made)
        changed = sorted(_unequal(sources, job.inputs["sources"]))
        if changed:
            return Proof(problems=(Problem("V032", slug=slug, names=", ".join(changed)),))
        again = making.make(job, None, tell)
        if wrong := errors(again.problems):
            return Proof(problems=tuple(wrong))
        return _compare(job, folder, again.files, parts)
    except (SourceError, EnvironmentFault) as error:
        return Proof(problems=error.problems)


def _job(project: projects.Project, slug: str, *, large_print: bool) -> Job:
    shared, machine = projects.shared_by_all(project), provenance.Machine(project.styles)
    folder = projects.load(project, slug)
    return making.Job(folder, shared, project.styles, machine, large_print=large_print)


def _compare(job: Job, folder: Path, again: Mapping[str, bytes], then: Mapping[str, Any]) -> Proof:
    """Compare the files of a set with those that were made again."""
    differences = tuple(_differences(then, job.machine.facts))
    said = ", ".join(f"{d.name} ({d.then} → {d.here})" for d in differences)
    standing = {name: (folder / name).read_bytes() for name in again if name != provenance.FILE}
    other = [name for name, data in standing.items() if data != again[name]]
    if not other:
        warning = [Problem("V033", slug=job.slug, names=said)] if differences else []
        return Proof(Rebuilt.SAME, differences, tuple(warning))
    names = ", ".join(other)
    found = list(_ledgers(job, standing))
    if found or making.NOTES in other:
        unequal = Problem("V035", slug=job.slug, files=names)
        return Proof(Rebuilt.DIFFERENT, differences, (unequal, *found))
    if not differences:
        return Proof(Rebuilt.DIFFERENT, (), (Problem("V036", slug=job.slug, files=names),))
    return Proof(Rebuilt.LEDGERS, differences, (Problem("V034", slug=job.slug, files=names, names=said),))


def _ledgers(job: Job, standing: Mapping[str, bytes]) -> Iterator[Problem]:
    """Yield how the notes of standing editions differ from those of their source."""
    expected: Ledger = notes.ledger(making.prepare(job)[0])
    for edition in job.editions:
        name = f"{job.slug}{edition.suffix}"
        try:
            yield from compare.ledgers(
                edition.name, checks.read_ledger(edition.name, standing[name]), expected
            )
        except ValueError as error:
            yield Problem("P092", edition=edition.name, path=name, reason=error)


# ------------------------------------------------------------------ what it was made with

_PARTS = ("libraries", "tools", "styles", "program")


def _differences(then: Mapping[str, Any], here: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield what differs between the record of a set and this machine, libraries first."""
    for part in _PARTS:
        for name in sorted(_unequal(then[part], here[part])):
            values = (str(side.get(name, ABSENT)) for side in (then[part], here[part]))
            yield Difference(_names(part, name), *(value[:12] for value in values))


def _names(part: str, name: str) -> str:
    if part == "styles":
        return f"styles/{name}"
    return "code de publier" if name == "code" else name


def _unequal(one: Mapping[str, Any], other: Mapping[str, Any]) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}
