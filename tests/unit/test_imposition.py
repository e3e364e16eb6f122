"""The pages of a booklet in the order in which a folded pile of sheets is read."""

from __future__ import annotations

import io

import pikepdf
import pytest
from examples import relecture
from hypothesis import given
from hypothesis import strategies as st

from publier.kit import imposition
from publier.kit.imposition import Side

PAGES = st.integers(4, 40).flatmap(lambda pages: st.tuples(st.just(pages), st.integers(1, pages - 1)))
"""How many pages, and which is the first of what closes the booklet."""


def folded(sides: list[Side]) -> list[int | None]:
    """Return the pages that somebody leafs through who prints sides on paper, piles and folds it.

    A sheet turned over on its short edge has the left half of its back behind the right half of its front.
    """
    sheets = list(zip(sides[::2], sides[1::2], strict=True))
    opening = [page for front, back in sheets for page in (front[1], back[0])]
    closing = [page for front, back in reversed(sheets) for page in (back[1], front[0])]
    return opening + closing


@given(PAGES)
def test_a_folded_booklet_is_read_in_order(case: tuple[int, int]) -> None:
    pages, back = case
    read = folded(imposition.sides(imposition.sequence(pages, back)))
    assert [page for page in read if page is not None] == list(range(pages))
    assert len(read) % 4 == 0
    assert len(read) - pages < 4
    assert (read[0], read[-1]) == (0, pages - 1)


@pytest.mark.parametrize("pages", range(4, 41))
def test_blank_pages_stand_right_before_what_closes_the_booklet(pages: int) -> None:
    read = folded(imposition.sides(imposition.sequence(pages, pages - 1)))
    blanks = [place for place, page in enumerate(read) if page is None]
    assert blanks == list(range(pages - 1, len(read) - 1))


def test_sides_in_another_order_are_seen() -> None:
    sides = imposition.sides(imposition.sequence(8, 7))
    assert sides[:2] == [(7, 0), (1, 6)]
    turned = [(right, left) if number % 2 else (left, right) for number, (left, right) in enumerate(sides)]
    assert folded(turned) != list(range(8))


@pytest.mark.parametrize("pages", [4, 7, 22])
def test_each_page_is_on_its_half_of_the_sheet(pages: int) -> None:
    printed = imposition.impose(numbered(pages), pages - 1, relecture().metadata)
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        found = [halves(sheet) for sheet in pdf.pages]
        sizes = {tuple(round(float(x)) for x in sheet.mediabox) for sheet in pdf.pages}
    assert found == imposition.sides(imposition.sequence(pages, pages - 1))
    assert sizes == {(0, 0, 842, 595)}


def test_the_printer_is_told_what_to_do() -> None:
    printed = imposition.impose(numbered(4), 3, relecture().metadata)
    assert printed == imposition.impose(numbered(4), 3, relecture().metadata)
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        asked = pdf.Root.ViewerPreferences
        assert (str(asked.Duplex), str(asked.PrintScaling)) == ("/DuplexFlipShortEdge", "/None")
        assert (str(pdf.docinfo.Title), str(pdf.Root.Lang)) == ("Un exemple & deux", "fr")


def numbered(pages: int) -> bytes:
    """Return A5 pages, each with its own number as its content."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for number in range(pages):
            page = pdf.add_blank_page(page_size=(420, 595))
            page.Contents = pdf.make_stream(b"%% page %d" % number)
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def halves(sheet: pikepdf.Page) -> Side:
    """Return which page is on the left half of a sheet, and which on the right."""
    found: list[int | None] = [None, None]
    forms = sheet.Resources.get("/XObject", pikepdf.Dictionary())
    place = None
    for instruction in pikepdf.parse_content_stream(sheet):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator == "cm":
            place = int(float(str(operands[4])) > 400)
        elif operator == "Do" and place is not None:
            found[place] = int(forms[str(operands[0])].read_bytes().split()[-1])
    return found[0], found[1]
