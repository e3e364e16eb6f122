"""What the readers of blocks and of inlines share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from publier import model as m
from publier.problems import Problem
from publier.reading.places import Places, first_position
from publier.scanning import Definition, Scan

AstNode = dict[str, Any]

ADDED = frozenset({"data-pos", "wrapper"})
"""Attributes that pandoc gives to what carries a position."""


class Spot(Enum):
    """Where inlines or blocks stand, as far as it decides what may stand there."""

    TEXT = auto()
    INNER = auto()  # in a quotation, a list, a description
    NOTE = auto()
    CAPTION = auto()
    LINK = auto()
    PULL_QUOTE = auto()


@dataclass(slots=True)
class Context:
    """One reading: its places, pictures and anchors, and all that was found on the way."""

    places: Places
    scan: Scan
    picture: Callable[[str, m.At | None], m.Image | None]
    anchors: dict[str, str] = field(default_factory=dict)
    """What a link may name, and the anchor that it leads to."""
    sections: dict[m.At | None, str] = field(default_factory=dict)
    """The anchor of each heading."""
    notes: dict[Definition, list[AstNode]] = field(default_factory=dict)
    """The blocks of each called note, to be read when the text has been, in order of first call."""
    fallback: m.At | None = None
    """Where the note is defined that is being read: some of its blocks have no place."""
    unclosed: set[m.At | None] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def report(self, code: str, at: m.At | None, **values: object) -> None:
        """Remember a problem and go on reading."""
        self.problems.append(Problem(code, at or self.fallback, **values))

    def at(self, attributes: list[Any]) -> m.At | None:
        """Return the place written in pandoc's attributes (id, classes, pairs)."""
        return self.places.at(dict(attributes[2]).get("data-pos", ""))

    def inside(self, node: Any) -> m.At | None:  # noqa: ANN401 - any part of pandoc's JSON
        """Return the first place inside a node that has none of its own."""
        return self.places.at(first_position(node))


def pairs(attributes: list[Any]) -> dict[str, str]:
    """Return pandoc's attributes without those that it added."""
    return {key: value for key, value in attributes[2] if key not in ADDED}


def is_wrapper(attributes: list[Any]) -> bool:
    """Whether pandoc made this span or div only to carry a position."""
    return ["wrapper", "1"] in attributes[2]
