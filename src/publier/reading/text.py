"""Runs of characters: citations found in them, and what was meant for pandoc but printed as text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from publier import gate
from publier import model as m
from publier.reading.context import Context, Spot

_KEY = r"(?P<key>\w+(?:[:.#$%&+?<>~/-]+\w+)*)"
_LOCATOR = r"(?:,\s*(?P<locator>[^\[\]@]*[^\[\]@\s]))?\s*"
_CITATION = re.compile(rf"\[@{_KEY}{_LOCATOR}\]")
_INSIDE = re.compile(rf"\s*@{_KEY}{_LOCATOR}")
# What pandoc would have taken, had it been written right; an escape in front says that it is meant.
_LEFTOVERS = (
    ("N015", re.compile(r"\[(?:[^\[\]@]*[^\w\[\]@.])?@\w[^\[\]]*\]?|\[@[^\w\[\]]*\]")),
    ("N021", re.compile(r"\^\[[^\[\]]*\]?")),
    ("N008", re.compile(r"\[\^[^\[\]]*\]?")),
    ("L002", re.compile(r"<(?:https?|mailto|doi):[^<>]*>")),
    ("S039", re.compile(r"(?<![\]\w])\[\s*\](?![(\[{])")),
    ("L008", re.compile(r"\]\([^()]*\)")),
    ("S041", re.compile(r"^#{2,6}(?=[^#\s])\S*")),
    ("L009", re.compile(r"(?<!<)\bhttps?://[^\s<>]+")),
    ("S040", re.compile(r"\|[^|]*\|")),
    ("S034", re.compile(r"\{\s*(?:[.#][\w-]+|[\w-]+\s*=)[^{}]*\}")),
)
_MARKS = "[]()@^<>{}|#"


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters as pandoc hands them over; ``literal`` when an escape or an entity made them."""

    value: str
    at: m.At | None
    literal: bool = False


class Run:
    """Pieces that stand side by side, as one text whose every character knows its place."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.text = "".join(piece.value for piece in pieces)
        self._starts: list[tuple[int, Piece]] = []
        self._literal: set[int] = set()
        offset = 0
        for piece in pieces:
            self._starts.append((offset, piece))
            if piece.literal:
                self._literal.update(range(offset, offset + len(piece.value)))
            offset += len(piece.value)

    def at(self, offset: int) -> m.At | None:
        """Return the place of a character."""
        start, piece = max((p for p in self._starts if p[0] <= offset), key=lambda p: p[0])
        return replace(piece.at, column=piece.at.column + offset - start) if piece.at else None

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield what matches and was not escaped."""
        return (found for found in pattern.finditer(self.text) if self._meant(*found.span()))

    def _meant(self, start: int, end: int) -> bool:
        return not any(start <= offset < end and self.text[offset] in _MARKS for offset in self._literal)


def read_run(context: Context, pieces: list[Piece], spot: Spot, *, closes: bool) -> list[m.Inline]:
    """Return text with its citations; ``closes``: a bracket closes further on in the paragraph."""
    run = Run(pieces)
    for offset, code, character in gate.odd(run.text):
        context.report(code, run.at(offset), character=character)
    citations = list(run.find(_CITATION))
    _leftovers(context, run, citations, spot, closes=closes)
    nodes: list[m.Inline] = []
    done = 0
    for found in citations:
        at = run.at(found.start())
        check_citation(context, spot, at)
        nodes += [*_text(run, done, found.start()), citation(found, at)]
        done = found.end()
    nodes += _text(run, done, len(run.text))
    for node in nodes:
        if isinstance(node, m.Text):
            check_accent(context, node.value, node.at)
    return nodes


def check_accent(context: Context, value: str, at: m.At | None) -> None:
    """Report an accent at the head of a text: layout and readers would not put it on the letter before."""
    if unicodedata.combining(value[:1] or " "):
        context.report("S047", at, character=gate.name(value[0]))


def citation(
    found: re.Match[str], at: m.At | None, certainty: m.Certainty = m.Certainty.CERTAIN
) -> m.Citation:
    """Return the citation that was found."""
    return m.Citation(found["key"], found["locator"] or "", certainty, at=at)


def whole_citation(text: str) -> re.Match[str] | None:
    """Match the inside of ``[@key, p. 12]{.probable}``."""
    return _INSIDE.fullmatch(text)


def check_citation(context: Context, spot: Spot, at: m.At | None) -> None:
    """Report a citation where its note could not be called."""
    if spot in _NO_NOTE:
        context.report(_NO_NOTE[spot], at)


_NO_NOTE = {Spot.CAPTION: "N011", Spot.LINK: "N013", Spot.PULL_QUOTE: "N014"}


def _text(run: Run, start: int, end: int) -> list[m.Inline]:
    value = gate.clean(run.text[start:end])
    return [m.Text(value, at=run.at(start))] if value else []


def _leftovers(
    context: Context, run: Run, citations: list[re.Match[str]], spot: Spot, *, closes: bool
) -> None:
    taken = bytearray(len(run.text))
    for found in citations:
        taken[slice(*found.span())] = b"x" * len(found[0])
    for code, pattern in _LEFTOVERS:
        for found in run.find(pattern):
            span = slice(*found.span())
            if any(taken[span]) or (code == "L009" and spot is Spot.LINK):
                continue
            taken[span] = b"x" * len(found[0])
            _report(context, code, found, run.at(found.start()), closes=closes)
            if code == "S040":
                break  # the other bars belong to the same table


def _report(context: Context, code: str, found: re.Match[str], at: m.At | None, *, closes: bool) -> None:
    text = " ".join(found[0].split())
    match code:
        case "N008" if at and at.line in context.scan.lines:
            pass  # the scanner knows better what is wrong with it
        case "N015" if not (closes or text.endswith("]")):
            context.report("N010", at, text=text)
        case "L002":
            context.report(code, at, address=text.strip("<>"))
        case "N008":
            context.report(code, at, key=text.strip("[^]"))
        case _:
            context.report(code, at, text=text)
