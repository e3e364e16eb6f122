"""Roles: what each block of the source is for assistive technology, by the names that a PDF gives them."""

from __future__ import annotations

from itertools import chain, zip_longest
from typing import TYPE_CHECKING, assert_never

from publier import model as m
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHOWN = 40


def compare(found: Iterable[tuple[str, str]], relecture: m.Relecture) -> Iterator[Problem]:
    """Yield the first block (its role and its words) whose role is not the one of its source."""
    before = ""
    expected = ((role, "") for role in expect(relecture))
    for (theirs, words), (mine, _) in zip_longest(found, expected, fillvalue=("", "")):
        if theirs != mine:
            yield Problem("P039", found=theirs or "–", expected=mine or "–", after=before[:SHOWN])
            return
        before = words or before


def expect(relecture: m.Relecture) -> Iterator[str]:
    """Yield the role that each block of a relecture becomes, notes last."""
    for front in (relecture.preface, relecture.lead):
        if front is not None:
            yield from ["H2"] if front.title else []
            yield from _of(front.blocks)
    yield from _of(relecture.blocks)
    for section in m.walk_sections(relecture.sections):
        yield f"H{section.level}"
        yield from _of(section.blocks)
    for note in relecture.notes:
        yield "Note"
        yield from _of(note.blocks)


def _of(blocks: tuple[m.Block, ...], *, in_item: bool = False) -> Iterator[str]:
    for block in blocks:
        yield from _roles(block, in_item=in_item)


def _roles(block: m.Block, *, in_item: bool) -> Iterator[str]:
    match block:
        case m.Paragraph() | m.Verse():
            yield from [] if in_item else ["P"]
        case m.Quote(children, attribution):
            yield "BlockQuote"
            yield from _of(children, in_item=in_item)
            yield from ["P"] if attribution and not in_item else []
        case m.BulletList(items) | m.OrderedList(items):
            yield "L"
            for item in items:
                yield "LI"
                yield from _of(item, in_item=True)
        case m.DefinitionList(definitions):
            yield "L"
            for definition in definitions:
                yield "LI"
                yield from _of(tuple(chain.from_iterable(definition.descriptions)), in_item=True)
        case m.Table():
            yield from _table(block)
        case m.Figure():
            yield from _figure(block, in_item=in_item)
        case m.PullQuote() | m.Separator():
            return
        case _:
            assert_never(block)


def _table(table: m.Table) -> Iterator[str]:
    yield "Table"
    yield from ["Caption"] if table.caption else []
    if any(cell.children for cell in table.head):
        yield "TR"
        yield from ("TH Column" if cell.children else "TD" for cell in table.head)
    for row in table.rows:
        yield "TR"
        yield from ("TH Row" if cell.header else "TD" for cell in row)


def _figure(figure: m.Figure, *, in_item: bool) -> Iterator[str]:
    """A picture that says nothing is no figure: its caption, if any, is a paragraph."""
    says = bool(figure.caption or figure.credit)
    if figure.alt:
        yield "Figure"
        yield from ["Caption"] if says else []
    elif says and not in_item:
        yield "P"
