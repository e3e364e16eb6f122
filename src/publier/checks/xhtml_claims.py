"""Metadata: what an edition says of itself is true, and nothing is claimed that its content does not show.

Source: EPUB Accessibility 1.1 §3, Schema.org Accessibility Properties for Discoverability Vocabulary.
"""

from __future__ import annotations

import json
import re
import uuid
from collections import defaultdict
from typing import TYPE_CHECKING

from publier.checks.xhtml_book import HEADINGS, tag
from publier.notes import squeeze
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from publier.checks.xhtml_book import Book, Element
    from publier.model import Relecture

Claims = dict[str, list[str]]
"""What is said, by the names of the vocabularies; schema.org's stand without a prefix."""

AUDIT = frozenset({"dcterms:conformsTo", "conformsTo", "a11y:certifiedBy", "a11y:certifierCredential"})
"""What only a person may say (EPUB Accessibility 1.1 §5)."""


def problems(book: Book, relecture: Relecture) -> Iterator[Problem]:
    """Yield the claims that nothing backs, and what is missing or wrong."""
    try:
        said = claims(book)
    except ValueError as error:
        yield Problem("P063", where="JSON-LD", found=str(error), expected="JSON")
        return
    yield from features(book, said)
    yield from access(book, said)
    yield from facts(book, said, relecture)
    if not relecture.metadata.accessibility.audited_by:
        for name in sorted(AUDIT & said.keys()):
            yield Problem("P064", feature=f"{name} {' '.join(said[name])}")


def claims(book: Book) -> Claims:
    """Return all that an edition says of itself. Raises ``ValueError`` when it is not well said."""
    return _of_page(book) if book.package is None else _of_package(book.package)


def _of_package(package: Element) -> Claims:
    said: Claims = defaultdict(list)
    for element in package.iter("{*}metadata"):
        for child in element.iterchildren("{*}*"):
            name = str(child.get("property") or f"dc:{tag(child)}")
            said[name.removeprefix("schema:")].append(squeeze(child.text or ""))
    return said


def _of_page(book: Book) -> Claims:
    said: Claims = defaultdict(list)
    for element in book.elements:
        if tag(element) == "meta" and element.get("content"):
            name = element.get("name") or element.get("property") or ""
            said[str(name)].append(squeeze(str(element.get("content"))))
        elif tag(element) == "script":
            data = json.loads(element.text or "")
            for key, value in data.items():
                values = value if isinstance(value, list) else [value]
                said[key] += [squeeze(each) for each in values if isinstance(each, str)]
    return said


# ------------------------------------------------------------------ what the content shows


def _pictures(book: Book) -> list[str | None]:
    return [element.get("alt") for element in book.elements if tag(element) == "img"]


def _has_list(book: Book, role: str) -> bool:
    navs = (e for e in book.elements if tag(e) == "nav" and e.get("role") == role)
    return any(next(nav.iter("{*}a"), None) is not None for nav in navs)


def _is_described(book: Book) -> bool:
    return None not in _pictures(book)


def _lets_zoom(book: Book) -> bool:
    views = (str(e.get("content")) for e in book.elements if e.get("name") == "viewport")
    return not any(re.search(r"user-scalable\s*=\s*(no|0)|maximum-scale", view) for view in views)


FEATURES: dict[str, Callable[[Book], bool]] = {
    "ARIA": lambda book: any(element.get("role") for element in book.elements),
    "alternativeText": lambda book: any(_pictures(book)) and _is_described(book),
    "displayTransformability": _lets_zoom,
    "pageBreakMarkers": lambda book: any(e.get("role") == "doc-pagebreak" for e in book.elements),
    "pageNavigation": lambda book: _has_list(book, "doc-pagelist"),
    "readingOrder": lambda book: sum(tag(element) == "main" for element in book.elements) == 1,
    "structuralNavigation": lambda book: sum(tag(element) in HEADINGS for element in book.elements) > 1,
    "tableOfContents": lambda book: _has_list(book, "doc-toc"),
}
"""Every feature that we claim, and what has to be in the content for it."""


def features(book: Book, said: Claims) -> Iterator[Problem]:
    """Each feature is claimed if and only if the content has it."""
    found = said["accessibilityFeature"]
    for feature in sorted({*found, *FEATURES}):
        shown = feature in FEATURES and FEATURES[feature](book)
        if (feature in found and not shown) or (shown and feature not in found):
            yield Problem("P064", feature=f"accessibilityFeature {feature}")


def access(book: Book, said: Claims) -> Iterator[Problem]:
    """How it can be read is said: pictures are seen, described ones need not be, and nothing harms."""
    modes = ["textual", *(["visual"] if any(_pictures(book)) else [])]
    moves = any(tag(e) in {"audio", "video", "canvas", "object", "embed", "iframe"} for e in book.elements)
    for name, expected in (
        ("accessMode", modes),
        ("accessModeSufficient", ["textual"] if _is_described(book) else []),
        ("accessibilityHazard", [] if moves else ["none"]),
    ):
        for value in said[name]:
            if value not in expected:
                yield Problem("P064", feature=f"{name} {value}")
        for value in expected:
            if value not in said[name]:
                yield Problem("P063", where=name, found=" ".join(said[name]), expected=value)
    if not any(said["accessibilitySummary"]):
        yield Problem("P063", where="accessibilitySummary", found="", expected="…")


# ------------------------------------------------------------------ what the source says


def facts(book: Book, said: Claims, relecture: Relecture) -> Iterator[Problem]:
    """What identifies an edition is what its source says."""
    expected = _of_book(relecture) if book.package is not None else _of_web(relecture)
    if summary := relecture.metadata.accessibility.summary:
        expected["accessibilitySummary"] = [summary]
    for name, values in expected.items():
        wanted = [squeeze(value) for value in values if value]
        if said[name][: len(wanted) or None] != wanted:
            found, mine = " | ".join(said[name]), " | ".join(wanted)
            yield Problem("P063", where=name, found=found, expected=mine)


def _of_book(relecture: Relecture) -> Claims:
    metadata = relecture.metadata
    pdf = uuid.uuid5(uuid.NAMESPACE_URL, f"{metadata.urn}#pdf").urn
    return {
        "dc:identifier": [metadata.urn],
        "dc:title": [metadata.title, metadata.subtitle],
        "dc:language": [metadata.lang],
        "dc:creator": [author.name for author in metadata.authors],
        "dc:publisher": [metadata.publisher],
        "dc:rights": [metadata.rights],
        "dcterms:modified": [f"{metadata.modified.isoformat()}T00:00:00Z"],
        "pageBreakSource": [pdf] if relecture.pages else [],
        "belongs-to-collection": [metadata.series.name] if metadata.series else [],
    }


def _of_web(relecture: Relecture) -> Claims:
    metadata = relecture.metadata
    title, authors = [metadata.title], [author.name for author in metadata.authors]
    return {
        "@id": [metadata.url or metadata.urn],
        "headline": title,
        "inLanguage": [metadata.lang],
        "dateModified": [metadata.modified.isoformat()],
        "DC.title": title,
        "DC.creator": authors,
        "DC.language": [metadata.lang],
        "citation_title": title,
        "citation_author": authors,
        "og:title": title,
    }
