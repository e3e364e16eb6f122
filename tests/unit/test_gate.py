"""The gate on bytes: what is refused, what is put right, what is let through untouched."""

from __future__ import annotations

import ast
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publier import gate
from publier.gate import limits
from publier.problems import Problem, SourceError, errors

TESTS = Path(__file__).parents[1]


def found(data: bytes) -> list[Problem]:
    try:
        return gate.decode(data, "relecture.md")[1]
    except SourceError as error:
        return list(error.problems)


def brief(data: bytes) -> list[str]:
    return [f"{p.code} {p.at.line}:{p.at.column}" for p in found(data) if p.at]


def decoded(data: bytes) -> str:
    return gate.decode(data, "relecture.md")[0]


# ------------------------------------------------------------------ the file as a whole


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n\t\n"])
def test_nothing_in_the_file(data: bytes) -> None:
    assert brief(data) == ["E001 1:1"]


def test_a_file_over_the_limit_is_refused_at_once() -> None:
    assert brief(b"a" * (gate.MAX_BYTES + 1)) == ["E002 1:1"]
    assert brief((b"a" * 49_999 + b"\n") * (gate.MAX_BYTES // 50_000)) == []


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04", "docx"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0", "doc"),
        (b"{\\rtf1", "RTF"),
        (b"\x89PNG\r\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
    ],
)
def test_a_document_that_is_no_text(data: bytes, kind: str) -> None:
    (problem,) = found(data)
    assert problem.code == "E003"
    assert kind in problem.message()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_named_once(encoding: str) -> None:
    (problem,) = found("Le métro à Lyon.\n".encode(encoding))
    assert problem.code == "E004"
    assert encoding[:6].upper() in problem.message()


@pytest.mark.parametrize(
    ("encoding", "guess"), [("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman"), ("cp850", "DOS")]
)
def test_other_encodings_are_guessed(encoding: str, guess: str) -> None:
    (problem,) = found("Une ligne.\nDéjà l’été à Lyon : c’est élégant.\n".replace("’", "'").encode(encoding))
    assert problem.code == "E004"
    assert (problem.at and (problem.at.line, problem.at.column)) == (2, 2)
    assert dict(problem.values)["offset"] == "12"
    assert guess in problem.message()


def test_a_bad_byte_after_an_encoded_surrogate_has_its_own_place() -> None:
    data = b"a\xed\xa0\x80b\xffc\n"
    assert brief(data) == ["E004 1:4", "E008 1:2"]
    assert dict(found(data)[0].values)["offset"] == "5"


def test_a_cut_letter_at_the_end_of_the_file() -> None:
    assert brief("été".encode()[:-1]) == ["E004 1:3"]


# ------------------------------------------------------------------ what is put right


@pytest.mark.parametrize("data", [b"a\nb\n", b"a\r\nb\r\n", b"a\rb\r", b"\xef\xbb\xbfa\nb\n", b"a\r\nb\r"])
def test_line_ends_and_byte_order_mark(data: bytes) -> None:
    assert gate.decode(data, "f") == ("a\nb\n", [])


def test_letters_are_composed_and_said_once_with_a_count() -> None:
    data = "ok\nme\u0301tro\na\u0300\n".encode()
    assert decoded(data) == "ok\nmétro\nà\n"
    assert brief(data) == ["E010 2:2", "E017 3:1"]
    assert errors(found(data)) == []


@pytest.mark.parametrize("character", "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u061c\u3164\U000e0041")
def test_what_cannot_be_seen_is_taken_out(character: str) -> None:
    data = f"mot{character}s\n".encode()
    assert decoded(data) == "mots\n"
    assert brief(data) == ["E011 1:4"]


@pytest.mark.parametrize(
    "text",
    [
        "\u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645",  # Persian needs ZWNJ
        "\u0915\u094d\u200d\u0937",  # Hindi needs ZWJ
        "\U0001f469\U0001f3fd\u200d\U0001f680",  # an emoji of three
        "\u2764\ufe0f\u200d\U0001f525",
        "\u05e9\u05dc\u05d5\u05dd\u200e!",  # a mark beside Hebrew
        "\U0001f3f4\U000e0067\U000e0062\U000e007f",  # the flag of a country
        "L’été, « l’œuvre » : 25 °C\u202f; 1\u202f000\u00a0€ — n\u1d52 3…",
    ],
)
def test_what_a_script_needs_stays(text: str) -> None:
    assert gate.decode(text.encode(), "f") == (text, [])


