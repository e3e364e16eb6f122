"""The program that made an archive, as files of it: in thirty years nothing else may remember it."""

from __future__ import annotations

from importlib import metadata
from pathlib import Path

import publier
from publier import environment, provenance

FOLDER = "programme"
OTHERS = ("bagit", "httpx", "pydantic", "pypdfium2", "rich", "ruamel.yaml")
"""Packages that the program needs and that write no part of an edition."""


def files() -> dict[str, bytes]:
    """Return the program, its licence, and the versions of the packages it needs, by name."""
    package = Path(publier.__file__).parent
    code = {f"{FOLDER}/publier/{name}": (package / name).read_bytes() for name in provenance.code_files()}
    return {**code, **_licence(package), f"{FOLDER}/requirements.txt": _requirements()}


def _licence(package: Path) -> dict[str, bytes]:
    """Return the licence of the program: in a clone two folders up, in a wheel beside its metadata."""
    paths = (package.parents[1] / "LICENSE", *package.parent.glob("publier-*.dist-info/licenses/LICENSE"))
    found = (path.read_bytes() for path in paths if path.is_file())
    return {f"{FOLDER}/LICENSE": data for data in found}


def _requirements() -> bytes:
    """Return the versions that were used, as pip reads them."""
    versions = environment.packages() | {name: metadata.version(name) for name in OTHERS}
    return "".join(f"{name}=={versions[name]}\n" for name in sorted(versions)).encode()
