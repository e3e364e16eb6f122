"""The booklet: the relecture on A5 pages, proved like an edition, then put on sheets to fold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from publier import checks
from publier.kit import imposition

if TYPE_CHECKING:
    from publier.editions import Styles
    from publier.model import Relecture
    from publier.problems import Problem


@dataclass(frozen=True, slots=True)
class Booklet:
    """A file for the printer, how many sheets of A4 it takes, and what is wrong with its pages."""

    data: bytes
    sheets: int
    problems: tuple[Problem, ...]


def make(relecture: Relecture, styles: Styles) -> Booklet:
    """Return the booklet of a relecture; what closes it (``colophon``) is on its back."""
    from publier.editions import paging, pdf

    document = pdf.lay_out(relecture, styles, pdf.BOOKLET)
    back = next(page for page in paging.pages(document) if page.place == "colophon")
    pages = pdf.write(document, relecture, pdf.BOOKLET)
    problems = checks.check(pdf.BOOKLET.edition, pages, relecture)
    printed = imposition.impose(pages, int(back.label) - 1, relecture.metadata)
    return Booklet(printed, -(-len(document.pages) // 4), tuple(problems))
