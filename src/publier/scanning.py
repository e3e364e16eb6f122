"""Reading the raw text for what pandoc loses without a word: notes, before they reach it.

An undefined call is printed as it is written, ``[^1] :`` with its French space defines nothing, the
text of a note in a note vanishes. The scanner knows code, escapes, quotations and divs well enough to
see every note; it takes a place for a note rather than miss one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from publier.at import At
from publier.masking import NEW_BLOCK, masked
from publier.problems import Problem

SHOWN = 60
"""Characters of the text that a message repeats."""

_CONTAINER = r"[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*"
_HEAD = re.compile(rf"{_CONTAINER}(\[\^([^\[\]\n]*)\])([ \t\u00a0\u202f]*):")
_CALL = re.compile(r"\[\^([^\[\]\n]*)\]")
_LABEL = re.compile(r"[\w.-]+")
_MARKER = re.compile(r"(?<![\]!])\[(\d{1,3})\](?![(\[{])")
_REFERENCE = re.compile(
    r""" {0,3}\[([^\[\]^][^\[\]]*)\]:[ \t]*[^ \t]+(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^()]*\)))?[ \t]*"""
)
_BRACKETS = re.compile(r"\[([^\[\]]+)\]")
_BRACES = re.compile(r"[ \t>]*(\{[ \t]*(?:[.#][^{}]+|[\w-]+=[^{}]*)\})[ \t]*")
_DIV_FENCE = re.compile(r"[ \t>]*:{3}")
# A dollar as pandoc reads it, and between two of them what a price never holds; commands of TeX.
_FORMULA = re.compile(
    r"""(?<![\w/?&=])\$\$(?!\s*\d).*|(?<![\w/?&=$])\$(?=\S)(?:[A-Za-z]|(?=[^$]*[\\^_={}])[^$]+|(?!\d)[^$]*[+<>][^$]*)(?<=\S)\$(?!\d)"""
    r"""|\\[A-Za-z]{2,}\*?(?:\{[^{}]*\})*"""
)
_QUOTE_MARKS = re.compile(r"^(?: {0,3}> ?)+")
_NOTE_INDENT = 4


@dataclass(frozen=True, slots=True)
class Definition:
    """Where ``[^label]:`` stands, and its last line."""

    key: str
    label: str
    at: At
    last: int


@dataclass(frozen=True, slots=True)
class Call:
    """Where ``[^label]`` stands."""

    key: str
    label: str
    at: At


@dataclass(frozen=True)
class Scan:
    """What the raw text says of notes, and where the fences of its divs are."""

    definitions: tuple[Definition, ...]
    calls: tuple[Call, ...]
    fences: frozenset[int]
    problems: tuple[Problem, ...]
    nested: tuple[Call, ...]
    """Calls inside notes: pandoc loses them, or never ends when they lead round in a circle."""

    def definition(self, line: int) -> Definition | None:
        """Return the definition that this line belongs to: it tells pandoc's copies apart."""
        return around(self.definitions, line)

    @cached_property
    def lines(self) -> frozenset[int]:
        """The lines on which the scanner saw a note, or something wrong with one."""
        places: list[Definition | Call | Problem] = [*self.definitions, *self.calls, *self.problems]
        return frozenset(place.at.line for place in places if place.at)


def around(definitions: Sequence[Definition], line: int) -> Definition | None:
    """Return the last definition that begins on a line or before it."""
    index = bisect_right(definitions, line, key=lambda definition: definition.at.line) - 1
    return definitions[index] if index >= 0 else None


def scan(text: str, file: str) -> Scan:
    """Look through a body text, LF line ends, for notes and for what is wrong with them."""
    raw = text.split("\n")
    lines = masked(raw)
    heads = list(_heads(lines, raw, file))
    definitions = [head for head in heads if isinstance(head, Definition)]
    known = {definition.key for definition in definitions}
    spaced = [
        head for head in heads if isinstance(head, Call) and (head.key not in known or _opens(lines, head.at))
    ]
    calls = tuple(_calls(lines, raw, file, {head.at for head in definitions} | {head.at for head in spaced}))
    problems = [Problem("N004", head.at, key=head.label) for head in spaced]
    problems += [*_misplaced(definitions, lines), *_doubled(definitions)]
    problems += _related(calls, definitions, {head.key for head in spaced})
    problems += [*_odd([*definitions, *calls]), *_markers(lines, file)]
    problems += [*_addresses(lines, file), *_lone_braces(lines, file), *_formulas(lines, raw, file)]
    return Scan(
        definitions=tuple(definitions),
        calls=calls,
        fences=frozenset(n for n, line in enumerate(lines, 1) if _DIV_FENCE.match(line)),
        problems=tuple(problems),
        nested=tuple(call for call in calls if _outer(definitions, call)),
    )


def normal(label: str) -> str:
    """Return what pandoc compares: case folded, runs of white space as one space."""
    return " ".join(label.casefold().split())


# ------------------------------------------------------------------ finding


def _heads(lines: list[str], raw: list[str], file: str) -> Iterator[Definition | Call]:
    """Find ``[^label]:`` at the head of a line, a definition, and ``[^label] :``, which is none."""
    for number, line in enumerate(lines, 1):
        head = _HEAD.match(line)
        if head:
            label = raw[number - 1][head.start(2) : head.end(2)]
            at = At(file, number, head.start(1) + 1)
            if head[3]:
                yield Call(normal(label), label, at)
            else:
                yield Definition(normal(label), label, at, _last_line(lines, number))


