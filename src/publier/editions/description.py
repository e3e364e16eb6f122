"""A relecture described: dates and names as a reader reads them, and as machines do."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from publier import addresses
from publier import model as m
from publier.fields import shown_date
from publier.tree import all_blocks, figures, runs, walk_inlines

if TYPE_CHECKING:
    from publier.editions.words import Words
    from publier.model import Metadata, Relecture


@dataclass(frozen=True, slots=True)
class Accessibility:
    """What schema.org has words for: ways to take a text in, features, a summary for people."""

    modes: tuple[str, ...]
    features: tuple[str, ...]
    summary: str


def plain_date(edtf: str) -> str:
    """Return the date without its qualifier: what machines that know no EDTF can read."""
    return edtf.rstrip("~?%")


def authors(metadata: Metadata) -> str:
    """Return the names of the authors, one after the other."""
    return ", ".join(author.name for author in metadata.authors)


def imprint_line(metadata: Metadata) -> str:
    """Return who made it, where and when: « Millénaire 3, Métropole de Lyon, vers 2020 »."""
    date = shown_date(metadata.date, metadata.lang) if metadata.date else ""
    parts = (authors(metadata), metadata.publisher, date)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def citation(metadata: Metadata, words: Words) -> str:
    """Return how to cite the relecture; a supplied title stands in brackets (ISBD)."""
    title = f"{words['open_quote']}{metadata.title}{words['close_quote']}"
    if metadata.title_supplied:
        title = f"[{title}]"
    series = metadata.series.name if metadata.series else ""
    date = shown_date(metadata.date, metadata.lang) if metadata.date else ""
    parts = (authors(metadata), title, series, metadata.publisher, date, metadata.url)
    return ", ".join(dict.fromkeys(part for part in parts if part)) + "."


def pdf_urn(metadata: Metadata) -> str:
    """Return the identifier of the PDF edition, by which the others name the source of their pages."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{metadata.urn}#pdf").urn


def colophon(relecture: Relecture, words: Words) -> list[tuple[str, str]]:
    """Return what stands under the text: how to cite, rights, licence, identifiers, links, faces."""
    metadata = relecture.metadata
    identifiers = [metadata.urn, *(f"{s.upper()} {v}" for s, v in metadata.identifiers)]
    entries = (
        (words["cite"], citation(metadata, words)),
        (words["version"], metadata.version),
        (words["updated"], shown_date(metadata.modified.isoformat(), metadata.lang)),
        (words["identifier"], ", ".join(dict.fromkeys(filter(None, identifiers)))),
        (words["editions"], words["editions_text"]),
        (words["links"], addresses.summary(relecture)),
        (words["accessibility"], metadata.accessibility.summary),
        (words["rights"], metadata.rights),
        (words["licence"], metadata.licence),
        (words["typesetting"], words["typesetting_text"]),
    )
    return [(term, text) for term, text in entries if text]


def accessibility(relecture: Relecture, words: Words, *, book: bool) -> Accessibility:
    """Return what an EPUB (``book``) or a page can claim, from what is in it and nothing else.

    Source: W3C Schema.org Accessibility Properties for Discoverability Vocabulary.
    """
    has_contents = bool(relecture.preface or relecture.lead or relecture.sections)
    described = any(figure.alt for figure in figures(relecture))
    features = {
        "ARIA": True,
        "alternativeText": described or book,  # a book has a cover
        "displayTransformability": True,
        "pageBreakMarkers": bool(relecture.pages),
        "pageNavigation": bool(relecture.pages) and book,
        "readingOrder": True,
        "structuralNavigation": True,
        "tableOfContents": has_contents or book,
    }
    return Accessibility(
        modes=("textual", "visual") if described or book else ("textual",),
        features=tuple(name for name, has in features.items() if has),
        summary=relecture.metadata.accessibility.summary or _summary(relecture, words, book=book),
    )


def _summary(relecture: Relecture, words: Words, *, book: bool) -> str:
    """Return one sentence on the structure of the text and one on its pictures."""
    blocks = list(all_blocks(relecture))
    tables = [block for block in blocks if isinstance(block, m.Table)]
    inlines = (node for run in runs(relecture, notes=True) for node in walk_inlines(run))
    parts = {
        "contents": bool(relecture.preface or relecture.lead or relecture.sections) or book,
        "headings": bool(relecture.sections),
        "pages": bool(relecture.pages),
        "paragraphs": any(isinstance(block, m.Paragraph | m.Quote) and block.number for block in blocks),
        "notes": bool(relecture.notes),
        "tables": bool(tables) and all(map(_has_heads, tables)),
        "langs": any(isinstance(node, m.Foreign) for node in inlines),
    }
    said = ", ".join(words[f"summary_{name}"] for name, has in parts.items() if has)
    alts = [bool(figure.alt) for figure in figures(relecture)]
    pictures = "no_pictures" if not alts else "pictures" if all(alts) else "some_pictures"
    where = "book" if book else "page"
    return f"{words['summary'].format(parts=said)} {words[f'summary_{pictures}_{where}']}"


def _has_heads(table: m.Table) -> bool:
    return any(cell.children for cell in table.head) or any(cell.header for row in table.rows for cell in row)


def json_ld(relecture: Relecture, links: list[str], words: Words) -> dict[str, Any]:
    """Return the relecture in schema.org terms, for search engines and reference managers."""
    metadata = relecture.metadata
    access = accessibility(relecture, words, book=False)
    described: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": metadata.url or metadata.urn,
        "headline": metadata.title,
        "alternativeHeadline": metadata.subtitle,
        "abstract": metadata.abstract,
        "inLanguage": metadata.lang,
        "datePublished": plain_date(metadata.date),
        "dateModified": metadata.modified.isoformat(),
        "version": metadata.version,
        "keywords": list(metadata.keywords),
        "url": metadata.url,
        "identifier": [metadata.urn, *(f"{s}:{v}" for s, v in metadata.identifiers)],
        "author": [_agent(author.name, author.orcid) for author in metadata.authors],
        "publisher": _agent(metadata.publisher) if metadata.publisher else None,
        "isPartOf": {"@type": "CreativeWorkSeries", "name": metadata.series.name}
        if metadata.series
        else None,
        "copyrightNotice": metadata.rights,
        "license": metadata.licence,
        "accessMode": access.modes,
        "accessModeSufficient": ["textual"],
        "accessibilityFeature": access.features,
        "accessibilityHazard": ["none"],
        "accessibilitySummary": access.summary,
        "citation": [{"@id": link} for link in dict.fromkeys(links)],
    }
    return {key: value for key, value in described.items() if value}


def _agent(name: str, orcid: str = "") -> dict[str, str]:
    """A body unless an ORCID says that it is a person: nothing else tells them apart."""
    if orcid:
        return {"@type": "Person", "name": name, "@id": f"https://orcid.org/{orcid}"}
    return {"@type": "Organization", "name": name}
