# /// script
# requires-python = ">=3.11"
# dependencies = ["nox[uv]>=2025.5.1"]
# ///
"""What can be done with the project. `nox -l` lists it; `nox -s publish` makes the editions.

Every session gets the versions of its lock in `locks/`, each file checked by its hash.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["tests", "lint", "types"]

GROUPS = ("publish", "tests", "lint", "types", "check", "audit")
PROJECTLESS = {"lint", "audit"}  # groups whose lock holds none of the project's own dependencies

# What lays out the PDF and comes from the system.
LAYOUT_LIBRARIES = {"pangoft2-1.0": "Pango", "harfbuzz-subset": "HarfBuzz's subsetter"}
DEBIAN = ("apt-get", "install", "-y", "libpangoft2-1.0-0", "libharfbuzz-subset0")
INSTALLERS = (  # the first program found tells the system at hand
    DEBIAN,
    ("dnf", "install", "pango", "harfbuzz"),
    ("pacman", "-S", "--needed", "pango", "harfbuzz"),
    ("zypper", "install", "libpango-1_0-0", "libharfbuzz-subset0"),
    ("brew", "install", "pango"),
)


@nox.session
def publish(session: nox.Session) -> None:
    """Make all editions of all relectures into dist/ (`-- SLUG…` and other options go to `publier build`)."""
    need_layout_libraries(session)
    install(session, "publish")
    session.run("publier", "build", *session.posargs)


@nox.session
def kit(session: nox.Session) -> None:
    """Make what is handed out at an event into dist/kits/ (`-- SLUG…` goes to `publier kit`)."""
    need_layout_libraries(session)
    install(session, "publish")
    session.run("publier", "kit", *session.posargs)


@nox.session
def site(session: nox.Session) -> None:
    """Make the catalogue of what is published, with a search and a feed (`-- OPTIONS` go to the command)."""
    install(session, "publish")
    session.run("publier", "site", *session.posargs)


@nox.session
def links(session: nox.Session) -> None:
    """Ask for every address of the notes and references, into source/links.json (`-- SLUG…` goes on)."""
    install(session, "publish")
    session.run("publier", "links", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests, except the slow ones (see `check`); `-- -k notes` and the like go to pytest."""
    need_layout_libraries(session)
    install(session, "tests")
    session.run("pytest", "-n", "auto", "-m", "not slow", "--cov", *session.posargs)
    session.log("Not run here: the tests marked slow (browser, validators); `nox -s check` runs them.")


