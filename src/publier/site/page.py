"""``index.html``: every relecture with its cover, its subject, its files and how accessible they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from publier.editions import fonts, lean, templates, web
from publier.fields import shown_date, url
from publier.site import feed, search

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from publier.editions import Styles
    from publier.forms import Library
    from publier.site.shelf import Work

    Words = Mapping[str, str]

FILE = "index.html"
FOLDER = "site/"
SHEETS = ("tokens", "common", "screen", "site")
TOLD = ("work", "works", "passage", "passages", "rest", "rests", "none", "broken", "part")
"""What the search says; its words stand in the page, so that the script has no language."""


def make(library: Library, works: Sequence[Work], says: Words, styles: Styles) -> bytes:
    """Return the page; with and without a script it names the same relectures and files."""
    context = _context(library, works, says)
    draft = templates.render("site.html.j2", **context, style="", style_hash="")
    style = _style(draft.replace("</main>", f"{_results(works, context['told'])}</main>"), styles)
    page = templates.render("site.html.j2", **context, style=Markup(style), style_hash=web.integrity(style))
    return page.encode()


def _context(library: Library, works: Sequence[Work], says: Words) -> dict[str, Any]:
    data = json.dumps(json_ld(library, works, says), ensure_ascii=False, separators=(",", ":"))
    data = data.replace("<", "\\u003c")
    return {
        "lang": library.lang,
        "words": says,
        "title": feed.title(library, says),
        "name": library.name or says["site_title"],
        "publisher": library.publisher,
        "address": feed.address(library, FILE) if library.base_url else "",
        "feed": feed.FILE,
        "feed_type": feed.TYPE,
        "icon": Markup(web.ICON),
        "data": Markup(data),
        "data_hash": web.integrity(data),
        "folder": FOLDER,
        "texts": search.FILE,
        "count": says["site_works" if len(works) > 1 else "site_work"].format(n=len(works)),
        "told": {"note": says["note"], **{key: says[f"site_{key}"] for key in TOLD}},
        "filters": list(filters(works, says)),
        "works": [_shown(work, says, library.lang) for work in works],
        "colophon": list(_colophon(library, works, says)),
    }


def _style(page: str, styles: Styles) -> str:
    sheets = "".join(styles.css(name) for name in SHEETS)
    return web.font_rules(page, fonts.faces(styles.fonts)) + lean.cut(sheets, page)


def _results(works: Sequence[Work], told: Words) -> str:
    """Return markup with every element and letter that the search may add to the page."""
    found = (passage.text for work in works for passage in work.passages)
    letters = escape("".join(sorted(set().union(*found))))
    said = escape("".join(told.values()))
    link = f'<a class="label series">§0123456789{said}</a>'
    item = f"<li>{link} <span>…{letters}<mark><strong>{letters}</strong></mark></span></li>"
    more = f'<details><summary class="label">0123456789{said}</summary><ol>{item}</ol></details>'
    return f'<div class="passages"><ol>{item}</ol>{more}</div><p class="label state">0123456789{said}</p>'


def filters(works: Sequence[Work], says: Words) -> Iterator[dict[str, Any]]:
    """Yield what the list can be narrowed by; where all agree there is nothing to choose."""
    found = {
        "series": {work.series for work in works if work.series},
        "theme": {keyword for work in works for keyword in work.keywords},
    }
    for name, values in found.items():
        if len(works) > 1 and len(values) > 1:
            choices = sorted(values, key=lambda value: (value.casefold(), value))
            label, every = says[f"site_{name}"], says[f"site_{name}_all"]
            yield {"name": name, "label": label, "all": every, "choices": choices}


def line(work: Work, lang: str) -> str:
    """Return who made it, where and when."""
    date = shown_date(work.date, lang) if work.date else ""
    return ", ".join(dict.fromkeys(filter(None, (*work.authors, work.publisher, date))))


def _shown(work: Work, says: Words, lang: str) -> dict[str, Any]:
    about = (
        (says["site_themes"], ", ".join(work.keywords)),
        (says["accessibility"], work.summary),
        (says["cite"], work.citation),
        (says["updated"], shown_date(work.modified, lang)),
        (says["licence"], work.licence),
    )
    files = [
        {"name": f.name, "type": f.media_type, "label": says[f.label], "size": kilobytes(f.size, says)}
        for f in work.files
    ]
    return {
        "work": work,
        "line": line(work, lang),
        "cover": f"{FOLDER}{work.small.name}",
        "about": [(term, text) for term, text in about if text],
        "files": files,
    }


def kilobytes(size: int, says: Words) -> str:
    """Return how large a file is, in thousands of bytes."""
    return says["kilobytes"].format(n=max(round(size / 1000), 1))


def _colophon(library: Library, works: Sequence[Work], says: Words) -> Iterator[tuple[str, str, str]]:
    """Yield what stands under the list: terms, what is said, and where it leads."""
    yield says["editions"], says["editions_text"], ""
    yield says["site_feed"], says["site_feed_text"], feed.FILE
    if not all(work.audited for work in works):
        yield says["accessibility"], says["site_not_audited"], ""
    if library.contact:
        mail = f"mailto:{library.contact}" if "@" in library.contact else ""
        yield says["site_contact"], library.contact, url(library.contact) or mail
    if library.rights:
        yield says["rights"], library.rights, ""
    yield says["typesetting"], says["typesetting_text"], ""


def json_ld(library: Library, works: Sequence[Work], says: Words) -> dict[str, Any]:
    """Return the catalogue in schema.org terms; without an address its links are relative to the page."""
    described = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": library.name or says["site_title"],
        "description": says["site_about"],
        "inLanguage": library.lang,
        "url": feed.address(library, FILE),
        "dateModified": max(work.modified for work in works),
        "publisher": {"@type": "Organization", "name": library.publisher} if library.publisher else None,
        "mainEntity": {
            "@type": "ItemList",
            "numberOfItems": len(works),
            "itemListElement": [
                {"@type": "ListItem", "position": n, "item": _item(library, work)}
                for n, work in enumerate(works, 1)
            ],
        },
    }
    return {key: value for key, value in described.items() if value}


def _item(library: Library, work: Work) -> dict[str, Any]:
    """Return what the page of a relecture says of itself, and its files."""
    said = {key: value for key, value in work.described.items() if key not in ("@context", "citation")}
    files = [
        {
            "@type": "MediaObject",
            "contentUrl": feed.address(library, file.name),
            "encodingFormat": file.media_type,
            "contentSize": str(file.size),
        }
        for file in work.files
    ]
    return {"url": feed.address(library, work.files[0].name), **said, "encoding": files}
