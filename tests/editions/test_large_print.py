"""Large print: the same text and notes, 18 pt, nothing under 16 pt, nothing cut at the end of a line."""

from __future__ import annotations

import io
import re
import statistics
from dataclasses import replace
from functools import cache

import pikepdf
import pypdfium2
import pytest
from built import FROZEN, STYLES, page_texts
from prepared import prepared
from structure import pages, with_role

from publier import checks, notes
from publier.checks import compare
from publier.checks.pdf_book import read_book
from publier.editions import LARGE_PRINT, Styles, pdf, web

SMALLEST = 16
"""Points."""


@cache
def large(slug: str) -> bytes:
    return LARGE_PRINT.render(prepared(slug), Styles(STYLES))


def sizes(data: bytes) -> set[float]:
    """Return the sizes, in points, at which letters are drawn."""
    found = set()
    for page in pypdfium2.PdfDocument(data):
        text = page.get_textpage()
        for i in range(text.count_chars()):
            if text.get_text_range(i, 1).strip():
                box = pypdfium2.raw.FS_MATRIX()
                assert pypdfium2.raw.FPDFText_GetMatrix(text.raw, i, box)
                found.add(round(pypdfium2.raw.FPDFText_GetFontSize(text.raw, i) * abs(box.d), 1))
    return found


@pytest.mark.parametrize("slug", FROZEN)
def test_every_check_passes(slug: str) -> None:
    assert checks.check("large-print", large(slug), prepared(slug)) == []


def test_its_notes_are_those_of_the_source() -> None:
    slug = "solidarites-informelles"
    ledger = checks.read_ledger("large-print", large(slug))
    assert len(ledger.notes) == 27
    assert list(compare.ledgers("large-print", ledger, notes.ledger(prepared(slug)))) == []


def test_the_page_leads_to_it_where_it_stands_beside() -> None:
    alone = prepared("vocabulaire")
    beside = replace(alone, large_print=True)
    page = web.render(beside, Styles(STYLES))
    assert page.count(b"href=vocabulaire-large.pdf") == 2
    assert checks.check("html", page, beside) == []
    assert [problem.code for problem in checks.check("html", page, alone)] == ["P014"]
    assert b"-large.pdf" not in web.render(alone, Styles(STYLES))


@pytest.mark.parametrize("slug", FROZEN)
def test_nothing_is_small(slug: str) -> None:
    assert min(sizes(large(slug))) >= SMALLEST


def test_small_letters_would_be_seen() -> None:
    assert min(sizes(pdf.render(prepared("vocabulaire"), Styles(STYLES)))) < SMALLEST


@pytest.mark.parametrize("slug", FROZEN)
def test_no_italics(slug: str) -> None:
    with pikepdf.open(io.BytesIO(large(slug))) as file:
        names = {
            str(o.FontName) for o in file.objects if isinstance(o, pikepdf.Dictionary) and "/FontName" in o
        }
    assert names
    assert not [name for name in names if "Italic" in name or "Oblique" in name]


def soft_hyphens(data: bytes) -> int:
    """Return in how many fonts there is a hyphen that hyphenation added: it has a code of its own."""
    with pikepdf.open(io.BytesIO(data)) as file:
        fonts = [o for o in file.objects if isinstance(o, pikepdf.Dictionary) and "/ToUnicode" in o]
        return sum(b"<00ad>" in font.ToUnicode.read_bytes() for font in fonts)


@pytest.mark.parametrize("slug", FROZEN)
def test_no_word_is_cut(slug: str) -> None:
    assert soft_hyphens(large(slug)) == 0


def test_a_cut_word_would_be_seen() -> None:
    assert soft_hyphens(pdf.render(prepared("solidarites-informelles"), Styles(STYLES))) > 0


def test_signs_in_a_line() -> None:
    lines = [
        len(line)
        for text in page_texts(large("solidarites-informelles"))
        for line in text.splitlines()
        if len(line) > 30 and "/" not in line
    ]
    assert 48 <= statistics.median(lines) <= 58


def test_calls_and_numbers_of_notes_stand_in_brackets() -> None:
    said = "".join(page_texts(large("solidarites-informelles")))
    assert {n: len(re.findall(rf"\[{n}\]", said)) for n in range(1, 28)} == dict.fromkeys(range(1, 28), 2)


def test_the_same_bytes_twice() -> None:
    again = LARGE_PRINT.render(prepared("vocabulaire"), Styles(STYLES))
    assert again == large("vocabulaire")


def test_a_sabotage_is_caught_and_names_the_edition() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(large("vocabulaire"))) as file:
        note = next(o for o in file.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Note")
        note.S = pikepdf.Name.Sect
        file.save(out)
    problems = checks.check("large-print", out.getvalue(), prepared("vocabulaire"))
    assert "P001" in {problem.code for problem in problems}
    assert all("large-print" in problem.message() for problem in problems)


@pytest.mark.parametrize("slug", FROZEN)
def test_the_code_that_leads_online_is_on_the_last_page(slug: str) -> None:
    data = large(slug)
    (code,) = (figure for figure in with_role(read_book(data).root, "Figure") if "QR" in (figure.alt or ""))
    assert pages(code) == [len(pypdfium2.PdfDocument(data)) - 1]
