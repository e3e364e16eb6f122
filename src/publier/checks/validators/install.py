"""``python -m publier.checks.validators.install``: fetch the pinned validators into the user's cache.

Only this command fetches, never a build nor a check. What it fetches is held to the hashes of
``pins.toml`` and ``package-lock.json``, and no package runs a script of its own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from publier.checks.validators import tools


def main() -> int:
    """Fetch what is missing; return 3 when something could not be."""
    return 3 if [not step() for step in (verapdf, npm)].count(True) else 0


def verapdf() -> bool:
    """Fetch veraPDF by its Maven coordinates and keep it if it is the one that was pinned."""
    pin, jar = tools.pins()["verapdf"], tools.verapdf_jar()
    if jar.is_file():
        return _say(f"veraPDF {pin['version']}: {jar}")
    try:
        from jgo.maven import MavenContext
    except ImportError:
        return _fail("veraPDF", "python -m pip install jgo")
    group, artifact = pin["coordinates"]
    fetched = MavenContext().project(group, artifact).at_version(pin["version"]).artifact().resolve()
    data = Path(fetched).read_bytes()
    if hashlib.sha256(data).hexdigest() != pin["sha256"]:
        return _fail("veraPDF", f"not the pinned file: {fetched}")
    jar.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=jar.parent, delete=False) as temporary:
        temporary.write(data)
    Path(temporary.name).replace(jar)
    return _say(f"veraPDF {pin['version']}: {jar}")


def npm() -> bool:
    """Install the packages of the lock, all or none of them."""
    target = tools.npm_folder()
    if target.is_dir():
        return _say(f"Ace, axe, Nu: {target}")
    program = shutil.which("npm")
    if program is None:
        return _fail("Ace, axe, Nu", tools.for_this_system(tools.NODE) or "npm")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix="npm-") as name:
        folder = Path(name) / "packages"
        folder.mkdir()
        for file in ("package.json", "package-lock.json"):
            data = (tools.HERE / file).read_bytes()
            (folder / file).write_bytes(data)
        command = [program, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run(command, cwd=folder, check=False).returncode:
            return _fail("Ace, axe, Nu", " ".join(command))
        os.replace(folder, target)  # noqa: PTH105 - says better than rename that it happens at once
    return _say(f"Ace, axe, Nu: {target}")


def _say(text: str) -> bool:
    sys.stdout.write(f"{text}\n")
    return True


def _fail(what: str, how: str) -> bool:
    sys.stderr.write(f"{what}: {how}\n")
    return False


if __name__ == "__main__":
    sys.exit(main())
