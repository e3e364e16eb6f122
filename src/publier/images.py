"""Pictures of the source folder: found, measured and decoded once before any edition opens them."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import unicodedata
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import unquote

from PIL import Image as Pillow
from PIL import ImageFile

from publier import model, svg
from publier.at import At
from publier.problems import Problem, digits, nearest

MAX_BYTES = 20_000_000
"""Of one picture; the three editions carry it."""
MAX_PIXELS = 50_000_000
"""Width × height: a full page at 600 dots per inch is 35 million."""
MAX_SIDE = 65_535
"""Width or height, as for JPEG: a picture that is longer is a line on the page, or less."""

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
_NAMES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/svg+xml": "SVG"}
_ODD_NAME = re.compile(r"[\"*:<>?|\x00-\x1f\x7f-\x9f]|\.(?:/|$)")
"""What a name in a book must not hold (EPUB 3.3 §4.2.2)."""
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_SCHEME = re.compile(r"[a-z][a-z\d+.-]+:|//", re.IGNORECASE)
_OUTSIDE = re.compile(r"/|[a-z]:|.*\\|(.*/)?\.\.(/|$)", re.IGNORECASE | re.DOTALL)
_ORIENTATION, _TURNED = 0x0112, range(5, 9)
_DEEP = ("I", "F")
"""Modes of Pillow with more than eight bits a colour, which the layout does not draw."""
_FORMATS = ("PNG", "JPEG")
_BROKEN = (
    Pillow.DecompressionBombError,
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    struct.error,
    zlib.error,
)


def check(name: str, folder: Mapping[str, bytes], at: At | None) -> tuple[model.Image | None, list[Problem]]:
    """Return a picture of a relecture's folder, or why it cannot be printed.

    ``name`` is a path as Markdown or YAML gives it; ``folder`` holds the files by their path from
    the relecture's folder, with ``/``.
    """
    found, problems = _find(name, folder, at)
    if found is None:
        return None, problems
    data = folder[found]
    media_type = _TYPES.get(posixpath.splitext(found)[1].lower(), "")
    problem = _contradiction(found, data, media_type, at)
    if problem:
        return None, [problem]
    read = svg.measure if media_type == "image/svg+xml" else _measure
    size, problems = read(found, data, at)
    if size is None or problems:
        return None, problems
    if size[0] * size[1] > MAX_PIXELS or max(size) > MAX_SIDE:
        return None, [_too_large(found, size, at)]
    if media_type != "image/svg+xml":
        size, problems = _decoded(found, data, at)
    return (model.Image(found, media_type, *size, data) if size else None), problems


def name_in_book(name: str) -> str:
    """Return the name of a picture in a book: flat, no folder of the source shows; the cover's is another."""
    flat = name.replace("/", "-")
    return f"texte-{flat}" if flat.casefold().startswith("couverture.") else flat


def _find(name: str, folder: Mapping[str, bytes], at: At | None) -> tuple[str | None, list[Problem]]:
    """Return the name of the file as the folder has it."""
    wanted = unicodedata.normalize("NFC", unquote(name)).removeprefix("./")
    if _SCHEME.match(wanted):
        return None, [Problem("L020", at, name=_short(name))]
    if _OUTSIDE.match(wanted):
        return None, [Problem("L021", at, name=_short(name))]
    names = {unicodedata.normalize("NFC", key): key for key in sorted(folder)}
    if wanted in names:
        return names[wanted], []
    for candidate in names:
        if candidate.casefold() == wanted.casefold():
            return None, [Problem("L023", at, name=_short(name), found=candidate)]
    if close := nearest(wanted, names):
        return None, [Problem("L022", at, name=_short(name), close=close)]
    return None, [Problem("L034", at, name=_short(name))]


def _contradiction(name: str, data: bytes, media_type: str, at: At | None) -> Problem | None:
    """Return what speaks against a file before it is read: its size, its kind."""
    if _ODD_NAME.search(name):
        return Problem("L038", at, name=name)
    if not media_type:
        return Problem("L024", at, name=name)
    if len(data) > MAX_BYTES:
        return Problem("L027", at, name=name, size=digits(len(data)), limit=digits(MAX_BYTES))
    kind = _kind(data)
    if not kind:
        return Problem("L037", at, name=name)
    wanted = _NAMES.get(media_type)
    return Problem("L025", at, name=name, kind=kind) if kind != wanted else None


def _kind(data: bytes) -> str:
    """Return what the bytes show, as editors call it, or nothing."""
    magic = {
        _PNG: "PNG", _JPEG: "JPEG", b"GIF8": "GIF", b"BM": "BMP", b"%PDF": "PDF",
        b"II*\0": "TIFF", b"MM\0*": "TIFF", b"PK\3\4": "ZIP (.docx, .odt…)",
    }  # fmt: skip
    for start, kind in magic.items():
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        return "HEIC, AVIF"
    return "SVG" if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") else ""


def _measure(name: str, data: bytes, at: At | None) -> tuple[tuple[int, int] | None, list[Problem]]:
    """Return width and height that the header of a PNG or JPEG announces, in pixels."""
    size = _png_size(data) if data.startswith(_PNG) else _jpeg_size(data)
    return (size, []) if size and all(size) else (None, [Problem("L028", at, name=name)])


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Return what IHDR says (PNG third edition §11.2.1)."""
    if data[12:16] != b"IHDR" or len(data) < 24:  # noqa: PLR2004 - where the height ends
        return None
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Return what the first frame header says (ITU-T T.81 §B.2.2)."""
    place = 2
    while data[place : place + 1] == b"\xff" and place + 9 <= len(data):
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # noqa: PLR2004 - SOF0 to SOF15
            return int.from_bytes(data[place + 7 : place + 9]), int.from_bytes(data[place + 5 : place + 7])
        filled = marker == 0xFF  # noqa: PLR2004 - a fill byte before a marker
        place += 1 if filled else 2 + int.from_bytes(data[place + 2 : place + 4])
    return None


def _decoded(name: str, data: bytes, at: At | None) -> tuple[tuple[int, int] | None, list[Problem]]:
    """Return the size of a picture as it is shown, once every pixel of it was read."""
    try:
        with warnings.catch_warnings(), _strictly():
            warnings.simplefilter("ignore")  # odd metadata is no fault of the picture
            Pillow.open(io.BytesIO(data), formats=_FORMATS).verify()  # the checksums that load() lets pass
            with Pillow.open(io.BytesIO(data), formats=_FORMATS) as picture:
                picture.load()
                turned = picture.getexif().get(_ORIENTATION) in _TURNED
                width, height = picture.size
                deep = picture.mode.startswith(_DEEP)
    except _BROKEN:
        return None, [Problem("L028", at, name=name)]
    if deep:
        return None, [Problem("L041", at, name=name)]
    return ((height, width) if turned else (width, height)), []


@contextmanager
def _strictly() -> Iterator[None]:
    """Have Pillow refuse a picture that is cut short: WeasyPrint, once imported, tells it not to."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_large(name: str, size: tuple[int, int], at: At | None) -> Problem:
    limits = {"limit": digits(MAX_PIXELS), "side": digits(MAX_SIDE)}
    return Problem("L026", at, name=name, width=digits(size[0]), height=digits(size[1]), **limits)


def _short(name: str) -> str:
    """Return a name for a message; a data: address is a whole file."""
    return name if len(name) <= 80 else name[:80] + "…"  # noqa: PLR2004 - about one line
