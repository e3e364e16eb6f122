"""Where pandoc says that things stand, as places in the source file."""

from __future__ import annotations

import re
from typing import Any

from publier.at import At
from publier.gate.written import Written, nth

_POSITION = re.compile(r"(\d+):(\d+)-(\d+):(\d+)")
_TAB = 4
"""Pandoc moves to the next multiple of four at a tab (CommonMark 0.31 §2.2)."""


class Places(Written):
    """One text, its lines as they passed the gate and as they were written."""

    __slots__ = ()

    def at(self, position: str) -> At | None:
        """Return the least place of a ``data-pos`` (a table has several), or nothing."""
        found = _POSITION.findall(position)
        if not found:
            return None
        starts = [(int(line), int(column)) for line, column, _, _ in found]
        line, column = starts[0] if len(starts) == 1 else min(starts)
        return self.original(At(self.file, line, code_point_column(self.line(line), column)))

    def line(self, number: int) -> str:
        """Return a line of the checked text, 1-based; one that does not exist is empty."""
        return nth(self.lines, number)

    def source(self, at: At | None) -> str:
        """Return what is written from a place to the end of its line."""
        return nth(self.written, at.line)[at.column - 1 :] if at else ""


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
