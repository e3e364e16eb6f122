"""Checks of finished editions: they read bytes only, and compare them with the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publier.checks import compare
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from publier.checks.found import Found
    from publier.checks.xhtml_book import Book
    from publier.model import Relecture
    from publier.notes import Ledger

PAPER = frozenset({"pdf", "large-print", "booklet", "handout", "printing"})
"""Editions and parts of a kit that are PDF files."""


def check(name: str, data: bytes, relecture: Relecture) -> list[Problem]:
    """Return what differs between an edition (by its name) and its source.

    ``relecture`` is numbered, resolved and typeset: what the renderers were given.
    """
    check_one = _check_pdf if name in PAPER else _check_screen
    problems, rules = check_one(name, data, relecture)
    said = (Problem(p.code, p.at, **{**dict(p.values), "edition": name}) for p in rules)
    return [*problems, *said]


def _check_screen(
    name: str, data: bytes, relecture: Relecture
) -> tuple[Iterable[Problem], Iterable[Problem]]:
    """Return how a page or a book differs from its source, and what is wrong with its form."""
    from publier.checks import xhtml, xhtml_rules

    book = _open(name, data)
    problems = compare.problems(name, xhtml.read(book), relecture)
    return problems, xhtml_rules.problems(book, relecture)


def _check_pdf(name: str, data: bytes, relecture: Relecture) -> tuple[Iterable[Problem], Iterable[Problem]]:
    """Return how a PDF differs from its source, and what is wrong with its form."""
    from publier.checks import pdf, pdf_book, pdf_rules

    reading = pdf.Reading(pdf_book.read_book(data))
    problems = compare.problems(name, reading.found(), relecture)
    rules = pdf_rules.problems(reading, relecture)
    if any(problem.code == "P010" for problem in problems):
        rules += pdf_rules.words(reading, relecture)
    return problems, rules


def read_ledger(name: str, data: bytes) -> Ledger:
    """Return the ledger read back out of a finished edition."""
    return read(name, data).ledger


def read(name: str, data: bytes) -> Found:
    """Read an edition back. Raises ``ValueError`` when it is not one of ours."""
    if name in PAPER:
        from publier.checks.pdf import read_pdf

        return read_pdf(data)
    from publier.checks import xhtml

    return xhtml.read(_open(name, data))


def _open(name: str, data: bytes) -> Book:
    from publier.checks.xhtml_book import open_epub, open_html

    return open_epub(data) if name == "epub" else open_html(data)
