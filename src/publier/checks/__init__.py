"""Checks of finished editions: they read bytes only, and compare them with the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publier.checks import compare

if TYPE_CHECKING:
    from publier.checks.found import Found
    from publier.model import Relecture
    from publier.notes import Ledger
    from publier.problems import Problem


def check(name: str, data: bytes, relecture: Relecture) -> list[Problem]:
    """Return what differs between an edition (``html``, ``epub``, ``pdf``) and its source.

    ``relecture`` is numbered, resolved and typeset: what the renderers were given.
    """
    if name == "pdf":
        return _check_pdf(data, relecture)
    return compare.problems(name, read(name, data), relecture)


def _check_pdf(data: bytes, relecture: Relecture) -> list[Problem]:
    from publier.checks import pdf, pdf_book, pdf_rules

    reading = pdf.Reading(pdf_book.read_book(data))
    problems = compare.problems("pdf", reading.found(), relecture)
    problems += pdf_rules.problems(reading, relecture)
    if any(problem.code == "P010" for problem in problems):
        problems += pdf_rules.words(reading, relecture)
    return problems


def read_ledger(name: str, data: bytes) -> Ledger:
    """Return the ledger read back out of a finished edition."""
    return read(name, data).ledger


def read(name: str, data: bytes) -> Found:
    """Read an edition back. Raises ``ValueError`` when it is not one of ours."""
    if name == "pdf":
        from publier.checks.pdf import read_pdf

        return read_pdf(data)
    from publier.checks.xhtml import read_epub, read_html

    return read_epub(data) if name == "epub" else read_html(data)
