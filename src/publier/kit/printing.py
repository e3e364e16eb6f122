"""« Imprimer »: the page that says how to print, fold and give away what is in a kit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from publier import checks
from publier.editions import LARGE_PRINT
from publier.editions.words import Words, words
from publier.kit import sheet
from publier.problems import Problem

if TYPE_CHECKING:
    from publier.editions import Styles
    from publier.model import Relecture

NAME = "printing"
FILE = "imprimer.pdf"

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 34" fill="none" stroke="#141414"
 stroke-width=".4" stroke-linejoin="round" stroke-linecap="round"><title>{title}</title>
<path d="M2 8h32v22H2zM18 8v22" fill="#fff"/><path d="M5 13h10M5 16h10M5 19h8M21 13h10M21 16h10M21 19h9"/>
<path d="M6 5c7-4 17-4 24 0M27.6 4.8l2.4.2-.6-2.4" stroke="#9b2c0e" stroke-width=".7"/>
<path d="M49 6h30v20H49z" fill="#fff"/><path d="M47 8h30v20H47z" fill="#fff"/><path d="M45 10h30v20H45z"
 fill="#fff"/><path d="M60 10v20" stroke="#9b2c0e" stroke-dasharray="1.4 1.4" stroke-width=".7"/>
<path d="M52 33c4 1.6 12 1.6 16 0M65.8 32.2l2.2.8-1.4 1.8" stroke="#9b2c0e" stroke-width=".7"
 transform="translate(0 -1.4)"/>
<path d="M96 8l20-3v22l-20 3z" fill="#fff"/><path d="M96 8l19-4v1.2M96 8l18-5v1.4"/>
<path d="M100 13.4l12-1.8M100 17.4l12-1.8"/>
<path d="M96 12.5v4M96 21.5v4" stroke="#9b2c0e" stroke-width="1.3"/></svg>"""
"""Printing, folding, stapling: one picture each, and no letter, which SVG would draw in another face."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of one file."""

    title: str
    file: str
    steps: tuple[str, ...]
    drawing: str = ""


def make(relecture: Relecture, styles: Styles, sheets: int) -> tuple[bytes, list[Problem]]:
    """Return the page, and what is wrong with it; ``sheets`` are those of a booklet."""
    metadata, says = relecture.metadata, words(relecture.metadata.lang)
    own = replace(metadata, title=says["printing"], abstract="", keywords=(), cover=None)
    parts = _parts(relecture, says, sheets)
    data, pages = sheet.make(NAME, styles, own, {}, work=metadata.title, parts=parts)
    if pages > 1:
        return data, [Problem("P094", name=FILE, pages=pages)]
    bare = replace(relecture, metadata=own, preface=None, lead=None, blocks=(), sections=(), notes=())
    return data, checks.check(NAME, data, bare)


def _parts(relecture: Relecture, says: Words, sheets: int) -> list[Part]:
    slug = relecture.slug
    drawing = Markup(DRAWING.format(title=escape(says["print_booklet_drawing"])))
    folding = tuple(says[f"print_booklet_{n}"].format(sheets=sheets) for n in range(1, 6))
    code = (says["print_handout_2"],) if relecture.metadata.url else ()
    return [
        Part(says["print_booklet"], f"{slug}-livret.pdf", folding, drawing),
        Part(says["print_handout"], f"{slug}-une-page.pdf", (says["print_handout_1"], *code)),
        Part(says["print_large"], f"{slug}{LARGE_PRINT.suffix}", _two(says, "print_large")),
        Part(says["print_offline"], f"{slug}-hors-ligne.zip", _two(says, "print_offline")),
    ]


def _two(says: Words, key: str) -> tuple[str, ...]:
    return says[f"{key}_1"], says[f"{key}_2"]
