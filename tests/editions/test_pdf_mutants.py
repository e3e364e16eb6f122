"""A finished PDF, sabotaged in one place at a time: each sabotage is caught, and by its own code."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest

from publier import checks, making, pages, projects, provenance
from publier.checks.pdf_content import Raw
from publier.checks.validators import verapdf
from publier.checks.validators.results import NotRunError
from publier.editions import Styles, paging, pdf
from publier.model import Relecture

if TYPE_CHECKING:
    from weasyprint import Document

TESTS = Path(__file__).resolve().parents[1]


def prepared(styles: Path) -> Relecture:
    """Return the relecture that uses the whole vocabulary, as renderers get it."""
    project = projects.find(TESTS, source=TESTS / "relectures", styles=styles)
    assert project is not None
    names = (projects.LIBRARY, projects.REFERENCES)
    shared = {name: data for name in names if (data := projects.shared(project, name)) is not None}
    job = making.Job(projects.load(project, "vocabulaire"), shared, styles, provenance.Machine(styles))
    return making.prepare(job)[0]


@pytest.fixture(scope="module")
def laid(styles: Path) -> tuple[Relecture, Document]:
    """The relecture with its pages, and the pages."""
    relecture = prepared(styles)
    document = pdf.lay_out(relecture, Styles(styles))
    return pages.insert(relecture, paging.pages(document)), document


@pytest.fixture(scope="module")
def relecture(laid: tuple[Relecture, Document]) -> Relecture:
    return laid[0]


@pytest.fixture(scope="module")
def finished(laid: tuple[Relecture, Document]) -> bytes:
    return pdf.write(laid[1], laid[0])


@pytest.fixture(scope="module")
def finished_2(laid: tuple[Relecture, Document]) -> bytes:
    """The same in PDF 2."""
    metadata = replace(laid[0].metadata, pdf_profile="a4f-ua2")
    return pdf.write(laid[1], replace(laid[0], metadata=metadata))


# ------------------------------------------------------------------ finding one's way in a file


def elements(file: pikepdf.Pdf) -> Iterator[Raw]:
    """Yield the structure elements in reading order."""
    waiting = list(file.Root.StructTreeRoot.K)
    while waiting:
        element = waiting.pop(0)
        yield element
        waiting[:0] = kids(element)


def kids(element: Raw) -> list[Raw]:
    held = element.get("/K", [])
    held = list(held) if isinstance(held, pikepdf.Array) else [held]
    return [kid for kid in held if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]


def role(file: pikepdf.Pdf, name: str, number: int = 0) -> Raw:
    return [e for e in elements(file) if f"/{name}" == e.S][number]


def named(file: pikepdf.Pdf, name: str) -> Raw:
    return next(e for e in elements(file) if str(e.get("/ID", "")) == name)


def annotation(element: Raw) -> Raw:
    return next(kid.Obj for kid in element.K if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid)


def back(file: pikepdf.Pdf, name: str) -> Raw:
    """Return the link back of a note."""
    return kids(kids(named(file, name))[0])[0]


def destinations(file: pikepdf.Pdf) -> Raw:
    return file.Root.Names.Dests.Names


def destination(file: pikepdf.Pdf, name: str) -> int:
    """Return where a named destination stands in the array."""
    return [str(key) for key in list(destinations(file))[::2]].index(name) * 2 + 1


def content(element: Raw) -> tuple[Raw, int]:
    """Return the page and the number of the first marked content of an element."""
    first = element.K[0] if isinstance(element.K, pikepdf.Array) else element.K
    assert isinstance(first, int), "this element begins with another"
    return element.Pg, first


def rewrite(file: pikepdf.Pdf, page: Raw, change: Callable[[list[Raw]], None]) -> None:
    """Change the instructions of a page."""
    instructions: list[Raw] = [
        [list(i.operands), str(i.operator)] for i in pikepdf.parse_content_stream(page)
    ]
    change(instructions)
    written: list[Raw] = [(operands, pikepdf.Operator(operator)) for operands, operator in instructions]
    page.Contents = file.make_stream(pikepdf.unparse_content_stream(written))


def retype(file: pikepdf.Pdf, element: Raw, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Change the glyphs (two bytes each) of the first marked content of an element."""
    page, number = content(element)

    def swap(instructions: list[Raw]) -> None:
        begun = False
        for instruction in instructions:
            operands, operator = instruction
            if operator == "BDC":
                begun = operands[1].get("/MCID") == number
            if operator == "TJ" and begun:
                strings = b"".join(bytes(s) for s in operands[0] if isinstance(s, pikepdf.String))
                glyphs = [strings[i : i + 2] for i in range(0, len(strings), 2)]
                instruction[0] = [pikepdf.Array([pikepdf.String(g) for g in change(glyphs)])]
                return
        raise AssertionError("this content shows no letter")

    rewrite(file, page, swap)


