"""What each command does; ``cli`` reads the command line and calls ``run``."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publier import console, projects
from publier.problems import EnvironmentFault, Problem, SourceError, errors

if TYPE_CHECKING:
    from publier.publish import Options, Outcome

OK, CONTENT, USAGE, ENVIRONMENT = 0, 1, 2, 3


class UsageError(Exception):
    """The command cannot be obeyed as given: a key of ``console.toml`` and what its text needs."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(key)


def run(options: argparse.Namespace) -> int:
    """Run a command; whatever a user, a text or a machine can cause becomes a message and an exit code."""
    known = (build, kit, check, notes, new, schema, doctor)
    command = {function.__name__: function for function in known}
    lang = options.lang or "fr"
    try:
        return command[options.command](options)
    except UsageError as error:
        sys.stderr.write(f"publier: {console.say(error.key, lang, **error.values)}\n")
        return USAGE
    except BrokenPipeError:
        raise
    except (SourceError, EnvironmentFault) as error:
        problems = error.problems
    except ImportError as error:
        problems = (Problem("X028", name=error.name or error),)
    except OSError as error:
        from publier import publish

        problems = (publish.fault(error, Path.cwd()),)
    console.show(problems, Path.cwd(), lang, sys.stderr)
    return exit_code(problems)


def exit_code(problems: Iterable[Problem]) -> int:
    """Return what problems mean to whoever called: the machine's faults go before the text's."""
    wrong = errors(problems)
    if any(problem.code.startswith("X") for problem in wrong):
        return ENVIRONMENT
    return CONTENT if wrong else OK


# ------------------------------------------------------------------ build


def build(options: argparse.Namespace) -> int:
    """Publish relectures, or say why not."""
    from publier import publish

    jobs = options.jobs or _processors()
    wanted = publish.Options(jobs, options.force, options.draft or "", options.large_print)
    said = partial(console.results, draft=bool(options.draft))
    return _publish(options, wanted, publish.build, said)


def kit(options: argparse.Namespace) -> int:
    """Make what is handed out at an event, or say why not."""
    from publier import kit as kits
    from publier import publish

    wanted = publish.Options(options.jobs or _processors(), options.force)
    return _publish(options, wanted, kits.build, console.kits)


def _publish(
    options: argparse.Namespace,
    wanted: Options,
    make: Callable[..., Outcome],
    said: Callable[..., list[str]],
) -> int:
    """Make what was asked for, or say why not; ``said`` are the last lines when all went well."""
    from publier import workers

    started = time.monotonic()
    project = _project(options)
    slugs = _chosen(project, options.slugs)
    progress = console.Progress(lambda: _lang(options, project), wanted=not (options.quiet or options.json))
    try:
        workers.spare_garbage()
        outcome = make(project, slugs, wanted, progress.tell)
    finally:
        progress.stop()
    lang, code = _lang(options, project), exit_code(outcome.problems)
    if options.json:
        _print_json(_as_data(outcome, project, lang))
        return code
    console.show(outcome.problems, project.root, lang, sys.stderr)
    if code:
        sys.stderr.write(f"{console.nothing_published(outcome.problems, lang)}\n")
    elif not options.quiet:
        seconds = time.monotonic() - started
        lines = said(outcome.published, seconds, lang=lang)
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return code


def _project(options: argparse.Namespace) -> projects.Project:
    given = {
        name: Path(value)
        for name in ("source", "output", "styles")
        if (value := getattr(options, name, None))
    }
    for name in {"source", "styles"} & given.keys():
        if not given[name].is_dir():
            raise UsageError("no-folder", option=f"--{name}", path=given[name])
    project = projects.find(Path.cwd(), **given)
    if project is None:
        raise UsageError("no-project")
    return project


def _chosen(project: projects.Project, wanted: list[str]) -> list[str]:
    """Return the relectures that were asked for, all when none was; a path of the shell's will do."""
    known = projects.slugs(project)
    if not known:
        raise UsageError("empty", path=project.source)
    slugs = list(dict.fromkeys(Path(slug).name for slug in wanted)) or known
    for slug in slugs:
        if slug not in known:
            import difflib

            near = difflib.get_close_matches(slug, known, n=1)
            if near:
                raise UsageError("did-you-mean", slug=slug, near=near[0])
            raise UsageError("unknown", slug=slug, slugs=", ".join(known))
    return slugs


def _lang(options: argparse.Namespace, project: projects.Project) -> str:
    """Return the language of messages: what was asked for, else the library's, else French."""
    if options.lang:
        return str(options.lang)
    from publier import gate, metadata

    try:
        data = projects.shared(project, projects.LIBRARY) or b""
        text, _ = gate.decode(data, projects.LIBRARY)
        return metadata.read_library(text, projects.LIBRARY).lang
    except SourceError:  # which the build says too
        return "fr"


def _processors() -> int:
    # Where a process is held to some processors, the others are not for it.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _as_data(outcome: Any, project: projects.Project, lang: str) -> dict[str, Any]:  # noqa: ANN401
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


