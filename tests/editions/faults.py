"""What WeasyPrint does before and after it is cured, as JSON: run in a process of its own.

The cures replace methods of WeasyPrint for the rest of a process; only a fresh one has the faults.
"""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from publier.editions import footnotes, lines, press

FONTS = Path(sys.argv[1])

Pages = Any  # WeasyPrint has no types

TEXT = (
    "Les solidarités informelles sont ancrées dans les communautés de vie et les relations de proximité ; "
    "elles peuvent alors être davantage consenties, choisies, et porter plus de sens aux yeux de chacun. "
    "La crise actuelle interroge nos conceptions de la solidarité et la capacité de nos services."
)
WORDS = TEXT.split()

STYLE = """
html { font: 10.5pt/1.45 "Source Serif 4" }
p { margin: 0 0 .6em; orphans: 3; widows: 3 }
nav a::after { content: target-counter(attr(href), page) }
.fn { float: footnote; footnote-policy: line; font-size: 8.5pt; line-height: 1.25 }
.fn::footnote-call, .fn::footnote-marker { content: none }
"""
FULL = (
    "@page { size: A4; margin: 32mm 30mm 30mm 60mm; @footnote { padding-top: 10px; border-top: .5pt solid } }"
)
"""A page whose footnotes overflow their area by the rounding of a sum."""

SMALL = "@page { size: A5; margin: 20mm; @footnote { padding-top: 2mm; border-top: .4pt solid } }"
"""A page on which they do not, and still move on when three lines do not fit."""


def page(body: str) -> str:
    return f'<html lang="fr"><head><title>x</title></head><body>{body}</body></html>'


def noted(count: int, words: int, note: int) -> str:
    """A text of paragraphs with a note each, and a table of contents that counts pages."""
    turning = itertools.cycle(WORDS)
    paragraphs = []
    for n in range(1, count + 1):
        before = " ".join(itertools.islice(turning, words))
        after = " ".join(itertools.islice(turning, words // 2))
        said = " ".join(itertools.islice(turning, note + n % 5))
        paragraphs.append(
            f'<p>{before}<a id="appel-{n}">{n}</a>'
            f'<span class="fn" id="note-{n}">{n} {said}</span> {after}</p>'
        )
    return page(f'<nav><a href="#appel-{count}">La fin </a></nav>{"".join(paragraphs)}')


def mixed(count: int) -> str:
    """Paragraphs in which a text often ends, with its space, where the line ends too."""
    turning = itertools.cycle(WORDS)
    paragraphs = []
    for n in range(count):
        parts = (
            f"{' '.join(itertools.islice(turning, 9 + (n + k) % 14))} <i>{next(turning)} {next(turning)}</i> "
            for k in range(6)
        )
        paragraphs.append(f'<p style="margin-left: {n % 10}mm">{"".join(parts)}</p>')
    return page("".join(paragraphs))


def called(count: int, space: str) -> str:
    """Paragraphs full of calls, each tied to its word by a no-break space."""
    turning = itertools.cycle(WORDS)
    paragraphs = []
    for n in range(count):
        parts = (
            f"{' '.join(itertools.islice(turning, 4 + (n + k) % 9))}{space}<a>[{k}]</a>{',' * (k % 2)} "
            for k in range(8)
        )
        paragraphs.append(f'<p style="margin-left: {n % 10}mm">{"".join(parts)}</p>')
    return page("".join(paragraphs))


ADDRESS = "www.millenaire3.com/Interview/la-solidarite-dans-les-collectivites-urbaines"


def addressed(count: int) -> str:
    """Paragraphs inside one inline each, with an address that may have no room for its first piece."""
    turning = itertools.cycle(WORDS)
    return page(
        "".join(
            f"<p><span>{' '.join(itertools.islice(turning, 5 + n % 9))}"
            f' <span style="overflow-wrap: anywhere">{ADDRESS}</span></span></p>'
            for n in range(count)
        )
    )


def cut_pieces(document: Pages) -> Iterator[str]:
    """Lines that end inside a piece of an address."""
    boxes = itertools.chain.from_iterable(sheet._page_box.descendants() for sheet in document.pages)
    for row in (box for box in boxes if type(box).__name__ == "LineBox"):
        line = "".join(b.text for b in row.descendants() if type(b).__name__ == "TextBox").rstrip()
        if "www" in line and line[-1] not in "/-" and not line.endswith(ADDRESS):
            yield line


def set_pages(xhtml: str, sheet: str) -> Pages:
    return press.lay_out(xhtml, sheet + STYLE, FONTS, {})


def places(document: Pages) -> dict[str, int]:
    """The page of each anchor."""
    return {name: n for n, sheet in enumerate(document.pages) for name in sheet.anchors}


def short_lines(document: Pages) -> Iterator[str]:
    """Lines that fill less than half of the measure, though the paragraph goes on."""
    boxes = itertools.chain.from_iterable(sheet._page_box.descendants() for sheet in document.pages)
    for box in boxes:
        rows = [child for child in getattr(box, "children", ()) if type(child).__name__ == "LineBox"]
        for row in rows[:-1]:
            words = [b for b in row.descendants() if type(b).__name__ == "TextBox"]
            if words and words[-1].position_x + words[-1].width - row.position_x < box.width / 2:
                yield "".join(word.text for word in words)


def look() -> dict[str, Any]:
    """Lay the texts out and say what went wrong."""
    many = places(set_pages(noted(27, 45, 14), FULL))
    long = places(set_pages(noted(40, 60, 40), SMALL))
    endless = set_pages(noted(1, 40, 1500), SMALL)
    return {
        "pages": sum("note-1" in sheet.anchors for sheet in endless.pages),
        "placed": sum(f"note-{n}" in many for n in range(1, 28)),
        "astray": [n for n in range(1, 41) if long.get(f"note-{n}") != long.get(f"appel-{n}")],
        "short": list(short_lines(set_pages(mixed(60), SMALL))),
        "cut": list(cut_pieces(set_pages(addressed(80), SMALL))),
        "torn": [
            line for space in "\u00a0\u202f" for line in short_lines(set_pages(called(80, space), SMALL))
        ],
    }


if __name__ == "__main__":
    cures = (footnotes.cure, lines.cure)
    footnotes.cure = lines.cure = lambda: None  # type: ignore[assignment]  # a cache is replaced by a function
    as_it_is = look()
    for cure in cures:
        cure()
    json.dump({"before": as_it_is, "after": look()}, sys.stdout)
