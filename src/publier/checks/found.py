"""What was found in a finished edition: the same shape whatever the format."""

from __future__ import annotations

from dataclasses import dataclass, field

from publier.notes import Ledger, letters


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text, by level (2 for a part) and words."""

    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Found:
    """An edition as its bytes say it.

    ``runs`` are the words of each block of the text in reading order, notes last, white space
    squeezed; ``langs`` the foreign passages (language, words); ``ids`` every id, in order;
    ``targets`` every fragment that a link leads to; ``paragraphs`` the numbers of the
    paragraphs that have an anchor; ``pages`` are the marks of printed pages in the text (label,
    letters of the text before it), ``page_list`` the labels that navigation lists; ``seen`` is what
    each note says of its addresses, with where that leads, or nothing; ``outward`` are the addresses
    that links of the text lead to, notes apart.
    """

    ledger: Ledger
    runs: tuple[str, ...]
    headings: tuple[Heading, ...]
    langs: tuple[tuple[str, str], ...] = ()
    ids: tuple[str, ...] = field(default=(), repr=False)
    targets: tuple[str, ...] = field(default=(), repr=False)
    paragraphs: tuple[int, ...] = field(default=(), repr=False)
    pages: tuple[tuple[str, int], ...] = field(default=(), repr=False)
    page_list: tuple[str, ...] = field(default=(), repr=False)
    seen: tuple[str, ...] = field(default=(), repr=False)
    outward: tuple[str, ...] = field(default=(), repr=False)

    def words(self, some: str) -> str:
        """Return the words that letters of the text are, but a first one that is cut; else the letters."""
        for run in self.runs if some else ():
            places = [n for n, sign in enumerate(run) if letters(sign)]
            start = "".join(run[n] for n in places).find(some)
            if start >= 0:
                first, last = places[start], places[start + len(some) - 1]
                words = run[first : last + 1]
                cut = start > 0 and places[start - 1] == first - 1
                return words.partition(" ")[2] if cut and " " in words else words
        return some
