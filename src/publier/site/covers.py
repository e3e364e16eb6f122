"""Covers for the catalogue: as the book has them, and small for the list."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from PIL import Image

BOX = (480, 720)
"""Pixels of the small one, at most: it is shown at half that size."""

SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg"}
COLOURS = 32
"""Of a small drawn cover: it has the steps of two, from paper to ink and from paper to the archive."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the site by its file name, and its size in pixels."""

    name: str
    media_type: str
    size: tuple[int, int]
    data: bytes = field(repr=False)


def both(slug: str, media_type: str, data: bytes) -> tuple[Picture, Picture]:
    """Return a cover as it is, and one no larger than the box.

    A drawing stays a drawing, a photograph becomes JPEG, what has few colours PNG. Raises OSError when it
    is no picture.
    """
    name = f"{slug}{SUFFIXES[media_type]}"
    if media_type not in ("image/png", "image/jpeg"):
        drawing = Picture(name, media_type, BOX, data)
        return drawing, drawing
    with Image.open(io.BytesIO(data)) as image:
        small = _small(f"{slug}-vignette", image)
        return Picture(name, media_type, image.size, data), small


def _small(name: str, image: Image.Image) -> Picture:
    """Return a picture that fits into the box, of the kind that is lightest for it."""
    copy = _on_paper(image)
    copy.thumbnail(BOX, Image.Resampling.LANCZOS)
    packed = io.BytesIO()
    if image.mode == "P":
        copy.quantize(COLOURS, dither=Image.Dither.NONE).save(packed, "PNG", optimize=True)
        return Picture(f"{name}.png", "image/png", copy.size, packed.getvalue())
    copy.save(packed, "JPEG", quality=85, optimize=True)
    return Picture(f"{name}.jpg", "image/jpeg", copy.size, packed.getvalue())


def _on_paper(image: Image.Image) -> Image.Image:
    """Return a picture without transparency, in colours that can be mixed."""
    full = image.convert("RGBA")
    paper = Image.new("RGBA", full.size, "white")
    return Image.alpha_composite(paper, full).convert("RGB")
