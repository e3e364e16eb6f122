"""The gallery: small relectures, each with one thing that is hard on paper, built and read back.

That a build has nothing to say means that every check of ours passed on the three editions.
"""

from __future__ import annotations

import io
import re
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from built import STYLES, build, page_texts, picture
from PIL import Image, ImageOps
from prepared import prepared
from snapshots import Text
from structure import dump, pages, unpaged, with_role
from syrupy.assertion import SnapshotAssertion

from publier import checks
from publier.checks.pdf_book import read_book
from publier.checks.pdf_tree import Element
from publier.editions import LARGE_PRINT, Styles, pdf

GALLERY = Path(__file__).parent / "gallery"
TO_THE_FOOT = 34
"""Lines that fill a page, so that what follows begins at the top of the next."""
CASES = sorted(path.parent.name for path in GALLERY.glob("*/relecture.md"))


def tree(case: str) -> Element:
    return read_book(build(case, GALLERY).pdf).root


@pytest.mark.parametrize("case", CASES)
def test_structure(case: str, snapshot: SnapshotAssertion) -> None:
    assert unpaged(dump(build(case, GALLERY).pdf)) == snapshot.use_extension(Text)


@pytest.mark.parametrize("case", CASES)
def test_headings_stand_with_what_follows(case: str) -> None:
    blocks = with_role(tree(case), "H2", "H3", "H4", "P", "LI", "TR", "Caption", "Figure", "TOCI")
    for heading, after in pairwise(blocks):
        if heading.role.startswith("H") and pages(after):
            assert pages(heading)[-1] == pages(after)[0], heading.text()


@pytest.mark.parametrize("case", CASES)
def test_no_ink_within_5_mm_of_the_edge(case: str) -> None:
    dots = 50.8  # two a millimetre
    for number, _ in enumerate(page_texts(build(case, GALLERY).pdf), 1):
        page = Image.open(io.BytesIO(picture(build(case, GALLERY).pdf, number, dots)))
        left, top, right, bottom = ImageOps.invert(page).getbbox() or (10, 10, 10, 10)
        assert (left >= 10, top >= 10) == (True, True), number
        assert (right <= page.width - 10, bottom <= page.height - 10) == (True, True), number


def test_a_note_nearly_as_long_as_a_page_leaves_none_empty() -> None:
    (note,) = with_role(tree("note-d-une-page"), "Note")
    assert len(note.text()) > 4000
    assert len(pages(note)) == 2


def test_the_head_of_a_table_is_repeated_on_paper_and_read_once() -> None:
    case = "tableau-de-deux-pages"
    (table,) = with_role(tree(case), "Table")
    assert len(pages(table)) > 1
    assert len(with_role(table, "THead")) == 1
    repeated = [
        number
        for number, page in enumerate(read_book(build(case, GALLERY).pdf).pages)
        if any("Saison" in artifact.text for artifact in page.artifacts)
    ]
    assert repeated == pages(table)[1:]


def test_thirty_notes_stand_on_the_pages_of_their_calls() -> None:
    root = tree("trente-notes")
    notes = {note.id: pages(note)[0] for note in with_role(root, "Note")}
    calls = {
        link.links()[0].anchor: pages(link)[0]
        for link in with_role(root, "Link")
        if link.links()[0].anchor in notes
    }
    assert len(notes) == 30
    assert notes == calls


def test_a_link_over_several_lines_is_one_link() -> None:
    with pikepdf.open(io.BytesIO(build("liens-longs", GALLERY).pdf)) as pdf:
        broken = [
            a for page in pdf.pages for a in page.get("/Annots", []) if len(a.get("/QuadPoints", [])) > 8
        ]
    assert len(broken) >= 3


def test_no_line_ends_with_the_dash_that_opens_an_aside() -> None:
    built = build("tirets", GALLERY)
    said = "\n".join(page_texts(built.pdf))
    assert "payer –\n" in said.replace("– \n", "–\n")  # the dash that closes one may
    assert not re.search(r"aides –\s*\n", said)
    asides = built.html.decode().count("aides <span class=nb>–\u00a0</span>qu’il faut")
    assert asides == 19 * 5


