"""The PDF edition as it is laid out, drawn and written."""

from __future__ import annotations

import datetime
import io
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import examples
import pikepdf
import pypdfium2
import pytest
import segno
from PIL import Image

from publier import making, notes, projects, provenance
from publier import model as m
from publier.editions import Styles, glyphs, markup, pdf, press
from publier.problems import Problem, SourceError

TESTS = Path(__file__).resolve().parents[1]
MILLIMETRE = 72 / 25.4
Box = Any  # WeasyPrint has no types
PIXEL = 96 / 25.4
"""Pixels of style sheets a millimetre."""


def prepared(slug: str, styles: Path) -> m.Relecture:
    project = projects.find(TESTS, source=TESTS / "relectures", styles=styles)
    assert project is not None
    names = (projects.LIBRARY, projects.REFERENCES)
    shared = {name: data for name in names if (data := projects.shared(project, name)) is not None}
    job = making.Job(projects.load(project, slug), shared, styles, provenance.Machine(styles))
    return making.prepare(job)[0]


@pytest.fixture(scope="module")
def sheets(styles: Path) -> Styles:
    return Styles(styles)


@pytest.fixture(scope="module", params=["solidarites-informelles", "vocabulaire"])
def relecture(request: pytest.FixtureRequest, styles: Path) -> m.Relecture:
    return prepared(request.param, styles)


@pytest.fixture(scope="module")
def document(relecture: m.Relecture, sheets: Styles) -> Box:
    return pdf.lay_out(relecture, sheets)


@pytest.fixture(scope="module")
def written(relecture: m.Relecture, sheets: Styles) -> bytes:
    return pdf.render(relecture, sheets)


@pytest.fixture(scope="module")
def pictures(written: bytes) -> list[Image.Image]:
    """The pages in grey, at 72 pixels an inch."""
    return [page.render(grayscale=True).to_pil() for page in pypdfium2.PdfDocument(written)]


# ------------------------------------------------------------------ looking at a laid out document


def rows(page: Box) -> Iterator[tuple[Any, Any, bool]]:
    """Yield the lines of a page: block, line, whether it is the last of its block."""
    for box in page._page_box.descendants():
        lines = [child for child in getattr(box, "children", ()) if type(child).__name__ == "LineBox"]
        for line in lines:
            if texts(line):
                yield box, line, line is lines[-1]


def texts(line: Box) -> list[Any]:
    return [box for box in line.descendants() if type(box).__name__ == "TextBox"]


def said(line: Box) -> str:
    return "".join(box.text for box in texts(line))


def tag(box: Box) -> str:
    return box.element.tag if box.element is not None else ""


def in_text(page: Box) -> list[tuple[Any, Any, bool]]:
    """The lines between head and footnotes."""
    first, last = 32 * PIXEL, 267 * PIXEL
    found = [row for row in rows(page) if first <= row[1].position_y <= last]
    return [row for row in found if row[0].element is not None and row[0].element.get("class") != "fn"]


# ------------------------------------------------------------------ notes


def test_every_note_stands_on_the_page_of_its_call(relecture: m.Relecture, document: Box) -> None:
    assert len(relecture.notes) in {15, 27}
    assert pdf.astray(relecture, document) == []
    for page in document.pages:
        marks = {name.split("-")[1] for name in page.anchors if re.fullmatch(r"note-\d+", name)}
        calls = {name.split("-")[1] for name in page.anchors if re.fullmatch(r"appel-\d+", name)}
        assert marks == calls


def test_a_note_that_went_astray_is_named() -> None:
    relecture = examples.numbered()
    pages = [["appel-1", "note-1", "appel-2"], ["note-2", "appel-3"]]
    document = SimpleNamespace(pages=[SimpleNamespace(anchors=dict.fromkeys(names)) for names in pages])
    assert pdf.astray(relecture, document) == [
        Problem("P090", edition="pdf", number=2, note=2, call=1),
        Problem("P090", edition="pdf", number=3, note=0, call=2),
    ]


