"""The pages of a booklet on sheets that are printed on both sides, folded in the middle and stapled.

Two A5 pages stand side by side on a sheet of A4. A printer turns it over on its short edge, so that
what is printed behind the right half of the front is the left half of the back.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from publier.model import Metadata

Side = tuple[int | None, int | None]
"""The pages (from 0) on the left and on the right of one side of a sheet; None is a blank one."""

POINTS = 72 / 25.4
SHEET = 297 * POINTS, 210 * POINTS
PAGE = 148 * POINTS


def sequence(pages: int, back: int) -> list[int | None]:
    """Return the pages (from 0) of a booklet as they are read, filled up to whole sheets.

    Blank ones come right before page ``back``, the first of what closes the booklet: the last
    page then is the back cover.
    """
    blanks: list[int | None] = [None] * (-pages % 4)
    return [*range(back), *blanks, *range(back, pages)]


def sides(order: list[int | None]) -> list[Side]:
    """Return the sides to print, front and back of each sheet in turn, the outermost sheet first."""
    last, found = len(order) - 1, []
    for first in range(0, len(order) // 2, 2):
        found.append((order[last - first], order[first]))
        found.append((order[first + 1], order[last - first - 1]))
    return found


def impose(data: bytes, back: int, metadata: Metadata) -> bytes:
    """Return A5 pages as a file for a printer: A4 sheets, without the structure that screens need.

    It asks for both sides, turned on the short edge, at full size (ISO 32000-1 §12.2).
    """
    with pikepdf.open(io.BytesIO(data)) as book, pikepdf.new() as printed:
        for side in sides(sequence(len(book.pages), back)):
            sheet = printed.add_blank_page(page_size=SHEET)
            drawn, said = pikepdf.Dictionary(), ""
            for name, page, left in zip(("/L", "/R"), side, (SHEET[0] / 2 - PAGE, SHEET[0] / 2), strict=True):
                if page is not None:
                    drawn[name] = printed.copy_foreign(book.pages[page].as_form_xobject())
                    said += f"q 1 0 0 1 {left:.3f} 0 cm {name} Do Q\n"
            sheet.Resources = pikepdf.Dictionary(XObject=drawn)
            sheet.Contents = printed.make_stream(said.encode())
        _describe(printed, metadata)
        out = io.BytesIO()
        printed.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _describe(printed: pikepdf.Pdf, metadata: Metadata) -> None:
    printed.docinfo["/Title"] = metadata.title
    printed.docinfo["/Author"] = ", ".join(author.name for author in metadata.authors)
    printed.Root["/Lang"] = pikepdf.String(metadata.lang)
    printed.Root["/ViewerPreferences"] = pikepdf.Dictionary(
        DisplayDocTitle=True, Duplex=pikepdf.Name.DuplexFlipShortEdge, PrintScaling=pikepdf.Name("/None")
    )
