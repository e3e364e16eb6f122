"""Boxes to structure elements: one element for each element of the source, whatever breaks it.

Lines, columns and pages cut a source element into many boxes. Each box still knows its element,
so the walk keys structure elements by it and the pieces come together again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from publier.editions.tagging import seam, source
from publier.editions.tagging.tree import Leaf, StructElem, Structure

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from publier.editions.tagging.seam import Box, Document

ROLES = {
    "p": "P",
    **{f"h{n}": f"H{n}" for n in range(1, 7)},
    "blockquote": "BlockQuote",
    "section": "Sect",
    "nav": "Sect",
    "aside": "Sect",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "td": "TD",
    "caption": "Caption",
    "em": "Em",
    "cite": "Em",
    "strong": "Strong",
    "code": "Code",
    ".part": "Part",
    ".np": "P",
    ".num": "Span",
    ".made": "Span",
    ".url": "Span",
}
"""The role of an element by its tag, or by a class that says more than its tag."""

SVG = "{http://www.w3.org/2000/svg}svg"


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
        self.height = 0.0
        self.seen: dict[tuple[Element, str], StructElem | None] = {}
        self.items: dict[Element, StructElem] = {}
        self.leaders: dict[Element, Element] = {}
        self.repeatable: dict[Element, int] = {}
        self.makers: dict[str, Callable[[Element, Box, StructElem], StructElem | None]] = {
            "ul": self.list_,
            "ol": self.list_,
            "li": self.item,
            "dl": self.definitions,
            "dt": self.term,
            "dd": self.description,
            "a": self.link,
            ".fn": self.note,
            "table": self.table,
            "th": self.header,
            "td": self.cell,
            "figure": self.figure,
            "figcaption": self.caption,
            "img": self.picture,
            SVG: self.picture,
            "hr": lambda *_: None,
        }

    def page(self, number: int, page: seam.Page) -> None:
        """Take in one page: its text, the notes at its foot, its running heads."""
        self.number, self.height = number, page.height
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
            self.artifact(box, "repeated" if box.element in self.repeatable else "layout")
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
            elem = self.make(element, tag, box, here)
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

    def make(self, element: Element, tag: str, box: Box, here: StructElem) -> StructElem | None:
        """Make the structure element of a source element that is met for the first time."""
        if source.is_hidden(element):
            return None
        named = [f".{name}" for name in source.classes(element)]
        for name in (tag, *named):
            if name in self.makers:
                return self.makers[name](element, box, here)
        # A class says more than a tag of no meaning, and a part is more than a section.
        for name in (*named, tag) if tag in {"span", "section"} else (tag,):
            if name in ROLES:
                return self.new(ROLES[name], element, here)
        if element.get("lang") and tag not in {"html", "body"}:
            return self.new("Span" if tag not in source.BLOCKS else "Div", element, here)
        return here

    def new(self, role: str, element: Element, here: StructElem) -> StructElem:
        """Append an element of a role, with the language, name and classes that its source says."""
        elem = here.add(role, element)
        elem.lang, elem.id = element.get("lang", ""), element.get("id", "")
        elem.classes = tuple(name for name in source.classes(element) if name in source.ADDED)
        return elem

    def pseudo(self, element: Element, pseudo: str, here: StructElem) -> StructElem | None:
        """Return the element of generated content: labels of items, or part of the text."""
        if pseudo in {"marker", "before"} and element in self.items:
            return self.lead(self.items[element], "Lbl")
        return here if pseudo in {"before", "after"} else None

    # -------------------------------------------------------------- lists

    def list_(self, element: Element, box: Box, here: StructElem) -> StructElem:  # noqa: ARG002
        """Make a list, or a table of contents (ISO 32000-1 §14.8.4.3.3)."""
        if "toc" in source.classes(element) or here.role == "TOCI":
            return self.new("TOC", element, here)
        elem = self.new("L", element, here)
        elem.attributes["List"] = {"ListNumbering": "/Decimal" if element.tag == "ol" else "/Disc"}
        return elem

    def item(self, element: Element, box: Box, here: StructElem) -> StructElem:  # noqa: ARG002
        """Make an item and its body; the label comes with its box."""
        if here.role == "TOC":
            return self.new("TOCI", element, here)
        self.items[element] = self.new("LI", element, here)
        return self.items[element].add("LBody", element)

    def definitions(self, element: Element, box: Box, here: StructElem) -> StructElem:  # noqa: ARG002
        """Make a list of definitions: terms are labels, descriptions bodies of the same item."""
        elem = self.new("L", element, here)
        elem.attributes["List"] = {"ListNumbering": "/Description"}
        leader, last = None, ""
        for child in element:
            tag = str(child.tag)
            if leader is None or (tag == "dt" and last == "dd"):
                leader = child
            self.leaders[child], last = leader, tag
        return elem

    def term(self, element: Element, box: Box, here: StructElem) -> StructElem:  # noqa: ARG002
        """Make the label of a definition."""
        return self.new("Lbl", element, self.definition(element, here))

    def description(self, element: Element, box: Box, here: StructElem) -> StructElem:  # noqa: ARG002
        """Make the body of a definition; several descriptions are divisions of one body."""
        item = self.definition(element, here)
        body = next((kid for kid in item.kids if isinstance(kid, StructElem) and kid.role == "LBody"), None)
        leader = self.leaders.get(element, element)
        siblings = [c for c, of in self.leaders.items() if of is leader and c.tag == "dd"]
        body = body or item.add("LBody", leader)
        return self.new("Div", element, body) if len(siblings) > 1 or element.get("lang") else body

    def definition(self, element: Element, here: StructElem) -> StructElem:
        """Return the item that a term or a description belongs to."""
        leader = self.leaders.get(element, element)
        if leader not in self.items:
            self.items[leader] = here.add("LI", leader)
        return self.items[leader]

    # -------------------------------------------------------------- tables and figures

    def table(self, element: Element, box: Box, here: StructElem) -> StructElem:  # noqa: ARG002
        """Make a table."""
        return self.new("Table", element, here)

    def header(self, element: Element, box: Box, here: StructElem) -> StructElem:
        """Make a head cell with its scope (ISO 14289-1 §7.5)."""
        elem = self.cell(element, box, here)
        elem.role = "TH"
        scope = "/Row" if element.get("scope") == "row" else "/Column"
        elem.attributes["Table"] = {"Scope": scope} | elem.attributes.get("Table", {})
        return elem

    def cell(self, element: Element, box: Box, here: StructElem) -> StructElem:
        """Make a cell with its spans."""
        elem = self.new("TD", element, here)
        spans = {"ColSpan": box.colspan, "RowSpan": box.rowspan}
        wide: dict[str, str | int | float | tuple[float, ...]] = {k: n for k, n in spans.items() if n > 1}
        if wide:
            elem.attributes["Table"] = wide
        return elem

    def figure(self, element: Element, box: Box, here: StructElem) -> StructElem:  # noqa: ARG002
        """Make a figure, unless its picture says nothing: then only its caption is text."""
        pictures = [e for e in element.iter() if e.tag in {"img", SVG} and source.description(e)]
        return self.new("Figure", element, here) if pictures else here

    def caption(self, element: Element, box: Box, here: StructElem) -> StructElem:  # noqa: ARG002
        """Make a caption; without a figure it is a paragraph."""
        return self.new("Caption" if here.role == "Figure" else "P", element, here)

    def picture(self, element: Element, box: Box, here: StructElem) -> StructElem | None:
        """Describe a picture and say where it stands; without description it is decoration."""
        alt = source.description(element)
        if not alt:
            return None
        figure = here if here.role == "Figure" and here.alt is None else self.new("Figure", element, here)
        figure.alt = alt
        figure.attributes["Layout"] = {"Placement": "/Block", "BBox": self.bounds(box)}
        return figure

    def bounds(self, box: Box) -> tuple[float, float, float, float]:
        """Return left, bottom, right, top of a box, in points from the bottom left of the page."""
        left, top = box.content_box_x(), self.height - box.content_box_y()
        return tuple(round(x * 0.75, 3) for x in (left, top - box.height, left + box.width, top))  # type: ignore[return-value] # four of them

    # -------------------------------------------------------------- links and notes

    def link(self, element: Element, box: Box, here: StructElem) -> StructElem:  # noqa: ARG002
        """Make a link; one that stays in the document is a reference too."""
        target = element.get("href", "")
        if not target:
            return here
        parent = here
        if here.role == "Note":
            parent = self.lead(here, "Lbl")
        elif target.startswith("#"):
            parent = here.add("Reference", element)
            if source.is_call(element):
                self.structure.calls.setdefault(target[1:], parent)
        return self.new("Link", element, parent)

    def lead(self, elem: StructElem, role: str) -> StructElem:
        """Return the first child of an element: its label, made when it is missing."""
        match elem.kids:
            case [StructElem() as first, *_] if first.role == role:
                return first
        first = StructElem(role, elem, elem.source)
        elem.kids.insert(0, first)
        return first

    def note(self, element: Element, box: Box, here: StructElem) -> StructElem:  # noqa: ARG002
        """Make a note, apart: ``notes`` will put it after the block that calls it."""
        elem = StructElem("Note", None, element, lang=element.get("lang", ""), id=element.get("id", ""))
        self.structure.notes.append(elem)
        return elem


def _is_number(box: Box) -> bool:
    return (box.element_tag or "").endswith("::before")
