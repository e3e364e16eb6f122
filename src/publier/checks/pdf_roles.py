"""Roles: each block of the source is one element of the structure, of the right kind, in order."""

from __future__ import annotations

from itertools import chain, zip_longest
from typing import TYPE_CHECKING, assert_never

from publier import model as m
from publier.checks.pdf import HEADING, INLINE, MADE, OUTSIDE
from publier.checks.pdf_tree import NOTES, Element
from publier.notes import squeeze
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.checks.pdf import Reading

KEPT = frozenset({"P", "BlockQuote", "L", "LI", "Table", "TR", "TH", "TD", "Figure", "Caption"})
"""Roles that a block of the source becomes; the others only hold them together."""

ITEMS = frozenset({"LI", "TH", "TD"})
"""Roles in which a paragraph may stand as an element of its own or not."""

SHOWN = 40


def problems(reading: Reading, relecture: m.Relecture) -> Iterator[Problem]:
    """Yield the first element whose role is not the one of its source."""
    found, expected = list(read(reading)), list(expect(relecture))
    before = ""
    for (theirs, words), mine in zip_longest(found, expected, fillvalue=("", "")):
        if theirs != mine:
            yield Problem("P039", found=theirs or "–", expected=mine or "–", after=before[:SHOWN])
            return
        before = words or before


# ------------------------------------------------------------------ what the structure says


def read(reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield the role and the words of each block of the text, then of each note."""
    for element in reading.book.root.kids:
        if isinstance(element, Element):
            yield from _blocks(element, in_item=False)
    for note in reading.notes:
        yield "Note", squeeze(note.element.text())
        yield from _below(note.element, in_item=False)


def _below(element: Element, *, in_item: bool) -> Iterator[tuple[str, str]]:
    for kid in element.kids:
        if isinstance(kid, Element):
            yield from _blocks(kid, in_item=in_item)


def _blocks(element: Element, *, in_item: bool) -> Iterator[tuple[str, str]]:
    role = element.role
    if element.id in OUTSIDE or role == "TOC" or element.classes & MADE or role in NOTES | INLINE:
        yield from _apart(element)
        return
    if role == "TH":
        role = f"TH {str(element.attributes.get('Scope', ''))[1:]}".strip()
    kept = element.role in KEPT and (role != "P" or not in_item) and (role != "P" or _says(element))
    if kept or HEADING.match(role):
        yield role, squeeze(element.text())
    yield from _below(element, in_item=in_item or element.role in ITEMS)


def _apart(element: Element) -> Iterator[tuple[str, str]]:
    """Yield blocks that stand where no block may: inside a line of text."""
    if element.role in INLINE and not element.classes & MADE:
        yield from _below(element, in_item=False)


def _says(element: Element) -> bool:
    """Say whether an element holds anything but the program's words."""
    return any(
        _says(kid) if isinstance(kid, Element) else bool(getattr(kid, "text", "").strip())
        for kid in element.kids
        if not (isinstance(kid, Element) and kid.classes & MADE)
    )


# ------------------------------------------------------------------ what the source says


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