def fonts(file: pikepdf.Pdf) -> list[Raw]:
    return list(file.pages[3].obj.Resources.Font.values())


def first_page_of(file: pikepdf.Pdf, kind: str) -> Raw:
    """Return the first page that holds an artifact of a kind."""
    for page in file.pages:
        for instruction in pikepdf.parse_content_stream(page, "BDC"):
            if instruction.operands[0] == "/Artifact" and instruction.operands[1].get("/Type") == kind:
                return page.obj
    raise AssertionError(kind)


# ------------------------------------------------------------------ sabotages


def untagged(file: pikepdf.Pdf) -> None:
    file.Root.MarkInfo.Marked = False


def wrong_title(file: pikepdf.Pdf) -> None:
    file.docinfo["/Title"] = "Untitled"


def hidden_title(file: pikepdf.Pdf) -> None:
    file.Root.ViewerPreferences.DisplayDocTitle = False


def wrong_language(file: pikepdf.Pdf) -> None:
    file.Root.Lang = pikepdf.String("en")


def labels_shifted(file: pikepdf.Pdf) -> None:
    file.Root.PageLabels = pikepdf.Dictionary(Nums=[0, pikepdf.Dictionary(S=pikepdf.Name.D, St=2)])


def no_labels(file: pikepdf.Pdf) -> None:
    del file.Root.PageLabels


def heading_skipped(file: pikepdf.Pdf) -> None:
    role(file, "H3").S = pikepdf.Name.H4


def headings_flattened(file: pikepdf.Pdf) -> None:
    for element in elements(file):
        if re.fullmatch(r"/H[1-6]", str(element.S)):
            element.S = pikepdf.Name.P


def no_outline(file: pikepdf.Pdf) -> None:
    del file.Root.Outlines


def bookmark_renamed(file: pikepdf.Pdf) -> None:
    file.Root.Outlines.First.Title = "Ailleurs"


def bookmark_astray(file: pikepdf.Pdf) -> None:
    """The first bookmark leads where the last does."""
    first, last = file.Root.Outlines.First, file.Root.Outlines.Last
    key = "/Dest" if "/Dest" in first else "/A"
    first[key] = last[key]


def destination_wrong(file: pikepdf.Pdf) -> None:
    names = destinations(file)
    names[destination(file, "note-3")] = names[destination(file, "note-8")]


def paragraph_destination_wrong(file: pikepdf.Pdf) -> None:
    names = destinations(file)
    names[destination(file, "par-6")] = names[destination(file, "par-8")]


def destination_lower(file: pikepdf.Pdf) -> None:
    """The right page, one line too low."""
    place = destinations(file)[destination(file, "t-le-fonds")]
    place[3] = float(place[3]) - 60


def destination_lost(file: pikepdf.Pdf) -> None:
    names = destinations(file)
    at = destination(file, "par-3")
    del names[at]
    del names[at - 1]


def destination_twice(file: pikepdf.Pdf) -> None:
    names = destinations(file)
    names.append(names[destination(file, "note-2") - 1])
    names.append(names[destination(file, "note-2")])


def destination_dangling(file: pikepdf.Pdf) -> None:
    annotation(named(file, "appel-3")).Dest = pikepdf.String("note-99")


def note_without_name(file: pikepdf.Pdf) -> None:
    del named(file, "note-2").ID


def note_name_doubled(file: pikepdf.Pdf) -> None:
    named(file, "note-2").ID = pikepdf.String("note-1")


def note_not_indexed(file: pikepdf.Pdf) -> None:
    del file.Root.StructTreeRoot.IDTree


def notes_reversed(file: pikepdf.Pdf) -> None:
    parent = named(file, "note-7").P
    held = list(parent.K)
    at, other = (next(i for i, kid in enumerate(held) if kid.get("/ID") == n) for n in ("note-7", "note-8"))
    held[at], held[other] = held[other], held[at]
    parent.K = pikepdf.Array(held)


