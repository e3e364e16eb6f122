"""Notes beside their calls: the rules that put them there, and whether they would stand near.

The style sheet stacks notes downwards, so where calls are dense or notes long a note sinks below its
call. How far is estimated before the page is made: the text and the notes are broken into lines by
the advance widths of the faces that the page carries, at the sizes of ``screen.css`` and
``sidenotes.css``. What the estimate does not know (tables, figures, space around headings) counts
as no height, which brings calls together: it errs towards notes after the text. A browser test
measures the real distances.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain as chained
from typing import TYPE_CHECKING, NamedTuple, assert_never

from publier import addresses, tree
from publier import model as m
from publier.editions.subsets import SANS, SERIF

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from publier.editions.fonts import Face

FARTHEST = 120
"""How far below its call a note may begin, in CSS pixels: about four lines of the text."""

MARGIN = 20
"""What the estimate may be wrong by: less than a line of the text."""

OVERRUN = 600
"""How far the last note may run below the text: about the height of the colophon."""

REM = 18.0
BETWEEN = (0.8 + 0.28) * REM
"""The space between two notes."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How a block is set: letter size, line height, width of a line and space after, in CSS pixels."""

    size: float
    line: float
    width: float
    after: float = 0.0

    def spaced(self) -> Setting:
        """Return the setting under the text spacing that a reader may ask for (WCAG 2.2, 1.4.12)."""
        return replace(self, line=1.5 * self.size, after=2 * self.size)


TEXT = Setting(REM, 1.55 * REM, 34 * REM, 0.775 * REM)
LEAD = Setting(1.1875 * REM, 1.5 * 1.1875 * REM, 34 * REM, 0.775 * REM)
QUOTE = Setting(0.96 * REM, 1.55 * 0.96 * REM, (34 - 1.26) * REM, 0.775 * REM)
NOTE = Setting(0.8125 * REM, 1.45 * 0.8125 * REM, (15.5 - 1.7) * REM)
INDENT = 1.8 * REM
"""The deepest indent of a list."""
BACK = 1.5 * REM
"""Width and height of the way back."""


def chain(count: int) -> str:
    """Return the rules that tell each note which call is its own: the first."""
    return "".join(f"#appel-{n}{{anchor-name:--a{n}}}#note-{n}{{--call:--a{n}}}" for n in range(1, count + 1))


class Estimate(NamedTuple):
    """How far below its call each note begins, and the last one ends below the text; in CSS pixels."""

    drifts: list[float]
    overrun: float


def fit(relecture: m.Relecture, faces: Iterable[Face]) -> bool:
    """Say whether every note can stand near its call, in both spacings of the text."""
    known = tuple(faces)
    guesses = [estimate(relecture, known, spaced=spaced) for spaced in (False, True)]
    return bool(relecture.notes) and all(
        max(guess.drifts) <= FARTHEST - MARGIN and guess.overrun <= OVERRUN for guess in guesses
    )


def estimate(relecture: m.Relecture, faces: tuple[Face, ...], *, spaced: bool = False) -> Estimate:
    """Return where the notes of a relecture would stand, ``spaced`` as in WCAG 2.2, 1.4.12."""
    column = _Column(_width(_path(faces, SERIF), spaced=spaced), spaced)
    column.relecture(relecture)
    sans = _width(_path(faces, SANS), spaced=spaced)
    found, free = [], 0.0
    for note in relecture.notes:
        call = column.calls.get(note.number, 0.0)
        top = max(call, free)
        found.append(top - call)
        seen = "".join(part.text for part in addresses.said(note, relecture, paper=False))
        free = top + _height(note, seen, sans, spaced=spaced) + BETWEEN
    return Estimate(found, free - BETWEEN - column.top)


def _height(note: m.Note, seen: str, width: Callable[[str], float], *, spaced: bool) -> float:
    """Return the height of a note; ``seen``, what it says of its addresses, follows its last words."""
    setting = NOTE.spaced() if spaced else NOTE
    height = last = 0.0
    texts = [text for run in tree.block_runs(note.blocks) if (text := m.plain(run).split())]
    for number, text in enumerate(texts, 1):
        tail = seen.split() if number == len(texts) else []
        lines = list(_lines([(word, 0) for word in (*text, *tail)], setting, width))
        height += len(lines) * setting.line + setting.after
        last = lines[-1][0]
    backs = note.calls * (BACK + setting.size * 0.25)
    return height + (BACK if last + backs > setting.width else BACK - setting.line)


