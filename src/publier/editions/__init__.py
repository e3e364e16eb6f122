"""The editions: one XHTML writer, one layout each, and nothing that is decided twice.

An edition is a name, the suffix of its file and ``render(relecture, styles) -> bytes``. The
relecture that arrives is numbered, resolved and typeset; a renderer lays out and decides no
number, no order, no word of the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from publier.model import Relecture


@dataclass(frozen=True)
class Styles:
    """The folder of style sheets and fonts that all editions share."""

    folder: Path

    def css(self, name: str) -> str:
        """Return a style sheet by its stem: ``tokens``, ``common``, ``print``, …."""
        return (self.folder / f"{name}.css").read_text(encoding="utf-8")

    @cached_property
    def fonts(self) -> tuple[Path, ...]:
        """The font files, in the order of their names."""
        return tuple(sorted((self.folder / "fonts").rglob("*.ttf")))


@dataclass(frozen=True, slots=True)
class Edition:
    """One way to give a relecture to a reader."""

    name: str
    suffix: str
    render: Callable[[Relecture, Styles], bytes]


def _html(relecture: Relecture, styles: Styles) -> bytes:
    from publier.editions.web import render

    return render(relecture, styles)


def _epub(relecture: Relecture, styles: Styles) -> bytes:
    from publier.editions.epub import render

    return render(relecture, styles)


def _pdf(relecture: Relecture, styles: Styles) -> bytes:
    from publier.editions.pdf import render

    return render(relecture, styles)


def _large(relecture: Relecture, styles: Styles) -> bytes:
    from publier.editions.pdf import LARGE, render

    return render(relecture, styles, LARGE)


EDITIONS = (
    Edition("html", ".html", _html),
    Edition("epub", ".epub", _epub),
    Edition("pdf", ".pdf", _pdf),
)

LARGE_PRINT = Edition("large-print", "-large.pdf", _large)
"""The one edition that is made where it is asked for."""
