"""Structure elements to PDF objects (ISO 32000-1 §14.7, ISO 32000-2 §14.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publier.editions.tagging import seam
from publier.editions.tagging.tree import Leaf, StructElem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from publier.editions.tagging.seam import Box, Pdf, PdfObject
    from publier.editions.tagging.tree import Structure, Value

NAMESPACE_1 = "http://iso.org/pdf/ssn"
NAMESPACE_2 = "http://iso.org/pdf2/ssn"
ONLY_IN_1 = frozenset({"Reference", "TOC", "TOCI", "BlockQuote", "Code"})
"""Roles that PDF 2 knows only in the namespace of PDF 1.7."""

ONLY_IN_2 = frozenset({"/Description"})
"""Values of attributes that came with PDF 2."""

ROLE_MAP = {"Em": "/Span", "Strong": "/Span"}
"""What PDF 1.7 takes the roles of PDF 2 for."""


CLASS = seam.dictionary({"O": "/CSS-2.00"})
"""What the class map says of a class: it has a name, and nothing else."""


class Emitter:
    """Writes one structure into one PDF file; ``marks`` are the numbers of painted boxes by page."""

    def __init__(self, pdf: Pdf, marks: Sequence[dict[Box, int]], *, is_pdf2: bool) -> None:
        self.pdf = pdf
        self.marks = marks
        self.is_pdf2 = is_pdf2
        self.pages = list(pdf.page_references)
        self.objects: dict[StructElem, PdfObject] = {}
        self.parents: list[dict[int, bytes]] = [{} for _ in self.pages]
        self.annotations: list[tuple[StructElem, PdfObject]] = []
        self.namespaces: dict[str, bytes] = {}

    def write(self, structure: Structure) -> None:
        """Write the whole tree and hang it on the catalogue."""
        root = self.add({"Type": "/StructTreeRoot"})
        if self.is_pdf2:
            self.namespaces = {ns: self.namespace(ns) for ns in (NAMESPACE_2, NAMESPACE_1)}
            root["Namespaces"] = seam.array(list(self.namespaces.values()))
        else:
            root["RoleMap"] = seam.dictionary(ROLE_MAP)
        self.create(structure.root, root)
        for elem in structure.root.elements():
            self.fill(elem)
        used = sorted({name for elem in self.objects for name in elem.classes})
        root["ClassMap"] = seam.dictionary(dict.fromkeys(used, CLASS))
        root["K"] = seam.array([self.objects[structure.root].reference])
        root["ParentTree"] = self.parent_tree().reference
        root["ParentTreeNextKey"] = len(self.pages) + len(self.annotations)
        if names := self.names():
            root["IDTree"] = self.add({"Names": seam.array(names)}).reference
        self.pdf.catalog["StructTreeRoot"] = root.reference
        self.pdf.catalog["MarkInfo"] = seam.dictionary({"Marked": "true"})

    def add(self, values: dict[str, object]) -> PdfObject:
        """Add a dictionary to the file."""
        made = seam.dictionary(values)
        self.pdf.add_object(made)
        return made

    def namespace(self, name: str) -> bytes:
        """Add a namespace to the file."""
        reference: bytes = self.add({"Type": "/Namespace", "NS": seam.string(name)}).reference
        return reference

    def create(self, elem: StructElem, parent: PdfObject) -> None:
        """Add an element and all below it, so that each has a number to be referred to."""
        role = "FENote" if self.is_pdf2 and elem.role == "Note" else elem.role
        made = self.add({"Type": "/StructElem", "S": f"/{role}", "P": parent.reference})
        if self.is_pdf2:
            made["NS"] = self.namespaces[NAMESPACE_1 if role in ONLY_IN_1 else NAMESPACE_2]
        self.objects[elem] = made
        for kid in elem.kids:
            if isinstance(kid, StructElem):
                self.create(kid, made)

    def fill(self, elem: StructElem) -> None:
        """Complete an element: its content, then what is said of it."""
        made = self.objects[elem]
        first = next((kid.page for kid in elem.kids if isinstance(kid, Leaf)), None)
        if first is not None:
            made["Pg"] = self.pages[first]
        kids = [self.kid(elem, kid, first) for kid in elem.kids]
        made["K"] = seam.array([*kids, *self.object_references(elem)])
        said = {
            "Lang": elem.lang,
            "Alt": elem.alt,
            "ActualText": elem.actual and elem.actual + _space(elem),
            "ID": elem.id,
        }
        made.update({key: seam.string(value) for key, value in said.items() if value})
        if elem.classes:
            made["C"] = seam.array([f"/{name}" for name in elem.classes])
        owned = [self.attributes(owner, values) for owner, values in elem.attributes.items()]
        if owned := [values for values in owned if len(values) > 1]:
            made["A"] = owned[0] if len(owned) == 1 else seam.array(owned)
        related = [self.objects[other].reference for other in elem.related if other in self.objects]
        if self.is_pdf2 and related:
            made["Ref"] = seam.array(related)

    def kid(self, elem: StructElem, kid: StructElem | Leaf, first: int | None) -> PdfObject:
        """Return what stands for a child in ``K``; remember whose the content is."""
        if isinstance(kid, StructElem):
            return self.objects[kid].reference
        number = self.marks[kid.page][kid.box]
        self.parents[kid.page][number] = self.objects[elem].reference
        if kid.page == first:
            return number
        return seam.dictionary({"Type": "/MCR", "Pg": self.pages[kid.page], "MCID": number})

    def object_references(self, elem: StructElem) -> Iterable[PdfObject]:
        """Yield the references to the annotations of a link."""
        for leaf in elem.links:
            if (annotation := leaf.box.link_annotation) is not None:
                self.annotations.append((elem, annotation))
                yield seam.dictionary(
                    {"Type": "/OBJR", "Obj": annotation.reference, "Pg": self.pages[leaf.page]}
                )

    def parent_tree(self) -> PdfObject:
        """Add the way from content and annotations to their elements (ISO 32000-1 §14.7.4.4)."""
        numbers: list[object] = []
        for page, owners in enumerate(self.parents):
            last = max(owners, default=-1)
            numbers += [page, seam.array([owners.get(i, "null") for i in range(last + 1)])]
        for key, (elem, annotation) in enumerate(self.annotations, len(self.pages)):
            annotation["StructParent"] = key
            numbers += [key, self.objects[elem].reference]
        return self.add({"Nums": seam.array(numbers)})

    def names(self) -> list[object]:
        """Return the names of the elements that have one, sorted, each with its element."""
        named = sorted((elem for elem in self.objects if elem.id), key=lambda elem: elem.id.encode())
        return [value for elem in named for value in (seam.string(elem.id), self.objects[elem].reference)]

    def attributes(self, owner: str, values: dict[str, Value]) -> PdfObject:
        """Return the attributes of one owner, without what PDF 1.7 does not know."""
        ready = {
            key: seam.array(value) if isinstance(value, tuple) else value
            for key, value in values.items()
            if self.is_pdf2 or value not in ONLY_IN_2
        }
        return seam.dictionary({"O": f"/{owner}", **ready})


def _space(elem: StructElem) -> str:
    """Return the space that is drawn at the end of an element, if there is one."""
    last = list(elem.leaves())[-1].box
    return " " if seam.is_text(last) and last.pango_layout.text.endswith(" ") else ""
