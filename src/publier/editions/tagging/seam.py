"""Every name of WeasyPrint and pydyf that we need and that nobody promised to keep.

WeasyPrint paints each run of text as marked content, keeps the number of each in
``stream._tags``, then calls ``weasyprint.pdf.add_tags`` once: that call is the seam. The rest
of the package knows these libraries only through the protocols and constructors below.
"""

from __future__ import annotations

import datetime
import inspect
import re
import warnings
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeGuard

import pydyf
import weasyprint
import weasyprint.pdf
import weasyprint.pdf.fonts
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from xml.etree.ElementTree import Element

VERSION = "70.0"
"""The WeasyPrint whose private names are written down here."""

PRODUCER = f"WeasyPrint {weasyprint.VERSION}"

CALLABLES = {
    "weasyprint.pdf:add_tags": "(pdf, document, pdf_version, page_streams)",
    "weasyprint.pdf.stream:Stream.marked": "(self, box, tag)",
    "weasyprint.pdf.stream:Stream.artifact": "(self)",
    "weasyprint.pdf.anchors:add_links": "(links_and_anchors, matrix, pdf, page, names, tags)",
    "weasyprint.document:Document.write_pdf": "(self, target=None, zoom=1, finisher=None, **options)",
    "weasyprint.text.line_break:Layout.reactivate": "(self, style)",
    "weasyprint.layout:make_all_pages": "(context, root_box, html, pages)",
    "weasyprint.layout:LayoutContext.layout_footnote": "(self, footnote)",
    "weasyprint.layout:LayoutContext.overflows_page": "(self, bottom_space, position_y)",
    "weasyprint.layout:LayoutContext._update_footnote_area": "(self)",
    "weasyprint.layout.page:remake_page": "(index, context, root_box, html)",
    "weasyprint.layout.block:_linebox_layout": (
        "(context, box, index, child, new_children, page_is_empty, absolute_boxes, fixed_boxes, "
        "adjoining_margins, bottom_space, position_y, skip_stack, first_letter_style, first_line_style, "
        "draw_bottom_decoration, max_lines)"
    ),
    "weasyprint.layout.block:iter_line_boxes": (
        "(context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes, "
        "fixed_boxes, first_letter_style, first_line_style)"
    ),
    "weasyprint.layout.block:block_level_layout": (
        "(context, box, bottom_space, skip_stack, containing_block, page_is_empty=True, "
        "absolute_boxes=None, fixed_boxes=None, adjoining_margins=None, first_letter_style=None, "
        "first_line_style=None, discard=False, max_lines=None)"
    ),
    "weasyprint.formatting_structure.build:create_anonymous_boxes": "(box)",
    "weasyprint.formatting_structure.boxes:ParentBox.copy_with_children": "(self, new_children)",
    "weasyprint.formatting_structure.boxes:TextBox.copy_with_text": "(self, text)",
    "weasyprint.formatting_structure.boxes:Box.hit_area": "(self)",
    "weasyprint.formatting_structure.boxes:Box.content_box_x": "(self)",
    "weasyprint.formatting_structure.boxes:Box.content_box_y": "(self)",
    "pydyf:Stream.begin_marked_content": "(self, tag, property_list=None)",
    "pydyf:PDF.add_object": "(self, object_)",
}
"""Functions and their signatures."""

ATTRIBUTES = {
    "weasyprint.formatting_structure.boxes": (
        "BlockBox",
        "BlockContainerBox",
        "LineBox",
        "MarginBox",
        "ReplacedBox",
        "TableCellBox",
        "TextBox",
        "Box.bookmark_label",
        "Box.colspan",
        "Box.footnote",
        "Box.is_leader",
        "Box.link",
        "Box.link_annotation",
        "Box.rowspan",
    ),
    "weasyprint.layout.absolute": ("AbsolutePlaceholder",),
    "weasyprint.pdf.fonts": ("ffi",),
    "pydyf": ("Array", "Dictionary", "Stream", "String", "PDF.page_references"),
}
"""Classes and class attributes. On instances: ``Page._page_box`` and ``.links``,
``AbsolutePlaceholder._box``, ``Stream._tags``, ``TextBox.pango_layout.text``; what splits notes reads
of a ``LayoutContext`` ``footnotes``, ``current_page_footnotes``, ``reported_footnotes``,
``current_footnote_area``, ``page_bottom`` and ``page_maker``, of boxes ``remove_decoration_sides``
and ``resume_at``, of a ``PageBox`` ``page_type.blank``."""

