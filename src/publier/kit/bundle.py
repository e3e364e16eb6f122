"""The bundle for places without a network: the editions and a page to choose from, in one archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from publier import zips
from publier.editions import LARGE_PRINT, description, fonts, lean, templates, web
from publier.editions.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from publier.editions import Styles
    from publier.model import Relecture

EDITIONS = (
    (".html", "text/html", "offline_web", "offline_html"),
    (".epub", "application/epub+zip", "offline_book", "offline_epub"),
    (".pdf", "application/pdf", "offline_paper", "offline_pdf"),
    (LARGE_PRINT.suffix, "application/pdf", "large_print_pdf", "offline_large"),
)
"""What the name of an edition ends in, its media type, what it is called and what it is for."""


def make(relecture: Relecture, styles: Styles, editions: Mapping[str, bytes]) -> bytes:
    """Return a zip archive that opens on ``index.html``; the same editions give the same bytes."""
    names = [f"{relecture.slug}{suffix}" for suffix, *_ in EDITIONS]
    files = {name: editions[name] for name in names if name in editions}
    return zips.pack({"index.html": index(relecture, styles, files), **files})


def index(relecture: Relecture, styles: Styles, editions: Mapping[str, bytes]) -> bytes:
    """Return the page that leads to each edition by a relative link."""
    metadata, says = relecture.metadata, words(relecture.metadata.lang)
    files = [
        {
            "name": name,
            "type": kind,
            "label": says[label],
            "size": says["kilobytes"].format(n=max(round(len(editions[name]) / 1000), 1)),
            "what": says[what],
        }
        for suffix, kind, label, what in EDITIONS
        if (name := f"{relecture.slug}{suffix}") in editions
    ]
    context = {
        "meta": metadata,
        "words": says,
        "files": files,
        "icon": Markup(web.ICON),
        "imprint_line": description.imprint_line(metadata),
        "citation": description.citation(metadata, says),
    }
    draft = templates.render("offline.html.j2", **context, style="", style_hash="")
    rules = web.font_rules(draft, fonts.faces(styles.fonts))
    sheets = "".join(styles.css(name) for name in ("tokens", "common", "screen", "offline"))
    style = rules + lean.cut(sheets, draft)
    page = templates.render(
        "offline.html.j2", **context, style=Markup(style), style_hash=web.integrity(style)
    )
    return page.encode()
