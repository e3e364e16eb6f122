"""Build relectures and put them into ``dist/``: all of them, or nothing when one has an error."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, as_completed
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from publier import projects, provenance, regular, storage, workers
from publier.at import At
from publier.making import NOTES, Job, Made, Tell, make
from publier.problems import Problem, SourceError, errors

if TYPE_CHECKING:
    from publier.model import Page

Recipe = Callable[[Job, Executor | None, Tell], Made]
"""What becomes of a job, with a helper or none: ``making.make``, or what makes a kit."""

_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_FOLDER = {errno.EEXIST, errno.ENOTDIR}
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


@dataclass(frozen=True, slots=True)
class Options:
    """How to build: at most so many ``jobs`` at a time; unchanged sets too when ``force`` is set.

    ``draft`` names the one edition to make, quickly and unchecked, into ``build/``;
    ``large_print`` adds that edition to the set.
    """

    jobs: int = 1
    force: bool = False
    draft: str = ""
    large_print: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """A set that stands in its folder: its files by size in bytes, how many notes were proved (None: a kit).

    ``fresh`` says that it was made just now.
    """

    slug: str
    folder: Path
    sizes: dict[str, int]
    notes: int | None
    fresh: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did; nothing was published when a problem is an error."""

    published: tuple[Published, ...] = ()
    problems: tuple[Problem, ...] = ()


def build(
    project: projects.Project,
    slugs: Sequence[str],
    options: Options | None = None,
    tell: Tell = lambda *_: None,
    executor: Executor | None = None,
    recipe: Recipe = make,
) -> Outcome:
    """Make the sets of relectures and publish them, or say why not; jobs go to ``executor`` if given.

    ``recipe`` says what a set is, and can be sent to other processes.

    Never raises for what the source, the machine or another build does.
    """
    batch = _Batch(project, options or Options(), tell, executor, recipe)
    drafts = batch.options.draft
    return guarded(project.output, lambda: batch.draft(slugs) if drafts else batch.publish(slugs))


def guarded(folder: Path, act: Callable[[], Outcome]) -> Outcome:
    """Do what writes into a folder; what the machine or another build does becomes a problem."""
    try:
        return act()
    except storage.BusyError as error:
        problem = Problem("X024", path=error.folder, pid=error.pid)
    except storage.NotAFolderError as error:
        problem = Problem("X026", path=error.path)
    except (BrokenExecutor, MemoryError):
        problem = Problem("X029")
    except OSError as error:
        problem = fault(error, folder)
    return Outcome(problems=(problem,))


def fault(error: OSError, folder: Path) -> Problem:
    """Return what the system refused, as a problem of the machine."""
    path = error.filename or folder
    if error.errno in _NOT_ALLOWED:
        if not _readable(Path(path)):
            return Problem("X020", At(str(path)), reason=error.strerror or error)
        return Problem("X021", path=path)
    if error.errno in _FULL:
        return Problem("X022", path=folder)
    if error.errno in _NO_FOLDER:
        found = next((above for above in (Path(path), *Path(path).parents) if os.path.lexists(above)), folder)
        if not found.is_dir():
            return Problem("X026", path=found)
    return Problem("X023", path=path, reason=error.strerror or error)


def _readable(path: Path) -> bool:
    """Whether a path is there to be read, or could be; what was refused then is to write."""
    return os.access(path, os.R_OK) if os.path.lexists(path) else os.access(path.parent, os.X_OK)


