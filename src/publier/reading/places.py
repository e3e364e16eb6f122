"""Where pandoc says that things stand, as places in the source file."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from publier import gate
from publier.at import At

_POSITION = re.compile(r"(\d+):(\d+)-(\d+):(\d+)")
_TAB = 4
"""Pandoc moves to the next multiple of four at a tab (CommonMark 0.31 §2.2)."""


@dataclass(frozen=True, slots=True)
class Places:
    """One text, its lines as they passed the gate (NFC, LF) and as they were written."""

    file: str
    lines: tuple[str, ...]
    written: tuple[str, ...]

    def at(self, position: str) -> At | None:
        """Return the least place of a ``data-pos`` (a table has several), or nothing."""
        found = _POSITION.findall(position)
        if not found:
            return None
        starts = [(int(line), int(column)) for line, column, _, _ in found]
        line, column = starts[0] if len(starts) == 1 else min(starts)
        return self.original(At(self.file, line, code_point_column(self.line(line), column)))

    def original(self, at: At) -> At:
        """Return where the file as it was written has what the checked text has at a place."""
        written = _get(self.written, at.line)
        return at if written == self.line(at.line) else At(at.file, at.line, _original(written, at.column))

    def line(self, number: int) -> str:
        """Return a line of the checked text, 1-based; one that does not exist is empty."""
        return _get(self.lines, number)

    def source(self, at: At | None) -> str:
        """Return what is written from a place to the end of its line."""
        return _get(self.written, at.line)[at.column - 1 :] if at else ""


def written_lines(data: bytes) -> tuple[str, ...]:
    """Return the lines of a file, split as the gate splits them."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def _get(lines: tuple[str, ...], number: int) -> str:
    return lines[number - 1] if 0 < number <= len(lines) else ""


def code_point_column(line: str, column: int) -> int:
    """Return the 1-based code point that stands in a column counted with tabs expanded."""
    if "\t" not in line:
        return min(column, len(line) + 1)
    reached = 1
    for index, character in enumerate(line):
        if reached >= column:
            return index + 1
        reached += _TAB - (reached - 1) % _TAB if character == "\t" else 1
    return len(line) + 1


def _original(written: str, column: int) -> int:
    columns = _original_columns(written)
    return columns[min(column, len(columns)) - 1]


@lru_cache(maxsize=64)
def _original_columns(written: str) -> tuple[int, ...]:
    columns: list[int] = []
    start = 0
    for end in range(1, len(written) + 1):
        if end == len(written) or not unicodedata.combining(written[end]):
            kept = len(gate.clean(written[start:end]))
            columns += [start + 1 + min(offset, end - start - 1) for offset in range(kept)]
            start = end
    return (*columns, len(written) + 1)


def first_line(position: str) -> int:
    """Return the first line of a ``data-pos``."""
    return min((int(line) for line, _, _, _ in _POSITION.findall(position)), default=0)


def last_line(position: str) -> int:
    """Return the last line of a ``data-pos``, whose end is past what it covers."""
    return max(
        (int(end) - (int(column) == 1) for _, _, end, column in _POSITION.findall(position)), default=0
    )


def first_position(node: Any) -> str:  # noqa: ANN401 - any part of pandoc's JSON
    """Return the first ``data-pos`` inside a node: that of the first block of a note, say."""
    found = ""
    if isinstance(node, dict):
        found = first_position(node.get("c"))
    elif isinstance(node, list):
        if len(node) == 2 and node[0] == "data-pos" and isinstance(node[1], str):  # noqa: PLR2004 - a pair
            return node[1]
        found = next(filter(None, map(first_position, node)), "")
    return found
