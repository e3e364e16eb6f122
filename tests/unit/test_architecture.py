"""docs/architecture.md names every module, in the order of the layers, and stays short."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "publier"
PAGE = ROOT / "docs" / "architecture.md"
ROW = re.compile(r"(?m)^\| `(\w+)` \| (.+) \|$")


def rows() -> dict[str, str]:
    """Modules and what the table says of each, in its order."""
    return dict(ROW.findall(PAGE.read_text("utf-8")))


def modules(folder: Path) -> set[str]:
    """Names of the modules and packages right inside a folder."""
    packages = {path.parent.name for path in folder.glob("*/__init__.py")}
    return packages | {path.stem for path in folder.glob("*.py") if not path.stem.startswith("__")}


def layers() -> list[set[str]]:
    """The layers of the import contract, from the top; rooms in parentheses are not built yet."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (contract,) = (c for c in settings["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    return [set(re.findall(r"(?<!\()\b\w+\b(?!\))", layer)) for layer in contract["layers"]]


def test_every_module_has_its_line() -> None:
    assert set(rows()) == modules(PACKAGE)


@pytest.mark.parametrize("package", sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py")))
def test_the_line_of_a_package_names_all_that_is_in_it(package: str) -> None:
    named = set(re.findall(r"`(\w+)`", rows()[package]))
    assert named == modules(PACKAGE / package)


def test_lines_stand_in_the_order_of_the_layers() -> None:
    depth = {name: number for number, layer in enumerate(layers()) for name in layer}
    depths = [depth[name] for name in rows()]
    assert depths == sorted(depths)


def test_the_page_stays_short() -> None:
    assert len(PAGE.read_text("utf-8").splitlines()) <= 120
