"""The scanner before pandoc: what it sees, and that nothing makes it stumble."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publier import scanning
from publier.masking import MASK, masked
from publier.scanning import scan


def codes(text: str) -> list[str]:
    return [f"{p.code} {p.at.line}:{p.at.column}" for p in scan(text, "f").problems if p.at]


def calls(text: str) -> list[str]:
    return [f"{call.key} {call.at.line}:{call.at.column}" for call in scan(text, "f").calls]


def definitions(text: str) -> list[tuple[str, int, int]]:
    return [(d.key, d.at.line, d.last) for d in scan(text, "f").definitions]


# ------------------------------------------------------------------ what is code or escaped


@pytest.mark.parametrize(
    "text",
    [
        "un `[^1]` mot",
        "un ``a ` [^1]`` mot",
        "un `code qui\ndure [^1]` mot",
        r"un \[^1] mot",
        r"un [^1\] mot",
        "```\n[^1]\n```",
        "~~~\n[^1]\n~~~~",
        "> ```\n> [^1]\n> ```",
        "```\n[^1]",
    ],
)
def test_no_call_in_code_or_escapes(text: str) -> None:
    assert calls(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("un ` seul [^1] mot", ["1 1:11"]),
        (r"un \`[^1]` mot", ["1 1:6"]),
        ("- un ` seul\n- [^1] et ` encore", ["1 2:3"]),
        ("| ` | [^1] |\n| ` | b |", ["1 1:7"]),
        ("un ` seul\n\n[^1] et ` encore", ["1 3:1"]),
        ("```\ncode\n```\n[^1]", ["1 4:1"]),
        (r"\\[^1]", ["1 1:3"]),
        ("`` ` `` [^1]", ["1 1:9"]),
    ],
)
def test_calls_outside_code(text: str, expected: list[str]) -> None:
    assert calls(text) == expected


def test_a_call_in_each_place() -> None:
    text = "## Un[^1]\n\n> deux[^2]\n\n- trois[^3]\n\n| a[^4] |\n|---|\n\n*cinq[^5]*\n"
    assert calls(text) == ["1 1:6", "2 3:7", "3 5:8", "4 7:4", "5 10:6"]


def test_columns_are_code_points() -> None:
    assert calls("👩🏽‍🚀 e\u0301q\u0304[^1]\t[^2]") == ["1 1:10", "2 1:15"]


# ------------------------------------------------------------------ definitions


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[^1]: Une note.", [("1", 1, 1)]),
        ("[^1]: Une note\nsur deux lignes.\n\nUn paragraphe.", [("1", 1, 2)]),
        ("[^1]: Une note.\n\n    Sa suite.\n\n    - une liste\n\nFin.", [("1", 1, 5)]),
        ("[^1]: Une note.\n- une liste", [("1", 1, 1)]),
        ("[^1]: Une.\n[^2]: Deux.", [("1", 1, 1), ("2", 2, 2)]),
        ("mot\n[^1]: Une note.", [("1", 2, 2)]),
        ("> [^1]: Une note\n> citée.\n>\n>     Sa suite.", [("1", 1, 4)]),
        ("::: preface\n[^1]: Une note.\n:::", [("1", 2, 2)]),
        ("- [^1]: Une note.", [("1", 1, 1)]),
        ("[^É]: Une note.", [("é", 1, 1)]),
        ("   [^1]:Une note.", [("1", 1, 1)]),
        ("- une liste\n\n    [^1]: Une note.", [("1", 3, 3)]),
        (r"\[^1]: rien", []),
    ],
)
def test_definitions(text: str, expected: list[tuple[str, int, int]]) -> None:
    assert definitions(text) == expected


def test_a_line_belongs_to_the_definition_above_it() -> None:
    found = scan("mot[^1][^2]\n\n[^1]: Une.\n\n    Suite.\n\n[^2]: Deux.", "f")
    keys = [(d.key if (d := found.definition(line)) else None) for line in range(1, 8)]
    assert keys == [None, None, "1", "1", "1", "1", "2"]


# ------------------------------------------------------------------ problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mot[^1]\n\n[^1]: Une.", []),
        ("mot[^b], mot[^a]\n\n[^a]: Une.\n\n[^b]: Deux.", []),
        ("mot[^1], mot[^9]\n\n[^1]: Une.\n\n[^9]: Neuf.", []),
        ("mot[^Amis], mot[^amis]\n\n[^AMIS]: Une.", []),
        ("mot[^1]\n\n[^1]:\n\n    Plus bas.", []),
        ("mot [1](https://a.example) et [2][x] et ![3](a.png)\n\n[x]: https://b.example", []),
        ("mot [1]\n\n[1]: https://a.example", []),
        ("[1]{.smallcaps} et [2024] et [1998]", []),
        ("mot[1]: suite", ["N009 1:4"]),
        ("mot[^1]\n\n[^1]\u00a0: Une.", ["N004 3:1"]),
        ("mot[^1]\n\n[^1]:   \n\nFin.", ["N007 3:1"]),
        ("mot[^1]\n\n[^1]: `code`", []),
        ("les villes\n[^1] : elles sont deux\n\n[^1]: Une note.", []),
        ("les villes\n[^1] : elles sont deux", ["N004 2:1"]),
        ("- mot[^1]\n\n    [^1]: Une note.", ["N017 3:5"]),
        ("mot[^1]\n\n[^1]: Une[^2].\n\nMot[^2]\n\n[^2]: Deux.", ["N005 3:10"]),
        ("mot[^1]\n\n[^1]: Une\n- liste[^2]\n\n[^2]: Deux.", []),
        ("mot[^x]", ["N002 1:4"]),
        ("mot[^1]\n\n[^1]: a\n\n[^1]: b\n\n[^1]: c", ["N003 5:1", "N003 7:1"]),
        ("mot[^a\tb]", ["N008 1:4"]),
        ("[un]: https://a.example", ["L006 1:1"]),
        ("voir [un]\n\n[Un]: https://a.example", []),
        ("un mot\n\n{.rouge}", ["S034 3:1"]),
        ("> un mot\n> { #a lang=en }", ["S034 2:3"]),
        ("{un mot}\n\n`{.rouge}`\n\n\\{.rouge}", []),
        ("[note]: ce n’est pas une adresse", []),
    ],
)
def test_problems(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_the_second_definition_says_where_the_first_is() -> None:
    (problem,) = scan("mot[^1]\n\n[^1]: a\n\n[^1]: b", "f").problems
    assert "ligne 3" in problem.message("fr")


def test_fences_are_those_outside_code() -> None:
    assert scan("::: vers\n`:::`\n:::\n\n```\n:::\n```\n\n> ::::", "f").fences == {1, 3, 9}


def test_nested_calls_are_known() -> None:
    found = scan("mot[^1]\n\n[^1]: Une[^2].\n\n[^2]: Deux[^1].", "f")
    assert [call.key for call in found.nested] == ["2", "1"]


# ------------------------------------------------------------------ properties

marks = st.text(alphabet="[^]1a:`~\\> -\n\t:é\u0301👍", max_size=80)


@given(marks)
def test_any_text_can_be_scanned(text: str) -> None:
    lines = text.split("\n")
    found = scan(text, "f")
    places = [p.at for p in found.calls] + [p.at for p in found.definitions]
    for at in places + [problem.at for problem in found.problems if problem.at]:
        assert lines[at.line - 1][at.column - 1] in "[{"


@given(marks)
def test_masking_keeps_every_place(text: str) -> None:
    lines = text.split("\n")
    hidden = masked(lines)
    assert [len(line) for line in hidden] == [len(line) for line in lines]
    assert all(m in (MASK, c) for a, b in zip(hidden, lines, strict=True) for m, c in zip(a, b, strict=True))


@given(st.text(alphabet="[^]1a:\n ", max_size=60))
def test_every_call_is_called_or_reported(text: str) -> None:
    """Nothing that looks like a call is passed over in silence."""
    found = scan(text, "f")
    known = {definition.key for definition in found.definitions}
    reported = {problem.at for problem in found.problems}
    labels = {dict(problem.values).get("key", "").casefold() for problem in found.problems}
    for call in found.calls:
        assert call.key in known or call.at in reported or scanning.normal(call.label) in labels


def test_two_thousand_notes_take_no_time() -> None:
    text = "\n\n".join([*(f"mot[^{n}]" for n in range(2000)), *(f"[^{n}]: Note." for n in range(2000))])
    assert scan(text, "f").problems == ()


CODE = {
    "a list": "- ```\n  x\n  ```",
    "a numbered list": "1. ~~~\n   x\n   ~~~",
    "a quotation": "> ```\n> x\n> ```",
    "a quotation that ends": "> ```\n> x",
    "a list that ends": "- ```\n  x",
    "a quotation in a list": "- > ```\n  > x\n  > ```",
    "a list in a list": "- - ```\n    x\n    ```",
    "a definition": "terme\n: ```\n  x\n  ```",
    "a note": "[^b]: ```\n    x\n    ```\n\nUn[^b].",
}


@pytest.mark.parametrize("name", CODE)
def test_code_ends_with_what_it_stands_in(name: str) -> None:
    """Else all that follows would be code to the scanner, and a circle of notes would reach pandoc."""
    text = f"{CODE[name]}\n\nUn[^a].\n\n[^a]: Une note[^a].\n"
    assert [problem.code for problem in scan(text, "f").problems] == ["N006"]


def test_a_list_in_code_is_code() -> None:
    assert scan("```\n- ```\n> [^a]\n[^a]: x\n```\n", "f").problems == ()
