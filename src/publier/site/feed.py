"""The catalogue for programs: an Atom feed (RFC 4287) that is an OPDS 1.2 catalogue, and a sitemap."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from publier.editions import description, templates
from publier.metadata import NAMESPACE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from publier.forms import Library
    from publier.site.shelf import Work

FILE = "catalogue.atom"
SITEMAP = "sitemap.xml"
TYPE = "application/atom+xml;profile=opds-catalog;kind=acquisition"
IMAGE, THUMBNAIL = "http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"
SHOWN = ("image/png", "image/jpeg")
"""Pictures that every reader of OPDS knows (OPDS 1.2 §5.2.2)."""


def make(library: Library, works: Sequence[Work], says: Mapping[str, str], folder: str) -> bytes:
    """Return the feed, with pictures that stand in a folder.

    Its links are absolute where the library has an address, else relative to the feed.
    """
    name = library.name or says["site_title"]
    text = templates.render(
        "catalogue.atom.j2",
        lang=library.lang,
        words=says,
        title=title(library, says),
        id=uuid.uuid5(NAMESPACE, f"{library.publisher or name}/").urn,
        updated=max(work.modified for work in works),
        author=library.publisher or name,
        rights=library.rights,
        feed_type=TYPE,
        feed=address(library, FILE),
        page=address(library, "index.html"),
        works=[_entry(library, work, says, folder) for work in works],
    )
    return text.encode()


def address(library: Library, name: str) -> str:
    """Return where a file of ``dist/`` is: absolute if that is known, else from beside the page."""
    return f"{library.base_url.rstrip('/')}/{name}" if library.base_url else name


def title(library: Library, says: Mapping[str, str]) -> str:
    """Return what the catalogue is called: whose it is, and of what."""
    return says["colon"].join(filter(None, (library.name, says["site_title"])))


def _entry(library: Library, work: Work, says: Mapping[str, str], folder: str) -> dict[str, Any]:
    pictures = ((IMAGE, work.cover), (THUMBNAIL, work.small))
    return {
        "work": work,
        "issued": description.plain_date(work.date),
        "href": address(library, work.files[0].name),
        "pictures": [
            {"rel": rel, "type": picture.media_type, "href": address(library, f"{folder}{picture.name}")}
            for rel, picture in pictures
            if picture.media_type in SHOWN
        ],
        "files": [
            {
                "type": file.media_type,
                "href": address(library, file.name),
                "length": file.size,
                "label": says[file.label],
            }
            for file in work.files
        ],
    }


def sitemap(library: Library, works: Sequence[Work]) -> bytes:
    """Return the addresses that search engines may list (sitemaps.org 0.9); the library has an address."""
    last = max(work.modified for work in works)
    pages = [{"loc": address(library, "index.html"), "lastmod": last}]
    pages += [{"loc": address(library, work.files[0].name), "lastmod": work.modified} for work in works]
    return templates.render(f"{SITEMAP}.j2", pages=pages).encode()
