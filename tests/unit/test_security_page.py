"""docs/security.md names modules and tests that exist, and every file of tests/safety."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
TESTS = sorted(set(re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)))
ROWS = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ") and line.count(" | ") == 3]
DEFENCES = [row for row in ROWS if row[0] != "| threat"]


def is_module(name: str) -> bool:
    path = ROOT / "src" / "publier" / name.replace(".", "/")
    return path.with_suffix(".py").is_file() or path.joinpath("__init__.py").is_file()


def is_test(file: str, name: str) -> bool:
    path = ROOT / "tests" / file
    return path.is_file() and f"def {name}(" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(("file", "name"), TESTS)
def test_a_test_that_is_named_exists(file: str, name: str) -> None:
    assert is_test(file, name)


@pytest.mark.parametrize("row", DEFENCES, ids=lambda row: row[0].strip("| "))
def test_a_defence_names_its_modules_and_a_test(row: list[str]) -> None:
    modules = re.findall(r"`([\w.]+)`", row[2])
    assert [name for name in modules if not is_module(name)] in ([], ["noxfile.py"])
    assert modules or row[2] == "all"
    assert "::" in row[3]


def test_every_file_of_hostile_tests_is_named() -> None:
    named = {file for file, _ in TESTS}
    files = {f"safety/{path.name}" for path in (ROOT / "tests" / "safety").glob("test_*.py")}
    assert files - named == {"safety/test_invented.py"}  # more of what test_inputs tries


def test_what_does_not_exist_would_be_seen() -> None:
    assert len(DEFENCES) > 20
    assert not is_module("gate.moat")
    assert not is_test("unit/test_gate.py", "test_a_moat")
