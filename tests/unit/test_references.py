"""The list of resources, and what a note says when it cites one."""

from __future__ import annotations

import datetime
import re
import tomllib
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

from publier import forms, notes, pandoc, reading, references, tree
from publier import model as m
from publier.problems import Problem, SourceError
from publier.references import Entries, merge, read_entries, start

ROOT = Path(__file__).resolve().parents[1]
CITATION = m.Citation("a")
PROBABLE = m.Citation("a", certainty=m.Certainty.PROBABLE)
TABLE = tomllib.loads((ROOT / "data" / "references.toml").read_text(encoding="utf-8"))
URL = "https://www.millenaire3.com/page"
BOINO = TABLE["interview without title"]["entry"] + f"URL: {URL}\n"
PAGE = TABLE["web page without anything"]["entry"] + f"URL: {URL}\n"
ARTICLE = TABLE["article"]["entry"] + "DOI: https://doi.org/10.5555/12345\n"


@pytest.fixture(scope="module")
def csl() -> str:
    return (ROOT.parent / "styles" / "references.csl").read_text(encoding="utf-8")


def entries(**fields: str) -> Entries:
    """Return resources by key; each is the YAML of its fields."""
    bodies = (f"- id: {key}\n{indent(body.strip(), '  ')}\n" for key, body in fields.items())
    return read_entries("".join(bodies), "references.yaml")


def resolve(text: m.Relecture, known: Entries, csl: str) -> tuple[m.Relecture, list[Problem]]:
    """Return a relecture whose references are filled, and what is wrong with them."""
    return start(text, known, csl)(text)


def relecture(*notes: m.Block, lang: str = "fr") -> m.Relecture:
    metadata = m.Metadata(title="t", lang=lang, modified=datetime.date(2026, 1, 1))
    return m.Relecture("essai", metadata, notes=tuple(m.Note(str(n), (b,)) for n, b in enumerate(notes, 1)))


def paragraph(*parts: str | m.Inline) -> m.Paragraph:
    return m.Paragraph(tuple(m.Text(part) if isinstance(part, str) else part for part in parts))


def texts(done: m.Relecture) -> list[str]:
    """Return the words of notes, with plain spaces."""
    return [m.plain(run).replace("\u00a0", " ") for run in tree.runs(done, notes=True)]


def links(done: m.Relecture) -> list[tuple[str, str]]:
    found = (node for run in tree.runs(done, notes=True) for node in tree.walk_inlines(run))
    return [(m.plain(node.children), node.target) for node in found if isinstance(node, m.Link)]


def printed(csl: str, body: str, citation: m.Citation = CITATION, lang: str = "fr") -> m.Relecture:
    """Return a relecture whose one note is the citation of one resource."""
    done, problems = resolve(relecture(paragraph(citation), lang=lang), entries(a=body), csl)
    assert problems == []
    return done


# ------------------------------------------------------------------ what is printed

LANGUAGES = [(name, lang) for name, case in TABLE.items() for lang in ("fr", "en") if lang in case]


@pytest.mark.parametrize(("name", "lang"), LANGUAGES)
def test_a_resource_prints_and_its_right_words_are_the_link(csl: str, name: str, lang: str) -> None:
    case = TABLE[name]
    done = printed(csl, case["entry"] + f"URL: {URL}", lang=lang)
    assert texts(done) == [case[lang]]
    [(words, target)] = links(done)
    assert target == URL
    if lang == "fr":
        assert words == case["link"]
    assert links(printed(csl, case["entry"])) == []


def test_another_language_gets_english_words(csl: str) -> None:
    assert texts(printed(csl, BOINO, PROBABLE, "de"))[0].endswith("(source to be confirmed).")


@pytest.mark.parametrize(
    ("locator", "end"),
    [
        ("p. 12", "2013, p. 12."),
        ("12", "2013, p. 12."),
        ("12-14, 20", "2013, p. 12-14, 20."),
        ("§ 2", "2013, § 2."),
    ],
)
def test_a_locator_comes_last_as_it_was_written(csl: str, locator: str, end: str) -> None:
    assert texts(printed(csl, BOINO, m.Citation("a", locator)))[0].endswith(end)


def test_certainty_stands_before_the_period(csl: str) -> None:
    done = printed(csl, BOINO, m.Citation("a", "p. 4", m.Certainty.PROBABLE))
    assert texts(done) == ["Entretien avec Paul Boino, Millénaire 3, 2013, p. 4 (source à confirmer)."]


