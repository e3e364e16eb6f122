"""The fonts that travel with the project: whole, free, and with the signs that French needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[2] / "styles" / "fonts"
FILES = sorted(FONTS.glob("*.ttf"))


def test_there_are_fonts() -> None:
    assert len(FILES) == 8


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_each_font_has_its_licence_beside_it(file: Path) -> None:
    licence = FONTS / f"{file.stem.split('_')[0]}-OFL.txt"
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_each_font_has_the_letters_of_french(file: Path) -> None:
    with TTFont(file) as font:
        missing = {
            sign
            for sign in "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ«»’…–—€°§\u00a0"
            if ord(sign) not in font.getBestCmap()
        }
    assert missing == set()


@pytest.mark.parametrize("file", sorted(FONTS.glob("SourceSerif4*.ttf")), ids=lambda path: path.stem)
def test_the_text_face_has_the_narrow_no_break_space(file: Path) -> None:
    with TTFont(file) as font:
        assert 0x202F in font.getBestCmap()
