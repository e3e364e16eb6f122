"""Reading: places, anchors, what only a fault of pandoc can show, and the real text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from dump import dump
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publier import forms, model, pandoc, problems, reading, tree
from publier.reading.links import folded
from publier.reading.places import Places, code_point_column, first_position

ROOT = Path(__file__).parents[2]
FRONT = "---\ntitle: Un essai\nlang: fr\nmodified: 2026-01-02\n---\n"


def read(body: str, images: dict[str, bytes] | None = None) -> model.Relecture:
    source = reading.Source("essai", "relecture.md", (FRONT + body).encode(), images or {})
    return reading.read(source, forms.Library())[0]


def codes(data: bytes) -> list[str]:
    source = reading.Source("essai", "relecture.md", data, {})
    try:
        found = reading.read(source, forms.Library())[1]
    except problems.SourceError as error:
        found = list(error.problems)
    return [f"{p.code} {p.at.line}:{p.at.column}" for p in found if p.at]


def body_codes(body: str) -> list[str]:
    return codes((FRONT + body).encode())


def places(relecture: model.Relecture) -> list[tuple[str, str]]:
    """Return each inline with its place."""
    run = [node for run in tree.runs(relecture) for node in tree.walk_inlines(run)]
    return [(type(node).__name__, f"{node.at.line}:{node.at.column}") for node in run if node.at]


# ------------------------------------------------------------------ the real text


def test_the_real_relecture_reads_without_a_word() -> None:
    folder = ROOT / "tests" / "relectures" / "solidarites-informelles"
    source = reading.Source("s", "relecture.md", (folder / "relecture.md").read_bytes(), {})
    relecture, warnings = reading.read(source, forms.Library())
    assert warnings == []
    assert relecture.preface
    assert relecture.lead
    assert [section.number for section in relecture.sections] == [1, 2, 3]
    assert sum(len(section.sections) for section in relecture.sections) == 7
    assert [note.key for note in relecture.notes] == [str(n) for n in range(1, 28)]


def test_the_vocabulary_reads_without_a_word() -> None:
    folder = ROOT / "tests" / "relectures" / "vocabulaire"
    images = {f"images/{file.name}": file.read_bytes() for file in (folder / "images").iterdir()}
    source = reading.Source("v", "relecture.md", (folder / "relecture.md").read_bytes(), images)
    assert reading.read(source, forms.Library())[1] == []


def test_what_is_read_knows_where_it_was_written() -> None:
    folder = ROOT / "tests" / "relectures" / "solidarites-informelles"
    data = (folder / "relecture.md").read_bytes()
    relecture = reading.read(reading.Source("s", "relecture.md", data, {}), forms.Library())[0]
    lines = data.decode().split("\n")
    for run in tree.runs(relecture, notes=True):
        for node in tree.walk_inlines(run):
            assert node.at
            written = lines[node.at.line - 1][node.at.column - 1 :]
            if isinstance(node, model.Text):
                assert written.lstrip("\\").startswith(node.value[:1])
            if isinstance(node, model.NoteCall):
                assert written.startswith(f"[^{node.key}]")


# ------------------------------------------------------------------ places


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("mot[^9]", "6:4"),
        ("👩🏽‍🚀 mot[^9]", "6:9"),
        ("é🇫🇷 mot[^9]", "6:8"),
        ("q\u0304\u0301 mot[^9]", "6:8"),
        ("e\u0301te\u0301 mot[^9]", "6:10"),
        ("un\tmot[^9]", "6:7"),
        ("-\tun\tmot[^9]", "6:9"),
        (">\te\u0301\tmot[^9]", "6:9"),
        ("a\u200bb mot[^9]", "6:8"),
        ("| e\u0301 | mot[^9] |\n|---|---|\n| a | b |", "6:11"),
    ],
)
def test_places_are_code_points_of_the_file_as_it_was_written(body: str, expected: str) -> None:
    assert f"N002 {expected}" in body_codes(body)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("un\t*mot*", ("Emphasis", "6:4")),
        ("e\u0301\t*mot*", ("Emphasis", "6:4")),
        ("-\tun\t*mot*", ("Emphasis", "6:6")),
        ("👍🏽 *mot*", ("Emphasis", "6:4")),
        ("q\u0304 *mot*", ("Emphasis", "6:4")),
        ("ete\u0301 *mot*", ("Emphasis", "6:6")),
        ("a [@cle]", ("Citation", "6:3")),
        ("a [@cle]{.probable}", ("Citation", "6:3")),
        ("un\ndeux **mot**", ("Strong", "7:6")),
    ],
)
def test_nodes_are_placed_in_code_points(body: str, expected: tuple[str, str]) -> None:
    data = (FRONT + body).encode()
    relecture = reading.read(reading.Source("e", "f", data, {}), forms.Library())[0]
    assert expected in places(relecture)


def test_the_same_places_with_other_line_ends() -> None:
    unix = (FRONT + "\nUn mot[^9].\n").encode()
    assert codes(unix) == codes(unix.replace(b"\n", b"\r\n")) == codes(unix.replace(b"\n", b"\r"))
    assert codes(b"\xef\xbb\xbf" + unix) == codes(unix)


@given(st.text(alphabet="ab\t é", max_size=30))
def test_a_column_is_found_again_behind_tabs(line: str) -> None:
    column = 1
    for index, character in enumerate(line):
        assert code_point_column(line, column) == index + 1
        column += 4 - (column - 1) % 4 if character == "\t" else 1


@given(st.text(alphabet="ae\u0301q\u0304\u200bé👍", max_size=20), st.integers(1, 20))
def test_an_original_place_exists(line: str, column: int) -> None:
    from publier import gate

    table = Places.of(gate.clean(line), line.encode(), "f")
    at = table.original(model.At("f", 1, column))
    assert 1 <= at.column <= max(column, len(line) + 1)


@pytest.mark.parametrize("letters", ["ﬁ", "e\u0301", "é", "\u200b"])
def test_what_is_wrong_in_the_front_matter_has_its_place_in_the_file_as_it_was_written(letters: str) -> None:
    line = f'title: "{letters}" x'
    assert f"M007 2:{len(line)}" in codes(FRONT.replace("title: Un essai", line).encode())


def test_the_least_position_of_a_table() -> None:
    table = Places("f", ("",) * 40, ("",) * 40)
    assert table.at("24:1-25:1;23:1-26:1") == model.At("f", 23, 1)
    assert table.at("") is None


def test_no_position_inside_is_no_position() -> None:
    assert first_position([{"t": "Space"}, {"t": "Str", "c": "mot"}]) == ""


# ------------------------------------------------------------------ all problems at once


def test_all_steps_report_in_one_run() -> None:
    front = b"---\ntitle: Un essai\nlang: fr_FR\ncouleur: rouge\nmodified: 2026-01-02\n---\n"
    found = codes(front + b"\nUn[^9] <b>mot</b>.\n")
    assert {code[0] for code in found} == {"M", "N", "S"}
    assert found == sorted(found, key=lambda code: [int(n) for n in code.split()[1].split(":")])


def test_a_front_matter_that_never_ends_says_only_that() -> None:
    assert [code[:4] for code in codes(b"---\ntitle: Un essai\n\nUn paragraphe.\n")] == ["M002"]


def test_no_problem_is_told_twice() -> None:
    """A note called twice is read once; pandoc has two copies of it."""
    assert body_codes("Un[^1], deux[^1].\n\n[^1]: Un <b> et []{.rouge}.\n") == [
        "S001 8:10",
        "S006 8:17",
        "S039 8:17",
    ]


def test_warnings_are_returned() -> None:
    assert body_codes("## Une\n\n## Deux\n\nFin.\n") == ["S014 6:1"]


# ------------------------------------------------------------------ what pandoc alone could do


def test_a_construct_of_another_pandoc_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks: list[dict[str, Any]] = [
        {"t": "LineBlock", "c": []},
        {"t": "Para", "c": [{"t": "Quoted", "c": [{"t": "DoubleQuote"}, []]}]},
    ]
    monkeypatch.setattr(pandoc, "read", lambda _: blocks)
    with pytest.raises(problems.SourceError) as caught:
        read("Un mot.")
    assert [p.code for p in caught.value.problems] == ["S036", "S036"]
    assert {dict(p.values)["kind"] for p in caught.value.problems} == {"LineBlock", "Quoted"}


def test_a_limit_of_pandoc_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> list[dict[str, Any]]:
        raise pandoc.PandocError("more than 20 s")

    monkeypatch.setattr(pandoc, "read", fail)
    with pytest.raises(problems.SourceError) as caught:
        read("Un mot[^9].")
    assert [p.code for p in caught.value.problems] == ["S037", "N002"]
    assert "more than 20 s" in caught.value.problems[0].message()


def test_a_nested_call_that_the_scanner_misses_is_still_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pandoc leaves an empty word where a call stood in a note."""
    original = pandoc.read

    def emptied(text: str) -> list[dict[str, Any]]:
        ast = json.dumps(original(text)).replace('"c": "perdu"', '"c": ""')
        blocks: list[dict[str, Any]] = json.loads(ast)
        return blocks

    monkeypatch.setattr(pandoc, "read", emptied)
    with pytest.raises(problems.SourceError) as caught:
        read("Un mot[^1].\n\n[^1]: Une note\n    perdu.\n")
    assert [p.code for p in caught.value.problems] == ["N005"]


