"""From places of the checked text to those of the file as it was written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from publier import gate
from publier.at import At
from publier.problems import Problem


@dataclass(frozen=True, slots=True)
class Written:
    """The lines of one file: as they passed the gate (NFC, LF), and as they were written."""

    file: str
    lines: tuple[str, ...]
    written: tuple[str, ...]

    @classmethod
    def of(cls, text: str, data: bytes, file: str) -> Self:
        """Put the text that passed the gate beside the bytes that it was."""
        return cls(file, tuple(text.split("\n")), written_lines(data))

    def original(self, at: At) -> At:
        """Return where the file as it was written has what the checked text has at a place."""
        written = nth(self.written, at.line)
        return (
            at if written == nth(self.lines, at.line) else At(at.file, at.line, _original(written, at.column))
        )

    def restored(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems of the checked text with the places of the file as it was written."""
        return [
            Problem(found.code, self.original(found.at), **dict(found.values))
            if found.at and found.at.file == self.file
            else found
            for found in problems
        ]


def written_lines(data: bytes) -> tuple[str, ...]:
    """Return the lines of a file, split as the gate splits them."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    return tuple(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def nth(lines: tuple[str, ...], number: int) -> str:
    """Return a line, 1-based; one that does not exist is empty."""
    return lines[number - 1] if 0 < number <= len(lines) else ""


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