def note_as_section(file: pikepdf.Pdf) -> None:
    named(file, "note-1").S = pikepdf.Name.Sect


def note_lost(file: pikepdf.Pdf) -> None:
    note = named(file, "note-1")
    note.P.K = pikepdf.Array([kid for kid in note.P.K if kid.objgen != note.objgen])


def note_retyped(file: pikepdf.Pdf) -> None:
    retype(file, kids(named(file, "note-1"))[1], lambda glyphs: glyphs[2:])


def note_in_its_paragraph(file: pikepdf.Pdf) -> None:
    """The note stands inside the sentence that calls it."""
    note, paragraph = named(file, "note-1"), named(file, "par-1")
    note_lost(file)
    paragraph.K.insert(1, note)
    note.P = paragraph


def call_to_another_note(file: pikepdf.Pdf) -> None:
    annotation(named(file, "appel-4")).Dest = pikepdf.String("note-1")


def call_on_another_page(file: pikepdf.Pdf) -> None:
    moved = annotation(named(file, "appel-1"))
    page = next(
        page for page in file.pages if moved.objgen in {a.objgen for a in page.obj.get("/Annots", [])}
    )
    page.obj.Annots = pikepdf.Array([a for a in page.obj.Annots if a.objgen != moved.objgen])
    file.pages[-1].obj.Annots.append(moved)


def back_to_another_call(file: pikepdf.Pdf) -> None:
    annotation(back(file, "note-5")).Dest = pikepdf.String("appel-1")


def note_leads_elsewhere(file: pikepdf.Pdf) -> None:
    link = next(e for e in elements(file) if e.S == "/Link" and "/URI" in annotation(e).get("/A", {}))
    annotation(link).A.URI = pikepdf.String("https://autre.example/")


def address_not_printed(file: pikepdf.Pdf) -> None:
    spans = [e for e in elements(file) if "/C" in e and "/url" in [str(name) for name in e.C]]
    spans[0].P.K = pikepdf.Array([kid for kid in spans[0].P.K if not _same(kid, spans[0])])


def address_of_the_text_not_printed(file: pikepdf.Pdf) -> None:
    spans = [e for e in elements(file) if "/C" in e and "/url" in [str(name) for name in e.C]]
    span = next(e for e in spans if str(e.P.get("/ID", "")).startswith("par-"))
    span.P.K = pikepdf.Array([kid for kid in span.P.K if not _same(kid, span)])


def _same(one: Raw, other: Raw) -> bool:
    return isinstance(one, pikepdf.Dictionary) and bool(one.objgen == other.objgen)


def contents_empty(file: pikepdf.Pdf) -> None:
    annotation(named(file, "appel-1")).Contents = pikepdf.String("x")


def contents_of_another_note(file: pikepdf.Pdf) -> None:
    annotation(named(file, "appel-1")).Contents = pikepdf.String("Note 12")


def contents_raw(file: pikepdf.Pdf) -> None:
    link = next(e for e in elements(file) if e.S == "/Link" and "/URI" in annotation(e).get("/A", {}))
    annotation(link).Contents = annotation(link).A.URI


def annotation_lost(file: pikepdf.Pdf) -> None:
    lost = annotation(named(file, "appel-2"))
    for page in file.pages:
        page.obj.Annots = pikepdf.Array([a for a in page.obj.get("/Annots", []) if a.objgen != lost.objgen])


def annotation_unstructured(file: pikepdf.Pdf) -> None:
    link = named(file, "appel-2")
    link.K = pikepdf.Array([kid for kid in link.K if isinstance(kid, int)])


def contents_table_astray(file: pikepdf.Pdf) -> None:
    links = [annotation(e) for e in elements(file) if e.S == "/Link" and e.P.P.S == "/TOCI"]
    links[0].Dest, links[1].Dest = links[1].Dest, links[0].Dest


def alt_generic(file: pikepdf.Pdf) -> None:
    role(file, "Figure", 1).Alt = pikepdf.String("image")


def alt_of_the_cover_generic(file: pikepdf.Pdf) -> None:
    role(file, "Figure").Alt = pikepdf.String("couverture.png")


def alt_lost(file: pikepdf.Pdf) -> None:
    del role(file, "Figure", 1).Alt


