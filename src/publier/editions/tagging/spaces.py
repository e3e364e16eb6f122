"""The spaces that line breaking takes away, given back to whoever reads the text aloud.

A line break eats its space, so that extracted text would glue the last word of a line to the
first of the next. The space is added where the source has one, and nowhere else: an address
broken after a slash stays one word, a hyphen that hyphenation added becomes a soft one.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from publier.editions.tagging import seam, source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from publier.editions.tagging.seam import Box, Document, TextBox
    from publier.editions.tagging.tree import Structure

APART = frozenset({"blockquote", "br", "dd", "dl", "dt", "li", "ol", "p", "ul"})
"""Elements in a note or an item that no word reaches out of."""

CONTEXT = 12
"""How many letters on each side of a line break are looked for in the source."""


class Spaces:
    """Finds, over a whole document, the runs of text that lack a space, and the soft hyphens."""

    def __init__(self, structure: Structure) -> None:
        self.artifacts = {leaf.box for leaf, _ in structure.artifacts}
        self.lacking: dict[TextBox, None] = {}
        self.soft: list[tuple[int, TextBox]] = []
        self.last: dict[tuple[Element, str | None], tuple[int, TextBox]] = {}
        self.sources: dict[Element, str] = {}

    def page(self, number: int, box: Box) -> None:
        """Look at the text of one page; running heads are nobody's text."""
        if seam.is_margin(box):
            return
        inner = list(seam.children(box))
        if seam.is_absolute(box) and (runs := [run for run in seam.descendants(box) if seam.is_text(run)]):
            self.lack(runs[-1])  # a number in the margin is a word of its own
        if seam.holds_lines(box) and inner and seam.is_line(inner[0]):
            for line in inner:
                self.line(number, box, line)
        for child in inner:
            self.page(number, child)

    def line(self, number: int, block: Box, line: Box) -> None:
        """Look at one line: blanks between runs, then the break before it."""
        runs = list(_runs(line))
        for run, after in pairwise(runs):
            if run and _says(run) and not (after and _says(after)):
                self.lack(run)
        shown = [run for run in runs if run and _says(run) and run not in self.artifacts]
        if not shown or block.element is None:
            return
        key = (block.element, block.element_tag)
        if key in self.last:
            self.join(*self.last[key], shown[0], block.element)
        self.last[key] = (number, shown[-1])

    def join(self, number: int, run: TextBox, following: TextBox, element: Element) -> None:
        """Decide what the break between two lines stood for."""
        end = run.text[-1]
        if end == "\u200b" or end.isspace():
            return
        # Between two letters a line breaks at a space, unless it may be cut anywhere; after a hyphen, a
        # slash or a bracket it may go on without one: only the source knows.
        if end.isalnum() and following.text[:1].isalnum() and run.style["overflow_wrap"] == "normal":
            self.lack(run)
            return
        text = self.source(element)
        head = _squeeze(following.text)[:CONTEXT]
        tail = _squeeze(run.text)[-CONTEXT:]
        if tail + head in text:
            return
        if end == run.style["hyphenate_character"] and tail[:-1] + head in text:
            self.soft.append((number, run))
        else:
            self.lack(run)

    def lack(self, run: TextBox) -> None:
        """Note that a run is followed by a space that is not drawn."""
        if not run.pango_layout.text[-1:].isspace():
            self.lacking[run] = None

    def source(self, element: Element) -> str:
        """Return the text of an element, in one form for comparison."""
        if element not in self.sources:
            self.sources[element] = _squeeze("".join(_texts(element)))
        return self.sources[element]


def find(document: Document, structure: Structure) -> Spaces:
    """Look at a whole laid out document."""
    spaces = Spaces(structure)
    for leaf in structure.spaced:
        if seam.is_text(leaf.box):
            spaces.lack(leaf.box)
    for number, page in enumerate(document.pages):
        for box in seam.children(seam.page_box(page)):
            spaces.page(number, box)
    return spaces


def _runs(box: Box) -> Iterator[TextBox | None]:
    """Yield the runs of text of a line; a leader is ``None``: what it fills is a space."""
    for child in seam.children(box):
        if child.is_leader:
            yield None
        elif seam.is_text(child):
            yield child
        elif not seam.is_absolute(child):
            yield from _runs(child)


def _texts(element: Element) -> Iterator[str]:
    """Yield the text of an element without its notes; what stands apart in it is kept apart."""
    yield element.text or ""
    for kid in element:
        names = source.classes(kid)
        if "fn" not in names:
            apart = " " if kid.tag in APART or "np" in names else ""
            yield from (apart, *_texts(kid), apart)
        yield kid.tail or ""


def _says(run: TextBox) -> bool:
    return bool(run.text.strip())


def _squeeze(text: str) -> str:
    return " ".join(text.split()).casefold()
