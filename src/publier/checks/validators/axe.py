"""axe in a real Chromium: WCAG A to AAA and best practices, light and dark, at three widths."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from publier.checks.validators import tools
from publier.checks.validators.results import Message, NotRunError, Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

NAME = "axe"
TAGS = ("wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
BEST = "best practice"

_LEVEL = re.compile(r"wcag\d+(a{1,3})")


class View(NamedTuple):
    """How a page is looked at: colours, width of the window in CSS pixels, place of the page."""

    scheme: str
    width: int
    place: str = ""

    def __str__(self) -> str:
        scheme = {"light": "clair", "dark": "sombre"}[self.scheme]
        return f"{scheme} {self.width} px{' ' + self.place if self.place else ''}"


VIEWS = (
    *(View(scheme, width) for scheme in ("light", "dark") for width in (1440, 768, 360)),
    View("light", 360, "#note-1"),  # the note that was tapped, risen as a sheet
    View("dark", 360, "#note-1"),
)

RUN = """tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})
    .then(r => ({version: r.testEngine.version, violations: r.violations}))"""


def check(paths: Sequence[Path]) -> list[Result]:
    """Return what axe says of each page. Raises NotRunError when it cannot look."""
    tools.python_package("playwright")
    scripts = [
        tools.npm_file("axe-core", "axe.min.js").read_text(encoding="utf-8"),
        "axe.configure({locale: " + _locale() + "})",
    ]
    program = tools.chromium()
    from playwright.sync_api import Error, sync_playwright

    # Chromium refuses its sandbox to root, as in a container; the pages are ours and have no script.
    arguments = ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=arguments)
            return [read(_look(browser, path, scripts), path) for path in paths]
    except Error as error:
        raise NotRunError(said=str(error)[:400]) from error


def _locale() -> str:
    return tools.npm_file("axe-core", "locales", "fr.json").read_text(encoding="utf-8")


def _look(browser: Browser, path: Path, scripts: list[str]) -> list[tuple[View, dict[str, Any]]]:
    """Return what axe found in each view; the page's own policy would forbid any script, even this one."""
    found = []
    for scheme in ("light", "dark"):
        with browser.new_context(bypass_csp=True, color_scheme=scheme, offline=True) as context:
            page = context.new_page()
            page.goto(path.resolve().as_uri())
            for script in scripts:
                page.add_script_tag(content=script)
            for view in VIEWS:
                if view.scheme == scheme:  # another width or place needs no new page
                    page.set_viewport_size({"width": view.width, "height": 900})
                    page.evaluate("place => { location.hash = place }", view.place)
                    found.append((view, page.evaluate(RUN, list(TAGS))))
    return found


def read(found: Sequence[tuple[View, dict[str, Any]]], path: Path) -> Result:
    """Return what was found in some views as one result: a fault of all views is told once."""
    times: Counter[tuple[str, str, str]] = Counter()
    views: dict[tuple[str, str, str], list[str]] = {}
    for view, report in found:
        for rule in report["violations"]:
            key = (level(rule["tags"]), str(rule["id"]), str(rule["help"]))
            times[key] += len(rule["nodes"])
            place = f"{view} : {rule['nodes'][0]['target'][0]}"
            views.setdefault(key, []).append(place)
    messages = tuple(
        Message(*key, place="; ".join(views[key]), times=count, fails=key[0] != "AAA")
        for key, count in sorted(times.items())
    )
    versions = {str(report["version"]) for _, report in found}
    return Result(NAME, path.name, ", ".join(versions), messages, tuple(str(view) for view, _ in found))


def level(tags: Sequence[str]) -> str:
    """Return the level of a rule: A, AA, AAA, or that it is a best practice."""
    levels = (_LEVEL.fullmatch(tag) for tag in tags)
    return next((match[1].upper() for match in levels if match), BEST)
