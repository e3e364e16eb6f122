"""What the first pages promise: lines that work, sessions and files that exist."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from prepared import prepared

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "LISEZMOI.md", "CONTRIBUTING.md", "dist/README.md", "source/LICENCE.md"]
SETUP = 'python3 -m venv .venv && .venv/bin/pip install "nox[uv]" && .venv/bin/nox -s '
LINKS = re.compile(r"\]\((?!https?:)([^)#]+)")
SESSIONS = re.compile(r"nox -s ((?:[a-z]+ ?)+)")


def text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def sessions() -> set[str]:
    functions = (node for node in ast.parse(text("noxfile.py")).body if isinstance(node, ast.FunctionDef))
    return {f.name for f in functions if any("session" in ast.unparse(d) for d in f.decorator_list)}


@pytest.mark.parametrize("session", ["publish", "tests"])
def test_each_line_of_the_readme_is_enough_by_itself(session: str) -> None:
    assert text("README.md").splitlines().count(SETUP + session) == 1


def test_lisezmoi_gives_the_same_line() -> None:
    assert SETUP + "publish" in text("LISEZMOI.md").splitlines()


def test_ci_runs_the_line_that_the_readme_gives() -> None:
    script = text(".ci/run")
    pattern = re.search(r"grep -E '([^']+)' README.md", script)
    assert pattern
    assert 'bash -euo pipefail -c "$line"' in script
    found = subprocess.run(
        ["grep", "-E", pattern[1], "README.md"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8"
    )
    assert found.stdout == f"{SETUP}tests\n"


@pytest.mark.parametrize("page", [*PAGES, ".ci/run"])
def test_every_session_that_is_named_exists(page: str) -> None:
    named = {name for names in SESSIONS.findall(text(page)) for name in names.split()}
    assert named <= sessions()


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_to_a_file(page: str) -> None:
    targets = LINKS.findall(text(page))
    missing = [target for target in targets if not (ROOT / page).parent.joinpath(target).exists()]
    assert missing == []


@pytest.mark.parametrize("page", ["README.md", "LISEZMOI.md"])
def test_the_picture_of_the_editions_is_described_and_light(page: str) -> None:
    assert len(re.findall(r"!\[.{80,}\]\(docs/editions\.png\)", text(page))) == 1
    assert (ROOT / "docs" / "editions.png").stat().st_size <= 250_000


def test_the_relecture_that_the_readme_shows_is_one(tmp_path: Path) -> None:
    sample = re.search(r"```markdown\n(.+?)```", text("README.md"), re.DOTALL)
    assert sample
    (tmp_path / "my-relecture").mkdir()
    (tmp_path / "my-relecture" / "relecture.md").write_text(sample[1], encoding="utf-8")
    shutil.copy(ROOT / "tests" / "relectures" / "references.yaml", tmp_path)
    assert [note.number for note in prepared("my-relecture", tmp_path).notes] == [1, 2]


def test_a_session_that_does_not_exist_would_be_seen() -> None:
    assert {"tests", "lint"} <= sessions()
    assert SESSIONS.findall("run `nox -s lint typos`") == ["lint typos"]
    assert "typos" not in sessions()
