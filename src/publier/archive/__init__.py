"""The archive of a relecture: all that it was made from and all that was made, in one BagIt bag.

The payload of the bag is a project on which publier works: ``source/``, ``styles/``, ``dist/``. Archives
stand in ``archives/`` beside the sets, and are published like them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from pathlib import Path

from publier import gate, making, metadata, projects, publish, storage, zips
from publier.archive import bag, program, readme, record
from publier.at import At
from publier.editions import LARGE_PRINT
from publier.forms import Library
from publier.making import Job, Made, Tell
from publier.model import Relecture
from publier.problems import EnvironmentFault, Problem, SourceError, errors

FOLDER = "archives"
"""Where archives are, in the folder of the sets."""
REPORTS = "reports"
LICENCE = "LICENCE.md"
"""Says whose the texts in ``source/`` are."""


def build(
    project: projects.Project,
    slugs: Sequence[str],
    options: publish.Options,
    tell: Tell = lambda *_: None,
    *,
    zipped: bool = False,
) -> publish.Outcome:
    """Make the archives of relectures and publish them, as ``publish.build`` does; each as one file if asked.

    They are always made again: a report may have come since.
    """
    place = replace(project, output=project.output / FOLDER)
    recipe = partial(make, project, zipped)
    return publish.build(place, slugs, replace(options, force=True), tell, recipe=recipe)


def make(project: projects.Project, zipped: bool, job: Job, helper: Executor | None, tell: Tell) -> Made:  # noqa: FBT001 - ``partial`` names it
    """Make one archive; the editions that stand in the project and are up to date are not made again."""
    problems: list[Problem] = []
    files: dict[str, bytes] = {}
    try:
        tell(job.slug, "reading")
        relecture, _ = making.prepare(job)
        editions = _editions(project.output / job.slug, job, helper, tell)
        problems += editions.problems
        if not errors(problems):
            tell(job.slug, "archive")
            reports = _reports(project.output / REPORTS / job.slug, editions.files)
            problems += [] if reports else [Problem("V001", slug=job.slug)]
            files = _bag(project, job, relecture, {**editions.files, **reports})
    except (SourceError, EnvironmentFault) as error:
        problems += error.problems
    return Made(job.slug, tuple(problems), _zip(job.slug, files) if zipped and files else files)


def _zip(slug: str, files: dict[str, bytes]) -> dict[str, bytes]:
    """Return a bag as one file, in which it is what it is on a disk: a folder with its checksums."""
    whole = {storage.SUMS: storage.sums(files), **files}
    return {f"{slug}.zip": zips.pack({f"{slug}/{name}": data for name, data in whole.items()})}


def _editions(folder: Path, job: Job, helper: Executor | None, tell: Tell) -> Made:
    """Return the set that stands, by name in ``dist/``, when it is up to date; else a new one."""
    large = replace(job, large_print=True)
    made = publish.current(folder, large) or publish.current(folder, job)
    if made is None:
        wanted = (folder / f"{job.slug}{LARGE_PRINT.suffix}").is_file()
        made = making.make(large if wanted else job, helper, tell)
    files = {**made.files, storage.SUMS: storage.sums(made.files)} if made.files else {}
    return replace(made, files={f"{job.slug}/{name}": data for name, data in files.items()})


def _reports(folder: Path, editions: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what ``publier check`` said of just these editions, by name in ``dist/``; nothing otherwise."""
    names = ("report.html", "report.json")
    try:
        files = {name: (folder / name).read_bytes() for name in names}
        checked = {item["file"]: item["sha256"] for item in json.loads(files["report.json"])["editions"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    found = {name: hashlib.sha256(data).hexdigest() for name, data in editions.items()}
    same = all(found.get(f"{folder.name}/{name}") == digest for name, digest in checked.items())
    return {f"{REPORTS}/{folder.name}/{name}": data for name, data in files.items()} if same else {}


def _bag(
    project: projects.Project, job: Job, relecture: Relecture, made: dict[str, bytes]
) -> dict[str, bytes]:
    """Return the bag of a relecture whose ``made`` files are those of ``dist/``, by name."""
    library, licence = _library(job), projects.shared(project, LICENCE)
    sources = job.sources if licence is None else {**job.sources, LICENCE: licence}
    files = {
        record.FILE: record.dublin_core(relecture.metadata, made),
        **{f"source/{name}": data for name, data in sources.items()},
        **{f"styles/{name}": (job.styles / name).read_bytes() for name in job.machine.facts["styles"]},
        **{f"dist/{name}": data for name, data in made.items()},
        **program.files(),
    }
    if unsafe := bag.unsafe(files):
        raise SourceError(Problem("V002", At(job.folder.file), name=name) for name in unsafe)
    files[readme.FILE] = readme.make(relecture, job, library, files)
    return bag.pack(files, record.bag_info(job.slug, relecture.metadata, library))


def _library(job: Job) -> Library:
    data = job.shared.get(projects.LIBRARY)
    if data is None:
        return Library()
    name = job.name(projects.LIBRARY)
    return metadata.read_library(gate.decode(data, name)[0], name)
