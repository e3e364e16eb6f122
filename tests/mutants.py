"""Sabotages of finished pages and EPUBs: each breaks one thing, and says which checks have to see it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from lxml import etree
from lxml import html as lxml_html

Element: TypeAlias = Any
"""An element of lxml, whose stubs do not know what stands where."""

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
TEXT = "EPUB/text/texte.xhtml"
NAV = "EPUB/nav.xhtml"
OPF = "EPUB/content.opf"


@dataclass
class Copy:
    """An edition taken apart: its documents by name (one, without a name, for a page)."""

    roots: dict[str, Any]
    members: dict[str, bytes]

    @property
    def text(self) -> Element:
        """The document that holds the text."""
        return self.roots.get(TEXT, self.roots.get(""))

    @property
    def contents(self) -> Element:
        """The table of contents."""
        return first(self.roots.get(NAV, self.text), "nav", role="doc-toc")

    def all(self, *names: str, **wanted: str) -> list[Element]:
        """Return the elements of the text with one of some names, and with these attributes."""
        return list(found(self.text, *names, **wanted))

    def one(self, name: str, /, number: int = 0, **wanted: str) -> Element:
        """Return one of these elements."""
        return self.all(name, **wanted)[number]

    def id(self, name: str) -> Element:
        """Return the element with an id."""
        return first(self.text, id=name)


def found(root: Element, /, *names: str, **wanted: str) -> Iterator[Element]:
    wanted = {key.replace("class_", "class").replace("_", "-"): value for key, value in wanted.items()}
    for element in root.iter("{*}*"):
        if names and tag(element) not in names:
            continue
        if all(value in str(element.get(key, "")).split() for key, value in wanted.items()):
            yield element


def first(root: Element, /, *names: str, **wanted: str) -> Element:
    return next(found(root, *names, **wanted))


def tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def renamed(element: Element, name: str) -> None:
    element.tag = str(element.tag).replace(tag(element), name)


def removed(element: Element) -> None:
    """Take an element out and leave what follows it where it is."""
    element.drop_tree() if hasattr(element, "drop_tree") else _drop(element)


def _drop(element: Element) -> None:
    parent, before = element.getparent(), element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)


def exchanged(one: Element, other: Element) -> None:
    """Let two elements change places, each with what follows it."""
    above, place = other.getparent(), list(other.getparent()).index(other)
    one.addprevious(other)
    above.insert(place, one)


def reworded(element: Element, old: str, new: str) -> None:
    """Replace some words, once, in what an element holds."""
    for each in element.iter("{*}*"):
        for part in ("text", "tail"):
            words = getattr(each, part) or ""
            if old in words and not (each is element and part == "tail"):
                setattr(each, part, words.replace(old, new, 1))
                return
    raise AssertionError(f"nothing says {old}")


# ------------------------------------------------------------------ taking apart, putting together


def apart(data: bytes) -> Copy:
    """Take a page or an EPUB apart."""
    if not data.startswith(b"PK"):
        return Copy({"": lxml_html.document_fromstring(data)}, {})
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        members = {name: book.read(name) for name in book.namelist()}
    roots = {n: etree.fromstring(d) for n, d in members.items() if n.endswith((".xhtml", ".opf"))}
    return Copy(roots, members)


def together(copy: Copy) -> bytes:
    """Put it together again."""
    if not copy.members:
        page: bytes = lxml_html.tostring(copy.text, encoding="utf-8", doctype="<!DOCTYPE html>")
        return page
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        for name, data in copy.members.items():
            root = copy.roots.get(name)
            written = data if root is None else etree.tostring(root, encoding="utf-8", xml_declaration=True)
            book.writestr(name, written)
    return packed.getvalue()


def sabotaged(data: bytes, sabotage: Callable[[Copy], None]) -> bytes:
    """Return an edition with one thing broken."""
    copy = apart(data)
    sabotage(copy)
    return together(copy)


# ------------------------------------------------------------------ notes


def call_to_another_note(copy: Copy) -> None:
    copy.id("appel-3").set("href", "#note-2")


def call_renumbered(copy: Copy) -> None:
    reworded(copy.id("appel-3"), "3", "2")


def call_moved(copy: Copy) -> None:
    call = copy.id("appel-3")
    before, words = call.getprevious(), call.tail or ""
    call.tail = ""
    paragraph = call.getparent()
    if before is None:
        paragraph.text = (paragraph.text or "") + words
    else:
        before.tail = (before.tail or "") + words
    paragraph.append(call)


def call_without_role(copy: Copy) -> None:
    del copy.id("appel-3").attrib["role"]


def calls_exchanged(copy: Copy) -> None:
    one, other = copy.id("appel-3"), copy.id("appel-4")
    for key in ("id", "href"):
        mine = one.get(key)
        one.set(key, other.get(key))
        other.set(key, mine)


def marker_changed(copy: Copy) -> None:
    first(copy.id("note-2"), "span", class_="n").text = "4"


def marker_in_the_way_back(copy: Copy) -> None:
    note = copy.id("note-2")
    first(note, role="doc-backlink").append(first(note, "span", class_="n"))


def number_in_the_way_back(copy: Copy) -> None:
    first(copy.id("note-2"), role="doc-backlink").text = "↩ 2"


def note_retold(copy: Copy) -> None:
    paragraph = first(copy.id("note-2"), "p")
    first(paragraph, class_="n").tail = " Une autre source. "


def note_lost(copy: Copy) -> None:
    removed(copy.id("note-3"))


def notes_exchanged(copy: Copy) -> None:
    exchanged(copy.id("note-2"), copy.id("note-3"))


def note_leads_elsewhere(copy: Copy) -> None:
    link = next(a for a in copy.all("a") if "note-" in _note(a) and ":" in a.get("href"))
    link.set("href", "https://ailleurs.example/")


def _note(element: Element) -> str:
    return " ".join(str(above.get("id", "")) for above in element.iterancestors())


def back_to_another_call(copy: Copy) -> None:
    first(copy.id("note-3"), role="doc-backlink").set("href", "#appel-1")


def back_unnamed(copy: Copy) -> None:
    first(copy.id("note-3"), role="doc-backlink").set("aria-label", "Retour")


def back_before_the_words(copy: Copy) -> None:
    back = first(copy.id("note-3"), role="doc-backlink")
    number = first(copy.id("note-3"), class_="n")
    back.getparent().remove(back)
    back.tail, number.tail = number.tail, " "
    number.addnext(back)


# ------------------------------------------------------------------ words


def word_glued(copy: Copy) -> None:
    reworded(copy.id("par-1"), " relit", "relit")


def word_lost(copy: Copy) -> None:
    reworded(copy.id("par-1"), " relit", "")


def paragraph_silent(copy: Copy) -> None:
    copy.id("par-2").set("aria-hidden", "true")


def paragraph_hidden(copy: Copy) -> None:
    copy.id("par-2").set("hidden", "hidden")


def paragraph_inert(copy: Copy) -> None:
    copy.id("par-2").set("inert", "inert")


def paragraphs_exchanged(copy: Copy) -> None:
    one, other = copy.id("par-3"), copy.id("par-4")
    exchanged(one, other)
    for element in (one, other):
        element.set("id", "par-3" if element is other else "par-4")


def pull_quote_read_twice(copy: Copy) -> None:
    del copy.one("p", class_="exergue").attrib["aria-hidden"]


def markup_escaped(copy: Copy) -> None:
    emphasis = copy.one("em")
    words = f"<em>{emphasis.text}</em>"
    emphasis.text, emphasis.tag = words, str(emphasis.tag).replace("em", "span")


def markup_escaped_under_the_text(copy: Copy) -> None:
    copy.all("dd")[-1].text = "Source Serif 4 &amp; <i>Atkinson</i>"


def credit_lost(copy: Copy) -> None:
    removed(copy.one("span", class_="credit"))


# ------------------------------------------------------------------ structure


def title_of_the_window_empty(copy: Copy) -> None:
    copy.one("title").text = ""


def title_of_the_window_wrong(copy: Copy) -> None:
    copy.one("title").text = "Document sans titre"


def title_twice(copy: Copy) -> None:
    renamed(copy.all("h2")[1], "h1")


def heading_flattened(copy: Copy) -> None:
    renamed(copy.one("h3"), "p")


def heading_level_changed(copy: Copy) -> None:
    renamed(copy.one("h3"), "h4")


def heading_level_skipped(copy: Copy) -> None:
    renamed(copy.id("t-colophon"), "h4")


def quotation_as_paragraph(copy: Copy) -> None:
    renamed(copy.one("blockquote"), "div")


def list_as_paragraphs(copy: Copy) -> None:
    unordered = copy.one("ul")
    for item in unordered:
        renamed(item, "p")
    renamed(unordered, "div")


def head_as_cell(copy: Copy) -> None:
    head = copy.one("th")
    renamed(head, "td")
    del head.attrib["scope"]


def scope_removed(copy: Copy) -> None:
    del copy.one("th").attrib["scope"]


def table_as_layout(copy: Copy) -> None:
    copy.one("table").set("role", "presentation")


def caption_outside(copy: Copy) -> None:
    renamed(copy.one("figcaption"), "div")


# ------------------------------------------------------------------ languages


def language_of_the_document_lost(copy: Copy) -> None:
    del copy.text.attrib["lang"]


def language_of_the_document_wrong(copy: Copy) -> None:
    for key in ("lang", XML_LANG):
        if key in copy.text.attrib:
            copy.text.set(key, "en")


def language_of_a_passage_lost(copy: Copy) -> None:
    passage = copy.one("i", lang="en")
    passage.attrib.pop("lang")
    passage.attrib.pop(XML_LANG, None)


def language_of_a_passage_wrong(copy: Copy) -> None:
    passage = copy.one("i", lang="de")
    for key in ("lang", XML_LANG):
        if key in passage.attrib:
            passage.set(key, "en")


def language_of_a_paragraph_wrong(copy: Copy) -> None:
    copy.id("par-2").set("lang", "en")


# ------------------------------------------------------------------ anchors, pages, contents


def id_twice(copy: Copy) -> None:
    copy.id("par-5").set("id", "par-4")


def link_to_nowhere(copy: Copy) -> None:
    copy.id("appel-2").set("href", "#note-99")


def link_of_the_text_elsewhere(copy: Copy) -> None:
    first(copy.id("texte"), href="https://bibliotheque.example/tanneurs/contact").set(
        "href", "https://a.example/"
    )


def paragraph_without_anchor(copy: Copy) -> None:
    del copy.id("par-3").attrib["id"]


def paragraph_misnumbered(copy: Copy) -> None:
    first(copy.id("par-3"), class_="pn").text = "30"


def page_lost(copy: Copy) -> None:
    removed(copy.id("page-4"))


def page_misnamed(copy: Copy) -> None:
    copy.id("page-4").set("id", "page-40")


def page_said_wrong(copy: Copy) -> None:
    mark = copy.id("page-4")
    for key in ("title", "aria-label"):
        if key in mark.attrib:
            mark.set(key, "Page 5")


def page_moved(copy: Copy) -> None:
    mark = copy.id("page-4")
    removed(mark)
    mark.tail = ""
    copy.id("par-1").append(mark)


def contents_to_another_heading(copy: Copy) -> None:
    links = list(copy.contents.iter("{*}a"))
    links[2].set("href", links[3].get("href"))


def contents_shortened(copy: Copy) -> None:
    removed(list(copy.contents.iter("{*}li"))[-1])


def contents_exchanged(copy: Copy) -> None:
    exchanged(*list(copy.contents.iter("{*}li"))[:2])


def parts_exchanged(copy: Copy) -> None:
    exchanged(*copy.all("section", class_="part")[:2])


def contents_reworded(copy: Copy) -> None:
    list(copy.contents.iter("{*}a"))[1].text = "Chapitre"


def section_named_by_nothing(copy: Copy) -> None:
    copy.one("section", class_="notes").set("aria-labelledby", "t-perdu")


# ------------------------------------------------------------------ pictures, order


def alt_emptied(copy: Copy) -> None:
    _described(copy).set("alt", "")


def alt_generic(copy: Copy) -> None:
    _described(copy).set("alt", "Image")


def alt_lost(copy: Copy) -> None:
    del _described(copy).attrib["alt"]


def _described(copy: Copy) -> Element:
    return next(img for img in copy.all("img") if img.get("alt"))


def decoration_described(copy: Copy) -> None:
    next(img for img in copy.all("img") if img.get("alt") == "").set("alt", "Une frise")


def notes_before_the_text(copy: Copy) -> None:
    notes = copy.one("section", class_="notes")
    notes.getparent().remove(notes)
    copy.one("main").addprevious(notes)


def tab_goes_first_to_the_end(copy: Copy) -> None:
    first(copy.id("note-3"), role="doc-backlink").set("tabindex", "1")


EVERY: dict[Callable[[Copy], None], set[str]] = {
    call_to_another_note: {"P003"},
    call_renumbered: {"P003"},
    call_moved: {"P003"},
    call_without_role: {"P003"},
    calls_exchanged: {"P003"},
    marker_changed: {"P002", "P003"},
    marker_in_the_way_back: {"P002", "P068"},
    number_in_the_way_back: {"P068"},
    note_retold: {"P004", "P010"},
    note_lost: {"P001", "P010", "P014"},
    notes_exchanged: {"P002", "P003", "P004"},
    note_leads_elsewhere: {"P005"},
    back_to_another_call: {"P006"},
    back_unnamed: {"P040"},
    back_before_the_words: {"P068"},
    word_glued: {"P010"},
    word_lost: {"P010"},
    paragraph_silent: {"P010"},
    paragraph_hidden: {"P073"},
    paragraph_inert: {"P073"},
    paragraphs_exchanged: {"P010"},
    pull_quote_read_twice: {"P010"},
    markup_escaped: {"P010", "P071"},
    markup_escaped_under_the_text: {"P071"},
    credit_lost: {"P010"},
    title_of_the_window_empty: {"P063"},
    title_of_the_window_wrong: {"P063"},
    title_twice: {"P063"},
    heading_flattened: {"P011", "P039"},
    heading_level_changed: {"P011", "P034"},
    heading_level_skipped: {"P034"},
    quotation_as_paragraph: {"P039"},
    list_as_paragraphs: {"P039"},
    head_as_cell: {"P039"},
    scope_removed: {"P039", "P045"},
    table_as_layout: {"P072"},
    caption_outside: {"P039"},
    language_of_the_document_lost: {"P062"},
    language_of_the_document_wrong: {"P062"},
    language_of_a_passage_lost: {"P012"},
    language_of_a_passage_wrong: {"P012"},
    language_of_a_paragraph_wrong: {"P012"},
    id_twice: {"P013", "P015"},
    link_to_nowhere: {"P003", "P014"},
    link_of_the_text_elsewhere: {"P018"},
    paragraph_without_anchor: {"P015"},
    paragraph_misnumbered: {"P075"},
    page_lost: {"P016"},
    page_misnamed: {"P016"},
    page_said_wrong: {"P016"},
    page_moved: {"P016"},
    contents_to_another_heading: {"P061"},
    contents_shortened: {"P061"},
    contents_exchanged: {"P061"},
    parts_exchanged: {"P010", "P011"},
    contents_reworded: {"P061"},
    section_named_by_nothing: {"P067"},
    alt_emptied: {"P060"},
    alt_generic: {"P060"},
    alt_lost: {"P060", "P064"},
    decoration_described: {"P060"},
    notes_before_the_text: {"P070"},
    tab_goes_first_to_the_end: {"P070"},
}
"""What can be broken in the same way in a page and in an EPUB, and the problems that have to be said."""


# ------------------------------------------------------------------ EPUB alone


def meta(copy: Copy, name: str, value: str | None = None) -> Element:
    """Return the package's property of a name (and value)."""
    metas = (e for e in copy.roots[OPF].iter("{*}meta") if e.get("property") == name)
    return next(e for e in metas if value is None or e.text == value)