PdfObject: TypeAlias = Any
"""A pydyf object; pydyf has no types."""


class Layout(Protocol):
    """The Pango layout of a text box; ``text`` is what will be drawn."""

    text: str


class Box(Protocol):
    """A box of the laid out page. Lengths are CSS pixels from the top left of the page."""

    element: Element | None
    element_tag: str | None
    children: Sequence[Box]
    style: dict[str, Any]
    width: float
    height: float
    colspan: int
    rowspan: int
    is_leader: bool
    bookmark_label: str | None
    link: object
    link_annotation: PdfObject

    def content_box_x(self) -> float: ...
    def content_box_y(self) -> float: ...


class TextBox(Box, Protocol):
    """A run of text on one line."""

    text: str
    pango_layout: Layout


class MarginBox(Box, Protocol):
    """A running head or foot."""

    at_keyword: str


Link: TypeAlias = "tuple[str, str, tuple[float, float, float, float], Box]"
"""Kind, target, rectangle (x1, y1, x2, y2), box."""


class Page(Protocol):
    """A laid out page."""

    height: float
    links: list[Link]
    _page_box: Box


class Document(Protocol):
    """A laid out document."""

    pages: Sequence[Page]

    def write_pdf(self, **options: Any) -> bytes: ...


class Stream(Protocol):
    """The content of a page: operators and operands, and the number of each marked box."""

    stream: list[Any]
    _tags: dict[Box, dict[str, Any]]


class Pdf(Protocol):
    """A PDF file being written."""

    objects: list[PdfObject]
    catalog: PdfObject
    info: PdfObject
    page_references: Sequence[bytes]

    def add_object(self, object_: PdfObject) -> None: ...


Tagger: TypeAlias = "Callable[[Pdf, Document, object, Sequence[Stream]], None]"


def unwrap(box: Box) -> Box:
    """Return the box that a placeholder of absolute position stands for."""
    return box._box if isinstance(box, AbsolutePlaceholder) else box


def children(box: Box) -> Iterator[Box]:
    """Yield the boxes in a box, in the order of the source."""
    return (unwrap(child) for child in box.children)


def descendants(box: Box) -> Iterator[Box]:
    """Yield a box and all below it, in the order of the source."""
    yield box
    for child in children(box):
        yield from descendants(child)


def page_box(page: Page) -> Box:
    """Return the root of the boxes of a page."""
    return page._page_box


def marks(stream: Stream) -> dict[Box, int]:
    """Return the marked-content number of each painted box of a page."""
    return {box: tag["mcid"] for box, tag in stream._tags.items()}


def is_text(box: Box) -> TypeGuard[TextBox]:
    """Say whether a box is a run of text."""
    return isinstance(box, boxes.TextBox)


def is_margin(box: Box) -> TypeGuard[MarginBox]:
    """Say whether a box is a running head or foot."""
    return isinstance(box, boxes.MarginBox)


def is_line(box: Box) -> bool:
    """Say whether a box is a line."""
    return isinstance(box, boxes.LineBox)


def is_picture(box: Box) -> bool:
    """Say whether a box is an image or a drawing."""
    return isinstance(box, boxes.ReplacedBox)


def holds_lines(box: Box) -> bool:
    """Say whether a box may have lines as children."""
    return isinstance(box, boxes.BlockContainerBox)


def is_absolute(box: Box) -> bool:
    """Say whether a box is taken out of the lines it stands in."""
    return box.style["position"] in {"absolute", "fixed"}


def is_bookmarked(box: Box) -> bool:
    """Say whether a box makes a line of the outline."""
    return bool(box.bookmark_label) and box.style["bookmark_level"] != "none"


def dictionary(values: dict[str, Any]) -> PdfObject:
    """Make a PDF dictionary."""
    return pydyf.Dictionary(values)


