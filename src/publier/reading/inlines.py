"""Pandoc's inlines → ours."""

from __future__ import annotations

import re
from typing import Any

from publier import fields
from publier import model as m
from publier.reading import links
from publier.reading.context import AstNode, Context, Spot, is_wrapper, pairs
from publier.reading.text import Piece, check_accent, check_citation, citation, read_run, whole_citation

_CONTAINERS: dict[str, type[m.Emphasis | m.Strong | m.Superscript | m.Subscript]] = {
    "Emph": m.Emphasis,
    "Strong": m.Strong,
    "Superscript": m.Superscript,
    "Subscript": m.Subscript,
}
_CLASSES = {"smallcaps", "source", "probable", "inconnu"}
Item = m.Inline | Piece


def inlines(
    context: Context, nodes: list[AstNode], spot: Spot, at: m.At | None = None
) -> tuple[m.Inline, ...]:
    """Return the inlines of one block, text merged and citations found."""
    items = [item for node in nodes for item in _inline(context, node, spot, at)]
    result: list[m.Inline] = []
    pieces: list[Piece] = []
    for index, item in enumerate(items):
        if isinstance(item, Piece):
            pieces.append(item)
        else:
            result += _flush(context, pieces, spot, items[index:])
            pieces = []
            result.append(item)
    return tuple(result + _flush(context, pieces, spot, []))


def _flush(context: Context, pieces: list[Piece], spot: Spot, rest: list[Item]) -> list[m.Inline]:
    if not pieces:
        return []
    closes = any(isinstance(item, Piece) and "]" in item.value for item in rest)
    return read_run(context, pieces, spot, closes=closes)


def _inline(context: Context, node: AstNode, spot: Spot, at: m.At | None) -> list[Item]:
    kind: str = node["t"]
    content: Any = node.get("c")
    if kind in _CONTAINERS:
        return [_CONTAINERS[kind](inlines(context, content, spot, at), at=at)]
    items: list[Item] = []
    match kind:
        case "Str":
            items = [_piece(context, content, at)]
        case "Space" | "SoftBreak":
            items = [Piece(" ", at)]
        case "LineBreak":
            items = [m.LineBreak(at=at)]
        case "Span":
            items = _span(context, content, spot, at)
        case "Link":
            items = [_link(context, content, spot)]
        case "Code":
            _no_attributes(context, content[0])
            check_accent(context, content[1], context.at(content[0]))
            items = [m.Code(content[1], at=context.at(content[0]))]
        case "Note":
            items = list(_call(context, content, spot, at))
        case _:
            _unknown(context, kind, content, at)
    return items


def _piece(context: Context, value: str, at: m.At | None) -> Piece:
    written = context.places.source(at)
    literal = at is not None and (written[:1] == "\\" != value[:1] or (written[:1] == "&" and value != "&"))
    if not value and at and at.line not in context.scan.lines:
        # Pandoc empties a call inside a note; this one the scanner did not see.
        found = re.match(r"\[\^([^\]]*)\]", written)
        context.report("N005", at, key=found[1] if found else "?", outer="?")
    return Piece(value, at, literal)


def _span(context: Context, content: list[Any], spot: Spot, at: m.At | None) -> list[Item]:
    attributes, children = content
    if is_wrapper(attributes):
        place = context.at(attributes) or at
        return [item for child in children for item in _inline(context, child, spot, place)]
    return [_marked(context, attributes, children, spot)]


def _marked(context: Context, attributes: list[Any], children: list[AstNode], spot: Spot) -> m.Inline:
    """Read a span that an author wrote: a language, small capitals, a note's certainty."""
    at = context.at(attributes)
    identifier, classes, _ = attributes
    values = pairs(attributes)
    if identifier:
        context.report("S008", at, id=identifier)
    for name in [name for name in classes if name not in _CLASSES]:
        context.report("S006", at, name=name)
    for name in [name for name in values if name != "lang"]:
        context.report("S007", at, name=name)
    if "probable" in classes:
        return _probable(context, children, spot, at)
    if "inconnu" in classes:
        return _unidentified(context, children, spot, at)
    if "source" in classes:
        context.report("S027", at)
    return _dressed(context, inlines(context, children, spot, at), classes, values.get("lang"), at)


def _dressed(
    context: Context, children: tuple[m.Inline, ...], classes: list[str], lang: str | None, at: m.At | None
) -> m.Inline:
    if not children and (classes or lang):
        context.report("S039", at)
    if "smallcaps" in classes:
        children = (m.SmallCaps(children, at=at),)
    if lang is not None and not fields.language(lang):
        context.report("S031", at, lang=lang)
    return (
        m.Foreign(fields.language(lang) or lang, children, at=at)
        if lang
        else children[0]
        if children
        else m.Text("", at=at)
    )


def _probable(context: Context, children: list[AstNode], spot: Spot, at: m.At | None) -> m.Inline:
    items = [item for child in children for item in _inline(context, child, spot, at)]
    text = "".join(item.value if isinstance(item, Piece) else "[" for item in items)
    found = whole_citation(text)
    check_citation(context, spot, at)
    if found:
        return citation(found, at, m.Certainty.PROBABLE)
    context.report("N018", at)
    return m.Text(text, at=at)


def _unidentified(context: Context, children: list[AstNode], spot: Spot, at: m.At | None) -> m.Inline:
    if spot is not Spot.NOTE:
        context.report("N016", at)
    if children:
        context.report("N019", at)
    return m.Unidentified(at=at)


def _link(context: Context, content: list[Any], spot: Spot) -> m.Link:
    attributes, children, (address, title) = content
    at = context.at(attributes)
    _no_attributes(context, attributes)
    if title:
        context.report("S033", at, title=title)
    inner = Spot.LINK if spot is not Spot.CAPTION else spot
    link = m.Link(links.target(context, address, at), inlines(context, children, inner, at), at=at)
    links.check_text(context, link)
    return link


def _no_attributes(context: Context, attributes: list[Any]) -> None:
    """Report attributes on what takes none."""
    at = context.at(attributes)
    identifier, classes, _ = attributes
    if identifier:
        context.report("S008", at, id=identifier)
    for name in classes:
        context.report("S006", at, name=name)
    for name in pairs(attributes):
        context.report("S007", at, name=name)


def _call(context: Context, blocks: list[AstNode], spot: Spot, at: m.At | None) -> list[m.NoteCall]:
    """Read a call; pandoc copies a note at each of them, and its inner place tells copies apart."""
    check_citation(context, spot, at)
    inner = context.inside(blocks)
    definition = context.scan.definition(inner.line) if inner else None
    if not definition:
        return []  # an empty note: the scanner has reported it
    context.notes.setdefault(definition, blocks)
    return [m.NoteCall(definition.label, at=at)]


def _unknown(context: Context, kind: str, content: Any, at: m.At | None) -> None:  # noqa: ANN401 - pandoc's JSON
    match kind:
        case "RawInline" if content[0] == "html":
            context.report("S001", at, text=content[1])
        case "RawInline":
            context.report("S002", at, format=content[0])
        case "Strikeout":
            context.report("S004", at)
        case "Image":
            context.report("S021", context.at(content[0]))
            context.picture(content[2][0], context.at(content[0]))
        case _:
            context.report("S036", at, kind=kind)
