"""One line of text over many nodes: what the rules read, and how what they decide returns to the tree.

A rule must see `« `, an emphasised word and ` !` as one sequence though they stand in three nodes.
A ``Line`` lays the words of a run end to end. What is not the rules' business (code, other
languages, addresses) stands in it as ``OBJECT`` signs, which no edit may touch; spaces stay spaces.
A call of a note has no width: the rules read over it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import assert_never

from publier import model as m
from publier import tree

OBJECT = "\ufffc"
CALL_SPACE = "\u202f"
OPENERS = "([{«“‘–—"

Edit = tuple[int, int, str]
"""Characters ``[start, end)`` of a line, and what replaces them; ``start == end`` inserts."""
Rule = Callable[[str], Iterable[Edit]]

# A trailing sign belongs to the sentence, not to the address.
ADDRESS = re.compile(
    r"""(?: \b(?:https?|ftp|file)://\S+ | \b(?:mailto|doi|urn|ark|tel|data|javascript):[^\s:]\S*
          | \bwww\.\S+ | \b10\.\d{4,9}/\S+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
          | \b(?:[\w-]+\.)+(?:com|org|net|info|eu|fr|be|ch|ca|io)\b(?:/\S*)?
        )(?<![.,;:!?…»”’"')\]])""",
    re.VERBOSE,
)


@dataclass(slots=True)
class _Piece:
    """Characters that are all open to edits, or all closed; ``flat`` is what the rules see."""

    text: str
    is_open: bool
    can_raise: bool = False
    raised: list[tuple[int, int]] = field(default_factory=list)

    @property
    def flat(self) -> str:
        return self.text if self.is_open else re.sub(r"\S", OBJECT, self.text)


class Line:
    """The words of one run of inlines, open to edits where the language is French."""

    def __init__(self, run: tree.Run, *, french: bool) -> None:
        self._run, self._french = run, french
        self._pieces: list[_Piece] = []
        self._leaves: list[list[_Piece]] = []
        self._read(run, french=french, can_raise=True)
        self._lay()

    def apply(self, rule: Rule) -> None:
        """Make the edits of a rule; one that touches what is closed, or a letter, is left out."""
        edits = sorted(rule(self.flat), reverse=True)
        for start, end, new in edits:
            self._edit(start, end, new)
        if edits:
            self._lay()

    def superscript(self, spans: Iterable[tuple[int, int, int]]) -> None:
        """Raise the letters ``[middle, end)`` of each span whose ``start`` is in the same node."""
        for start, middle, end in spans:
            n = self._at(start)
            piece = self._pieces[n]
            if piece.can_raise and n == self._at(end - 1):
                piece.raised.append((middle - self._starts[n], end - self._starts[n]))

    def result(self) -> tree.Run:
        """Return the run with its edits, and a thin no-break space before each call."""
        self._leaf = iter(self._leaves)
        self._last = ""
        return self._write(self._run, french=self._french)

    # -------------------------------------------------------------- reading

    def _read(self, run: tree.Run, *, french: bool, can_raise: bool) -> None:
        for node in run:
            match node:
                case m.Text(value):
                    self._read_text(value, french=french, can_raise=can_raise)
                case m.Code(value):
                    self._pieces.append(_Piece(value, is_open=False))
                case m.LineBreak() | m.PageBreak():
                    self._pieces.append(_Piece("\n", is_open=False))
                case m.NoteCall():
                    if french:
                        self._strip()
                case m.Foreign(lang, children):
                    self._read(children, french=is_french(lang), can_raise=can_raise)
                case m.Superscript() | m.Subscript():
                    self._read(node.children, french=french, can_raise=False)
                case m.Emphasis() | m.Strong() | m.SmallCaps() | m.Link() | m.Citation() | m.Unidentified():
                    self._read(node.children, french=french, can_raise=can_raise)
                case _:
                    assert_never(node)

    def _read_text(self, value: str, *, french: bool, can_raise: bool) -> None:
        pieces = list(_cut(value, can_raise=can_raise)) if french else [_Piece(value, is_open=False)]
        self._pieces += pieces
        self._leaves.append(pieces)

    def _strip(self) -> None:
        """Take away the space that was typed before a call; ``_write`` puts the right one."""
        for piece in reversed(self._pieces):
            if piece.is_open:
                piece.text = piece.text.rstrip()
            if piece.text:
                return

    # -------------------------------------------------------------- editing

    def _lay(self) -> None:
        """Lay the pieces end to end; the closing sign of the starts is the length of the line."""
        flats = [piece.flat for piece in self._pieces]
        self.flat = "".join(flats)
        self._starts = [0, *accumulate(map(len, flats))]

    def _at(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    def _edit(self, start: int, end: int, new: str) -> None:
        old = self.flat[start:end]
        if old == new or any(c.isalnum() for c in old + new):
            return
        if start == end:
            self._insert(start, new)
            return
        first, last = self._at(start), self._at(end - 1)
        if not all(piece.is_open for piece in self._pieces[first : last + 1]):
            return
        if first != last and not old.isspace():
            return  # a visible sign never moves from one node to another
        for n in range(last, first - 1, -1):
            piece, offset = self._pieces[n], self._starts[n]
            a, b = max(start - offset, 0), min(end - offset, len(piece.text))
            piece.text = piece.text[:a] + (new if n == first else "") + piece.text[b:]

    def _insert(self, position: int, new: str) -> None:
        """Insert beside the sign that wants it: after an opening one, else before what follows."""
        sides = [position, position - 1]
        if self.flat[position - 1 : position] in OPENERS:
            sides.reverse()
        for side in sides:
            if not 0 <= side < len(self.flat):
                continue
            n = self._at(side)
            piece, offset = self._pieces[n], position - self._starts[n]
            if piece.is_open:
                piece.text = piece.text[:offset] + new + piece.text[offset:]
                return

    # -------------------------------------------------------------- writing

    def _write(self, run: tree.Run, *, french: bool) -> tree.Run:
        out: list[m.Inline] = []
        for node in run:
            match node:
                case m.Text(at=at):
                    pieces = next(self._leaf)
                    nodes = tuple(_nodes(pieces, at)) if french else (node,)
                    self._last = m.plain(nodes)[-1:] or self._last
                    out += nodes
                case m.NoteCall():
                    if french:
                        self._space_before_call(out)
                    out.append(node)
                case m.Code() | m.LineBreak() | m.PageBreak():
                    self._last = m.plain((node,))[-1:] or self._last
                    out.append(node)
                case _:
                    inner = is_french(node.lang) if isinstance(node, m.Foreign) else french
                    out.append(tree.map_children(node, self._writer(inner)))
        return tuple(out)

    def _writer(self, french: bool) -> Callable[[tree.Run], tree.Run]:  # noqa: FBT001 (the one thing it is told)
        return lambda run: self._write(run, french=french)

    def _space_before_call(self, out: list[m.Inline]) -> None:
        if not self._last or self._last.isspace() or self._last in OPENERS:
            return
        if out and isinstance(before := out[-1], m.Text):
            out[-1] = replace(before, value=before.value + CALL_SPACE)
        else:
            out.append(m.Text(CALL_SPACE))


def is_french(lang: str) -> bool:
    """Say whether a BCP 47 tag is French, of whatever country."""
    return lang.lower().partition("-")[0] == "fr"


def _cut(value: str, *, can_raise: bool) -> Iterator[_Piece]:
    """Cut a text into addresses, which are closed, and what stands between them."""
    end = 0
    for address in ADDRESS.finditer(value):
        yield _Piece(value[end : address.start()], is_open=True, can_raise=can_raise)
        yield _Piece(address[0], is_open=False)
        end = address.end()
    yield _Piece(value[end:], is_open=True, can_raise=can_raise)


def _nodes(pieces: list[_Piece], at: m.At | None) -> Iterator[m.Inline]:
    """Yield what a text has become: itself, cut where letters were raised; nothing when empty."""
    text = ""
    for piece in pieces:
        cursor = 0
        for start, end in piece.raised:
            yield m.Text(text + piece.text[cursor:start], at=at)
            yield m.Superscript((m.Text(piece.text[start:end], at=at),), at=at)
            text, cursor = "", end
        text += piece.text[cursor:]
    if text:
        yield m.Text(text, at=at)