def box_outside(file: pikepdf.Pdf) -> None:
    figure = role(file, "Figure", 1)
    attributes = list(figure.A) if isinstance(figure.A, pikepdf.Array) else [figure.A]
    layout = next(a for a in attributes if "/BBox" in a)
    layout.BBox = pikepdf.Array([0, -200, 100, 100])


def quotation_as_paragraph(file: pikepdf.Pdf) -> None:
    role(file, "BlockQuote").S = pikepdf.Name.P


def paragraph_split(file: pikepdf.Pdf) -> None:
    paragraph = named(file, "par-3")
    half = len(paragraph.K) // 2
    assert half
    rest = file.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem,
            S=pikepdf.Name.P,
            P=paragraph.P,
            Pg=paragraph.Pg,
            K=pikepdf.Array(list(paragraph.K)[half:]),
        )
    )
    paragraph.K = pikepdf.Array(list(paragraph.K)[:half])
    held = list(paragraph.P.K)
    at = next(i for i, kid in enumerate(held) if kid.objgen == paragraph.objgen)
    paragraph.P.K = pikepdf.Array([*held[: at + 1], rest, *held[at + 1 :]])


def paragraphs_exchanged(file: pikepdf.Pdf) -> None:
    parent = named(file, "par-3").P
    held = list(parent.K)
    at = next(i for i, kid in enumerate(held) if str(kid.get("/ID", "")) == "par-3")
    held[at], held[at + 1] = held[at + 1], held[at]
    parent.K = pikepdf.Array(held)


def list_as_paragraphs(file: pikepdf.Pdf) -> None:
    for element in list(elements(file)):
        if element.S in ("/L", "/LI"):
            element.S = pikepdf.Name.Div


def scope_removed(file: pikepdf.Pdf) -> None:
    del role(file, "TH").A


def scope_wrong(file: pikepdf.Pdf) -> None:
    role(file, "TH").A.Scope = pikepdf.Name.Row


def head_as_cell(file: pikepdf.Pdf) -> None:
    role(file, "TH").S = pikepdf.Name.TD


def language_removed(file: pikepdf.Pdf) -> None:
    del next(e for e in elements(file) if e.S == "/Span" and "/Lang" in e).Lang


def language_wrong(file: pikepdf.Pdf) -> None:
    next(e for e in elements(file) if e.S == "/Span" and "/Lang" in e).Lang = pikepdf.String("it")


def words_covered(file: pikepdf.Pdf) -> None:
    named(file, "par-3").ActualText = pikepdf.String("Autre chose.")


def words_described(file: pikepdf.Pdf) -> None:
    """A description takes the place of the words it is given to."""
    named(file, "par-3").Alt = pikepdf.String("Un paragraphe")


def words_twice(file: pikepdf.Pdf) -> None:
    paragraph = named(file, "par-3")
    paragraph.K = pikepdf.Array([paragraph.K[0], *paragraph.K])


def words_hidden(file: pikepdf.Pdf) -> None:
    """A line of the text is declared decoration."""
    page, number = content(named(file, "par-3"))

    def hide(instructions: list[Raw]) -> None:
        for instruction in instructions:
            operands, operator = instruction
            if operator == "BDC" and operands[1].get("/MCID") == number:
                instruction[0] = [pikepdf.Name.Artifact, pikepdf.Dictionary(Type=pikepdf.Name.Layout)]

    rewrite(file, page, hide)


def words_glued(file: pikepdf.Pdf) -> None:
    def glue(glyphs: list[bytes]) -> list[bytes]:
        space = max(set(glyphs), key=glyphs.count)  # the commonest sign of a line of French
        return [g for i, g in enumerate(glyphs) if g != space or i != glyphs.index(space)]

    retype(file, named(file, "par-1"), glue)


def hyphen_left(file: pikepdf.Pdf) -> None:
    said = (
        "Avant toute chose, un avertis\u2010sement : rien de ce qui suit n’a eu lieu, pas même les chiffres."
    )
    named(file, "par-5").ActualText = pikepdf.String(said)


def letter_unsaid(file: pikepdf.Pdf) -> None:
    for font in fonts(file):
        said = font.ToUnicode.read_bytes()
        font.ToUnicode = file.make_stream(re.sub(rb"<\w+> <0065>\n", b"", said))