def test_a_cited_page_takes_the_place_of_the_pages_of_the_article(csl: str) -> None:
    assert "45-61" in texts(printed(csl, ARTICLE))[0]
    assert "45-61" not in texts(printed(csl, ARTICLE, m.Citation("a", "p. 47")))[0]


def test_the_link_is_the_address_or_the_doi(csl: str) -> None:
    assert links(printed(csl, BOINO)) == [("Entretien avec Paul Boino", URL)]
    assert links(printed(csl, ARTICLE)) == [("Un article", "https://doi.org/10.5555/12345")]


def test_a_style_that_underlines_nothing_links_the_whole(csl: str) -> None:
    done = printed(csl.replace('text-decoration="underline"', ""), BOINO)
    assert [words for words, _ in links(done)] == ["entretien avec Paul Boino, Millénaire 3, 2013"]


def test_an_address_is_given_in_ascii(csl: str) -> None:
    body = "type: webpage\ntitle: Un\nURL: https://fr.wikipedia.org/wiki/Métropole_(ville)"
    assert links(printed(csl, body))[0][1] == "https://fr.wikipedia.org/wiki/M%C3%A9tropole_(ville)"


def test_a_title_in_another_language_is_marked(csl: str) -> None:
    body = "type: book\ntitle: The city\nlanguage: en-GB"
    [paragraph_] = printed(csl, body).notes[0].blocks
    assert m.Foreign("en-GB", (m.Emphasis((m.Text("The city"),)),)) in list(_inlines(paragraph_))
    [paragraph_] = printed(csl, body, lang="en").notes[0].blocks
    assert not [node for node in _inlines(paragraph_) if isinstance(node, m.Foreign)]


def _inlines(block: m.Block) -> list[m.Inline]:
    return [node for run in tree.block_runs((block,)) for node in tree.walk_inlines(run)]


HOSTILE = (
    """*x* <script>alert(1)</script> <i>y</i> "roms" 'z' l'eau -- a_b_ [l](u) &amp; $a$ `c` @k ^s^ \\n"""
)


def test_strings_are_plain_text(csl: str) -> None:
    title = "'" + HOSTILE.replace("'", "''") + "'"
    done = printed(csl, f"type: book\ntitle: {title}\nauthor: [{{literal: '*Du* <b>c</b>'}}]")
    assert texts(done) == [f"*Du* <b>c</b>, {HOSTILE}."]
    assert texts(printed(csl, f"type: report\ngenre: {title}")) == [f"{HOSTILE}."]


def test_an_unknown_source_says_so(csl: str) -> None:
    for lang, words in {
        "fr": "Source non identifiée dans le document d’origine.",
        "en": "Source not identified in the original document.",
    }.items():
        done, problems = resolve(relecture(paragraph(m.Unidentified()), lang=lang), {}, csl)
        assert (texts(done), problems) == ([words], [])


BOTH = {"a": BOINO, "b": PAGE}


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("Voir ", "@a", ", puis ", "@b", "."), "Voir {a}, puis {b}."),
        (("Voir ", "@a", ", puis ", "@b"), "Voir {a}, puis {b}."),
        (("Cf. ", "@a"), "Cf. {a}."),
        (("Un livre. ", "@a", " "), "Un livre. {A}. "),
        (("@a", " ", "@b"), "{A}. {B}."),
        (("@a", " ; ", "@b"), "{A} ; {b}."),
        (("(", "@a", ")"), "({A})"),
        (("@a", m.LineBreak(), m.Strong((m.Text("@ "),)), "@b"), "{A} @ {b}."),
        (("@a", " qui en parle"), "{A} qui en parle"),
    ],
)
def test_a_reference_keeps_to_its_sentence(csl: str, parts: tuple[str | m.Inline, ...], text: str) -> None:
    nodes = [m.Citation(part[1:]) if isinstance(part, str) and part[0] == "@" else part for part in parts]
    done, _ = resolve(relecture(paragraph(*nodes)), entries(**BOTH), csl)
    names = {"a": "entretien avec Paul Boino, Millénaire 3, 2013", "b": "ressource en ligne, Millénaire 3"}
    names |= {key.upper(): name[0].upper() + name[1:] for key, name in names.items()}
    assert texts(done) == [text.format(**names)]


