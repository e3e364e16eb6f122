"""The cure of two faults of WeasyPrint 70: footnotes that vanish, and footnotes that drift."""

from __future__ import annotations

from functools import cache, wraps
from math import inf
from typing import Any

from publier.editions import splitting

TOLERANCE = 1e-6
"""Pixels. The area « overflows » by 2e-13 px, which is the rounding of a sum, not a length."""


@cache
def cure() -> None:
    """Make WeasyPrint keep every footnote, on the page of its call.

    They vanish: with an ordinary ``@footnote { border-top; padding-top; margin-top }`` two sums
    differ in the last digit, the area counts as full, notes move on from page to page and the
    last ones are dropped when ``target-counter`` paginates again (Kozea/WeasyPrint#2502 is
    related). Hence the tolerance.

    They drift: rather than end a page two lines early, it moves notes that are already placed to
    the next page, whatever ``footnote-policy`` says. It does not do so inside columns, and these
    are not used here; hence the property.
    """
    from weasyprint.layout import LayoutContext

    splitting.cure()
    own = LayoutContext._update_footnote_area  # noqa: SLF001 (there is no public place)
    LayoutContext._update_footnote_area = wraps(own)(_update_footnote_area)  # noqa: SLF001
    LayoutContext.in_column = property(lambda _: True, lambda *_: None)


def _update_footnote_area(context: Any) -> bool:  # noqa: ANN401 (WeasyPrint has no types)
    """Lay the footnotes of a page out, take their room from the page, say whether they overflow.

    The method of WeasyPrint 70.0, with a tolerance and without columns; laying out twice to
    correct its answer would cost a sixth of the whole layout.
    """
    from weasyprint.formatting_structure import build
    from weasyprint.layout.block import block_level_layout

    area = context.current_footnote_area
    if area.height != "auto":
        context.page_bottom += area.margin_height()
    area.children = splitting.parts(context)
    if not area.children:
        area.height = 0
        context.page_bottom -= area.margin_height()
        return False
    laid_out = build.create_anonymous_boxes(area.deepcopy())
    laid_out = block_level_layout(context, laid_out, -inf, None, area.page)[0]
    area.height = laid_out.height
    context.page_bottom -= laid_out.margin_height()
    last = laid_out.children[-1]
    end_of_last = last.position_y + last.margin_height() - last.margin_bottom
    end = laid_out.position_y + laid_out.margin_height() - laid_out.margin_bottom
    return bool(end_of_last - end > TOLERANCE)
