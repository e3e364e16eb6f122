"""Front matter and library.yaml: what is made of them, and every problem at once."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publier import gate, metadata, model
from publier.forms import FrontForm, Library
from publier.model import At
from publier.problems import Problem, SourceError, catalogue, errors

TESTS = Path(__file__).parents[1]
LEAST = "title: Un essai\nlang: fr\nmodified: 2026-11-23\n"
NOWHERE = Library()
HOUSE = metadata.read_library(
    "name: Millénaire 3\npublisher: Métropole de Lyon\n"
    "base-url: https://a.example/relectures/\nrights: © M3\n",
    "library.yaml",
)


def read(
    lines: str = "", library: Library = NOWHERE, folder: Mapping[str, bytes] | None = None, least: str = LEAST
) -> tuple[model.Metadata, list[Problem]]:
    front, _ = metadata.split(f"---\n{least}{lines}\n---\n\nDu texte.\n", "relecture.md")
    return metadata.read_metadata(front, "essai", library, folder or {})


def brief(problems: list[Problem]) -> list[str]:
    assert all(p.message(lang) for p in problems for lang in ("fr", "en"))
    assert all(p.hint(lang) for p in problems for lang in ("fr", "en"))
    return [f"{p.code} {p.at.line}:{p.at.column}" for p in problems if p.at]


def faults(lines: str = "", least: str = LEAST) -> list[str]:
    return brief(read(lines, least=least)[1])


def known(lines: str = "", library: Library = NOWHERE) -> model.Metadata:
    about, problems = read(lines, library)
    assert problems == []
    return about


# ------------------------------------------------------------------ where it stands


def test_the_lines_of_the_front_matter_stay_blank() -> None:
    front, body = metadata.split(f"---\n{LEAST}---\n\n# Un\n---\ndeux\n", "f.md")
    assert body == "\n" * 6 + "# Un\n---\ndeux\n"
    assert front.document.value["title"] == "Un essai"


@pytest.mark.parametrize("text", ["\n\n---\na: b\n---\nc", "---  \na: b\n...\nc", "---\na: b\n---"])
def test_forms_of_the_rule(text: str) -> None:
    front, body = metadata.split(text, "f.md")
    assert front.document.value == {"a": "b"}
    assert front.document.problems == ()
    assert body.strip() in ("c", "")
    assert body.count("\n") == text.count("\n")


def test_no_front_matter_at_all() -> None:
    front, body = metadata.split("Texte.\n---\n", "f.md")
    assert body == "Texte.\n---\n"
    _, (problem,) = metadata.read_metadata(front, "essai", NOWHERE, {})
    assert problem.code == "M001"
    assert "title, lang, modified" in problem.message()


def test_an_open_front_matter_hides_the_text() -> None:
    front, body = metadata.split(f"---\n{LEAST}\nDu texte.\n", "f.md")
    assert body.strip() == ""
    assert brief(metadata.read_metadata(front, "essai", NOWHERE, {})[1]) == ["M002 1:1"]


def test_a_front_matter_that_is_no_front_matter_is_too_long() -> None:
    assert faults("abstract: " + "mot " * 25_000) == ["M015 1:1"]


# ------------------------------------------------------------------ what is made of it


def test_the_least() -> None:
    about = known()
    assert about == model.Metadata(
        title="Un essai", lang="fr", modified=datetime.date(2026, 11, 23), urn=about.urn
    )


def test_everything() -> None:
    cover = (TESTS / "badinput" / "img.png").read_bytes()
    about, problems = read(
        """\
