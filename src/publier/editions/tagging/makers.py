"""What a source element becomes in the structure, decided when it is first met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from publier.editions.tagging import source
from publier.editions.tagging.tree import StructElem

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from publier.editions.tagging.seam import Box
    from publier.editions.tagging.tree import Structure, Value

ROLES = {
    "p": "P",
    **{f"h{n}": f"H{n}" for n in range(1, 7)},
    "blockquote": "BlockQuote",
    "section": "Sect",
    "nav": "Sect",
    "aside": "Sect",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "caption": "Caption",
    "em": "Em",
    "cite": "Em",
    "strong": "Strong",
    "code": "Code",
    ".part": "Part",
    ".np": "P",
    ".num": "Span",
    ".made": "Span",
    ".seen": "Span",
    ".url": "Span",
}
"""The role of an element by its tag, or by a class that says more than its tag."""

SVG = "{http://www.w3.org/2000/svg}svg"


@dataclass(frozen=True, slots=True)
class Met:
    """A source element, the box in which it is met, and the element its parent became."""

    element: Element
    box: Box
    here: StructElem


class Maker:
    """Makes structure elements; ``height`` is that of the page, in pixels."""

    def __init__(self, structure: Structure) -> None:
        self.structure = structure
        self.height = 0.0
        self.items: dict[Element, StructElem] = {}
        self.leaders: dict[Element, Element] = {}
        self.makers: dict[str, Callable[[Met], StructElem | None]] = {
            "ul": self.list_,
            "ol": self.list_,
            "li": self.item,
            "dl": self.definitions,
            "dt": self.term,
            "dd": self.description,
            "a": self.link,
            ".fn": self.note,
            "th": self.header,
            "td": self.cell,
            "figure": self.figure,
            "figcaption": self.caption,
            "img": self.picture,
            SVG: self.picture,
            "hr": lambda _: None,
        }

    def make(self, met: Met, tag: str) -> StructElem | None:
        """Make the structure element of a source element; ``None`` for an artifact."""
        if source.is_hidden(met.element):
            return None
        named = [f".{name}" for name in source.classes(met.element)]
        for name in (tag, *named):
            if name in self.makers:
                return self.makers[name](met)
        # A class says more than a tag of no meaning, and a part is more than a section.
        for name in (*named, tag) if tag in {"span", "section"} else (tag,):
            if name in ROLES:
                return self.new(ROLES[name], met)
        if (met.element.get("lang") and tag not in {"html", "body"}) or source.is_disguised(met.element):
            return self.new("Div" if tag in source.BLOCKS else "Span", met)
        return met.here

    def new(self, role: str, met: Met, parent: StructElem | None = None) -> StructElem:
        """Append an element of a role with all that its source says: language, name, classes."""
        elem = (parent or met.here).add(role, met.element)
        elem.lang, elem.id = met.element.get("lang", ""), met.element.get("id", "")
        elem.classes = tuple(name for name in source.classes(met.element) if name in source.ADDED)
        if source.is_disguised(met.element):
            elem.actual = source.words(met.element)
        return elem

    def lead(self, elem: StructElem) -> StructElem:
        """Return the label of an element, its first child, made when it is missing."""
        first = elem.kids[0] if elem.kids else None
        if isinstance(first, StructElem) and first.role == "Lbl":
            return first
        label = StructElem("Lbl", elem, elem.source)
        elem.kids.insert(0, label)
        return label

    # -------------------------------------------------------------- lists

    def list_(self, met: Met) -> StructElem:
        """Make a list, or a table of contents (ISO 32000-1 §14.8.4.3.3)."""
        if "toc" in source.classes(met.element) or met.here.role == "TOCI":
            return self.new("TOC", met)
        elem = self.new("L", met)
        elem.attributes["List"] = {"ListNumbering": "/Decimal" if met.element.tag == "ol" else "/Disc"}
        return elem

    def item(self, met: Met) -> StructElem:
        """Make an item and its body; the label comes with its box."""
        if met.here.role == "TOC":
            return self.new("TOCI", met)
        self.items[met.element] = item = self.new("LI", met)
        return item.add("LBody", met.element)

    def definitions(self, met: Met) -> StructElem:
        """Make a list of definitions: terms are labels, descriptions bodies of the same item."""
        elem = self.new("L", met)
        elem.attributes["List"] = {"ListNumbering": "/Description"}
        leader, last = None, ""
        for child in met.element:
            if leader is None or (child.tag == "dt" and last == "dd"):
                leader = child
            self.leaders[child], last = leader, str(child.tag)
        return elem

    def term(self, met: Met) -> StructElem:
        """Make the label of a definition."""
        return self.new("Lbl", met, self.definition(met))

    def description(self, met: Met) -> StructElem:
        """Make the body of a definition; several descriptions are divisions of one body."""
        item = self.definition(met)
        bodies = [kid for kid in item.kids if isinstance(kid, StructElem) and kid.role == "LBody"]
        leader = self.leaders.get(met.element, met.element)
        body = bodies[0] if bodies else item.add("LBody", leader)
        several = sum(of is leader and child.tag == "dd" for child, of in self.leaders.items()) > 1
        return self.new("Div", met, body) if several or met.element.get("lang") else body

    def definition(self, met: Met) -> StructElem:
        """Return the item that a term or a description belongs to."""
        leader = self.leaders.get(met.element, met.element)
        if leader not in self.items:
            self.items[leader] = met.here.add("LI", leader)
        return self.items[leader]

    # -------------------------------------------------------------- tables and figures

    def header(self, met: Met) -> StructElem:
        """Make a head cell with its scope (ISO 14289-1 §7.5)."""
        elem = self.cell(met)
        elem.role = "TH"
        scope = "/Row" if met.element.get("scope") == "row" else "/Column"
        elem.attributes["Table"] = {"Scope": scope} | elem.attributes.get("Table", {})
        return elem

    def cell(self, met: Met) -> StructElem:
        """Make a cell with its spans."""
        elem = self.new("TD", met)
        spans = {"ColSpan": met.box.colspan, "RowSpan": met.box.rowspan}
        wide: dict[str, Value] = {name: span for name, span in spans.items() if span > 1}
        if wide:
            elem.attributes["Table"] = wide
        return elem

    def figure(self, met: Met) -> StructElem:
        """Make a figure, unless its picture says nothing: then only its caption is text."""
        pictures = [e for e in met.element.iter() if e.tag in {"img", SVG} and source.description(e)]
        return self.new("Figure", met) if pictures else met.here

    def caption(self, met: Met) -> StructElem:
        """Make a caption; without a figure it is a paragraph."""
        return self.new("Caption" if met.here.role == "Figure" else "P", met)

    def picture(self, met: Met) -> StructElem | None:
        """Describe a picture and say where it stands; without description it is decoration."""
        alt = source.description(met.element)
        if not alt:
            return None
        is_whole = met.here.role == "Figure" and met.here.alt is None
        figure = met.here if is_whole else self.new("Figure", met)
        figure.alt = alt
        figure.attributes["Layout"] = {"Placement": "/Block", "BBox": self.bounds(met.box)}
        return figure

    def bounds(self, box: Box) -> tuple[float, ...]:
        """Return left, bottom, right, top of a box, in points from the bottom left of the page."""
        left, top = box.content_box_x(), self.height - box.content_box_y()
        return tuple(round(x * 0.75, 3) for x in (left, top - box.height, left + box.width, top))

    # -------------------------------------------------------------- links and notes

    def link(self, met: Met) -> StructElem:
        """Make a link; one that stays in the document is a reference too, or the way back of a note."""
        target = met.element.get("href", "")
        if not target:
            return met.here
        parent = met.here
        if parent.role == "Note":
            parent = self.lead(parent)
        elif target.startswith("#"):
            parent = parent.add("Reference", met.element)
            if source.is_call(met.element):
                self.structure.calls.setdefault(target[1:], parent)
        return self.new("Link", met, parent)

    def note(self, met: Met) -> StructElem:
        """Make a note, apart: ``shaping`` will put it after the block that calls it."""
        elem = self.new("Note", met, StructElem("Document"))
        elem.parent = None
        self.structure.notes.append(elem)
        return elem
