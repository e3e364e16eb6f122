"""The cure of two faults of WeasyPrint 70: lines of one word in a paragraph, addresses cut inside a word."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

SPACES = " \u00a0\u202f"
SHORT = 0.75
"""A line that takes less than this share of its width is looked at again."""
LONG = 30
"""Bytes of a piece of an address that may have no room on any line, and be cut."""


@cache
def cure() -> None:
    """Make WeasyPrint let the space at the end of a text hang over the end of its line.

    Pango lets it hang, so a text that fits but for its last space is one line to Pango and too
    wide to WeasyPrint, which then believes that only its first word can be kept: « de », then
    the rest on the next line. It needs a text that ends with a space, and an inline after it.

    Inside an inline of its own, any text is at the start of a line to WeasyPrint. Of an address, for which
    style sheets say ``overflow-wrap: anywhere``, it then leaves « www.mil » where the next line has room.
    """
    from weasyprint.layout import inline

    original = inline.split_first_line

    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        spacing: float,
        *,
        is_line_start: bool = True,
    ) -> Any:
        split = partial(original, style=style, context=context, justification_spacing=spacing)
        if is_line_start and style["overflow_wrap"] == "anywhere":
            return _split(partial(_keeping_words, split), text, max_width)
        return _split(partial(split, is_line_start=is_line_start), text, max_width)

    inline.split_first_line = split_first_line


def _split(split: Any, text: str, max_width: float | None) -> Any:
    """Fit as much of a text as possible into a width (pixels; None for any), by WeasyPrint's own function."""
    line = split(text, max_width=max_width)
    _, _, resume_index, width, *_ = line
    if not max_width or text[-1] not in SPACES:
        return line
    if resume_index is None:  # it fits, or all but the space at its end
        return line if width <= max_width or text[-1] == " " else _without_last_word(split, text, line)
    if width > SHORT * max_width:
        return line
    *_, rest, whole, _, _ = split(text.rstrip(SPACES), max_width=max_width)
    if rest is not None or whole > max_width:
        return line
    return split(text, max_width=None) if text[-1] == " " else _without_last_word(split, text, line)


def _keeping_words(split: Any, text: str, max_width: float | None) -> Any:
    """Fit an address that may be at the start of a line: only a piece for which no line has room is cut."""
    line = split(text, max_width=max_width, is_line_start=False)
    _, length, _, width, *_ = line
    if max_width is None or width <= max_width or length <= LONG:
        return line
    return split(text, max_width=max_width, is_line_start=True)


def _without_last_word(split: Any, text: str, line: Any) -> Any:
    """Leave the last word to the next line, with what a no-break space ties to it: the call of a note.

    Left here, it would be torn from its call, or WeasyPrint would break a text that stands before.
    """
    before, _, _ = text.rstrip(SPACES).rpartition(" ")
    if not before.strip():
        return line
    return split(text, max_width=split(before, max_width=None)[3])
