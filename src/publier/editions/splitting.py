"""Footnotes that go on at the foot of the next page, which WeasyPrint 70 cannot do.

A note that does not fit under the line that calls it is cut in two: its head stays on the page
of its call, its tail opens the notes of the next page, under a line that says whose it is. Both
are boxes of the same element, so that the structure of the PDF knows one note.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Box: TypeAlias = Any  # WeasyPrint has no types
Context: TypeAlias = Any

SHARE_LEFT_EMPTY = 0.25
"""The share of a page that may stay empty because a line moves on with its note."""

SHARES_OF_TAILS = (0.75, 0.5, 0.25)
"""The most that notes of the page before may take of a page; less where its own would not fit."""


@dataclass(slots=True)
class Lines:
    """The lines of a block while they are laid out; ``bottom`` is the page's before the line's notes."""

    block: Box
    placed: list[Box]
    page_is_empty: bool
    bottom_space: float
    has_bottom: bool
    line: Box = None
    bottom: float = 0

    @property
    def can_move(self) -> bool:
        """Whether the line may go to the next page: the page must hold something before it."""
        return bool(self.placed) or not self.page_is_empty

    @property
    def floor(self) -> float:
        """How far down the line reaches, with what must stand under it."""
        end = self.line.position_y + self.line.height + self.bottom_space
        if self.has_bottom or self.line.resume_at is None:
            end += self.block.border_bottom_width + self.block.padding_bottom
        return float(end)

    def company(self, page_height: float) -> Iterator[float]:
        """Yield the height to keep free under the line, the best first: for the rest of a row, for
        as many lines as must be on a page before its block may go on overleaf.
        """
        if _is_cell(self.block):
            yield SHARE_LEFT_EMPTY * page_height
            yield SHARE_LEFT_EMPTY / 2 * page_height
        elif self.line.resume_at is not None:
            style = self.block.style
            missing = style["orphans"] + style["widows"] - 2 - len(self.placed)
            yield max(0, missing) * float(self.line.height)
        yield 0


@dataclass(slots=True)
class Splitting:
    """The notes of one page that were cut, by the notes as they were; what goes to the next page.

    ``carried`` are tails that did not fit either; ``happened`` is true of a whole pagination.
    """

    lines: list[Lines] = field(default_factory=list)
    heads: dict[Box, Box] = field(default_factory=dict)
    tails: dict[Box, Box] = field(default_factory=dict)
    carried: list[Box] = field(default_factory=list)
    share: float = 0
    happened: bool = False

    def begin(self, share: float) -> None:
        """Forget the page before; tails may take a share of the one that begins."""
        self.heads, self.tails, self.carried = {}, {}, []
        self.share = share


# -------------------------------------------------------------- what WeasyPrint calls


@cache
def cure() -> None:
    """Let WeasyPrint cut notes that do not fit: wrap its layout of lines, notes and pages."""
    from weasyprint import layout
    from weasyprint.layout import block, page

    layout.LayoutContext.layout_footnote = _layout_footnote
    linebox_layout, iter_line_boxes = block._linebox_layout, block.iter_line_boxes  # noqa: SLF001
    remake_page, make_all_pages = page.remake_page, page.make_all_pages

    def lines_of_a_block(context: Context, box: Box, *rest: Any) -> Any:  # noqa: ANN401
        _, _, placed, page_is_empty, _, _, _, bottom_space, _, _, _, _, has_bottom, _ = rest
        context.splitting.lines.append(Lines(box, placed, page_is_empty, bottom_space, has_bottom))
        try:
            return linebox_layout(context, box, *rest)
        finally:
            context.splitting.lines.pop()

    def each_line(context: Context, *rest: Any) -> Iterator[Any]:  # noqa: ANN401
        lines = context.splitting.lines[-1]
        for line, resume_at in iter_line_boxes(context, *rest):
            lines.line, lines.bottom = line, context.page_bottom
            yield line, resume_at

    def one_page(index: int, context: Context, *rest: Any) -> Any:  # noqa: ANN401
        notes, tails = context.footnotes, context.reported_footnotes
        for share in SHARES_OF_TAILS:
            context.footnotes, context.reported_footnotes = list(notes), list(tails)
            context.splitting.begin(share)
            made = remake_page(index, context, *rest)
            if not tails or not context.reported_footnotes:
                break
        _hand_over(index, context)
        return made

    def all_pages(context: Context, root: Box, html: object, pages: list[Box]) -> Iterator[Any]:
        if pages and context.splitting.happened:
            # A page that is kept would keep tails of notes that may be cut elsewhere now.
            for _, _, _, _, remake in context.page_maker[: len(pages)]:
                remake["content_changed"] = True
        context.splitting = Splitting()
        yield from make_all_pages(context, root, html, pages)
        context.page_maker[-1][-1]["content_changed"] = False  # it is after the last page

    block._linebox_layout, block.iter_line_boxes = lines_of_a_block, each_line  # noqa: SLF001
    page.remake_page, layout.make_all_pages = one_page, all_pages


def _hand_over(index: int, context: Context) -> None:
    """Give what is left of the notes of a page to the next, before its own."""
    splitting = context.splitting
    tails = [splitting.tails[note] for note in context.current_page_footnotes if note in splitting.tails]
    if waiting := splitting.carried + tails:
        splitting.happened = True
        context.reported_footnotes[:0] = waiting
        context.page_maker[index + 1][-1]["content_changed"] = True


def parts(context: Context) -> list[Box]:
    """Return the notes of a page as they stand on it: whole, or their heads."""
    heads = context.splitting.heads
    return [heads.get(note, note) for note in context.current_page_footnotes]


# -------------------------------------------------------------- what is decided


def _layout_footnote(context: Context, note: Box) -> bool:
    """Put a note at the foot of the page, whole or its head; say whether it does not fit.

    Where WeasyPrint hears that it does not, it moves the line that calls it to the next page.
    """
    splitting = context.splitting
    splitting.heads.pop(note, None)
    splitting.tails.pop(note, None)
    context.footnotes.remove(note)
    context.current_page_footnotes.append(note)
    overflows: bool = context._update_footnote_area()  # noqa: SLF001
    if not splitting.lines:
        _carry_on(context, note)
        return False
    lines = splitting.lines[-1]
    others = _beginnings(context, lines)
    if not overflows and not context.overflows_page(0, lines.floor + others):
        return False
    height = context.current_footnote_area.page.height
    if lines.can_move and lines.bottom - lines.line.position_y <= SHARE_LEFT_EMPTY * height:
        return True
    return not any(
        _cut(context, note, _foot(context) - lines.floor - others - company)
        for company in lines.company(height)
    )


def _carry_on(context: Context, note: Box) -> None:
    """Place what the page before left of a note; carry on what is too much for this page."""
    splitting, area = context.splitting, context.current_footnote_area
    height = area.page.height * (1 if area.page.page_type.blank else splitting.share)
    is_first = len(context.current_page_footnotes) == 1
    if area.margin_height() <= height and not splitting.carried:
        return
    if not splitting.carried and _cut(context, note, height, is_first=is_first):
        splitting.carried.append(splitting.tails.pop(note))
    elif not is_first:
        context.current_page_footnotes.remove(note)
        context._update_footnote_area()  # noqa: SLF001
        splitting.carried.append(note)


def _foot(context: Context) -> float:
    """Return where the foot of the page is, notes included."""
    return float(context.page_bottom + context.current_footnote_area.margin_height())


def _beginnings(context: Context, lines: Lines) -> float:
    """Return the height to keep for the notes of a line that are still to be placed."""
    called = (box.footnote for box in lines.line.descendants() if box.footnote is not None)
    waiting = {note: _lay_out(context, [note], inf) for note in called if note in context.footnotes}
    whole = sum(_height(area) for area in waiting.values())
    if not context.overflows_page(0, lines.floor + whole):
        return whole
    return sum(_least(context, note, area) for note, area in waiting.items())


def _height(area: Box) -> float:
    return float(area.children[0].margin_height())


def _least(context: Context, note: Box, area: Box) -> float:
    """Return the height that a note, the only one of an area, needs to begin on a page."""
    (laid_out,) = area.children
    for line in filter(_is_line, laid_out.descendants()):
        end = line.position_y + line.height
        if _end(_lay_out(context, [note], end - area.position_y), 0):
            return float(end - laid_out.position_y + laid_out.margin_bottom)
    return _height(area)


# -------------------------------------------------------------- how a note is cut


def _cut(context: Context, note: Box, height: float, *, is_first: bool = False) -> bool:
    """Cut a note so that all notes of the page are at most so high; say whether it could be."""
    splitting = context.splitting
    splitting.heads.pop(note, None)
    notes = parts(context)
    whole = _prepared(notes[-1])
    laid_out = _lay_out(context, [*notes[:-1], note], height, is_first=is_first)
    at = _end(laid_out, len(notes) - 1)
    if not at:
        return False
    head, tail = _divided(whole, at)
    splitting.heads[note] = _unlined(head)
    splitting.tails[note] = _marked(context, _unlined(tail))
    context._update_footnote_area()  # noqa: SLF001
    return True


def _lay_out(context: Context, notes: list[Box], height: float, *, is_first: bool = False) -> Box:
    """Lay notes out in an area of a height; ``resume_at`` is where it is full, nothing when none fits."""
    from weasyprint.layout.block import block_level_layout

    area = context.current_footnote_area.copy_with_children(notes)
    area = _prepared(area)
    end = inf if height == inf else context.page_bottom - area.position_y - height
    bottom_space = -inf if height == inf else end
    laid_out, resume_at, *_ = block_level_layout(
        context, area, bottom_space, None, area.page, page_is_empty=is_first
    )
    if laid_out is not None:
        laid_out.resume_at = resume_at
    return laid_out


def _end(area: Box, index: int) -> dict[int, Any] | None:
    """Return where in one of its notes a laid out area is full, when it is full in the midst of it."""
    return area and area.resume_at and area.resume_at.get(index)


def _prepared(box: Box) -> Box:
    """Return a copy of boxes with their lines, of which a layout changes nothing else."""
    from weasyprint.formatting_structure import build

    copy = build.create_anonymous_boxes(box.deepcopy())
    for inner in copy.descendants():
        inner.remove_decoration_sides = set()  # copies share it
    return copy


def _divided(box: Box, at: dict[int, Any]) -> tuple[Box, Box]:
    """Divide a box where a layout would resume it: a child and where in it, or a byte of a text."""
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
    children = [inner for child in box.children for inner in (child.children if _is_line(child) else [child])]
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


def _is_line(box: Box) -> bool:
    from weasyprint.formatting_structure import boxes

    return isinstance(box, boxes.LineBox)


def _is_cell(box: Box) -> bool:
    from weasyprint.formatting_structure import boxes

    return isinstance(box, boxes.TableCellBox)
