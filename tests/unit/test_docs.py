"""docs/problems.md says what the catalogue says."""

from __future__ import annotations

import runpy
from pathlib import Path

from publier.problems import catalogue

ROOT = Path(__file__).parents[2]
GENERATE = runpy.run_path(str(ROOT / "docs" / "generate.py"))


def test_the_page_of_problems_is_up_to_date() -> None:
    page = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    assert page == GENERATE["problems_page"](), "run `nox -s docs`"


def test_every_problem_is_on_the_page() -> None:
    page = GENERATE["problems_page"]()
    assert [code for code in catalogue() if f"### {code} (" not in page] == []


def test_what_the_program_fills_in_is_an_ellipsis() -> None:
    assert GENERATE["_words"]("la note « {key} » : `{{alt=…}}`") == "la note « … » : `{alt=…}`"
