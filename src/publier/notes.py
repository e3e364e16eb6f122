"""Numbers, calls and ways back, decided once for every edition; and the ledger they are proved by.

A note is a call's: the same ``[^key]`` called twice is one note with two ways back. Notes are
numbered in the order of their first call in the reading order of the text.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from publier import model as m
from publier import tree
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BEFORE = 32
"""How many letters before a call stand in the ledger: enough to tell one place from another."""


@dataclass(frozen=True, slots=True)
class LedgerCall:
    """A call: its id, and the last ``BEFORE`` letters of its block that stand before it."""

    anchor: str
    before: str


@dataclass(frozen=True, slots=True)
class LedgerNote:
    """A note as a reader meets it: printed marker, calls, words, links out, ways back."""

    number: int
    marker: str
    calls: tuple[LedgerCall, ...]
    text: str
    links: tuple[str, ...]
    backs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All notes of a relecture, or of one of its editions, in order."""

    notes: tuple[LedgerNote, ...]

    def as_data(self) -> dict[str, Any]:
        """Return the ledger as ``notes.json`` holds it."""
        return {"schema": 1, "notes": [asdict(note) for note in self.notes]}


class _Letters(dict[int, int | None]):
    """What ``str.translate`` makes of each code point: itself or nothing, found out once."""

    def __missing__(self, point: int) -> int | None:
        self[point] = kept = point if unicodedata.category(chr(point))[0] in "LNM" else None
        return kept


_LETTERS = _Letters()


def letters(text: str) -> str:
    """Return the letters, digits and combining marks of a text, NFC, and nothing else."""
    return unicodedata.normalize("NFC", text).translate(_LETTERS)


def squeeze(text: str) -> str:
    """Return a text NFC, without soft hyphens, each run of white space as one plain space."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00ad", "").split())


def number(relecture: m.Relecture) -> m.Relecture:
    """Decide all numbers: notes, calls, paragraphs.

    A citation in the body becomes a note of its own. Every called note must exist (the reader
    has seen to it); a note nobody calls is left out.
    """
    numbering = _Numbering({note.key: note for note in relecture.notes})
    body = tree.map_inlines(replace(relecture, notes=()), numbering.run)
    return replace(number_paragraphs(body), notes=numbering.notes())


class _Numbering:
    """Meets the calls of a text in reading order and gives them their numbers."""

    def __init__(self, defined: dict[str, m.Note]) -> None:
        self.defined = defined
        self.numbers: dict[str, int] = {}
        self.calls: Counter[str] = Counter()

    def run(self, inlines: tuple[m.Inline, ...]) -> tuple[m.Inline, ...]:
        """Number the calls of one run."""
        return tuple(self.inline(node) for node in inlines)

    def inline(self, node: m.Inline) -> m.Inline:
        """Number one inline, or those it holds."""
        match node:
            case m.NoteCall(key):
                return self.call(key, node.at)
            case m.Citation():
                key = f"@{node.key}#{len(self.numbers) + 1}"
                paragraph = m.Paragraph((node,), at=node.at)
                self.defined[key] = m.Note(key, (paragraph,), at=node.at)
                return self.call(key, node.at)
            case _:
                return tree.map_children(node, self.run)

    def call(self, key: str, at: m.At | None) -> m.NoteCall:
        """Give a call its note's number and its own place among the calls of that note."""
        self.numbers.setdefault(key, len(self.numbers) + 1)
        self.calls[key] += 1
        return m.NoteCall(key, self.numbers[key], self.calls[key], at=at)

    def notes(self) -> tuple[m.Note, ...]:
        """Return the called notes in the order of their numbers."""
        return tuple(
            replace(self.defined[key], number=n, calls=self.calls[key]) for key, n in self.numbers.items()
        )


def inspect(relecture: m.Relecture) -> list[Problem]:
    """Return a warning N020 at the first call, in a numbered relecture, that is written as another number."""
    for run in tree.runs(relecture):
        for node in tree.walk_inlines(run):
            if isinstance(node, m.NoteCall) and _is_another_number(node):
                return [Problem("N020", node.at, key=node.key, number=node.number)]
    return []


def _is_another_number(call: m.NoteCall) -> bool:
    return bool(re.fullmatch("[0-9]+", call.key)) and call.key.lstrip("0") != str(call.number)


def number_paragraphs(relecture: m.Relecture) -> m.Relecture:
    """Number paragraphs and quotations of preface, lead and body in one run from 1."""
    count = itertools.count(1)

    def blocks(nodes: tuple[m.Block, ...]) -> tuple[m.Block, ...]:
        return tuple(
            replace(node, number=next(count)) if isinstance(node, m.Paragraph | m.Quote) else node
            for node in nodes
        )

    def section(node: m.Section) -> m.Section:
        own = blocks(node.blocks)
        return replace(node, blocks=own, sections=tuple(section(s) for s in node.sections))

    def front(node: m.Front | None) -> m.Front | None:
        return node and replace(node, blocks=blocks(node.blocks))

    return replace(
        relecture,
        preface=front(relecture.preface),
        lead=front(relecture.lead),
        blocks=blocks(relecture.blocks),
        sections=tuple(section(s) for s in relecture.sections),
    )


def ledger(relecture: m.Relecture) -> Ledger:
    """Return the canonical ledger of a numbered, resolved and typeset relecture."""
    calls: dict[int, list[LedgerCall]] = {}
    for run in tree.runs(relecture):
        before = ""
        for node in flatten(run):
            if isinstance(node, m.NoteCall):
                calls.setdefault(node.number, []).append(LedgerCall(node.anchor, before[-BEFORE:]))
            else:
                before += letters(node)
    return Ledger(tuple(_entry(note, calls[note.number]) for note in relecture.notes))


def _entry(note: m.Note, calls: list[LedgerCall]) -> LedgerNote:
    runs = list(tree.block_runs(note.blocks))
    return LedgerNote(
        number=note.number,
        marker=str(note.number),
        calls=tuple(calls),
        text=squeeze(" ".join(m.plain(run) for run in runs)),
        links=tuple(target for run in runs for target in targets(run)),
        backs=note.backs,
    )


def flatten(run: Iterable[m.Inline]) -> Iterator[str | m.NoteCall]:
    """Yield the words and the calls of a run, in order; a line break is a space."""
    for node in tree.walk_inlines(tuple(run)):
        match node:
            case m.NoteCall():
                yield node
            case m.Text(value) | m.Code(value):
                yield value
            case m.LineBreak():
                yield " "
            case _:
                continue  # its children follow


def targets(run: Iterable[m.Inline]) -> Iterator[str]:
    """Yield the targets of the links of a run, in order."""
    for node in tree.walk_inlines(tuple(run)):
        if isinstance(node, m.Link):
            yield node.target