title-supplied: true
subtitle: Vingt ans
series: {name: Essais, position: 2}
author:
  - Atelier
  - {name: Jeanne Vidal, orcid: https://orcid.org/0000-0002-1825-0097}
publisher: Les Amis
date: 2020~
version: 1.10
identifier:
  doi: https://doi.org/10.5555/1
  isbn: [978-2-07-036822-8, 207036822X]
  urn: urn:nbn:fr:essai
url: https://a.example/essai
keywords: [un, « deux : trois »]
abstract: |
  Un.

  Deux.
rights: © Amis
licence: CC-BY-4.0
cover: {image: c.png, alt: Une image}
accessibility: {summary: Tout est décrit., audited-by: Atelier, audited-on: 2026-11-20, standard: WCAG 2.2}
pdf: {profile: a4f-ua2}
handout: [par-12, 30]
""".replace("« deux : trois »", '"deux : trois"'),
        HOUSE,
        {"c.png": cover},
    )
    assert problems == []
    assert about == model.Metadata(
        title="Un essai",
        lang="fr",
        modified=datetime.date(2026, 11, 23),
        title_supplied=True,
        subtitle="Vingt ans",
        series=model.Series("Essais", "2"),
        authors=(model.Author("Atelier"), model.Author("Jeanne Vidal", "0000-0002-1825-0097")),
        publisher="Les Amis",
        library="Millénaire 3",
        date="2020~",
        version="1.10",
        urn="urn:nbn:fr:essai",
        identifiers=(
            ("doi", "10.5555/1"),
            ("isbn", "9782070368228"),
            ("isbn", "207036822X"),
            ("urn", "urn:nbn:fr:essai"),
        ),
        url="https://a.example/essai",
        keywords=("un", "deux : trois"),
        abstract="Un.\n\nDeux.",
        rights="© Amis",
        licence="CC-BY-4.0",
        cover=model.Cover(model.Image("c.png", "image/png", 8, 8, cover), "Une image"),
        accessibility=model.Accessibility("Tout est décrit.", "Atelier", "2026-11-20", "WCAG 2.2"),
        pdf_profile="a4f-ua2",
        handout=(model.Chosen("par-12"), model.Chosen("30")),
    )


def test_every_key_of_the_form_is_tried_above() -> None:
    tried = {
        "title",
        "lang",
        "modified",
        "title-supplied",
        "subtitle",
        "series",
        "author",
        "publisher",
        "date",
        "version",
        "identifier",
        "url",
        "keywords",
        "abstract",
        "rights",
        "licence",
        "cover",
        "accessibility",
        "pdf",
        "handout",
    }
    assert {field.alias for field in FrontForm.model_fields.values()} == tried


@pytest.mark.parametrize(
    "lines", ["author: Jeanne", "author: [Jeanne]", "author: {name: Jeanne}", "author:\n- Jeanne"]
)
def test_ways_to_write_an_author(lines: str) -> None:
    assert known(lines).authors == (model.Author("Jeanne"),)


def test_a_series_is_a_name_at_least() -> None:
    assert known("series: Essais").series == model.Series("Essais")


def test_the_library_fills_what_is_left_out() -> None:
    about = known(library=HOUSE)
    assert (about.publisher, about.library, about.rights) == ("Métropole de Lyon", "Millénaire 3", "© M3")
    assert about.url == "https://a.example/relectures/essai/"


def test_the_urn_is_that_of_publisher_and_slug_for_ever() -> None:
    assert known(library=HOUSE).urn == "urn:uuid:37fe52a9-cb28-543a-91db-7a29889a80ac"
    assert known().urn != known(library=HOUSE).urn
    assert known("title-supplied: true").urn == known().urn
    assert uuid.UUID(known().urn).version == 5


def test_empty_keys_are_not_said() -> None:
    assert known('subtitle:\nrights: ""\nseries: {name: Essais, position: }\nkeywords: []') == known(
        "series: Essais"
    )


def test_a_title_is_plain_text() -> None:
    title = "*A* & B <script>alert(1)</script> {{ 7*7 }} " + "très " * 1_000
    about = read(least=f"title: '{title}'\nlang: fr\nmodified: 2026-11-23\n")[0]
    assert about.title == title.strip()


def test_languages_get_their_capitals() -> None:
    assert read(least="title: x\nlang: FR-ca\nmodified: 2026-11-23\n")[0].lang == "fr-CA"
    assert read(least="title: x\nlang: no\nmodified: 2026-11-23\n")[0].lang == "no"


# ------------------------------------------------------------------ what is refused


def test_all_that_is_missing_is_told_at_once() -> None:
    _, (problem,) = read("subtitle: x", least="")
    assert problem.code == "M020"
    assert dict(problem.values)["keys"] == "title, lang, modified"
    assert faults(least="lang: fr\n") == ["M020 1:1"]


def test_all_problems_of_a_front_matter_come_together() -> None:
    assert faults(
        "titel: x\nsubtitle: x\nsubtitle: y\ndate: 2020-02-31\n"
        "author:\n  - name: J\n    orcid: 1\n  - {}\nurl: x",
        'title: ""\nlang: fr_FR\n',
    ) == [
        "M005 6:1",
        "M020 1:1",
        "M022 2:8",
        "M028 3:7",
        "M037 10:12",
        "M041 11:5",
        "M030 7:7",
        "M038 12:6",
        "M021 4:1",
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("subtitle: true", ["M023 5:11"]),
        ("subtitle: 1984", ["M023 5:11"]),
        ("subtitle: {a: b}", ["M023 5:11"]),
        ("title-supplied: 1", ["M024 5:17"]),
        ("title-supplied: yes", ["M024 5:17"]),
        ("keywords: un", ["M025 5:11"]),
        ("keywords: {a: b}", ["M025 5:11"]),
        ("keywords: [un, '']", ["M022 5:16"]),
        ("keywords: [un, [deux]]", ["M023 5:16"]),
        ("keywords: [1984]", ["M023 5:12"]),
        ("series: [Essais]", ["M026 5:9"]),
        ("cover: couverture.png", ["M026 5:8"]),
        ("identifier: 10.5555/1", ["M026 5:13"]),
        ("identifier: {issn: 1}", ["M021 5:14"]),
        ("identifier: {isbn: [978-2-07-036822-8, 12]}", ["M034 5:40"]),
        ("author: [1984]", ["M023 5:10"]),
        ("author: {orcid: 0000-0002-1825-0097}", ["M041 5:9"]),
        ("author: {name: }", ["M022 5:15"]),
        ("date: [2020]", ["M023 5:7"]),
        ("date: true", ["M023 5:7"]),
        ("accessibility: {audited-on: hier}", ["M032 5:29"]),
        ("accessibility: {audited-on: 2026-02-30}", ["M030 5:29"]),
        ("pdf: {profile: a3}", ["M039 5:16"]),
        ("pdf: {profile: [a3]}", ["M039 5:16"]),
        ("cover: {image: ../c.png, alt: x}", ["L021 5:16"]),
        ("cover: {image: c.png, alt: x}", ["L034 5:16"]),
        ("<<: {subtitle: x}", ["M021 5:1"]),
    ],
)
def test_wrong_values(lines: str, expected: list[str]) -> None:
    assert faults(lines) == expected


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("auteurs", "author"),
        ("Titre", "title"),
        ("mots-clés", "keywords"),
        ("licens", "licence"),
        ("langue", "lang"),
        ("titel", "title"),
        ("base-url", "url"),
        ("title_supplied", "title-supplied"),
        ("résumé", "abstract"),
    ],
)
def test_did_you_mean(key: str, meant: str) -> None:
    _, (problem,) = read(f"{key}: x")
    assert f"vouliez-vous dire « {meant} »" in problem.hint()


def test_a_long_value_is_shortened_in_the_message() -> None:
    _, (problem,) = read("url: " + "x" * 5_000)
    assert len(problem.message()) < 150


def test_braces_in_values_are_only_characters() -> None:
    _, (problem,) = read("url: '{0.__class__} {value}'")
    assert "{0.__class__} {value}" in problem.message()


def test_a_text_of_tomorrow_is_a_warning() -> None:
    about, problems = read("date: 2026-11-24")
    assert brief(problems) == ["M031 5:7"]
    assert errors(problems) == []
    assert about.date == "2026-11-24"
    assert faults("date: 2026-11-23") == []
    assert faults("date: 2027~") == ["M031 5:7"]
    assert faults("date: 2026") == []


def test_errors_leave_a_stand_in() -> None:
    about, problems = read("date: x")
    assert errors(problems)
    assert (about.title, about.lang) == ("essai", "fr")


# ------------------------------------------------------------------ library.yaml


def test_the_library() -> None:
    assert metadata.read_library("", "library.yaml") == NOWHERE
    assert HOUSE.base_url == "https://a.example/relectures/"
    assert HOUSE.lang == "fr"
    with pytest.raises(ValueError, match="frozen"):
        HOUSE.name = "x"  # type: ignore[misc]  # it is frozen: that is what is shown


@pytest.mark.parametrize("address", ["https://a.example/?page=", "https://a.example/#un"])
def test_a_base_address_with_a_query_is_refused(address: str) -> None:
    with pytest.raises(SourceError) as caught:
        metadata.read_library(f"base-url: {address}\n", "library.yaml")
    assert [(p.code, p.at) for p in caught.value.problems] == [("M052", At("library.yaml", 1, 11))]


def test_all_problems_of_a_library() -> None:
    with pytest.raises(SourceError) as caught:
        metadata.read_library("nom: x\nlang: de\nbase-url: a.example\nname: [x]\nname: y\n", "library.yaml")
    problems = list(caught.value.problems)
    assert sorted(brief(problems)) == ["M005 5:1", "M021 1:1", "M023 4:7", "M038 3:11", "M039 2:7"]
    assert {p.at.file for p in problems if p.at} == {"library.yaml"}


def test_a_broken_library() -> None:
    with pytest.raises(SourceError, match="M009"):
        metadata.read_library("name: [x", "library.yaml")


# ------------------------------------------------------------------ schema, catalogue, real files


def test_the_schema_is_data_and_speaks_french() -> None:
    schema = json.loads(json.dumps(metadata.json_schema()))
    assert schema["required"] == ["title", "lang", "modified"]
    assert schema["additionalProperties"] is False
    assert all(field["description"] for field in schema["properties"].values())
    assert schema["properties"]["modified"]["format"] == "date"
    assert schema["properties"]["title-supplied"]["type"] == "boolean"
    assert "$defs" in schema


def test_the_schema_takes_what_the_program_takes() -> None:
    """A number that nobody quoted, a name alone, one identifier or several."""
    known = metadata.json_schema()["properties"]
    for name in ("date", "version"):
        assert known[name]["type"] == ["string", "number"]
    name, whole = known["series"]["anyOf"]
    assert name == {"type": "string"}
    assert whole["properties"]["position"]["type"] == ["string", "number"]
    identifiers = metadata.json_schema()["$defs"]["IdentifierForm"]["properties"]
    assert all(kind["anyOf"][0]["type"] == ["string", "number"] for kind in identifiers.values())


def test_every_code_that_forms_raise_is_in_the_catalogue() -> None:
    source = "".join(
        (Path(metadata.__file__).parent / f"{name}.py").read_text() for name in ("forms", "metadata")
    )
    raised = {code for code in catalogue() if code.startswith("M") and f'"{code}"' in source}
    assert len(raised) > 20
    assert set(metadata._TYPES.values()) <= raised


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("m01-none.md", ["M001 1:1"]),
        ("m03-empty-title.md", ["M022 2:8"]),
        ("m04-date-bad.md", ["M030 4:7"]),
        ("m06-date-future.md", ["M031 4:7"]),
        ("m07-lang-bad.md", ["M028 3:7"]),
        ("m09-unknown-key.md", ["M021 3:1"]),
        ("m10-dup-key.md", ["M005 3:1"]),
        ("m12-yaml-bomb.md", ["M004 2:4", "M004 3:4", "M004 3:8", "M004 3:11", "M004 3:14", "E017 3:17"]),
        ("m13-yaml-type.md", ["M023 2:8", "M023 3:7", "M023 4:7"]),
        ("m15-long-title.md", []),
        ("m16-title-markup.md", []),
        ("e02-bom.md", []),
        ("e04-cr.md", []),
    ],
)
def test_bad_inputs(name: str, expected: list[str]) -> None:
    text, _ = gate.decode((TESTS / "badinput" / name).read_bytes(), name)
    head, rule, body = text.partition("\n---\n")
    front, _ = metadata.split(f"{head}\nmodified: 2026-11-23{rule}{body}" if rule else text, name)
    assert brief(metadata.read_metadata(front, "essai", NOWHERE, {})[1]) == expected


def test_the_fixture_that_uses_everything() -> None:
    folder = TESTS / "relectures" / "vocabulaire"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.*")}
    front, _ = metadata.split(gate.decode(files["relecture.md"], "f")[0], "f")
    about, problems = metadata.read_metadata(front, "vocabulaire", NOWHERE, files)
    assert problems == []
    assert about.cover
    assert about.cover.image.width == 800


# ------------------------------------------------------------------ whatever is written

_SCALARS = st.sampled_from(
    [
        "x",
        "fr",
        "2020-02-30",
        "2026-01-01",
        "true",
        "1.5",
        "~",
        '""',
        "[",
        "{",
        "&a",
        "*a",
        "!t",
        "'",
        '"\\u202e"',
        "|",
    ]
)
_KEYS = st.sampled_from(
    [str(field.alias) for field in FrontForm.model_fields.values()] + ["name", "alt", "- ", "?"]
)
_LINES = st.tuples(
    st.sampled_from(["", "  ", "    ", "- ", "\t"]), _KEYS, st.sampled_from([": ", ":", " "]), _SCALARS
)


@given(st.lists(_LINES.map("".join), max_size=12).map("\n".join))
def test_any_front_matter_gives_problems_with_places_or_metadata(lines: str) -> None:
    about, problems = read(lines, least="")
    assert all(problem.at for problem in problems)
    brief(problems)
    assert errors(problems) or about.title == str(about.title).strip()


@given(st.text(max_size=60))
def test_any_text_gives_problems_with_places_or_metadata(text: str) -> None:
    front, body = metadata.split(f"---\n{text}\n---\n", "f.md")
    brief(metadata.read_metadata(front, "essai", NOWHERE, {})[1])
    assert body.count("\n") == text.count("\n") + 3