def letter_missing(file: pikepdf.Pdf) -> None:
    retype(file, named(file, "par-3"), lambda glyphs: [*glyphs[:5], b"\0\0", *glyphs[6:]])


def font_not_embedded(file: pikepdf.Pdf) -> None:
    descriptor = fonts(file)[0].DescendantFonts[0].FontDescriptor
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        if key in descriptor:
            del descriptor[key]


def content_orphaned(file: pikepdf.Pdf) -> None:
    paragraph = named(file, "par-3")
    paragraph.K = pikepdf.Array(list(paragraph.K)[1:])


def running_head_in_the_text(file: pikepdf.Pdf) -> None:
    """A running foot is no artifact any more, and no element holds it."""

    def reveal(instructions: list[Raw]) -> None:
        for instruction in instructions:
            operands, operator = instruction
            if operator == "BDC" and operands[0] == "/Artifact" and operands[1].Type == "/Pagination":
                instruction[:] = [[pikepdf.Name.Span, pikepdf.Dictionary(MCID=999)], "BDC"]
                return

    rewrite(file, first_page_of(file, "/Pagination"), reveal)


def running_head_read_aloud(file: pikepdf.Pdf) -> None:
    """The same, in a paragraph of a page that nobody compares: the colophon."""
    running_head_in_the_text(file)
    page, section = first_page_of(file, "/Pagination"), named(file, "colophon")
    paragraph = pikepdf.Dictionary(
        Type=pikepdf.Name.StructElem, S=pikepdf.Name.P, P=section, Pg=page, K=pikepdf.Array([999])
    )
    section.K.append(file.make_indirect(paragraph))


def artifact_without_type(file: pikepdf.Pdf) -> None:
    def untype(instructions: list[Raw]) -> None:
        for instruction in instructions:
            operands, operator = instruction
            if operator == "BDC" and operands[0] == "/Artifact":
                instruction[:] = [[pikepdf.Name.Artifact], "BMC"]

    rewrite(file, first_page_of(file, "/Pagination"), untype)


def way_up_lost(file: pikepdf.Pdf) -> None:
    """The parent tree gives the content of one paragraph to another."""
    page, number = content(named(file, "par-3"))
    owners = list(file.Root.StructTreeRoot.ParentTree.Nums)
    owners[owners.index(page.StructParents) + 1][number] = named(file, "par-1")


def pages_exchanged(file: pikepdf.Pdf) -> None:
    held = list(file.Root.Pages.Kids)
    held[4], held[5] = held[5], held[4]
    file.Root.Pages.Kids = pikepdf.Array(held)


def bookmark_to_another_element(file: pikepdf.Pdf) -> None:
    file.Root.Outlines.First.A.SD[0] = named(file, "t-le-fonds")


def name_of_another_element(file: pikepdf.Pdf) -> None:
    destinations(file)[destination(file, "par-3")].SD[0] = named(file, "par-4")


SABOTAGES: dict[Callable[[pikepdf.Pdf], None], set[str]] = {
    untagged: {"P030"},
    wrong_title: {"P031"},
    hidden_title: {"P031"},
    wrong_language: {"P032"},
    labels_shifted: {"P033"},
    no_labels: {"P033"},
    heading_skipped: {"P011", "P034", "P035", "P039"},
    headings_flattened: {"P011", "P031", "P035", "P039"},
    no_outline: {"P035"},
    bookmark_renamed: {"P035"},
    bookmark_astray: {"P036"},
    destination_wrong: {"P036"},
    paragraph_destination_wrong: {"P036"},
    destination_lower: {"P036"},
    destination_lost: {"P015"},
    destination_twice: {"P013"},
    destination_dangling: {"P003", "P014"},
    note_without_name: {"P003", "P037"},
    note_name_doubled: {"P003", "P037"},
    note_not_indexed: {"P037"},
    notes_reversed: {"P002"},
    note_as_section: {"P001"},
    note_lost: {"P001"},
    note_retyped: {"P004", "P010"},
    note_in_its_paragraph: {"P010"},
    call_to_another_note: {"P003"},
    call_on_another_page: {"P038"},
    back_to_another_call: {"P006"},
    note_leads_elsewhere: {"P005", "P052"},
    address_not_printed: {"P052"},
    address_of_the_text_not_printed: {"P056"},
    contents_empty: {"P040"},
    contents_of_another_note: {"P040"},
    contents_raw: {"P040"},
    annotation_lost: {"P003", "P051"},
    annotation_unstructured: {"P003", "P051"},
    contents_table_astray: {"P054"},
    alt_generic: {"P041"},
    alt_of_the_cover_generic: {"P041"},
    alt_lost: {"P041"},
    box_outside: {"P042"},
    quotation_as_paragraph: {"P039"},
    paragraph_split: {"P010", "P039"},
    paragraphs_exchanged: {"P010"},
    list_as_paragraphs: {"P039"},
    scope_removed: {"P039", "P045"},
    scope_wrong: {"P039"},
    head_as_cell: {"P039"},
    language_removed: {"P012"},
    language_wrong: {"P012"},
    words_covered: {"P010"},
    words_described: {"P010"},
    words_twice: {"P010"},
    words_hidden: {"P010"},
    words_glued: {"P010", "P050"},
    hyphen_left: {"P010", "P049"},
    letter_unsaid: {"P010", "P048"},
    letter_missing: {"P047"},
    font_not_embedded: {"P046"},
    content_orphaned: {"P010", "P043"},
    running_head_in_the_text: {"P043"},
    running_head_read_aloud: {"P043"},
    artifact_without_type: {"P044"},
    way_up_lost: {"P053"},
    pages_exchanged: {"P033", "P055"},
}

