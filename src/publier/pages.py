"""Where printed pages begin, put into the text: page anchors are the same in every edition.

The printed edition says how many letters of the text stand before each of its pages; a mark goes
before the first whole word of the page. It is put in after typography: words and numbers stay.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from publier import model as m
from publier import tree
from publier.notes import letters

if TYPE_CHECKING:
    from collections.abc import Iterable


def insert(relecture: m.Relecture, pages: Iterable[m.Page]) -> m.Relecture:
    """Return the relecture with its pages, and a mark in the text where each begins."""
    known = tuple(pages)
    repeated = [b.children for b in tree.all_blocks(relecture) if isinstance(b, m.PullQuote)]
    marks = _Marks([page for page in known if not page.place], repeated)
    body = replace(relecture, notes=())
    total = sum(len(letters(m.plain(run))) for run in tree.runs(body) if not marks.repeats(run))
    marked = tree.map_inlines(body, lambda run: marks.whole(run, total))
    return replace(marked, notes=relecture.notes, pages=known)


class _Marks:
    """Counts letters through the text and puts each mark before the word that begins its page."""

    def __init__(self, pages: list[m.Page], repeated: list[tree.Run]) -> None:
        self.waiting = deque(pages)
        self.repeated = repeated
        self.passed = 0

    def repeats(self, run: tree.Run) -> bool:
        """Whether a run is a pull quote, which only repeats the text and counts for nothing."""
        return any(run is words for words in self.repeated)

    def whole(self, run: tree.Run, total: int) -> tree.Run:
        """Mark the run of a block; pages after the last word, of pictures alone, are put behind it."""
        if self.repeats(run):
            return run
        before = self.passed
        marked = self.run(run)
        if before == self.passed or self.passed < total:
            return marked
        return (*marked, *self.due(after=True))

    def run(self, inlines: tree.Run) -> tree.Run:
        """Mark the inlines of a block, or those that one of them holds."""
        return tuple(marked for node in inlines for marked in self.node(node))

    def node(self, node: m.Inline) -> list[m.Inline]:
        """Mark one inline; code is not cut: its mark stands before it."""
        match node:
            case m.Text():
                return self.text(node)
            case m.Code(value):
                self.passed += len(letters(value))
                return [*self.due(), node]
            case _:
                return [tree.map_children(node, self.run)]

    def due(self, *, after: bool = False) -> list[m.Inline]:
        """Return the marks of pages that have begun by now, or ``after`` the letter that was counted."""
        marks: list[m.Inline] = []
        while self.waiting and self.waiting[0].offset < self.passed + after:
            marks.append(m.PageBreak(self.waiting.popleft().label))
        return marks

    def text(self, node: m.Text) -> list[m.Inline]:
        """Cut a text at the words that begin a page."""
        out: list[m.Inline] = []
        start = 0
        for place, character in enumerate(node.value):
            if not letters(character):
                continue
            self.passed += 1
            marks = self.due()
            if marks:
                cut = word_start(node.value, place)
                out += [*_piece(node, start, cut), *marks]
                start = cut
        return [*out, *_piece(node, start, len(node.value))]


def word_start(text: str, place: int) -> int:
    """Return where the first whole word from a letter on begins, with the signs that open it.

    A page may begin in the middle of a word that was cut: then it is the next one.
    """
    if place and letters(text[place - 1]):
        end = text.find(" ", place)
        return len(text) if end < 0 else end + 1
    if not letters(text[:place]):
        return 0
    while place and text[place - 1] != " " and not letters(text[place - 1]):
        place -= 1
    return place


def _piece(node: m.Text, start: int, end: int) -> list[m.Inline]:
    return [replace(node, value=node.value[start:end])] if end > start else []
