"""A short run of the fuzzer (`nox -s fuzz` is the long one), and proof that it sees what it should."""

from __future__ import annotations

import hashlib
import importlib
from pathlib import Path

import pytest
from fuzz import trial
from fuzz.sources import Written

from publier import checks, making, projects, publish
from publier.model import At
from publier.problems import Problem

SHORT = 60
"""Sources; a few seconds."""


def test_any_source_is_published_and_proved_or_refused_with_places() -> None:
    tally = trial.campaign(SHORT, number=1, every=20)
    assert tally.clean + tally.refused == SHORT
    assert min(tally.clean, tally.refused, tally.whole) > 0


def drawn(number: int) -> str:
    """Return the digest of the sources that a seed gives."""
    digest = hashlib.sha256()
    trial.draw(20, number, lambda source: digest.update(repr(source).encode()))
    return digest.hexdigest()


def test_a_seed_gives_the_same_sources_whatever_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = drawn(7)
    (tmp_path / "loaded_meanwhile.py").write_text(f"NUMBERS = {list(range(2, 99))}\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("loaded_meanwhile")
    assert drawn(7) == before != drawn(8)


# ------------------------------------------------------------------ what it must see

TEXT = "---\ntitle: Essai\nlang: fr\nmodified: 2026-01-31\n---\n\nUn mot[^a].\n\n[^a]: La note.\n"
SOURCE = Written({"relecture.md": TEXT.encode()}, {})
BROKEN = Written({"relecture.md": TEXT.encode() + b"\n[^a]: La note.\n"}, {})


@pytest.fixture
def tried(tmp_path: Path) -> trial.Trial:
    return trial.Trial(tmp_path, every=1)


def test_a_clean_source_and_a_refused_one_pass(tried: trial.Trial) -> None:
    tried(SOURCE)
    tried(BROKEN)
    assert (tried.tally.clean, tried.tally.refused, tried.tally.whole) == (1, 1, 2)


def test_an_exception_is_seen(tried: trial.Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "prepare", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tried(SOURCE)


def test_editions_that_disagree_are_seen(tried: trial.Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "check", lambda *_: [Problem("P001")])
    with pytest.raises(AssertionError):
        tried(SOURCE)


@pytest.mark.parametrize(
    "problem",
    [
        Problem("S035"),
        Problem("S035", At("source/autre/relecture.md")),
        Problem("S035", At("source/essai/relecture.md", 99)),
        Problem("S035", At("source/essai/relecture.md", 1, 5)),
        Problem("X029", At("source/essai/relecture.md")),
    ],
    ids=["nowhere", "another file", "after the last line", "after the end of a line", "the machine's"],
)
def test_a_problem_without_a_place_in_the_source_is_seen(problem: Problem) -> None:
    with pytest.raises(AssertionError):
        trial.sound([problem], SOURCE)


def test_a_refusal_that_changes_what_is_published_is_seen(
    tried: trial.Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = publish.build

    def careless(project: projects.Project, *arguments: object) -> publish.Outcome:
        (project.output / "essai.html").write_text("half")
        return build(project, *arguments)  # type: ignore[arg-type] # whatever the trial gave

    monkeypatch.setattr(publish, "build", careless)
    with pytest.raises(AssertionError):
        tried(BROKEN)
