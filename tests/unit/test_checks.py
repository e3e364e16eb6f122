"""Checks of editions without printed pages; sabotages are in tests/editions/test_screen_mutants.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from examples import numbered

from publier import checks
from publier.editions import Styles, epub, web

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def page(styles: Path) -> bytes:
    return web.render(numbered(), Styles(styles))


@pytest.fixture(scope="module")
def book(styles: Path) -> bytes:
    return epub.render(numbered(), Styles(styles))


def codes(name: str, data: bytes) -> set[str]:
    return {problem.code for problem in checks.check(name, data, numbered())}


def test_untouched_editions_have_no_problem(page: bytes, book: bytes) -> None:
    assert codes("html", page) == set()
    assert codes("epub", book) == set()


def test_what_is_no_edition_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        checks.read_ledger("epub", b"not a zip")
