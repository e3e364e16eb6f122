"""What is known of addresses: ``links.json`` read with places and limits, and the words made of it."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from prepared import TESTS, prepared

from publier import addresses, making, projects, provenance
from publier import model as m
from publier.editions import Styles, fonts, sidenotes
from publier.problems import Problem, SourceError
from publier.references import known, read_entries

LINKED = TESTS / "linked"
LINK = {"address": "https://a.example/page", "checked": "2026-03-03", "result": "ok", "status": 200}
DAY = datetime.date(2026, 3, 3)


def record(*links: dict[str, Any], **more: object) -> str:
    return json.dumps({"schema": 1, "links": list(links), **more}, indent=2)


def wrong(text: str) -> list[tuple[str, int, int]]:
    with pytest.raises(SourceError) as caught:
        known.read(text, "links.json")
    return [(p.code, p.at.line, p.at.column) for p in caught.value.problems if p.at]


# ------------------------------------------------------------------ the file


def test_a_file_without_fault() -> None:
    [(address, link)] = known.read(record(LINK), "links.json").items()
    assert (address, link.checked, link.result, link.status) == tuple(LINK.values())
    assert known.read(record(), "links.json") == {}


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"resultat": "ok"}, [("M021", 9, 7)]),
        ({"address": "bibliotheque.example"}, [("M038", 5, 18)]),
        ({"checked": "3 mars 2026"}, [("M032", 6, 18)]),
        ({"checked": "2026-02-30"}, [("M030", 6, 18)]),
        ({"result": "vivant"}, [("M039", 7, 17)]),
        ({"status": 1000}, [("M060", 8, 17)]),
        ({"status": "deux cents"}, [("M060", 8, 17)]),
        ({"status": True}, [("M060", 8, 17)]),
        ({"final": "là-bas"}, [("M038", 9, 16)]),
        ({"archived": "javascript:alert(1)"}, [("M038", 9, 19)]),
        ({"archived": "https://a.example/\u202e"}, [("M040", 9, 19)]),
        ({"archived": "\ud800"}, [("M040", 9, 19), ("M038", 9, 19)]),
        ({"redirects": [{"status": 301}]}, [("M041", 10, 9)]),
        ({"redirects": "https://b.example/"}, [("M025", 9, 20)]),
    ],
)
def test_a_fault_has_its_place(change: dict[str, Any], problems: list[tuple[str, int, int]]) -> None:
    assert wrong(record({**LINK, **change})) == problems


def test_what_is_no_such_file_is_refused() -> None:
    assert [code for code, _, _ in wrong('{"schema": 1, "links": [')] == ["M013"]
    assert [code for code, _, _ in wrong('{"schema": 2, "links": []}')] == ["M039"]
    assert [code for code, _, _ in wrong('{"schema": 1}')] == ["M020"]
    assert [code for code, _, _ in wrong(record(extra=1))] == ["M021"]
    assert [code for code, _, _ in wrong('{"schema": 1, "schema": 1, "links": []}')] == ["M005"]
    assert [code for code, _, _ in wrong("[" * 100_000)] == ["M003"]
    assert wrong(record({"address": "https://a.example/"})) == [("M041", 4, 5), ("M041", 4, 5)]


def test_an_address_that_stands_twice_is_refused() -> None:
    assert wrong(record(LINK, LINK)) == [("L060", 11, 18)]


def test_a_file_of_the_gate(tmp_path: Path, styles: Path) -> None:
    """Thousands of addresses are no paragraph with too many marks; bytes are checked all the same."""
    (tmp_path / "source" / "amis").mkdir(parents=True)
    text = "---\ntitle: Amis\nlang: fr\nmodified: 2026-01-31\n---\n\nUn texte.\n"
    (tmp_path / "source" / "amis" / "relecture.md").write_text(text)
    many = [{**LINK, "address": f"https://a.example/une_page_{n}"} for n in range(2000)]
    assert read(tmp_path, record(*many).encode(), styles) == []
    assert [p.code for p in read(tmp_path, b"\xff\xfe", styles)] == ["E004"]
    [problem] = read(tmp_path, record({**LINK, "status": 7}).encode(), styles)
    assert (problem.code, str(problem.at)) == ("M060", "source/links.json:8:17")


def read(folder: Path, data: bytes, styles: Path) -> list[Problem]:
    (folder / "source" / "links.json").write_bytes(data)
    project = projects.find(folder, styles=styles)
    assert project is not None
    shared = projects.shared_by_all(project)
    job = making.Job(projects.load(project, "amis"), shared, styles, provenance.Machine(styles))
    try:
        return making.prepare(job)[1]
    except SourceError as error:
        return list(error.problems)


def test_a_copy_of_a_reference_is_an_address() -> None:
    entry = "- {id: a, type: book, URL: 'https://a.example/é', archived: %s}"
    entries = read_entries(entry % "'https://b.example/é'", "references.yaml")
    assert entries["a"].archived == "https://b.example/%C3%A9"
    assert "archived" not in entries["a"].item  # citeproc knows no such variable
    with pytest.raises(SourceError) as caught:
        read_entries(entry % "ailleurs", "references.yaml")
    assert [problem.code for problem in caught.value.problems] == ["R011"]


# ------------------------------------------------------------------ the words


def said(number: int, *, paper: bool = False) -> str:
    relecture = prepared("adresses", LINKED)
    parts = addresses.said(relecture.notes[number - 1], relecture, paper=paper)
    return "".join(part.text for part in parts).replace("\u00a0", " ")


def test_what_a_screen_says() -> None:
    day, copy = "le 3 mars 2026", "copie archivée du lien 2"
    assert [said(n) for n in range(1, 10)] == [
        "Lien vérifié le 3 mars 2026.",
        "Liens vérifiés le 3 mars 2026 ; copie archivée du lien 2.",
        "Lien vérifié le 3 mars 2026 ; copie archivée.",
        "Lien mort au 3 mars 2026 ; copie archivée.",
        "Lien injoignable le 1er mars 2026.",
        "",  # a site that refuses programs may answer people
        "Copie archivée.",
        f"Lien 1 vérifié {day} ; copie archivée du lien 1 ; lien 2 mort au 3 mars 2026 ; {copy}.",
        "",
    ]


def test_paper_speaks_of_what_is_lost_and_prints_where_a_copy_is() -> None:
    copy = "archive.example/web/20200514000000/https://bibliotheque.example/tanneurs/ceux-qui-ont-porte-les-cartons"
    assert [said(n, paper=True) for n in range(1, 10)] == [
        "",
        "",
        "",
        f"(lien mort au 3 mars 2026 ; copie archivée : {copy})",
        "(lien injoignable le 1er mars 2026)",
        "",
        "",
        f"(lien 2 mort au 3 mars 2026 ; copie archivée du lien 2 : {copy})",
        "",
    ]


def test_what_stands_nowhere_in_the_text_is_left_alone() -> None:
    relecture = prepared("adresses", LINKED)
    assert "https://ailleurs.example/un-autre-livre" not in {a.target for a in relecture.addresses}
    assert addresses.summary(relecture).replace("\u00a0", " ") == (
        "Vérifiés entre le 1er mars 2026 et le 3 mars 2026 ; en état : 2 sur 4."
    )


def test_a_text_in_another_language_says_it_in_its_own() -> None:
    link = m.Link("https://a.example/", (m.Text("there"),))
    note = m.Note("a", (m.Paragraph((link,)),), 1, 1)
    metadata = m.Metadata("Links", "de", DAY)
    known = (m.Address(link.target, m.Reach.DEAD, DAY, "https://b.example/"),)
    relecture = m.Relecture("links", metadata, notes=(note,), addresses=known)
    text = "".join(part.text for part in addresses.said(note, relecture, paper=False))
    assert text == "Link dead on 3\u00a0March\u00a02026; archived copy."
    assert addresses.summary(relecture) == "Checked on 3\u00a0March\u00a02026; in order: 0 of 1."


def test_the_frozen_relecture_says_nothing() -> None:
    relecture = prepared("solidarites-informelles")
    assert relecture.addresses == ()
    assert addresses.summary(relecture) == ""


def test_notes_in_the_margin_count_what_is_said(styles: Path) -> None:
    relecture = prepared("adresses", LINKED)
    silent = m.Relecture(**{**{f: getattr(relecture, f) for f in m.Relecture.__slots__}, "addresses": ()})
    faces = fonts.faces(Styles(styles).fonts)
    more, less = (sidenotes.estimate(r, faces).overrun for r in (relecture, silent))
    assert more > less
