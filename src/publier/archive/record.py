"""What catalogues are told of an archived relecture: a Dublin Core record, and what the bag says of itself.

Sources: OAI-PMH 2.0 (the schema ``oai_dc``), ISO 15836-1 (the fifteen elements), RFC 8493 §2.2.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

import publier
from publier.editions import description
from publier.editions.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from publier.forms import Library
    from publier.model import Metadata

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"

FILE = "dublin-core.xml"
FORMATS = {".html": "text/html", ".epub": "application/epub+zip", ".pdf": "application/pdf"}


def dublin_core(metadata: Metadata, editions: Iterable[str]) -> bytes:
    """Return the record as XML; ``editions`` are the names of the files that it describes."""
    root = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{OAI_DC} {SCHEMA}")
    formats = {kind for name in editions for suffix, kind in FORMATS.items() if name.endswith(suffix)}
    for element, value in (*_elements(metadata), *(("format", kind) for kind in sorted(formats))):
        if value:
            etree.SubElement(root, f"{{{DC}}}{element}").text = value
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _elements(metadata: Metadata) -> Iterator[tuple[str, str]]:
    """Yield elements and values; an empty value is left out."""
    title = f"{metadata.title} : {metadata.subtitle}" if metadata.subtitle else metadata.title
    yield "title", f"[{title}]" if metadata.title_supplied else title  # as catalogues mark it (ISBD)
    for author in metadata.authors:
        yield "creator", author.name
    for keyword in metadata.keywords:
        yield "subject", keyword
    yield "description", metadata.abstract
    yield "publisher", metadata.publisher
    yield "date", description.plain_date(metadata.date)
    yield "type", "Text"  # DCMI Type Vocabulary
    yield "language", metadata.lang
    for identifier in identifiers(metadata):
        yield "identifier", identifier
    yield "relation", metadata.series.name if metadata.series else ""
    yield "rights", metadata.rights
    yield "rights", metadata.licence


def identifiers(metadata: Metadata) -> list[str]:
    """Return the address of a relecture, its URN, and every identifier that it was given."""
    given = (
        value if scheme in ("ark", "urn") else f"{scheme}:{value}" for scheme, value in metadata.identifiers
    )
    return list(dict.fromkeys(filter(None, (metadata.url, metadata.urn, *given))))


def bag_info(slug: str, metadata: Metadata, library: Library) -> list[tuple[str, str]]:
    """Return what bag-info.txt says; its date is that of the text's last change, the only clock there is."""
    citation = description.citation(metadata, words(metadata.lang))
    contact = "Contact-Email" if "@" in library.contact else "Contact-Name"
    return [
        ("Source-Organization", metadata.publisher),
        (contact, library.contact),
        ("External-Description", f"{citation} {metadata.abstract}".strip()),
        *(("External-Identifier", identifier) for identifier in identifiers(metadata)),
        ("Internal-Sender-Identifier", slug),
        ("Internal-Sender-Description", "Tout est expliqué dans data/LISEZMOI.txt."),
        ("Bagging-Date", metadata.modified.isoformat()),
        ("Bag-Software-Agent", f"publier {publier.__version__}"),
    ]
