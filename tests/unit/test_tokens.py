"""The colours of the page, by day and by night: what WCAG 2.2 asks (1.4.3, 1.4.6, 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

Colour = tuple[float, float, float]

TOKENS = (Path(__file__).parents[2] / "styles" / "tokens.css").read_text(encoding="utf-8")
DAY, NIGHT = TOKENS.split("@media screen", 1)


def colours(css: str) -> dict[str, Colour]:
    found = re.findall(r"--([a-z]+): #([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2});", css)
    return {name: (int(r, 16), int(g, 16), int(b, 16)) for name, r, g, b in found}


def luminance(colour: Colour) -> float:
    """Return the relative luminance (WCAG 2.2, definition)."""
    low = [c / 255 for c in colour]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in low)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: Colour, share: float, other: Colour) -> Colour:
    """Return what ``color-mix(in srgb, …)`` gives."""
    red, green, blue = (share * a + (1 - share) * b for a, b in zip(colour, other, strict=True))
    return red, green, blue


THEMES = pytest.mark.parametrize("theme", [colours(DAY), colours(NIGHT)], ids=["day", "night"])


def test_the_measure_knows_black_on_white() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) < 4.5  # #777, the well-known near miss


def test_night_changes_every_colour() -> None:
    day, night = colours(DAY), colours(NIGHT)
    assert day.keys() == night.keys() == {"paper", "sheet", "ink", "quiet", "archive", "line"}
    assert all(day[name] != night[name] for name in day)


def grounds(theme: dict[str, Colour]) -> dict[str, Colour]:
    """Return what letters stand on: the page, the sheet of a note, and a place that a link led to."""
    return {**theme, "pointed at": mixed(theme["archive"], 0.09, theme["paper"])}


def test_the_grounds_are_those_of_the_style_sheet() -> None:
    screen = (Path(__file__).parents[2] / "styles" / "screen.css").read_text(encoding="utf-8")
    found = set(re.findall(r"background: ([^;]+);", screen))
    assert found - {"var(--ink)"} == {  # of the link that skips, in the colour of the paper
        "var(--paper)",
        "var(--sheet)",
        "color-mix(in srgb, var(--archive) 9%, transparent)",
        "color-mix(in srgb, var(--archive) 22%, transparent)",  # of a call, which is not quiet
    }


@THEMES
@pytest.mark.parametrize("name", ["ink", "quiet"])
@pytest.mark.parametrize("ground", ["paper", "sheet", "pointed at"])
def test_letters_are_aaa_wherever_they_stand(theme: dict[str, Colour], name: str, ground: str) -> None:
    assert contrast(theme[name], grounds(theme)[ground]) >= 7


@THEMES
def test_links_are_aaa_on_the_page_and_aa_where_they_are_pointed_at(theme: dict[str, Colour]) -> None:
    assert contrast(theme["archive"], theme["paper"]) >= 7
    assert contrast(theme["archive"], grounds(theme)["pointed at"]) >= 4.5
    assert contrast(theme["archive"], mixed(theme["archive"], 0.22, theme["paper"])) >= 4.5


@THEMES
@pytest.mark.parametrize("ground", ["sheet", "pointed at"])
def test_the_links_of_a_note_are_aaa(theme: dict[str, Colour], ground: str) -> None:
    assert contrast(mixed(theme["archive"], 0.85, theme["ink"]), grounds(theme)[ground]) >= 7


@THEMES
def test_rules_can_be_seen(theme: dict[str, Colour]) -> None:
    assert contrast(theme["line"], theme["paper"]) >= 3
    assert contrast(theme["line"], theme["sheet"]) >= 3


@pytest.mark.parametrize("css", [DAY, NIGHT], ids=["day", "night"])
def test_the_ratios_that_the_comments_give_are_true(css: str) -> None:
    said = re.findall(r"--(\w+): #\w+;\s+/\*\s+([\d.]+) : 1", css)
    theme = colours(css)
    assert len(said) == 4
    for name, ratio in said:
        assert contrast(theme[name], theme["paper"]) == pytest.approx(float(ratio), abs=0.06)
