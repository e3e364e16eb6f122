"""The feed of a site, against the rules of Atom (RFC 4287) and of OPDS 1.2 catalogues; and the sitemap."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urljoin

import pytest
from lxml import etree
from shelved import ADDRESS, HOSTILE, LIBRARY, works
from snapshots import Text
from syrupy.assertion import SnapshotAssertion

from publier import forms
from publier.editions.words import words
from publier.site import feed, page

ATOM, DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/terms/}"
SPACES = {"a": ATOM[1:-1], "dc": DC[1:-1]}
ONCE = {"id", "title", "updated"}
AT_MOST_ONCE = {
    "content",
    "generator",
    "icon",
    "logo",
    "published",
    "rights",
    "source",
    "subtitle",
    "summary",
}
BOTH = ONCE | {"author", "category", "contributor", "link", "rights"}
OF_FEED = BOTH | {"entry", "generator", "icon", "logo", "subtitle"}
OF_ENTRY = BOTH | {"content", "published", "source", "summary"}
ACQUISITION, ARTWORK = "http://opds-spec.org/acquisition", "http://opds-spec.org/image"
OPEN = f"a:entry/a:link[@rel='{ACQUISITION}/open-access']"
KIND = "application/atom+xml;profile=opds-catalog;kind=acquisition"
DATE = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"

Element = etree._Element


def made(library: forms.Library = LIBRARY) -> Element:
    return etree.fromstring(feed.make(library, works(), words("fr"), page.FOLDER))


# ------------------------------------------------------------------ the rules


def breaches(root: Element) -> list[str]:
    """Return what a feed does against the rules, each with its clause."""
    entries = root.findall("a:entry", SPACES)
    found = [f"feed: {breach}" for breach in (*of_element(root, OF_FEED), *of_catalogue(root))]
    for entry in entries:
        found += [f"entry: {breach}" for breach in (*of_element(entry, OF_ENTRY), *of_entry(entry))]
    if root.find("a:author", SPACES) is None and any(e.find("a:author", SPACES) is None for e in entries):
        found.append("4.1.1 author")
    ids = [said(element, "a:id") for element in (root, *entries)]
    return found + ["4.2.6 id twice"] * (len(set(ids)) < len(ids))


def said(element: Element, path: str) -> str:
    return (element.findtext(path, "", SPACES) or "").strip()


def of_element(element: Element, allowed: set[str]) -> list[str]:
    """Return what is wrong with a feed or an entry (RFC 4287 §3 and §4)."""
    names = [str(child.tag).removeprefix(ATOM) for child in element if str(child.tag).startswith(ATOM)]
    links = element.findall("a:link", SPACES)
    others = [(e.get("type"), e.get("hreflang")) for e in links if e.get("rel", "alternate") == "alternate"]
    people = element.findall("a:author", SPACES)
    categories = element.findall("a:category", SPACES)
    rules = {
        "4.1 place": set(names) <= allowed,
        "4.1 once": all(names.count(name) == 1 for name in ONCE),
        "4.1 at most once": all(names.count(name) < 2 for name in AT_MOST_ONCE),
        "4.1 alternates": len(set(others)) == len(others),
        "4.2.2 term": all(category.get("term") for category in categories),
        "4.2.6 id": bool(re.match(r"[a-z][a-z0-9+.-]*:\S+$", said(element, "a:id"))),
        "4.2.7 address": all(link.get("href") for link in links),
        "3.2 name": all(said(person, "a:name") for person in people),
        "3.3 date": is_date(said(element, "a:updated")),
    }
    return [rule for rule, kept in rules.items() if not kept]


def is_date(text: str) -> bool:
    return bool(re.fullmatch(DATE, text)) and datetime.fromisoformat(text).tzinfo is not None


def of_catalogue(root: Element) -> list[str]:
    """Return what keeps a feed from being the root of a catalogue (OPDS 1.2 §2)."""
    links = {link.get("rel"): link.get("type") for link in root.findall("a:link", SPACES)}
    return [f"OPDS 2 {rel}" for rel in ("self", "start") if links.get(rel) != KIND]


def of_entry(entry: Element) -> list[str]:
    """Return what keeps an entry from being one of a catalogue (OPDS 1.2 §5)."""
    links = [(str(link.get("rel")), str(link.get("type"))) for link in entry.findall("a:link", SPACES)]
    acquired = [kind for rel, kind in links if rel.startswith(ACQUISITION)]
    shown = {"image/png", "image/jpeg", "image/gif"}
    summary = entry.find("a:summary", SPACES)
    rules = {
        "OPDS 5.1.1 metadata": bool(said(entry, "dc:language") and said(entry, "dc:identifier")),
        "OPDS 5.1.3 summary": summary is None or summary.get("type", "text") == "text",
        "OPDS 5.2.1 acquisition": bool(acquired),
        "OPDS 5.2.2 artwork": all(kind in shown for rel, kind in links if rel.startswith(ARTWORK)),
        "OPDS 5.3 type": all("/" in kind for kind in acquired),
    }
    return [rule for rule, kept in rules.items() if not kept]


@pytest.mark.parametrize("library", [LIBRARY, forms.Library()], ids=["with an address", "without"])
def test_the_feed_keeps_the_rules(library: forms.Library) -> None:
    root = made(library)
    assert breaches(root) == []
    assert len(root.findall("a:entry", SPACES)) == len(works())


# ------------------------------------------------------------------ each rule can be broken


def without(*paths: str) -> Callable[[Element], None]:
    def sabotage(root: Element) -> None:
        for element in [each for path in paths for each in root.findall(path, SPACES)]:
            parent = element.getparent()
            assert parent is not None
            parent.remove(element)

    return sabotage


def changed(path: str, attribute: str, value: str) -> Callable[[Element], None]:
    def sabotage(root: Element) -> None:
        found = root.find(path, SPACES)
        assert found is not None
        if attribute == "text":
            found.text = value
        elif attribute == "tag":
            found.tag = value
        else:
            found.set(attribute, value)

    return sabotage


def both(one: Callable[[Element], None], other: Callable[[Element], None]) -> Callable[[Element], None]:
    def sabotage(root: Element) -> None:
        one(root)
        other(root)

    return sabotage


SABOTAGES = {
    "feed: 4.1 once": without("a:id"),
    "entry: 4.1 once": without("a:entry/a:title"),
    "entry: 4.1 place": changed("a:entry/a:rights", "tag", f"{ATOM}generator"),
    "entry: 4.1 at most once": changed("a:entry/a:category", "tag", f"{ATOM}summary"),
    "feed: 4.1 alternates": both(
        changed("a:link", "rel", "alternate"), changed("a:link", "type", "text/html")
    ),
    "4.1.1 author": without("a:author", "a:entry/a:author"),
    "entry: 4.2.2 term": changed("a:entry/a:category", "term", ""),
    "entry: 4.2.6 id": changed("a:entry/a:id", "text", "essai"),
    "4.2.6 id twice": both(changed("a:id", "text", "urn:a"), changed("a:entry/a:id", "text", "urn:a")),
    "entry: 4.2.7 address": changed("a:entry/a:link", "href", ""),
    "entry: 3.2 name": changed("a:entry/a:author/a:name", "text", " "),
    "entry: 3.3 date": changed("a:entry/a:updated", "text", "2026-11-23"),
    "feed: OPDS 2 self": changed("a:link", "type", "application/atom+xml"),
    "feed: OPDS 2 start": without("a:link[@rel='start']"),
    "entry: OPDS 5.1.1 metadata": without("a:entry/dc:language"),
    "entry: OPDS 5.1.3 summary": changed("a:entry/a:summary", "type", "html"),
    "entry: OPDS 5.2.1 acquisition": without(OPEN),
    "entry: OPDS 5.2.2 artwork": changed(f"a:entry/a:link[@rel='{ARTWORK}']", "type", "image/svg+xml"),
    "entry: OPDS 5.3 type": changed(OPEN, "type", ""),
}


@pytest.mark.parametrize("rule", SABOTAGES)
def test_a_rule_that_is_broken_is_seen(rule: str) -> None:
    root = made()
    SABOTAGES[rule](root)
    assert rule in breaches(root)


# ------------------------------------------------------------------ what it says


def test_feed(snapshot: SnapshotAssertion) -> None:
    text = feed.make(LIBRARY, works(), words("fr"), page.FOLDER).decode()
    assert re.sub(r'(?<= length=")\d+', "…", text) == snapshot.use_extension(Text)


@pytest.mark.parametrize("library", [LIBRARY, forms.Library()], ids=["with an address", "without"])
def test_its_links_lead_to_what_is_published(library: forms.Library) -> None:
    root = made(library)
    links = {urljoin(f"{ADDRESS}/", str(link.get("href"))) for link in root.iterfind(".//a:link", SPACES)}
    files = {file.name for work in works() for file in work.files}
    pictures = {f"{page.FOLDER}{each.name}" for work in works() for each in (work.cover, work.small)}
    assert links == {f"{ADDRESS}/{name}" for name in files | pictures | {"catalogue.atom", "index.html"}}


def test_it_says_how_large_each_file_is() -> None:
    sizes = [int(str(link.get("length"))) for link in made().iterfind(f".//{OPEN}", SPACES)]
    assert sizes == [file.size for work in works() for file in work.files]


def test_it_is_another_feed_for_another_library() -> None:
    other = forms.Library.model_validate({"publisher": "Ville de Villeneuve"})
    assert len({said(made(library), "a:id") for library in (LIBRARY, other, forms.Library())}) == 3


def test_hostile_words_break_no_rule() -> None:
    library = forms.Library.model_construct(name=HOSTILE, publisher=HOSTILE, rights=HOSTILE)
    root = made(library)
    assert breaches(root) == []
    assert said(root, "a:rights") == HOSTILE


def test_sitemap() -> None:
    root = etree.fromstring(feed.sitemap(LIBRARY, works()))
    assert root.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset"
    said_ = [(url.findtext("{*}loc"), url.findtext("{*}lastmod")) for url in root]
    pages = [(f"{ADDRESS}/{work.files[0].name}", work.modified) for work in works()]
    assert said_ == [(f"{ADDRESS}/index.html", max(work.modified for work in works())), *pages]
