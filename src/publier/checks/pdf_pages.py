"""Pages: each begins with the words that the marks of the other editions stand before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publier import model as m
from publier import tree
from publier.checks.pdf import MADE, OUTSIDE, is_counted
from publier.checks.pdf_content import Piece
from publier.checks.pdf_tree import NOTES, PICTURES, Element, Link
from publier.notes import letters
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.checks.pdf import Reading

ENOUGH = 24
"""How many letters tell one place of a text from another."""


def problems(reading: Reading, relecture: m.Relecture) -> Iterator[Problem]:
    """Yield the first page that begins with other words than the relecture's pages say.

    A relecture that has not been printed before has no pages yet, and nothing to compare.
    """
    if not relecture.pages:
        return
    begun: dict[int, tuple[str, str]] = {}
    for place, number, words in _pieces(reading.book.root, "", {call.element for call in reading.calls}):
        begun.setdefault(number, (place, words[:ENOUGH]))
    text = "".join(_letters(relecture))
    named = dict(zip(reading.book.labels, range(len(reading.book.pages)), strict=False))
    for page in relecture.pages:
        place, words = begun.pop(named.get(page.label, -1), ("", "–"))
        expected = text[page.offset : page.offset + ENOUGH]
        if place != page.place or (not place and not expected.startswith(words)):
            found = place or words
            yield Problem("P055", page=page.label, found=found, expected=page.place or expected)
            return
    for number, (place, words) in begun.items():
        yield Problem("P055", page=number + 1, found=place or words, expected="")


def _pieces(element: Element, place: str, calls: set[Element]) -> Iterator[tuple[str, int, str]]:
    """Yield what is painted of the text, in reading order, and of sections of our own: place, page, letters.

    Small capitals are painted with other letters than they are read as.
    """
    place = element.id if element.id in OUTSIDE else place
    read = letters(element.spoken or "")
    for kid in element.kids:
        if isinstance(kid, Piece):
            painted = "" if element.role in PICTURES else letters(kid.text)
            here, read = read[: len(painted)], read[len(painted) :]
            yield place, kid.page, here if here.casefold() == painted.casefold() else painted
        elif isinstance(kid, Link):
            continue
        elif place or not (kid.role in NOTES or kid in calls or kid.classes & MADE):
            if kid.role == "Lbl" and is_counted(kid) and not place:
                continue
            yield from _pieces(kid, place, calls)
        elif element.role == "Caption" and kid.classes & MADE:
            return  # what follows is the credit


def _letters(relecture: m.Relecture) -> Iterator[str]:
    """Yield the letters of the text, pull quotes, credits and notes left out."""
    repeated = [block.children for block in tree.all_blocks(relecture) if isinstance(block, m.PullQuote)]
    for run in tree.runs(relecture):
        if not any(run is words for words in repeated):
            yield letters(m.plain(run))
