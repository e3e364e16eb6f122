"""Which characters of a page each face draws, so that a subset holds these and no more.

The table below says in short what ``common.css`` and ``screen.css`` ask for; a test in a real
browser finds every character that the two leave to a font of the machine.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from publier.editions.fonts import Face, Need, characters

if TYPE_CHECKING:
    from collections.abc import Iterable

SERIF = "Source Serif 4"
SANS = "Atkinson Hyperlegible Next"
GENERATED = "0123456789.–* p()"
"""What the style sheets write: figures of lists, dashes, stars, pages."""


@dataclass(frozen=True, slots=True)
class Style:
    """How letters are set; ``both`` is text that is set in two weights, as a table of contents."""

    family: str = SERIF
    weight: int = 400
    italic: bool = False
    features: frozenset[str] = frozenset()
    both: bool = False


SANS_PLACES = frozenset(
    {"h1", "h2", "h3", "h4", "table", "figcaption", "nav"}
    | {".label", ".note", ".pn", ".source", ".colophon", ".permalink", ".skip", ".page"}
)
BOLD_PLACES = frozenset({"h3", "h4", "strong", "dt", "caption", "summary", ".series", ".n", ".call"})
PLAIN_PLACES = frozenset({"h1", "h2", "figcaption"})
BOTH_PLACES = frozenset({"nav", ".colophon"})
ITALIC_PLACES = frozenset({"em", "i", "cite"})
VOID = frozenset({"br", "hr", "img", "input", "wbr", "meta", "link", "path"})


def styled(outer: Style, name: str, classes: Iterable[str]) -> Style:
    """Return the style inside an element, given that around it."""
    places = {name, *(f".{each}" for each in classes)}
    style = outer
    if places & SANS_PLACES:
        style = replace(style, family=SANS)
    if places & BOLD_PLACES:
        style = replace(style, weight=600)
    if places & PLAIN_PLACES:
        style = replace(style, weight=400)
    if places & ITALIC_PLACES:
        style = replace(style, italic=not style.italic)
    if ".exergue" in places:
        style = replace(style, weight=300)
    if ".call" in places:
        style = Style(weight=600, features=frozenset({"sups"}))
    if ".smallcaps" in places:
        style = replace(style, features=frozenset({"smcp"}))
    if places & BOTH_PLACES:
        style = replace(style, both=True)
    return style


class _Letters(HTMLParser):
    """Collects the characters of each style of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[Style, set[str]] = {}
        self.styles = [Style()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element; addresses, labels and pages are drawn too, on paper and beside the text."""
        attributes = dict(attrs)
        style = styled(self.styles[-1], tag, (attributes.get("class") or "").split())
        if tag not in VOID:
            self.styles.append(style)
        drawn = "".join(filter(None, (attributes.get("data-page"), attributes.get("aria-label"))))
        address = attributes.get("href") or ""
        if tag == "a":
            drawn += address if address.startswith(("http", "mailto")) else ""
        self.found.setdefault(style, set()).update(drawn)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without content draws no letter."""

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        if tag not in VOID:
            self.styles.pop()

    def handle_data(self, data: str) -> None:
        """Keep the letters of a text; small capitals are drawn from lower case."""
        style = self.styles[-1]
        letters = data.lower() if "smcp" in style.features else data
        self.found.setdefault(style, set()).update(letters)


def needs(body: str, available: Iterable[Face]) -> dict[Face, Need]:
    """Return the faces that the body of a page (what stands in ``body``) uses, each with its needs.

    A style without a face of its own gets the nearest one. Characters that the sans lacks are
    asked of the serif that closes its stack.
    """
    faces = {(face.family, face.weight, face.italic): face for face in available}
    reader = _Letters()
    reader.feed(body)
    reader.found.setdefault(Style(), set()).update(GENERATED)
    wanted: dict[Face, Need] = {}
    for style, letters in reader.found.items():
        for weight in (400, 600) if style.both else (style.weight,):
            _ask(wanted, faces, replace(style, weight=weight), frozenset(letters) - {"\n"})
    return {face: _seen(wanted[face]) for face in faces.values() if face in wanted}


def _seen(need: Need) -> Need:
    """Return a need with a sign that leaves ink: browsers refuse a font that holds spaces alone."""
    return need if "".join(need.characters).strip() else replace(need, characters=need.characters | {"."})


def _ask(
    wanted: dict[Face, Need],
    faces: dict[tuple[str, int, bool], Face],
    style: Style,
    letters: frozenset[str],
) -> None:
    nearest = ((style.weight, style.italic), (400, style.italic), (400, False))
    face = next((f for w, i in nearest if (f := faces.get((style.family, w, i)))), None)
    if face is None:
        return
    drawn = letters & characters(face.path)
    if drawn:
        before = wanted.get(face, Need(frozenset()))
        wanted[face] = Need(before.characters | drawn, before.features | style.features)
    if letters - drawn and style.family != SERIF:
        _ask(wanted, faces, replace(style, family=SERIF), letters - drawn)
