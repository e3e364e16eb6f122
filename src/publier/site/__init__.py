"""The site of a library: a page that lists what is published, a feed for programs, a search for browsers.

All of it is made from the finished sets in ``dist/`` and from ``library.yaml``. Pictures and scripts stand in
``site/``, which is replaced as a whole; ``index.html`` comes last, and finds there what it names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.resources import files as resources
from pathlib import Path
from typing import TYPE_CHECKING

from publier import gate, metadata, projects, publish, regular, storage
from publier.at import At
from publier.editions import Styles
from publier.editions.words import words
from publier.forms import Library
from publier.problems import Problem, SourceError
from publier.publish import Outcome, Published
from publier.site import feed, page, search, shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from publier.projects import Project
    from publier.site.shelf import Work

FOLDER = page.FOLDER.rstrip("/")
SCRIPTS = {
    "recherche.js": "recherche.js",
    "minisearch.js": "vendor/minisearch.js",
    "minisearch-LICENSE.txt": "vendor/minisearch-LICENSE.txt",
}
"""What is published as it stands in this package."""

OURS = (b'<meta name="generator" content="publier">', b"<generator>publier</generator>", b"<!-- publier -->")
"""One of these is in each file that publier puts beside the sets: what bears none is somebody else's."""


@dataclass(frozen=True, slots=True)
class Site:
    """A finished site: the files of ``site/``, and those beside it, ``index.html`` last."""

    inside: dict[str, bytes]
    beside: dict[str, bytes]


def build(project: Project) -> Outcome:
    """Make the site of what is published, or say why not; never raises for what the machine does."""
    return publish.guarded(project.output, lambda: _build(project))


def _build(project: Project) -> Outcome:
    try:
        library = _library(project)
    except SourceError as error:
        return Outcome(problems=error.problems)
    with storage.locked(project.output):
        storage.recover(project.output)
        works, problems = shelf.read(project.output)
        if not works:
            return Outcome(problems=(*problems, Problem("P100", path=project.output)))
        if not library.base_url:
            problems.append(Problem("M044", At(project.name(project.source / projects.LIBRARY))))
        site = make(library, works, Styles(project.styles))
        problems += _publish(project.output, site)
    sizes = {name: len(data) for name, data in site.beside.items()}
    return Outcome((Published(FOLDER, project.output, sizes, None, fresh=True),), tuple(problems))


def make(library: Library, works: Sequence[Work], styles: Styles) -> Site:
    """Return the site of some works; the same works and styles give the same bytes."""
    says = words(library.lang)
    package = resources("publier.site")
    inside = {name: package.joinpath(path).read_bytes() for name, path in SCRIPTS.items()}
    inside[search.FILE] = search.script(works)
    inside |= {picture.name: picture.data for work in works for picture in (work.cover, work.small)}
    beside = {feed.FILE: feed.make(library, works, says, page.FOLDER)}
    if library.base_url:
        beside[feed.SITEMAP] = feed.sitemap(library, works)
    beside[page.FILE] = page.make(library, works, says, styles)
    return Site(inside, beside)


def _publish(output: Path, site: Site) -> list[Problem]:
    """Put a site in the place of the old one; return what is to be said of files that are not ours."""
    problems = []
    storage.stage(output, FOLDER, site.inside)
    if foreign := storage.commit(output, FOLDER):
        problems.append(Problem("X025", path=output / FOLDER, names=", ".join(foreign)))
    for name, data in site.beside.items():
        path = output / name
        if os.path.lexists(path) and not _ours(path):
            problems.append(Problem("X031", path=path, name=storage.give_way(path).name))
        storage.write(path, data)
    if feed.SITEMAP not in site.beside and _ours(output / feed.SITEMAP):
        (output / feed.SITEMAP).unlink()
    return problems


def _ours(path: Path) -> bool:
    try:
        data = regular.read(path)
    except OSError:
        return False
    return any(mark in data for mark in OURS)


def _library(project: Project) -> Library:
    """Return what ``library.yaml`` says. Raises SourceError when it is wrong."""
    data = projects.shared(project, projects.LIBRARY)
    if data is None:
        return Library()
    name = project.name(project.source / projects.LIBRARY)
    return metadata.read_library(gate.decode(data, name, prose=False)[0], name)