def called(words: str, times: int) -> m.Relecture:
    """Return a text of one line that calls notes, all with the same words."""
    names = [f"n{n}" for n in range(times)]
    paragraph = examples.paragraph("Un appel", *(m.NoteCall(name) for name in names), ".")
    made = tuple(m.Note(name, (examples.paragraph(words),)) for name in names)
    text = replace(examples.numbered(), sections=(), blocks=(paragraph,), lead=None, notes=made)
    return notes.number(text)


def test_a_note_longer_than_its_page_goes_on_over_as_many_as_it_needs(sheets: Styles) -> None:
    document = pdf.lay_out(called("Une note qui finit. " * 900, 1), sheets)
    found = [
        sum(box.text.count("finit") for box in page._page_box.descendants() if hasattr(box, "text"))
        for page in document.pages
    ]
    assert sum(found) == 900
    assert sum(count > 0 for count in found) > 3


def test_more_notes_on_a_line_than_a_page_can_begin_are_refused(sheets: Styles) -> None:
    with pytest.raises(SourceError) as error:
        pdf.lay_out(called("Une note.", 60), sheets)
    assert {problem.code for problem in error.value.problems} == {"P090"}


def test_calls_and_numbers_lead_to_each_other(relecture: m.Relecture, document: Box) -> None:
    internal = {link[1] for page in document.pages for link in page.links if link[0] == "internal"}
    anchors = {name for page in document.pages for name in page.anchors}
    for note in relecture.notes:
        assert note.anchor in internal
        assert note.backs[0] in internal
        assert {note.anchor, *note.backs} <= anchors


def test_an_address_breaks_after_a_slash_or_a_hyphen_only(relecture: m.Relecture, document: Box) -> None:
    addresses = {
        markup.address(target)
        for note in relecture.notes
        for block in note.blocks
        if isinstance(block, m.Paragraph)
        for target in notes.targets(block.children)
    }
    assert addresses
    printed = ["\n".join(said(line) for _, line, _ in rows(page)) for page in document.pages]
    for address in addresses:
        pattern = "\n?".join(map(re.escape, address))
        found = next(match for text in printed if (match := re.search(pattern, text)))
        assert re.sub(r"(?<=[/-])\n", "", found.group()) == address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.example/b-c", "a.example/b-c"),
        ("a.example/x?y=1", 'a.example/<span class="nb">x?y=1</span>'),
        ("a.example/été!&b", 'a.example/<span class="nb">été!&amp;b</span>'),
    ],
)
def test_what_would_break_elsewhere_is_kept_together(text: str, expected: str) -> None:
    assert markup.breakable(text) == expected


# ------------------------------------------------------------------ lines and pages


def test_no_line_in_mid_paragraph_is_short(document: Box) -> None:
    for page in document.pages[2:]:
        for box, line, last in in_text(page):
            if tag(box) == "p" and (box.element.get("id") or "").startswith("par-") and not last:
                end = texts(line)[-1]
                assert end.position_x + end.width - line.position_x > 0.6 * box.width, said(line)


def test_no_heading_is_the_last_of_a_page(document: Box) -> None:
    for page in document.pages[1:]:
        lines = sorted(in_text(page), key=lambda row: row[1].position_y)
        assert not re.fullmatch(r"h\d", tag(lines[-1][0])), said(lines[-1][1])


def test_no_page_has_a_single_line_of_a_paragraph(document: Box) -> None:
    seen: dict[Box, dict[int, int]] = {}
    for number, page in enumerate(document.pages):
        for box, _, _ in in_text(page):
            if tag(box) == "p":
                seen.setdefault(box.element, {}).setdefault(number, 0)
                seen[box.element][number] += 1
    split = [counts for counts in seen.values() if len(counts) > 1]
    assert all(min(counts.values()) >= 3 for counts in split)


def test_a_quotation_that_is_not_long_stays_on_one_page(document: Box) -> None:
    pages: dict[Box, set[int]] = {}
    for number, page in enumerate(document.pages):
        for box in page._page_box.descendants():
            if tag(box) == "blockquote" and box.element.get("class") != "long":
                pages.setdefault(box.element, set()).add(number)
    assert pages
    assert all(len(numbers) == 1 for numbers in pages.values())


