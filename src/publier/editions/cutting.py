"""How the boxes of a footnote are cut in two, where a layout says that the page is full."""

from __future__ import annotations

from math import inf
from typing import Any, TypeAlias

Box: TypeAlias = Any  # WeasyPrint has no types
Context: TypeAlias = Any

End: TypeAlias = dict[int, Any]
"""Where a layout would resume: the number of a child and where in it, or a byte of a text."""


def lay_out(context: Context, notes: list[Box], height: float = inf, *, is_first: bool = False) -> Box:
    """Lay notes out in the area of the page, of a height in pixels; nothing when none begins there.

    ``resume_at`` of the area is where it is full; one line is placed anyway when it ``is_first``.
    """
    from weasyprint.layout.block import block_level_layout

    area = prepared(context.current_footnote_area.copy_with_children(notes))
    room_below = context.page_bottom - area.position_y - height
    laid_out, resume_at, *_ = block_level_layout(
        context, area, room_below, None, area.page, page_is_empty=is_first
    )
    if laid_out is not None:
        laid_out.resume_at = resume_at
    return laid_out


def end(area: Box, index: int) -> End | None:
    """Return where in one of its notes a laid out area is full, when it is full in the midst of it."""
    where: End | None = area.resume_at.get(index) if area is not None and area.resume_at else None
    return where


def prepared(box: Box) -> Box:
    """Return a copy of boxes with their lines, whose layout changes nothing in the boxes themselves."""
    from weasyprint.formatting_structure import build

    copy = build.create_anonymous_boxes(box.deepcopy())
    for inner in copy.descendants():
        inner.remove_decoration_sides = set()  # WeasyPrint lets copies share it
    return copy


def cut(context: Context, note: Box, at: End) -> tuple[Box, Box]:
    """Return the head and the tail of a note; the tail says whose it is."""
    head, tail = _divided(prepared(note), at)
    return _unlined(head), _marked(context, _unlined(tail))


def _divided(box: Box, at: End) -> tuple[Box, Box]:
    ((index, rest),) = at.items()
    if hasattr(box, "text"):
        text = box.text.encode()
        return box.copy_with_text(text[:index].decode()), box.copy_with_text(text[index:].decode())
    before, after = list(box.children[:index]), list(box.children[index:])
    if rest:
        head, after[0] = _divided(after[0], rest)
        before.append(head)
    return box.copy_with_children(before), box.copy_with_children(after)


def _unlined(box: Box) -> Box:
    """Take the lines out of boxes again: the next layout puts them in."""
    children = [inner for child in box.children for inner in (child.children if is_line(child) else [child])]
    if box.children:
        box.children = [_unlined(child) for child in children]
    return box


def _marked(context: Context, tail: Box) -> Box:
    """Let a tail begin with a line that says which note it is the rest of."""
    from weasyprint.formatting_structure import boxes

    element = tail.element
    style = context.style_for(element, "footnote-marker")
    if (words := element.get("data-more")) and style is not None:
        marker = boxes.BlockBox(f"{element.tag}::footnote-marker", style, element, [])
        marker.children = [boxes.TextBox.anonymous_from(marker, words)]
        tail.children = [marker, *tail.children]
    return tail


def is_line(box: Box) -> bool:
    """Say whether a box is a line."""
    from weasyprint.formatting_structure import boxes

    return isinstance(box, boxes.LineBox)


def is_cell(box: Box) -> bool:
    """Say whether a box is a cell of a table."""
    from weasyprint.formatting_structure import boxes

    return isinstance(box, boxes.TableCellBox)
