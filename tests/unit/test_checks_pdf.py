"""Reading PDF files that are not ours, and the small rules by which ours are judged."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest

from publier import checks
from publier.checks import names, pdf_book, pdf_content, pdf_links

MAP = b"""1 begincodespacerange <00> <ff> endcodespacerange
2 beginbfchar
<41> <0061>
<42> <00660069>
endbfchar
2 beginbfrange
<50> <52> <0070>
<60> <61> [<0078> <0079007a>]
endbfrange
"""


def test_codes_to_letters() -> None:
    letters = pdf_content.to_unicode(MAP)
    assert letters == {0x41: "a", 0x42: "fi", 0x50: "p", 0x51: "q", 0x52: "r", 0x60: "x", 0x61: "yz"}


def test_a_range_that_says_too_little() -> None:
    assert pdf_content.to_unicode(b"beginbfrange <01> <02> [<0041>] endbfrange") == {1: "A", 2: "\ufffd"}


@pytest.fixture
def file() -> Iterator[pikepdf.Pdf]:
    """One page, one font of one byte a letter, nothing on it."""
    with pikepdf.new() as file:
        page = file.add_blank_page(page_size=(200, 100))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            ToUnicode=file.make_stream(MAP),
        )
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=file.make_indirect(font)))
        yield file


def painted(file: pikepdf.Pdf, content: bytes) -> pdf_content.Page:
    file.pages[0].obj.Contents = file.make_stream(content)
    return next(pdf_content.read_pages(file))


def test_marked_content_artifacts_and_the_rest(file: pikepdf.Pdf) -> None:
    page = painted(
        file,
        b"/P <</MCID 4>> BDC BT /F1 9 Tf 2 0 0 2 10 20 Tm (A) Tj [(B) -200 (P)] TJ ET EMC\n"
        b"/Artifact <</Type /Layout>> BDC 0 0 10 10 re f EMC /Artifact BMC 1 1 m 2 2 l S EMC\n"
        b"BT /F1 9 Tf 1 2 Td (Q) Tj ET",
    )
    assert page.pieces[4].text == "afip"
    assert page.pieces[4].at == pytest.approx((10, 20))
    assert [(a.kind, a.painted) for a in page.artifacts] == [("Layout", True), ("", True)]
    assert (page.stray.text, page.stray.at) == ("q", (1, 2))
    assert page.fonts == {"/Helvetica": False}


def test_what_stands_inside_marked_content_belongs_to_it(file: pikepdf.Pdf) -> None:
    properties = pikepdf.Dictionary(M1=pikepdf.Dictionary(MCID=2))
    file.pages[0].obj.Resources.Properties = properties
    page = painted(file, b"q 1 0 0 -1 0 100 cm /P /M1 BDC /Span BMC BT /F1 9 Tf (A) Tj ET EMC EMC Q Q EMC")
    assert (page.pieces[2].text, page.pieces[2].at) == ("a", (0, 100))


def test_a_form_is_read_where_it_is_shown_and_no_deeper_than_sense(file: pikepdf.Pdf) -> None:
    resources = file.pages[0].obj.Resources
    form = file.make_stream(b"BT /F1 9 Tf 1 0 0 1 5 5 Tm (A) Tj ET /X1 Do")
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox, form.Matrix = pikepdf.Array([0, 0, 9, 9]), pikepdf.Array([1, 0, 0, 1, 100, 0])
    resources.XObject = pikepdf.Dictionary(X1=form)
    page = painted(file, b"/P <</MCID 0>> BDC /X1 Do EMC")
    assert page.pieces[0].at == pytest.approx((105, 5))
    assert page.pieces[0].text == "a" * pdf_content.DEPTH


def test_strings_of_an_array_are_read_however_they_are_written(file: pikepdf.Pdf) -> None:
    content = b"BT /F1 9 Tf [<42> 12 (B) () -3.5 <>] TJ [[(Q)] <</A (Q)>> (B)] TJ [(\\102)] TJ [] TJ ET"
    assert painted(file, content).stray.text == "fi" * 4


def test_a_letter_that_no_font_says(file: pikepdf.Pdf) -> None:
    assert painted(file, b"BT (A) Tj /F1 9 Tf (Z) ' ET").stray.text == "\ufffd\ufffd"


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([], []),
        ([(1, {})], []),
        ([(0, {"S": "/D"})], ["1", "2", "3", "4"]),
        ([(0, {"P": "A-"}), (1, {"S": "/D", "St": 9})], ["A-", "9", "10", "11"]),
        ([(0, {"S": "/r", "St": 3}), (2, {"S": "/R", "St": 44})], ["iii", "iv", "XLIV", "XLV"]),
    ],
)
def test_labels_of_pages(ranges: list[tuple[int, dict[str, Any]]], expected: list[str]) -> None:
    entries = ((first, {f"/{key}": value for key, value in label.items()}) for first, label in ranges)
    assert pdf_book.labels(entries, 4) == expected


def saved(file: pikepdf.Pdf) -> bytes:
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def test_a_pdf_without_structure_says_nothing(file: pikepdf.Pdf) -> None:
    found = checks.read("pdf", saved(file))
    assert (found.ledger.notes, found.runs, found.headings) == ((), (), ())


@pytest.mark.parametrize("data", [b"", b"no pdf at all", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="pdf: "):
        checks.read("pdf", data)


def test_a_structure_that_turns_in_a_circle_is_refused(file: pikepdf.Pdf) -> None:
    element = file.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Sect))
    element.K = pikepdf.Array([element])
    file.Root.StructTreeRoot = pikepdf.Dictionary(K=element)
    with pytest.raises(ValueError, match="twice"):
        checks.read("pdf", saved(file))


def test_a_structure_too_deep_is_refused(file: pikepdf.Pdf) -> None:
    element = pikepdf.Dictionary(S=pikepdf.Name.P)
    for _ in range(pdf_book.MOST_DEEP + 1):
        element = pikepdf.Dictionary(S=pikepdf.Name.Sect, K=element)
    file.Root.StructTreeRoot = pikepdf.Dictionary(K=element)
    with pytest.raises(ValueError, match="deep"):
        checks.read("pdf", saved(file))


@pytest.mark.parametrize(
    "root",
    [
        "<< /K [ << /S /P /K [ << /Type /MCR /Pg 3 /MCID 0 >> ] >> ] >>",
        "<< /ParentTree << /Nums [ 0 1 ] >> >>",
        "<< /IDTree << /Names 4 >> >>",
        "<< /RoleMap [ /P ] >>",
    ],
)
def test_a_structure_that_makes_no_sense_is_refused(file: pikepdf.Pdf, root: str) -> None:
    file.Root.StructTreeRoot = pikepdf.Object.parse(root.encode())
    with pytest.raises(ValueError, match="pdf: "):
        checks.read("pdf", saved(file))


def test_a_font_without_its_descendant_is_refused(file: pikepdf.Pdf) -> None:
    file.pages[0].obj.Resources.Font.F1.DescendantFonts = pikepdf.Array()
    file.pages[0].obj.Contents = file.make_stream(b"BT /F1 9 Tf (A) Tj ET")
    with pytest.raises(ValueError, match="pdf: "):
        checks.read("pdf", saved(file))


def test_names_that_turn_in_a_circle_are_refused(file: pikepdf.Pdf) -> None:
    node = file.make_indirect(pikepdf.Dictionary())
    node.Kids = pikepdf.Array([node])
    file.Root.Names = pikepdf.Dictionary(Dests=node)
    with pytest.raises(ValueError, match="circle"):
        checks.read("pdf", saved(file))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "  ",
        "ici",
        "Cliquez ici",
        "image",
        "Lien",
        "https://a.example/b",
        "www.a.example",
        "plan.PNG",
        "#n1",
    ],
)
def test_descriptions_that_say_nothing(text: str) -> None:
    assert names.is_poor(text)


@pytest.mark.parametrize(
    "text", ["Note 3", "Ouvrir le site a.example", "Plan de la salle de lecture", "Écrire à x@a.example"]
)
def test_descriptions_that_say_something(text: str) -> None:
    assert not names.is_poor(text)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("https://www.a.example/b/c.html", "www.a.example/b/c.html"),
        ("http://a.example/b/?q=1#part", "a.example/b?q=1"),
        ("https://a.example/", "a.example"),
        ("mailto:x@a.example", "x@a.example"),
    ],
)
def test_the_address_that_paper_shows(target: str, expected: str) -> None:
    assert pdf_links.address(target) == expected
