"""Pipe tables, alone or in ``::: tableau`` with a caption and row headers."""

from __future__ import annotations

import re
from typing import Any

from publier import model as m
from publier.problems import digits
from publier.reading.context import AstNode, Context, Spot, is_wrapper, pairs
from publier.reading.inlines import inlines

MAX_COLUMNS = 12
"""More would not stand on a page of A4 with words in them."""

MAX_ROW = 1_000
"""Characters of a row, which stays on one page, in large print too."""

_ALIGNS = {"AlignCenter": m.Align.CENTER, "AlignRight": m.Align.END}
_CELL_END = re.compile(r"(?<!\\)\|")


def bare(context: Context, content: list[Any]) -> m.Table | None:
    """Read a table that stands by itself: it has no caption."""
    context.report("A006", context.at(content[0]))
    return _table(context, content, row_headers=False)


def captioned(context: Context, attributes: list[Any], children: list[AstNode]) -> m.Table | None:
    """Read ``::: tableau``: at most one ``::: legende``, then one table."""
    at = context.at(attributes)
    tables = [node for node in children if node["t"] == "Table"]
    captions = [node["c"] for node in children if _is_caption(node)]
    if len(tables) != 1 or len(captions) > 1 or len(children) != len(tables) + len(captions):
        context.report("S022", at)
        return None
    caption = _caption(context, captions[0]) if captions else ()
    if not caption:
        context.report("A006", at)
    return _table(context, tables[0]["c"], caption, row_headers="entetes" in pairs(attributes))


def _is_caption(node: AstNode) -> bool:
    return bool(node["t"] == "Div" and node["c"][0][1] == ["legende"])


def _caption(context: Context, content: list[Any]) -> tuple[m.Inline, ...]:
    attributes, children = content
    while len(children) == 1 and children[0]["t"] == "Div" and is_wrapper(children[0]["c"][0]):
        children = children[0]["c"][1]
    if len(children) != 1 or children[0]["t"] not in {"Para", "Plain"}:
        context.report("S023", context.at(attributes))
        return ()
    return inlines(context, children[0]["c"], Spot.CAPTION, context.at(attributes))


def _table(
    context: Context, content: list[Any], caption: tuple[m.Inline, ...] = (), *, row_headers: bool
) -> m.Table | None:
    attributes, _, columns, head, bodies, _ = content
    at = context.at(attributes)
    if len(columns) > MAX_COLUMNS:
        context.report("S025", at, count=len(columns), limit=MAX_COLUMNS)
        return None
    _check_rows(context, at, len(columns))
    heads = _row(context, head[1][0], at, header=False) if head[1] else ()
    if not any(cell.children for cell in heads):
        context.report("A007", at)
    rows = tuple(_row(context, row, at, header=row_headers) for body in bodies for row in body[3])
    aligns = tuple(_ALIGNS.get(align["t"], m.Align.START) for align, _ in columns)
    return m.Table(heads, rows, aligns, caption, at=at)


def _row(context: Context, row: list[Any], at: m.At | None, *, header: bool) -> tuple[m.Cell, ...]:
    cells = tuple(_cell(context, cell, at, header=header and index == 0) for index, cell in enumerate(row[1]))
    length = sum(len(m.plain(cell.children)) for cell in cells)
    if length > MAX_ROW:
        context.report("S046", cells[0].at or at, length=digits(length), limit=digits(MAX_ROW))
    return cells


def _cell(context: Context, cell: list[Any], at: m.At | None, *, header: bool) -> m.Cell:
    content = [inline for block in cell[4] for inline in block["c"]]
    at = context.inside(content) or at
    return m.Cell(inlines(context, content, Spot.TEXT, at), header, at=at)


def _check_rows(context: Context, at: m.At | None, columns: int) -> None:
    """Report rows that are longer than the head: pandoc drops what they have too many; or shorter."""
    if not at:
        return
    line = at.line + 2
    while "|" in (text := context.places.line(line)):
        cells = len(_CELL_END.split(text.strip(" \t>").strip().removeprefix("|").removesuffix("|")))
        if cells != columns:
            context.report("S026", m.At(at.file, line), cells=cells, columns=columns)
        line += 1
