"""A small relecture built by hand: for tests that need nodes and not a reader."""

from __future__ import annotations

import datetime

from publier import model as m
from publier import notes


def text(value: str) -> tuple[m.Text]:
    return (m.Text(value),)


def paragraph(*children: m.Inline | str) -> m.Paragraph:
    return m.Paragraph(tuple(m.Text(c) if isinstance(c, str) else c for c in children))


def relecture() -> m.Relecture:
    """Two parts, three notes (one called twice, one of two paragraphs, one of a citation)."""
    source = m.Citation(
        "landel",
        children=(
            m.Link("https://bibliotheque.example/landel", text("« Les villes »")),
            m.Text(", entretien, 2012."),
        ),
    )
    return m.Relecture(
        slug="exemple",
        metadata=m.Metadata(
            title="Un exemple & deux",
            lang="fr",
            modified=datetime.date(2026, 1, 2),
            series=m.Series("Relecture de corpus"),
            authors=(m.Author("Millénaire 3"),),
            publisher="Métropole de Lyon",
            date="2020~",
            version="1.0",
            urn="urn:uuid:5b0f6a5e-3f0e-5d8e-9f2f-0123456789ab",
            url="https://bibliotheque.example/relectures/exemple/",
            abstract="Trois notes & une image.",
            keywords=("essai",),
            rights="© Métropole de Lyon",
        ),
        preface=m.Front((paragraph("Une préface."),), title=text("Tous aux archives")),
        lead=m.Front((paragraph("Le chapô dit tout", m.NoteCall("a"), "."),)),
        sections=(
            m.Section(
                id="ville",
                level=2,
                number=1,
                title=(m.Text("La ville"), m.NoteCall("b")),
                blocks=(
                    paragraph("On lit ", m.Foreign("en", text("the city")), m.NoteCall("a"), " ici."),
                    m.Quote((paragraph("« Une voix »", m.NoteCall("c")),), text("— Quelqu’un, 2012")),
                    m.PullQuote(text("Une voix")),
                ),
                sections=(
                    m.Section(
                        id="rues",
                        level=3,
                        title=text("Les rues"),
                        blocks=(
                            m.BulletList(((paragraph("une"),), (paragraph("deux"),))),
                            m.Verse((text("Un vers,"), text("un autre."))),
                        ),
                    ),
                ),
            ),
            m.Section(
                id="champs",
                level=2,
                number=2,
                title=text("Les champs"),
                blocks=(
                    m.Table(
                        (m.Cell(text("Lieu")), m.Cell(text("Nombre"))),
                        ((m.Cell(text("Lyon"), header=True), m.Cell(text("3"))),),
                        (m.Align.START, m.Align.END),
                        text("Des lieux"),
                    ),
                    m.DefinitionList((m.Definition(text("Bief"), ((paragraph("un canal"),),)),)),
                    m.Separator(),
                    paragraph("La fin", m.Code("x < y"), "."),
                ),
            ),
        ),
        notes=(
            m.Note("a", (paragraph(source),)),
            m.Note("b", (paragraph("Premier."), paragraph("Second & dernier."))),
            m.Note("c", (m.Paragraph((m.Unidentified(text("Source non identifiée.")),)),)),
        ),
    )


def numbered() -> m.Relecture:
    return notes.number(relecture())
