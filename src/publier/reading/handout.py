"""The passages that the front matter chooses for the handout: each must be in the text."""

from __future__ import annotations

import re

from publier import model as m
from publier import notes, tree
from publier.problems import Problem


def check_handout(relecture: m.Relecture) -> list[Problem]:
    """Return a problem for each chosen anchor that no paragraph bears."""
    last = max(tree.numbered(notes.number_paragraphs(relecture)), default=0)
    known = {f"par-{number}" for number in range(1, last + 1)}
    return [
        Problem("M042", chosen.at, value=chosen.anchor, near=_near(chosen.anchor, last), last=last)
        for chosen in relecture.metadata.handout
        if chosen.anchor not in known
    ]


def _near(anchor: str, last: int) -> str:
    """Return the anchor that was meant: its number as an anchor is written, if there is such a paragraph."""
    digits = re.search(r"\d{1,9}", anchor)
    return f"par-{min(max(int(digits[0]), 1), last)}" if digits and last else ""