# ------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("character", "code"),
    [
        *((c, "E005") for c in "\0\x01\x08\x0b\x0c\x1b\x7f\x80\x85\x92\x9f\u2028\u2029"),
        *((c, "E006") for c in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"),
        *((c, "E007") for c in "\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff"),
        *((c, "E008") for c in "\ud800\udbff\udc00\udfff"),
        *((c, "E009") for c in "\ufff9\ufffc\ufffd"),
    ],
)
def test_refused_characters(character: str, code: str) -> None:
    data = f"Un\nmot {character} seul\n".encode("utf-8", "surrogatepass")
    (problem,) = found(data)
    assert (problem.code, problem.at and (problem.at.line, problem.at.column)) == (code, (2, 5))
    assert f"U+{ord(character):04X}" in problem.message()


def test_tabs_are_let_through() -> None:
    assert decoded(b"a\tb\n") == "a\tb\n"


def test_columns_are_those_of_the_file_as_it_was_written() -> None:
    data = "e\u0301\u200b\x07\n".encode()
    assert brief(data) == ["E005 1:4", "E011 1:3", "E010 1:1"]


def test_many_of_one_fault_are_shown_and_counted() -> None:
    problems = found(b"a\x07\n" * 100 + b"b\x08\n")
    assert [p.code for p in problems] == ["E005"] * gate.SHOWN + ["E017"]
    assert problems[-1].message().startswith("et 96 fois")


# ------------------------------------------------------------------ limits


def deep_list(levels: int) -> bytes:
    return "".join(f"{'  ' * n}- a\n" for n in range(levels)).encode()


