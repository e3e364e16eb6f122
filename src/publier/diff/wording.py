"""What changed between two runs of words, so that a person sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

AROUND = 40
"""Characters of what did not change that are shown on each side of a change."""

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


def words(text: str) -> list[str]:
    """Return words, runs of spaces and signs, one by one."""
    return _TOKEN.findall(text)


def alike(one: str, other: str, least: float) -> bool:
    """Return whether two texts share enough of their words to be one that was changed."""
    matcher = SequenceMatcher(None, words(one), words(other), autojunk=False)
    return matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least and matcher.ratio() >= least


def marked(old: str, new: str) -> str:
    """Return a text with what went as ``[-so-]`` and what came as ``{+so+}``, and a little around it.

    The marks are those of ``wdiff`` and ``git diff --word-diff``.
    """
    return "".join(_pieces(old, new)).strip()


def _pieces(old: str, new: str) -> Iterator[str]:
    before, after = words(old), words(new)
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for place, (code, i1, i2, j1, j2) in enumerate(codes):
        gone, come = "".join(before[i1:i2]), "".join(after[j1:j2])
        if code == "equal":
            yield _shortened(come, first=place == 0, last=place == len(codes) - 1)
        else:
            yield (f"[-{gone}-]" if gone else "") + (f"{{+{come}+}}" if come else "")


def _shortened(text: str, *, first: bool, last: bool) -> str:
    """Return the ends of a text that stand beside changes."""
    if first and last:
        return text
    if first:
        return text if len(text) <= AROUND else f"… {text[-AROUND:].partition(' ')[2] or text[-AROUND:]}"
    if last:
        return text if len(text) <= AROUND else f"{text[:AROUND].rpartition(' ')[0] or text[:AROUND]} …"
    if len(text) <= 2 * AROUND:
        return text
    return f"{text[:AROUND].rpartition(' ')[0]} … {text[-AROUND:].partition(' ')[2]}"
