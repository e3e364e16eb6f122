"""The canonical source says what the extraction of the original PDF says: every letter, in order.

Nothing of publier runs here: the Markdown is stripped by a few rules of this file's own, so that
the reader of the program and this proof cannot be wrong together.
"""

from __future__ import annotations

import csv
import functools
import re
import unicodedata
from typing import Any, NamedTuple

import pytest
from extraction import (
    DATA,
    EXTRACTION,
    FOLDER,
    KEPT,
    LINE_END,
    ROOT,
    corrected,
    difference,
    extracted,
    letters,
    rejoined,
)
from ruamel.yaml import YAML

SOURCE = (FOLDER / "relecture.md").read_text("utf-8")
SITE = "https://www.millenaire3.com/"

# Of the words cut at a line's end in the extraction, those that, in order, never had a hyphen.
JOINED = """
conceptions évolution implantation rénovation économique première intégration spécialement
acclimatation bénéficiaires position fondements explorées également économie permettent économie
populations formation arrière insertion accompagnement solidarité solidarités travailleurs régénérer
professionnelle physique individus comportements communautaires sentiment appartenance communauté
étouffante financières dépendantes apparenter travail production possible condition implication
conflictuelle habitants institutions radicales intéressées solidarités méconnaissent permettent
solidarités financières
"""

CERTAIN, PROBABLE, UNKNOWN = "certain", "probable", "inconnu"


def body(markdown: str) -> str:
    """The words of a relecture, calls written ``[5]``: without front matter, definitions and markup."""
    text = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    text = re.sub(r"(?m)^\[\^[^\]]+\]:.*$", "", text)
    text = re.sub(r"(?m)^:::.*$", "", text)
    text = re.sub(r"\[([^\]^]+)\]\{lang=[a-z]+\}", r"\1", text)
    return unicodedata.normalize("NFC", re.sub(r"\[\^(\d+)\]", r"[\1]", text))


def words(text: str) -> list[str]:
    """Words in order, hyphens inside them kept, note markers left out."""
    return re.findall(r"\w+(?:-\w+)*", re.sub(r"\[\d+\]", "", text))


def fenced(name: str) -> list[str]:
    """The blocks of one fenced division."""
    match = re.search(rf"(?ms)^::: {name}\n(.*?)\n:::$", SOURCE)
    assert match, name
    return match[1].split("\n\n")


class Definition(NamedTuple):
    """What a note of the source says: a key of the references (or none) and its status."""

    key: str
    status: str


def definition(text: str) -> Definition:
    if text == "[]{.inconnu}":
        return Definition("", UNKNOWN)
    match = re.fullmatch(r"\[@([a-z0-9-]+)\](\{\.probable\})?", text)
    assert match, text
    return Definition(match[1], PROBABLE if match[2] else CERTAIN)


def definitions() -> dict[int, Definition]:
    found = re.findall(r"(?m)^\[\^(\d+)\]: (.+)$", SOURCE)
    assert len(found) == len(dict(found))
    return {int(number): definition(text) for number, text in found}


def expected_notes() -> dict[int, tuple[str, str]]:
    """Path on the library's site and certainty of each note, as far as they are known."""
    with (DATA / "notes.tsv").open(encoding="utf-8", newline="") as table:
        rows = csv.DictReader(table, delimiter="\t")
        return {int(row["note"]): (row["path"], row["status"]) for row in rows}


@functools.cache
def references() -> dict[str, dict[str, Any]]:
    entries = YAML(typ="safe").load(ROOT / "source" / "references.yaml")["references"]
    assert len({entry["id"] for entry in entries}) == len(entries)
    return {entry["id"]: entry for entry in entries}


# ---------------------------------------------------------------- the text


def test_source_has_every_letter_and_call_of_the_extraction_in_order() -> None:
    assert difference(letters(body(SOURCE)), letters(rejoined(extracted()))) == ""


def test_source_has_every_word_of_the_extraction_whole_and_none_glued() -> None:
    assert words(body(SOURCE)) == words(rejoined(extracted()))


def test_every_line_end_hyphen_was_read() -> None:
    cut = LINE_END.findall(extracted())
    kept = [f"{left}-{right}" for left, right in cut if f"{left}-{right}" in KEPT]
    joined = [left + right for left, right in cut if f"{left}-{right}" not in KEPT]
    assert tuple(kept) == KEPT
    assert joined == JOINED.split()


