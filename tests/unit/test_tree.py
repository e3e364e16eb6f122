"""Every run of inlines is met once, in reading order, whatever block it stands in."""

from __future__ import annotations

import datetime

from publier import model as m
from publier.tree import children, figures, map_children, map_inlines, runs, walk_blocks, walk_inlines


def words(text: str) -> tuple[m.Inline, ...]:
    return (m.Text(text),)


def para(text: str) -> m.Paragraph:
    return m.Paragraph(words(text))


PICTURE = m.Image("a.png", "image/png", 1, 1, b"")
WHOLE = m.Relecture(
    slug="essai",
    metadata=m.Metadata(title="Titre", lang="fr", modified=datetime.date(2026, 1, 2)),
    preface=m.Front((para("02"),), title=words("01")),
    lead=m.Front((para("04"),), title=words("03")),
    blocks=(m.Quote((para("05"), para("06")), attribution=words("07")), m.Separator()),
    sections=(
        m.Section(
            "un",
            2,
            words("08"),
            blocks=(
                m.PullQuote(words("09")),
                m.Verse((words("10"), words("11"))),
                m.BulletList(((para("12"), para("13")), (para("14"),))),
                m.OrderedList(((para("15"),),)),
                m.DefinitionList((m.Definition(words("16"), ((para("17"),), (para("18"),))),)),
            ),
            sections=(
                m.Section(
                    "deux",
                    3,
                    words("19"),
                    blocks=(
                        m.Table(
                            head=(m.Cell(words("21")),),
                            rows=((m.Cell(words("22"), header=True),),),
                            aligns=(m.Align.START,),
                            caption=words("20"),
                        ),
                        m.Figure(PICTURE, alt="alt", caption=words("23"), credit="crédit"),
                    ),
                ),
            ),
        ),
    ),
    notes=(m.Note("a", (para("24"), para("25"))),),
)


def read(relecture: m.Relecture, *, notes: bool) -> list[str]:
    """Return the words of each run; the two lines of the verse are read as one."""
    return " ".join(m.plain(run) for run in runs(relecture, notes=notes)).split()


def test_runs_come_in_reading_order() -> None:
    assert read(WHOLE, notes=False) == [f"{n:02}" for n in range(1, 24)]
    assert read(WHOLE, notes=True) == [f"{n:02}" for n in range(1, 26)]
    assert (m.Text("10"), m.LineBreak(), m.Text("11")) in runs(WHOLE)


def test_map_meets_the_same_words_in_the_same_order() -> None:
    seen: list[str] = []

    def record(run: tuple[m.Inline, ...]) -> tuple[m.Inline, ...]:
        seen.append(m.plain(run))
        return run

    assert map_inlines(WHOLE, record) == WHOLE
    assert seen == read(WHOLE, notes=True)


def test_map_changes_every_run_and_the_strings_of_pictures() -> None:
    mapped = map_inlines(WHOLE, lambda run: (*run, m.Text("!")), str.upper)
    assert read(mapped, notes=True) == [f"{n:02}!" for n in range(1, 26)]
    (figure,) = figures(mapped)
    assert (figure.alt, figure.credit) == ("ALT", "CRÉDIT")
    assert mapped.metadata == WHOLE.metadata


def test_children_of_every_inline() -> None:
    leaves: tuple[m.Inline, ...] = (m.Text("a"), m.Code("a"), m.LineBreak(), m.NoteCall("a"))
    inner = words("a")
    holders: tuple[m.Inline, ...] = (
        m.Emphasis(inner),
        m.Strong(inner),
        m.Superscript(inner),
        m.Subscript(inner),
        m.SmallCaps(inner),
        m.Foreign("en", inner),
        m.Link("#a", inner),
        m.Citation("a", children=inner),
        m.Unidentified(inner),
    )
    for leaf in leaves:
        assert children(leaf) == ()
        assert map_children(leaf, lambda _: words("b")) == leaf
    for holder in holders:
        assert children(holder) == inner
        mapped = map_children(holder, lambda _: words("b"))
        assert type(mapped) is type(holder)
        assert children(mapped) == words("b")


def test_walk_meets_the_holder_before_what_it_holds() -> None:
    run = (m.Strong((m.Emphasis(words("a")), m.NoteCall("n"))), m.Text("b"))
    assert [type(node).__name__ for node in walk_inlines(run)] == [
        "Strong",
        "Emphasis",
        "Text",
        "NoteCall",
        "Text",
    ]


def test_blocks_come_with_those_they_hold() -> None:
    kinds = [type(block).__name__ for block in walk_blocks(WHOLE.blocks)]
    assert kinds == ["Quote", "Paragraph", "Paragraph", "Separator"]
    kinds = [type(block).__name__ for block in walk_blocks(WHOLE.sections[0].blocks)]
    assert kinds[2:6] == ["BulletList", "Paragraph", "Paragraph", "Paragraph"]
    assert kinds[-3:] == ["DefinitionList", "Paragraph", "Paragraph"]
