"""What the editions for the screen promise beyond their words: pictures, ways, languages, claims.

Validators look at the format; these rules look at the relecture.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING

from publier import tree
from publier.checks import compare, xhtml
from publier.notes import squeeze
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from publier.checks.found import Found
    from publier.checks.xhtml import Element
    from publier.model import Relecture

GENERIC = frozenset({"image", "photo", "figure", "couverture", "cover", "illustration"})
"""What says nothing of a picture, in lower case."""

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ALLOWED = re.compile(r"data:|#|mailto:")
_LOADS = {  # element: the attribute by which it asks for something at once
    "img": "src", "iframe": "src", "audio": "src", "video": "src", "source": "src", "embed": "src",
    "object": "data", "image": "href", "use": "href",
}  # fmt: skip


def page(data: bytes, found: Found, relecture: Relecture) -> Iterator[Problem]:
    """Yield what is wrong with the HTML page. Raises ``ValueError`` when it holds nothing."""
    root = xhtml.parse_html(data)
    yield from _pictures("html", [root], relecture)
    yield from _contents("html", [root], found)
    yield from _languages("html", {"": root}, relecture)
    yield from _title("html", root, relecture)
    yield from _claims("html", _page_claims(root), {"": root})
    yield from _closed(root)


def book(data: bytes, found: Found, relecture: Relecture) -> Iterator[Problem]:
    """Yield what is wrong with the EPUB. Raises ``ValueError`` when it is none."""
    opened = xhtml.parse_epub(data)
    roots = list(opened.documents.values())
    yield from _pictures("epub", roots, relecture)
    yield from _contents("epub", roots, found)
    yield from _languages("epub", opened.documents, relecture)
    for name in ("title", "language"):
        said = next((squeeze(e.text or "") for e in opened.package.iter(f"{{*}}{name}")), "")
        wanted = relecture.metadata.title if name == "title" else relecture.metadata.lang
        if said != squeeze(wanted):
            yield Problem("P063", edition="epub", where=f"dc:{name}", found=said, expected=wanted)
    claims = (e for e in opened.package.iter("{*}meta") if e.get("property") == "schema:accessibilityFeature")
    yield from _claims("epub", {squeeze(e.text or "") for e in claims}, opened.documents)


def _pictures(edition: str, roots: Iterable[Element], relecture: Relecture) -> Iterator[Problem]:
    """WCAG 2.2 §1.1.1: the pictures of the text are described as their source describes them."""
    pictures = [image for root in roots for image in root.iter("{*}img")]
    covers = [image for image in pictures if image.get("role") == "doc-cover"]
    said = [str(image.get("alt")) for image in pictures if image not in covers]
    wanted = [figure.alt for figure in tree.figures(relecture)]
    if [squeeze(alt) for alt in said] != [squeeze(alt) for alt in wanted]:
        yield Problem("P060", edition=edition, found=" | ".join(said), expected=" | ".join(wanted))
    for image in covers:
        alt = squeeze(str(image.get("alt") or ""))
        if not alt or alt.lower() in GENERIC:
            yield Problem("P060", edition=edition, found=alt, expected=relecture.metadata.title)


def _contents(edition: str, roots: list[Element], found: Found) -> Iterator[Problem]:
    """Every heading of the text is listed once, in order, by a way that leads to it."""
    targets = {str(e.get("id")): e for root in roots for e in root.iter("{*}*") if e.get("id")}
    navs = [nav for root in roots for nav in root.iter("{*}nav") if nav.get("role") == "doc-toc"]
    listed = []
    for link in (link for nav in navs for link in nav.iter("{*}a")):
        shown = _words(link)
        there = targets.get(str(link.get("href") or "").rpartition("#")[2])
        listed.append(shown if there is not None and _leads(there, shown) else f"{shown} → ?")
    wanted = [heading.title for heading in found.headings]
    missing = [title for title in wanted if title not in listed]
    lost = [shown for shown in listed if shown.endswith(" → ?")]
    if missing or lost or [title for title in listed if title in wanted] != wanted:
        yield Problem("P061", edition=edition, found=" | ".join(listed), expected=" | ".join(wanted))


def _leads(there: Element, shown: str) -> bool:
    """Whether an element is, or begins with, the heading that a line of the contents shows."""
    named = str(there.get("aria-label") or "")
    headings = (e for e in there.iter("{*}*") if re.fullmatch("h[1-6]", xhtml.local(e)))
    first = next(headings, None)
    return squeeze(named) == shown or first is None or _words(first) == shown


def _words(element: Element) -> str:
    """Return the author's words in an element: no number, no call."""
    words = element.text or ""
    for child in element:
        added = xhtml.classes(child) & xhtml.GENERATED or child.get("role") == "doc-noteref"
        words += ("" if added else _words(child)) + (child.tail or "")
    return squeeze(words)