def test_circles_of_notes_end_at_once() -> None:
    body = "Un[^1].\n\n[^1]: Une[^2].\n\n[^2]: Deux[^3].\n\n[^3]: Trois[^1].\n"
    assert body_codes(body) == ["N005 8:10", "N005 10:11", "N005 12:12"]


# ------------------------------------------------------------------ sections, links, citations


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("## L’été", "lete"),
        ("## Œuvres & cœur", "oeuvres-coeur"),
        ("## Notes", "section-notes"),
        ("## Par 12", "section-par-12"),
        ("## Table 1", "section-table-1"),
        ("## Table ronde", "table-ronde"),
        ("## 2020", "section-2020"),
        ("## 日本", "section"),
        ("## Un {#préface}", "section-preface"),
        ("## Un {#A_b.c}", "a-b-c"),
        ("## *Un* `deux`[^1]", "un-deux"),
    ],
)
def test_anchors(heading: str, anchor: str) -> None:
    body = f"{heading}\n\nMot[^1].\n\n[^1]: Une note.\n"
    assert read(body).sections[0].id == anchor


def test_no_heading_takes_an_anchor_of_the_templates() -> None:
    templates = ROOT.joinpath("src", "publier", "templates").glob("*html.j2")
    pages = [path for path in templates if not path.name.startswith(("offline", "report", "site"))]
    anchors = {anchor for path in pages for anchor in re.findall(r' id="([a-z-]+)"', path.read_text("utf-8"))}
    assert {"couverture", "reperes", "t-notes"} <= anchors
    for anchor in anchors:
        assert read(f"## Un {{#{anchor}}}\n\nMot.\n").sections[0].id == f"section-{anchor}"