def array(values: Sequence[Any]) -> PdfObject:
    """Make a PDF array."""
    return pydyf.Array(values)


def string(text: str) -> PdfObject:
    """Make a PDF text string."""
    return pydyf.String(text)


def stream(content: bytes, extra: dict[str, Any], *, compress: bool) -> PdfObject:
    """Make a PDF stream."""
    return pydyf.Stream([content], dictionary(extra), compress=compress)


def attachment(name: str, data: bytes, description: str, day: datetime.date) -> object:
    """Make a file to embed as the source of the document, dated by the day it was changed."""
    clock = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return weasyprint.Attachment(
        string=data, name=name, description=description, relationship="Source", created=clock, modified=clock
    )


def referenced(pdf: Pdf, reference: bytes | str) -> PdfObject:
    """Return the object that a reference such as ``12 0 R`` leads to."""
    return pdf.objects[int(reference.split()[0])]


def images(pdf: Pdf) -> Iterator[PdfObject]:
    """Yield the dictionaries of the images of a file."""
    for made in pdf.objects:
        if isinstance(made, pydyf.Stream) and made.extra.get("Subtype") == "/Image":
            yield made.extra


def fonts(pdf: Pdf) -> PdfObject:
    """Return the references of the fonts by the names that pages use."""
    page = referenced(pdf, pdf.page_references[0])
    return referenced(pdf, referenced(pdf, page["Resources"])["Font"])


def settle(pdf: Pdf) -> None:
    """Write down what each object says: pydyf asks once for the file, once more for its identifier."""
    for number, made in enumerate(pdf.objects):
        if made.free != "f":
            pdf.objects[number] = _Settled(made)


class _Settled(pydyf.Object):  # type: ignore[misc]  # pydyf has no types
    """An object of a file that will not change any more."""

    data = b""
    compressible = True

    def __init__(self, made: PdfObject) -> None:
        super().__init__()
        self.number, self.generation = made.number, made.generation
        self.data, self.compressible = made.data, made.compressible


@contextmanager
def in_place(tagger: Tagger) -> Iterator[None]:
    """Put a tagger in the place of WeasyPrint's own, for as long as the block lasts."""
    own, ffi = weasyprint.pdf.add_tags, weasyprint.pdf.fonts.ffi
    weasyprint.pdf.add_tags, weasyprint.pdf.fonts.ffi = tagger, _Ffi(ffi)
    try:
        with warnings.catch_warnings():
            # The file of its colour profile is left to the garbage collector.
            warnings.simplefilter("ignore", ResourceWarning)
            yield
    finally:
        weasyprint.pdf.add_tags, weasyprint.pdf.fonts.ffi = own, ffi


class _Ffi:
    """cffi with one type for glyph arrays of every length: it parses 800 lines of C for each new type."""

    def __init__(self, ffi: Any) -> None:
        self._ffi = ffi

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ffi, name)

    def new(self, kind: str, *initial: Any) -> Any:
        """Make a C value; the length of an array is that of what it is made from."""
        return self._ffi.new(_LENGTH.sub("[]", kind) if initial else kind, *initial)


_LENGTH = re.compile(r"(?<=^hb_codepoint_t)\[\d+\]$")


def differences() -> list[str]:
    """Say in plain words what changed in the private names since they were written down."""
    found = []
    if weasyprint.VERSION != VERSION:
        found.append(f"WeasyPrint is {weasyprint.VERSION}; its private names were read in {VERSION}")
    for name, expected in CALLABLES.items():
        value = _lookup(*name.split(":"))
        if value is None:
            found.append(f"{name} is gone")
        elif (now := str(inspect.signature(value))) != expected:
            found.append(f"{name}{expected} is now {name}{now}")
    for module, names in ATTRIBUTES.items():
        found.extend(f"{module}:{name} is gone" for name in names if _lookup(module, name) is None)
    return found


def _lookup(module: str, name: str) -> Any:
    """Return an attribute by its dotted name; ``None`` becomes ``False``, absence ``None``."""
    value: Any = import_module(module)
    for part in name.split("."):
        value = inspect.getattr_static(value, part, _lookup)
        if value is _lookup:
            return None
    return False if value is None else value
