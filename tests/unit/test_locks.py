"""The locks: every file by its hash, no address, and up to date with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted(ROOT.glob("locks/*.lock"))
LINE = re.compile(r"([a-z0-9-]+==[\w.]+( ; [\w.'<>=! ]+)?|    --hash=sha256:[0-9a-f]{64})( \\)?")


def normal(requirement: str) -> str:
    """The name of a requirement as the locks spell it."""
    name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(group: str) -> set[str]:
    lines = (ROOT / "locks" / f"{group}.lock").read_text(encoding="utf-8").splitlines()
    return {line.split("==")[0] for line in lines if not line.startswith(" ")}


def wanted(group: str) -> set[str]:
    """The names that pyproject.toml asks for in a group, those of the groups it includes among them."""
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    names: set[str] = set()
    for item in groups[group]:
        names |= wanted(item["include-group"]) if isinstance(item, dict) else {normal(item)}
    return names


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_holds_names_versions_and_hashes_only(lock: Path) -> None:
    lines = lock.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []


@pytest.mark.parametrize(
    "line", ["--index-url https://example.org/simple", "nox @ https://example.org/n.whl"]
)
def test_an_address_in_a_lock_would_be_seen(line: str) -> None:
    assert not LINE.fullmatch(line)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_has_all_that_its_group_asks_for(lock: Path) -> None:
    assert wanted(lock.stem) <= locked(lock.stem)


@pytest.mark.parametrize("group", ["publish", "tests", "types", "check"])
def test_a_lock_has_all_that_the_project_asks_for(group: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {normal(requirement) for requirement in project["dependencies"]} <= locked(group)
