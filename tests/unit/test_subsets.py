"""Faces cut to what a page draws with them."""

from __future__ import annotations

import io

import pytest
from fontTools.ttLib import TTFont
from prepared import STYLES

from publier.editions import Styles, fonts, subsets
from publier.editions.fonts import Face, Need

NNBSP = "\u202f"


@pytest.fixture(scope="module")
def faces() -> tuple[Face, ...]:
    return fonts.faces(Styles(STYLES).fonts)


def needs(body: str, faces: tuple[Face, ...]) -> dict[tuple[str, int, bool], Need]:
    found = subsets.needs(body, faces)
    return {(face.family.split()[0], face.weight, face.italic): need for face, need in found.items()}


def drawn(body: str, faces: tuple[Face, ...]) -> dict[tuple[str, int, bool], str]:
    text = {face: "".join(sorted(need.characters)) for face, need in needs(body, faces).items()}
    del text["Source", 400, False]  # holds what the style sheets write
    return text


def test_a_page_of_plain_text_has_one_face(faces: tuple[Face, ...]) -> None:
    assert list(needs("<p>été</p>", faces)) == [("Source", 400, False)]
    assert needs("<p>été</p>", faces)["Source", 400, False].characters >= set("été0123456789–*")


def test_each_face_gets_its_own_letters(faces: tuple[Face, ...]) -> None:
    body = '<p>a <em>b</em> <strong>d</strong></p><p class="exergue">e</p><h2>f</h2><h3>g<br/>g</h3>'
    assert drawn(body, faces) == {
        ("Source", 400, True): "b",
        ("Source", 600, False): "d",
        ("Source", 300, False): "e",
        ("Atkinson", 400, False): "f",
        ("Atkinson", 600, False): "g",
    }


def test_stress_within_stress_is_upright(faces: tuple[Face, ...]) -> None:
    found = needs("<em>a<i>b</i></em>", faces)
    assert found["Source", 400, True].characters == {"a"}
    assert "b" in found["Source", 400, False].characters


def test_a_note_is_set_in_the_sans_and_its_number_in_bold(faces: tuple[Face, ...]) -> None:
    body = '<div class="note"><p><span class="n">7</span> <a href="https://x.example/">q</a></p></div>'
    found = drawn(body, faces)
    assert found["Atkinson", 600, False] == "7"
    assert set("q https://x.example/") <= set(found["Atkinson", 400, False])  # print shows the address


def test_only_calls_need_raised_figures(faces: tuple[Face, ...]) -> None:
    found = needs('<p>a<a class="call" href="#note-12">12</a></p>', faces)
    assert found["Source", 600, False] == Need(frozenset("12"), frozenset({"sups"}))
    assert found["Source", 400, False].features == frozenset()


def test_small_capitals_are_drawn_from_lower_case(faces: tuple[Face, ...]) -> None:
    need = needs('<p><span class="smallcaps">XIX</span></p>', faces)["Source", 400, False]
    assert "smcp" in need.features
    assert {"x", "i"} <= need.characters


def test_the_serif_draws_what_the_sans_lacks(faces: tuple[Face, ...]) -> None:
    found = needs(f"<h3>Qui{NNBSP}?</h3>", faces)
    assert NNBSP not in found["Atkinson", 600, False].characters
    assert found["Source", 600, False].characters == {NNBSP, "."}  # browsers refuse a font of spaces alone


def test_a_style_without_a_face_gets_the_nearest(faces: tuple[Face, ...]) -> None:
    assert drawn("<h3><em>k</em></h3>", faces) == {("Atkinson", 400, True): "k"}
    assert subsets.needs("<h3>k</h3>", ()) == {}


def test_contents_are_set_in_two_weights(faces: tuple[Face, ...]) -> None:
    found = drawn("<nav><a href='#a'>k</a></nav>", faces)
    assert found == {("Atkinson", 400, False): "k", ("Atkinson", 600, False): "k"}


def test_what_is_not_drawn_is_not_asked(faces: tuple[Face, ...]) -> None:
    assert drawn('<img alt="q"/><a href="#z" title="z">a</a>', faces) == {}


def test_a_subset_holds_what_was_asked_and_is_the_same_each_time(faces: tuple[Face, ...]) -> None:
    need = Need(frozenset("aé12"), frozenset({"sups"}))
    data = fonts.subset(faces[-1].path, need)
    with TTFont(io.BytesIO(data)) as font:
        assert {chr(code) for code in font.getBestCmap()} == set("aé12")
        assert len(font.getGlyphOrder()) > 5  # the raised figures have no character of their own
    assert fonts.subset.__wrapped__(faces[-1].path, need) == data
    assert len(data) < 6000


def test_a_face_is_embedded_with_its_name(faces: tuple[Face, ...]) -> None:
    italic = next(face for face in faces if face.italic and face.family == subsets.SERIF)
    rule = fonts.embedded({italic: Need(frozenset("a"))})
    assert rule.startswith('@font-face{font-family:"Source Serif 4";font-weight:400;font-style:italic;')
    assert "url(data:font/woff2;base64," in rule