def test_a_citation_in_emphasis_ends_its_paragraph_too(csl: str) -> None:
    done, _ = resolve(relecture(paragraph("Voir ", m.Emphasis((m.Citation("b"),)))), entries(**BOTH), csl)
    assert texts(done) == ["Voir ressource en ligne, Millénaire 3."]


def test_words_stand_where_their_citation_was_written(csl: str) -> None:
    at = m.At("relecture.md", 7, 9)
    [block] = printed(csl, BOINO, m.Citation("a", at=at)).notes[0].blocks
    assert {node.at for node in _inlines(block)} == {at}


def test_one_call_of_pandoc_for_all_and_none_for_none(csl: str, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    run = pandoc._run

    def spy(arguments: list[str], text: str) -> dict[str, Any]:
        calls.append(text)
        return run(arguments, text)

    monkeypatch.setattr(pandoc, "_run", spy)
    cited = [paragraph(m.Citation(key)) for key in ("a", "b", "a")]
    done, _ = resolve(relecture(*cited), entries(**BOTH), csl)
    assert len(calls) == 1
    assert texts(done)[0] == texts(done)[2]
    resolve(relecture(paragraph("Rien.")), entries(**BOTH), csl)
    assert len(calls) == 1


def test_an_unknown_key_has_its_place_and_the_others_are_filled(csl: str) -> None:
    at = m.At("relecture.md", 3, 7)
    notes = relecture(paragraph(m.Citation("boin", at=at)), paragraph(m.Citation("boino")))
    done, problems = resolve(notes, entries(boino=BOINO), csl)
    assert problems == [Problem("R001", at, key="boin", near="boino")]
    assert texts(done) == ["", "Entretien avec Paul Boino, Millénaire 3, 2013."]
    _, problems = resolve(notes, {}, csl)
    assert [problem.code for problem in problems] == ["R002", "R002"]


def test_what_is_filled_may_have_been_typeset_meanwhile(csl: str) -> None:
    text = relecture(paragraph("Voir ", m.Citation("a")), paragraph("Voir !"))
    typed = relecture(paragraph("Voir ", m.Citation("a")), paragraph("Voir\u202f!"))
    done, _ = start(text, entries(a=BOINO), csl)(typed)
    assert texts(done) == ["Voir entretien avec Paul Boino, Millénaire 3, 2013.", "Voir\u202f!"]
    assert [references.refers(run) for run in tree.runs(done, notes=True)] == [True, False]


def test_a_style_that_pandoc_refuses_is_a_problem(csl: str) -> None:
    _, problems = resolve(relecture(paragraph(m.Citation("a"))), entries(a=BOINO), csl[:300])
    assert [problem.code for problem in problems] == ["R016"]


# ------------------------------------------------------------------ the list


def test_the_libraries_own_lists_are_read() -> None:
    for file in (ROOT.parent / "source" / "references.yaml", ROOT / "relectures" / "references.yaml"):
        found = read_entries(file.read_text(encoding="utf-8"), file.name)
        assert found["landel-2012"].item["issued"] == {"date-parts": [[2012, 12, 6]]}


@pytest.mark.parametrize(
    "text",
    [
        "references:\n- id: a\n  type: book\n  volume: 1.10\n",
        "---\nreferences:\n  - {id: a, type: book, volume: 1.10}\n...\n",
        "# une liste nue\n- id: a\n  type: book\n  volume: '1.10'\n",
        '[\n\t{"id": "a", "type": "book", "volume": "1.10", "custom": {"x": 1}, "title": null}\n]\n',
        '{"references": [{"id": "a", "type": "book", "volume": "1.10"}]}',
    ],
)
def test_yaml_and_csl_json_say_the_same(text: str) -> None:
    assert read_entries(text, "f")["a"].item == {"type": "book", "volume": "1.10"}


def test_an_empty_list_is_a_list() -> None:
    assert read_entries("references:\n", "f") == read_entries("references: []\n", "f") == {}


@pytest.mark.parametrize("blank", ["''", "'  '", '"\\u00a0"', '"\\u202f \\t"'])
def test_a_field_of_blanks_says_nothing(blank: str) -> None:
    assert entries(a=f"type: book\ntitle: {blank}")["a"].item == {"type": "book"}


def test_an_entry_knows_its_place() -> None:
    assert entries(a=BOINO, b=PAGE)["b"].at == m.At("references.yaml", 7, 3)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2012", {"date-parts": [[2012]]}),
        ("2012-12", {"date-parts": [[2012, 12]]}),
        ("2012-12-06", {"date-parts": [[2012, 12, 6]]}),
        ("'2020~'", {"date-parts": [[2020]], "circa": True}),
        ("2020-05?", {"date-parts": [[2020, 5]], "circa": True}),
        ("2012/2014-02", {"date-parts": [[2012], [2014, 2]]}),
        ("{date-parts: [[2012, 12, 6]]}", {"date-parts": [[2012, 12, 6]]}),
        ("{date-parts: [['2012', '02']], circa: true}", {"date-parts": [[2012, 2]], "circa": True}),
        ("{date-parts: [[2012]], circa: false}", {"date-parts": [[2012]]}),
        ("{year: 2012, month: 2, circa: 1}", {"date-parts": [[2012, 2]], "circa": True}),
        ("[{year: 2012, month: 2, day: 29}]", {"date-parts": [[2012, 2, 29]]}),
        ("[{year: 2012}, {year: 2013}]", {"date-parts": [[2012], [2013]]}),
    ],
)
def test_dates(written: str, date: dict[str, Any]) -> None:
    assert entries(a=f"type: book\nissued: {written}\n")["a"].item["issued"] == date


