"""Checks of editions without printed pages; sabotages are in tests/editions/test_screen_mutants.py."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from examples import numbered

from publier import checks
from publier.checks import xhtml_book
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


def repacked(book: bytes, compression: int = zipfile.ZIP_STORED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(packed, "w", compression) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return packed.getvalue()


def test_a_book_with_a_damaged_file_is_refused(book: bytes) -> None:
    """Even one that no check reads: whoever opens the book may."""
    plain = repacked(book)
    start = plain.index(b".css") + 4  # of what the first style sheet says
    with pytest.raises(ValueError, match="CRC"):
        checks.read_ledger("epub", plain[:start] + b"\0" + plain[start + 1 :])


def test_a_book_packed_in_an_unknown_way_is_refused(book: bytes) -> None:
    packed = bytearray(repacked(book))
    place = packed.rindex(b"PK\x01\x02")
    packed[place + 10] = 99  # the method of compression
    with pytest.raises(ValueError, match="compression"):
        checks.read_ledger("epub", bytes(packed))


def test_a_bomb_of_a_book_is_refused_before_it_is_unpacked(
    book: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xhtml_book, "LARGEST", 1000)
    with pytest.raises(ValueError, match="MiB"):
        checks.read_ledger("epub", book)


def test_what_is_no_edition_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        checks.read_ledger("epub", b"not a zip")
