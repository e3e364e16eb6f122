"""Everything that is hard to tag, laid out on small pages, written, and read back from its bytes."""

from __future__ import annotations

import datetime
import io
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from structure import dump, link_annotations
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from publier import model as m
from publier.checks.pdf_book import read_book
from publier.checks.pdf_content import Piece, read_pages
from publier.checks.pdf_tree import Element
from publier.editions import press

if TYPE_CHECKING:
    from weasyprint import Document

    from publier.checks.pdf_content import Page

HERE = Path(__file__).parent / "tagging"
PICTURE = HERE.parents[1] / "relectures/vocabulaire/images/frise.jpg"
SOURCE = b"# \xc3\xa9t\xc3\xa9\n"
METADATA = m.Metadata(
    title="Cas difficiles & autres",
    lang="fr",
    modified=datetime.date(2026, 1, 2),
    authors=(m.Author("Millénaire 3"), m.Author("Une autre")),
    publisher="Métropole de Lyon",
    date="2020-05",
    version="1.0",
    urn="urn:uuid:5b0f6a5e-3f0e-5d8e-9f2f-0123456789ab",
    identifiers=(("doi", "10.1234/abc"),),
    abstract="Tout ce qui casse.",
    keywords=("essai", "notes"),
    rights="© Lyon",
    licence="https://creativecommons.org/licenses/by/4.0/",
)
PROFILES = ("a2a-ua1", "a4f-ua2")


