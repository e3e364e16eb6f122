"""The PDF editions: A4 with a cover that draws the text, large print, the A5 pages of a booklet."""

from __future__ import annotations

import hashlib
import io
from contextlib import contextmanager
from math import inf
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from publier import __version__, fields, tree
from publier.editions import description, glyphs, imprint, markup, press, templates
from publier.editions.words import words
from publier.problems import Problem, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from weasyprint import Document

    from publier.editions import Styles
    from publier.model import Image, Metadata, Relecture

TEMPLATE = "print.xhtml.j2"

FIRST = (
    f'<html lang="fr"><body><h2>mot</h2><p>{"anticonstitutionnellement " * 3}<em>mot</em>'
    '<span class="fn">mot</span></p><blockquote><p>mot</p></blockquote></body></html>'
)
"""A page that asks for every face of the text, a note, a quotation and hyphens; to be made once."""

Sizes = tuple[tuple[float, int], ...]
"""Most characters of a title, and its size in points."""


class Layout(NamedTuple):
    """What tells one edition on paper from the other.

    ``sizes`` are those of a title above the drawing, ``long_sizes`` of one so long that it takes
    its place; ``foot`` is the most characters of the running foot, ``series`` those of the series there;
    ``drawing`` is the shape of the imprint on the cover.
    """

    edition: str
    sheets: tuple[str, ...]
    sizes: Sizes
    long_sizes: Sizes
    foot: int
    series: int
    drawing: imprint.Shape = imprint.PAPER


A4 = Layout(
    "pdf",
    ("tokens", "common", "print"),
    ((18, 60), (64, 60), (96, 48), (170, 36), (270, 28), (480, 20)),
    ((1200, 16), (2400, 12), (inf, 9)),
    foot=88,
    series=44,
)
LARGE = Layout(
    "large-print",
    ("tokens", "common", "large-print"),
    ((64, 44), (170, 32), (inf, 24)),
    (),
    foot=50,
    series=0,
)
BOOKLET = Layout(
    "booklet",
    ("tokens", "common", "print", "booklet"),
    ((18, 44), (64, 40), (96, 34), (170, 26), (270, 20), (480, 15)),
    ((1200, 11), (inf, 8)),
    foot=76,
    series=44,
    drawing=imprint.BOOKLET,
)


class CoverParts(NamedTuple):
    """What the cover of one relecture is made of; sizes in points, places in millimetres."""

    name: str
    size: int
    line: float
    drawing: Markup
    width: str
    marks: list[tuple[int, str]]
    picture: str


def render(relecture: Relecture, styles: Styles, layout: Layout = A4) -> bytes:
    """Return the finished file; the same relecture, styles and layout give the same bytes."""
    return write(lay_out(relecture, styles, layout), relecture, layout)


def write(document: Document, relecture: Relecture, layout: Layout = A4) -> bytes:
    """Return a laid out relecture as a finished file."""
    from publier.editions import tagging  # brings WeasyPrint

    metadata = relecture.metadata
    source = tagging.Attachment(f"{relecture.slug}.md", relecture.source, words(metadata.lang)["source_file"])
    with _blaming(relecture), press.heeded():
        return tagging.write(
            document, metadata=metadata, source=source, identifier=identifier(metadata, layout.edition)
        )


def prepare(styles: Styles) -> None:
    """Do once, before the relecture comes, what is slow only the first time."""
    press.lay_out(FIRST, _css(styles, A4), styles.folder / "fonts", {}).write_pdf()
    glyphs.drawable(styles.fonts)
    templates.environment().get_template(TEMPLATE)
    qr("https://www.example.org/", "")
    from publier.editions import paging, tagging

    _ = paging, tagging


def _css(styles: Styles, layout: Layout) -> str:
    return "\n".join(styles.css(name) for name in layout.sheets)


def lay_out(relecture: Relecture, styles: Styles, layout: Layout = A4) -> Document:
    """Return the pages, every note on the page of its call.

    Raises SourceError for a character without a glyph, a note that went astray, and whatever
    WeasyPrint complains about.
    """
    problems = glyphs.missing(relecture, styles.fonts)
    if problems:
        raise SourceError(problems)
    pictures: dict[str, Image] = {}
    xhtml = page(relecture, pictures, layout)
    with _blaming(relecture):
        document = press.lay_out(xhtml, _css(styles, layout), styles.folder / "fonts", pictures)
    problems = astray(relecture, document, layout)
    if problems:
        raise SourceError(problems)
    return document


@contextmanager
def _blaming(relecture: Relecture) -> Iterator[None]:
    """Say what the layout engine complains about in a drawing as a problem of that drawing.

    An editor can mend a drawing, and not the engine.
    """
    try:
        yield
    except SourceError as error:
        raise SourceError([_blamed(problem, relecture) for problem in error.problems]) from None