@dataclass
class _Batch:
    """One run of ``build``."""

    project: projects.Project
    options: Options
    tell: Tell
    executor: Executor | None
    recipe: Recipe
    problems: list[Problem] = field(default_factory=list)

    def publish(self, slugs: Sequence[str]) -> Outcome:
        """Publish every set that is not up to date, unless there is an error in any."""
        with storage.locked(self.project.output):
            storage.recover(self.project.output)
            standing = {} if self.options.force else self._standing(slugs)
            self._stage_and_commit([slug for slug in slugs if slug not in standing], standing)
        return self._outcome([standing[slug] for slug in slugs if slug in standing])

    def _stage_and_commit(self, slugs: Sequence[str], standing: dict[str, Published]) -> None:
        staged: dict[str, Made] = {}
        try:
            for made in self._make(slugs):
                if made.files:
                    storage.stage(self.project.output, made.slug, made.files)
                    staged[made.slug] = made
            while staged and not errors(self.problems):
                # Taken out first: what a commit cut short leaves behind is for `recover` alone.
                slug, made = staged.popitem()
                standing[slug] = self._commit(made)
        finally:
            for slug in staged:
                storage.discard(self.project.output, slug)

    def draft(self, slugs: Sequence[str]) -> Outcome:
        """Write the draft of each relecture that has no error."""
        written = []
        for made in self._make(slugs):
            folder = self.project.build / made.slug
            for name, data in made.files.items():
                storage.write(folder / name, data)
                written.append(Published(made.slug, folder, {name: len(data)}, 0, fresh=True))
        return self._outcome(written)

    def _outcome(self, published: list[Published]) -> Outcome:
        # What several relectures share is found wrong by each of them, and said once.
        problems = tuple(dict.fromkeys(self.problems))
        return Outcome(() if errors(problems) else tuple(published), problems)

    def _commit(self, made: Made) -> Published:
        foreign = storage.commit(self.project.output, made.slug)
        folder = self.project.output / made.slug
        if foreign:
            self.problems.append(Problem("X025", path=folder, names=", ".join(foreign)))
        return _published(made.slug, folder, made.files, fresh=True)

    # -------------------------------------------------------------- what is up to date

    def _standing(self, slugs: Sequence[str]) -> dict[str, Published]:
        """Return the sets that a build would make again, byte for byte; their warnings still hold."""
        standing = {}
        for slug in slugs:
            folder = self.project.output / slug
            if not storage.intact(folder):
                continue
            job = self._job(slug)
            found = current(folder, job) if job else None
            if found:
                self.problems += found.problems
                standing[slug] = _published(slug, folder, found.files, fresh=False)
        return standing

    # -------------------------------------------------------------- jobs

    def _make(self, slugs: Sequence[str]) -> Iterator[Made]:
        """Yield what becomes of each relecture, and keep its problems."""
        with self._workers(len(slugs)) as executor:
            results = self._one(slugs[0], executor) if len(slugs) == 1 else self._many(slugs, executor)
            for made in results:
                self.problems += made.problems
                self.tell(made.slug, "done")
                yield made

    def _one(self, slug: str, helper: Executor | None) -> Iterator[Made]:
        job = self._job(slug)
        if job:
            yield self.recipe(job, helper, self.tell)

    def _many(self, slugs: Sequence[str], executor: Executor | None) -> Iterator[Made]:
        jobs = (job for job in map(self._job, slugs) if job)
        if executor is None:
            yield from (self.recipe(job, None, self.tell) for job in jobs)
        else:
            _ = self._machine.facts  # found out once, and sent with each job
            for future in as_completed([executor.submit(self.recipe, job, None, _silent) for job in jobs]):
                yield future.result()

    def _workers(self, relectures: int) -> AbstractContextManager[Executor | None]:
        """Return where jobs are done: one relecture has its PDF made aside, several are spread."""
        if self.executor or not relectures or self.options.jobs == 1:
            return nullcontext(self.executor)
        if relectures == 1 and (self.options.draft not in ("", "pdf") or not workers.cheap()):
            return nullcontext(None)
        return workers.processes(min(self.options.jobs, relectures), self.project.styles)

    def _job(self, slug: str) -> Job | None:
        """Return what a relecture is made from; None, with its problems kept, when it cannot be read."""
        try:
            folder = projects.load(self.project, slug)
            options = self.options
            made_with = (self._shared, self.project.styles, self._machine)
            job = Job(folder, *made_with, options.draft, options.large_print)
            return replace(job, pages=self._pages(job)) if options.draft else job
        except SourceError as error:
            self.problems += error.problems
            return None

    def _pages(self, job: Job) -> tuple[Page, ...]:
        """Return where pages begin, as kept in the set that was made from the same; a draft lays out none."""
        try:
            record = regular.read(self.project.output / job.slug / provenance.FILE)
        except OSError:
            return ()
        return provenance.pages_if_current(record, job.inputs)

    @cached_property
    def _shared(self) -> dict[str, bytes]:
        return projects.shared_by_all(self.project)

    @cached_property
    def _machine(self) -> provenance.Machine:
        return provenance.Machine(self.project.styles)


def current(folder: Path, job: Job) -> Made | None:
    """Return a set that a build would make again, byte for byte, with its warnings; else None."""
    if not storage.intact(folder):
        return None
    files = {name: regular.read(folder / name) for name in storage.listed(folder)}
    warnings = provenance.warnings_if_current(files.get(provenance.FILE, b""), job.inputs)
    return None if warnings is None else Made(job.slug, tuple(warnings), files)


def _silent(*_: str) -> None:
    """Tell nothing: another process shows no progress."""


def _published(slug: str, folder: Path, files: dict[str, bytes], *, fresh: bool) -> Published:
    return Published(slug, folder, {name: len(data) for name, data in files.items()}, _proved(files), fresh)


def _proved(files: dict[str, bytes]) -> int | None:
    """Return how many notes the ledger of a set holds; None when there is none that can be read."""
    try:
        return len(json.loads(files[NOTES])["notes"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