def test_no_page_of_the_text_is_half_empty(document: Box, relecture: m.Relecture) -> None:
    if relecture.slug == "vocabulaire":
        return  # a part of two paragraphs cannot fill a page
    for page in document.pages[4:-2]:
        used = sum(line.height for _, line, _ in in_text(page)) / PIXEL
        assert used > 235 / 2


def test_ink_keeps_five_millimetres_from_every_edge(pictures: list[Image.Image]) -> None:
    edge = round(5 * MILLIMETRE)
    for number, picture in enumerate(pictures, 1):
        width, height = picture.size
        frame = [(0, 0, width, edge), (0, height - edge, width, height)]
        frame += [(0, 0, edge, height), (width - edge, 0, width, height)]
        assert all(picture.crop(side).getextrema() == (255, 255) for side in frame), number


def test_the_cover_is_legible_in_grey_and_spares_ink(pictures: list[Image.Image]) -> None:
    cover = pictures[0]
    title = cover.crop(tuple(round(x * MILLIMETRE) for x in (20, 55, 190, 110)))  # type: ignore[arg-type]  # a tuple of four
    assert sum(title.histogram()[:40]) > 500
    counts = cover.histogram()
    assert sum((255 - value) * count for value, count in enumerate(counts)) / sum(counts) / 255 < 0.2


# ------------------------------------------------------------------ the cover and the last page


@pytest.mark.parametrize("length", [4, 60, 90, 160, 260, 470, 1100, 2300, 5000])
def test_a_title_of_any_length_stays_on_its_cover(sheets: Styles, length: int) -> None:
    words = "Comment la puissance publique peut-elle composer avec ces solidarités ? " * 70
    metadata = replace(examples.numbered().metadata, title=words[:length].strip(), subtitle="Un sous-titre")
    document = pdf.lay_out(m.Relecture("x", metadata), sheets)
    box = next(b for b in document.pages[0]._page_box.descendants() if b.element_tag == "div")
    assert box.position_y + box.height < (167 if length <= 480 else 277) * PIXEL
    assert all("couverture" not in page.anchors for page in document.pages[1:])


def test_a_word_without_end_stays_on_its_cover(sheets: Styles) -> None:
    metadata = replace(examples.numbered().metadata, title="M" * 300)
    cover = pdf.lay_out(m.Relecture("x", metadata), sheets).pages[0]
    for _, line, _ in rows(cover):
        assert line.position_x + line.width < 191 * PIXEL