def _blamed(problem: Problem, relecture: Relecture) -> Problem:
    reason = dict(problem.values).get("reason", "")
    cover = relecture.metadata.cover
    pictures = [(figure.image, figure.at) for figure in tree.figures(relecture)]
    pictures += [(cover.image, None)] if cover else []
    drawings = [(image, at) for image, at in pictures if image.media_type == "image/svg+xml"]
    named = [drawing for drawing in drawings if _address(drawing[0]) in reason]
    blamed = named or (drawings if "SVG" in reason else [])
    if problem.code != "X090" or not blamed:
        return problem
    image, at = blamed[0]
    return Problem("L040", at, name=image.name, reason=reason.replace(_address(image), "").strip(" :'"))


def picturing(pictures: dict[str, Image]) -> Callable[[Image], str]:
    """Return what gives each image an address, which ``pictures`` receives."""

    def picture(image: Image) -> str:
        pictures[_address(image)] = image
        return _address(image)

    return picture


def _address(image: Image) -> str:
    return f"picture:{hashlib.sha256(image.data).hexdigest()[:16]}"


def identifier(metadata: Metadata, edition: str = A4.edition) -> bytes:
    """Return the permanent identifier of the file (ISO 32000-1 §14.4): one a work, version and edition."""
    said = f"{metadata.urn}\n{metadata.version}\n{metadata.modified.isoformat()}"
    if edition != A4.edition:
        said += f"\n{edition}"
    return hashlib.sha256(said.encode()).digest()[:16]


def astray(relecture: Relecture, document: Document, layout: Layout = A4) -> list[Problem]:
    """Return a problem for each note that is not on the page of its first call."""
    pages: dict[str, int] = {}
    for number, sheet in enumerate(document.pages, 1):
        for anchor in sheet.anchors:
            pages.setdefault(anchor, number)
    return [
        Problem(
            "P090",
            note.at,
            edition=layout.edition,
            number=note.number,
            note=pages.get(note.anchor, 0),
            call=pages.get(call, 0),
        )
        for note in relecture.notes
        for call in note.backs[:1]
        if not pages.get(note.anchor) or pages.get(note.anchor) != pages.get(call)
    ]


def page(relecture: Relecture, pictures: dict[str, Image], layout: Layout = A4) -> str:
    """Return the whole edition as XHTML; ``pictures`` receives the address of each image."""
    picture = picturing(pictures)
    metadata = relecture.metadata
    says = words(metadata.lang)
    return templates.render(
        TEMPLATE,
        meta=metadata,
        words=says,
        version=__version__,
        body=markup.body(relecture, markup.Flavour.PRINT, picture),
        cover=_cover(relecture, picture(metadata.cover.image) if metadata.cover else "", layout),
        kind=says["large_print"] if layout is LARGE else "",
        house=house(metadata),
        foot=_foot(metadata, layout),
        colophon=description.colophon(relecture, says),
        qr=Markup(qr(metadata.url, says["qr"])) if metadata.url else "",
        address=Markup(markup.breakable(markup.address(metadata.url))),
    )


def _cover(relecture: Relecture, picture: str, layout: Layout) -> CoverParts:
    metadata = relecture.metadata
    length = len(metadata.title)
    size = next((size for most, size in layout.sizes if length <= most), 0)
    name = "pictured" if picture else "drawn" if size else "lettered"
    size = size or next(size for most, size in layout.long_sizes if length <= most)
    drawing = imprint.compute(relecture, layout.drawing)
    marks = [(number, f"{left:.2f}") for number, left in drawing.heads]
    return CoverParts(
        name,
        size,
        round(size * (1 if size > 30 else 1.2), 1),  # noqa: PLR2004 (points)
        Markup(drawing.svg()) if name == "drawn" else Markup(),
        f"{drawing.width + 2 * drawing.edge:.2f}",
        marks,
        picture,
    )


def house(metadata: Metadata) -> list[str]:
    """Return the lines at the head of the cover: authors, publisher, date."""
    date = fields.shown_date(metadata.date, metadata.lang) if metadata.date else ""
    lines = (description.authors(metadata), metadata.publisher, date)
    return list(dict.fromkeys(line for line in lines if line))


def _foot(metadata: Metadata, layout: Layout) -> str:
    """Return the running foot, one line: a photocopied page says where it comes from."""
    series = (
        markup.shortened(metadata.series.name, layout.series) if metadata.series and layout.series else ""
    )
    title = markup.shortened(metadata.title, layout.foot - len(series))
    return f"{title} · {series}" if series else title


def qr(url: str, title: str) -> str:
    """Return a QR code of an address as inline SVG, with ``title`` as its description."""
    import segno

    drawn = io.BytesIO()
    code = segno.make(url, error="m", micro=False, boost_error=False)
    code.save(
        drawn, kind="svg", border=0, dark="#141414", xmldecl=False, svgns=True, title=title, omitsize=True
    )
    return drawn.getvalue().decode().strip()