def claimed(copy: Copy, name: str, value: str) -> None:
    """Add a claim to the package."""
    package = first(copy.roots[OPF], "metadata")
    added = etree.SubElement(package, "{http://www.idpf.org/2007/opf}meta", {"property": name})
    added.text = value


def book_claims_a_feature(copy: Copy) -> None:
    claimed(copy, "schema:accessibilityFeature", "longDescription")


def book_claims_a_mode(copy: Copy) -> None:
    claimed(copy, "schema:accessMode", "auditory")


def book_claims_an_audit(copy: Copy) -> None:
    claimed(copy, "dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.2 Level AA")


def book_claims_pages_without_a_list(copy: Copy) -> None:
    removed(first(copy.roots[NAV], "nav", role="doc-pagelist"))


def book_without_a_feature(copy: Copy) -> None:
    removed(meta(copy, "schema:accessibilityFeature", "tableOfContents"))


def book_without_a_summary(copy: Copy) -> None:
    removed(meta(copy, "schema:accessibilitySummary"))


def book_with_another_source_of_pages(copy: Copy) -> None:
    meta(copy, "pageBreakSource").text = "urn:uuid:00000000-0000-4000-8000-000000000000"


def book_with_another_date(copy: Copy) -> None:
    meta(copy, "dcterms:modified").text = "1999-01-01T00:00:00Z"