def test_the_code_on_the_last_page_leads_to_the_edition_online(sheets: Styles) -> None:
    relecture = examples.numbered()
    pages = pypdfium2.PdfDocument(pdf.render(relecture, sheets))
    last = pages[len(pages) - 1]
    code = segno.make(relecture.metadata.url, error="m", micro=False, boost_error=False)
    side = len(code.matrix)
    scale = 8
    picture = last.render(scale=scale * side / (30 * MILLIMETRE), grayscale=True).to_pil()
    dark = picture.point(lambda value: 255 * (value < 128)).crop((0, 0, picture.width, picture.height // 2))
    left = round(60 * MILLIMETRE * scale * side / (30 * MILLIMETRE))
    square = dark.crop((left, 0, left + scale * side, dark.height))
    # The title stands above the code: the code is the last thing as wide as itself.
    top = next(y for y in range(square.height) if is_finder(square, y, scale))
    read = [modules(square, top + y * scale, scale, side) for y in range(side)]
    assert read == [[bool(module) for module in row] for row in code.matrix]


def modules(square: Image.Image, y: int, scale: int, count: int) -> list[bool]:
    """Whether each module of a row is dark, at its middle."""
    return [square.getpixel((x * scale + scale // 2, y + scale // 2)) == 255 for x in range(count)]


def is_finder(square: Image.Image, y: int, scale: int) -> bool:
    """Whether the top of a finder pattern is here: seven dark modules, then a light one."""
    return modules(square, y, scale, 8) == [True] * 7 + [False]


def test_no_address_no_code() -> None:
    relecture = examples.numbered()
    nowhere = replace(relecture, metadata=replace(relecture.metadata, url=""))
    assert "Code QR" in pdf.page(relecture, {})
    assert "Code QR" not in pdf.page(nowhere, {})


def test_a_picture_of_the_editor_takes_the_place_of_the_drawing(styles: Path) -> None:
    page = pdf.page(prepared("vocabulaire", styles), {})
    assert 'class="imprint"' not in page
    assert "Quatre livres debout" in page


# ------------------------------------------------------------------ heads, feet, bookmarks, numbers


def test_the_foot_says_where_a_photocopied_page_comes_from(document: Box, relecture: m.Relecture) -> None:
    foot = [
        box
        for box in document.pages[5]._page_box.children
        if getattr(box, "at_keyword", "") == "@bottom-left"
    ]
    words = "".join(box.text for box in foot[0].descendants() if type(box).__name__ == "TextBox")
    assert relecture.metadata.title in words


def test_running_lines_stay_on_one_line(sheets: Styles) -> None:
    long = "Une partie dont le titre est long et même davantage que cela " * 5
    metadata = replace(examples.numbered().metadata, title=long, series=m.Series(long))
    sections = (m.Section("a", 2, examples.text(long), (examples.paragraph("Du texte. " * 900),), number=1),)
    document = pdf.lay_out(m.Relecture("x", metadata, sections=sections), sheets)
    margins = [box for box in document.pages[3]._page_box.children if getattr(box, "at_keyword", "")]
    heads = {
        box.at_keyword: [c for c in box.descendants() if type(c).__name__ == "LineBox"] for box in margins
    }
    assert len(heads["@top-left"]) == len(heads["@bottom-left"]) == 1
    assert said(heads["@top-left"][0]).endswith("…")


def test_labels_are_the_printed_numbers_and_bookmarks_are_the_headings(
    written: bytes, relecture: m.Relecture
) -> None:
    with pikepdf.open(io.BytesIO(written)) as file:
        assert [page.label for page in file.pages] == [str(n) for n in range(1, len(file.pages) + 1)]
        assert file.Root.Lang == relecture.metadata.lang
        with file.open_outline() as outline:
            tops = [item.title for item in outline.root]
    for section in relecture.sections:
        assert f"{section.number}. {m.plain(section.title).strip()}" in tops


# ------------------------------------------------------------------ fonts, addresses, complaints


def test_a_character_without_a_glyph_is_named_with_its_place(sheets: Styles) -> None:
    at = m.At("source/x/relecture.md", 12, 3)
    text = replace(examples.numbered(), blocks=(m.Paragraph((m.Text("Un signe 漢 et un autre ⁂", at=at),)),))
    with pytest.raises(SourceError) as error:
        pdf.lay_out(text, sheets)
    assert [(p.code, p.at) for p in error.value.problems] == [("L090", at)] * 2
    messages = sorted(problem.message() for problem in error.value.problems)
    assert messages[0].endswith("« ⁂ » (U+2042 ASTERISM)")
    assert messages[1].endswith("« 漢 » (U+6F22 CJK UNIFIED IDEOGRAPH-6F22)")


@pytest.mark.parametrize(
    ("where", "sign"),
    [("note", "漢"), ("title", "漢"), ("credit", "漢"), ("address", "漢"), ("author", "漢")],
)
def test_every_text_is_looked_at(sheets: Styles, where: str, sign: str) -> None:
    text = examples.numbered()
    changed = {
        "note": replace(text, notes=(m.Note("z", (examples.paragraph(sign),)),)),
        "title": replace(text, metadata=replace(text.metadata, title=sign)),
        "author": replace(text, metadata=replace(text.metadata, authors=(m.Author(sign),))),
        "address": replace(
            text, blocks=(examples.paragraph(m.Link(f"https://a.example/{sign}", examples.text("là"))),)
        ),
        "credit": replace(
            text, blocks=(m.Figure(m.Image("a.png", "image/png", 1, 1, b""), "", credit=sign),)
        ),
    }
    assert [p.code for p in glyphs.missing(changed[where], sheets.fonts)] == ["L090"]


def test_a_sign_of_the_metadata_alone_has_its_place_in_the_file(sheets: Styles) -> None:
    text = examples.numbered()
    text = replace(text, preface=None, lead=None, blocks=(), sections=(), notes=())
    text = replace(text, metadata=replace(text.metadata, publisher="א"))
    (problem,) = glyphs.missing(text, sheets.fonts, "source/essai/relecture.md")
    assert problem.at
    assert problem.at.file == "source/essai/relecture.md"


def test_accents_and_invisible_signs_need_no_glyph_of_their_own(sheets: Styles) -> None:
    text = replace(examples.numbered(), blocks=(examples.paragraph("É\u00ad\u2060 ê \u202f« »"),))
    assert glyphs.missing(text, sheets.fonts) == []


@pytest.mark.parametrize(
    "inside",
    [
        '<image width="5" height="5" href="data:image/png;base64,AAAA"/>',
        "<style>rect { fill: ; } }} {{</style><rect width='5' height='5'/>",
    ],
)
def test_a_drawing_that_cannot_be_drawn_is_named(sheets: Styles, inside: str) -> None:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>'.encode()
    drawing = m.Figure(m.Image("plan.svg", "image/svg+xml", 9, 9, data), "Un plan", at=m.At("r.md", 9, 1))
    text = replace(examples.numbered(), blocks=(examples.paragraph("Un plan :"), drawing))
    with pytest.raises(SourceError) as error:
        pdf.render(text, sheets)
    assert {(p.code, p.at) for p in error.value.problems} == {("L040", m.At("r.md", 9, 1))}
    assert "« plan.svg »" in error.value.problems[0].message()


@pytest.mark.parametrize("address", ["file:///etc/hostname", "https://example.org/a.png", "a.png", "data:,x"])
def test_a_page_may_name_no_file_and_no_address(styles: Path, address: str) -> None:
    page = f'<html lang="fr"><head><title>x</title></head><body><img src="{address}" alt=""/></body></html>'
    with pytest.raises(SourceError) as error:
        press.lay_out(page, "", styles / "fonts", {})
    assert error.value.problems[0].code in {"X090", "X091"}


@pytest.mark.parametrize(
    ("css", "code"),
    [
        ("body { background: url(file:///etc/hostname) }", "X091"),
        ("@import url(https://example.org/a.css);", "X091"),
        ("p { colour: red }", "X090"),
    ],
)
def test_a_style_sheet_may_not_ask_or_be_misunderstood(styles: Path, css: str, code: str) -> None:
    page = '<html lang="fr"><head><title>x</title></head><body><p>x</p></body></html>'
    with pytest.raises(SourceError) as error:
        press.lay_out(page, css, styles / "fonts", {})
    assert error.value.problems[0].code == code


def test_fonts_of_the_machine_are_neither_used_nor_touched(
    sheets: Styles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FONTCONFIG_FILE", "/nowhere")
    press._configuration.cache_clear()
    written = pdf.render(examples.numbered(), sheets)
    assert os.environ["FONTCONFIG_FILE"] == "/nowhere"
    with pikepdf.open(io.BytesIO(written)) as file:
        names = {
            str(font.BaseFont).split("+")[1]
            for page in file.pages
            for font in page.Resources.get("/Font", {}).values()
        }
    assert names
    assert all(name.startswith(("Source", "Atkinson")) for name in names)


# ------------------------------------------------------------------ the file


def test_the_same_bytes_twice(sheets: Styles) -> None:
    assert pdf.render(examples.numbered(), sheets) == pdf.render(examples.numbered(), sheets)


def test_the_identifier_is_that_of_a_work_and_its_version() -> None:
    metadata = examples.numbered().metadata
    same = replace(metadata, title="Autre titre")
    assert pdf.identifier(metadata) == pdf.identifier(same)
    for other in (
        replace(metadata, version="2"),
        replace(metadata, urn="urn:x"),
        replace(metadata, modified=datetime.date(2027, 1, 1)),
    ):
        assert pdf.identifier(metadata) != pdf.identifier(other)


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("court", 10, "court"),
        ("un titre long", 9, "un titre…"),
        ("sansespace", 5, "sans…"),
        ("a, b c", 4, "a…"),
    ],
)
def test_a_text_is_cut_between_words(text: str, most: int, expected: str) -> None:
    assert markup.shortened(text, most) == expected