def _opens(lines: list[str], at: At) -> bool:
    """Whether a line begins a block: the same marks inside a paragraph are a call and a colon."""
    return at.line == 1 or not _bare(lines[at.line - 2]).strip()


def _last_line(lines: list[str], start: int) -> int:
    """Return the last line of the definition that begins on a line (both 1-based)."""
    last, blank = start, False
    for number, line in enumerate(lines[start:], start + 1):
        bare = _bare(line)
        if not bare.strip():
            blank = True
        elif _indent(line) >= _NOTE_INDENT or not (blank or NEW_BLOCK.match(line)):
            last, blank = number, False
        else:
            break
    return last


def _calls(lines: list[str], raw: list[str], file: str, heads: set[At]) -> Iterator[Call]:
    for number, line in enumerate(lines, 1):
        for found in _CALL.finditer(line):
            at = At(file, number, found.start() + 1)
            if at not in heads:
                label = raw[number - 1][found.start(1) : found.end(1)]
                yield Call(normal(label), label, at)


def _bare(line: str) -> str:
    """Return a line without the marks of the quotations it stands in."""
    return _QUOTE_MARKS.sub("", line, count=1)


def _indent(line: str) -> int:
    """Return the columns of white space before a line, inside its quotations."""
    bare = _bare(line).expandtabs(_NOTE_INDENT)
    return len(bare) - len(bare.lstrip(" "))


# ------------------------------------------------------------------ judging


def _misplaced(definitions: list[Definition], lines: list[str]) -> Iterator[Problem]:
    """Yield definitions that say nothing, or that stand inside something else."""
    for definition in definitions:
        line = lines[definition.at.line - 1]
        if definition.last == definition.at.line and not line.partition("]:")[2].strip():
            yield Problem("N007", definition.at, key=definition.label)
        if _indent(line) >= _NOTE_INDENT:
            yield Problem("N017", definition.at, key=definition.label)


def _doubled(definitions: list[Definition]) -> Iterator[Problem]:
    first: dict[str, Definition] = {}
    for definition in definitions:
        earlier = first.setdefault(definition.key, definition)
        if earlier is not definition:
            yield Problem("N003", definition.at, key=definition.label, line=earlier.at.line)


def _related(calls: tuple[Call, ...], definitions: list[Definition], excused: set[str]) -> Iterator[Problem]:
    """Hold calls against definitions; a label that has its own problem is not reported again."""
    called = {call.key for call in calls}
    known = {definition.key for definition in definitions}
    for call in calls:
        outer = _outer(definitions, call)
        if outer:
            code = "N006" if outer.key == call.key else "N005"
            yield Problem(code, call.at, key=call.label, outer=outer.label)
        elif call.key not in known | excused and _LABEL.fullmatch(call.label):
            yield Problem("N002", call.at, key=call.label)
    for definition in definitions:
        if definition.key not in called:
            yield Problem("N001", definition.at, key=definition.label)
            called.add(definition.key)


def _outer(definitions: list[Definition], call: Call) -> Definition | None:
    """Return the definition that a call stands in."""
    outer = around(definitions, call.at.line)
    return outer if outer and call.at.line <= outer.last else None


def _odd(places: Sequence[Definition | Call]) -> Iterator[Problem]:
    for place in places:
        if not _LABEL.fullmatch(place.label):
            yield Problem("N008", place.at, key=place.label)


def _markers(lines: list[str], file: str) -> Iterator[Problem]:
    """Yield ``[1]`` that looks like a note typed by hand; one with an address is a link."""
    addresses = {found[1] for line in lines if (found := _REFERENCE.fullmatch(line))}
    for number, line in enumerate(lines, 1):
        for found in _MARKER.finditer(line):
            if found[1] not in addresses:
                yield Problem("N009", At(file, number, found.start() + 1), number=found[1])


def _addresses(lines: list[str], file: str) -> Iterator[Problem]:
    """Yield ``[label]: address`` that no link uses, or that comes too late: it would vanish."""
    uses = Counter(normal(label) for line in lines for label in _BRACKETS.findall(line))
    first: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        found = _REFERENCE.fullmatch(line)
        if not found:
            continue
        at, key = At(file, number, line.index("[") + 1), normal(found[1])
        if first.setdefault(key, number) != number:
            yield Problem("L010", at, label=found[1], line=first[key])
        elif uses[key] == 1:
            yield Problem("L006", at, label=found[1])


def _lone_braces(lines: list[str], file: str) -> Iterator[Problem]:
    """Yield lines of attributes: pandoc gives them to the next block, or drops them when there is none."""
    for number, line in enumerate(lines, 1):
        if found := _BRACES.fullmatch(line):
            yield Problem("S034", At(file, number, found.start(1) + 1), text=found[1])


def _formulas(lines: list[str], raw: list[str], file: str) -> Iterator[Problem]:
    """Yield formulas and commands of TeX: readers would see their signs."""
    for number, line in enumerate(lines, 1):
        if "$" in line or "\\" in line:
            for found in _FORMULA.finditer(line):
                text = raw[number - 1][slice(*found.span())]
                yield Problem("S043", At(file, number, found.start() + 1), text=shown(text))


def shown(text: str) -> str:
    """Return a text for a message: its beginning when it is long."""
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"
