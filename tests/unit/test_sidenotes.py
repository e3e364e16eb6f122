"""Notes in the margin, when they stay near their calls."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import examples
import pytest
from prepared import STYLES, prepared

from publier import model as m
from publier import notes
from publier.editions import Styles, fonts, sidenotes, web
from publier.editions.fonts import Face

SENTENCE = "Une phrase de longueur ordinaire, comme une note en compte quelques-unes quand elle s’explique. "


@pytest.fixture(scope="module")
def faces() -> tuple[Face, ...]:
    return fonts.faces(Styles(STYLES).fonts)


def essay(sentences: int, every: int = 80) -> m.Relecture:
    """Ten notes of some sentences, each called after ``every`` words of one paragraph."""
    children: list[m.Inline] = []
    for n in range(10):
        children += [m.Text(" mot" * every), m.NoteCall(f"k{n}")]
    made = tuple(m.Note(f"k{n}", (examples.paragraph(SENTENCE * sentences),)) for n in range(10))
    body = m.Section(
        id="a", level=2, number=1, title=examples.text("A"), blocks=(m.Paragraph(tuple(children)),)
    )
    return notes.number(replace(examples.relecture(), preface=None, lead=None, sections=(body,), notes=made))


def test_each_note_is_told_its_first_call() -> None:
    assert sidenotes.chain(2) == (
        "#appel-1{anchor-name:--a1}#note-1{--call:--a1}#appel-2{anchor-name:--a2}#note-2{--call:--a2}"
    )
    assert sidenotes.chain(0) == ""


def test_short_notes_stand_beside_their_calls(faces: tuple[Face, ...]) -> None:
    assert sidenotes.estimate(essay(1), faces).drifts == [0.0] * 10
    assert sidenotes.fit(essay(1), faces)


def test_notes_of_six_sentences_stay_after_the_text(faces: tuple[Face, ...]) -> None:
    drifts = sidenotes.estimate(essay(6), faces).drifts
    assert drifts == sorted(drifts)
    assert drifts[-1] > 1000
    assert not sidenotes.fit(essay(6), faces)


def test_long_notes_far_from_each_other_stand_in_the_margin(faces: tuple[Face, ...]) -> None:
    assert sidenotes.fit(essay(6, every=600), faces)


def test_a_note_far_longer_than_the_text_stays_after_it(faces: tuple[Face, ...]) -> None:
    one = essay(60, every=30)
    note = replace(one.notes[0], calls=1)
    paragraph = m.Paragraph((m.Text("Un mot"), m.NoteCall("k0")))
    section = replace(one.sections[0], blocks=(paragraph,))
    alone = notes.number(replace(one, sections=(section,), notes=(note,)))
    assert sidenotes.estimate(alone, faces).drifts == [0.0]
    assert sidenotes.estimate(alone, faces).overrun > sidenotes.OVERRUN
    assert not sidenotes.fit(alone, faces)


def test_spaced_letters_sink_notes_further(faces: tuple[Face, ...]) -> None:
    tight = essay(2, every=40)
    assert max(sidenotes.estimate(tight, faces, spaced=True).drifts) > max(
        sidenotes.estimate(tight, faces).drifts
    )


def test_the_margin_is_left_empty_without_notes(faces: tuple[Face, ...]) -> None:
    assert not sidenotes.fit(replace(essay(1), notes=()), faces)


def test_every_kind_of_block_is_measured(faces: tuple[Face, ...]) -> None:
    relecture = prepared("vocabulaire")
    assert len(sidenotes.estimate(relecture, faces).drifts) == len(relecture.notes)
    assert not sidenotes.fit(relecture, faces)  # four calls in a definition list, whose height is not known


def test_a_folder_without_faces_is_measured_too() -> None:
    assert sidenotes.fit(essay(1), ())


def test_the_sizes_are_those_of_the_style_sheets() -> None:
    """What the module takes for true stands in the style sheets, word for word."""
    tokens, screen, side = (Styles(STYLES).css(name) for name in ("tokens", "screen", "sidenotes"))
    for css, rule in (
        (tokens, "--s-1: .8125rem"),
        (tokens, "--s1: 1.1875rem"),
        (tokens, "--u-half: .775rem"),
        (tokens, "--measure: 34rem"),
        (screen, "font-size: 112.5%; line-height: 1.55"),
        (screen, ".chapo > p { font-size: var(--s1); line-height: 1.5; }"),
        (screen, "padding-left: 1.1rem; border-left: .16rem"),
        (
            screen,
            ".back { font-variant-emoji: text; display: inline-block; min-width: 1.5rem; min-height: 1.5rem",
        ),
        (side, "--side: 15.5rem"),
        (side, "padding: 0 0 0 1.7rem; margin-top: .28rem; font-size: var(--s-1); line-height: 1.45"),
        (side, "anchor(--n bottom, 0px) + .8rem"),
    ):
        assert rule in css


@pytest.mark.parametrize(("sentences", "beside"), [(1, True), (6, False)])
def test_the_page_gets_the_rules_only_when_they_fit(sentences: int, beside: bool) -> None:
    page = web.render(essay(sentences), Styles(STYLES)).decode()
    assert ("anchor-name" in page) is beside
    call = re.search(r"#appel-10\{anchor-name:(--\w+)\}#note-10\{(--\w+):\1\}", page)
    assert (call is not None) is beside
    assert not call or f"anchor(var({call[2]}) top)" in page


def test_the_real_relecture_has_its_notes_beside_it(faces: tuple[Face, ...]) -> None:
    assert sidenotes.fit(prepared("solidarites-informelles"), faces)
    assert Path(STYLES / "sidenotes.css").is_file()
