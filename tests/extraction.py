"""The extraction of the original PDF, and how its letters are compared: by rules of the tests' own."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "source" / "solidarites-informelles"
DATA = ROOT / "tests" / "data" / "solidarites-informelles"
EXTRACTION = (DATA / "extraction.txt").read_text("utf-8")
LINE_END = re.compile(r"(\w+)-[ ]*\n[ ]*(\w+)")  # a word that a line's end cuts after a hyphen

KEPT = ("Au-delà", "non-violentes")
"""Of the words cut at a line's end, every one read, those that keep their hyphen."""


def extracted() -> str:
    """The extraction in NFC without the addresses of its links, which are no text."""
    return unicodedata.normalize("NFC", re.sub(r"(?m)^https?:.*$", "", EXTRACTION))


def rejoined(text: str) -> str:
    """The text in one line, the words of its line ends made whole, declared corrections made."""

    def join(match: re.Match[str]) -> str:
        whole = f"{match[1]}-{match[2]}"
        return whole if whole in KEPT else match[1] + match[2]

    whole = LINE_END.sub(join, text.replace("\ufffd", ""))
    return corrected(re.sub(r"\s+", " ", whole), declared())


def declared() -> list[dict[str, str]]:
    """The departures from the extraction that the editors wrote down."""
    path = FOLDER / "corrections.yaml"
    return list(YAML(typ="safe").load(path) or []) if path.exists() else []


def corrected(text: str, corrections: list[dict[str, str]]) -> str:
    """The text with each departure made; each must fit exactly one place."""
    for correction in corrections:
        assert set(correction) == {"place", "before", "after", "reason"}, correction
        assert text.count(correction["before"]) == 1, f"{correction['place']}: {correction['before']}"
        text = text.replace(correction["before"], correction["after"])
    return text


def letters(text: str) -> str:
    """Letters and digits in order, and note markers as ``[5]``; nothing else."""
    pieces = re.findall(r"\[\d+\]|.", text, flags=re.DOTALL)
    return "".join(piece for piece in pieces if len(piece) > 1 or unicodedata.category(piece)[0] in "LN")


def difference(mine: str, theirs: str) -> str:
    """Empty when both are equal, else the first place where they part."""
    if mine == theirs:
        return ""
    pairs = zip(mine, theirs, strict=False)
    at = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(mine), len(theirs)))
    return f"…{mine[max(0, at - 30) : at + 30]}… / …{theirs[max(0, at - 30) : at + 30]}…"
