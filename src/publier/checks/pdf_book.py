"""Reading a PDF file into data: every object is looked at once, and whatever is odd refused."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pikepdf

from publier.checks.pdf_content import Piece, Raw, read_pages
from publier.checks.pdf_tree import Book, Bookmark, Element, Link, Place

MOST_DEEP = 100
"""Nested elements; ours are a dozen deep."""

EMPTY: Raw = pikepdf.Dictionary()

FAULTS = (
    pikepdf.PdfError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
)
"""What reading a file of somebody else may run into: objects that are not of the kind they should be."""


def read_book(data: bytes) -> Book:
    """Read a PDF. Raises ``ValueError`` when it is none, or too strange to be ours."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return _Reader(pdf).book()
    except FAULTS as error:
        raise ValueError(f"pdf: {error}") from error


class _Reader:
    """Reads the objects of one open file."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.root = pdf.Root
        self.numbers = {page.obj.objgen: i for i, page in enumerate(pdf.pages)}
        self.pages = list(read_pages(pdf))
        self.names = [(str(name), self.place(to)) for name, to in self.named()]
        self.structured = {str(name): key for name, to in self.named() if (key := _structured(to))}
        self.by_place = {place: name for name, place in reversed(self.names) if place}
        self.known = dict(self.names)
        self.links: dict[tuple[int, int], Link] = {}
        self.roles: dict[str, str] = {}
        self.seen: set[tuple[int, int]] = set()

    def book(self) -> Book:
        """Return all that is checked."""
        for number, page in enumerate(self.pdf.pages):
            for annotation in page.obj.get("/Annots", []):
                if annotation.get("/Subtype") == "/Link":
                    self.links[annotation.objgen] = self.link(annotation, number)
        tree = self.root.get("/StructTreeRoot", EMPTY)
        self.roles = {str(a)[1:]: str(b)[1:] for a, b in tree.get("/RoleMap", EMPTY).items()}
        top = Element("")
        self.kids(top, tree.get("/K"), -1, 0)
        owners, annotated = self.parents(tree)
        return Book(
            root=top,
            pages=self.pages,
            sizes=[_four(page.mediabox) for page in self.pdf.pages],
            links=list(self.links.values()),
            names=self.names,
            structured=self.structured,
            outline=list(self.outline()),
            labels=labels(_tree(self.root.get("/PageLabels", {}), "/Nums"), len(self.pages)),
            owners=owners,
            annotated=annotated,
            ids={str(name): elem.objgen for name, elem in _tree(tree.get("/IDTree", EMPTY), "/Names")},
            titles=self.titles(),
            lang=str(self.root.get("/Lang", "")),
            marked=bool(self.root.get("/MarkInfo", EMPTY).get("/Marked", False)),
        )

    # -------------------------------------------------------------- structure

    def kids(self, parent: Element, kids: Raw, page: int, depth: int) -> None:
        """Read what an element holds; ``page`` is where content without a page of its own is."""
        if depth > MOST_DEEP:
            raise ValueError("pdf: the structure is too deep")
        for kid in kids if isinstance(kids, pikepdf.Array) else [] if kids is None else [kids]:
            if isinstance(kid, int):
                self.content(parent, page, kid)
                continue
            at = self.numbers.get(kid.Pg.objgen, page) if "/Pg" in kid else page
            if "/S" in kid:
                self.element(parent, kid, at, depth)
            elif kid.get("/Type") == "/OBJR":
                found = self.links.get(kid.Obj.objgen)
                parent.kids += [found] if found else []
            elif "/MCID" in kid:
                self.content(parent, at, int(kid.MCID))

    def content(self, parent: Element, page: int, number: int) -> None:
        """Read a marked content; one that nothing paints is kept as empty."""
        piece = (self.pages[page].pieces.get(number) if page >= 0 else None) or Piece(number)
        piece.page = page
        parent.kids.append(piece)

    def element(self, parent: Element, elem: Raw, page: int, depth: int) -> None:
        """Read a structure element and all below it."""
        if elem.objgen in self.seen and elem.objgen != (0, 0):
            raise ValueError("pdf: an element stands twice in the structure")
        self.seen.add(elem.objgen)
        role = str(elem.S)[1:]
        said = {key: str(elem[key]) for key in ("/Alt", "/ActualText") if key in elem}
        read = Element(
            role=self.roles.get(role, role),
            parent=parent,
            id=str(elem.get("/ID", "")),
            lang=str(elem.get("/Lang", "")),
            alt=said.get("/Alt"),
            actual=said.get("/ActualText"),
            classes=frozenset(str(name)[1:] for name in _listed(elem.get("/C"))),
            attributes={str(k)[1:]: v for a in _listed(elem.get("/A")) for k, v in _items(a)},
            key=elem.objgen,
        )
        parent.kids.append(read)
        self.kids(read, elem.get("/K"), page, depth + 1)

    def parents(self, tree: Raw) -> tuple[dict[tuple[int, int], Raw], dict[int, Raw]]:
        """Read the way back from content (page, number) and annotations (key) to their elements."""
        entries = dict(_tree(tree.get("/ParentTree", {}), "/Nums"))
        owners: dict[tuple[int, int], Raw] = {}
        annotated: dict[int, Raw] = {}
        pages = {int(page.obj.get("/StructParents", -1)): i for i, page in enumerate(self.pdf.pages)}
        for key, value in entries.items():
            if isinstance(value, pikepdf.Array):
                for number, elem in enumerate(value):
                    if isinstance(elem, pikepdf.Dictionary):
                        owners[pages.get(key, -1), number] = elem.objgen
            else:
                annotated[key] = value.objgen
        return owners, annotated

    # -------------------------------------------------------------- links and places

    def link(self, annotation: Raw, page: int) -> Link:
        """Read a link annotation."""
        action = annotation.get("/A", EMPTY)
        left, bottom, right, top = _four(annotation.Rect)
        return Link(
            page=page,
            rect=(min(left, right), min(bottom, top), max(left, right), max(bottom, top)),
            uri=str(action.get("/URI", "")),
            anchor=self.anchor(annotation.get("/Dest", action.get("/D"))),
            contents=str(annotation.get("/Contents", "")),
            key=annotation.objgen,
            parent=int(annotation.get("/StructParent", -1)),
        )

    def anchor(self, to: Raw) -> str:
        """Return the name of a destination; one without a name gives that of its place, or nothing."""
        if to is None:
            return ""
        if isinstance(to, pikepdf.Array):
            place = self.place(to)
            return self.by_place.get(place, "") if place else ""
        return str(to).removeprefix("/") if isinstance(to, pikepdf.Name) else str(to)

    def named(self) -> Iterator[tuple[Raw, Raw]]:
        """Yield the named destinations (ISO 32000-1 §12.3.2.3)."""
        yield from _tree(self.root.get("/Names", EMPTY).get("/Dests", {}), "/Names")

    def place(self, to: Raw) -> Place | None:
        """Return where a destination leads; nothing when it leads nowhere."""
        if isinstance(to, pikepdf.Dictionary):
            to = to.get("/D")
        if isinstance(to, pikepdf.String | pikepdf.Name):
            return self.known.get(self.anchor(to))
        if not isinstance(to, pikepdf.Array) or not len(to) or not isinstance(to[0], pikepdf.Object):
            return None
        page = self.numbers.get(to[0].objgen)
        if page is None:
            return None
        x, y = (0.0 if n is None else float(n) for n in (*list(to)[2:4], None, None)[:2])
        return page, x, y

    def outline(self) -> Iterator[Bookmark]:
        """Yield the bookmarks in order (ISO 32000-1 §12.3.3)."""
        waiting = [(1, self.root.get("/Outlines", EMPTY).get("/First"))]
        met: set[tuple[int, int]] = set()
        while waiting:
            level, item = waiting.pop()
            if item is None or item.objgen in met:
                continue
            met.add(item.objgen)
            action = item.get("/A", EMPTY)
            place = self.place(item.get("/Dest", action.get("/D")))
            yield Bookmark(level, str(item.get("/Title", "")), place, _structured(action))
            waiting += [(level, item.get("/Next")), (level + 1, item.get("/First"))]

    def titles(self) -> dict[str, str]:
        """Return the title as the document information and the metadata give it, and if it is shown."""
        shown = self.root.get("/ViewerPreferences", EMPTY).get("/DisplayDocTitle", False)
        with self.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            said = str(metadata.get("dc:title", ""))
        titles = {"XMP": said, "/DisplayDocTitle": str(bool(shown)).lower()}
        if "/Info" in self.pdf.trailer or self.pdf.pdf_version < "2.0":  # PDF 2 says it in XMP only
            titles["/Info"] = str(self.pdf.docinfo.get("/Title", ""))
        return titles


def labels(entries: Iterator[tuple[Raw, Raw]], count: int) -> list[str]:
    """Return the label of each page (ISO 32000-1 §12.4.2); without labels, nothing."""
    ranges = {int(first): label for first, label in entries}
    written: list[str] = []
    label: Raw = None
    start = 0
    for page in range(count):
        if page in ranges:
            label, start = ranges[page], page
        if label is None:
            return []
        number = int(label.get("/St", 1)) + page - start
        prefix = str(label.get("/P", ""))
        written.append(prefix + _numeral(number, str(label.get("/S", ""))))
    return written


def _numeral(number: int, style: str) -> str:
    if style in {"/r", "/R"}:
        roman = _roman(number)
        return roman if style == "/R" else roman.lower()
    return str(number) if style == "/D" else ""


def _roman(number: int) -> str:
    signs = ["M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"]
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    written = ""
    for value, sign in zip(values, signs, strict=True):
        written += sign * (number // value)
        number %= value
    return written


def _tree(node: Raw, leaves: str, depth: int = 0) -> Iterator[tuple[Raw, Raw]]:
    """Yield the keys and values of a name or number tree (ISO 32000-1 §7.9.6)."""
    if depth > MOST_DEEP:
        raise ValueError("pdf: a tree of names turns in a circle")
    pairs = list(node.get(leaves, []))
    yield from zip(pairs[::2], pairs[1::2], strict=False)
    for kid in node.get("/Kids", []):
        yield from _tree(kid, leaves, depth + 1)


def _structured(to: Raw) -> tuple[int, int] | None:
    """Return the element that a destination of PDF 2 names (ISO 32000-2 §12.3.2.3)."""
    if not isinstance(to, pikepdf.Dictionary) or "/SD" not in to:
        return None
    key: tuple[int, int] = to.SD[0].objgen
    return key


def _listed(value: Raw) -> list[Raw]:
    return [] if value is None else list(value) if isinstance(value, pikepdf.Array) else [value]


def _items(attribute: Raw) -> list[tuple[str, Raw]]:
    return list(attribute.items()) if isinstance(attribute, pikepdf.Dictionary) else []


def _four(numbers: Raw) -> tuple[float, float, float, float]:
    a, b, c, d = (float(n) for n in numbers)
    return a, b, c, d
