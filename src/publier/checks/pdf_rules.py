"""What a PDF has to be beyond its words: structure, destinations, links, pictures, fonts."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from publier import tree
from publier.checks import pdf_links, pdf_pages, pdf_places, pdf_roles
from publier.checks.compare import expect
from publier.checks.names import is_poor
from publier.notes import letters, squeeze
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from publier.checks.pdf import Reading
    from publier.checks.pdf_content import Piece
    from publier.checks.pdf_tree import Element
    from publier.model import Relecture

HYPHENS = "-\u2010\u2011"

SHOWN = 60


def problems(reading: Reading, relecture: Relecture) -> list[Problem]:
    """Return what is wrong with a PDF, apart from what it says."""
    if not reading.book.marked or not reading.book.root.kids:
        return [Problem("P030")]
    return [problem for rule in RULES for problem in rule(reading, relecture)]


# ------------------------------------------------------------------ the document


def document(reading: Reading, relecture: Relecture) -> Iterator[Problem]:
    """The title is given, shown and that of the text; so is the language (ISO 14289-1 §7.1, §7.2)."""
    title, book = squeeze(relecture.metadata.title), reading.book
    first = [said.shown for said in reading.headings if said.level == 1]
    for where, found in {**book.titles, "H1": " | ".join(first)}.items():
        expected = "true" if where == "/DisplayDocTitle" else title
        if squeeze(found) != expected:
            yield Problem("P031", where=where, found=found, expected=expected)
    if book.lang != relecture.metadata.lang:
        yield Problem("P032", found=book.lang, expected=relecture.metadata.lang)


def labels(reading: Reading, _: Relecture) -> Iterator[Problem]:
    """Each page is labelled with the number that is printed on it."""
    pages = reading.book.pages
    given = [*reading.book.labels, *[""] * len(pages)]
    for number, (label, page) in enumerate(zip(given, pages, strict=False), 1):
        texts = [a.text.strip() for a in page.artifacts if a.kind == "Pagination"]
        printed = [text for text in texts if text.isdecimal()]
        if not label or (printed and label not in printed):
            yield Problem("P033", page=number, found=label, expected=" ".join(printed) or number)
            return


# ------------------------------------------------------------------ headings


def headings(reading: Reading, _: Relecture) -> Iterator[Problem]:
    """No level is skipped (ISO 14289-1 §7.4.2), and the outline says the same as the headings."""
    levels = [0, *(said.level for said in reading.headings)]
    for (above, level), said in zip(pairwise(levels), reading.headings, strict=True):
        if level > above + 1:
            yield Problem("P034", title=said.shown, level=level, above=above)
    expected = [(said.level - 1, said.shown) for said in reading.headings if said.level > 1]
    found = [(bookmark.level, bookmark.title) for bookmark in reading.book.outline]
    for theirs, mine in zip_longest(found, expected, fillvalue=(0, "")):
        if (theirs[0], letters(theirs[1])) != (mine[0], letters(mine[1])):
            yield Problem("P035", found=f"{theirs[0]} {theirs[1]}", expected=f"{mine[0]} {mine[1]}")
            return


# ------------------------------------------------------------------ notes


def notes(reading: Reading, _: Relecture) -> Iterator[Problem]:
    """Each note has the name of its number, once (ISO 14289-1 §7.9), and stands on the page of its call."""
    named = [note.element.id for note in reading.notes]
    for note in reading.notes:
        name = note.element.id
        indexed = reading.book.ids.get(name) == note.element.key
        if name != f"note-{note.marker}" or named.count(name) > 1 or not indexed:
            yield Problem("P037", number=note.marker, found=name)
        calls = [call for call in reading.calls if call.marker == note.marker]
        if calls and note.element.page != calls[0].link.page:
            found, expected = note.element.page + 1, calls[0].link.page + 1
            yield Problem("P038", number=note.marker, found=found, expected=expected)


# ------------------------------------------------------------------ pictures


def figures(reading: Reading, relecture: Relecture) -> Iterator[Problem]:
    """Each picture is described as its source is, and its box is inside the page."""
    found = [e for e in reading.book.root.walk() if e.role == "Figure"]
    own = [e for e in found if not reading.is_outside(e)]
    expected = [squeeze(figure.alt) for figure in tree.figures(relecture) if figure.alt]
    alts = [squeeze(e.alt or "") for e in own]
    for theirs, mine in zip_longest(alts, expected, fillvalue=""):
        if theirs != mine:
            yield Problem("P041", found=theirs, expected=mine)
    cover = relecture.metadata.cover
    warned_of = {squeeze(cover.alt)} if cover else set()
    for element in found:
        alt = squeeze(element.alt or "")
        if reading.is_outside(element) and is_poor(alt) and alt not in warned_of:
            yield Problem("P041", found=alt, expected="…")
        if not _is_inside(element, reading):
            yield Problem("P042", alt=element.alt or "", page=element.page + 1)


def _is_inside(element: Element, reading: Reading) -> bool:
    box = element.attributes.get("BBox")
    if box is None or element.page < 0:
        return False
    left, bottom, right, top = (float(n) for n in box)
    page = reading.book.sizes[element.page]
    return page[0] <= left < right <= page[2] and page[1] <= bottom < top <= page[3]


# ------------------------------------------------------------------ paint


def paint(reading: Reading, _: Relecture) -> Iterator[Problem]:
    """All that is painted is in the structure, once, or an artifact of a known type (§7.1)."""
    reached = {(piece.page, piece.mcid): element for element, piece in reading.owned()}
    foot = (a for page in reading.book.pages for a in page.artifacts if a.kind == "Pagination" and a.at)
    edges = {(a.text.strip(), _height(a)) for a in foot}
    for number, page in enumerate(reading.book.pages):
        mixed = [a for a in page.artifacts if a.mcid >= 0]
        lost = [p for p in page.pieces.values() if p.painted and (number, p.mcid) not in reached]
        stray = [page.stray] if page.stray.painted else []
        running = [
            piece
            for mcid, piece in page.pieces.items()
            if (piece.text.strip(), _height(piece)) in edges and not _heads(reached.get((number, mcid)))
        ]
        for piece in (*mixed, *lost, *stray, *running):
            yield Problem("P043", page=number + 1, text=_shown(piece))
        for artifact in page.artifacts:
            if artifact.painted and not artifact.kind:
                yield Problem("P044", page=number + 1, text=_shown(artifact))
    for place, element in reached.items():
        if reading.book.owners.get(place) != element.key:
            yield Problem("P053", page=place[0] + 1, text=squeeze(element.text())[:SHOWN])


def _heads(element: Element | None) -> bool:
    """Say whether words head a table: on its other pages the same words are artifacts."""
    return element is not None and element.within(frozenset({"THead"})) is not None


def _height(piece: Piece) -> int:
    """Return at which height a piece stands, in points: that of a running line is the same everywhere."""
    return round(piece.at[1]) if piece.at else -1


def _shown(piece: Piece) -> str:
    return squeeze(piece.text)[:SHOWN]


def fonts(reading: Reading, _: Relecture) -> Iterator[Problem]:
    """Every font travels in the file, every glyph is drawn and says a letter (§7.21)."""
    used = {name: embedded for page in reading.book.pages for name, embedded in page.fonts.items()}
    for name, embedded in used.items():
        if not embedded:
            yield Problem("P046", font=name.lstrip("/"))
    for number, page in enumerate(reading.book.pages, 1):
        if page.notdef:
            yield Problem("P047", page=number)
        pieces = (*page.pieces.values(), *page.artifacts, page.stray)
        for piece in pieces:
            if any(unicodedata.category(c) in {"Co", "Cn", "Cs"} or c == "\ufffd" for c in set(piece.text)):
                yield Problem("P048", page=number, text=_shown(piece))


def tables(reading: Reading, _: Relecture) -> Iterator[Problem]:
    """Each head of a table says whether it heads a row or a column (ISO 14289-1 §7.5)."""
    for element in reading.book.root.walk():
        if element.role == "TH" and str(element.attributes.get("Scope")) not in SCOPES:
            yield Problem("P045", text=squeeze(element.text())[:SHOWN])


SCOPES = {"/Row", "/Column", "/Both"}


# ------------------------------------------------------------------ words


def words(reading: Reading, relecture: Relecture) -> Iterator[Problem]:
    """Tell why words differ: some glued to the next, or left with the hyphen of a line's end."""
    for found, expected in zip(reading.found().runs, expect(relecture).runs, strict=False):
        if found == expected:
            continue
        bare = re.sub(r"\s", "", found), re.sub(r"\s", "", expected)
        if bare[0] == bare[1]:
            yield Problem("P050", found=_around(found, expected), expected=_around(expected, found))
        elif _unhyphened(bare[0]) == _unhyphened(bare[1]):
            yield Problem("P049", found=_around(found, expected), expected=_around(expected, found))


def _unhyphened(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, HYPHENS)))


def _around(text: str, other: str) -> str:
    """Return the words around the first place where two texts part."""
    at = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), 0)
    return text[max(at - 20, 0) : at + 20]


RULES: tuple[Callable[[Reading, Relecture], Iterator[Problem]], ...] = (
    document,
    labels,
    headings,
    notes,
    pdf_pages.problems,
    pdf_places.problems,
    pdf_roles.problems,
    pdf_links.problems,
    figures,
    paint,
    fonts,
    tables,
)
