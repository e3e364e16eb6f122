"""Small pictures of the pages of a PDF."""

from __future__ import annotations

import base64
import io

WIDTH = 150
"""Of a picture, in pixels."""


def pictures(data: bytes) -> list[str]:
    """Return each page of a PDF as a ``data:`` address of a PNG; none of a file that cannot be opened."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return []
    with document:
        return [_picture(page) for page in document]


def _picture(page: object) -> str:
    image = page.render(scale=WIDTH / page.get_width()).to_pil()  # type: ignore[attr-defined] # it has no types
    packed = io.BytesIO()
    image.quantize(16).save(packed, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(packed.getvalue()).decode()}"
