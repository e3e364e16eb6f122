"""How much a text may hold: what would keep pandoc busy for minutes, and what nobody wrote by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publier.at import At
from publier.problems import Problem, digits

MAX_LINE = 50_000
"""Characters of one line, which is one paragraph for most editors (about twenty printed pages)."""
MAX_LINES = 6_000
"""Lines that say something: twenty times the longest relecture, half an hour of work for no reader."""
MAX_DEPTH = 10
"""Quotations, lists and notes opened on one line, one inside another."""
MAX_INDENT = 40
"""Columns before a list item: ten levels of four."""
MAX_DIVS = 10
"""Fenced divisions (``:::``) open at once."""
MAX_OPEN = 100
"""Square brackets open at once in a paragraph; pandoc tries each of them to the paragraph's end."""
MAX_MARKS = 1_000
"""Opening brackets and marks of emphasis, superscript and subscript in a paragraph."""

_CONTAINERS = re.compile(r"(?:[ \t]*(?:>|(?:[-*+:~]|\d{1,9}[.)]|\[\^[^\]\s]+\]:)(?=[ \t]|$)))*[ \t]*")
_CONTAINER = re.compile(r">|[-*+:~]|\d{1,9}[.)]|\[\^[^\]\s]+\]:")
_OPENING = frozenset(">-*+:~[0123456789")
_DIV = re.compile(r"[ \t>]*:{3,}[ \t]*(\S?)")
# A blank line, a list item, a heading or a row of a table: what was open before is so no more.
_STARTS = re.compile(r"[ \t>]*(?:$|[|#]|[-+*:][ \t]|\d{1,9}[.)][ \t])")
_INLINE = re.compile(r"\\.|[\[\]]|\*+|_+|\^|~+")


def check(text: str, file: str) -> Iterator[Problem]:
    """Yield the places that would take pandoc too long, or that nobody wrote by hand."""
    divs = said = 0
    paragraph = _Paragraph()
    for number, line in enumerate(text.split("\n"), 1):
        said += bool(line.strip())
        if said > MAX_LINES:
            yield Problem("E020", At(file, number), limit=digits(MAX_LINES))
            return
        if len(line) > MAX_LINE:
            lengths = {"length": digits(len(line)), "limit": digits(MAX_LINE)}
            yield Problem("E012", At(file, number, MAX_LINE + 1), **lengths)
            continue
        if line.lstrip(" \t")[:1] in _OPENING:
            yield from _nesting(line, At(file, number))
        if ":::" in line and (fence := _DIV.match(line)):
            divs = divs + 1 if fence[1] else max(0, divs - 1)
            if divs > MAX_DIVS:
                yield Problem("E018", At(file, number), limit=MAX_DIVS)
        for code, column, limit in paragraph.add(line):
            yield Problem(code, At(file, number, column), limit=digits(limit))


def _nesting(line: str, at: At) -> Iterator[Problem]:
    """Yield what opens too many quotations, lists or notes inside one another."""
    prefix = (_CONTAINERS.match(_without_pause(line)) or [""])[0]
    markers = list(_CONTAINER.finditer(prefix))
    if len(markers) > MAX_DEPTH:
        yield Problem("E013", at, depth=len(markers), limit=MAX_DEPTH)
    start = markers[-1].start() if markers else 0
    indent = len(prefix[:start].expandtabs(4))
    if indent > MAX_INDENT:
        yield Problem("E014", At(at.file, at.line, start + 1), columns=indent, limit=MAX_INDENT)


def _without_pause(line: str) -> str:
    """Return a line without the ``* * *`` at its end, which is no list in a list in a list."""
    for sign in "*-_":
        rest = line.rstrip(f" \t{sign}")
        if line.count(sign, len(rest)) > 2:  # noqa: PLR2004 - three signs make a pause
            return rest
    return line


class _Paragraph:
    """Counts what would be tried again and again in the paragraph that is being read."""

    def __init__(self) -> None:
        self._restart()

    def _restart(self) -> None:
        self.open = 0
        self.marks = 0

    def add(self, line: str) -> Iterator[tuple[str, int, int]]:
        """Count a line; yield problem code, column and limit where a limit is first passed."""
        if _STARTS.match(line):
            self._restart()
        for match in _INLINE.finditer(line):
            if match[0] == "]":
                self.open = max(0, self.open - 1)
            elif match[0][0] != "\\":
                self.open += match[0] == "["
                self.marks += 1
                if match[0] == "[" and self.open == MAX_OPEN + 1:
                    yield "E015", match.start() + 1, MAX_OPEN
                if self.marks == MAX_MARKS + 1:
                    yield "E016", match.start() + 1, MAX_MARKS
