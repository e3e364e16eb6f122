"""Masking what says nothing: code and escapes, character for character, so that places stay true."""

from __future__ import annotations

import re
from bisect import bisect_right

MASK = "\0"
"""Stands for every character that says nothing: code and escapes. The gate lets none through."""

_CODE_FENCE = re.compile(r"[ \t>]*(`{3,}(?=[^`]*$)|~{3,})")
_TICKS = re.compile(r"\\[!-/:-@\[-`{-~]|`+")
NEW_BLOCK = re.compile(r"[ \t>]*(?:[-+*][ \t]|\d{1,9}[.)][ \t]|#|:|\[\^|\|)")
"""A line that begins a block of its own, though no blank line stands before it."""


def masked(lines: list[str]) -> list[str]:
    """Return lines with code and escapes masked, character for character."""
    result: list[str] = []
    paragraph: list[str] = []
    fence = ""
    for line in lines:
        opened = "" if fence else (_CODE_FENCE.match(line) or ["", ""])[1]
        if fence or opened or not line.strip() or NEW_BLOCK.match(line):
            result += _without_code(paragraph)
            paragraph = []
        if fence or opened:
            result.append(MASK * len(line))
            fence = "" if _closes(line, fence) else fence or opened
        else:
            paragraph.append(line)
    return result + _without_code(paragraph)


def _closes(line: str, fence: str) -> bool:
    bare = line.strip(" \t>")
    return bool(fence) and set(bare) == {fence[0]} and len(bare) >= len(fence)


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
