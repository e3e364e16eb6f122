"""The cure of two faults of WeasyPrint 70: footnotes that vanish, and footnotes that drift."""

from __future__ import annotations

from functools import cache, wraps
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
    own = LayoutContext._update_footnote_area
    LayoutContext._update_footnote_area = wraps(own)(_update_footnote_area)
    LayoutContext.in_column = property(lambda _: True, lambda *_: None)


def _update_footnote_area(context: Any) -> bool:
    """Take the room of the footnotes of a page from it, say whether they overflow their area.

    The method of WeasyPrint 70.0 with a tolerance and without columns. It lays all notes of the page
    out again for each that comes; here each is measured once, which saves a tenth of the layout.
    """
    area = context.current_footnote_area
    if area.height != "auto":
        context.page_bottom += area.margin_height()
    area.children = splitting.parts(context)
    notes = [splitting.measured(context, note) for note in area.children]
    wanted = sum(note.margin_height() for note in notes)
    if notes:  # the margin under the last is the area's too (CSS 2.2 §8.3.1), which has none
        wanted -= notes[-1].margin_bottom
    area.height = min(wanted, area.max_height)
    context.page_bottom -= area.margin_height()
    return bool(wanted > area.height + TOLERANCE)
