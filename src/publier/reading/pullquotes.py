"""A pull quote repeats the text: screen readers skip it, so its words must be read elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publier import model as m
from publier import tree
from publier.notes import letters
from publier.reading.context import Context
from publier.reading.outline import Outline

_CUT = re.compile(r"\s*(?:\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\)|…|\.\.\.)\s*")


def check_pull_quotes(context: Context, outline: Outline) -> None:
    """Report the pull quotes whose words, apart from cuts marked « … », are not in the text."""
    blocks = list(_blocks(outline))
    quotes = [block for block in blocks if isinstance(block, m.PullQuote)]
    if not quotes:
        return
    others = tuple(block for block in blocks if not isinstance(block, m.PullQuote))
    text = "\n".join(letters(m.plain(run)).casefold() for run in tree.block_runs(others))
    for quote in quotes:
        parts = (letters(part).casefold() for part in _CUT.split(m.plain(quote.children)))
        if not all(part in text for part in parts):
            context.report("S029", quote.at)


def _blocks(outline: Outline) -> Iterator[m.Block]:
    for front in outline.fronts.values():
        yield from front.blocks
    yield from outline.blocks
    for section in m.walk_sections(outline.sections):
        yield from section.blocks