def _languages(edition: str, roots: Mapping[str, Element], relecture: Relecture) -> Iterator[Problem]:
    """WCAG 2.2 §3.1.1: each document says the language of the relecture."""
    for name, root in roots.items():
        said = {str(root.get("lang")), str(root.get(_XML_LANG) or root.get("lang"))}
        if said != {relecture.metadata.lang}:
            yield Problem(
                "P062", edition=edition, where=name or "html", found=" ".join(sorted(said)),
                expected=relecture.metadata.lang,
            )  # fmt: skip


def _title(edition: str, root: Element, relecture: Relecture) -> Iterator[Problem]:
    """WCAG 2.2 §2.4.2: the window bears the title of the relecture."""
    said = squeeze(next((e.text or "" for e in root.iter("title")), ""))
    wanted = squeeze(relecture.metadata.title)
    if not said.startswith(wanted):
        yield Problem("P063", edition=edition, where="title", found=said, expected=wanted)


def _page_claims(root: Element) -> set[str]:
    scripts = (e for e in root.iter("script") if e.get("type") == "application/ld+json")
    text = next((e.text or "" for e in scripts), "")
    try:
        claimed = json.loads(text).get("accessibilityFeature", [])
    except (ValueError, AttributeError):
        return set()
    return set(map(str, claimed))


def _claims(edition: str, claimed: set[str], roots: Mapping[str, Element]) -> Iterator[Problem]:
    """EPUB Accessibility 1.1 §3: a feature is claimed when, and only when, it is there to be used."""
    elements = [e for root in roots.values() for e in root.iter("{*}*")]
    roles = {str(e.get("role")) for e in elements}
    there = {
        "alternativeText": any(xhtml.local(e) == "img" and e.get("alt") for e in elements),
        "tableOfContents": "doc-toc" in roles,
        "pageNavigation": "doc-pagelist" in roles,
        "pageBreakMarkers": "doc-pagebreak" in roles,
    }
    for feature, present in there.items():
        if present != (feature in claimed):
            yield Problem("P064", edition=edition, feature=feature)


def _closed(root: Element) -> Iterator[Problem]:
    """The page runs nothing, asks nothing of the network, and its policy forbids both (CSP Level 3)."""
    metas = [e for e in root.iter("meta") if e.get("http-equiv") == "Content-Security-Policy"]
    policy = str(metas[0].get("content")) if metas else ""
    if "default-src 'none'" not in policy:
        yield Problem("P065", what="Content-Security-Policy")
    for element in root.iter("*"):
        name = str(element.tag)
        if name in {"style", "script"} and _hash(element.text or "") not in policy:
            yield Problem("P065", what=f"<{name}>")
        if name == "script" and element.get("type") != "application/ld+json":
            yield Problem("P065", what=f"<script {element.get('src') or ''}>")
        asked = str(element.get(_LOADS.get(name, "src")) or "#")
        if not _ALLOWED.match(asked) or (name == "link" and element.get("rel") == "stylesheet"):
            yield Problem("P065", what=f"<{name}> {asked[: compare.SHOWN]}")
        for handler in (key for key in map(str, element.keys()) if key.startswith("on")):
            yield Problem("P065", what=f"{name} {handler}")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
