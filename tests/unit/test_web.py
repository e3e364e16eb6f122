"""The HTML edition as bytes: its head as machines read it, its policy, its weight, its regions."""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import json
import re
from collections import defaultdict
from dataclasses import replace
from typing import Any

import examples
import pytest
from lxml import html
from lxml.html import HtmlElement
from PIL import Image
from prepared import STYLES, prepared

from publier import model as m
from publier.editions import Styles, cover, description, markup, web
from publier.editions.words import words


def page_of(relecture: m.Relecture) -> bytes:
    return web.render(relecture, Styles(STYLES))


@pytest.fixture(scope="module")
def described() -> m.Relecture:
    """The small relecture with everything that a library can say of it."""
    relecture = examples.numbered()
    metadata = replace(
        relecture.metadata,
        subtitle="Deux villes",
        identifiers=(("doi", "10.5555/exemple.1"), ("isbn", "9782070360024")),
        authors=(m.Author("Jeanne Vidal", "0000-0002-1825-0097"), m.Author("Millénaire 3")),
        licence="CC-BY-SA-4.0",
        accessibility=m.Accessibility("Tout est lisible."),
    )
    return replace(relecture, metadata=metadata)


@pytest.fixture(scope="module")
def root(described: m.Relecture) -> HtmlElement:
    return html.document_fromstring(page_of(described))


@pytest.fixture(scope="module")
def real() -> bytes:
    return page_of(prepared("solidarites-informelles"))


# ------------------------------------------------------------------ what machines read


def metas(root: HtmlElement, key: str = "name") -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for meta in root.iterfind(f".//meta[@{key}]"):
        found[meta.get(key).lower()].append(meta.get("content"))
    return found


def reference(root: HtmlElement) -> dict[str, Any]:
    """Read a page as a reference manager does: Highwire first, then Dublin Core, then Open Graph."""
    names, graph = metas(root), metas(root, "property")

    def first(*keys: str) -> str:
        return next((found[key][0] for key in keys for found in (names, graph) if key in found), "")

    return {
        "title": first("citation_title", "dc.title", "og:title"),
        "creators": names["citation_author"] or names["dc.creator"],
        "date": first("citation_publication_date", "citation_date", "dc.date"),
        "publisher": first("citation_publisher", "dc.publisher"),
        "series": first("citation_series_title"),
        "language": first("citation_language", "dc.language"),
        "doi": first("citation_doi"),
        "isbn": first("citation_isbn"),
        "url": first("citation_fulltext_html_url", "og:url"),
        "attachment": first("citation_pdf_url"),
        "abstract": first("citation_abstract", "dc.description", "description", "og:description"),
        "rights": first("dc.rights"),
        "tags": names["citation_keywords"] or names["dc.subject"],
    }


def test_a_reference_manager_reads_the_whole_reference(root: HtmlElement) -> None:
    place = "https://bibliotheque.example/relectures/exemple/"
    assert reference(root) == {
        "title": "Un exemple & deux",
        "creators": ["Jeanne Vidal", "Millénaire 3"],
        "date": "2020",
        "publisher": "Métropole de Lyon",
        "series": "Relecture de corpus",
        "language": "fr",
        "doi": "10.5555/exemple.1",
        "isbn": "9782070360024",
        "url": place,
        "attachment": f"{place}exemple.pdf",
        "abstract": "Trois notes & une image.",
        "rights": "© Métropole de Lyon",
        "tags": ["essai"],
    }


def test_dublin_core_names_its_vocabulary_and_keeps_the_doubt_of_the_date(root: HtmlElement) -> None:
    assert root.find(".//link[@rel='schema.DC']").get("href") == "http://purl.org/dc/elements/1.1/"
    names = metas(root)
    assert names["dc.date"] == ["2020~"]
    assert names["dc.creator"] == ["Jeanne Vidal", "Millénaire 3"]
    assert names["dc.identifier"] == ["https://bibliotheque.example/relectures/exemple/"]


def test_a_page_without_an_address_claims_none(described: m.Relecture) -> None:
    bare = html.document_fromstring(page_of(replace(described, metadata=replace(described.metadata, url=""))))
    assert reference(bare)["url"] == reference(bare)["attachment"] == ""
    assert bare.find(".//link[@rel='canonical']") is None
    assert metas(bare)["dc.identifier"] == [described.metadata.urn]
    assert "og:image" not in metas(bare, "property")


