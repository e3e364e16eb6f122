"""The parts of the tagger, on trees and boxes made by hand."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias
from xml.etree import ElementTree as ET

import pydyf
import pytest
import weasyprint
import weasyprint.pdf
from weasyprint.formatting_structure import boxes

from publier import model as m
from publier.editions import press
from publier.editions.tagging import links, seam, source, xmp
from publier.editions.tagging.hyphens import Fonts
from publier.editions.tagging.profiles import PROFILES
from publier.editions.tagging.shaping import shape
from publier.editions.tagging.spaces import Spaces
from publier.editions.tagging.streams import rewrite
from publier.editions.tagging.tree import Leaf, StructElem, Structure
from publier.editions.tagging.walk import Walker
from publier.editions.words import words

# ------------------------------------------------------------------ the contract with WeasyPrint


def test_private_names_are_as_they_were_read() -> None:
    changed = seam.differences()
    assert not changed, "WeasyPrint or pydyf changed what the tagger relies on:\n" + "\n".join(changed)


def test_a_changed_name_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    def add_tags(pdf: object, document: object) -> None:
        """Take fewer parameters than before."""

    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    monkeypatch.setattr(weasyprint.pdf, "add_tags", add_tags)
    monkeypatch.delattr(boxes.Box, "is_leader")
    monkeypatch.delattr(boxes.Box, "hit_area")
    found = seam.differences()
    assert found[0] == "WeasyPrint is 71.0; its private names were read in 70.0"
    assert found[1].startswith("weasyprint.pdf:add_tags(pdf, document, pdf_version, page_streams) is now ")
    assert "weasyprint.formatting_structure.boxes:Box.hit_area is gone" in found
    assert found[-1] == "weasyprint.formatting_structure.boxes:Box.is_leader is gone"


def test_the_pinned_version_is_the_one_that_was_read() -> None:
    assert weasyprint.VERSION == seam.VERSION


def test_instances_hold_what_they_held(styles: Path) -> None:
    seen: list[str] = []

    def look(pdf: Any, document: Any, version: object, streams: Any) -> None:  # noqa: ANN401 (WeasyPrint has no types)
        page = document.pages[0]
        text = next(box for box in page._page_box.descendants() if isinstance(box, boxes.TextBox))
        items = streams[0].stream
        begin = items.index(b"BDC")
        said = {
            "Page.links: kind, target, rectangle, box": [len(link) for link in page.links] == [4],
            "link boxes get link_annotation": page.links[0][3].link_annotation["Subtype"] == "/Link",
            "Stream._tags: box -> {'mcid': n}": streams[0]._tags[text]["mcid"] == 0,
            "Stream.stream: tag, {'MCID': n}, BDC": items[begin - 2 : begin] == ["/Span", {"MCID": 0}],
            "Stream.stream: … Tf before [<…>] TJ": any(b" Tf" in item for item in items[begin:] if item),
            "TextBox.pango_layout.text is drawn": text.pango_layout.text == text.text == "mot",
            "fonts have ToUnicode as lines": b"endcmap"
            in seam.referenced(pdf, next(iter(_fonts(pdf)))["ToUnicode"]).stream,
            "annotations are listed by page": len(pdf.page_references) == len(streams) == 1,
            "version is text": str(version) == "1.7",
        }
        seen.extend(name for name, holds in said.items() if not holds)

    document = press.lay_out('<p><a href="#x" id="x">mot</a></p>', "", styles / "fonts", {})
    with seam.in_place(look):
        document.write_pdf(pdf_variant="pdf/a-2a")
    assert not seen, "WeasyPrint changed: " + "; ".join(seen)


def _fonts(pdf: Any) -> list[Any]:  # noqa: ANN401 (nor has it here)
    return [seam.referenced(pdf, reference) for reference in seam.fonts(pdf).values()]


# ------------------------------------------------------------------ boxes by hand


Box: TypeAlias = Any
"""A box of WeasyPrint, which has no types, or a value of one."""


def box(kind: type, element: ET.Element | None, *children: Box, tag: str = "", **values: Box) -> Box:
    made: Box = object.__new__(kind)
    style = {
        "position": "static",
        "bookmark_level": "none",
        "hyphenate_character": "‐",
        "overflow_wrap": "normal",
    }
    made.__dict__.update(
        {
            "element": element,
            "element_tag": tag or (None if element is None else element.tag),
            "children": list(children),
            "style": style | values.pop("style", {}),
            **values,
        }
    )
    return made


class Drawn:
    def __init__(self, text: str) -> None:
        self.text = text


def run(element: ET.Element, text: str) -> Box:
    return box(boxes.TextBox, element, text=text, pango_layout=Drawn(text))


def line(element: ET.Element, *children: Box) -> Box:
    return box(boxes.LineBox, element, *children)


def block(element: ET.Element, *children: Box, **values: Box) -> Box:
    return box(boxes.BlockBox, element, *children, **values)


class Sheet:
    height = 100.0

    def __init__(self, *children: Box) -> None:
        self._page_box = box(boxes.PageBox, None, *children)


def walked(*pages: Sheet) -> Structure:
    walker = Walker()
    for number, page in enumerate(pages):
        walker.page(number, page)  # type: ignore[arg-type] # it has what the walk looks at
    return walker.structure


def element(xhtml: str) -> ET.Element:
    return ET.fromstring(xhtml)  # noqa: S314 (written here)


# ------------------------------------------------------------------ the walk


def test_a_note_split_over_two_pages_is_one_note() -> None:
    text = element(
        '<p>Mot<a class="call" id="appel-1" href="#note-1">1</a>'
        '<span class="fn" id="note-1"><a class="n" href="#appel-1">1</a>'
        '<span class="np">Long.</span></span></p>'
    )
    call, note = text
    number, words_ = note
    start = (box(boxes.InlineBox, number, run(number, "1")), box(boxes.InlineBox, words_, run(words_, "Une")))
    first = block(note, line(note, *start), line(note, box(boxes.InlineBox, words_, run(words_, "note"))))
    second = block(note, line(note, box(boxes.InlineBox, words_, run(words_, "longue."))))
    page = Sheet(block(text, line(text, run(text, "Mot"), box(boxes.InlineBox, call, run(call, "1")))), first)
    structure = walked(page, Sheet(second))
    shape(structure)
    assert [kid.role for kid in elements(structure.root)] == ["P", "Note"]
    label, paragraph = elements(elements(structure.root)[1])
    assert (label.role, paragraph.role) == ("Lbl", "P")
    assert [leaf.page for leaf in paragraph.leaves()] == [0, 0, 1]


def elements(elem: StructElem) -> list[StructElem]:
    return [kid for kid in elem.kids if isinstance(kid, StructElem)]


def test_margins_are_pagination_and_hidden_elements_layout() -> None:
    hidden = element('<p aria-hidden="true">décor</p>')
    head = box(boxes.MarginBox, None, line(hidden, run(hidden, "tête")), at_keyword="@top-left")
    foot = box(boxes.MarginBox, None, line(hidden, run(hidden, "5")), at_keyword="@bottom-right")
    structure = walked(Sheet(block(hidden, line(hidden, run(hidden, "décor"))), head, foot))
    assert [kind for _, kind in structure.artifacts] == ["layout", "header", "footer"]
    assert not structure.root.kids


def test_repeated_heads_are_artifacts() -> None:
    table = element("<table><thead><tr><th>A</th></tr></thead></table>")
    thead = table[0]
    row, cell = thead[0], thead[0][0]

    def head() -> Box:
        return block(table, block(thead, block(row, block(cell, line(cell, run(cell, "A"))))))

    structure = walked(Sheet(head()), Sheet(head()))
    assert [kind for _, kind in structure.artifacts] == ["repeated"]
    assert [leaf.page for leaf in structure.root.leaves()] == [0]


# ------------------------------------------------------------------ where notes go


def test_a_note_leaves_what_cannot_hold_it() -> None:
    structure = Structure()
    part = structure.root.add("Part")
    quote = part.add("BlockQuote")
    paragraph = quote.add("P")
    leaf = Leaf(0, box(boxes.TextBox, None, text="x"))
    for n in (1, 2):
        call = paragraph.add("Reference", element(f'<a href="#note-{n}"/>'))
        call.kids.append(leaf)
        structure.calls[f"note-{n}"] = call
        note = StructElem("Note", id=f"note-{n}", kids=[leaf])
        structure.notes.append(note)
        structure.anchors[note.id] = note
    shape(structure)
    assert [(kid.role, kid.id) for kid in elements(part)] == [
        ("BlockQuote", ""),
        ("Note", "note-1"),
        ("Note", "note-2"),
    ]
    assert structure.calls["note-1"].related == [structure.notes[0]]
    assert structure.notes[0].related == [structure.calls["note-1"]]
    assert [kid.role for kid in elements(structure.notes[0])] == ["P"]


def test_an_item_that_calls_a_note_holds_a_paragraph_and_the_note() -> None:
    structure = Structure()
    body = structure.root.add("L").add("LI").add("LBody")
    leaf = Leaf(0, box(boxes.TextBox, None, text="x"))
    body.kids.append(leaf)
    call = body.add("Reference", element('<a href="#note-1"/>'))
    call.kids.append(leaf)
    structure.calls["note-1"] = call
    structure.notes.append(StructElem("Note", id="note-1", kids=[leaf]))
    body.add("L").kids.append(leaf)
    body.add("Span")  # empty: it disappears
    shape(structure)
    assert [kid.role for kid in elements(body)] == ["P", "Note", "L"]
    assert call.parent is elements(body)[0]


def test_a_note_without_call_is_a_fault() -> None:
    structure = Structure()
    structure.notes.append(StructElem("Note", id="note-9"))
    with pytest.raises(ValueError, match="note-9 has no call"):
        shape(structure)


# ------------------------------------------------------------------ spaces


@pytest.mark.parametrize(
    ("text", "first", "second", "spaced", "soft"),
    [
        ("deux mots", "deux", "mots", True, False),
        ("lui-même", "lui-", "même", False, False),
        ("maison", "mai‐", "son", False, True),
        ("site/page", "site/", "page", False, False),
        ("et / ou", "et /", "ou", True, False),
        ("dit — ou non", "dit —", "ou non", True, False),
        ("hôte\u200b/", "hôte\u200b", "/", False, False),
    ],
)
def test_a_line_break_is_what_the_source_says(
    text: str, first: str, second: str, spaced: bool, soft: bool
) -> None:
    paragraph = ET.Element("p")
    paragraph.text = text
    one, two = run(paragraph, first), run(paragraph, second)
    spaces = Spaces(Structure())
    spaces.page(0, block(paragraph, line(paragraph, one), line(paragraph, two)))
    assert list(spaces.lacking) == ([one] if spaced else [])
    assert spaces.soft == ([(0, one)] if soft else [])


@pytest.mark.parametrize(("text", "spaced"), [("abcdef", False), ("abc def", True)])
def test_a_word_that_may_break_anywhere_stays_whole(text: str, spaced: bool) -> None:
    paragraph = ET.Element("p")
    paragraph.text = text
    one, two = run(paragraph, text[:3]), run(paragraph, text[-3:])
    one.style["overflow_wrap"] = "anywhere"
    spaces = Spaces(Structure())
    spaces.page(0, block(paragraph, line(paragraph, one), line(paragraph, two)))
    assert list(spaces.lacking) == ([one] if spaced else [])


@pytest.mark.parametrize(
    "words",
    [
        '<p>On lit<a>4</a><span class="fn">Un rien.Rien<ul><li>x</li></ul></span>. Rien de plus.</p>',
        '<span class="fn"><b class="np">Un rien.</b><b class="np">Rien ici. Rien de plus.</b></span>',
        "<li>On lit<p>un rien.</p><p>Rien ici. Rien de plus.</p></li>",
    ],
)
def test_words_of_other_blocks_do_not_glue_a_line_break(words: str) -> None:
    holder = element(words)
    one, two = run(holder, "."), run(holder, "Rien")
    spaces = Spaces(Structure())
    spaces.page(0, block(holder, line(holder, one), line(holder, two)))
    assert list(spaces.lacking) == [one]


def test_a_line_goes_on_over_the_page() -> None:
    paragraph = ET.Element("p")
    one, two = run(paragraph, "deux"), run(paragraph, "mots")
    spaces = Spaces(Structure())
    for number, text in enumerate((one, two)):
        spaces.page(number, block(paragraph, line(paragraph, text)))
    assert list(spaces.lacking) == [one]


def test_blanks_between_runs_and_numbers_in_the_margin_are_spaces() -> None:
    paragraph = ET.Element("p")
    span = ET.Element("span")
    number = block(span, line(span, run(span, "3")), style={"position": "absolute"})
    one, blank, two = (run(paragraph, text) for text in ("un", " ", "deux"))
    spaces = Spaces(Structure())
    spaces.page(0, block(paragraph, line(paragraph, number, one, blank, two)))
    assert [text.text for text in spaces.lacking] == ["un", "3"]


# ------------------------------------------------------------------ paint


def painted() -> Iterator[Box]:
    yield from ("/Artifact", b"BMC", b"fond", b"EMC")
    yield from ("/Span", pydyf.Dictionary({"MCID": 0}), b"BDC")
    yield from ("/Artifact", b"BMC", b"trait", b"EMC")
    yield from (b"[<0001>] TJ", b"EMC")
    yield from ("/Span", pydyf.Dictionary({"MCID": 1}), b"BDC", b"[<0002>] TJ", b"EMC")


def test_artifacts_are_typed_and_never_inside_text() -> None:
    stream = pydyf.Stream(list(painted()))
    assert rewrite(stream, {1: "footer"}) == {0}
    shown = b" ".join(item.data if isinstance(item, pydyf.Object) else _bytes(item) for item in stream.stream)
    assert shown.split(b"EMC")[:-1] == [
        b"/Artifact <</Type /Layout>> BDC fond ",
        b" /Artifact <</Type /Layout>> BDC trait ",
        b" /Span <</MCID 0>> BDC [<0001>] TJ ",
        b" /Artifact <</Type /Pagination/Subtype /Footer>> BDC [<0002>] TJ ",
    ]


def _bytes(item: Box) -> bytes:
    return item if isinstance(item, bytes) else str(item).encode()


@pytest.mark.parametrize("kind", ["/CIDFontType2", "/CIDFontType0"])
def test_a_soft_hyphen_has_its_own_code_in_truetype_fonts(kind: str) -> None:
    pdf = pydyf.PDF()
    widths = pydyf.Array([5, pydyf.Array([300, 310]), 9, pydyf.Array([500])])
    descendant = pydyf.Dictionary({"Subtype": kind, "CIDToGIDMap": "/Identity", "W": widths})
    pdf.add_object(descendant)
    lines = [b"<0005> <00a0>", b"<0006> <2010>", b"<0009> <0061>", b"endcmap"]
    cmap = pydyf.Stream(lines)
    pdf.add_object(cmap)
    font = pydyf.Dictionary(
        {"DescendantFonts": pydyf.Array([descendant.reference]), "ToUnicode": cmap.reference}
    )
    pdf.add_object(font)
    fonts = Fonts(pdf, {"f1": font.reference})
    fonts.read_plainly()
    assert cmap.stream[:3] == [b"<0005> <0020>", b"<0006> <002d>", b"<0009> <0061>"]
    content = [pydyf.Dictionary({"MCID": 4}), b"BDC", b"/f1 9 Tf", b"[<00090006>] TJ", b"EMC"]
    page = pydyf.Stream(content)
    fonts.soften(page, {4})
    if kind == "/CIDFontType0":
        assert page.stream[3] == b"[<00090006>] TJ"
        return
    assert page.stream[3] == b"[<0009000a>] TJ"
    assert b"<000a> <00ad>" in cmap.stream
    assert descendant["W"][-2:] == [10, [310]]
    assert seam.referenced(pdf, descendant["CIDToGIDMap"]).stream[0][-2:] == b"\x00\x06"


def test_a_hyphen_with_a_glyph_of_its_own_keeps_its_reading() -> None:
    pdf = pydyf.PDF()
    cmap = pydyf.Stream([b"<0001> <002d>", b"<0002> <2010>"])
    pdf.add_object(cmap)
    font = pydyf.Dictionary({"ToUnicode": cmap.reference})
    pdf.add_object(font)
    Fonts(pdf, {"f1": font.reference}).read_plainly()
    assert cmap.stream == [b"<0001> <002d>", b"<0002> <2010>"]


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("xhtml", "parent", "said"),
    [
        ('<a class="call" href="#note-3">3</a>', "Reference", "Note 3"),
        ('<a class="n" href="#appel-3">3</a>', "Lbl", "Back to the call of note 3"),
        ('<a class="back" href="#appel-3-2">b</a>', "Lbl", "Back to call 2 of note 3"),
        ('<a href="#ville"><b>1</b> La\n ville</a>', "Reference", "Go to “1 La ville”"),
        ('<a href="https://www.b.example/x">« Titre »</a>', "P", "Open “Titre” on the site b.example"),
        ('<a href="https://b.example/x">b.example/x</a>', "P", "Open the site b.example"),
        ('<a href="mailto:a@b.example">nous</a>', "P", "Write to a@b.example"),
    ],
)
def test_links_say_where_they_lead(xhtml: str, parent: str, said: str) -> None:
    link = StructElem(parent).add("Link", element(xhtml))
    assert links.purpose(link, words("en")) == said


def test_pieces_of_a_link_in_points() -> None:
    corners = links.quadrilaterals([(4, 8, 12, 16), (0, 16, 8, 24)], 100)
    assert corners == [3, 69, 9, 69, 3, 63, 9, 63, 0, 63, 6, 63, 0, 57, 6, 57]
    assert links.around(corners) == [0, 57, 9, 69]


def test_decoration_has_no_description() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg">{}</svg>'
    assert source.description(element('<img alt=""/>')) == ""
    assert source.description(element('<img alt="x" role="presentation"/>')) == ""
    assert source.description(element(svg.format(""))) == ""
    assert source.description(element(svg.format("<title> Code </title>"))) == "Code"


@pytest.mark.parametrize(("profile", "part", "conformance"), [("a2a-ua1", 2, "A"), ("a4f-ua2", 4, "F")])
def test_xmp_is_well_formed_whatever_the_words(profile: str, part: int, conformance: str) -> None:
    metadata = m.Metadata("A < B & « C »", "fr", datetime.date(2026, 1, 2), urn="urn:uuid:1", date="2020~")
    packet = ET.fromstring(xmp.packet(metadata, PROFILES[profile]))  # noqa: S314 (ours)
    assert packet.findtext(".//dc:title//rdf:li", namespaces=xmp.NAMESPACES) == "A < B & « C »"
    assert packet.findtext(".//pdfaid:part", namespaces=xmp.NAMESPACES) == str(part)
    assert packet.findtext(".//pdfaid:conformance", namespaces=xmp.NAMESPACES) == conformance
    assert packet.find(".//dc:date", namespaces=xmp.NAMESPACES) is None  # XMP has no « about »
    assert packet.find(".//dc:creator", namespaces=xmp.NAMESPACES) is None
