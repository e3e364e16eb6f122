"""Letters that the fonts cannot draw, found in the source before anything is laid out."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from publier import gate, svg, tree
from publier import model as m
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def missing(relecture: m.Relecture, fonts: tuple[Path, ...], file: str = "") -> list[Problem]:
    """Return a problem for each character that no font has, at the place it is first used.

    Any font will do: the layout falls back from one to the next. A letter that can be put
    together from its parts counts as drawn. ``file`` is named where nothing of the text has a place.
    """
    drawn = drawable(fonts)
    found: dict[str, m.At | None] = {}
    for text, at in _texts(relecture):
        file = at.file if at else file
        for character in dict.fromkeys(text):
            if character not in drawn and not _composed(character, drawn) and not gate.refused(character):
                found.setdefault(character, at)
    source = relecture.source.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    places = ((character, _exact(character, at or m.At(file), source)) for character, at in found.items())
    return list(gate.shortened(_problem(character, at) for character, at in places))


def _exact(character: str, at: m.At, source: list[str]) -> m.At | None:
    """Return where the source has a character, from the beginning of its run on.

    Metadata know no place of their own: the whole file is looked through.
    """
    if not at.file:
        return None
    for number, line in enumerate(source[at.line - 1 :], at.line):
        column = line.find(character, at.column - 1 if number == at.line else 0)
        if column >= 0:
            return m.At(at.file, number, column + 1)
    return at


def _problem(character: str, at: m.At | None) -> Problem:
    return Problem("L090", at, character=character, name=gate.name(character))


@cache
def drawable(fonts: tuple[Path, ...]) -> frozenset[str]:
    """Return the characters that at least one font has."""
    import uharfbuzz as hb

    codes: set[int] = set()
    for path in fonts:
        codes.update(hb.Face(hb.Blob.from_file_path(str(path))).unicodes)
    return frozenset(map(chr, codes))


def _composed(character: str, drawn: frozenset[str]) -> bool:
    # Joiners, soft hyphens, ends of lines; signs that choose between two forms of the one before.
    if unicodedata.category(character) in {"Cc", "Cf"} or character in "\ufe0e\ufe0f":
        return True
    parts = unicodedata.normalize("NFD", character)
    return len(parts) > 1 and drawn.issuperset(parts)


def _texts(relecture: m.Relecture) -> Iterator[tuple[str, m.At | None]]:
    """Yield every string that is printed, with its place, in reading order."""
    for run in tree.runs(relecture, notes=True):
        for node in tree.walk_inlines(run):
            if isinstance(node, m.Text | m.Code):
                yield node.value, node.at
            elif isinstance(node, m.Link):
                yield node.target, node.at
    for figure in tree.figures(relecture):
        yield figure.credit, figure.at
        yield _lettered(figure.image), figure.at
    yield from ((text, None) for text in _described(relecture.metadata))


def _lettered(image: m.Image) -> str:
    return svg.words(image.data) if image.media_type == "image/svg+xml" else ""


def _described(metadata: m.Metadata) -> Iterator[str]:
    """Yield what the cover and the last page say."""
    yield from (metadata.title, metadata.subtitle, metadata.publisher, metadata.version, metadata.url)
    yield from (metadata.rights, metadata.licence, metadata.accessibility.summary)
    if metadata.cover:
        yield _lettered(metadata.cover.image)
    yield from (author.name for author in metadata.authors)
    yield from (value for _, value in metadata.identifiers)
    if metadata.series:
        yield metadata.series.name + metadata.series.position
