"""What the pages of a PDF paint: the letters of each marked content, and what is outside all of them."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import pikepdf

Raw: TypeAlias = Any
"""An object of a PDF file: pikepdf has one type for all of them."""

Matrix: TypeAlias = "tuple[float, float, float, float, float, float]"

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

UNKNOWN = "\ufffd"
"""What stands for a glyph that says no letter."""

TEXT = frozenset({"TJ", "Tj", "'", '"'})
PAINT = frozenset("f F f* B B* b b* S s sh".split())  # noqa: SIM905 (a list of operators)
OPERATORS = " ".join(["BDC BMC EMC BT Tf Tm Td TD cm q Q Do", *TEXT, *PAINT])

_HEX = re.compile(rb"<([0-9a-f]*)>")

DEPTH = 8
"""How many forms may hold one another: ours are one deep, a hostile file may turn in a circle."""


@dataclass(slots=True)
class Piece:
    """A marked content: its letters, and where its first glyph stands (points, baseline).

    ``kind`` is the type of an artifact, or empty; ``mcid`` is -1 for one; ``page`` counts from 0.
    """

    mcid: int = -1
    page: int = -1
    text: str = ""
    at: tuple[float, float] | None = None
    artifact: bool = False
    kind: str = ""
    painted: bool = False


@dataclass(slots=True)
class Page:
    """The content of one page: marked content by number, artifacts, and what nothing marks."""

    pieces: dict[int, Piece] = field(default_factory=dict)
    artifacts: list[Piece] = field(default_factory=list)
    stray: Piece = field(default_factory=Piece)
    notdef: int = 0
    fonts: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Font:
    """How the codes of a font are read: their width in bytes, and the letters of each."""

    width: int
    letters: dict[int, str]
    is_embedded: bool

    def decode(self, data: bytes) -> tuple[str, int]:
        """Return the letters of a string, and how many of its glyphs are ``.notdef``."""
        codes = list(data) if self.width == 1 else _pairs(data)
        text = "".join([self.letters.get(code, UNKNOWN) for code in codes])
        return text, codes.count(0) if self.width > 1 else 0


class Fonts:
    """The fonts of one file, each read once."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, int], Font] = {}

    def get(self, font: Raw) -> Font:
        """Return how a font is read; one that says no letters gives none."""
        key = font.objgen
        if key == (0, 0) or key not in self.known:
            data = font.ToUnicode.read_bytes() if "/ToUnicode" in font else b""
            width = 2 if font.get("/Subtype") == "/Type0" else 1
            self.known[key] = Font(width, to_unicode(data), _is_embedded(font))
        return self.known[key]


def to_unicode(data: bytes) -> dict[int, str]:
    """Return the letters of each code of a ToUnicode map (ISO 32000-1 §9.10.3)."""
    letters: dict[int, str] = {}
    for section in re.findall(rb"beginbfchar(.*?)endbfchar", data, re.DOTALL):
        for code, text in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]*)>", section):
            letters[int(code, 16)] = _utf16(text)
    for section in re.findall(rb"beginbfrange(.*?)endbfrange", data, re.DOTALL):
        for first, last, texts in re.findall(rb"<(\w+)>\s*<(\w+)>\s*(<\w*>|\[[^\]]*\])", section):
            listed = [_utf16(text) for text in re.findall(rb"<(\w*)>", texts)]
            codes = range(int(first, 16), min(int(last, 16), 0xFFFF) + 1)
            for code in codes:
                place = code - codes.start
                if texts.startswith(b"["):
                    letters[code] = listed[place] if place < len(listed) else UNKNOWN
                else:
                    letters[code] = listed[0][:-1] + chr(ord(listed[0][-1:] or UNKNOWN) + place)
    return letters


def read_page(page: pikepdf.Page, fonts: Fonts) -> Page:
    """Read what one page paints. Nothing in it can fail the reading but a broken stream."""
    reader = _Reader(fonts)
    reader.stream(page, page.obj.get("/Resources", pikepdf.Dictionary()), 0)
    return reader.page


