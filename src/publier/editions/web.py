"""The HTML edition: one file, no script, no request to anywhere."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from markupsafe import Markup

from publier import notes, tree
from publier.editions import (
    LARGE_PRINT,
    description,
    fonts,
    imprint,
    lean,
    markup,
    sidenotes,
    subsets,
    templates,
)
from publier.editions.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.editions import Styles
    from publier.model import Image, Metadata, Relecture

ICON = (
    "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2016%2016'%3E"
    "%3Cpath%20stroke='%238c877f'%20d='M2%203.5h11M2%206.5h12M2%209.5h10M2%2012.5h7'/%3E"
    "%3Ccircle%20cx='11'%20cy='9.5'%20r='2.5'%20fill='%239b2c0e'/%3E%3C/svg%3E"
)
"""The sign of the series, lines and a dot; without an icon of its own a page makes browsers ask for one."""

CARD = ".png"
"""The suffix of the picture that networks show of a link (``cover.card``); it needs a public address."""

FILES = ((".pdf", "application/pdf", "PDF"), (".epub", "application/epub+zip", "EPUB"))


def render(relecture: Relecture, styles: Styles) -> bytes:
    """Return the page as UTF-8 bytes; the same relecture and styles give the same bytes."""
    body = markup.body(relecture, markup.Flavour.WEB, data_address)
    context = _context(relecture, body)
    draft = templates.render("web.html.j2", **context, style="", style_hash="")
    style = _style(relecture, styles, draft)
    page = templates.render("web.html.j2", **context, style=Markup(style), style_hash=integrity(style))
    return lean.unquoted(page).encode()


def data_address(image: Image) -> str:
    """Return a picture as a ``data:`` address."""
    return f"data:{image.media_type};base64,{base64.b64encode(image.data).decode()}"


def integrity(text: str) -> str:
    """Return the hash that lets a content security policy name a text (CSP Level 3 §6.7)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _context(relecture: Relecture, body: markup.Body) -> dict[str, Any]:
    metadata, says = relecture.metadata, words(relecture.metadata.lang)
    links = [
        target
        for note in relecture.notes
        for run in tree.block_runs(note.blocks)
        for target in notes.targets(run)
    ]
    data = json.dumps(
        description.json_ld(relecture, links, says), ensure_ascii=False, separators=(",", ":")
    ).replace("<", "\\u003c")
    large = ((LARGE_PRINT.suffix, "application/pdf", says["large_print_pdf"]),)
    return {
        "meta": metadata,
        "words": says,
        "body": body,
        "marks": markup.page_marks(relecture, markup.Flavour.WEB),
        "metas": list(_metas(relecture)),
        "properties": list(_properties(relecture)),
        "icon": Markup(ICON),
        "data": Markup(data),
        "data_hash": integrity(data),
        "imprint_line": description.imprint_line(metadata),
        "files": [
            {"name": f"{relecture.slug}{suffix}", "type": kind, "label": label}
            for suffix, kind, label in (*FILES, *(large if relecture.large_print else ()))
        ],
        "drawing": Markup(imprint.sketch(relecture)),
        "colophon": description.colophon(relecture, says),
    }


def _style(relecture: Relecture, styles: Styles, page: str) -> str:
    faces = fonts.faces(styles.fonts)
    rules = font_rules(page, faces)
    sheets = [styles.css(name) for name in ("tokens", "common", "screen")]
    if sidenotes.fit(relecture, faces):
        sheets += [styles.css("sidenotes"), sidenotes.chain(len(relecture.notes))]
    return rules + lean.cut("".join(sheets), page)


def font_rules(page: str, faces: tuple[fonts.Face, ...]) -> str:
    """Return the faces that a page draws with, each cut to its letters, as rules of a style sheet."""
    drawn = page.partition("<body")[2].partition(">")[2].partition("</body>")[0]
    return fonts.embedded(subsets.needs(drawn, faces))


def _metas(relecture: Relecture) -> Iterator[tuple[str, str]]:
    """Yield Dublin Core and Highwire metas: what reference managers read."""
    metadata = relecture.metadata
    date = description.plain_date(metadata.date)
    dublin = {
        "DC.title": metadata.title,
        "DC.publisher": metadata.publisher,
        "DC.date": metadata.date,
        "DC.language": metadata.lang,
        "DC.rights": metadata.rights,
        "DC.identifier": metadata.url or metadata.urn,
        "DC.type": "Text",
    }
    highwire = {
        "citation_title": metadata.title,
        "citation_publication_date": date.replace("-", "/"),
        "citation_publisher": metadata.publisher,
        "citation_language": metadata.lang,
        "citation_series_title": metadata.series.name if metadata.series else "",
        "citation_fulltext_html_url": metadata.url,
        "citation_pdf_url": urljoin(metadata.url, f"{relecture.slug}.pdf") if metadata.url else "",
    }
    for name, value in {**dublin, **highwire, **dict(_identifiers(metadata))}.items():
        if value:
            yield name, value
    for author in metadata.authors:
        yield "DC.creator", author.name
        yield "citation_author", author.name
    for keyword in metadata.keywords:
        yield "DC.subject", keyword


def _identifiers(metadata: Metadata) -> Iterator[tuple[str, str]]:
    names = {"doi": "citation_doi", "isbn": "citation_isbn"}
    for scheme, value in metadata.identifiers:
        if scheme in names:
            yield names[scheme], value


def _properties(relecture: Relecture) -> Iterator[tuple[str, str]]:
    metadata = relecture.metadata
    yield "og:type", "article"
    yield "og:title", metadata.title
    yield "og:locale", {"fr": "fr_FR", "en": "en_GB"}.get(metadata.lang, metadata.lang)
    if metadata.url:
        yield "og:url", metadata.url
        yield "og:image", urljoin(metadata.url, f"{relecture.slug}{CARD}")
        yield "og:image:alt", f"{metadata.title}. {description.imprint_line(metadata)}."
