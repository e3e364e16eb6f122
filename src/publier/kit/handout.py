"""The handout: a relecture on one page, for somebody who has a minute and a telephone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from markupsafe import Markup

from publier import checks, tree
from publier import model as m
from publier.editions import description, markup, pdf
from publier.editions.words import words
from publier.kit import sheet
from publier.problems import Problem

if TYPE_CHECKING:
    from publier.editions import Styles

NAME = "handout"
SIZES = ("large", "", "dense")
"""Classes of ``sheet.css``: about 12, 10 and 8.5 points."""

MOST = 3
"""Pull quotes that are shown where the editor has chosen nothing."""


def make(relecture: m.Relecture, styles: Styles) -> tuple[bytes, list[Problem]]:
    """Return the page and what is wrong with it.

    The editor's choice is shown whole, or is a problem. Where nothing was chosen there are as many
    pull quotes as fit.
    """
    chosen = passages(relecture)
    if relecture.metadata.handout:
        return _make(relecture, chosen, styles)
    for count in range(min(MOST, len(chosen)), -1, -1):
        data, problems = _make(relecture, chosen[:count], styles)
        if all(problem.code != "P094" for problem in problems):
            break
    return data, problems


def _make(relecture: m.Relecture, chosen: tuple[m.Quote, ...], styles: Styles) -> tuple[bytes, list[Problem]]:
    """Lay out a page in the largest letters in which it fits."""
    shown = excerpt(relecture, chosen)
    for size in SIZES:
        pictures: dict[str, m.Image] = {}
        context = _context(relecture, shown, pictures)
        data, pages = sheet.make(NAME, styles, relecture.metadata, pictures, size=size, **context)
        if pages == 1:
            return data, checks.check(NAME, data, shown)
    at = next((choice.at for choice in relecture.metadata.handout), None)
    return data, [Problem("P094", at, name=f"{relecture.slug}-une-page.pdf", pages=pages)]


def passages(relecture: m.Relecture) -> tuple[m.Quote, ...]:
    """Return what the handout may quote: the passages that were chosen, else the pull quotes."""
    by_number = tree.numbered(relecture)
    chosen = dict.fromkeys(int(c.anchor.removeprefix("par-")) for c in relecture.metadata.handout)
    if chosen:
        return tuple(_quote(by_number[number], number) for number in chosen)
    pulled = (block for block in tree.all_blocks(relecture) if isinstance(block, m.PullQuote))
    return tuple(m.Quote((m.Paragraph(block.children),)) for block in pulled)


def _quote(block: m.Paragraph | m.Quote, number: int) -> m.Quote:
    """Return a passage as a quotation that says where it stands in all editions."""
    place = m.Text(f"§\u00a0{number}")
    if isinstance(block, m.Paragraph):
        return m.Quote((replace(block, number=0),), (place,))
    said = (*block.attribution, m.Text(", ")) if block.attribution else ()
    return replace(block, attribution=(*said, place), number=0)


def excerpt(relecture: m.Relecture, quotes: tuple[m.Quote, ...]) -> m.Relecture:
    """Return what the handout says of a relecture, as a relecture: its lead and quotations, no calls."""
    lead = relecture.lead and m.Front(tuple(map(_unnumbered, relecture.lead.blocks)))
    bare = replace(relecture, preface=None, lead=lead, blocks=quotes, sections=(), notes=(), pages=())
    return tree.map_inlines(bare, lambda run: tuple(markup.without_calls(run)))


def _unnumbered(block: m.Block) -> m.Block:
    return replace(block, number=0) if isinstance(block, m.Paragraph | m.Quote) else block


def _context(relecture: m.Relecture, shown: m.Relecture, pictures: dict[str, m.Image]) -> dict[str, object]:
    metadata, says = relecture.metadata, words(relecture.metadata.lang)
    writer = markup.Writer(relecture, markup.Flavour.PRINT, lambda _: "")
    return {
        "words": says,
        "body": markup.body(shown, markup.Flavour.PRINT, pdf.picturing(pictures)),
        "parts": [writer.entry(section) for section in relecture.sections],
        "house": pdf.house(metadata),
        "qr": Markup(pdf.qr(metadata.url, says["qr"])) if metadata.url else "",
        "address": Markup(markup.breakable(markup.address(metadata.url))),
        "closing": says["whole" if metadata.url else "colophon"],
        "citation": description.citation(metadata, says),
    }
