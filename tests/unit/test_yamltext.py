"""YAML as people write it: values, places, and what is refused."""

from __future__ import annotations

import time

import pytest

from publier import yamltext
from publier.model import At


def brief(text: str) -> list[str]:
    problems = yamltext.load(text, "f.yaml").problems
    return [f"{p.code} {p.at.line}:{p.at.column}" for p in problems if p.at]


def test_values_are_those_of_yaml_1_2() -> None:
    text = "a: yes\nb: no\nc: true\nd: 1.10\ne: ~\nf:\n"
    text += "g: ''\nh: 2020-05-14\ni: [x, {k: 012}]\nj: null\nk: \"true\"\n"
    document = yamltext.load(text, "f.yaml")
    assert document.value == {
        "a": "yes",
        "b": "no",
        "c": True,
        "d": "1.10",
        "e": None,
        "f": None,
        "g": "",
        "h": "2020-05-14",
        "i": ["x", {"k": "012"}],
        "j": None,
        "k": "true",
    }
    assert isinstance(document.value["d"], yamltext.Number)
    assert not isinstance(document.value["h"], yamltext.Number)
    assert document.problems == ()


def test_places_are_those_of_the_whole_file() -> None:
    document = yamltext.load("a:\n  - b\n  - {c: d}\né: « x »\n", "f.md", 3)
    assert document.place(("a",), key=True) == At("f.md", 3, 1)
    assert document.place(("a", 1, "c")) == At("f.md", 5, 9)
    assert document.place(("é",)) == At("f.md", 6, 4)
    assert document.place(("a", 1, "lost")) == At("f.md", 5, 5)
    assert document.place(("lost",)) == At("f.md", 3, 1)
    assert yamltext.Document("f.md").place(("lost",)) == At("f.md")


def test_folded_text_is_one_line() -> None:
    assert yamltext.load("a: >-\n  un\n  deux\nb: un\n  deux\n", "f").value == {
        "a": "un deux",
        "b": "un deux",
    }


@pytest.mark.parametrize("text", ["", "# rien\n", "\n\n", "{}"])
def test_nothing_is_an_empty_mapping(text: str) -> None:
    document = yamltext.load(text, "f")
    assert (document.value, document.problems, document.broken) == ({}, (), False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: *x", ["M004 1:4", "M004 2:4"]),
        ("&x a: 1", ["M004 1:1"]),
        ("a: !!python/object:os.system x", ["M004 1:4"]),
        ("a: ! x", ["M004 1:4"]),
        ("!x a: 1", ["M004 1:1"]),
        ("%YAML 1.1\n---\na: 1", ["M004 2:1"]),
        ("a: 1\n---\nb: 2", ["M004 2:1"]),
        ("a: 1\nb: 2\na: 3\na: 4", ["M005 3:1", "M005 4:1"]),
        ("a: {b: 1, b: 2}", ["M005 1:11"]),
        ("a: b: c", ["M006 1:5"]),
        ("a: 1\n b: 2", ["M006 2:3"]),
        ("a: « x : y »", ["M006 1:8"]),
        ("a: 'x", ["M007 1:4"]),
        ('b: 1\na: "x\nc: 2', ["M007 2:4"]),
        ('a: "b" c', ["M007 1:8"]),
        ("a: 'it's'", ["M007 1:8"]),
        ("\ta: 1", ["M008 1:1"]),
        ("a:\n\t- b", ["M008 2:1"]),
        ("a: [1", ["M009 1:4"]),
        ("a: }", ["M009 1:4"]),
        ("a: @x", ["M010 1:4"]),
        ("a: `x`", ["M010 1:4"]),
        ("a: %x", ["M010 1:4"]),
        ('a: "\\q"', ["M011 1:6"]),
        ('a: "\\xZZ"', ["M011 1:7"]),
        ("a:\n  b: 1\n c: 2", ["M012 3:2"]),
        ("a: - b", ["M013 1:4"]),
        ("- a", ["M014 1:1"]),
        ("texte", ["M014 1:1"]),
        ("[a]: b", ["M014 1:1"]),
        ("a: " + "[" * 9, ["M003 1:12"]),
        ('a: "\\u202e\\0"', ["M040 1:4", "M040 1:4"]),
        ("a: \x07", ["M013 1:1"]),
    ],
)
def test_what_is_refused_and_where(text: str, expected: list[str]) -> None:
    assert brief(text) == expected


def test_what_was_read_before_a_duplicate_or_a_code_still_counts() -> None:
    document = yamltext.load('a: 1\na: 2\nb: "e\\u0301\\u200b"\n', "f")
    assert document.value == {"a": "1", "b": "é"}
    assert document.place(("a",)) == At("f", 1, 4)
    assert not document.broken
    assert yamltext.load("a: &x 1", "f").broken
    assert yamltext.load("a: [", "f").broken


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x]\n" + "".join(f"b{n}: [{'*a,' * 9}]\n" for n in range(900)),
        "k: v\n" * 20_000,
        "[" * 100_000,
        "? " * 50_000,
        "a: [" + "x," * 50_000 + "]",
        "{" * 100_000,
        "a: " + "- " * 50_000,
    ],
    ids=["aliases", "keys", "brackets", "questions", "items", "braces", "dashes"],
)
def test_hostile_texts_are_answered_soon(text: str) -> None:
    start = time.process_time()
    yamltext.load(text[:100_000], "f")
    assert time.process_time() - start < 6


def test_a_no_break_space_before_the_colon_is_not_of_the_key() -> None:
    assert yamltext.load("title\u00a0: Lyon\nlang\u202f: fr\n", "f").value == {"title": "Lyon", "lang": "fr"}


@pytest.mark.parametrize(
    "line", ["subtitle:un mot", "subtitle :un mot", "subtitle:\u00a0un mot", "subtitle： un mot"]
)
def test_a_line_without_a_colon_and_a_plain_space_is_named_where_it_begins(line: str) -> None:
    found = yamltext.load(f"title: Lyon\n{line}\nlang: fr\n", "f").problems
    assert [(p.code, p.at) for p in found] == [("M013", At("f", 2))]


@pytest.mark.parametrize(("version", "code"), [("1.0", "M004"), ("1.3", "M004"), ("9.9", "M013")])
def test_another_version_of_yaml_is_refused(version: str, code: str) -> None:
    assert brief(f"a: b\n%YAML {version}\n---\n") == [f"{code} 2:1"]
