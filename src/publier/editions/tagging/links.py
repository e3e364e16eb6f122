"""Links: one annotation for each link of a page, and words that say where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from publier.editions.tagging import source
from publier.editions.tagging.seam import unwrap

if TYPE_CHECKING:
    from publier.editions.tagging.seam import Box, Document, Link
    from publier.editions.tagging.tree import StructElem, Structure
    from publier.editions.words import Words

Rectangle = tuple[float, float, float, float]
"""x1, y1, x2, y2: CSS pixels from the top left of the page."""


def merge(document: Document, structure: Structure) -> tuple[list[list[Link]], dict[Box, list[Rectangle]]]:
    """Return the links of each page, one for all the pieces of a link, and the pieces of each.

    Links in what is hidden from assistive technology are left out.
    """
    owner = {leaf.box: elem for elem in structure.root.elements() for leaf in elem.links}
    pages: list[list[Link]] = []
    pieces: dict[Box, list[Rectangle]] = {}
    for page in document.pages:
        first: dict[StructElem, Link] = {}
        for kind, target, rectangle, placed in page.links:
            box = unwrap(placed)
            if box not in owner:
                continue
            link = first.setdefault(owner[box], (kind, target, rectangle, box))
            pieces.setdefault(link[3], []).append(rectangle)
        pages.append([_whole(link, pieces[link[3]]) for link in first.values()])
    return pages, pieces


def _whole(link: Link, pieces: list[Rectangle]) -> Link:
    kind, target, _, box = link
    left, top, right, bottom = zip(*pieces, strict=True)
    return kind, target, (min(left), min(top), max(right), max(bottom)), box


def purpose(link: StructElem, words: Words) -> str:
    """Say where a link leads, for ``Contents`` (ISO 14289-1 §7.18.5); never a raw address."""
    element = link.source
    if element is None:
        raise ValueError("a link comes from an element")
    # The sentence quotes the words of the link, which may stand in quotation marks themselves.
    text, target = source.words(element).strip("«»“” \u00a0\u202f"), element.get("href", "")
    if not target.startswith("#"):
        return _outside(text, target, words)
    if source.is_call(element):
        return f"{words['note']} {text}"
    if link.parent is not None and link.parent.role == "Lbl":
        return _back(target, words)
    return words["link_inside"].format(text=text)


def _back(target: str, words: Words) -> str:
    """Say which call a way back leads to: ``appel-3``, ``appel-3-2``."""
    _, number, *again = target.split("-")
    if again:
        return words["back_again"].format(n=number, k=again[0])
    return words["back_label"].format(n=number)


def _outside(text: str, target: str, words: Words) -> str:
    parts = urlsplit(target)
    if parts.scheme == "mailto":
        return words["link_mail"].format(text=parts.path)
    host = parts.netloc.removeprefix("www.")
    if not text or host in text or "://" in text or "www." in text:
        return words["link_site"].format(host=host)
    return words["link_outside"].format(text=text, host=host)


def quadrilaterals(pieces: list[Rectangle], height: float) -> list[float]:
    """Return the corners of the pieces of a link as readers expect them.

    Points from the bottom left of a page that is ``height`` pixels high: upper left, upper
    right, lower left, lower right of each piece. ISO 32000-1 §12.5.6.5 says counterclockwise;
    every reader takes this order.
    """
    found: list[float] = []
    for left, top, right, bottom in pieces:
        up, low = height - top, height - bottom
        found += [left, up, right, up, left, low, right, low]
    return [round(x * 0.75, 3) for x in found]


def around(corners: list[float]) -> list[float]:
    """Return left, bottom, right, top of corners: one that is outside makes readers ignore all."""
    across, up = corners[::2], corners[1::2]
    return [min(across), min(up), max(across), max(up)]
