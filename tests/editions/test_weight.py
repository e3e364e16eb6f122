"""What the page of the real relecture weighs, part by part, in bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from built import build

from publier.editions import Styles, lean

WITH_FONTS = 250_000
WITHOUT_FONTS = 73_800
"""60,000 were hoped for. The words take 32,000, and the marks of 27 notes, 42 numbered paragraphs and
16 printed pages 21,000 more; without these a reader would lose a way to move through the text."""

MOST = {"text": 33_000, "tags": 21_500, "style": 10_000, "drawing": 3_700, "data": 4_100, "head": 3_600}

PARTS = {
    "style": r"(?s)<style>.*?</style>",
    "data": r"(?s)<script.*?</script>",
    "drawing": r"(?s)<svg.*?</svg>",
    "head": r"(?s).*<body>",
    "tags": r"<[^>]*>",
}


def weigh(page: str) -> dict[str, int]:
    """Return the bytes of each part of a page; ``fonts`` are those of the embedded faces."""
    rest = re.sub(r"base64,[\w+/=]+", "", page)
    parts = {"fonts": len(page.encode()) - len(rest.encode())}
    for name, pattern in PARTS.items():
        parts[name] = sum(len(found.encode()) for found in re.findall(pattern, rest))
        rest = re.sub(pattern, "", rest)
    return {**parts, "text": len(rest.encode())}


def too_heavy(page: str) -> set[str]:
    """Return what weighs more than it may."""
    parts = weigh(page)
    whole = len(page.encode())
    limits = {
        **{name: parts[name] > most for name, most in MOST.items()},
        "without fonts": whole - parts["fonts"] > WITHOUT_FONTS,
        "with fonts": whole > WITH_FONTS,
    }
    return {name for name, passed in limits.items() if passed}


@pytest.fixture(scope="module")
def page() -> str:
    return build("solidarites-informelles").html.decode()


def test_the_real_page_is_light(page: str) -> None:
    assert too_heavy(page) == set(), weigh(page)


def test_every_byte_is_of_one_part(page: str) -> None:
    assert sum(weigh(page).values()) == len(page.encode())


def uncut(page: str) -> str:
    styles = Styles(Path(__file__).parents[2] / "styles")
    whole = lean.squeeze("".join(styles.css(name) for name in ("tokens", "common", "screen", "sidenotes")))
    return page.replace("}:root{", f"}}{whole}:root{{", 1)


SABOTAGES: dict[str, tuple[Callable[[str], str], set[str]]] = {
    "the style sheets uncut": (uncut, {"style", "without fonts"}),
    "quotes that nothing needs": (
        lambda page: re.sub(r"=([^\s\"'=<>`]+)(?=[ >])", r'="\1"', page),
        {"head", "tags", "without fonts"},
    ),
    "the notes once more, as a sheet": (
        lambda page: page.replace("</main>", page[page.index("<section class=notes") :], 1),
        {"text", "tags", "without fonts"},
    ),
    "a drawing of twice the lines": (
        lambda page: re.sub(r'(<path class=lines[^>]* d=")([^"]*)', r"\1\2\2", page),
        {"drawing", "without fonts"},
    ),
    "fonts that are not cut": (
        lambda page: page.replace("base64,", "base64," + "A" * 150_000, 1),
        {"with fonts"},
    ),
}


@pytest.mark.parametrize("name", SABOTAGES)
def test_what_makes_a_page_heavy_is_seen(page: str, name: str) -> None:
    sabotage, seen = SABOTAGES[name]
    assert too_heavy(sabotage(page)) == seen
