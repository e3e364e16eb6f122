"""The cover of the EPUB and the card that a link to the page shows: title and imprint drawn as one."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PIL import Image as Pixels
from PIL import ImageDraw, ImageFont

from publier.editions import description, fonts, imprint
from publier.editions.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from publier.editions import Styles
    from publier.model import Relecture


@dataclass(frozen=True, slots=True)
class Format:
    """A picture, in pixels: its size, its margin, how high the title and the drawing stand, sizes of letters.

    The largest of ``titles`` at which a title takes at most ``lines`` lines is taken, else the last, and
    what ``most`` lines of it do not hold is left out; ``foot`` is the room below the drawing.
    """

    width: int
    height: int
    margin: int
    title: int
    lines: int
    titles: tuple[int, ...]
    most: int
    foot: int
    small: tuple[int, int]
    drawing: imprint.Shape


BOOK = Format(1200, 1800, 100, 250, 5, (150, 120, 96, 76, 60, 44), 9, 260, (38, 32), imprint.PAPER)
"""2 to 3, what libraries and shops show."""

CARD = Format(
    1200,
    630,
    60,
    108,
    2,
    (72, 60, 48, 40),
    4,
    120,
    (30, 26),
    replace(imprint.PAPER, height=32, signs=130, dot=0.8),
)
"""What social networks and messengers show of a link (Open Graph)."""

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
    return Picture("couverture.png", "image/png", _png(relecture, styles, BOOK), alt)


def card(relecture: Relecture, styles: Styles) -> bytes:
    """Return the picture that a link to the page shows, as PNG; the same bytes each time."""
    return _png(relecture, styles, CARD)


def _png(relecture: Relecture, styles: Styles, form: Format) -> bytes:
    packed = io.BytesIO()
    _draw(relecture, styles, form).save(packed, "PNG")
    return packed.getvalue()


def _draw(relecture: Relecture, styles: Styles, form: Format) -> Pixels.Image:
    """Draw in grey, then let the palette say what grey is; the dots come last, in the second half of it."""
    canvas = Pixels.new("L", (form.width, form.height), 255)
    pen = ImageDraw.Draw(canvas)
    room = form.width - 2 * form.margin
    metadata = relecture.metadata
    series = metadata.series.name if metadata.series else ""
    large, small = form.small
    top = _lines(pen, series, (form.margin, form.margin), _font(styles, _LABEL_STRONG, large), room)
    title = _title_font(pen, styles, metadata.title, form)
    _lines(
        pen,
        metadata.title,
        (form.margin, max(top + form.margin * 3 // 5, form.title)),
        title,
        room,
        form.most,
    )
    foot = form.margin, form.height - form.margin - small * 5 // 4
    _lines(pen, description.imprint_line(metadata), foot, _font(styles, _LABEL, small), room)
    drawing = imprint.compute(relecture, form.drawing)
    tallest = form.drawing.height * room / form.drawing.width  # a text of one section is narrow and high
    scale = min(room / drawing.width, tallest / drawing.height)
    top_of_drawing = form.height - form.foot - drawing.height * scale
    for x, y, length in drawing.strokes:
        start = form.margin + x * scale, top_of_drawing + y * scale
        pen.line((*start, start[0] + length * scale, start[1]), fill=0)
    radius = drawing.shape.dot * scale
    centres = [(form.margin + x * scale, top_of_drawing + y * scale) for x, y in drawing.dots]
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


def _title_font(pen: ImageDraw.ImageDraw, styles: Styles, title: str, form: Format) -> ImageFont.FreeTypeFont:
    """Return the largest face in which a title takes few enough lines."""
    sizes = (_font(styles, _LABEL, size) for size in form.titles)
    room = form.width - 2 * form.margin
    few = (font for font in sizes if len(_wrap(pen, title, font, room)) <= form.lines)
    return next(few, None) or _font(styles, _LABEL, form.titles[-1])


def _wrap(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and pen.textlength(longer, font=font) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _lines(
    pen: ImageDraw.ImageDraw,
    text: str,
    start: tuple[int, int],
    font: ImageFont.FreeTypeFont,
    room: int,
    most: int = 9,
) -> int:
    """Draw a text in lines from a place; return where the next could stand, in pixels."""
    x, y = start
    lines = _wrap(pen, text.replace("\u202f", "\u00a0"), font, room)
    if len(lines) > most:
        lines[most - 1 :] = [lines[most - 1].rpartition(" ")[0] + "…"]
    for line in lines:
        pen.text((x, y), line, font=font, fill=0)
        y += round(font.size * 1.08)
    return y