@dataclass
class _Column:
    """The column of the text, filled from the top; keeps where each note is first called."""

    width: Callable[[str], float]
    is_spaced: bool
    top: float = 0.0
    calls: dict[int, float] = field(default_factory=dict)

    def relecture(self, relecture: m.Relecture) -> None:
        """Fill the column with a whole relecture."""
        for front, setting in ((relecture.preface, TEXT), (relecture.lead, LEAD)):
            if front:
                self.run(front.title, TEXT)
                self.blocks(front.blocks, setting)
        self.blocks(relecture.blocks, TEXT)
        for section in m.walk_sections(relecture.sections):
            self.run(section.title, TEXT)
            self.blocks(section.blocks, TEXT)

    def blocks(self, blocks: Iterable[m.Block], setting: Setting) -> None:
        """Fill the column with blocks."""
        for block in blocks:
            match block:
                case m.Paragraph(children):
                    self.run(children, setting)
                case m.Quote(inner, attribution):
                    self.blocks(inner, QUOTE)
                    self.run(attribution, QUOTE)
                case m.Verse(lines):
                    for line in lines:
                        self.run(line, replace(setting, after=0.0))
                case m.BulletList(items) | m.OrderedList(items):
                    within = replace(setting, width=setting.width - INDENT, after=0.0)
                    self.blocks(chained.from_iterable(items), within)
                case m.PullQuote() | m.Separator():
                    continue
                case m.DefinitionList() | m.Table() | m.Figure():
                    for run in tree.block_runs((block,)):
                        self.flat(run)
                case _:
                    assert_never(block)

    def run(self, inlines: tuple[m.Inline, ...], asked: Setting) -> None:
        """Break a run into lines; each call stands at the top of its line."""
        setting = asked.spaced() if self.is_spaced else asked
        lines = list(_lines(list(_words(inlines)), setting, self.width))
        for number, (_, calls) in enumerate(lines):
            for call in calls:
                self.calls.setdefault(call, self.top + number * setting.line)
        self.top += len(lines) * setting.line + (setting.after if lines else 0.0)

    def flat(self, inlines: tuple[m.Inline, ...]) -> None:
        """Keep the calls of a run of unknown height where the column ends."""
        for _, call in _words(inlines):
            if call:
                self.calls.setdefault(call, self.top)


def _lines(
    words: list[tuple[str, int]], setting: Setting, width: Callable[[str], float]
) -> Iterator[tuple[float, list[int]]]:
    """Yield the width of each line and the notes called on it; ``words`` are (word, note called after)."""
    used, calls = 0.0, list[int]()
    space = width(" ") * setting.size
    for word, call in words:
        wide = width(word) * setting.size
        if used and used + space + wide > setting.width:
            yield used, calls
            used, calls = 0.0, []
        used += (space if used else 0.0) + wide
        calls += [call] if call else []
    if used:
        yield used, calls


def _words(inlines: tuple[m.Inline, ...]) -> Iterator[tuple[str, int]]:
    """Yield the words of a run, each with the number of the note called at its end, or 0."""
    text = ""
    for node in tree.walk_inlines(inlines):
        if isinstance(node, m.NoteCall):
            *before, last = text.split(" ") if text else [""]
            yield from ((word, 0) for word in before if word)
            yield f"{last}{node.number}", node.number
            text = ""
        elif not tree.children(node):
            text += m.plain((node,))
    yield from ((word, 0) for word in text.split(" ") if word)


def _path(faces: tuple[Face, ...], family: str) -> Path | None:
    regular = (face.path for face in faces if (face.family, face.weight, face.italic) == (family, 400, False))
    return next(regular, None)


def _width(path: Path | None, *, spaced: bool) -> Callable[[str], float]:
    """Return what measures a text in ems; without the face a letter is half an em."""
    advances = _advances(path) if path else {}
    letter, space = (0.12, 0.16) if spaced else (0.0, 0.0)

    def width(text: str) -> float:
        return sum(advances.get(c, 0.5) + letter for c in text) + space * text.count(" ")

    return width


@cache
def _advances(path: Path) -> dict[str, float]:
    import uharfbuzz as hb

    face = hb.Face(hb.Blob.from_file_path(str(path)))
    font = hb.Font(face)
    return {
        chr(code): font.get_glyph_h_advance(font.get_nominal_glyph(code)) / face.upem
        for code in face.unicodes
    }
