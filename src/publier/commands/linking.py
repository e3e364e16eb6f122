"""The command that asks for the addresses of the notes, and the only one that uses the network."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from publier import console, projects
from publier.commands import common

if TYPE_CHECKING:
    from publier.links import Outcome
    from publier.links.asking import Answer


def links(options: argparse.Namespace) -> int:
    """Ask for every address, and write the answers into ``source/links.json``."""
    from publier import links as living
    from publier.links import asking

    project = common.project(options)
    slugs = common.chosen(project, options.slugs)
    progress = common.progress(options, project)
    agent = living.agent(common.library(project).contact)

    def ask(addresses: Sequence[str]) -> Mapping[str, Answer]:
        def told(page: str, done: int) -> None:
            progress.tell(urlsplit(page).hostname or page, f"{done}/{len(addresses)}")

        return asking.ask(addresses, agent, told=told)

    today = datetime.datetime.now().astimezone().date()
    try:
        outcome = living.check(project, slugs, today, ask, everything=not options.slugs)
    finally:
        progress.stop()
    lang = common.lang(options, project)
    if options.json:
        found = [console.as_data(p, project.root, lang) for p in console.arranged(outcome.problems)]
        common.print_json({"schema": 1, "problems": found, "links": outcome.as_data()})
    else:
        console.show(outcome.problems, project.root, lang, sys.stderr)
        if not common.exit_code(outcome.problems) and not options.quiet:
            sys.stdout.writelines(f"{line}\n" for line in _said(outcome, project, lang))
    return common.exit_code(outcome.problems)


def _said(outcome: Outcome, project: projects.Project, lang: str) -> list[str]:
    """Return a line for each address, and one for all."""
    if not outcome.answers:
        return [console.say("no-address", lang)]
    lines = []
    for wanted, answer in outcome.answers:
        mark = {"ok": "✓", "refused": "–", "busy": "–"}.get(answer.result, "✗")
        lines.append(f"{mark} {answer.status or '   '} {wanted.target}")
        where = "".join(f" → {hop.status} {hop.to}" for hop in answer.hops)
        if answer.result != "ok" or where:
            lines.append(f"      {console.say(f'answer-{answer.result}', lang)}{where}")
    alive = sum(answer.result == "ok" for _, answer in outcome.answers)
    path = os.path.relpath(project.source / projects.LINKS)
    return [*lines, console.say("answered", lang, all=len(outcome.answers), alive=alive, path=path)]
