"""A page without a letter too many: what goes, and what has to stay."""

from __future__ import annotations

import pytest
from lxml import etree

from publier.editions import lean

PAGE = '<body><main id="texte"><p class="lead wide" id="par-1">un<a href="#n">1</a></p></main></body>'


def test_a_style_sheet_loses_its_comments_and_nothing_else() -> None:
    css = (
        '/* . */\na, b > c {\n  margin: 0 calc(1px + 2px);\n  content: " a ";\n}\n@media print { p { x: y } }'
    )
    assert lean.squeeze(css) == 'a,b > c{margin:0 calc(1px + 2px);content:" a "}@media print{p{x:y}}'


@pytest.mark.parametrize(
    "selector",
    [
        "p",
        "*",
        ":root",
        "html",
        ".lead",
        "p.lead.wide",
        "#texte",
        "main > p",
        "main p + a",
        "p:target",
        "p:first-child::before",
        'a[href^="http"]',
        "a[href]:hover",
        ":is(p, table) a",
        "p:not(.other)",
        "html:has(.other:target)",
        ":is(h1, :is(p, h2)) a",
    ],
)
def test_what_can_match_is_kept(selector: str) -> None:
    known = lean.names(f"<html>{PAGE}</html>")
    assert lean.can_match(selector, known)


@pytest.mark.parametrize(
    "selector",
    ["table", ".other", "p.other", "#autre", "main > table", "table p", ":is(h1, h2) a", "p :is(td, th).end"],
)
def test_what_cannot_match_is_not(selector: str) -> None:
    assert not lean.can_match(selector, lean.names(PAGE))


def test_rules_lose_the_selectors_of_other_pages_and_empty_conditions_go() -> None:
    css = (
        "p, table > td { x: 1; } @media print { td { x: 2 } }"
        "@supports (x: y) and (z: w) { a { x: 3 } th { x: 4 } }"
    )
    assert lean.cut(css, PAGE) == "p{x:1}@supports (x:y) and (z:w){a{x:3}}"


def test_a_condition_that_holds_a_page_rule_stays() -> None:
    assert (
        lean.cut("@media print { @page { margin: 1mm; } td { x: 1 } }", PAGE)
        == "@media print{@page{margin:1mm}}"
    )


def test_a_name_that_never_changes_gives_way_to_what_it_stands_for() -> None:
    css = ":root { --small: 1px; --unused: 2px; } p { x: calc(var(--small) + 1px); y: var(--small) }"
    assert lean.cut(css, PAGE) == "p{x:calc(1px + 1px);y:1px}"


def test_a_name_within_a_name_is_followed() -> None:
    assert (
        lean.cut(":root { --a: 1px; --b: calc(var(--a) * 2) } p { x: var(--b) }", PAGE)
        == "p{x:calc(1px * 2)}"
    )


def test_a_name_that_another_screen_sets_is_kept_and_shortened() -> None:
    css = ":root { --colour: red } @media print { :root { --colour: black } } p { color: var(--colour) }"
    expected = ":root{--a:red}@media print{:root{--a:black}}p{color:var(--a)}"
    assert lean.cut(css, PAGE) == expected


def test_a_name_set_under_a_condition_is_not_given_to_all() -> None:
    css = "@media print { :root { --size: 1px } } p { x: var(--size) }"
    assert lean.cut(css, PAGE) == "@media print{:root{--a:1px}}p{x:var(--a)}"


def test_long_values_are_said_once() -> None:
    stack = '"Source Serif 4", Georgia, serif'
    css = f":root {{ --text: {stack} }} p {{ font-family: var(--text) }} a {{ font-family: var(--text) }}"
    assert lean.cut(css, PAGE).count("Georgia") == 1


def test_many_names_stay_apart_and_classes_are_no_names() -> None:
    css = "".join(f"p{{--name-{n}:{n}}}" for n in range(900)) + "a.b--c{x:var(--name-7)}"
    short = lean.renamed(css)
    found = lean.parse(short)[:900]
    assert len({rule.declarations[0].partition(":")[0] for rule in found}) == 900
    assert short.endswith("a.b--c{x:var(--a)}")


def test_a_brace_that_is_never_closed_is_an_error() -> None:
    with pytest.raises(ValueError, match="x:y"):
        lean.parse("p{x:y")


@pytest.mark.parametrize(
    ("tag", "short"),
    [
        ('<p id="par-1" class="a">', "<p id=par-1 class=a>"),
        ('<p class="a b">', '<p class="a b">'),
        ('<a href="#x" title="">', '<a href=#x title="">'),
        ('<a href="https://a.example/">', '<a href="https://a.example/">'),
        ('<a href="https://a.example/b?c=d">', '<a href="https://a.example/b?c=d">'),
        ('<hr class="separator"/>', '<hr class="separator"/>'),
        ('<img src="a.png" alt="b"/>', '<img src=a.png alt="b"/>'),
        ('un id="x" <b id="x">id="x"</b>', 'un id="x" <b id=x>id="x"</b>'),
    ],
)
def test_quotes_go_where_nothing_needs_them(tag: str, short: str) -> None:
    assert lean.unquoted(tag) == short


def test_a_page_says_the_same_without_its_quotes() -> None:
    page = f'<html lang="fr">\n<body>{PAGE}<p title="a &gt; b" lang="en">x</p>\n</body></html>'
    before, after = (etree.HTML(text) for text in (page, lean.unquoted(page)))
    for one, other in zip(before.iter("*"), after.iter("*"), strict=True):
        assert (one.tag, one.items(), one.text) == (other.tag, other.items(), other.text)
