"""Boxes to structure elements: one element for each element of the source, whatever breaks it.

Lines, columns and pages cut a source element into many boxes. Each box still knows its element,
so the walk keys structure elements by it and the pieces come together again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publier.editions.tagging import seam
from publier.editions.tagging.makers import Maker, Met
from publier.editions.tagging.tree import Leaf, StructElem, Structure

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from publier.editions.tagging.seam import Box, Document


def walk(document: Document) -> Structure:
    """Build the structure of a laid out document."""
    walker = Walker()
    for number, page in enumerate(document.pages):
        walker.page(number, page)
    return walker.structure


class Walker:
    """Walks the boxes of one document, page after page."""

    def __init__(self) -> None:
        self.structure = Structure()
        self.number = 0
        self.seen: dict[tuple[Element, str], StructElem | None] = {}
        self.maker = Maker(self.structure)
        self.repeatable: dict[Element, int] = {}

    def page(self, number: int, page: seam.Page) -> None:
        """Take in one page: its text, the notes at its foot, its running heads."""
        self.number, self.maker.height = number, page.height
        for box in seam.children(seam.page_box(page)):
            if seam.is_margin(box):
                self.artifact(box, "header" if "top" in box.at_keyword else "footer")
            else:
                self.box(box, self.structure.root)

    def box(self, box: Box, here: StructElem) -> None:
        """Take in one box of the text, whose parent belongs to the element ``here``."""
        if seam.is_text(box):
            self.text(box, here)
            return
        if seam.is_line(box):
            elem: StructElem | None = here
        else:
            elem = self.enter(box, here)
        if elem is None:
            again = box.element in self.repeatable or _is_continuation(box)
            self.artifact(box, "repeated" if again else "layout")
            return
        if seam.is_picture(box):
            elem.kids.append(Leaf(self.number, box))
        if box.link and elem.role == "Link":
            elem.links.append(Leaf(self.number, box))
        late = []
        for child in seam.children(box):
            if elem.role == "Link" and seam.is_absolute(child) and _is_number(child):
                late.append(child)
            else:
                self.box(child, elem)
        self.late(late, elem)

    def late(self, boxes: list[Box], elem: StructElem) -> None:
        """Take in the page number of a table of contents after its words, wherever it is drawn."""
        for box in boxes:
            if elem.kids and isinstance(elem.kids[-1], Leaf):
                self.structure.spaced.append(elem.kids[-1])
            self.box(box, elem)

    def text(self, box: seam.TextBox, here: StructElem) -> None:
        """Take in a run of text; what draws nothing is no content."""
        if box.text.strip().strip("\u200b"):
            here.kids.append(Leaf(self.number, box))
        else:
            self.structure.artifacts.append((Leaf(self.number, box), "layout"))

    def artifact(self, box: Box, kind: str) -> None:
        """Keep a box and all below it out of the structure."""
        for below in seam.descendants(box):
            if seam.is_text(below) or seam.is_picture(below):
                self.structure.artifacts.append((Leaf(self.number, below), kind))

    # -------------------------------------------------------------- elements

    def enter(self, box: Box, here: StructElem) -> StructElem | None:
        """Return the structure element of a box; ``None`` when it is an artifact."""
        element, name = box.element, box.element_tag
        if element is None or name is None:
            return here
        if box.is_leader:
            return None
        tag, _, pseudo = name.partition("::")
        if pseudo:
            return self.pseudo(element, pseudo, here)
        if tag in {"thead", "tfoot"} and self.repeatable.setdefault(element, self.number) != self.number:
            return None
        if (element, "") not in self.seen:
            elem = self.maker.make(Met(element, box, here), tag)
            self.seen[element, ""] = elem
            if elem is not None:
                self.remember(element, box, elem)
        return self.seen[element, ""]

    def remember(self, element: Element, box: Box, elem: StructElem) -> None:
        """Keep what leads to an element: its anchor, its line in the outline."""
        if anchor := element.get("id"):
            self.structure.anchors.setdefault(anchor, elem)
        if seam.is_bookmarked(box):
            self.structure.bookmarked.append(elem)

    def pseudo(self, element: Element, pseudo: str, here: StructElem) -> StructElem | None:
        """Return the element of generated content: labels of items, or part of the text."""
        if pseudo in {"marker", "before"} and element in self.maker.items:
            return self.maker.lead(self.maker.items[element])
        return here if pseudo in {"before", "after"} else None


def _is_number(box: Box) -> bool:
    return (box.element_tag or "").endswith("::before")


def _is_continuation(box: Box) -> bool:
    """Say whether a box is the line that tells which note goes on on this page."""
    return (box.element_tag or "").endswith("::footnote-marker")