def test_a_link_to_the_page_shows_its_card(described: m.Relecture, root: HtmlElement) -> None:
    graph = metas(root, "property")
    assert graph["og:image"] == ["https://bibliotheque.example/relectures/exemple/exemple.png"]
    assert graph["og:image:alt"][0].startswith("Un exemple & deux. Jeanne Vidal")
    moved = replace(described.metadata, url="https://bibliotheque.example/essais/un.html")
    page = html.document_fromstring(page_of(replace(described, metadata=moved)))
    assert metas(page, "property")["og:image"] == ["https://bibliotheque.example/essais/exemple.png"]
    assert reference(page)["attachment"] == "https://bibliotheque.example/essais/exemple.pdf"


@pytest.mark.parametrize("title", ["Bref", "Un titre de quelques mots", "Un titre sans fin " * 40])
def test_a_card_has_the_size_that_networks_show_and_its_words_stand_apart(
    described: m.Relecture, title: str
) -> None:
    data = cover.card(replace(described, metadata=replace(described.metadata, title=title)), Styles(STYLES))
    assert data == cover.card(
        replace(described, metadata=replace(described.metadata, title=title)), Styles(STYLES)
    )
    card = Image.open(io.BytesIO(data))
    assert card.size == (1200, 630)
    assert len(data) < 60_000
    grey = card.convert("L")
    assert min(grey.crop((60, 60, 1140, 290)).tobytes()) < 60  # ink
    assert min(grey.crop((0, 299, 1200, 303)).tobytes()) > 200  # paper, between the title and the drawing


def test_the_address_and_the_other_editions_are_named(root: HtmlElement) -> None:
    assert root.find(".//link[@rel='canonical']").get("href") == (
        "https://bibliotheque.example/relectures/exemple/"
    )
    others = {link.get("href"): link.get("type") for link in root.iterfind(".//link[@rel='alternate']")}
    assert others == {"exemple.pdf": "application/pdf", "exemple.epub": "application/epub+zip"}
    shown = {link.get("href") for link in root.iterfind(".//header//a")}
    assert shown == set(others)


def json_ld(root: HtmlElement) -> dict[str, Any]:
    (script,) = root.iterfind(".//script")
    assert script.get("type") == "application/ld+json"
    data: dict[str, Any] = json.loads(script.text)
    return data


def test_schema_org_has_what_search_engines_require_of_an_article(root: HtmlElement) -> None:
    data = json_ld(root)
    assert data["@context"] == "https://schema.org"
    assert data["@type"] == "Article"
    assert data["headline"] == "Un exemple & deux"
    assert data["inLanguage"] == "fr"
    assert data["url"] == data["@id"]
    assert datetime.date.fromisoformat(data["dateModified"]) == datetime.date(2026, 1, 2)
    assert re.fullmatch(r"\d{4}(-\d\d){0,2}", data["datePublished"])  # ISO 8601: no sign of doubt
    assert [author["@type"] for author in data["author"]] == ["Person", "Organization"]
    assert data["author"][0]["@id"] == "https://orcid.org/0000-0002-1825-0097"
    assert data["publisher"]["name"] == "Métropole de Lyon"
    assert data["isPartOf"]["name"] == "Relecture de corpus"


def test_schema_org_cites_the_sources_and_says_how_the_page_can_be_read(root: HtmlElement) -> None:
    data = json_ld(root)
    assert [cited["@id"] for cited in data["citation"]] == ["https://bibliotheque.example/landel"]
    assert data["accessMode"] == data["accessModeSufficient"] == ["textual"]
    assert {"tableOfContents", "structuralNavigation", "readingOrder"} <= set(data["accessibilityFeature"])
    assert data["accessibilityHazard"] == ["none"]
    assert data["accessibilitySummary"] == "Tout est lisible."


def test_no_text_of_an_editor_ends_the_script_or_the_head(described: m.Relecture) -> None:
    title = '</script><script>alert(1)</script>"><b>'
    page = page_of(replace(described, metadata=replace(described.metadata, title=title)))
    root = html.document_fromstring(page)
    assert json_ld(root)["headline"] == title
    assert reference(root)["title"] == title
    assert root.find(".//b") is None


# ------------------------------------------------------------------ the policy


def policy(page: bytes) -> dict[str, list[str]]:
    root = html.document_fromstring(page)
    (meta,) = root.iterfind(".//meta[@http-equiv='Content-Security-Policy']")
    rules = (rule.split() for rule in str(meta.get("content")).split(";"))
    return {name: values for name, *values in rules}


def hashed(page: bytes, tag: str) -> str:
    (text,) = re.findall(rf"<{tag}[^>]*>(.*?)</{tag}>".encode(), page, flags=re.DOTALL)
    return f"'sha256-{base64.b64encode(hashlib.sha256(text).digest()).decode()}'"


