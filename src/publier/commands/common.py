"""What commands share: exit codes, the project at hand, what was asked for, how data is printed."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from publier import console, projects
from publier.problems import Problem, SourceError, errors

if TYPE_CHECKING:
    from publier.forms import Library

OK, CONTENT, USAGE, ENVIRONMENT = 0, 1, 2, 3
FRENCH = "fr"


class UsageError(Exception):
    """The command cannot be obeyed as given: a key of ``console.toml`` and what its text needs."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(key)


def exit_code(problems: Iterable[Problem]) -> int:
    """Return what problems mean to whoever called: the machine's faults go before the text's."""
    wrong = errors(problems)
    if any(problem.code.startswith("X") for problem in wrong):
        return ENVIRONMENT
    return CONTENT if wrong else OK


def project(options: argparse.Namespace) -> projects.Project:
    """Return the project that options name, or the nearest one; raises UsageError when there is none."""
    given = {
        name: Path(value)
        for name in ("source", "output", "styles")
        if (value := getattr(options, name, None))
    }
    for name, path in given.items():
        if not path.is_dir() and (name != "output" or os.path.lexists(path)):  # which is made
            raise UsageError("no-folder", option=f"--{name}", path=path)
    if "styles" in given and (missing := projects.missing_styles(given["styles"])):
        raise UsageError("no-styles", path=given["styles"], missing=", ".join(missing))
    found = projects.find(Path.cwd(), **given)
    if found is None:
        raise UsageError("no-project")
    return found


def chosen(where: projects.Project, wanted: list[str]) -> list[str]:
    """Return the relectures that were asked for, all when none was; a path of the shell's will do."""
    known = projects.slugs(where)
    if not known:
        raise UsageError("empty", path=where.source)
    slugs = list(dict.fromkeys(Path(slug).name for slug in wanted)) or known
    for slug in slugs:
        if slug not in known:
            import difflib

            near = difflib.get_close_matches(slug, known, n=1)
            if near:
                raise UsageError("did-you-mean", slug=slug, near=near[0])
            raise UsageError("unknown", slug=slug, slugs=", ".join(known))
    return slugs


def lang(options: argparse.Namespace, where: projects.Project | None = None) -> str:
    """Return the language of messages: what was asked for, else the (nearest) library's, else French."""
    if options.lang:
        return str(options.lang)
    source = getattr(options, "source", None)
    where = where or projects.find(Path.cwd(), Path(source) if source else None)
    try:
        return library(where).lang if where else FRENCH
    except (ImportError, OSError):  # the command itself says what is wrong with the machine
        return FRENCH


def library(where: projects.Project) -> Library:
    """Return what ``library.yaml`` says; nothing when it is not there, or faulty."""
    from publier import forms, gate, metadata

    try:
        data = projects.shared(where, projects.LIBRARY) or b""
        text, _ = gate.decode(data, projects.LIBRARY, prose=False)
        return metadata.read_library(text, projects.LIBRARY)
    except SourceError:  # which the build says too
        return forms.Library()


def progress(options: argparse.Namespace, where: projects.Project) -> console.Progress:
    """Return what shows how far a command is: nothing when it is to be quiet, or to print data."""
    return console.Progress(lambda: lang(options, where), wanted=not (options.quiet or options.json))


def processors() -> int:
    """Return how many processes can run side by side."""
    # Where a process is held to some processors, the others are not for it.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def print_json(data: object) -> None:
    """Print data as JSON, as people read it."""
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
