"""The kit of a relecture: what is handed out at an event, made from the same source as its editions.

A booklet to fold, a page to hand out, large print, a bundle for places without a network, and a page
that says how to print it all. Kits stand in ``kits/`` beside the sets, and are published like them.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path

from publier import checks, making, pages, projects, provenance, publish
from publier.at import At
from publier.editions import EDITIONS, LARGE_PRINT, Styles
from publier.kit import booklet, bundle, handout, printing
from publier.making import Job, Made, Tell
from publier.model import Relecture
from publier.problems import EnvironmentFault, Problem, SourceError, errors

FOLDER = "kits"
"""Where kits are, in the folder of the sets."""


def build(
    project: projects.Project,
    slugs: Sequence[str],
    options: publish.Options,
    tell: Tell = lambda *_: None,
) -> publish.Outcome:
    """Make the kits of relectures and publish them, or say why not, as ``publish.build`` does."""
    place = replace(project, output=project.output / FOLDER)
    options = replace(options, large_print=True)
    return publish.build(place, slugs, options, tell, recipe=partial(make, project.output))


def make(output: Path, job: Job, helper: Executor | None, tell: Tell) -> Made:
    """Make one kit; the editions that stand in ``output`` and are up to date are not made again."""
    problems: list[Problem] = []
    files: dict[str, bytes] = {}
    try:
        tell(job.slug, "reading")
        relecture, _ = making.prepare(job)
        folded = (helper or making.Here()).submit(_booklet, relecture, job.styles)
        editions = _editions(output, job, relecture, helper, tell)
        problems += editions.problems
        if not errors(problems):
            tell(job.slug, "kit")
            files, found = _kit(job, relecture, editions.files, folded.result())
            problems += found
    except (SourceError, EnvironmentFault) as error:
        problems += error.problems
    if errors(problems):
        return Made(job.slug, tuple(problems))
    files[provenance.FILE] = provenance.record(job.slug, job.inputs, files, problems)
    return Made(job.slug, tuple(problems), files)


def _editions(output: Path, job: Job, relecture: Relecture, helper: Executor | None, tell: Tell) -> Made:
    """Return the set with large print: the one that stands, completed if need be, or a new one."""
    folder = output / job.slug
    if standing := publish.current(folder, job):
        return standing
    standing = publish.current(folder, replace(job, large_print=False))
    if standing is None:
        return making.make(job, helper, tell)
    tell(job.slug, LARGE_PRINT.name)
    begins = provenance.pages_if_current(standing.files[provenance.FILE], job.inputs)
    leading = replace(pages.insert(relecture, begins), large_print=True)  # its page leads to both PDFs
    files, problems = dict(standing.files), list(standing.problems)
    for edition, text in ((LARGE_PRINT, relecture), (EDITIONS[0], leading)):
        data = making.render(edition.name, text, job.styles)
        files[f"{job.slug}{edition.suffix}"] = data
        problems += checks.check(edition.name, data, text)
    return Made(job.slug, tuple(problems), files)


def _booklet(relecture: Relecture, styles: Path) -> booklet.Booklet:
    with making.equipped("booklet"):
        return booklet.make(relecture, Styles(styles))


def _kit(
    job: Job, relecture: Relecture, editions: dict[str, bytes], folded: booklet.Booklet
) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the files of a kit by name, and what is wrong with them."""
    slug, styles = job.slug, Styles(job.styles)
    with making.equipped("handout"):
        page, found = handout.make(relecture, styles)
        advice, faults = printing.make(relecture, styles, folded.sheets)
    large = f"{slug}{LARGE_PRINT.suffix}"
    files = {
        f"{slug}-livret.pdf": folded.data,
        f"{slug}-une-page.pdf": page,
        large: editions[large],
        f"{slug}-hors-ligne.zip": bundle.make(relecture, styles, editions),
        printing.FILE: advice,
    }
    nowhere = [] if relecture.metadata.url else [Problem("M043", At(job.folder.file))]
    return files, [*folded.problems, *found, *faults, *nowhere]