@nox.session(tags=["slow"])
def check(session: nox.Session) -> None:
    """Build what is in source/ and put it before veraPDF, EPUBCheck, Ace, Nu and axe; then the slow tests."""
    need_layout_libraries(session)
    install(session, "check")
    # What cannot be fetched is told again by the check itself, with the command that installs it.
    session.run("python", "-m", "publier.checks.validators.install", success_codes=[0, 3])
    session.run("publier", "build")
    session.run("publier", "check", "--strict")
    session.run("pytest", "-m", "slow", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Look for faults (ruff), unformatted code, and imports against the direction of the layers."""
    install(session, "lint")
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", "--check")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types of the package, its tests and this file (mypy, strict)."""
    install(session, "types")
    session.run("mypy", *session.posargs)


@nox.session(tags=["slow"])
def bench(session: nox.Session) -> None:
    """Measure a whole build against a plain pipeline, our tags against WeasyPrint's, memory a page."""
    need_layout_libraries(session)
    install(session, "tests")
    session.run("python", "tests/bench", *session.posargs)
    session.run("python", "tests/bench/tags.py", *session.posargs)
    session.run("python", "tests/bench/memory.py")


@nox.session(tags=["slow"])
def fuzz(session: nox.Session) -> None:
    """Try 10,000 sources made by chance, in a quarter of an hour (`-- NUMBER SEED` for fewer, or others)."""
    need_layout_libraries(session)
    install(session, "tests")
    session.run("python", "tests/fuzz", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Write the documentation that is made from the code (docs/problems.md)."""
    install(session, "publish")
    session.run("python", "docs/generate.py")


@nox.session
def audit(session: nox.Session) -> None:
    """Look up every locked version in the list of known vulnerabilities; fails also when nobody answers."""
    session.install("--require-hashes", "-r", "locks/audit.lock")
    report = Path(session.create_tmp(), "audit.json")
    report.unlink(missing_ok=True)
    locks = [argument for group in GROUPS for argument in ("-r", f"locks/{group}.lock")]
    options = (
        "--disable-pip",
        "--require-hashes",
        "--progress-spinner",
        "off",
        "-f",
        "json",
        "-o",
        str(report),
    )
    # Left to itself, pip-audit finds « no known vulnerabilities » in packages that it could not look up.
    session.run("pip-audit", *options, *locks, silent=True, success_codes=[0, 1])
    fault, said = judged(report.read_text(encoding="utf-8") if report.is_file() else "")
    if fault:
        session.error(said)
    session.log(said)


@nox.session
def lock(session: nox.Session) -> None:
    """Renew the locks: the newest versions that pyproject.toml allows, on every system, with hashes."""
    session.install("uv")
    options = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate")
    for group in GROUPS:
        project = () if group in PROJECTLESS else ("pyproject.toml",)
        target = ("--group", group, "-o", f"locks/{group}.lock")
        session.run("uv", "pip", "compile", "--quiet", "--upgrade", *options, *project, *target)


def install(session: nox.Session, group: str) -> None:
    """Install one lock, then the project itself, as a link to this folder."""
    session.install("--require-hashes", "-r", f"locks/{group}.lock")
    session.install("--no-deps", "--no-build-isolation", "-e", ".")


def judged(report: str) -> tuple[bool, str]:
    """Say what a report of pip-audit means (JSON; empty when it made none), and whether that is a failure."""
    packages = json.loads(report)["dependencies"] if report else []
    unknown = [package["name"] for package in packages if "skip_reason" in package]
    if len(unknown) == len(packages):
        return True, "Nothing was audited: the list of known vulnerabilities cannot be reached from here."
    known = [
        f"{package['name']} {package['version']}: {fault['id']} (fixed: {', '.join(fault['fix_versions'])})"
        for package in packages
        for fault in package.get("vulns", ())
    ]
    if known:
        return True, f"Known vulnerabilities: {'; '.join(known)}."
    if unknown:
        return True, f"No known vulnerability, but these could not be looked up: {', '.join(unknown)}."
    return False, f"{len(packages)} packages looked up, none with a known vulnerability."


def need_layout_libraries(session: nox.Session) -> None:
    """Install what is missing (as root on Debian or Ubuntu), or say how and stop."""
    missing = missing_layout_libraries()
    if not missing:
        return
    command = next((c for c in INSTALLERS if shutil.which(c[0])), None)
    session.warn(f"Missing on this machine: {', '.join(missing)}.")
    if command is None:
        session.error("Install Pango (1.44 or newer) and HarfBuzz with the system's package manager.")
    root = os.geteuid() == 0
    if command is not DEBIAN or not root:
        sudo = "" if root or command[0] == "brew" else "sudo "
        session.error(f"Install with: {sudo}{' '.join(command)}")
    session.warn(f"Running as root on Debian or Ubuntu, so installing them: {' '.join(command)}")
    session.run("apt-get", "update", "-qq", external=True)
    session.run(*command, external=True, env={"DEBIAN_FRONTEND": "noninteractive"})
    if missing := missing_layout_libraries():
        session.error(f"Still missing after the installation: {', '.join(missing)}.")


def missing_layout_libraries() -> list[str]:
    """Return the names of the system's layout libraries that cannot be opened (a look of 0.05 s)."""
    if sys.platform == "win32":
        return []  # only WeasyPrint knows where MSYS2 keeps them; `publier doctor` tells
    return [title for name, title in LAYOUT_LIBRARIES.items() if not opens(name)]


def opens(library: str) -> bool:
    """Say whether the system's loader finds a library."""
    for find in (lambda name: f"lib{name}.so.0", ctypes.util.find_library):  # the second look is slow
        with suppress(OSError):
            if name := find(library):
                ctypes.CDLL(name)
                return True
    return False


if __name__ == "__main__":
    nox.main()