def test_the_policy_names_the_one_style_sheet_and_nothing_from_outside(real: bytes) -> None:
    assert policy(real) == {
        "default-src": ["'none'"],
        "style-src": [hashed(real, "style")],
        "script-src": [hashed(real, "script")],
        "img-src": ["data:"],
        "font-src": ["data:"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }


def test_a_changed_style_sheet_would_not_match(real: bytes) -> None:
    changed = real.replace(b"@media print", b"@media  print")
    assert policy(changed)["style-src"] != [hashed(changed, "style")]


def test_nothing_in_the_page_asks_for_anything(real: bytes) -> None:
    root = html.document_fromstring(real)
    loaded = {"script": "src", "img": "src", "iframe": "src", "source": "src", "use": "href"}
    assert [e for tag, key in loaded.items() for e in root.iter(tag) if e.get(key)] == []
    rels = {link.get("rel") for link in root.iter("link")}
    assert rels <= {"canonical", "alternate", "icon", "schema.DC"}
    (icon,) = root.iterfind(".//link[@rel='icon']")
    assert str(icon.get("href")).startswith("data:")
    assert set(re.findall(rb"url\(([^,)]{1,30})", real)) == {b"data:font/woff2;base64"}
    assert b"@import" not in real
    assert not root.xpath("//@style | //@*[starts-with(name(), 'on')]")


# ------------------------------------------------------------------ regions


def test_a_table_moves_in_a_region_named_by_its_caption(root: HtmlElement) -> None:
    (region,) = root.find_class("scroll")
    assert (region.get("role"), region.get("tabindex")) == ("region", "0")
    caption = root.get_element_by_id(region.get("aria-labelledby"))
    assert caption.tag == "caption"
    assert caption.text_content() == "Des lieux"
    assert [child.tag for child in region] == ["table"]


def test_tables_are_told_apart_and_one_without_a_caption_has_a_name() -> None:
    small = examples.relecture()
    (table,) = (block for block in small.sections[1].blocks if isinstance(block, m.Table))
    twins = (table, replace(table), replace(table, caption=()))
    section = replace(small.sections[1], blocks=twins)
    relecture = replace(examples.numbered(), sections=(section,), notes=())
    regions = list(html.document_fromstring(page_of(relecture)).iterfind(".//div[@class='scroll']"))
    assert [region.get("aria-labelledby") for region in regions] == ["t-table-1", "t-table-2", None]
    assert regions[2].get("aria-label") == "Tableau 3"


def test_only_the_web_has_regions() -> None:
    for flavour in (markup.Flavour.EPUB, markup.Flavour.PRINT):
        body = markup.body(examples.numbered(), flavour, lambda image: image.name)
        assert "<table>" in body.text
        assert "scroll" not in body.text


def test_parts_are_landmarks_and_their_sub_sections_are_not(root: HtmlElement) -> None:
    named = [s.get("id") for s in root.iter("section") if s.get("aria-labelledby")]
    assert named == ["preface", "chapo", "ville", "champs", "notes"]
    assert root.get_element_by_id("rues").tag == "section"


def test_a_note_takes_the_focus_and_its_way_back_is_no_emoji(root: HtmlElement) -> None:
    assert root.get_element_by_id("note-1").get("tabindex") == "-1"
    backs = [back for back in root.find_class("back") if "note 1" in str(back.get("aria-label"))]
    assert [back.get("href") for back in backs] == ["#appel-1", "#appel-1-2"]
    assert [back.text for back in backs] == ["↩\ufe0ea", "↩\ufe0eb"]


# ------------------------------------------------------------------ what is claimed


def test_the_summary_says_what_is_there_in_the_language_of_the_text() -> None:
    relecture = examples.numbered()
    bare = replace(relecture, preface=None, lead=None, sections=(), notes=(), blocks=())
    french, english = words("fr"), words("en")
    assert description.accessibility(relecture, french, book=False).summary == (
        "Texte structuré\u00a0: table des matières, titres, paragraphes numérotés, "
        "notes numérotées et liées dans les deux sens, tableaux avec en-têtes, "
        "langue des passages étrangers. Aucune image."
    )
    assert description.accessibility(bare, english, book=True).summary == (
        "Structured text: table of contents. No image in the text; the cover is described."
    )


def test_nothing_is_claimed_that_is_not_there() -> None:
    bare = replace(examples.numbered(), preface=None, lead=None, sections=(), notes=(), blocks=())
    page = description.accessibility(bare, words("fr"), book=False)
    assert page.modes == ("textual",)
    dependent = {"alternativeText", "pageBreakMarkers", "pageNavigation", "tableOfContents"}
    assert dependent.isdisjoint(page.features)
    book = description.accessibility(replace(bare, pages=(m.Page("1"),)), words("fr"), book=True)
    assert dependent <= set(book.features)
