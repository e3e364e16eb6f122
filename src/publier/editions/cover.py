"""The cover of the EPUB: the editor's picture, or the imprint and the title drawn as one."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image as Pixels
from PIL import ImageDraw, ImageFont

from publier.editions import description, fonts, imprint
from publier.editions.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from publier.editions import Styles
    from publier.model import Relecture

WIDTH, HEIGHT = 1200, 1800
"""Pixels: 2 to 3, what libraries and shops show."""

MARGIN = 100
SMOOTH = 2
"""Drawn this many times larger and then reduced, so that fine strokes are not jagged."""

INK, ARCHIVE, PAPER = (28, 27, 25), (155, 44, 14), (255, 255, 255)
_LABEL = ("Atkinson Hyperlegible Next", 400, False)
_LABEL_STRONG = ("Atkinson Hyperlegible Next", 600, False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A cover picture: its file name in the book, its type, its bytes and its description."""

    name: str
    media_type: str
    data: bytes
    alt: str


def make(relecture: Relecture, styles: Styles) -> Picture:
    """Return the cover of a relecture; the same bytes each time."""
    metadata = relecture.metadata
    if metadata.cover:
        image = metadata.cover.image
        suffix = image.name.rpartition(".")[2].lower()
        return Picture(f"couverture.{suffix}", image.media_type, image.data, metadata.cover.alt)
    line = description.imprint_line(metadata)
    alt = words(metadata.lang)["cover_alt"].format(title=metadata.title, line=line)
    packed = io.BytesIO()
    _draw(relecture, styles).save(packed, "PNG", optimize=True)
    return Picture("couverture.png", "image/png", packed.getvalue(), alt)


def _draw(relecture: Relecture, styles: Styles) -> Pixels.Image:
    size = (WIDTH * SMOOTH, HEIGHT * SMOOTH)
    canvas = Pixels.new("RGB", size, PAPER)
    pen = ImageDraw.Draw(canvas)
    metadata = relecture.metadata
    series = metadata.series.name if metadata.series else ""
    top = _lines(pen, series, (MARGIN, MARGIN), _font(styles, _LABEL_STRONG, 38))
    title = _title_font(pen, styles, metadata.title)
    _lines(pen, metadata.title, (MARGIN, max(top, 190) + 60), title)
    foot = _font(styles, _LABEL, 32)
    _lines(pen, description.imprint_line(metadata), (MARGIN, HEIGHT - MARGIN - 40), foot)
    _imprint(pen, relecture)
    return canvas.resize((WIDTH, HEIGHT), Pixels.Resampling.BOX).quantize(64)


def _imprint(pen: ImageDraw.ImageDraw, relecture: Relecture) -> None:
    drawing = imprint.compute(relecture, imprint.PAPER)
    scale = (WIDTH - 2 * MARGIN) / drawing.width * SMOOTH
    left = MARGIN * SMOOTH
    top = (HEIGHT - 260) * SMOOTH - drawing.height * scale
    for x, y, length in drawing.strokes:
        start, height = (left + x * scale, top + y * scale), max(drawing.shape.stroke * scale, 2)
        pen.rectangle((*start, start[0] + length * scale, start[1] + height), fill=INK)
    radius = drawing.shape.dot * scale
    for x, y in drawing.dots:
        cx, cy = left + x * scale, top + y * scale
        for r, colour in ((radius * 1.25, PAPER), (radius, ARCHIVE)):
            pen.ellipse((cx - r, cy - r, cx + r, cy + r), fill=colour)


def _font(styles: Styles, face: tuple[str, int, bool], size: int) -> ImageFont.FreeTypeFont:
    path: Path = next(f.path for f in fonts.faces(styles.fonts) if (f.family, f.weight, f.italic) == face)
    return ImageFont.truetype(path, size * SMOOTH, layout_engine=ImageFont.Layout.BASIC)


def _title_font(pen: ImageDraw.ImageDraw, styles: Styles, title: str) -> ImageFont.FreeTypeFont:
    """Return the largest size at which a title takes at most five lines."""
    for size in (150, 120, 96, 76, 60):
        font = _font(styles, _LABEL, size)
        if len(_wrap(pen, title, font)) <= 5:  # noqa: PLR2004
            return font
    return _font(styles, _LABEL, 44)


def _wrap(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    room = (WIDTH - 2 * MARGIN) * SMOOTH
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pen.textlength(longer, font=font) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines[:9]


def _lines(pen: ImageDraw.ImageDraw, text: str, start: tuple[int, int], font: ImageFont.FreeTypeFont) -> int:
    """Draw a text in lines from a place; return where the next could stand, in pixels."""
    x, y = start
    for line in _wrap(pen, text.replace("\u202f", "\u00a0"), font):
        pen.text((x * SMOOTH, y * SMOOTH), line, font=font, fill=INK)
        y += round(font.size * 1.08 / SMOOTH)
    return y