def book_with_another_name(copy: Copy) -> None:
    first(copy.roots[OPF], "title").text = "Sans titre"


def book_with_another_identifier(copy: Copy) -> None:
    first(copy.roots[OPF], "identifier").text = "urn:uuid:00000000-0000-4000-8000-000000000000"


def package_language_wrong(copy: Copy) -> None:
    copy.roots[OPF].set(XML_LANG, "en")


def book_in_another_language(copy: Copy) -> None:
    first(copy.roots[OPF], "language").text = "en"


def nav_in_another_language(copy: Copy) -> None:
    copy.roots[NAV].set("lang", "en")


def page_list_shortened(copy: Copy) -> None:
    removed(list(first(copy.roots[NAV], "nav", role="doc-pagelist").iter("{*}li"))[3])


def page_list_astray(copy: Copy) -> None:
    link = first(copy.roots[NAV], "a", href="text/texte.xhtml#page-4")
    link.set("href", "text/texte.xhtml#page-5")


def page_list_misnamed(copy: Copy) -> None:
    first(copy.roots[NAV], "a", href="text/texte.xhtml#page-4").text = "5"


def page_list_to_another_file(copy: Copy) -> None:
    first(copy.roots[NAV], "a", href="text/texte.xhtml#page-4").set("href", "nav.xhtml#page-4")