def test_anchors_differ() -> None:
    relecture = read("## Été\n\nUn.\n\n## Ete\n\nDeux.\n\n## Été\n\nTrois.\n\n## Été 1\n\nQuatre.\n")
    assert [section.id for section in relecture.sections] == ["ete", "ete-2", "ete-1", "ete-1-2"]


@pytest.mark.parametrize("target", ["lété", "l%C3%A9t%C3%A9", "lete"])
def test_links_find_their_heading(target: str) -> None:
    (paragraph,) = read(f"Voir [ceci](<#{target}>).\n\n## L’été\n\nFin.\n").blocks
    assert isinstance(paragraph, model.Paragraph)
    assert isinstance(paragraph.children[1], model.Link)
    assert paragraph.children[1].target == "#lete"


@given(st.text(max_size=40))
def test_folded_identifiers_are_ascii(text: str) -> None:
    assert all(character in "abcdefghijklmnopqrstuvwxyz0123456789-" for character in folded(text))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://a.example:99999/", "L002"),
        ("https://user:pass@a.example/", "L002"),
        ("https://[::1", "L002"),
        ("https://a..example/", "L002"),
        ("//a.example", "L005"),
        ("data:text/html,x", "L001"),
        ("JAVASCRIPT:x", "L001"),
        ("mailto:a@b", "L002"),
    ],
)
def test_addresses_refused(address: str, code: str) -> None:
    assert body_codes(f"Voir [ceci](<{address}>).") == [f"{code} 6:6"]


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("HTTPS://A.example/B?c=d#e", "https://a.example/B?c=d#e"),
        ("http://a.example:8080/é", "http://a.example:8080/%C3%A9"),
        ("https://a.example/%C3%A9(x)", "https://a.example/%C3%A9(x)"),
        ("mailto:a@b.example?subject=é", "mailto:a@b.example?subject=%C3%A9"),
        ("doi:10.1000/a<b>c", "https://doi.org/10.1000/a%3Cb%3Ec"),
    ],
)
def test_addresses_made_absolute_and_ascii(address: str, target: str) -> None:
    escaped = address.replace("<", "\\<").replace(">", "\\>")
    assert f"link target={target!r}" in dump(read(f"Voir [ceci](<{escaped}>)."))


@pytest.mark.parametrize(
    "text",
    [
        r"\[@cle]",
        r"[\@cle]",
        "`[@cle]`",
        "[écrire à contact@a.example]",
        "&#91;@cle]",
        "@cle",
    ],
)
def test_what_is_no_citation(text: str) -> None:
    assert "citation" not in dump(read(text))