SABOTAGES_2: dict[Callable[[pikepdf.Pdf], None], set[str]] = {
    bookmark_to_another_element: {"P036"},
    name_of_another_element: {"P036"},
    note_name_doubled: {"P003", "P037"},
    note_as_section: {"P001"},
    call_to_another_note: {"P003"},
}
"""The same, and what only PDF 2 has."""


def codes(data: bytes, relecture: Relecture) -> set[str]:
    return {problem.code for problem in checks.check("pdf", data, relecture)}


def test_the_untouched_pdf_has_no_problem(finished: bytes, relecture: Relecture) -> None:
    assert checks.check("pdf", finished, relecture) == []


def test_the_untouched_pdf_2_has_no_problem(finished_2: bytes, relecture: Relecture) -> None:
    assert checks.check("pdf", finished_2, relecture) == []


def test_writing_it_again_changes_nothing(finished: bytes, relecture: Relecture) -> None:
    """What the sabotages do is all that they do."""
    assert codes(altered(finished, lambda _: None), relecture) == set()


def altered(data: bytes, sabotage: Callable[[pikepdf.Pdf], None]) -> bytes:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        sabotage(file)
        file.save(written)
    return written.getvalue()


@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.__name__)
def test_a_sabotaged_pdf_is_caught(
    finished: bytes, relecture: Relecture, sabotage: Callable[[pikepdf.Pdf], None]
) -> None:
    found = codes(altered(finished, sabotage), relecture)
    assert SABOTAGES[sabotage] <= found


@pytest.mark.parametrize("sabotage", SABOTAGES_2, ids=lambda sabotage: sabotage.__name__)
def test_a_sabotaged_pdf_2_is_caught(
    finished_2: bytes, relecture: Relecture, sabotage: Callable[[pikepdf.Pdf], None]
) -> None:
    found = codes(altered(finished_2, sabotage), relecture)
    assert SABOTAGES_2[sabotage] <= found


def test_there_are_enough_sabotages() -> None:
    caught = set().union(*SABOTAGES.values())
    assert {f"P{n:03}" for n in range(30, 57)} <= caught


@pytest.mark.slow
def test_how_many_sabotages_verapdf_sees(
    finished: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A validator looks at the form of a file, and knows nothing of what its source says."""
    untouched = tmp_path / "untouched.pdf"
    untouched.write_bytes(finished)
    paths = []
    for sabotage in SABOTAGES:
        paths.append(tmp_path / f"{sabotage.__name__}.pdf")
        paths[-1].write_bytes(altered(finished, sabotage))
    try:
        first, *others = verapdf.check([untouched, *paths])
    except NotRunError as reason:
        pytest.skip(f"veraPDF was not run: {reason}")
    assert first.messages == ()
    seen = [path.stem for path, result in zip(paths, others, strict=True) if result.messages]
    with capsys.disabled():
        print(f"\nveraPDF sees {len(seen)} of {len(paths)} sabotages, our checks {len(paths)}:", *seen)
    assert len(seen) < len(paths)
