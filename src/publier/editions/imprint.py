"""The imprint: the text seen from afar, the sign of the series.

One column a section, one stroke a line, one dot a call to the archive. It is computed from the
relecture, so each has its own and no picture or licence is needed; grey comes from fine strokes,
never from a tint, so that an office printer makes no screen of dots. It is a decoration.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from publier import model as m
from publier import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_LEFT = 0.6
"""How far into its column, as a share of the width, the deepest quotation may stand."""

MOST_GAPS = 0.75
"""How much of the width may lie between columns: with fifty sections or more, gaps narrow too."""

CALL = "\N{OBJECT REPLACEMENT CHARACTER}"
BETWEEN = 1.9
"""How many pitches the next block stands below the last line of the one before."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How an imprint is drawn; lengths are in the units of the drawing.

    A column of ``column`` holds ``signs`` signs a line; columns narrow when there are many and
    widen, at most twofold, when there are few. ``pitch`` is the distance of two lines; it
    shrinks, and the strokes with it, when the deepest column would pass ``height``. ``decimals``
    are as many as the eye can tell apart at the size that is shown.
    """

    width: float
    height: float
    column: float
    signs: int
    pitch: float
    stroke: float
    dot: float
    gap: float
    part_gap: float
    decimals: int = 2
    ink: str = "currentColor"
    archive: str = "#9b2c0e"
    paper: str = "#ffffff"


PAPER = Shape(
    width=170, height=118, column=12.2, signs=48, pitch=0.98, stroke=0.12, dot=1.1, gap=2.6, part_gap=5.4
)
"""The cover on paper, in millimetres."""

BOOKLET = Shape(
    width=120, height=78, column=8.6, signs=48, pitch=0.7, stroke=0.1, dot=0.85, gap=1.9, part_gap=3.8
)
"""The cover of an A5 booklet, in millimetres."""

SCREEN = Shape(
    width=670, height=320, column=50, signs=92, pitch=4.2, stroke=1, dot=4.2, gap=8, part_gap=18, decimals=0
)
"""The head of a page on screen; at 360 px a unit is half a pixel, and lines still stand apart."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text: where it stands in its column, in pitches and shares of the width."""

    top: float
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Column:
    """A section seen from afar; ``part`` is its number, 0 for what stands before the parts."""

    part: int
    opens: bool
    lines: tuple[Line, ...]
    dots: tuple[tuple[float, float], ...]
    depth: float


@dataclass(frozen=True, slots=True)
class Imprint:
    """A finished drawing: its size, what is drawn, and where the number of each part belongs.

    ``strokes`` are x, y and length; ``dots`` are x and y; both from the top left corner.
    """

    width: float
    height: float
    strokes: tuple[tuple[float, float, float], ...]
    dots: tuple[tuple[float, float], ...]
    heads: tuple[tuple[int, float], ...]
    shape: Shape

    @property
    def edge(self) -> float:
        """How far a dot or a stroke may pass the frame on each side."""
        return self.shape.dot + self.shape.stroke

    def svg(self) -> str:
        """Return the drawing as an SVG element that assistive technology skips."""
        edge, shape = self.edge, self.shape
        lines = "".join(f"M{self.place(x, y)}h{self.place(length)}" for x, y, length in self.strokes)
        box = self.place(-edge, -edge, self.width + 2 * edge, self.height + 2 * edge)
        return (
            f'<svg class="imprint" xmlns="http://www.w3.org/2000/svg" viewBox="{box}" aria-hidden="true"'
            f' fill="none"><path class="stroke" stroke="{shape.ink}" stroke-width="{shape.stroke:.3g}"'
            f' d="{lines}"/>{self.points("ring", shape.paper, shape.dot)}'
            f"{self.points('dot', shape.archive, shape.dot * 0.75)}</svg>"
        )

    def sketch(self) -> str:
        """Return the drawing for a page, in few letters: whole steps from stroke to stroke, colours by class.

        Lines are counted in pitches and the strokes stretched to them, which keeps their distance even.
        """
        edge, shape = self.edge, self.shape
        lines = _steps([(x, y / shape.pitch, length) for x, y, length in self.strokes])
        dots = _steps([(x, y, 0) for x, y in self.dots], decimals=0)
        box = self.place(-edge, -edge, self.width + 2 * edge, self.height + 2 * edge)
        pen = f'transform="scale(1 {shape.pitch:.3g})" stroke-width="{shape.stroke / shape.pitch:.3g}"'
        return (
            f'<svg class="imprint" viewBox="{box}" aria-hidden="true"><path class="lines" {pen} d="{lines}"/>'
            f'<path class="ring" stroke-width="{2 * shape.dot:.3g}" d="{dots}"/>'
            f'<path class="dot" stroke-width="{1.5 * shape.dot:.3g}" d="{dots}"/></svg>'
        )

    def points(self, name: str, colour: str, radius: float) -> str:
        """Return the dots as one path, so that those which touch melt together.

        A line without length and with round ends is a dot (SVG 2 §13.5.5, ISO 32000-2 §8.5.3.2).
        """
        places = "".join(f"M{self.place(x, y)}h0" for x, y in self.dots)
        pen = f'stroke="{colour}" stroke-width="{2 * radius:.3g}" stroke-linecap="round"'
        return f'<path class="{name}" {pen} d="{places}"/>'

    def place(self, *numbers: float) -> str:
        """Return numbers as a path takes them, without zeros at their ends."""
        shown = (f"{number:.{self.shape.decimals}f}" for number in numbers)
        return " ".join(number.rstrip("0").rstrip(".") if "." in number else number for number in shown)