def test_pdf_2_says_so_and_holds_its_source() -> None:
    with pikepdf.open(io.BytesIO(build("profil-ua2", GALLERY).pdf)) as pdf:
        assert pdf.pdf_version == "2.0"
        (name,) = pdf.attachments
        assert (
            pdf.attachments[name].get_file().read_bytes()
            == (GALLERY / "profil-ua2/relecture.md").read_bytes()
        )


def continued(case: str) -> dict[str, list[int]]:
    """Return the pages, from 0, that say which note goes on there, by the note's number."""
    found: dict[str, list[int]] = {}
    for number, page in enumerate(read_book(build(case, GALLERY).pdf).pages):
        for artifact in page.artifacts:
            if artifact.kind == "Pagination" and artifact.text.startswith("suite de la note"):
                found.setdefault(artifact.text.split()[-1], []).append(number)
    return found


def test_a_note_that_does_not_fit_goes_on_and_says_so() -> None:
    root = tree("notes-coupees")
    notes = with_role(root, "Note")
    calls = [link for link in with_role(root, "Link") if link.links()[0].anchor.startswith("note-")]
    assert [note.id for note in notes] == [link.links()[0].anchor for link in calls]  # one element a note
    assert [pages(note)[0] for note in notes] == [pages(call)[0] for call in calls]
    stand = {note.id.removeprefix("note-"): pages(note) for note in notes}
    assert max(len(numbers) for numbers in stand.values()) == 3
    assert sum(len(numbers) > 1 for numbers in stand.values()) == len(notes)
    for numbers in stand.values():
        assert numbers == list(range(numbers[0], numbers[-1] + 1))
    assert continued("notes-coupees") == {note: numbers[1:] for note, numbers in stand.items()}


def test_a_note_that_fits_is_not_cut() -> None:
    assert continued("trente-notes") == {}


def test_a_note_goes_on_in_large_print() -> None:
    relecture = prepared("note-d-une-page", GALLERY)
    data = LARGE_PRINT.render(relecture, Styles(STYLES))
    assert checks.check("large-print", data, relecture) == []
    (note,) = with_role(read_book(data).root, "Note")
    assert len(pages(note)) > 3


def test_a_caption_stands_with_its_table() -> None:
    """In large print the first row, with its note, goes to the next page."""
    relecture = prepared("notes-coupees", GALLERY)
    root = read_book(LARGE_PRINT.render(relecture, Styles(STYLES))).root
    (caption,), rows = with_role(root, "Caption"), with_role(root, "TR")
    assert pages(caption) == pages(rows[0])


def test_a_table_may_begin_at_the_top_of_a_page(tmp_path: Path) -> None:
    """On the next page its head stands at the same height, as an artifact: it is no running head."""
    lines = "\n\n".join(f"Ligne {n}." for n in range(TO_THE_FOOT))
    rows = "\n".join(f"| {n} | des pêches |" for n in range(60))
    table = f"::: tableau\n| Jour | Ce qui se vend |\n|--|--|\n{rows}\n:::\n"
    text = f"---\ntitle: Une table\nlang: fr\nmodified: 2026-01-31\n---\n\n## Le marché\n\n{lines}\n\n"
    (tmp_path / "table").mkdir()
    path = tmp_path / "table" / "relecture.md"
    path.write_text(text + table, encoding="utf-8")
    relecture = prepared("table", tmp_path)
    data = pdf.render(relecture, Styles(STYLES))
    assert checks.check("pdf", data, relecture) == []
    book = read_book(data)
    (head,) = with_role(book.root, "THead")
    place = next(piece.at for element in head.walk() for piece in element.pieces())
    again = [a.at for page in book.pages for a in page.artifacts if a.text.strip() == "Jour"]
    assert place in again
