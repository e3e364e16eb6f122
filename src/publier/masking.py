"""Masking what says nothing: code and escapes, character for character, so that places stay true."""

from __future__ import annotations

import re
from bisect import bisect_right

MASK = "\0"
"""Stands for every character that says nothing: code and escapes. The gate lets none through."""

_CODE_FENCE = re.compile(
    r"(?P<inside>(?:[ \t]*(?:>|(?P<marker>[-*+:]|\d{1,9}[.)]|\[\^[^\]\s]+\]:)(?=[ \t])))*[ \t]*)"
    r"(?P<fence>`{3,}(?=[^`]*$)|~{3,})"
)
_NOTE_INDENT = 4
_TICKS = re.compile(r"\\[!-/:-@\[-`{-~]|`+")
NEW_BLOCK = re.compile(r"[ \t>]*(?:[-+*][ \t]|\d{1,9}[.)][ \t]|#|:|\[\^|\|)")
"""A line that begins a block of its own, though no blank line stands before it."""


def masked(lines: list[str]) -> list[str]:
    """Return lines with code and escapes masked, character for character."""
    result: list[str] = []
    paragraph: list[str] = []
    fence: re.Match[str] | None = None
    for line in lines:
        if fence and not _holds(fence, line):
            fence = None
        opened = None if fence else _CODE_FENCE.match(line)
        if fence or opened or not line.strip() or NEW_BLOCK.match(line):
            result += _without_code(paragraph)
            paragraph = []
        if fence or opened:
            shown = len(opened["inside"]) if opened else 0  # the marks of lists and notes
            result.append(line[:shown] + MASK * (len(line) - shown))
            fence = opened or (None if fence and _closes(line, fence["fence"]) else fence)
        else:
            paragraph.append(line)
    return result + _without_code(paragraph)


def _holds(fence: re.Match[str], line: str) -> bool:
    """Say whether a line is still in the quotation, list or note in which a fence was opened."""
    before = line[: len(line) - len(line.lstrip(" \t>"))]
    if before.count(">") < fence["inside"].count(">"):
        return False
    marker = fence["marker"]
    if not marker or not line.strip(" \t>"):
        return True
    needed = _NOTE_INDENT if marker.startswith("[") else len(fence["inside"].expandtabs(4))
    return len(before.expandtabs(4)) >= needed


def _closes(line: str, fence: str) -> bool:
    bare = line.strip(" \t>")
    return set(bare) == {fence[0]} and len(bare) >= len(fence)


def _without_code(paragraph: list[str]) -> list[str]:
    """Mask code spans and escapes in the lines of one paragraph."""
    if not paragraph:
        return []
    text = "\n".join(paragraph)
    if "`" not in text and "\\" not in text:
        return paragraph
    runs: dict[int, list[int]] = {}
    for run in re.finditer("`+", text):
        runs.setdefault(len(run[0]), []).append(run.start())
    kept: list[str] = []
    position = 0
    while found := _TICKS.search(text, position):
        kept.append(text[position : found.start()])
        end = found.end()
        if found[0][0] == "`":
            same = runs.get(len(found[0]), [])
            index = bisect_right(same, found.start())
            end = same[index] + len(found[0]) if index < len(same) else end
        hidden = text[found.start() : end]
        kept.append(re.sub(r"[^\n]", MASK, hidden))
        position = end
    return "".join([*kept, text[position:]]).split("\n")
