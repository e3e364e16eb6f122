"""docs/problems.md says what the catalogue says."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from publier import forms, gate, images, metadata, projects, svg, yamltext, zips
from publier.problems import catalogue
from publier.reading import outline, tables

ROOT = Path(__file__).parents[2]
GENERATE = runpy.run_path(str(ROOT / "docs" / "generate.py"))


def test_the_page_of_problems_is_up_to_date() -> None:
    page = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    assert page == GENERATE["problems_page"](), "run `nox -s docs`"


def test_every_problem_is_on_the_page() -> None:
    page = GENERATE["problems_page"]()
    assert [code for code in catalogue() if f"### {code} (" not in page] == []


def test_every_limit_is_on_the_page() -> None:
    readers = (forms, gate, gate.limits, images, metadata, outline, projects, svg, tables, yamltext, zips)
    limits = {
        value
        for module in readers
        for name, value in vars(module).items()
        if re.match("MAX_|MOST_|LARGEST|LONGEST|DEEPEST", name)
    }
    told = {most for _, most, _ in GENERATE["LIMITS"]}
    assert [limit for limit in limits if limit not in told and limit // 2**20 not in told] == []


def test_every_problem_has_an_example_or_a_cause() -> None:
    """A code with a case has it mended in tests/cases/mended; any other has a line in docs/causes.toml."""
    shown = {code: bool(GENERATE["example"](code)) for code in catalogue()}
    cases = {path.name[:4] for path in (ROOT / "tests" / "cases").glob("[A-Z]*.*")}
    by_itself = {
        code for code, texts in catalogue().items() if texts["fr_hint"] == catalogue()["P001"]["fr_hint"]
    }
    assert {code for code, has in shown.items() if not has} - by_itself == {*GENERATE["CAUSES"]}
    assert {code for code in cases if not shown[code]} == {"E001", "E003"}  # nothing, and no text


def test_an_example_shows_what_cannot_be_seen() -> None:
    assert GENERATE["example"]("E004") == ("Et⟨octet E9⟩.", "Eté.")
    assert GENERATE["example"]("E011")[0] == "soli⟨U+00AD⟩darité"
    assert GENERATE["example"]("M008")[0] == "⟨tabulation⟩name: Essais"


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_an_example_is_two_different_texts_of_a_few_lines(code: str) -> None:
    if pair := GENERATE["example"](code):
        bad, good = pair
        assert bad.strip()
        assert good.strip()
        assert bad != good
        assert bad.isprintable() or "\n" in bad
        assert max(bad.count("\n"), good.count("\n")) < 20


def test_what_the_program_fills_in_is_an_ellipsis() -> None:
    assert GENERATE["_words"]("la note « {key} » : `{{alt=…}}`") == "la note « … » : `{alt=…}`"