TOO_MUCH: dict[str, tuple[bytes, str, tuple[int, int]]] = {
    "a line": (b"x\n" + b"a" * (limits.MAX_LINE + 1), "E012", (2, limits.MAX_LINE + 1)),
    "quotations": (b">" * 10_000 + b" a", "E013", (1, 1)),
    "quotations with blanks": (b"> " * 10_000 + b" a", "E013", (1, 1)),
    "lists on a line": (b"- " * 10_000 + b" a", "E013", (1, 1)),
    "numbers on a line": (b"1. " * 11 + b" a", "E013", (1, 1)),
    "quotations and lists": (b"> - " * 6 + b" a", "E013", (1, 1)),
    "notes in notes": (b"[^a]: " * 11 + b" a", "E013", (1, 1)),
    "definitions": (b"a\n\n" + b": " * 11 + b" a", "E013", (3, 1)),
    "lists below one another": (deep_list(500), "E014", (22, 43)),
    "brackets": (b"[" * 20_000, "E015", (1, 101)),
    "brackets line by line": (b"a [b\n" * 101, "E015", (101, 3)),
    "stars": (b"*a " * 10_000, "E016", (1, 3_001)),
    "stars that close": (b"a**b" + b"c* " * 10_000, "E016", (1, 3_003)),
    "superscripts": (b"a^b " * 10_000, "E016", (1, 4_002)),
    "subscripts": (b"a~b " * 10_000, "E016", (1, 4_002)),
    "links": (b"[r] " * 10_000, "E016", (1, 4_001)),
    "divisions": (b"::: a\n" * 11, "E018", (11, 1)),
}
ENOUGH = {
    "quotations": b"> " * limits.MAX_DEPTH + b"a",
    "a pause of stars": b"* * * * * * * * * * * * * *\n",  # not fourteen lists
    "a pause of dashes": b"- - - - - - - - - - - - - -\n",
    "a quoted pause": b"> * * * * * * * * * * * * *\n",
    "lists": deep_list(limits.MAX_INDENT // 2),
    "escaped brackets": b"\\[" * 200,
    "links": b"[a](b) " * 900,
    "a bibliography in one list": b"- *a*\n" * 2_000,
    "a long table": b"| *a* | [b] |\n" * 1_000,
    "paragraphs": b"*a* *b*\n\n" * 1_000,
    "divisions": b"::: a\nb\n:::\n" * 100,
}
HOSTILE = {
    "bad bytes": b"\xff" * 500_000,
    "controls": b"\x07" * 500_000,
    "brackets": b"[\n" * 250_000,
    "blanks": b" " * 1_999_999 + b"a",
    "blanks in lines": (b" " * 49_999 + b"\n") * 40,
    "lists": b"- " * 24_000 + b"a\n",
    "joined letters": ("e" + "\u0301" * 40_000).encode(),
}


@pytest.mark.parametrize("kind", TOO_MUCH)
def test_limits(kind: str) -> None:
    data, code, place = TOO_MUCH[kind]
    first = next(p for p in found(data) if p.code == code)
    assert first.at
    assert (first.at.line, first.at.column) == place


@pytest.mark.parametrize("kind", ENOUGH)
def test_what_people_write_is_within_the_limits(kind: str) -> None:
    assert found(ENOUGH[kind]) == []


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_are_answered_soon(kind: str) -> None:
    start = time.process_time()
    found(HOSTILE[kind])
    assert time.process_time() - start < 4  # 500 kB, a quarter of what is let in


# ------------------------------------------------------------------ whatever is written

_ODD = st.text(
    st.sampled_from(
        "aé e\u0301\u0915\u200d\u200b\ufe0f\u200e\u05e9\u061c\U000e0061\U0001f3f4\x07\ufffe\ud800\r\n>[*-\t"
    )
)


@given(st.binary(max_size=80) | _ODD.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_problems_with_places_or_clean_text(data: bytes) -> None:
    problems = found(data)
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    assert all(
        p.at and p.at.line <= len(lines) and p.at.column <= len(lines[p.at.line - 1]) + 1 for p in problems
    )
    if not errors(problems):
        assert gate.decode(decoded(data).encode(), "f") == (decoded(data), [])


# ------------------------------------------------------------------ hostile inputs, kept as they are


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("e01-latin1.md", ["E004 2:16"]),
        ("e02-bom.md", []),
        ("e04-cr.md", []),
        ("e05-fffd.md", ["E009 8:9"]),
        ("e07-control.md", ["E005 8:2", "E005 8:4", "E005 8:6", "E005 8:8", "E005 8:10"]),
        ("e08-zerowidth.md", ["E011 8:2", "E011 8:4", "E011 8:6", "E011 8:8", "E011 8:10"]),
        ("e10-nfd.md", ["E010 8:2"]),
        ("e11-surrogate.md", ["E008 8:3"]),
        ("e13-noncharacter.md", ["E007 8:2", "E007 8:5", "E007 8:8"]),
        ("s02-zero.md", ["E001 1:1"]),
    ],
)
def test_bad_inputs(name: str, expected: list[str]) -> None:
    assert brief((TESTS / "badinput" / name).read_bytes()) == expected


@pytest.mark.parametrize("path", sorted((TESTS / "cases").glob("E*")), ids=lambda path: path.name)
def test_cases(path: Path) -> None:
    expected, _, source = path.read_bytes().decode().partition("%%%\n")
    data = ast.literal_eval(source) if path.suffix == ".bytes" else source.encode()
    problems = found(data)
    wanted = [re.split(" ", line, maxsplit=2) for line in expected.splitlines()]
    assert sorted(brief(data)) == sorted(" ".join(words[:2]) for words in wanted)
    for code, _, *words in wanted:
        assert any(p.code == code and re.search("".join(words), p.message()) for p in problems)


def test_a_text_of_too_many_lines() -> None:
    lines = limits.MAX_LINES
    assert brief(b"- a\n\n" * lines) == []
    assert brief(b"\n" + b"a\n" * (lines + 9)) == [f"E020 {lines + 2}:1"]


def test_yaml_has_limits_of_its_own() -> None:
    resources = b"[" + b'{"issued": [[2012]]},\n' * limits.MAX_LINES + b"]"
    assert {p.code for p in found(resources)} == {"E016", "E020"}
    assert gate.decode(resources, "references.yaml", prose=False)[1] == []