class Text(SingleFileSnapshotExtension):
    """A snapshot a file, to be read."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


@pytest.fixture(scope="module")
def document(styles: Path) -> Document:
    picture = m.Image("frise.jpg", "image/jpeg", 40, 20, PICTURE.read_bytes())
    xhtml = (HERE / "hard.xhtml").read_text(encoding="utf-8")
    css = (HERE / "hard.css").read_text(encoding="utf-8")
    return press.lay_out(xhtml, css, styles / "fonts", {"picture:frise": picture})


@pytest.fixture(scope="module")
def written(document: Document) -> dict[str, bytes]:
    return {profile: write(document, profile) for profile in PROFILES}


def write(document: Document, profile: str) -> bytes:
    from publier.editions import tagging

    source = tagging.Attachment("relecture.md", SOURCE, "Texte source")
    return tagging.write(document, metadata=replace(METADATA, pdf_profile=profile), source=source)


@pytest.fixture(scope="module")
def root(written: dict[str, bytes]) -> Element:
    return read_book(written["a2a-ua1"]).root


@pytest.fixture(params=PROFILES)
def data(request: pytest.FixtureRequest, written: dict[str, bytes]) -> bytes:
    return written[request.param]


def pages(data: bytes) -> list[Page]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return list(read_pages(pdf))


def by_id(root: Element, name: str) -> Element:
    return next(elem for elem in root.walk() if elem.id == name)


def texts(root: Element, role: str) -> list[str]:
    return [" ".join(elem.text().split()) for elem in root.walk() if elem.role == role]


@pytest.mark.parametrize("profile", PROFILES)
def test_structure(profile: str, written: dict[str, bytes], snapshot: SnapshotAssertion) -> None:
    assert dump(written[profile]) == snapshot(extension_class=Text)


def test_every_paint_is_in_one_element_or_a_typed_artifact(data: bytes) -> None:
    painted = pages(data)
    used = [(piece.page, piece.mcid) for piece in pieces(read_book(data).root)]
    assert len(used) == len(set(used))
    assert set(used) == {(n, mcid) for n, page in enumerate(painted) for mcid in page.pieces}
    for page in painted:
        assert not page.stray.painted
        assert not page.stray.text
        assert {piece.kind for piece in page.artifacts} <= {"Pagination", "Layout"}


def pieces(element: Element) -> list[Piece]:
    return [piece for elem in element.walk() for piece in elem.pieces()]


def test_no_element_is_empty(root: Element) -> None:
    assert [elem.role for elem in root.walk() if not elem.kids] == ["TD"]


def test_running_heads_and_repeated_rows_are_artifacts(data: bytes) -> None:
    said = [
        (piece.kind, piece.text) for page in pages(data) for piece in page.artifacts if piece.text.strip()
    ]
    assert ("Pagination", "Colonne") in said
    assert ("Pagination", "2. Tables") in said
    assert texts(read_book(data).root, "TH").count("Colonne") == 1


def test_a_paragraph_over_two_pages_is_one_element(root: Element) -> None:
    split = [elem for elem in root.walk() if elem.role == "P" and len({p.page for p in elem.pieces()}) > 1]
    assert split
    assert len([elem for elem in root.walk() if elem.id == "par-1"]) == 1


def test_words_are_whole_and_apart(root: Element) -> None:
    xhtml = ET.parse(HERE / "hard.xhtml")  # noqa: S314 (ours)
    source = next(e for e in xhtml.iter("p") if e.get("id") == "par-3")
    for hidden in (source.find("span"),):
        assert hidden is not None
        hidden.text = ""
    expected = " ".join("".join(source.itertext()).split())
    assert " ".join(by_id(root, "par-3").text().replace("\xad", "").split()) == expected


def test_hyphens_of_the_text_stay_and_those_of_hyphenation_are_soft(root: Element) -> None:
    text = by_id(root, "par-1").text()
    assert "mot-composé, lui-même" in text.replace("\xad", "")
    assert "\xad" in text
    assert "\u2010" not in text
    assert "\xa0" not in text.replace("\xad", "")


def test_a_printed_address_is_one_word(root: Element) -> None:
    address = next(elem for elem in root.walk() if "url" in elem.classes)
    assert address.text() == "bibliotheque.example/chemin/tres-long/document-numero-12"


@pytest.mark.parametrize(
    ("number", "before"),
    [(1, "P"), (2, "P"), (3, "Note"), (4, "H2"), (5, "BlockQuote"), (6, "P"), (7, "P"), (8, "Table")],
)
def test_a_note_follows_the_block_that_calls_it(number: int, before: str, root: Element) -> None:
    note = by_id(root, f"note-{number}")
    assert note.parent is not None
    elements = [kid for kid in note.parent.kids if isinstance(kid, Element)]
    assert elements[elements.index(note) - 1].role == before


def test_ways_back_stand_in_the_label_of_the_note(root: Element) -> None:
    label = by_id(root, "note-3").kids[0]
    assert isinstance(label, Element)
    assert label.role == "Lbl"
    assert [link.anchor for elem in label.walk() for link in elem.links()] == ["appel-3", "appel-3-2"]


def test_a_link_over_several_lines_is_one_annotation(data: bytes) -> None:
    found = [link for page in link_annotations(data) for link in page if link["to"].endswith("/une/page")]
    assert [link["pieces"] for link in found] == [2]


def test_each_link_says_where_it_leads(data: bytes) -> None:
    said = [link["says"] for page in link_annotations(data) for link in page]
    assert all(said)
    assert not [text for text in said if "://" in text or text.startswith("#")]
    for text in (
        "Note 3",
        "Retour à l’appel de la note 1",
        "Retour à l’appel 2 de la note 3",
        "Aller à «\u202fListes\u202f»",
        "Écrire à m3@exemple.example",
        "Ouvrir le site exemple.example",
    ):
        assert text in said


def test_what_is_hidden_holds_no_link(data: bytes) -> None:
    targets = [link["to"] for page in link_annotations(data) for link in page]
    assert targets.count("https://exemple.example/") == 1  # in the colophon; not the one of the pull quote


def test_figures_are_described_where_they_stand(data: bytes) -> None:
    figures = [elem for elem in read_book(data).root.walk() if elem.role == "Figure"]
    assert [figure.alt for figure in figures] == ["Une frise de l’atelier", "Code QR vers l’édition en ligne"]
    for figure in figures:
        left, bottom, right, top = map(float, figure.attributes["BBox"])
        assert right - left == pytest.approx(56.69, abs=0.01)  # 20 mm
        assert top - bottom == pytest.approx(28.35, abs=0.01)  # 10 mm
        assert left >= 28.3  # the margin of the page
        assert top <= 340.2


def test_same_bytes_again_and_nothing_left_behind(document: Document, written: dict[str, bytes]) -> None:
    import weasyprint.pdf
    from weasyprint.pdf.tags import add_tags

    links = [list(page.links) for page in document.pages]
    with press.heeded(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        document.write_pdf(pdf_variant="pdf/ua-1")  # WeasyPrint's own way, on the same pages
    assert write(document, "a2a-ua1") == written["a2a-ua1"]
    assert weasyprint.pdf.add_tags is add_tags
    assert [list(page.links) for page in document.pages] == links


def test_the_seam_is_closed_after_a_fault(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint.pdf
    from weasyprint.pdf.tags import add_tags

    from publier.editions.tagging import work

    def fault(*_: object) -> None:
        raise RuntimeError("sabotage")

    monkeypatch.setattr(work, "rewrite", fault)
    with pytest.raises(RuntimeError, match="sabotage"):
        write(document, "a2a-ua1")
    assert weasyprint.pdf.add_tags is add_tags


def test_paint_in_no_element_stops_the_write(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    from publier.editions.tagging import seam
    from publier.editions.tagging.tree import Structure
    from publier.editions.tagging.walk import walk

    def forgetful(document: seam.Document) -> Structure:
        structure = walk(document)
        del structure.root.kids[0]
        return structure

    monkeypatch.setattr("publier.editions.tagging.walk_over", forgetful)
    with pytest.raises(ValueError, match="page 1 has paint that is in no element"):
        write(document, "a2a-ua1")


def test_the_file_says_what_it_is(written: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(written["a2a-ua1"])) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.PageMode == "/UseOutlines"
        assert pdf.Root.MarkInfo.Marked
        assert list(pdf.Root.PageLabels.Nums)[1].S == "/D"
        assert str(pdf.docinfo.Title) == METADATA.title
        assert str(pdf.docinfo.ModDate) == "D:20260102000000Z"
        with pdf.open_metadata() as meta:
            assert meta["dc:title"] == METADATA.title
            assert meta["dc:creator"] == ["Millénaire 3", "Une autre"]
            assert meta["dc:language"] == {"fr"}
            assert meta["dc:subject"] == {"essai", "notes"}
            assert meta["dc:identifier"] == "doi:10.1234/abc"
            assert meta["dc:date"] == ["2020-05"]
            assert meta["xmp:ModifyDate"] == "2026-01-02T00:00:00Z"
            assert meta["xmpMM:DocumentID"] == METADATA.urn
            assert meta["pdfaid:part"] + meta["pdfaid:conformance"] == "2A"
            assert meta["pdfuaid:part"] == "1"


def test_pdf_2_embeds_the_source_and_leads_to_elements(written: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(written["a4f-ua2"])) as pdf:
        assert pdf.pdf_version == "2.0"
        assert pdf.attachments["relecture.md"].get_file().read_bytes() == SOURCE
        assert pdf.Root.AF[0].AFRelationship == "/Source"
        names = list(pdf.Root.Names.Dests.Names)
        places = dict(zip(map(str, names[::2]), names[1::2], strict=True))
        assert places["note-3"].D[1] == "/XYZ"
        assert str(places["note-3"].SD[0].ID) == "note-3"
        assert pdf.Root.Outlines.First.A.SD[0].S == "/H2"
        assert b"wtpdf#accessibility1.0" in pdf.Root.Metadata.read_bytes()


def test_a_profile_that_embeds_wants_the_source(document: Document) -> None:
    from publier.editions import tagging

    with pytest.raises(ValueError, match="a4f-ua2 embeds the source"):
        tagging.write(document, metadata=replace(METADATA, pdf_profile="a4f-ua2"))


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_verapdf_finds_nothing(profile: str, written: dict[str, bytes], tmp_path: Path) -> None:
    from publier.checks.validators import VALIDATORS, Verdict

    path = tmp_path / f"{profile}.pdf"
    path.write_bytes(written[profile])
    verapdf = next(validator for validator in VALIDATORS if validator.name == "veraPDF")
    (result,) = verapdf.check([path])
    if result.verdict is Verdict.NOT_RUN:
        pytest.skip(f"veraPDF was not run: {result.missing or result.said} ({result.command})")
    assert result.messages == ()
    assert len(result.looked) == {"a2a-ua1": 2, "a4f-ua2": 3}[profile]
