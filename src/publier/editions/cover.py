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
SMOOTH = 4
"""The dot is drawn so many times larger and then reduced: its edge is not jagged."""

INK, ARCHIVE = (28, 27, 25), (155, 44, 14)
SHADES = 16
"""Steps from paper to ink, and from paper to the colour of the archive: the palette of the picture."""

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
    _draw(relecture, styles).save(packed, "PNG")
    return Picture("couverture.png", "image/png", packed.getvalue(), alt)


def _draw(relecture: Relecture, styles: Styles) -> Pixels.Image:
    """Draw in grey, then let the palette say what grey is; the dots come last, in the second half of it."""
    canvas = Pixels.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(canvas)
    metadata = relecture.metadata
    series = metadata.series.name if metadata.series else ""
    top = _lines(pen, series, (MARGIN, MARGIN), _font(styles, _LABEL_STRONG, 38))
    title = _title_font(pen, styles, metadata.title)
    _lines(pen, metadata.title, (MARGIN, max(top, 190) + 60), title)
    foot = _font(styles, _LABEL, 32)
    _lines(pen, description.imprint_line(metadata), (MARGIN, HEIGHT - MARGIN - 40), foot)
    drawing = imprint.compute(relecture, imprint.PAPER)
    room = WIDTH - 2 * MARGIN
    tallest = imprint.PAPER.height * room / imprint.PAPER.width  # a text of one section is narrow and high
    scale = min(room / drawing.width, tallest / drawing.height)
    top_of_drawing = HEIGHT - 260 - drawing.height * scale
    for x, y, length in drawing.strokes:
        start = MARGIN + x * scale, top_of_drawing + y * scale
        pen.line((*start, start[0] + length * scale, start[1]), fill=0)
    radius = drawing.shape.dot * scale
    centres = [(MARGIN + x * scale, top_of_drawing + y * scale) for x, y in drawing.dots]
    return _coloured(canvas, centres, radius)


def _coloured(canvas: Pixels.Image, centres: list[tuple[float, float]], radius: float) -> Pixels.Image:
    """Return the picture with its palette and its dots, each in a ring of paper."""
    pen = ImageDraw.Draw(canvas)
    ring = radius * 1.25
    for x, y in centres:
        pen.ellipse((x - ring, y - ring, x + ring, y + ring), fill=255)
    step = 256 // SHADES
    picture = canvas.point([SHADES - 1 - value // step for value in range(256)])
    size = max(round(2 * radius), 1) * SMOOTH
    dot = Pixels.new("L", (size, size), 0)
    ImageDraw.Draw(dot).ellipse((0, 0, size - 1, size - 1), fill=255)
    dot = dot.resize((size // SMOOTH, size // SMOOTH), Pixels.Resampling.BOX)
    shades, shape = (
        dot.point([SHADES + value // step for value in range(256)]),
        dot.point(lambda v: 255 * (v > 0)),
    )
    for x, y in centres:
        picture.paste(shades, (round(x - radius), round(y - radius)), shape)
    picture = picture.convert("P")
    picture.putpalette(
        [part for colour in (INK, ARCHIVE) for n in range(SHADES) for part in _shade(colour, n)]
    )
    return picture


def _shade(colour: tuple[int, int, int], n: int) -> list[int]:
    """Return a step from white to a colour."""
    return [255 - (255 - part) * n // (SHADES - 1) for part in colour]


def _font(styles: Styles, face: tuple[str, int, bool], size: int) -> ImageFont.FreeTypeFont:
    path: Path = next(f.path for f in fonts.faces(styles.fonts) if (f.family, f.weight, f.italic) == face)
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _title_font(pen: ImageDraw.ImageDraw, styles: Styles, title: str) -> ImageFont.FreeTypeFont:
    """Return the largest size at which a title takes at most five lines."""
    for size in (150, 120, 96, 76, 60):
        font = _font(styles, _LABEL, size)
        if len(_wrap(pen, title, font)) <= 5:  # noqa: PLR2004
            return font
    return _font(styles, _LABEL, 44)


def _wrap(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    room = WIDTH - 2 * MARGIN
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
        pen.text((x, y), line, font=font, fill=0)
        y += round(font.size * 1.08)
    return y
