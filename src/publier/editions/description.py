"""A relecture described: dates and names as a reader reads them, and as machines do."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publier.editions.words import Words
    from publier.model import Metadata, Relecture

MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
ABOUT = {"fr": "vers ", "en": "about "}
_EDTF = re.compile(r"(?P<year>\d{4})(-(?P<month>\d\d))?(-(?P<day>\d\d))?(?P<about>[~?%]?)$")


def shown_date(edtf: str, lang: str) -> str:
    """Return an EDTF date in words: ``2020~`` is « vers 2020 », ``2020-05-14`` « 14 mai 2020 »."""
    parts = _EDTF.match(edtf)
    if not parts:
        return edtf
    language = "fr" if lang.startswith("fr") else "en"
    words = [parts["year"]]
    if parts["month"]:
        words.insert(0, MONTHS[language].split()[int(parts["month"]) - 1])
    if parts["day"]:
        day = str(int(parts["day"]))
        words.insert(0, "1er" if (language, day) == ("fr", "1") else day)
    return (ABOUT[language] if parts["about"] else "") + "\u00a0".join(words)


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


def colophon(metadata: Metadata, words: Words) -> list[tuple[str, str]]:
    """Return what stands under the text: how to cite, rights, licence, identifiers, faces."""
    identifiers = [metadata.urn, *(f"{s.upper()} {v}" for s, v in metadata.identifiers)]
    entries = (
        (words["cite"], citation(metadata, words)),
        (words["version"], metadata.version),
        (words["updated"], shown_date(metadata.modified.isoformat(), metadata.lang)),
        (words["identifier"], ", ".join(dict.fromkeys(filter(None, identifiers)))),
        (words["editions"], words["editions_text"]),
        (words["accessibility"], metadata.accessibility.summary),
        (words["rights"], metadata.rights),
        (words["licence"], metadata.licence),
        (words["typesetting"], words["typesetting_text"]),
    )
    return [(term, text) for term, text in entries if text]


def accessibility_features(relecture: Relecture, *more: str) -> list[str]:
    """Return the schema.org accessibility features that every edition of ours has.

    Source: W3C Schema.org Accessibility Properties for Discoverability Vocabulary.
    """
    features = ["tableOfContents", "readingOrder", "structuralNavigation", "ARIA"]
    features += ["displayTransformability", *more]
    if has_described_figures(relecture):
        features.append("alternativeText")
    return features


def has_described_figures(relecture: Relecture) -> bool:
    """Whether at least one picture of the text is described and none lacks a description."""
    from publier.tree import figures

    return any(figure.alt for figure in figures(relecture))


def json_ld(relecture: Relecture, links: list[str]) -> dict[str, Any]:
    """Return the relecture in schema.org terms, for search engines and reference managers."""
    metadata = relecture.metadata
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
        "accessMode": ["textual", "visual"] if has_described_figures(relecture) else ["textual"],
        "accessModeSufficient": ["textual"],
        "accessibilityFeature": accessibility_features(
            relecture, *(("pageBreakMarkers",) if relecture.pages else ())
        ),
        "accessibilityHazard": ["none"],
        "accessibilitySummary": metadata.accessibility.summary,
        "citation": [{"@type": "CreativeWork", "url": link} for link in dict.fromkeys(links)],
    }
    return {key: value for key, value in described.items() if value}


def _agent(name: str, orcid: str = "") -> dict[str, str]:
    """A body unless an ORCID says that it is a person: nothing else tells them apart."""
    if orcid:
        return {"@type": "Person", "name": name, "@id": f"https://orcid.org/{orcid}"}
    return {"@type": "Organization", "name": name}
