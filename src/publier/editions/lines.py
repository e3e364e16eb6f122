"""The cure of a fault of WeasyPrint 70: a line of one word in the middle of a paragraph."""

from __future__ import annotations

from functools import cache
from typing import Any

SPACES = " \u00a0\u202f"
SHORT = 0.75
"""A line that takes less than this share of its width is looked at again."""


@cache
def cure() -> None:
    """Make WeasyPrint let the space at the end of a text hang over the end of its line.

    Pango lets it hang, so a text that fits but for its last space is one line to Pango and too
    wide to WeasyPrint, which then believes that only its first word can be kept: « de », then
    the rest on the next line. It needs a text that ends with a space, and an inline after it.
    """
    from weasyprint.layout import inline

    original = inline.split_first_line

    def split_first_line(
        text: str,
        style: Any,  # noqa: ANN401 (WeasyPrint has no types)
        context: Any,  # noqa: ANN401
        max_width: float | None,
        spacing: float,
        *,
        is_line_start: bool = True,
    ) -> Any:  # noqa: ANN401
        line = original(text, style, context, max_width, spacing, is_line_start=is_line_start)
        _, _, resume_index, width, *_ = line
        if resume_index is None or not max_width or width > SHORT * max_width or text[-1] not in SPACES:
            return line
        whole = original(text.rstrip(SPACES), style, context, max_width, spacing, is_line_start=is_line_start)
        if whole[2] is not None or whole[3] > max_width:
            return line
        return original(text, style, context, None, spacing, is_line_start=is_line_start)

    inline.split_first_line = split_first_line