# ------------------------------------------------------------------ check


def check(options: argparse.Namespace) -> int:
    """Check what stands in ``dist/`` and write a report of each set."""
    from publier import checking
    from publier.checking import report as reporting
    from publier.checks.validators import Verdict

    project = _project(options)
    slugs = _chosen(project, options.slugs)
    progress = console.Progress(lambda: _lang(options, project), wanted=not (options.quiet or options.json))
    try:
        outcome = checking.check(project, slugs, progress.tell)
    finally:
        progress.stop()
    lang, when = _lang(options, project), datetime.datetime.now().astimezone()
    pages = [reporting.write(project, report, when) for report in outcome.reports]
    problems = outcome.all_problems
    if options.json:
        reports = [reporting.as_data(report, when, lang) for report in outcome.reports]
        found = [console.as_data(p, project.root, lang) for p in console.arranged(outcome.problems)]
        _print_json({"schema": 1, "problems": found, "reports": reports})
    else:
        console.show(problems, project.root, lang, sys.stderr)
        for report, page in zip(outcome.reports, pages, strict=True) if not options.quiet else ():
            sys.stdout.writelines(f"{line}\n" for line in console.verdicts(report, page, lang))
    code = exit_code(problems)
    if code == ENVIRONMENT or (options.strict and outcome.has(Verdict.NOT_RUN)):
        return ENVIRONMENT
    return CONTENT if code or outcome.has(Verdict.FAILED) else OK


# ------------------------------------------------------------------ notes


def notes(options: argparse.Namespace) -> int:
    """Print the ledger read out of a finished edition."""
    from publier import checks

    path, lang = Path(options.file), options.lang or "fr"
    kind = {".html": "html", ".xhtml": "html", ".epub": "epub", ".pdf": "pdf"}.get(path.suffix.lower())
    if kind is None:
        raise UsageError("no-edition", path=path)
    try:
        data = path.read_bytes()
    except OSError:
        raise UsageError("no-file", path=path) from None
    try:
        ledger = checks.read_ledger(kind, data)
    except ValueError:
        raise UsageError("no-edition", path=path) from None
    if options.json:
        _print_json(ledger.as_data())
        return OK
    if not ledger.notes:
        sys.stdout.write(f"{console.say('no-note', lang, path=path)}\n")
    for note in ledger.notes:
        lines = [console.say("note", lang, marker=note.marker, text=note.text)]
        lines += [console.say("call", lang, before=call.before, anchor=call.anchor) for call in note.calls]
        lines += [console.say("link", lang, link=link) for link in note.links]
        lines += [console.say("backs", lang, backs=", ".join(note.backs))] if note.backs else []
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return OK


# ------------------------------------------------------------------ new, schema, doctor


def new(options: argparse.Namespace) -> int:
    """Begin a relecture, in the nearest project or in a new one here; never over an old one."""
    lang, slug = options.lang or "fr", options.slug
    if problems := projects.check_slug(slug):
        console.show(problems, Path.cwd(), lang, sys.stderr)
        return USAGE
    given = Path(options.source) if options.source else None
    project = projects.find(Path.cwd(), given)
    source = project.source if project else given or Path.cwd() / "source"
    folder = source / slug
    if folder.exists() or folder.is_symlink():
        raise UsageError("exists", path=folder)
    text = (Path(__file__).parent / "templates" / "relecture.md").read_text(encoding="utf-8")
    text = text.replace("{{ modified }}", datetime.datetime.now().astimezone().date().isoformat())
    folder.mkdir(parents=True)
    path = folder / projects.TEXT
    path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{console.say('new', lang, path=os.path.relpath(path), slug=slug)}\n")
    return OK


def schema(_: argparse.Namespace) -> int:
    """Print the JSON Schema of the front matter."""
    from publier import metadata

    _print_json(metadata.json_schema())
    return OK


def doctor(options: argparse.Namespace) -> int:
    """Say what this machine has and lacks."""
    from publier import doctor as examination

    lang = options.lang or "fr"
    project = projects.find(Path.cwd())
    findings = examination.examine(project.styles if project else projects.packaged_styles())
    if options.json:
        _print_json({"schema": 1, "findings": [dataclasses.asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            sys.stdout.write(
                _line(finding.name, finding.version, finding.command, lang, needed=finding.needed)
            )
    return ENVIRONMENT if any(finding.missing for finding in findings) else OK


def _line(name: str, version: str | None, command: str, lang: str, *, needed: bool) -> str:
    if version is not None:
        return f"✓ {name:<16} {version or console.say('there', lang)}\n"
    mark, state = ("✗", "missing") if needed else ("–", "absent")
    how = console.say("install", lang, command=command) if command else ""
    return f"{mark} {name:<16} {console.say(state, lang)}{how}\n"


def _print_json(data: object) -> None:
    json.dump(data, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