@pytest.mark.parametrize(
    ("text", "key", "locator"),
    [
        ("[@cle]", "cle", ""),
        ("[@cle,p. 12]", "cle", "p. 12"),
        ("[@cle, p. 12, 14 et n. 3 ]", "cle", "p. 12, 14 et n. 3"),
        ("[@éditeur_2012-a:b.c]", "éditeur_2012-a:b.c", ""),
        ("[@cle,\np. 12]", "cle", "p. 12"),
    ],
)
def test_citations(text: str, key: str, locator: str) -> None:
    (paragraph,) = read(text).blocks
    assert isinstance(paragraph, model.Paragraph)
    assert paragraph.children == (model.Citation(key, locator),)


def test_letters_made_by_entities_are_checked() -> None:
    assert body_codes("Un&#x202E; mot&#0;.") == ["E006 6:3", "E009 6:15"]
    (paragraph,) = read("e&#x301;").blocks
    assert paragraph == model.Paragraph((model.Text("é"),))


# ------------------------------------------------------------------ any text

vocabulary = st.sampled_from(
    [
        *(
            "mot",
            " ",
            "\n",
            "\n\n",
            "    ",
            "\t",
            "é",
            "e\u0301",
            "👍🏽",
            "[",
            "]",
            "(",
            ")",
            "{",
            "}",
            "*",
            "**",
            "_",
            "`",
        ),
        *(
            "[^1]",
            "[^1]: ",
            "[^2]",
            "\n\n[^2]: Note.\n\n",
            "[@cle]",
            "[@cle, p. 1]{.probable}",
            "[]{.inconnu}",
        ),
        *(
            "## ",
            "\n\n## T\n\n",
            "### ",
            "> ",
            "- ",
            "1. ",
            "* * *",
            "\n: ",
            "|",
            "|---|",
            "\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        ),
        *(
            "\n::: chapo\n",
            "\n::: vers\n",
            "\n::: tableau\n",
            "\n::: exergue\n",
            "\n:::\n",
            "{.x}",
            "{#a}",
            "{lang=en}",
        ),
        *(
            "[a](#b)",
            "<https://a.example>",
            "![a](b.png)",
            "<b>",
            "~~",
            "^",
            "~",
            "\\",
            "&amp;",
            "&#0;",
            "[1]",
            "[1]: x",
        ),
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(vocabulary, max_size=25))
def test_any_text_is_read_or_refused_with_places(parts: list[str]) -> None:
    """Never a traceback; what is wrong has a place in the file."""
    text = FRONT + "\nUn paragraphe.\n\n" + "".join(parts)
    lines = text.split("\n")
    source = reading.Source("e", "f", text.encode(), {})
    try:
        relecture, found = reading.read(source, forms.Library())
    except problems.SourceError as error:
        found = list(error.problems)
        assert problems.errors(found)
    else:
        assert dump(relecture)
        assert not problems.errors(found)
    for problem in found:
        assert problem.at
        assert 1 <= problem.at.line <= len(lines)
        assert 1 <= problem.at.column <= len(lines[problem.at.line - 1]) + 1


# ------------------------------------------------------------------ what would vanish or mislead


def test_two_pictures_of_one_name_in_the_book() -> None:
    picture = (ROOT / "tests" / "badinput" / "img.png").read_bytes()
    body = '\nTexte.\n\n![](a/b.png){alt="Une vue"}\n\n![](A-b.png){alt="Une autre"}\n'
    with pytest.raises(problems.SourceError) as caught:
        read(body, {"a/b.png": picture, "A-b.png": picture})
    (problem,) = caught.value.problems
    assert problem.code == "L039"
    assert "« A-b.png » et « a/b.png »" in problem.message()
    read(body.replace("A-b", "A-c"), {"a/b.png": picture, "A-c.png": picture})


def test_what_an_entity_brings_in_has_not_passed_the_gate() -> None:
    picture = {"a.png": (ROOT / "tests" / "badinput" / "img.png").read_bytes()}
    text = read("\nUn m&#x200b;ot s&shy;ecret.\n")
    assert dump(text).count("Un mot secret.") == 1
    with pytest.raises(problems.SourceError) as caught:
        read('\nTexte.\n\n![](a.png){alt="Une &#x202e;vue"}\n', picture)
    assert [problem.code for problem in caught.value.problems] == ["E006"]


def test_a_text_of_notes_or_pictures_alone_is_none() -> None:
    assert body_codes("\n[^1]: Une note.\n") == ["N001 7:1", "S035 7:1"]
    picture = {"a.png": (ROOT / "tests" / "badinput" / "img.png").read_bytes()}
    with pytest.raises(problems.SourceError) as caught:
        read('\n![](a.png){alt="Une vue"}\n', picture)
    assert [problem.code for problem in caught.value.problems] == ["S035"]
