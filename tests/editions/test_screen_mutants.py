"""A finished page and EPUB, sabotaged in one place at a time: each sabotage is caught, by its own code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

import mutants
import pytest
from mutants import Copy
from prepared import STYLES, prepared

from publier import checks, making, pages
from publier.checks.validators import epubcheck, nu
from publier.checks.validators.results import NotRunError, Result
from publier.editions import Styles, epub, web
from publier.model import Relecture

PAGE = {**mutants.EVERY, **mutants.HTML}
BOOK = {**mutants.EVERY, **mutants.EPUB}


@dataclass(frozen=True)
class Finished:
    """The relecture that uses the whole vocabulary, with its pages, and both editions of it."""

    relecture: Relecture
    html: bytes
    epub: bytes


@pytest.fixture(scope="module")
def finished() -> Finished:
    relecture = prepared("vocabulaire")
    paged = pages.insert(relecture, making.lay_out(relecture, STYLES))
    styles = Styles(STYLES)
    return Finished(paged, web.render(paged, styles), epub.render(paged, styles))


def codes(name: str, data: bytes, relecture: Relecture) -> set[str]:
    return {problem.code for problem in checks.check(name, data, relecture)}


def named(sabotage: Callable[[Copy], None]) -> str:
    return sabotage.__name__


def test_untouched_editions_have_no_problem(finished: Finished) -> None:
    assert checks.check("html", finished.html, finished.relecture) == []
    assert checks.check("epub", finished.epub, finished.relecture) == []


def test_writing_them_again_changes_nothing(finished: Finished) -> None:
    """What the sabotages do is all that they do."""
    for name, data in (("html", finished.html), ("epub", finished.epub)):
        assert codes(name, mutants.sabotaged(data, lambda _: None), finished.relecture) == set()


@pytest.mark.parametrize("sabotage", PAGE, ids=named)
def test_a_sabotaged_page_is_caught(finished: Finished, sabotage: Callable[[Copy], None]) -> None:
    found = codes("html", mutants.sabotaged(finished.html, sabotage), finished.relecture)
    assert PAGE[sabotage] <= found


@pytest.mark.parametrize("sabotage", BOOK, ids=named)
def test_a_sabotaged_book_is_caught(finished: Finished, sabotage: Callable[[Copy], None]) -> None:
    found = codes("epub", mutants.sabotaged(finished.epub, sabotage), finished.relecture)
    assert BOOK[sabotage] <= found


def test_there_are_enough_sabotages() -> None:
    caught = set().union(*PAGE.values(), *BOOK.values())
    shared = {"P034", "P039", "P040", "P045"}  # with the PDF
    ours = {f"P{n:03}" for n in (*range(1, 7), *range(10, 19), *range(60, 76))}
    assert shared | ours <= caught
    assert min(len(mutants.HTML), len(mutants.EPUB)) >= 15


# ------------------------------------------------------------------ how many the validators see


def written(folder: Path, data: bytes, sabotages: Mapping[Callable[[Copy], None], set[str]]) -> list[Path]:
    """Write an edition as it is and, after it, each sabotaged copy."""
    suffix = "epub" if data.startswith(b"PK") else "html"
    copies = {"untouched": mutants.sabotaged(data, lambda _: None)}
    copies |= {named(sabotage): mutants.sabotaged(data, sabotage) for sabotage in sabotages}
    for name, copy in copies.items():
        (folder / f"{name}.{suffix}").write_bytes(copy)
    return [folder / f"{name}.{suffix}" for name in copies]


Keep: TypeAlias = Callable[[str, object], None]
"""How a test has something said at the end of the run, from whatever process (``conftest``)."""


def seen(name: str, results: list[Result], paths: list[Path], keep: Keep) -> int:
    """Have said, and return, how many sabotages a validator sees; our checks see all of them."""
    first, *others = [{m for m in result.messages if m.fails or m.level == "usage"} for result in results]
    assert not first
    found = [path.stem for path, messages in zip(paths[1:], others, strict=True) if messages]
    keep("sabotages", (name, len(found), len(others), ", ".join(found)))
    return len(found)


def count(validator: ModuleType, paths: list[Path], keep: Keep) -> None:
    """Let a validator look at all copies, and hold that it sees some of the sabotages, but not all."""
    try:
        results = validator.check(paths)
    except NotRunError as reason:
        pytest.skip(f"{validator.NAME} was not run: {reason}")
    assert 0 < seen(validator.NAME, results, paths, keep) < len(paths) - 1


@pytest.mark.slow
def test_how_many_sabotages_nu_sees(finished: Finished, tmp_path: Path, record_property: Keep) -> None:
    """It looks at the form of a page, and knows nothing of what its source says."""
    count(nu, written(tmp_path, finished.html, PAGE), record_property)


@pytest.mark.slow
def test_how_many_sabotages_epubcheck_sees(finished: Finished, tmp_path: Path, record_property: Keep) -> None:
    """It looks at the form of a book. Ace and axe, seconds a copy, are shown one sabotage elsewhere."""
    count(epubcheck, written(tmp_path, finished.epub, BOOK), record_property)
