"""The faces of the editions: full TrueType files for paper, WOFF2 subsets for the screen."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FAMILIES = {
    "SourceSerif4": "Source Serif 4",
    "AtkinsonHyperlegibleNext": "Atkinson Hyperlegible Next",
}
FEATURES = frozenset({"kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "onum", "lnum", "pnum", "tnum"})
"""OpenType features that every subset keeps; raised figures and small capitals are asked for."""

_NAME = re.compile(r"(?P<family>[A-Za-z0-9]+)_(?P<weight>\d+)[A-Za-z]+(?P<italic>_Italic)?$")


@dataclass(frozen=True, slots=True)
class Face:
    """One font file and what ``@font-face`` says of it."""

    family: str
    weight: int
    italic: bool
    path: Path

    def rule(self, source: str) -> str:
        """Return the ``@font-face`` rule of this face; ``source`` is a value for ``src``."""
        style = "font-style:italic;" if self.italic else ""
        return (
            f'@font-face{{font-family:"{self.family}";font-weight:{self.weight};'
            f"{style}font-display:swap;src:{source}}}"
        )


@dataclass(frozen=True, slots=True)
class Need:
    """What a page asks of a face: characters, and OpenType features beyond those of all."""

    characters: frozenset[str]
    features: frozenset[str] = frozenset()


def faces(files: tuple[Path, ...]) -> tuple[Face, ...]:
    """Return the faces of font files named ``Family_400Regular.ttf``; others are left out."""
    named = ((path, _NAME.match(path.stem)) for path in files)
    return tuple(
        Face(
            FAMILIES.get(name["family"], name["family"]),
            int(name["weight"]),
            bool(name["italic"]),
            path,
        )
        for path, name in named
        if name
    )


@cache
def characters(path: Path) -> frozenset[str]:
    """Return the characters that a font file can draw."""
    import uharfbuzz as hb

    return frozenset(map(chr, hb.Face(hb.Blob.from_file_path(str(path))).unicodes))


@cache
def subset(path: Path, need: Need) -> bytes:
    """Return a WOFF2 file with the glyphs that are needed, the same bytes each time.

    Kept, because packing is slow: up to 0.1 s a face.
    """
    import uharfbuzz as hb
    from fontTools.ttLib.woff2 import compress

    wanted = hb.SubsetInput()
    wanted.sets(hb.SubsetInputSets.UNICODE).set({ord(character) for character in need.characters})
    wanted.sets(hb.SubsetInputSets.LAYOUT_FEATURE_TAG).set(
        {int.from_bytes(tag.encode(), "big") for tag in FEATURES | need.features}
    )
    small = hb.subset(hb.Face(hb.Blob(path.read_bytes())), wanted)
    packed = io.BytesIO()
    compress(io.BytesIO(small.blob.data), packed)
    return packed.getvalue()


def embedded(needs: Mapping[Face, Need]) -> str:
    """Return ``@font-face`` rules with the subsets of some faces inside."""
    rules = []
    for face, need in needs.items():
        data = base64.b64encode(subset(face.path, need)).decode()
        rules.append(face.rule(f"url(data:font/woff2;base64,{data})"))
    return "".join(rules)
