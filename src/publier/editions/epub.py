"""The EPUB edition: EPUB 3.3, every document ours to the letter, packed the same way each time."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from ebooklib import epub
from lxml import etree

from publier import images, tree
from publier.editions import cover, description, markup, templates
from publier.editions.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.editions import Styles
    from publier.model import Image, Relecture

XHTML = "application/xhtml+xml"
FILES = {
    "": "text/texte.xhtml",
    "couverture": "text/couverture.xhtml",
    "sommaire": "nav.xhtml",
    "colophon": "text/texte.xhtml",
}
"""In which document of the book a printed page begins, by its place."""

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of every zip entry: the archive's clock says nothing, ``dcterms:modified`` does."""

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FIRST = ("mimetype", "META-INF/container.xml", "EPUB/content.opf")


def render(relecture: Relecture, styles: Styles) -> bytes:
    """Return the EPUB; the same relecture and styles give the same bytes."""
    book = epub.EpubBook()
    book.metadata = {}
    book.IDENTIFIER_ID = "pub-id"
    front = cover.make(relecture, styles)
    _describe(book, relecture)
    for item in _items(relecture, styles, front):
        book.add_item(item)
    book.spine = ["couverture", "nav", "texte"]
    modified = datetime.datetime.combine(relecture.metadata.modified, datetime.time())
    packed = io.BytesIO()
    writer = epub.EpubWriter(packed, book, {"mtime": modified, "raise_exceptions": True})
    writer.process()
    writer.write()
    return repack(packed.getvalue(), relecture.metadata.lang)


def _items(relecture: Relecture, styles: Styles, front: cover.Picture) -> Iterator[epub.EpubItem]:
    metadata = relecture.metadata
    body = markup.body(relecture, markup.Flavour.EPUB, _picture)
    context: dict[str, Any] = {
        "meta": metadata,
        "words": words(metadata.lang),
        "body": body,
        "contents": body.contents,
        "cover": front,
        "marks": markup.page_marks(relecture, markup.Flavour.EPUB),
        "pages": [(page.label, FILES[page.place]) for page in relecture.pages],
        "imprint_line": description.imprint_line(metadata),
        "colophon": description.colophon(relecture, words(metadata.lang)),
    }
    pages: tuple[tuple[str, str, str, list[str]], ...] = (
        ("nav", "nav.xhtml", "nav.xhtml.j2", ["nav"]),
        ("couverture", "text/couverture.xhtml", "cover.xhtml.j2", []),
        ("texte", "text/texte.xhtml", "chapter.xhtml.j2", []),
    )
    for uid, name, template, properties in pages:
        page = templates.render(template, **context).encode()
        etree.fromstring(page)  # well-formed, or not written
        yield _item(uid, name, page, XHTML, properties)
    yield _item("style", "styles/livre.css", styles.css("epub").encode(), "text/css")
    yield _item("image-couverture", f"images/{front.name}", front.data, front.media_type, ["cover-image"])
    pictures = {figure.image.name: figure.image for figure in tree.figures(relecture)}
    for number, image in enumerate(pictures.values(), 1):
        yield _item(f"image-{number}", f"images/{_file(image)}", image.data, image.media_type)


def _item(
    uid: str, name: str, content: bytes, media_type: str, properties: list[str] | None = None
) -> epub.EpubItem:
    item = epub.EpubItem(uid=uid, file_name=name, media_type=media_type, content=content)
    item.properties = properties or []
    return item


def _picture(image: Image) -> str:
    return f"../images/{_file(image)}"


def _file(image: Image) -> str:
    return images.name_in_book(image.name)


def _describe(book: epub.EpubBook, relecture: Relecture) -> None:
    """Put the package metadata (EPUB 3.3 §5.5, EPUB Accessibility 1.1 §2)."""
    metadata = relecture.metadata
    book.set_identifier(metadata.urn)
    book.set_language(metadata.lang)
    for name, value, attributes in _dublin(relecture):
        if value:
            book.add_metadata("DC", name, value, attributes)
    for property_, value, attributes in _properties(relecture):
        if value:
            book.add_metadata(None, "meta", value, {"property": property_, **attributes})


