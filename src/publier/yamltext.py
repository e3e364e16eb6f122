"""YAML as people write it: plain values with the place of each, and every reason to refuse it.

The events of the parser are read one by one, so that nothing is built before it is known to be
harmless: no anchors, aliases, tags or directives, no deep nesting, no key written twice.
Values follow YAML 1.2: ``true`` and ``false`` are the only booleans, ``no`` is a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Never

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from publier import gate
from publier.at import At
from publier.problems import Problem

MAX_DEPTH = 8
"""Lists and keys inside one another."""

Value = str | bool | None | list["Value"] | dict[str, "Value"]
Path = tuple[str | int, ...]
"""Where a value stands: the keys and 0-based places that lead to it."""

_NUMBER = re.compile(r"[-+]?(\d[\d_]*\.?\d*|\.\d+)([eE][-+]?\d+)?|0x[\da-fA-F]+|0o[0-7]+|[-+]?\.(inf|nan)")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS = ("", "~", "null", "Null", "NULL")
# What the parser says of a syntax fault, and our code for it: the first that fits.
_SYNTAX = (
    (r"unknown escape|escape sequence|hexadecimal", "M011"),
    (r"mapping values are not allowed", "M006"),
    (r"found unexpected end of stream|quoted scalar", "M007"),
    (r"found character '\\t'", "M008"),
    (r"flow (sequence|mapping)|found '[\]}]'", "M009"),
    (r"found character .* that cannot start|expected alphabetic|%", "M010"),
    (r"found '<scalar>'", "M007"),
    (r"could not find expected ':'", "M013"),
    (r"block (mapping|collection|sequence)|found unknown", "M012"),
)


_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""One character beyond U+FFFF as JSON escapes it, in two halves (RFC 8259 §7)."""


_BEYOND = re.compile(r"\\U(?!0010|000[\dA-Fa-f])[\dA-Fa-f]{8}")
"""An escape of a character beyond the last there is, U+10FFFF."""


class Number(str):
    """A number, kept as it was written: ``1.10`` is not ``1.1``."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML text says: str, Number, bool, None, list and dict, with their places.

    ``broken`` says that it could not be read to its end.
    """

    file: str
    value: dict[str, Value] = field(default_factory=dict)
    keys: dict[Path, At] = field(default_factory=dict)
    values: dict[Path, At] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    broken: bool = False

    def place(self, path: Path, *, key: bool = False) -> At:
        """Return where a value (or its key) stands, or that of the nearest that holds it.

        One value may stand where a list of them is meant: its path then has no 0.
        """
        places = self.keys if key else self.values
        for end in range(len(path), -1, -1):
            if at := places.get(path[:end]) or places.get(_names(path[:end])):
                return at
        return At(self.file)

    def has(self, path: Path) -> bool:
        """Return whether a key is written, with or without a value."""
        return path in self.keys or _names(path) in self.keys


def _names(path: Path) -> Path:
    return tuple(step for step in path if isinstance(step, str))


def load(text: str, file: str, line: int = 1) -> Document:
    """Read a YAML text whose first line is ``line`` of ``file``; never raises for what it says."""
    reader = _Reader(text, file, line)
    try:
        value = reader.document()
    except _StopReading:
        value = None
    except MarkedYAMLError as error:
        reader.problems.append(reader.syntax(error))
        value = None
    except AssertionError:  # ruamel knows of YAML 1.1 and 1.2 alone, and asserts it
        below = text[: text.find("%YAML")].count("\n")
        reader.problems.append(Problem("M004", At(file, line + below), what="%"))
        value = None
    except YAMLError:
        reader.problems.append(Problem("M013", At(file, line)))
        value = None
    except (
        ValueError,
        OverflowError,
    ):  # ruamel makes a character of an escape before it looks whether there is one
        start = next((found.start() for found in _BEYOND.finditer(text)), 0)
        column = start - text.rfind("\n", 0, start)
        reader.problems.append(Problem("M011", At(file, line + text.count("\n", 0, start), column)))
        value = None
    problems = tuple(gate.shortened(reader.problems))
    broken = value is None or any(problem.code == "M004" for problem in problems)
    return Document(file, value or {}, reader.keys, reader.values, problems, broken)