@pytest.mark.parametrize(
    "written",
    [
        "hier", "2011-02-29", "2012-13", "06/12/2012", "2012/2013/2014", "{year: 2012, day: 3}",
        "{month: 2}", "{year: [2012]}",
        "{date-parts: [[2012, 13]]}", "{date-parts: []}", "{date-parts: [[]]}", "{date-parts: [2012]}",
        "{date-parts: [[2012, 1, 1, 1]]}", "{date-parts: [[{a: 1}]]}", "{raw: '2012'}", "[2012]",
        "[]", "true",
    ],
)  # fmt: skip
def test_impossible_dates(written: str) -> None:
    with pytest.raises(SourceError) as caught:
        entries(a=f"type: book\nissued: {written}\n")
    assert [problem.code for problem in caught.value.problems] == ["R010"]


def test_a_folder_adds_its_own_list() -> None:
    merged = merge(entries(a=BOINO), entries(b=PAGE))
    assert sorted(merged) == ["a", "b"]
    with pytest.raises(SourceError) as caught:
        merge(entries(a=BOINO), entries(b=PAGE, a=PAGE))
    assert [(p.code, str(p.at)) for p in caught.value.problems] == [("R014", "references.yaml:5:3")]


def test_a_list_that_is_no_yaml_says_where() -> None:
    with pytest.raises(SourceError) as caught:
        read_entries('[{"id": "a", "type": "book"', "f")
    assert [problem.code for problem in caught.value.problems] == ["M009"]


@pytest.mark.parametrize(("case", "known"), [("R001-unknown-key", {"boino": BOINO}), ("R002-empty-list", {})])
def test_cases_of_citations(csl: str, case: str, known: dict[str, str]) -> None:
    expected, text = (ROOT / "cases" / f"{case}.md").read_text(encoding="utf-8").split("%%%\n")
    source = reading.Source("essai", "relecture.md", text.encode(), {})
    read, _ = reading.read(source, forms.Library())
    _, problems = resolve(notes.number(read), entries(**known) if known else {}, csl)
    assert [f"{p.code} {p.at.line}:{p.at.column}" for p in problems if p.at] == expected.splitlines()


CASES = sorted((ROOT / "cases").glob("R*.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_cases_of_lists(case: Path) -> None:
    expected, text = case.read_text(encoding="utf-8").split("%%%\n")
    with pytest.raises(SourceError) as caught:
        read_entries(text, case.name)
    found = [f"{p.code} {p.at.line}:{p.at.column}" for p in caught.value.problems if p.at]
    assert found == expected.splitlines()
    for problem in caught.value.problems:
        for lang in ("fr", "en"):
            assert not re.search(r"[{}]", problem.message(lang) + problem.hint(lang))


def test_every_problem_of_a_list_has_a_case() -> None:
    assert {case.stem[:4] for case in CASES} >= {f"R{number:03}" for number in range(3, 16)}
