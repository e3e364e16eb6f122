"""The order of a relecture: preface, lead, what comes before the first part, then parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from publier import model as m
from publier.problems import digits
from publier.reading.blocks import blocks, div_name
from publier.reading.context import AstNode, Context, Spot, is_wrapper
from publier.reading.inlines import inlines
from publier.reading.links import folded

_RESERVED = re.compile(
    r"(?:par|note|appel|page|t)-.*|table-\d+|couverture|titre|sommaire|preface|chapo|texte|notes|colophon|pages|reperes"
    r"|\d.*|"
)
"""Anchors that editions have of their own, and what is no name."""
_PART, _DEEPEST = 2, 4
MAX_HEADING = 300
"""Characters of a heading: about four lines, which is no longer a title."""


@dataclass(slots=True)
class Outline:
    """What was read so far, in the order of the text."""

    fronts: dict[str, m.Front] = field(default_factory=dict)
    blocks: tuple[m.Block, ...] = ()
    sections: tuple[m.Section, ...] = ()


@dataclass(slots=True)
class _Branch:
    """A heading and what stands under it, while it grows."""

    section: m.Section
    nodes: list[AstNode] = field(default_factory=list)
    branches: list[_Branch] = field(default_factory=list)


def name_sections(context: Context, nodes: list[AstNode]) -> None:
    """Give each heading its anchor, before any link is read."""
    taken: set[str] = set()
    for _, attributes, _ in _headers(nodes):
        identifier, at = attributes[0], context.at(attributes)
        if identifier in context.anchors and f"{{#{identifier}" in context.places.source(at):
            context.report("S038", at, id=identifier)
        anchor = folded(identifier)
        if _RESERVED.fullmatch(anchor):
            anchor = f"section-{anchor}".rstrip("-")
        unique, count = anchor, 1
        while unique in taken:
            count += 1
            unique = f"{anchor}-{count}"
        taken.add(unique)
        context.sections[at] = unique
        context.anchors.setdefault(identifier, unique)
    for identifier, anchor in list(context.anchors.items()):
        context.anchors.setdefault(folded(identifier), anchor)


def _headers(nodes: list[AstNode]) -> Iterator[list[Any]]:
    return (node["c"] for node in nodes if node["t"] == "Header")


def read_outline(context: Context, nodes: list[AstNode], title: str) -> Outline:
    """Read the body; ``title`` is the relecture's, which no heading should repeat."""
    outline = Outline()
    roots: list[_Branch] = []
    stack: list[_Branch] = []
    before: list[AstNode] = []
    for node in nodes:
        name = _front_name(node)
        if node["t"] == "Header":
            _grow(context, node["c"], roots, stack, title)
        elif name:
            _front(context, outline, name, node, late=bool(before or roots))
        else:
            (stack[-1].nodes if stack else before).append(node)
    outline.blocks = blocks(context, before, Spot.TEXT)
    outline.sections = tuple(_section(context, branch) for branch in roots)
    return outline


def _front_name(node: AstNode) -> str:
    if node["t"] != "Div" or is_wrapper(node["c"][0]):
        return ""
    return next((name for name in node["c"][0][1] if name in {"preface", "chapo"}), "")


def _front(context: Context, outline: Outline, name: str, node: AstNode, *, late: bool) -> None:
    """Read the preface or the lead; one heading of a part's level may open it: its own title."""
    attributes, children = node["c"]
    at = context.at(attributes)
    if not div_name(context, attributes, children):
        return
    if name in outline.fronts:
        context.report("S018", at, name=name)
    elif late or (name == "preface" and "chapo" in outline.fronts):
        context.report("S019", at, name=name)
    title: tuple[m.Inline, ...] = ()
    if children[0]["t"] == "Header" and children[0]["c"][0] == _PART:
        title = inlines(context, children[0]["c"][2], Spot.TEXT, context.at(children[0]["c"][1]))
        children = children[1:]
    outline.fronts[name] = m.Front(blocks(context, children, Spot.TEXT), title, at=at)


# ------------------------------------------------------------------ sections


def _grow(
    context: Context, header: list[Any], roots: list[_Branch], stack: list[_Branch], title: str
) -> None:
    """Put a heading where its level says, under the last one above it."""
    level, attributes, words = header
    at = context.at(attributes)
    if not context.places.source(at).startswith("#"):
        context.report("S042", at)
    _check_level(context, level, stack[-1].section.level if stack else 1, at)
    while stack and stack[-1].section.level >= level:
        stack.pop()
    heading = _heading(context, attributes, words, title, at)
    number = len(roots) + 1 if level == _PART and not stack else 0
    section = m.Section(context.sections[at], level, heading, number=number, at=at)
    branch = _Branch(section)
    (stack[-1].branches if stack else roots).append(branch)
    stack.append(branch)


def _check_level(context: Context, level: int, above: int, at: m.At | None) -> None:
    if level < _PART:
        context.report("S009", at)
    elif level > _DEEPEST:
        context.report("S010", at, level=level)
    elif level > above + 1:
        context.report("S011", at, level=level, above=above)


def _heading(
    context: Context, attributes: list[Any], words: list[AstNode], title: str, at: m.At | None
) -> tuple[m.Inline, ...]:
    _, classes, values = attributes
    for name in classes:
        context.report("S006", at, name=name)
    for key, _ in values:
        if key not in {"data-pos", "wrapper"}:
            context.report("S007", at, name=key)
    heading = inlines(context, words, Spot.TEXT, at)
    plain = m.plain(heading).strip()
    if not plain:
        context.report("S013", at)
    elif len(plain) > MAX_HEADING:
        context.report("S044", at, length=digits(len(plain)), limit=MAX_HEADING)
    elif plain.casefold() == title.strip().casefold():
        context.report("S015", at)
    return heading


def _section(context: Context, branch: _Branch) -> m.Section:
    inner = blocks(context, branch.nodes, Spot.TEXT)
    sections = tuple(_section(context, child) for child in branch.branches)
    section = branch.section
    if not branch.nodes and not sections:
        context.report("S014", section.at)
    return m.Section(section.id, section.level, section.title, inner, sections, section.number, at=section.at)