def _whole(halves: re.Match[str]) -> str:
    return halves[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


class _StopReading(Exception):  # noqa: N818 - not an error of the program
    """What follows cannot be trusted."""


class _Reader:
    """Turns events into values; keeps places and problems on the way."""

    def __init__(self, text: str, file: str, line: int) -> None:
        self.events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)
        self.file = file
        self.line = line
        self.keys: dict[Path, At] = {}
        self.values: dict[Path, At] = {}
        self.problems: list[Problem] = []

    def at(self, mark: StreamMark) -> At:
        """Return the place of a mark of the parser, which counts from zero."""
        return At(self.file, mark.line + self.line, mark.column + 1)

    def document(self) -> dict[str, Value]:
        """Return the one mapping that the text must be; nothing at all is an empty one."""
        value: dict[str, Value] = {}
        documents = 0
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1 or event.version or event.tags:
                    self.stop("M004", event, what="---" if documents > 1 else "%")
            elif isinstance(event, NodeEvent):
                node = self.node(event, ())
                if isinstance(node, dict):
                    value = node
                elif node is not None:
                    self.stop("M014", event)
        return value

    def stop(self, code: str, event: Event, **values: object) -> Never:
        """Note a problem and read no further."""
        self.problems.append(Problem(code, self.at(event.start_mark), **values))
        raise _StopReading

    def node(self, event: Event, path: Path) -> Value:
        """Return the value that an event begins."""
        self.values[path] = self.at(event.start_mark)
        if len(path) > MAX_DEPTH:
            self.stop("M003", event, limit=MAX_DEPTH)
        self.refuse(event)
        match event:
            case MappingStartEvent():
                return self.mapping(path)
            case SequenceStartEvent():
                return self.sequence(path)
            case ScalarEvent():
                return self.scalar(event)
            case _:  # an alias: refused just now
                return None

    def refuse(self, event: Event) -> None:
        """Note the constructs of YAML that are of no use here and can do harm."""
        mark = "*" if isinstance(event, AliasEvent) else "&"
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        for what in (anchor and f"{mark}{anchor}", tag and f"{tag}"):
            if what:
                self.problems.append(Problem("M004", self.at(event.start_mark), what=what))

    def mapping(self, path: Path) -> dict[str, Value]:
        """Return keys and values up to the end of the mapping; the first of two equal keys wins."""
        result: dict[str, Value] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                self.stop("M014", event)
            here = self.at(event.start_mark)
            key = self.characters(
                event
            ).strip()  # « title : » as French keyboards put it, with a no-break space
            self.refuse(event)
            first = self.keys.setdefault((*path, key), here)
            place = self.values.get((*path, key))
            value = self.node(next(self.events), (*path, key))
            if key in result:
                self.problems.append(Problem("M005", here, key=key, line=first.line))
                self.values[*path, key] = place or here
            else:
                result[key] = value
        return result

    def sequence(self, path: Path) -> list[Value]:
        """Return items up to the end of the sequence."""
        result: list[Value] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            result.append(self.node(event, (*path, len(result))))
        return result

    def scalar(self, event: ScalarEvent) -> Value:
        """Return text, a number as text, a boolean or nothing."""
        text = self.characters(event)
        if event.style is None and not event.tag:
            if text in _NULLS:
                return None
            if text in _BOOLEANS:
                return _BOOLEANS[text]
            if _NUMBER.fullmatch(text):
                return Number(text)
        return text

    def characters(self, event: ScalarEvent) -> str:
        r"""Return what a scalar says; an escape such as "\u202e" brings in what the gate keeps out."""
        text = _PAIR.sub(_whole, event.value)
        for _, _, name in gate.refused(text):
            self.problems.append(Problem("M040", self.at(event.start_mark), character=name))
        return gate.clean(text).encode(errors="replace").decode()  # half a character cannot even be shown

    def syntax(self, error: MarkedYAMLError) -> Problem:
        """Return the parser's complaint in our words."""
        said = f"{error.context} {error.problem}"
        code = next((code for pattern, code in _SYNTAX if re.search(pattern, said)), "M013")
        # An unclosed quote or bracket is found at the end of the text; it is wanted where it opens.
        opened = code in ("M007", "M009", "M013") and error.context_mark and "<scalar>" not in said
        mark = error.context_mark if opened else error.problem_mark or error.context_mark
        return Problem(code, self.at(mark) if mark else At(self.file, self.line))