def page_that_is_no_page(copy: Copy) -> None:
    renamed(copy.id("page-4"), "i")


def landmark_astray(copy: Copy) -> None:
    start = next(a for a in copy.roots[NAV].iter("{*}a") if a.get(EPUB_TYPE) == "bodymatter")
    start.set("href", "text/texte.xhtml#notes")


def spine_exchanged(copy: Copy) -> None:
    items = list(copy.roots[OPF].iter("{*}itemref"))
    exchanged(items[1], items[2])


def text_out_of_the_way(copy: Copy) -> None:
    list(copy.roots[OPF].iter("{*}itemref"))[2].set("linear", "no")


def language_of_a_passage_said_twice(copy: Copy) -> None:
    copy.one("i", lang="en").set(XML_LANG, "de")


def call_without_type(copy: Copy) -> None:
    del copy.id("appel-3").attrib[EPUB_TYPE]


def picture_lost(copy: Copy) -> None:
    del copy.members[next(name for name in copy.members if "plan" in name)]


def style_from_elsewhere(copy: Copy) -> None:
    copy.members["EPUB/styles/livre.css"] += b'\n@import url("https://ailleurs.example/a.css");\n'


def book_with_a_script(copy: Copy) -> None:
    head = copy.one("head")
    etree.SubElement(head, head.tag.replace("head", "script")).text = "1"