def sketch(relecture: m.Relecture) -> str:
    """Return the imprint of a relecture as an SVG element of a page."""
    return compute(relecture, SCREEN).sketch()


def _steps(strokes: list[tuple[float, float, float]], decimals: int = 1) -> str:
    """Return strokes (x, y, length) as a path of moves from one to the next; only y has decimals.

    Each place is rounded, not each move, so that no error adds up.
    """
    path, here = "", (0, 0.0)
    for x, y, length in ((round(x), round(y, decimals), round(length)) for x, y, length in strokes):
        across, down = x - here[0], f"{y - here[1]:.{decimals}f}"
        down = re.sub(r"^(-?)0(?=\.)", r"\1", down.rstrip("0").rstrip(".") if "." in down else down)
        path += f"m{across}{'' if down.startswith('-') else ' '}{down}h{length}"
        here = (x + length, y)
    return path


def compute(relecture: m.Relecture, shape: Shape) -> Imprint:
    """Return the imprint of a relecture, fitted into the width and height of its shape."""
    sections = list(_sections(relecture))
    gaps = [shape.part_gap if opens else shape.gap for _, opens, _ in sections]
    gaps[:1] = [0.0]  # before the first column
    narrower = min(1.0, MOST_GAPS * shape.width / max(sum(gaps), 1.0))
    gaps = [gap * narrower for gap in gaps]
    room = (shape.width - sum(gaps)) / max(len(sections), 1)
    width = min(room, 2 * shape.column)
    signs = max(round(shape.signs * width / shape.column), 8)
    columns = [_column(part, opens, blocks, signs) for part, opens, blocks in sections]
    return _paint(columns, gaps, width, _fitted(shape, columns))


def _fitted(shape: Shape, columns: list[Column]) -> Shape:
    depth = max((column.depth for column in columns), default=0)
    shrink = min(1.0, shape.height / (depth * shape.pitch)) if depth else 1.0
    return replace(shape, pitch=shape.pitch * shrink, stroke=shape.stroke * shrink)


def _paint(columns: list[Column], gaps: list[float], width: float, shape: Shape) -> Imprint:
    x, strokes, dots, heads = 0.0, [], [], []
    for column, gap in zip(columns, gaps, strict=False):
        x += gap
        if column.part and column.opens:
            heads.append((column.part, x))
        strokes += [
            (x + line.left * width, line.top * shape.pitch, line.width * width) for line in column.lines
        ]
        dots += [(x + share * width, top * shape.pitch) for share, top in column.dots]
        x += width
    depth = max((column.depth for column in columns), default=0) * shape.pitch
    return Imprint(max(x, 1.0), max(depth, 1.0), tuple(strokes), tuple(dots), tuple(heads), shape)


# ------------------------------------------------------------------ reading the text


def _sections(relecture: m.Relecture) -> Iterator[tuple[int, bool, tuple[m.Block, ...]]]:
    """Yield part number, whether the part (or the front) opens here, and blocks."""
    for front in (relecture.preface, relecture.lead):
        if front:
            yield 0, True, front.blocks
    if relecture.blocks:
        yield 0, True, relecture.blocks
    for part in relecture.sections:
        opens = True
        for section in m.walk_sections((part,)):
            if section.blocks:
                yield part.number, opens, section.blocks
                opens = False


def _column(part: int, opens: bool, blocks: tuple[m.Block, ...], signs: int) -> Column:  # noqa: FBT001 (as it is mapped)
    lines: list[Line] = []
    dots: list[tuple[float, float]] = []
    top = 0.0
    for asked, words in _paragraphs(blocks, 0.0):
        left = min(asked, MOST_LEFT)
        for line, calls in _set(words, left, signs):
            lines.append(Line(top, left, line / signs))
            dots += [(left + call / signs, top) for call in calls]
            top += 1
        top += BETWEEN - 1
    return Column(part, opens, tuple(lines), tuple(dots), max(top - BETWEEN + 1, 0.0))


def _set(words: str, left: float, signs: int) -> Iterator[tuple[int, list[int]]]:
    """Yield the lines of a paragraph: how many signs, and after how many a call stands."""
    limit = max(int(signs * (1 - left)), 1)
    used, calls = 0, []
    for word in words.replace(CALL, f" {CALL} ").split():
        if word == CALL:
            calls.append(min(used, limit))
            continue
        if used and used + len(word) > limit:
            yield min(used, limit), calls
            used, calls = 0, []
        used += len(word) + 1
    if used or calls:
        yield min(used, limit), calls


def _paragraphs(blocks: tuple[m.Block, ...], left: float) -> Iterator[tuple[float, str]]:
    """Yield what is set as one paragraph, and how far it stands from the left edge."""
    for block in blocks:
        match block:
            case m.Quote():
                yield from _paragraphs(block.children, left + 0.12)
            case m.BulletList(items) | m.OrderedList(items):
                for item in items:
                    yield from _paragraphs(item, left + 0.06)
            case m.Verse(lines):
                yield from ((left + 0.12, _words(line)) for line in lines)
            case m.Paragraph() | m.DefinitionList() | m.Table() | m.Figure():
                yield from ((left, _words(run)) for run in tree.block_runs((block,)) if run)
            case m.PullQuote() | m.Separator():
                continue
            case _:
                assert_never(block)


def _words(run: tree.Run) -> str:
    """Return the words of a run, with ``CALL`` where a note is called."""
    return "".join(map(_own, run))


def _own(node: m.Inline) -> str:
    if isinstance(node, m.NoteCall):
        return CALL
    return _words(tree.children(node)) or m.plain((node,))
