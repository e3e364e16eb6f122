"""Footnotes that go on at the foot of the next page, which WeasyPrint 70 cannot do.

A note that does not fit under the line that calls it is cut in two: its head stays on the page
of its call, its tail opens the notes of the next page, under a line that says whose it is. Both
are boxes of the same element, so that the structure of the PDF knows one note.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

from publier.editions import cutting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from publier.editions.cutting import Box, Context

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
        """Yield the height to keep free under the line, the best first.

        For the rest of a row, or for the lines that must be on a page before a block goes on overleaf.
        """
        if cutting.is_cell(self.block):
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

    ``measured`` are notes and parts of notes that were laid out alone; ``carried`` are tails that did
    not fit either; ``happened`` is true of a whole pagination.
    """

    lines: list[Lines] = field(default_factory=list)
    heads: dict[Box, Box] = field(default_factory=dict)
    tails: dict[Box, Box] = field(default_factory=dict)
    measured: dict[Box, Box] = field(default_factory=dict)
    carried: list[Box] = field(default_factory=list)
    share: float = 0
    happened: bool = False

    def begin(self, share: float) -> None:
        """Forget the page before; tails may take a share of the one that begins."""
        self.heads, self.tails, self.measured, self.carried = {}, {}, {}, []
        self.share = share


# -------------------------------------------------------------- what WeasyPrint calls


@cache
def cure() -> None:
    """Let WeasyPrint cut notes that do not fit: wrap its layout of lines, notes and pages.

    What is wrapped keeps its signature, which ``tagging.seam`` compares.
    """
    from weasyprint import layout
    from weasyprint.layout import block, page

    context = layout.LayoutContext
    context.layout_footnote = wraps(context.layout_footnote)(_layout_footnote)
    block._linebox_layout = _lines_of_a_block(block._linebox_layout)
    block.iter_line_boxes = _each_line(block.iter_line_boxes)
    page.remake_page = _one_page(page.remake_page)
    layout.make_all_pages = _all_pages(page.make_all_pages)


def _lines_of_a_block(theirs: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(theirs)
    def ours(context: Context, box: Box, *rest: Any) -> Any:
        _, _, placed, page_is_empty, _, _, _, bottom_space, _, _, _, _, has_bottom, _ = rest
        context.splitting.lines.append(Lines(box, placed, page_is_empty, bottom_space, has_bottom))
        try:
            return theirs(context, box, *rest)
        finally:
            context.splitting.lines.pop()

    return ours


def _each_line(theirs: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(theirs)
    def ours(context: Context, *rest: Any) -> Iterator[Any]:
        lines = context.splitting.lines[-1]
        for line, resume_at in theirs(context, *rest):
            lines.line, lines.bottom = line, context.page_bottom
            yield line, resume_at

    return ours


def _one_page(theirs: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(theirs)
    def ours(index: int, context: Context, *rest: Any) -> Any:
        notes, tails = context.footnotes, context.reported_footnotes
        for share in SHARES_OF_TAILS:
            context.footnotes, context.reported_footnotes = list(notes), list(tails)
            context.splitting.begin(share)
            made = theirs(index, context, *rest)
            if not tails or not context.reported_footnotes:
                break
        _hand_over(index, context)
        return made

    return ours


def _all_pages(theirs: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(theirs)
    def ours(context: Context, root: Box, html: object, pages: list[Box]) -> Iterator[Any]:
        if pages and context.splitting.happened:
            # A page that is kept would keep tails of notes that may be cut elsewhere now.
            for _, _, _, _, remake in context.page_maker[: len(pages)]:
                remake["content_changed"] = True
        context.splitting = Splitting()
        yield from theirs(context, root, html, pages)
        context.page_maker[-1][-1]["content_changed"] = False  # it is after the last page

    return ours


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
    overflows: bool = context._update_footnote_area()
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
        context._update_footnote_area()
        splitting.carried.append(note)


def _foot(context: Context) -> float:
    """Return where the foot of the page is, notes included."""
    return float(context.page_bottom + context.current_footnote_area.margin_height())


def _beginnings(context: Context, lines: Lines) -> float:
    """Return the height to keep for the notes of a line that are still to be placed."""
    called = (box.footnote for box in lines.line.descendants() if box.footnote is not None)
    waiting = [note for note in called if note in context.footnotes]
    whole = sum(_height(context, note) for note in waiting)
    if not context.overflows_page(0, lines.floor + whole):
        return whole
    return sum(_least(context, note) for note in waiting)


def measured(context: Context, note: Box) -> Box:
    """Return a note, or a part of one, laid out alone on the page; once, for it is asked for often."""
    known: dict[Box, Box] = context.splitting.measured
    if note not in known:
        (known[note],) = cutting.lay_out(context, [note]).children
    return known[note]


def _height(context: Context, note: Box) -> float:
    return float(measured(context, note).margin_height())


def _least(context: Context, note: Box) -> float:
    """Return the height that a note needs to begin on a page."""
    laid_out = measured(context, note)
    top = context.current_footnote_area.position_y
    for line in filter(cutting.is_line, laid_out.descendants()):
        end = line.position_y + line.height
        if cutting.end(cutting.lay_out(context, [note], end - top), 0):
            return float(end - laid_out.position_y + laid_out.margin_bottom)
    return _height(context, note)


def _cut(context: Context, note: Box, height: float, *, is_first: bool = False) -> bool:
    """Cut the last note of a page so that all are at most so high; say whether it could be."""
    splitting = context.splitting
    splitting.heads.pop(note, None)
    notes = parts(context)
    at = cutting.end(cutting.lay_out(context, notes, height, is_first=is_first), len(notes) - 1)
    if not at:
        return False
    splitting.heads[note], splitting.tails[note] = cutting.cut(context, note, at)
    context._update_footnote_area()
    return True