def cover_undescribed(copy: Copy) -> None:
    first(copy.roots["EPUB/text/couverture.xhtml"], "img").set("alt", "Couverture.png")


EPUB: dict[Callable[[Copy], None], set[str]] = {
    book_claims_a_feature: {"P064"},
    book_claims_a_mode: {"P064"},
    book_claims_an_audit: {"P064"},
    book_claims_pages_without_a_list: {"P017", "P064", "P070"},
    book_without_a_feature: {"P064"},
    book_without_a_summary: {"P063"},
    book_with_another_source_of_pages: {"P063"},
    book_with_another_date: {"P063"},
    book_with_another_name: {"P063"},
    book_with_another_identifier: {"P063"},
    package_language_wrong: {"P062"},
    book_in_another_language: {"P063"},
    nav_in_another_language: {"P062"},
    page_list_shortened: {"P017"},
    page_list_astray: {"P017"},
    page_list_misnamed: {"P017"},
    page_list_to_another_file: {"P014", "P066"},
    page_that_is_no_page: {"P072"},
    landmark_astray: {"P066"},
    spine_exchanged: {"P070"},
    text_out_of_the_way: {"P070"},
    language_of_a_passage_said_twice: {"P012"},
    call_without_type: {"P072"},
    picture_lost: {"P074"},
    style_from_elsewhere: {"P065"},
    book_with_a_script: {"P065"},
    cover_undescribed: {"P060"},
}


