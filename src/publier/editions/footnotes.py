"""The cure of a fault in WeasyPrint 70: footnotes that vanish without a word."""

from __future__ import annotations

from functools import cache
from math import inf
from typing import Any

TOLERANCE = 1e-6
"""Pixels. The area « overflows » by 2e-13 px, which is the rounding of a sum, not a length."""


@cache
def cure() -> None:
    """Make WeasyPrint compare the end of the last footnote with that of their area less sharply.

    With an ordinary ``@footnote { border-top; padding-top; margin-top }`` the two sums differ in
    the last digit, the area counts as full, notes drift from page to page and the last ones are
    dropped when ``target-counter`` paginates again (Kozea/WeasyPrint#2502 is related).
    """
    from weasyprint.layout import LayoutContext

    original = LayoutContext._update_footnote_area  # noqa: SLF001 (there is no public place)

    def update(context: Any) -> bool:  # noqa: ANN401 (WeasyPrint has no types)
        return original(context) and _excess(context) > TOLERANCE

    LayoutContext._update_footnote_area = update  # noqa: SLF001


def _excess(context: Any) -> float:  # noqa: ANN401
    """Return by how many pixels the last footnote passes the end of its area."""
    from weasyprint.formatting_structure import build
    from weasyprint.layout.block import block_level_layout

    area = build.create_anonymous_boxes(context.current_footnote_area.deepcopy())
    area = block_level_layout(context, area, -inf, None, context.current_footnote_area.page)[0]
    last = area.children[-1]
    last_bottom = last.position_y + last.margin_height() - last.margin_bottom
    bottom = area.position_y + area.margin_height() - area.margin_bottom
    return float(last_bottom - bottom)