@pytest.mark.parametrize(
    "word",
    ["peut-être", "savoir-faire", "auto-entrepreneur", "au-delà", "Au-delà", "bien-être", "allers-retours"],
)
def test_compound_words_keep_their_hyphen(word: str) -> None:
    assert word in words(body(SOURCE))


def test_source_is_plain_typing() -> None:
    assert unicodedata.is_normalized("NFC", SOURCE)
    assert not set(SOURCE) & set("\ufffd\u2009\u00a0\u202f\u00ad\t\r")
    assert "  " not in body(SOURCE)


def test_calls_run_from_1_to_27_and_touch_the_word_before() -> None:
    calls = re.findall(r"(.)\[\^(\d+)\](?!:)", SOURCE)
    assert [int(number) for _, number in calls] == list(range(1, 28))
    assert not [number for before, number in calls if before.isspace()]


def test_structure_is_that_of_the_original() -> None:
    preface = fenced("preface")
    heading, _, first = preface[0].partition("\n")
    assert not first
    assert heading == "## \\# COVID-19 / RELECTURE DE CORPUS : TOUS AUX ARCHIVES !"
    assert len(preface[1:]) == 6
    assert len(fenced("chapo")) == 4
    text = SOURCE.replace(heading, "")
    assert len(re.findall(r"(?m)^## ", text)) == 3
    assert len(re.findall(r"(?m)^### ", text)) == 7
    assert len(re.findall(r"(?m)^> « ", text)) == len(re.findall("(?m)^ ?«\\s\ufffd", EXTRACTION)) == 9


def test_abstract_only_has_words_of_the_text() -> None:
    front = YAML(typ="safe").load(SOURCE.split("---\n")[1])
    assert front["abstract"] in body(SOURCE)


# ---------------------------------------------------------------- the proof can fail


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("très inégalitaire", "inégalitaire"),
        ("Au contraire", "Au Contraire"),
        ("élaboré", "elaboré"),
        ("usagers[^9], ou la numérisation", "usagers, ou la[^9] numérisation"),
        ("Boino[^3]", "Boino[^4]"),
        ("surtout les « leaders »", ""),
        ("### Les solidarités communautaires\n", ""),
    ],
)
def test_a_changed_letter_word_or_call_is_caught(before: str, after: str) -> None:
    assert before in SOURCE
    sabotaged = body(SOURCE.replace(before, after))
    assert difference(letters(sabotaged), letters(rejoined(extracted()))) != ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("conceptions de", "concep-tions de"),
        ("non-violentes", "nonviolentes"),
        ("en couches", "encouches"),
    ],
)
def test_a_wrong_join_is_caught(before: str, after: str) -> None:
    assert before in SOURCE
    assert words(body(SOURCE.replace(before, after))) != words(rejoined(extracted()))


def test_a_correction_is_applied_once_and_must_fit() -> None:
    fix = {"place": "§ 11", "before": "l’évoquait les", "after": "l’évoquaient les", "reason": "accord"}
    text = "Comme l’évoquait les cahiers[1]"
    assert corrected(text, [fix]) == "Comme l’évoquaient les cahiers[1]"
    with pytest.raises(AssertionError, match="§ 11"):
        corrected("Rien ici.", [fix])


# ---------------------------------------------------------------- the references


def test_notes_have_the_resource_and_the_certainty_that_are_known() -> None:
    known = references()
    found = {
        number: (known[key]["URL"].removeprefix(SITE) if key else "", status)
        for number, (key, status) in definitions().items()
    }
    assert found == expected_notes()


def test_one_entry_a_resource() -> None:
    urls = [entry["URL"] for entry in references().values() if "URL" in entry]
    assert len(urls) == len(set(urls))


def test_addresses_are_those_the_original_links_to() -> None:
    cited = {references()[key]["URL"] for key, _ in definitions().values() if key}
    linked = set(re.findall(r"(?m)^https://www\.millenaire3\.com/.+$", EXTRACTION))
    assert cited == {url.strip() for url in linked}


def test_no_title_is_claimed_where_none_was_found() -> None:
    titled = {number for number, (key, _) in definitions().items() if key and "title" in references()[key]}
    assert titled == {5, 7, 11, 13, 18, 20, 24, 27}


def test_a_malformed_definition_is_caught() -> None:
    with pytest.raises(AssertionError):
        definition("[@landel-2012]{.certain}")
