"""The commands that begin something: a relecture, an editor's help, a machine's set-up."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import os
import sys
from pathlib import Path

from publier import console, projects
from publier.commands import common


def new(options: argparse.Namespace) -> int:
    """Begin a relecture, in the nearest project or in a new one here; never over an old one."""
    lang, slug = common.lang(options), options.slug
    if problems := projects.check_slug(slug):
        console.show(problems, Path.cwd(), lang, sys.stderr)
        return common.USAGE
    given = Path(options.source) if options.source else None
    project = projects.find(Path.cwd(), given)
    source = project.source if project else given or Path.cwd() / "source"
    folder = source / slug
    if folder.exists() or folder.is_symlink():
        raise common.UsageError("exists", path=folder)
    text = (Path(__file__).parents[1] / "templates" / "relecture.md").read_text(encoding="utf-8")
    text = text.replace("{{ modified }}", datetime.datetime.now().astimezone().date().isoformat())
    folder.mkdir(parents=True)
    path = folder / projects.TEXT
    path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{console.say('new', lang, path=os.path.relpath(path), slug=slug)}\n")
    return common.OK


def schema(_: argparse.Namespace) -> int:
    """Print the JSON Schema of the front matter."""
    from publier import metadata

    common.print_json(metadata.json_schema())
    return common.OK


def doctor(options: argparse.Namespace) -> int:
    """Say what this machine has and lacks."""
    from publier import doctor as examination

    lang = common.lang(options)
    project = projects.find(Path.cwd())
    findings = examination.examine(project.styles if project else projects.packaged_styles())
    if options.json:
        common.print_json({"schema": 1, "findings": [dataclasses.asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            sys.stdout.write(
                _line(finding.name, finding.version, finding.command, lang, needed=finding.needed)
            )
    return common.ENVIRONMENT if any(finding.missing for finding in findings) else common.OK


def _line(name: str, version: str | None, command: str, lang: str, *, needed: bool) -> str:
    if version is not None:
        return f"✓ {name:<16} {version or console.say('there', lang)}\n"
    mark, state = ("✗", "missing") if needed else ("–", "absent")
    how = console.say("install", lang, command=command) if command else ""
    return f"{mark} {name:<16} {console.say(state, lang)}{how}\n"
