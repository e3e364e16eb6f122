"""Pandoc's blocks → ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from publier import model as m
from publier.problems import nearest
from publier.reading import tables
from publier.reading.context import AstNode, Context, Spot, is_wrapper, pairs
from publier.reading.figures import figure, lone_image
from publier.reading.inlines import inlines

CLASSES = ("preface", "chapo", "exergue", "vers", "tableau", "legende")
_NOT_IN_NOTES = {"Table", "Figure", "HorizontalRule"}

Blocks = tuple[m.Block, ...]


def blocks(context: Context, nodes: list[AstNode], spot: Spot, at: m.At | None = None) -> Blocks:
    """Return the blocks that stand in one place, problems reported."""
    return tuple(block for node in nodes for block in _block(context, node, spot, at))


def _block(context: Context, node: AstNode, spot: Spot, at: m.At | None) -> Blocks:
    kind, content = node["t"], node.get("c")
    at = at or context.inside(node)
    if spot is Spot.NOTE and kind in _NOT_IN_NOTES:
        context.report("S032", context.inside(node) or at)
        return ()
    reader = _READERS.get(kind)
    if reader:
        return reader(context, content, spot, at)
    _unknown(context, kind, content, at)
    return ()


def _present(block: m.Block | None) -> Blocks:
    return (block,) if block else ()


def _inner(spot: Spot) -> Spot:
    return Spot.NOTE if spot is Spot.NOTE else Spot.INNER


def _paragraph(context: Context, content: list[AstNode], spot: Spot, at: m.At | None) -> Blocks:
    image = lone_image(content)
    if image and spot is Spot.NOTE:
        context.report("S032", at)
        return ()
    if image:
        return _present(figure(context, [["", [], []], [None, []], [{"t": "Plain", "c": [image]}]], at))
    return (m.Paragraph(_words(context, content, spot, at), at=at),)


def _words(context: Context, content: list[AstNode], spot: Spot, at: m.At | None) -> tuple[m.Inline, ...]:
    """Return the inlines of a paragraph or a line of verse, of which something must be read."""
    known = len(context.problems)
    words = inlines(context, content, spot, at)
    if (
        len(context.problems) == known
        and all(isinstance(node, m.Text | m.Code | m.LineBreak) for node in words)
        and not m.plain(words).strip()
    ):
        context.report("S045", at)
    return words


def _figure(context: Context, content: list[Any], _: Spot, at: m.At | None) -> Blocks:
    return _present(figure(context, content, at))


def _table(context: Context, content: list[Any], _spot: Spot, _at: m.At | None) -> Blocks:
    return _present(tables.bare(context, content))


def _separator(_context: Context, _content: None, _spot: Spot, at: m.At | None) -> Blocks:
    return (m.Separator(at=at),)


def _bullets(context: Context, content: list[list[AstNode]], spot: Spot, at: m.At | None) -> Blocks:
    return (m.BulletList(_items(context, content, spot), at=at),)


def _numbered(context: Context, content: list[Any], spot: Spot, at: m.At | None) -> Blocks:
    (start, _, _), items = content
    return (m.OrderedList(_items(context, items, spot), start, at=at),)


def _items(context: Context, items: list[list[AstNode]], spot: Spot) -> tuple[Blocks, ...]:
    return tuple(blocks(context, item, _inner(spot)) for item in items)


def _definitions(context: Context, content: list[Any], spot: Spot, at: m.At | None) -> Blocks:
    items = []
    for term, descriptions in content:
        place = context.inside(term) or at
        words = inlines(context, term, spot, place)
        items.append(m.Definition(words, _items(context, descriptions, spot), at=place))
    return (m.DefinitionList(tuple(items), at=at),)


def _quote(context: Context, content: list[AstNode], spot: Spot, at: m.At | None) -> Blocks:
    """Read a quotation; a last paragraph that is ``[…]{.source}`` alone says who is quoted."""
    attribution: tuple[m.Inline, ...] = ()
    source = _source(content[-1]) if content else None
    if source:
        content = content[:-1]
        place = context.at(source[0])
        attribution = inlines(context, source[1], _inner(spot), place)
    if not content:
        context.report("S024", at)
    return (m.Quote(blocks(context, content, _inner(spot)), attribution, at=at),)


def _source(node: AstNode) -> list[Any] | None:
    """Return attributes and inlines of ``[…]{.source}`` when it is all that a paragraph holds."""
    match node:
        case {"t": "Div", "c": [[_, [], _], [inner]]}:
            return _source(inner)
        case {
            "t": "Para" | "Plain",
            "c": [{"t": "Span", "c": [["", ["source"], _] as attributes, children]}],
        }:
            return None if pairs(attributes) else [attributes, children]
        case _:
            return None


# ------------------------------------------------------------------ divs


def _div(context: Context, content: list[Any], spot: Spot, at: m.At | None) -> Blocks:
    attributes, children = content
    place = context.at(attributes) or at
    if is_wrapper(attributes):
        return blocks(context, children, spot, place)
    if spot is Spot.NOTE:
        return ()  # its fences were reported
    match div_name(context, attributes, children):
        case "preface" | "chapo" as name:
            context.report("S020", place, name=name)
        case "legende":
            context.report("S023", place)
        case "exergue":
            return _pull_quote(context, children, spot, place)
        case "vers":
            return _verses(context, children, spot, place)
        case "tableau":
            return _present(tables.captioned(context, attributes, children))
        case _:
            pass  # reported by div_name
    return ()


def div_name(context: Context, attributes: list[Any], children: list[AstNode]) -> str:
    """Return what a div is, or nothing when that was reported: unknown, unclosed, empty."""
    identifier, classes, _ = attributes
    at = context.at(attributes)
    if at in context.unclosed:
        return ""
    name = next((name for name in classes if name in CLASSES), "")
    unknown = [other for other in classes if other != name]
    if identifier:
        context.report("S008", at, id=identifier)
    for other in unknown or ([] if name else ["…"]):
        context.report("S005", at, name=other, near=nearest(other, CLASSES))
    for key, value in pairs(attributes).items():
        if (name, key, value) != ("tableau", "entetes", "lignes"):
            context.report("S007", at, name=key)
    if not children:
        context.report("S039", at)
    return name if children else ""


def _pull_quote(context: Context, children: list[AstNode], spot: Spot, at: m.At | None) -> Blocks:
    """Read ``::: exergue``: one paragraph of words that stand in the text too."""
    if spot is not Spot.TEXT:
        context.report("S020", at, name="exergue")
    inner = paragraphs(children)
    if len(inner) != 1 or inner[0] is None:
        context.report("S028", at)
        return ()
    return (m.PullQuote(_words(context, inner[0], Spot.PULL_QUOTE, context.inside(children)), at=at),)


def _verses(context: Context, children: list[AstNode], spot: Spot, at: m.At | None) -> Blocks:
    """Read ``::: vers``: each paragraph is a stanza; a line ends where its line in the source does."""
    result: list[m.Block] = []
    for stanza in paragraphs(children):
        if stanza is None:
            context.report("S030", at)
            return ()
        lines = [_words(context, line, spot, context.inside(line) or at) for line in _split_lines(stanza)]
        result.append(m.Verse(tuple(lines), at=at))
    return tuple(result)


def _split_lines(nodes: list[AstNode]) -> list[list[AstNode]]:
    lines: list[list[AstNode]] = [[]]
    for node in nodes:
        inner = node["c"][1] if node["t"] == "Span" and is_wrapper(node["c"][0]) else [node]
        if inner and inner[0]["t"] in {"LineBreak", "SoftBreak"}:
            lines.append([])
        else:
            lines[-1].append(node)
    return [line for line in lines if line]


def paragraphs(nodes: list[AstNode]) -> list[list[AstNode] | None]:
    """Return the inlines of paragraphs, and nothing for each block that is none."""
    result: list[list[AstNode] | None] = []
    for node in nodes:
        match node:
            case {"t": "Div", "c": [attributes, inner]} if is_wrapper(attributes):
                result += paragraphs(inner)
            case {"t": "Para" | "Plain", "c": content}:
                result.append(content)
            case _:
                result.append(None)
    return result


def _unknown(context: Context, kind: str, content: Any, at: m.At | None) -> None:  # noqa: ANN401 - pandoc's JSON
    match kind:
        case "RawBlock" if content[0] == "html":
            context.report("S001", at, text=content[1].split("\n")[0])
        case "RawBlock":
            context.report("S002", at, format=content[0])
        case "CodeBlock":
            context.report("S003", context.at(content[0]) or at)
        case "Header":
            context.report("S012", context.at(content[1]) or at)
        case _:
            context.report("S036", at, kind=kind)


_READERS: dict[str, Callable[[Context, Any, Spot, m.At | None], Blocks]] = {
    "Div": _div,
    "Para": _paragraph,
    "Plain": _paragraph,
    "Figure": _figure,
    "BlockQuote": _quote,
    "BulletList": _bullets,
    "OrderedList": _numbered,
    "DefinitionList": _definitions,
    "Table": _table,
    "HorizontalRule": _separator,
}
