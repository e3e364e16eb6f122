"""What the letters of a font are read as.

A font draws U+002D, U+2010 and U+00AD with one glyph, and a glyph has one reading: WeasyPrint
keeps the first it meets. Here a hyphen reads as a hyphen, a space as a space, and a hyphen that
hyphenation added gets a code of its own that draws the same glyph and reads as U+00AD.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from publier.editions.tagging import seam

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.editions.tagging.seam import Pdf, PdfObject, Stream

LAST_GLYPH = re.compile(rb"([0-9a-f]{4})(>[^<>]*\] TJ)$")
FONT = re.compile(rb"^/(\S+) \S+ Tf$")
READINGS = {b"<00a0>": b"<0020>", b"<2010>": b"<002d>"}
"""What a shared glyph was first met as, and what it is read as everywhere."""


class Fonts:
    """The fonts of a PDF file, by the names that the pages use."""

    def __init__(self, pdf: Pdf, names: PdfObject) -> None:
        self.pdf = pdf
        self.fonts = {name: seam.referenced(pdf, reference) for name, reference in names.items()}
        self.codes: dict[str, bytes] = {}

    def read_plainly(self) -> None:
        """Let shared glyphs read as the plain space and the plain hyphen."""
        for font in self.fonts.values():
            lines = seam.referenced(self.pdf, font["ToUnicode"]).stream
            known = {line.split()[-1] for line in lines if line.startswith(b"<")}
            for i, line in enumerate(lines):
                reading = line.split()[-1]
                if line.startswith(b"<") and reading in READINGS and READINGS[reading] not in known:
                    lines[i] = line.replace(b" " + reading, b" " + READINGS[reading])

    def soften(self, stream: Stream, numbers: set[int]) -> None:
        """Give the last glyph of some marked contents of a page the reading of a soft hyphen."""
        items = stream.stream
        for begin, end in _contents(items, numbers):
            font = last = None
            for i in range(begin, end):
                item = items[i]
                if isinstance(item, bytes):
                    if found := FONT.match(item):
                        font = found[1].decode()
                    last = i if item.endswith(b"] TJ") else last
            if font is not None and last is not None and (glyph := LAST_GLYPH.search(items[last])):
                code = self.code(font, int(glyph[1], 16))
                items[last] = items[last][: glyph.start()] + code + glyph[2]

    def code(self, name: str, glyph: int) -> bytes:
        """Return the code that draws the hyphen of a font and reads as a soft one."""
        if name not in self.codes:
            self.codes[name] = self.add_code(self.fonts[name], glyph)
        return self.codes[name]

    def add_code(self, font: PdfObject, glyph: int) -> bytes:
        """Add a code to a font (ISO 32000-1 §9.7.4.2: CIDToGIDMap, W, ToUnicode).

        Only TrueType outlines have such a map: a font of another kind keeps its plain hyphen.
        """
        descendant = seam.referenced(self.pdf, font["DescendantFonts"][0])
        if descendant["Subtype"] != "/CIDFontType2":
            return b"%04x" % glyph
        widths = _widths(descendant["W"])
        code = max(widths) + 1
        mapping = b"".join(i.to_bytes(2, "big") for i in (*range(code), glyph))
        stream = seam.stream(mapping, {}, compress=True)
        self.pdf.add_object(stream)
        descendant["CIDToGIDMap"] = stream.reference
        descendant["W"] = seam.array([*descendant["W"], code, seam.array([widths[glyph]])])
        cmap = seam.referenced(self.pdf, font["ToUnicode"]).stream
        at = cmap.index(b"endcmap")
        cmap[at:at] = [b"1 beginbfchar", b"<%04x> <00ad>" % code, b"endbfchar"]
        return b"%04x" % code


def _contents(items: list[Any], numbers: set[int]) -> Iterator[tuple[int, int]]:
    """Yield where some marked contents begin and end; artifacts in them are gone already."""
    for i, item in enumerate(items):
        if item == b"BDC" and items[i - 1].get("MCID") in numbers:
            yield i, items.index(b"EMC", i)


def _widths(array: list[Any]) -> dict[int, float]:
    """Read a ``W`` array: a first code, then the widths from there on."""
    widths: dict[int, float] = {}
    for first, values in zip(array[::2], array[1::2], strict=True):
        widths |= {first + i: width for i, width in enumerate(values)}
    return widths
