"""What the XHTML of the print edition says about an element, whatever its boxes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

BLOCKS = frozenset({"div", "main", "article", "header", "footer", "section"})
"""Elements without a role of their own that stand as blocks."""

ADDED = frozenset({"made", "num", "seen", "url"})
"""Classes of what the program adds to the author's words: the structure keeps them (``C``)."""


def classes(element: Element) -> list[str]:
    """Return the class names of an element."""
    return element.get("class", "").split()


def is_hidden(element: Element) -> bool:
    """Say whether an element is kept from assistive technology."""
    return element.get("aria-hidden") == "true" or element.get("role") in {"presentation", "none"}


def is_call(element: Element) -> bool:
    """Say whether a link is the call of a note."""
    return "call" in classes(element)


def is_disguised(element: Element) -> bool:
    """Say whether an element is drawn with other letters than it is written with: small capitals."""
    return "smallcaps" in classes(element) and not len(element)


def words(element: Element) -> str:
    """Return the text of an element, without what is hidden in it, on one line."""
    return re.sub(r"\s+", " ", "".join(_words(element))).strip()


def _words(element: Element) -> list[str]:
    found = [element.text or ""]
    for child in element:
        if not is_hidden(child):
            found += _words(child)
        found.append(child.tail or "")
    return found


def description(element: Element) -> str:
    """Return what a picture shows: ``alt``, or the title of a drawing; empty for decoration."""
    if is_hidden(element):
        return ""
    if element.tag == "img":
        return element.get("alt", "").strip()
    title = element.find("{http://www.w3.org/2000/svg}title")
    return "" if title is None else (title.text or "").strip()
