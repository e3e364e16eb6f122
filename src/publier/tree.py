"""Walking the tree of a relecture: every run of inlines, in reading order.

A run is the tuple of inlines of one block: a title, a paragraph, a term, a cell, a line of verse,
a caption, an attribution. The lines of a verse are mapped one by one and read as one run.
Reading order is that of the editions: preface, lead, body, parts, then notes; a title before what it
heads, a table's caption before its rows, a picture before its caption.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import assert_never

from publier import model as m

Run = tuple[m.Inline, ...]
Blocks = tuple[m.Block, ...]


def map_inlines(
    relecture: m.Relecture, run: Callable[[Run], Run], string: Callable[[str], str] = str
) -> m.Relecture:
    """Return the relecture with ``run`` applied to every run of inlines, notes last.

    ``string`` is applied to the plain strings that belong to a picture: its description and credit.
    Metadata stay as they are.
    """
    mapper = _Mapper(run, string)
    return replace(
        relecture,
        preface=mapper.front(relecture.preface),
        lead=mapper.front(relecture.lead),
        blocks=mapper.blocks(relecture.blocks),
        sections=tuple(map(mapper.section, relecture.sections)),
        notes=tuple(replace(note, blocks=mapper.blocks(note.blocks)) for note in relecture.notes),
    )


def runs(relecture: m.Relecture, *, notes: bool = False) -> Iterator[Run]:
    """Yield every run of inlines in reading order; those of the notes, last, only when asked."""
    for front in (relecture.preface, relecture.lead):
        if front is not None:
            yield front.title
            yield from block_runs(front.blocks)
    yield from block_runs(relecture.blocks)
    for section in m.walk_sections(relecture.sections):
        yield section.title
        yield from block_runs(section.blocks)
    if notes:
        for note in relecture.notes:
            yield from block_runs(note.blocks)


def block_runs(blocks: Blocks) -> Iterator[Run]:
    """Yield the runs of inlines of blocks, in reading order."""
    for block in blocks:
        yield from _runs(block)


def map_children(node: m.Inline, run: Callable[[Run], Run]) -> m.Inline:
    """Return an inline with ``run`` applied to what it holds; one that holds nothing is unchanged."""
    match node:
        case m.Text() | m.Code() | m.LineBreak() | m.NoteCall() | m.PageBreak():
            return node
        case (
            m.Emphasis(children)
            | m.Strong(children)
            | m.Superscript(children)
            | m.Subscript(children)
            | m.SmallCaps(children)
            | m.Unidentified(children)
        ):
            return replace(node, children=run(children))
        case m.Foreign(_, children) | m.Link(_, children):
            return replace(node, children=run(children))
        case m.Citation():
            return replace(node, children=run(node.children))
        case _:
            assert_never(node)


def children(node: m.Inline) -> Run:
    """Return the inlines that an inline holds, if any."""
    match node:
        case m.Text() | m.Code() | m.LineBreak() | m.NoteCall() | m.PageBreak():
            return ()
        case (
            m.Emphasis()
            | m.Strong()
            | m.Superscript()
            | m.Subscript()
            | m.SmallCaps()
            | m.Foreign()
            | m.Link()
            | m.Citation()
            | m.Unidentified()
        ):
            return node.children
        case _:
            assert_never(node)


def walk_inlines(run: Run) -> Iterator[m.Inline]:
    """Yield the inlines of a run in reading order, each before those it holds."""
    for node in run:
        yield node
        yield from walk_inlines(children(node))


def figures(relecture: m.Relecture) -> Iterator[m.Figure]:
    """Yield the pictures of a relecture in reading order."""
    return (block for block in all_blocks(relecture) if isinstance(block, m.Figure))


def all_blocks(relecture: m.Relecture) -> Iterator[m.Block]:
    """Yield every block of the text in reading order, notes left out."""
    roots: list[Blocks] = [f.blocks for f in (relecture.preface, relecture.lead) if f]
    roots.append(relecture.blocks)
    roots += [section.blocks for section in m.walk_sections(relecture.sections)]
    return chain.from_iterable(map(walk_blocks, roots))


def numbered(relecture: m.Relecture) -> dict[int, m.Paragraph | m.Quote]:
    """Return the paragraphs and quotations that have a number, by it, in reading order."""
    blocks = (block for block in all_blocks(relecture) if isinstance(block, m.Paragraph | m.Quote))
    return {block.number: block for block in blocks if block.number}


def walk_blocks(blocks: Blocks) -> Iterator[m.Block]:
    """Yield blocks in reading order, each before those it holds."""
    for block in blocks:
        yield block
        match block:
            case m.Quote(inner):
                yield from walk_blocks(inner)
            case m.BulletList(items) | m.OrderedList(items):
                yield from walk_blocks(tuple(chain.from_iterable(items)))
            case m.DefinitionList(definitions):
                for item in definitions:
                    yield from walk_blocks(tuple(chain.from_iterable(item.descriptions)))
            case m.Paragraph() | m.PullQuote() | m.Verse() | m.Table() | m.Figure() | m.Separator():
                continue
            case _:
                assert_never(block)


@dataclass(frozen=True, slots=True)
class _Mapper:
    """Two functions, carried down the tree."""

    run: Callable[[Run], Run]
    string: Callable[[str], str]

    def front(self, front: m.Front | None) -> m.Front | None:
        if front is None:
            return None
        title = self.run(front.title)  # in reading order: a function may count
        return replace(front, title=title, blocks=self.blocks(front.blocks))

    def section(self, section: m.Section) -> m.Section:
        return replace(
            section,
            title=self.run(section.title),
            blocks=self.blocks(section.blocks),
            sections=tuple(map(self.section, section.sections)),
        )

    def blocks(self, blocks: Blocks) -> Blocks:
        return tuple(map(self.block, blocks))

    def block(self, block: m.Block) -> m.Block:
        mapped: m.Block = block
        match block:
            case m.Paragraph(children) | m.PullQuote(children):
                mapped = replace(block, children=self.run(children))
            case m.Quote(blocks, attribution):
                mapped = replace(block, children=self.blocks(blocks), attribution=self.run(attribution))
            case m.Verse(lines):
                mapped = replace(block, lines=tuple(map(self.run, lines)))
            case m.BulletList(items) | m.OrderedList(items):
                mapped = replace(block, items=tuple(map(self.blocks, items)))
            case m.DefinitionList(definitions):
                mapped = replace(block, items=tuple(map(self.definition, definitions)))
            case m.Table():
                mapped = self.table(block)
            case m.Figure():
                mapped = self.figure(block)
            case m.Separator():
                pass
            case _:
                assert_never(block)
        return mapped

    def definition(self, item: m.Definition) -> m.Definition:
        return replace(
            item, term=self.run(item.term), descriptions=tuple(map(self.blocks, item.descriptions))
        )

    def table(self, table: m.Table) -> m.Table:
        caption = self.run(table.caption)
        return replace(
            table,
            caption=caption,
            head=self.cells(table.head),
            rows=tuple(map(self.cells, table.rows)),
        )

    def cells(self, row: tuple[m.Cell, ...]) -> tuple[m.Cell, ...]:
        return tuple(replace(cell, children=self.run(cell.children)) for cell in row)

    def figure(self, figure: m.Figure) -> m.Figure:
        return replace(
            figure,
            alt=self.string(figure.alt),
            caption=self.run(figure.caption),
            credit=self.string(figure.credit),
        )


def _runs(block: m.Block) -> Iterator[Run]:
    match block:
        case m.Paragraph(children) | m.PullQuote(children):
            yield children
        case m.Quote(blocks, attribution):
            yield from block_runs(blocks)
            yield attribution
        case m.Verse(lines):
            yield tuple(chain.from_iterable((m.LineBreak(), *line) for line in lines))[1:]
        case m.BulletList(items) | m.OrderedList(items):
            yield from block_runs(tuple(chain.from_iterable(items)))
        case m.DefinitionList(definitions):
            yield from chain.from_iterable(map(_definition_runs, definitions))
        case m.Table():
            yield block.caption
            yield from (cell.children for cell in chain(block.head, *block.rows))
        case m.Figure():
            yield block.caption
        case m.Separator():
            pass
        case _:
            assert_never(block)


def _definition_runs(item: m.Definition) -> Iterator[Run]:
    yield item.term
    yield from block_runs(tuple(chain.from_iterable(item.descriptions)))
