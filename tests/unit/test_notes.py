"""Numbers are decided once; the ledger holds what every edition must say."""

from __future__ import annotations

from dataclasses import replace

from examples import numbered, paragraph, relecture

from publier import model as m
from publier import notes, tree


def calls(whole: m.Relecture) -> list[tuple[str, int, int]]:
    nodes = (node for run in tree.runs(whole) for node in tree.walk_inlines(run))
    return [(n.key, n.number, n.occurrence) for n in nodes if isinstance(n, m.NoteCall)]


def test_notes_are_numbered_by_their_first_call() -> None:
    assert calls(numbered()) == [("a", 1, 1), ("b", 2, 1), ("a", 1, 2), ("c", 3, 1)]


def test_a_note_called_twice_has_two_ways_back() -> None:
    first = numbered().notes[0]
    assert (first.number, first.calls) == (1, 2)
    assert first.backs == ("appel-1", "appel-1-2")


def test_the_order_of_definitions_does_not_matter() -> None:
    shuffled = relecture()
    assert notes.number(replace(shuffled, notes=shuffled.notes[::-1])) == numbered()


def test_a_citation_in_the_body_makes_a_note_of_its_own() -> None:
    body = (paragraph("Dit-il", m.Citation("k", "p. 2"), " et", m.Citation("k"), "."),)
    made = notes.number(replace(relecture(), preface=None, lead=None, sections=(), blocks=body))
    assert [note.number for note in made.notes] == [1, 2]
    assert made.notes[0].blocks == (m.Paragraph((m.Citation("k", "p. 2"),)),)
    assert [c[1:] for c in calls(made)] == [(1, 1), (2, 1)]


def test_paragraphs_and_quotations_are_numbered_in_one_run() -> None:
    whole = numbered()
    assert whole.preface
    assert whole.lead
    first = [
        block.number for block in (*whole.preface.blocks, *whole.lead.blocks) if hasattr(block, "number")
    ]
    assert first == [1, 2]
    part = whole.sections[0].blocks
    assert [getattr(block, "number", None) for block in part] == [3, 4, None]
    assert all(getattr(inner, "number", 0) == 0 for inner in getattr(part[1], "children", ()))


def test_the_ledger_says_what_a_reader_meets() -> None:
    first, second, third = notes.ledger(numbered()).notes
    assert first.calls == (
        notes.LedgerCall("appel-1", "Lechapôdittout"),
        notes.LedgerCall("appel-1-2", "Onlitthecity"),
    )
    assert first.text == "« Les villes », entretien, 2012."
    assert first.links == ("https://bibliotheque.example/landel",)
    assert second.text == "Premier. Second & dernier."
    assert third.backs == ("appel-3",)


def test_letters_are_compared_nfc_and_without_signs() -> None:
    assert notes.letters("Été 2020 : « e\u0301té » !") == "Été2020été"
    assert notes.squeeze(" a\u00a0b\u202f!\n\u00adc ") == "a b !c".replace("!c", "! c")