class _Reader:
    """Follows the operators of a page and of the forms it shows."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.page = Page()
        self.marks: list[Piece] = []
        self.matrix = IDENTITY
        self.saved: list[Matrix] = []
        self.start: Matrix | None = None
        self.font: Font | None = None
        self.named: dict[str, Font | None] = {}
        self.resources: Raw = pikepdf.Dictionary()
        self.depth = 0
        self.actions: dict[str, Callable[[Raw], None]] = {
            "BDC": self.begin,
            "BMC": self.begin,
            "EMC": self.end,
            "BT": self.text,
            "Tf": self.choose,
            "Tm": self.place,
            "Td": self.move,
            "TD": self.move,
            "cm": self.transform,
            "q": lambda _: self.saved.append(self.matrix),
            "Q": self.restore,
            "Do": self.show,
            **dict.fromkeys(TEXT, self.write),
            **dict.fromkeys(PAINT, self.paint),
        }

    def stream(self, owner: Raw, resources: Raw, depth: int) -> None:
        """Follow one content stream."""
        before = self.resources, self.depth, self.named
        self.resources, self.depth, self.named = resources, depth, {}
        for instruction in pikepdf.parse_content_stream(owner, OPERATORS):
            action = self.actions.get(str(instruction.operator))
            if action is not None:
                action(instruction.operands)
        self.resources, self.depth, self.named = before

    @property
    def mark(self) -> Piece:
        """The innermost marked content that is a number or an artifact."""
        return self.marks[-1] if self.marks else self.page.stray

    def begin(self, operands: Raw) -> None:
        """Enter a marked content; one that says nothing continues the one around it."""
        tag = str(operands[0])
        properties = self.properties(operands[1]) if len(operands) > 1 else {}
        if tag == "/Artifact":
            piece = Piece(artifact=True, kind=str(properties.get("/Type", "")).lstrip("/"))
            self.page.artifacts.append(piece)
            if "/MCID" in properties:  # nothing may be both
                piece.mcid = int(properties["/MCID"])
        elif "/MCID" in properties:
            number = int(properties["/MCID"])
            piece = self.page.pieces.setdefault(number, Piece(number))
        else:
            piece = self.mark
        self.marks.append(piece)

    def properties(self, operand: Raw) -> Raw:
        """Return a property list, written in the stream or named by the resources."""
        if isinstance(operand, pikepdf.Name):
            named = self.resources.get("/Properties", {})
            return named.get(str(operand), {})
        return operand

    def end(self, _: Raw) -> None:
        """Leave a marked content."""
        if self.marks:
            self.marks.pop()

    def restore(self, _: Raw) -> None:
        """Take back the last saved matrix."""
        if self.saved:
            self.matrix = self.saved.pop()

    def transform(self, operands: Raw) -> None:
        """Change the matrix of the page."""
        self.matrix = _times(_matrix(operands), self.matrix)

    def text(self, _: Raw) -> None:
        """Begin at the origin."""
        self.start = IDENTITY

    def place(self, operands: Raw) -> None:
        """Set where the next letters stand."""
        self.start = _matrix(operands)

    def move(self, operands: Raw) -> None:
        """Move from where the line began."""
        self.start = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), self.start or IDENTITY)

    def choose(self, operands: Raw) -> None:
        """Set the font of the next letters."""
        name = str(operands[0])
        if name not in self.named:
            font = self.resources.get("/Font", {}).get(name)
            self.named[name] = None if font is None else self.fonts.get(font)
            if font is not None:
                self.page.fonts[str(font.get("/BaseFont", name))] = self.fonts.get(font).is_embedded
        self.font = self.named[name]

    def write(self, operands: Raw) -> None:
        """Keep the letters of a string."""
        shown = operands[-1]
        data = _strings(shown if isinstance(shown, pikepdf.Array) else pikepdf.Array([shown]))
        text, notdef = self.font.decode(data) if self.font else (UNKNOWN * len(data), 0)
        mark = self.mark
        mark.text += text
        mark.painted = True
        self.page.notdef += notdef
        at = _times(self.start or IDENTITY, self.matrix)[4:]
        if mark.at is None and all(map(math.isfinite, at)):  # letters of a drawing may stand nowhere
            mark.at = at

    def paint(self, _: Raw) -> None:
        """Note that something was drawn here."""
        self.mark.painted = True

    def show(self, operands: Raw) -> None:
        """Follow a form; a picture is only painted."""
        self.mark.painted = True
        shown = self.resources.get("/XObject", {}).get(str(operands[0]))
        if shown is None or shown.get("/Subtype") != "/Form" or self.depth >= DEPTH:
            return
        matrix = self.matrix
        if "/Matrix" in shown:
            self.matrix = _times(_matrix(shown.Matrix), self.matrix)
        self.stream(shown, shown.get("/Resources", self.resources), self.depth + 1)
        self.matrix = matrix


def _is_embedded(font: Raw) -> bool:
    """Say whether the program of a font travels in the file."""
    if font.get("/Subtype") == "/Type3":
        return True
    real = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    descriptor = real.get("/FontDescriptor", {})
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _strings(array: pikepdf.Array) -> bytes:
    """Return the strings of an array end to end, from one look at it: a look at each element is five."""
    written = array.unparse()
    if any(sign in written for sign in (b"(", b"<<")) or written.count(b"[") > 1:
        return b"".join([bytes(element) for element in array if type(element) is pikepdf.Object])
    return bytes.fromhex(b"".join(_HEX.findall(written)).decode("ascii"))


def _matrix(numbers: Raw) -> Matrix:
    a, b, c, d, e, f = (float(n) for n in numbers)
    return a, b, c, d, e, f


def _times(m: Matrix, n: Matrix) -> Matrix:
    """Return the matrix that applies ``m``, then ``n`` (ISO 32000-1 §8.3.3)."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _pairs(data: bytes) -> list[int]:
    return list(struct.unpack(f">{len(data) // 2}H", data[: len(data) // 2 * 2]))


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be", "replace")


def read_pages(pdf: pikepdf.Pdf) -> Iterator[Page]:
    """Yield the content of each page, in order."""
    fonts = Fonts()
    for page in pdf.pages:
        yield read_page(page, fonts)
