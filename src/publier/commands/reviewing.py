"""The commands that look at what was made."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from publier import console, projects
from publier.commands import common

if TYPE_CHECKING:
    from publier.checks.found import Found


def check(options: argparse.Namespace) -> int:
    """Check what stands in ``dist/`` and write a report of each set."""
    from publier import checking
    from publier.checking import report as reporting
    from publier.checks.validators import Verdict

    project = common.project(options)
    slugs = common.chosen(project, options.slugs)
    progress = common.progress(options, project)
    try:
        outcome = checking.check(project, slugs, progress.tell)
    finally:
        progress.stop()
    lang, when = common.lang(options, project), datetime.datetime.now().astimezone()
    pages = [reporting.write(project, report, when) for report in outcome.reports]
    problems = outcome.all_problems
    if options.json:
        reports = [reporting.as_data(report, when, lang) for report in outcome.reports]
        found = [console.as_data(p, project.root, lang) for p in console.arranged(outcome.problems)]
        common.print_json({"schema": 1, "problems": found, "reports": reports})
    else:
        console.show(problems, project.root, lang, sys.stderr)
        for report, page in zip(outcome.reports, pages, strict=True) if not options.quiet else ():
            sys.stdout.writelines(f"{line}\n" for line in console.verdicts(report, page, lang))
    code = common.exit_code(problems)
    if code == common.ENVIRONMENT or (options.strict and outcome.has(Verdict.NOT_RUN)):
        return common.ENVIRONMENT
    return common.CONTENT if code or outcome.has(Verdict.FAILED) else common.OK


def verify(options: argparse.Namespace) -> int:
    """Verify a published set or an archive, and make its editions again."""
    from publier.archive import verifying

    path, lang = Path(options.path), common.lang(options)
    if not path.exists():
        raise common.UsageError("no-file", path=path)
    given = {name: Path(value) for name in ("source", "styles") if (value := getattr(options, name))}
    project = projects.find(path.resolve(), **given) or projects.find(Path.cwd())
    progress = console.Progress(lambda: lang, wanted=not (options.quiet or options.json))
    try:
        found = verifying.verify(path, project, progress.tell)
    finally:
        progress.stop()
    if found is None:
        raise common.UsageError("nothing-to-verify", path=path)
    if options.json:
        common.print_json({"schema": 1, "path": str(path), **found.as_data(lang)})
    else:
        console.show(found.all_problems, Path.cwd(), lang, sys.stderr)
        sys.stdout.writelines(f"{line}\n" for line in console.verified(found, lang) if not options.quiet)
    return common.exit_code(found.all_problems)


def notes(options: argparse.Namespace) -> int:
    """Print the ledger read out of a finished edition."""
    from publier import checks

    path, lang = Path(options.file), common.lang(options)
    if not path.is_file():  # a pipe would be waited for, a device read for ever
        raise common.UsageError("no-file", path=path)
    kind = {".html": "html", ".xhtml": "html", ".epub": "epub", ".pdf": "pdf"}.get(path.suffix.lower())
    if kind is None:
        raise common.UsageError("no-edition", path=path)
    try:
        data = path.read_bytes()
    except OSError:
        raise common.UsageError("no-file", path=path) from None
    try:
        found = checks.read(kind, data)
    except ValueError:
        raise common.UsageError("no-edition", path=path) from None
    if options.json:
        common.print_json(found.ledger.as_data())
    else:
        sys.stdout.writelines(f"{line}\n" for line in _noted(found, path, lang))
    return common.OK


def _noted(found: Found, path: Path, lang: str) -> Iterator[str]:
    if not found.ledger.notes:
        yield console.say("no-note", lang, path=path)
    for note in found.ledger.notes:
        yield console.say("note", lang, marker=note.marker, text=note.text)
        for call in note.calls:
            yield console.say("call", lang, before=found.words(call.before), anchor=call.anchor)
        for link in note.links:
            yield console.say("link", lang, link=link)
        if note.backs:
            yield console.say("backs", lang, backs=", ".join(note.backs))