# ------------------------------------------------------------------ a page alone


def style_changed(copy: Copy) -> None:
    copy.one("style").text += "p{color:red}"


def policy_loosened(copy: Copy) -> None:
    policy = copy.one("meta", http_equiv="Content-Security-Policy")
    policy.set("content", policy.get("content").replace("style-src ", "style-src 'unsafe-inline' "))


def policy_lost(copy: Copy) -> None:
    removed(copy.one("meta", http_equiv="Content-Security-Policy"))


def script_added(copy: Copy) -> None:
    etree.SubElement(copy.one("head"), "script").text = "alert(1)"


def handler_added(copy: Copy) -> None:
    copy.id("par-1").set("onclick", "alert(1)")


def style_beside(copy: Copy) -> None:
    copy.id("par-1").set("style", "color:red")


def picture_from_elsewhere(copy: Copy) -> None:
    _described(copy).set("src", "https://ailleurs.example/a.png")


def font_from_elsewhere(copy: Copy) -> None:
    style = copy.one("style")
    style.text = re.sub(r"url\(data:[^)]*\)", "url(https://ailleurs.example/a.woff2)", style.text, count=1)


def sheet_from_elsewhere(copy: Copy) -> None:
    attributes = {"rel": "stylesheet", "href": "https://ailleurs.example/a.css"}
    etree.SubElement(copy.one("head"), "link", attributes)


def link_that_runs(copy: Copy) -> None:
    copy.one("a", class_="skip").set("href", "javascript:alert(1)")


def page_sent_elsewhere(copy: Copy) -> None:
    attributes = {"http-equiv": "refresh", "content": "0;url=https://ailleurs.example/"}
    etree.SubElement(copy.one("head"), "meta", attributes)


def zoom_forbidden(copy: Copy) -> None:
    copy.one("meta", name="viewport").set("content", "width=device-width, user-scalable=no")


def description_broken(copy: Copy) -> None:
    copy.one("script").text += "}"


def page_claims_a_feature(copy: Copy) -> None:
    _described_as(copy, '"ARIA"', '"ARIA","signLanguage"')


def page_claims_a_list_of_pages(copy: Copy) -> None:
    _described_as(copy, '"ARIA"', '"ARIA","pageNavigation"')


def page_claims_an_audit(copy: Copy) -> None:
    _described_as(copy, '"accessMode"', '"conformsTo":"WCAG 2.2 AA","accessMode"')


def page_with_another_headline(copy: Copy) -> None:
    _described_as(copy, '"headline":"La ', '"headline":"Une ')


def page_without_a_summary(copy: Copy) -> None:
    _described_as(copy, '"accessibilitySummary"', '"accessibilityNothing"')


def page_with_another_author(copy: Copy) -> None:
    copy.one("meta", name="citation_author").set("content", "Personne")


def download_astray(copy: Copy) -> None:
    first(copy.one("header"), "a").set("href", "autre.pdf")


def contents_lost(copy: Copy) -> None:
    removed(copy.one("nav"))


def _described_as(copy: Copy, old: str, new: str) -> None:
    script = copy.one("script")
    assert old in script.text
    script.text = script.text.replace(old, new, 1)


HTML: dict[Callable[[Copy], None], set[str]] = {
    style_changed: {"P069"},
    policy_loosened: {"P069"},
    policy_lost: {"P069"},
    script_added: {"P069", "P065"},
    handler_added: {"P065"},
    style_beside: {"P065"},
    picture_from_elsewhere: {"P065"},
    font_from_elsewhere: {"P069", "P065"},
    sheet_from_elsewhere: {"P065"},
    link_that_runs: {"P065"},
    page_sent_elsewhere: {"P065"},
    zoom_forbidden: {"P064"},
    description_broken: {"P063", "P069"},
    page_claims_a_feature: {"P064"},
    page_claims_a_list_of_pages: {"P064"},
    page_claims_an_audit: {"P064"},
    page_with_another_headline: {"P063"},
    page_without_a_summary: {"P063"},
    page_with_another_author: {"P063"},
    download_astray: {"P014"},
    contents_lost: {"P061", "P064", "P070"},
}
