"""``publier check``: what stands in ``dist/`` against its source, then before the reference validators.

Our own checks read the finished files again; the validators are run side by side on all of them.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from publier import making, notes, projects, provenance, regular, tree
from publier.checks.validators import VALIDATORS, Result, Verdict
from publier.editions import EDITIONS, LARGE_PRINT
from publier.problems import EnvironmentFault, Problem, SourceError, errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from publier.checks.validators import Validator
    from publier.making import Tell
    from publier.model import Accessibility, Relecture
    from publier.notes import Ledger

BEFORE = 32
"""How much of the text before a call is kept to be shown, in characters."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished file that was read back: what is wrong with it, and the notes found in it.

    ``data`` and ``ledger`` are None when the file is not there, ``ledger`` when it cannot be read.
    """

    edition: str
    file: str
    data: bytes | None = field(repr=False)
    problems: tuple[Problem, ...] = ()
    ledger: Ledger | None = None

    @property
    def verdict(self) -> Verdict:
        """Whether the file says what its source says."""
        return Verdict.FAILED if errors(self.problems) else Verdict.PASSED


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found out about the set of one relecture.

    ``expected`` is the source's ledger, ``places`` the words before each call (by anchor), as they are read.
    """

    slug: str
    title: str
    expected: Ledger
    places: dict[str, str]
    audit: Accessibility
    copies: tuple[Copy, ...]
    problems: tuple[Problem, ...] = ()
    results: tuple[Result, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Failed if anything failed, else not run if anything was not run, else passed."""
        return next((v for v in (Verdict.FAILED, Verdict.NOT_RUN) if v in self.verdicts), Verdict.PASSED)

    @property
    def verdicts(self) -> list[Verdict]:
        """One of each file, and one of each validator's look at a file."""
        return [copy.verdict for copy in self.copies] + [result.verdict for result in self.results]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The reports of a run, and the problems of sources and of the machine that forbade one."""

    reports: tuple[Report, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Those of the run, of each set and of each file."""
        of_sets = (problem for report in self.reports for problem in report.problems)
        of_files = (p for report in self.reports for copy in report.copies for p in copy.problems)
        return (*self.problems, *of_sets, *of_files)

    def has(self, verdict: Verdict) -> bool:
        """Say whether a file or a validator came to this end."""
        return any(verdict in report.verdicts for report in self.reports)


def check(
    project: projects.Project,
    slugs: Sequence[str],
    tell: Tell = lambda *_: None,
    validators: Sequence[Validator] = VALIDATORS,
) -> Outcome:
    """Check the sets of relectures; never raises for what a source, a file or a validator does."""
    reports: list[Report] = []
    problems: list[Problem] = []
    for slug in slugs:
        tell(slug, "notes")
        try:
            reports.append(_own(project, slug))
        except (SourceError, EnvironmentFault) as error:
            problems += error.problems
    paths = [
        project.output / report.slug / copy.file
        for report in reports
        for copy in report.copies
        if copy.data is not None
    ]
    results = _validate(paths, validators, tell)
    return Outcome(
        tuple(
            replace(report, results=tuple(_about(project.output / report.slug, results)))
            for report in reports
        ),
        tuple(dict.fromkeys(problems)),
    )


# ------------------------------------------------------------------ our own checks


def _own(project: projects.Project, slug: str) -> Report:
    """Read the finished files of a relecture again and compare them with its source."""
    from publier import pages

    job = making.Job(
        projects.load(project, slug),
        projects.shared_by_all(project),
        project.styles,
        provenance.Machine(project.styles),
        large_print=(project.output / slug / f"{slug}{LARGE_PRINT.suffix}").is_file(),
    )
    relecture, _ = making.prepare(job)
    paged = pages.insert(relecture, making.lay_out(relecture, job.styles))
    paged = replace(paged, large_print=job.large_print)
    folder = project.output / slug
    copies = tuple(_copies(folder, relecture, paged))
    try:
        made_from = regular.read(folder / provenance.FILE)
    except OSError:
        made_from = b""
    current = provenance.warnings_if_current(made_from, job.inputs) is not None
    return Report(
        slug=slug,
        title=relecture.metadata.title,
        expected=notes.ledger(relecture),
        places=_places(relecture),
        audit=relecture.metadata.accessibility,
        copies=copies,
        problems=() if current or not made_from else (Problem("P093", slug=slug),),
    )


def _places(relecture: Relecture) -> dict[str, str]:
    """Return the last words before each call: the ledger has their letters only."""
    places: dict[str, str] = {}
    for run in tree.runs(relecture):
        before = ""
        for node in notes.flatten(run):
            if isinstance(node, str):
                before += node
            else:
                places[node.anchor] = before[-BEFORE:].strip()
    return places


def _copies(folder: Path, relecture: Relecture, paged: Relecture) -> Iterable[Copy]:
    for edition in EDITIONS:
        yield _copy(edition.name, folder / f"{relecture.slug}{edition.suffix}", paged)
    large = folder / f"{relecture.slug}{LARGE_PRINT.suffix}"
    if large.is_file():  # its pages are its own: those of the other editions are not expected
        yield _copy(LARGE_PRINT.name, large, relecture)


def _copy(edition: str, path: Path, relecture: Relecture) -> Copy:
    from publier import checks

    try:
        data = regular.read(path)
    except OSError:
        missing = Problem("P091", edition=edition, path=path, slug=relecture.slug)
        return Copy(edition, path.name, None, (missing,))
    try:
        problems = tuple(checks.check(edition, data, relecture))
        return Copy(edition, path.name, data, problems, checks.read_ledger(edition, data))
    except ValueError as error:
        unreadable = Problem("P092", edition=edition, path=path, reason=error)
        return Copy(edition, path.name, data, (unreadable,))


# ------------------------------------------------------------------ validators


def _validate(paths: Sequence[Path], validators: Sequence[Validator], tell: Tell) -> dict[Path, list[Result]]:
    """Run validators side by side, each on all the files it knows; results by file, in their order."""
    work = {
        validator: files
        for validator in validators
        if (files := [path for path in paths if path.suffix == validator.suffix])
    }
    results: dict[Path, list[Result]] = {path: [] for path in paths}
    if not work:
        return results
    with ThreadPoolExecutor(max_workers=min(len(work), os.cpu_count() or 1)) as threads:
        running = {threads.submit(validator.check, files): validator for validator, files in work.items()}
        waiting = [validator.name for validator in work]
        tell(", ".join(waiting), f"0/{len(work)}")
        for done in as_completed(running):
            waiting.remove(running[done].name)
            tell(", ".join(waiting), f"{len(work) - len(waiting)}/{len(work)}")
        for future, validator in running.items():
            for path, result in zip(work[validator], future.result(), strict=True):
                results[path].append(result)
    return results


def _about(folder: Path, results: dict[Path, list[Result]]) -> Iterable[Result]:
    for path, found in results.items():
        if path.parent == folder:
            yield from found