def _dublin(relecture: Relecture) -> Iterator[tuple[str, str, dict[str, str]]]:
    metadata = relecture.metadata
    yield "title", metadata.title, {"id": "titre"}
    yield "title", metadata.subtitle, {"id": "sous-titre"}
    for number, author in enumerate(metadata.authors, 1):
        yield "creator", author.name, {"id": f"auteur-{number}"}
    yield "publisher", metadata.publisher, {}
    yield "date", description.plain_date(metadata.date), {}
    yield "description", metadata.abstract, {}
    yield "rights", metadata.rights, {}
    for scheme, value in metadata.identifiers:
        yield "identifier", f"urn:{scheme}:{value}" if scheme == "isbn" else f"{scheme}:{value}", {}
    for keyword in metadata.keywords:
        yield "subject", keyword, {}
    if relecture.pages:
        yield "source", description.pdf_urn(metadata), {}  # of its pages, for readers of EPUB 3.2


def _properties(relecture: Relecture) -> Iterator[tuple[str, str, dict[str, str]]]:
    metadata = relecture.metadata
    yield "title-type", "main", {"refines": "#titre"}
    if metadata.subtitle:
        yield "title-type", "subtitle", {"refines": "#sous-titre"}
    for number, _ in enumerate(metadata.authors, 1):
        yield "role", "aut", {"refines": f"#auteur-{number}", "scheme": "marc:relators"}
    if metadata.series:
        yield "belongs-to-collection", metadata.series.name, {"id": "serie"}
        yield "collection-type", "series", {"refines": "#serie"}
        if re.fullmatch(
            r"\d+(\.\d+)*", metadata.series.position, re.ASCII
        ):  # as EPUB 3.3 wants it: no « II »
            yield "group-position", metadata.series.position, {"refines": "#serie"}
    # No property says that a title was supplied; a reference does, by brackets.
    yield "dcterms:bibliographicCitation", description.citation(metadata, words(metadata.lang)), {}
    if relecture.pages:
        yield "pageBreakSource", description.pdf_urn(metadata), {}
    yield from _accessibility(relecture)


def _accessibility(relecture: Relecture) -> Iterator[tuple[str, str, dict[str, str]]]:
    metadata = relecture.metadata
    access = description.accessibility(relecture, words(metadata.lang), book=True)
    for mode in access.modes:
        yield "schema:accessMode", mode, {}
    yield "schema:accessModeSufficient", "textual", {}
    for feature in access.features:
        yield "schema:accessibilityFeature", feature, {}
    yield "schema:accessibilityHazard", "none", {}
    yield "schema:accessibilitySummary", access.summary, {}
    if metadata.accessibility.audited_by and metadata.accessibility.standard:
        yield "dcterms:conformsTo", metadata.accessibility.standard, {"id": "conformite"}
        certified = {"refines": "#conformite", "id": "certificat"}
        yield "a11y:certifiedBy", metadata.accessibility.audited_by, certified
        yield "dcterms:date", metadata.accessibility.audited_on, {"refines": "#certificat"}


def repack(data: bytes, lang: str) -> bytes:
    """Complete the package document and zip again: fixed order, dates and modes.

    OCF 3.3 §4.3: ``mimetype`` comes first and is stored.
    """
    source = zipfile.ZipFile(io.BytesIO(data))
    names = source.namelist()
    rest = sorted(name for name in names if name not in _FIRST)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name in (*_FIRST, *rest):
            content = source.read(name)
            if name == "EPUB/content.opf":
                content = complete(content, lang)
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            target.writestr(entry, content, compresslevel=9)
    return packed.getvalue()


def complete(package: bytes, lang: str) -> bytes:
    """Return the package document with its language and without EbookLib's leftovers."""
    root = etree.fromstring(package)
    root.set(_XML_LANG, lang)
    root.attrib.pop("prefix", "")
    for spine in root.iter("{*}spine"):
        spine.attrib.pop("toc", "")
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")
