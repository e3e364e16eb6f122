"""The imprint draws the text: a column a section, a stroke a line, a dot a call."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import examples
import pytest

from publier import model as m
from publier.editions import Styles, cover, imprint
from publier.projects import packaged_styles

WORDS = "un texte assez long pour tenir sur plusieurs traits de la colonne et plus encore " * 3


def relecture(*sections: m.Section, blocks: tuple[m.Block, ...] = ()) -> m.Relecture:
    metadata = m.Metadata(title="Essai", lang="fr", modified=datetime.date(2026, 1, 2))
    return m.Relecture("essai", metadata, blocks=blocks, sections=sections)


def section(number: int, *blocks: m.Block) -> m.Section:
    return m.Section(f"s{number}", 2, examples.text("Titre"), blocks, number=number)


def test_a_column_a_section_under_the_number_of_its_part() -> None:
    drawing = imprint.compute(
        relecture(*(section(n, examples.paragraph(WORDS)) for n in (1, 2, 3))), imprint.PAPER
    )
    assert [part for part, _ in drawing.heads] == [1, 2, 3]
    starts = sorted({x for x, _, _ in drawing.strokes})
    assert starts == [x for _, x in drawing.heads]


def test_a_dot_a_call_and_none_the_less() -> None:
    text = examples.relecture()
    calls = 5  # one note is called twice, one in the lead; those of titles are not in a column
    without = replace(text, lead=None)
    drawn = len(imprint.compute(text, imprint.PAPER).dots)
    assert 0 < drawn <= calls
    assert len(imprint.compute(without, imprint.PAPER).dots) == drawn - 1


def test_a_line_is_a_stroke_as_long_as_its_words() -> None:
    shape = replace(imprint.PAPER, width=100, column=100, signs=20, pitch=1)
    drawing = imprint.compute(relecture(blocks=(examples.paragraph("dix signes, puis dix"),)), shape)
    assert [(x, y) for x, y, _ in drawing.strokes] == [(0, 0)]
    more = imprint.compute(relecture(blocks=(examples.paragraph("dix signes, " * 4),)), shape)
    assert more.strokes == ((0, 0, 80), (0, 1, 100), (0, 2, 60))


def test_a_quotation_stands_in_and_a_pull_quote_is_not_drawn() -> None:
    quote = m.Quote((examples.paragraph(WORDS),))
    pulled = m.PullQuote(examples.text(WORDS))
    drawing = imprint.compute(relecture(blocks=(quote, pulled)), imprint.PAPER)
    assert len({x for x, _, _ in drawing.strokes}) == 1
    assert drawing.strokes[0][0] == pytest.approx(0.12 * drawing.width)


def test_quotations_in_quotations_never_leave_their_column() -> None:
    block: m.Block = examples.paragraph(WORDS)
    for _ in range(30):
        block = m.Quote((block,))
    drawing = imprint.compute(relecture(blocks=(block,)), imprint.PAPER)
    assert all(x + length <= drawing.width + 0.01 for x, _, length in drawing.strokes)


@pytest.mark.parametrize("sections", [1, 11, 60, 300])
def test_it_fits_its_frame_however_long_the_text(sections: int) -> None:
    text = relecture(*(section(n, *[examples.paragraph(WORDS)] * 40) for n in range(sections)))
    drawing = imprint.compute(text, imprint.PAPER)
    assert drawing.height <= imprint.PAPER.height + 0.01
    assert drawing.shape.stroke < imprint.PAPER.stroke
    assert drawing.width <= imprint.PAPER.width + 0.01


def test_a_short_text_keeps_the_distance_of_lines() -> None:
    drawing = imprint.compute(relecture(blocks=(examples.paragraph("Peu."),)), imprint.PAPER)
    assert drawing.shape.pitch == imprint.PAPER.pitch


def test_lists_verse_tables_and_definitions_are_drawn() -> None:
    one = (examples.paragraph(WORDS),)
    row = (m.Cell(examples.text("un")), m.Cell(examples.text("deux")))
    for block in (
        m.BulletList((one, one)),
        m.OrderedList((one,)),
        m.Verse((examples.text("Rendez le livre"), examples.text("gardez l’histoire"))),
        m.DefinitionList((m.Definition(examples.text("mot"), (one,)),)),
        m.Table(row, (row,), (m.Align.START, m.Align.END), examples.text("Légende")),
        m.Figure(m.Image("a.png", "image/png", 1, 1, b""), "", examples.text("Légende")),
    ):
        assert imprint.compute(relecture(blocks=(block,)), imprint.PAPER).strokes, block


def test_the_drawing_is_well_formed_and_silent_even_when_empty() -> None:
    for text in (relecture(), relecture(blocks=(m.Separator(),)), examples.relecture()):
        svg = ET.fromstring(imprint.sketch(text))  # noqa: S314 (our own)
        assert svg.get("aria-hidden") == "true"
        assert float(svg.get("viewBox", "").split()[2]) > 0


def test_colours_are_those_of_the_shape() -> None:
    shape = replace(imprint.PAPER, archive="#123456", paper="#fedcba")
    drawn = imprint.compute(examples.relecture(), shape).svg()
    assert "#123456" in drawn
    assert "#fedcba" in drawn


def test_a_page_is_drawn_in_steps_that_add_up() -> None:
    text = relecture(*(section(n, *[examples.paragraph(WORDS)] * 3) for n in (1, 2, 3)))
    drawing = imprint.compute(text, imprint.SCREEN)
    path = ET.fromstring(imprint.sketch(text))[0].get("d", "")  # noqa: S314 (our own)
    x, y, places = 0.0, 0.0, []
    for across, down, length in re.findall(r"m(-?\d+) ?(-?[\d.]+)h(\d+)", path):
        x, y = x + int(across), y + float(down)
        places.append((x, y, int(length)))
        x += int(length)
    assert re.sub(r"m-?\d+ ?-?[\d.]+h\d+", "", path) == ""
    pitch = drawing.shape.pitch
    expected = [(round(x), round(y / pitch, 1), round(length)) for x, y, length in drawing.strokes]
    assert [(x, round(y, 1), length) for x, y, length in places] == expected


def test_a_text_of_one_section_leaves_room_for_the_title_on_the_cover_of_the_book() -> None:
    styles = Styles(packaged_styles())
    drawn = cover._draw(relecture(blocks=(examples.paragraph(WORDS * 400),)), styles, cover.BOOK)
    bare = cover._draw(relecture(), styles, cover.BOOK)
    top = cover.BOOK.height // 3
    box = (0, 0, cover.BOOK.width, top)
    assert drawn.crop(box).convert("L").tobytes() == bare.crop(box).convert("L").tobytes()
    assert drawn.convert("L").tobytes() != bare.convert("L").tobytes()


def test_a_text_of_hundreds_of_sections_has_its_cover_too() -> None:
    parts = (section(n, examples.paragraph("Un mot.")) for n in range(1, 400))
    assert cover.make(relecture(*parts), Styles(packaged_styles())).data
