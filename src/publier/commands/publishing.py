"""The commands that make something and put it into ``dist/``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from publier import console, projects
from publier.commands import common

if TYPE_CHECKING:
    from publier.publish import Options, Outcome


def build(options: argparse.Namespace) -> int:
    """Publish relectures, or say why not."""
    from publier import publish

    jobs = options.jobs or common.processors()
    wanted = publish.Options(jobs, options.force, options.draft or "", options.large_print)
    said = partial(console.results, draft=bool(options.draft))
    return _publish(options, wanted, publish.build, said)


def kit(options: argparse.Namespace) -> int:
    """Make what is handed out at an event, or say why not."""
    from publier import kit as kits
    from publier import publish

    wanted = publish.Options(options.jobs or common.processors(), options.force)
    return _publish(options, wanted, kits.build, console.kits)


def archive(options: argparse.Namespace) -> int:
    """Make the archive of relectures, or say why not."""
    from publier import archive as archives
    from publier import publish

    wanted = publish.Options(options.jobs or common.processors())
    return _publish(options, wanted, partial(archives.build, zipped=options.zip), console.archives)


def site(options: argparse.Namespace) -> int:
    """Make the catalogue of what is published, or say why not."""
    from publier import site as sites

    project = common.project(options)
    return _said(options, project, sites.build(project), console.site)


def _publish(
    options: argparse.Namespace,
    wanted: Options,
    make: Callable[..., Outcome],
    said: Callable[..., list[str]],
) -> int:
    """Make what was asked for, or say why not; ``said`` are the last lines when all went well."""
    from publier import workers

    started = time.monotonic()
    project = common.project(options)
    slugs = common.chosen(project, options.slugs)
    progress = common.progress(options, project)
    try:
        workers.spare_garbage()
        outcome = make(project, slugs, wanted, progress.tell)
    finally:
        progress.stop()
    return _said(options, project, outcome, partial(said, seconds=time.monotonic() - started))


def _said(
    options: argparse.Namespace, project: projects.Project, outcome: Outcome, said: Callable[..., list[str]]
) -> int:
    """Say what was done and what is wrong, in words or as data; return the exit code."""
    lang, code = common.lang(options, project), common.exit_code(outcome.problems)
    if options.json:
        common.print_json(_as_data(outcome, project, lang))
        return code
    console.show(outcome.problems, project.root, lang, sys.stderr)
    if code:
        sys.stderr.write(f"{console.nothing_published(outcome.problems, lang)}\n")
    elif not options.quiet:
        lines = said(outcome.published, lang=lang)
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return code


def _as_data(outcome: Any, project: projects.Project, lang: str) -> dict[str, Any]:  # noqa: ANN401 (any outcome)
    return {
        "schema": 1,
        "problems": [console.as_data(p, project.root, lang) for p in console.arranged(outcome.problems)],
        "published": [
            {
                "slug": item.slug,
                "folder": str(item.folder),
                "files": item.sizes,
                "notes": item.notes,
                "fresh": item.fresh,
            }
            for item in outcome.published
        ],
    }
