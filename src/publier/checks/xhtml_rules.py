"""What a page or an EPUB has to be beyond its words: titles, languages, names, roles, order."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING

from publier import tree
from publier.checks import xhtml_claims, xhtml_nav, xhtml_outside, xhtml_roles
from publier.checks.names import is_poor
from publier.checks.xhtml_book import (
    BLOCKS,
    HEADINGS,
    XML_LANG,
    all_text,
    classes,
    kinds,
    own_text,
    tag,
)
from publier.model import plain
from publier.notes import squeeze
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from publier.checks.xhtml_book import Book, Element
    from publier.model import Relecture

SHOWN = 60


def problems(book: Book, relecture: Relecture) -> list[Problem]:
    """Return what is wrong with a page or a book, apart from what it says."""
    return [problem for rule in RULES for problem in rule(book, relecture)]


# ------------------------------------------------------------------ the document


def titles(book: Book, relecture: Relecture) -> Iterator[Problem]:
    """Each document has a title; that of the text names it, and so does its one first heading."""
    metadata = relecture.metadata
    series = f" – {metadata.series.name}" if metadata.series and book.edition == "html" else ""
    for document in book.documents:
        found = " | ".join(squeeze(all_text(title)) for title in document.root.iter("{*}title"))
        has_text = next(document.root.iter("{*}main"), None) is not None
        if not found or (has_text and found != squeeze(metadata.title + series)):
            yield Problem("P063", where="title", found=found, expected=metadata.title + series)
        first = " | ".join(squeeze(all_text(h1)) for h1 in document.root.iter("{*}h1"))
        if has_text and first != squeeze(metadata.title):
            yield Problem("P063", where="h1", found=first, expected=metadata.title)


def languages(book: Book, relecture: Relecture) -> Iterator[Problem]:
    """Each document is in the language of its source; only passages inside a line are in another.

    EPUB 3.3 §4.3.3 asks for ``lang`` and ``xml:lang`` alike.
    """
    expected = relecture.metadata.lang
    roots = {document.name: document.root for document in book.documents}
    for where, root in roots.items():
        both = (root.get("lang", ""), root.get(XML_LANG, ""))[: 1 if book.package is None else 2]
        if any(found != expected for found in both):
            yield Problem("P062", where=where or "html", found=" / ".join(both), expected=expected)
    if book.package is not None and book.package.get(XML_LANG) != expected:
        found = book.package.get(XML_LANG) or "–"
        yield Problem("P062", where="package", found=found, expected=expected)
    for element in book.elements:
        lang, xml = element.get("lang"), element.get(XML_LANG)
        twisted = book.package is not None and lang != xml
        if (lang or xml) and element not in roots.values() and (twisted or tag(element) in BLOCKS):
            found = f"{lang}/{xml} {squeeze(own_text(element))}"
            yield Problem("P012", found=found[:SHOWN], expected="")


def headings(book: Book, _: Relecture) -> Iterator[Problem]:
    """No level is skipped, in any document (WCAG 2.2, technique G141)."""
    for document in book.documents:
        above = 0
        for element in document.elements:
            if tag(element) in HEADINGS:
                level = int(tag(element)[1])
                if level > above + 1:
                    shown = squeeze(own_text(element))[:SHOWN]
                    yield Problem("P034", title=shown, level=level, above=above)
                above = level


# ------------------------------------------------------------------ names


def names(book: Book, _: Relecture) -> Iterator[Problem]:
    """What names an element says something; so does every link."""
    for document in book.documents:
        for element in document.elements:
            for attribute in NAMED_BY:
                for name in str(element.get(attribute) or "").split():
                    named = document.ids.get(name)
                    if named is None or not squeeze(all_text(named)):
                        yield Problem("P067", id=name, attribute=attribute)
            label = element.get("aria-label")
            if label is not None and is_poor(label):
                yield Problem("P067", id=label, attribute="aria-label")
            if tag(element) == "a" and element.get("href") and not squeeze(label or all_text(element)):
                yield Problem("P040", found="", target=element.get("href"))


NAMED_BY = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-details")


def pictures(book: Book, relecture: Relecture) -> Iterator[Problem]:
    """Each picture is described as its source is; the cover says what it shows."""
    found = [img for img in book.elements if tag(img) == "img"]
    own = [img for img in found if img.get("role") != "doc-cover"]
    expected = [squeeze(figure.alt) for figure in tree.figures(relecture)]
    alts = [squeeze(str(img.get("alt", "–"))) for img in own]
    for theirs, mine in zip_longest(alts, expected, fillvalue="–"):
        if theirs != mine:
            yield Problem("P060", found=theirs, expected=mine)
    cover, title = relecture.metadata.cover, relecture.metadata.title
    for img in found:
        alt = squeeze(str(img.get("alt", "")))
        if img not in own and (alt != squeeze(cover.alt) if cover else squeeze(title) not in alt):
            yield Problem("P060", found=alt, expected=cover.alt if cover else title)


# ------------------------------------------------------------------ notes and paragraphs


def ways_back(book: Book, _: Relecture) -> Iterator[Problem]:
    """A way back ends its note, says in its name where it leads and does not hold the note's number.

    Readers drop or move a link that is not last, and hide the number with it.
    """
    notes = (e for e in book.elements if e.get("role") == "doc-footnote")
    for number, note in enumerate(notes, 1):
        backs = [e for e in note.iter("{*}a") if e.get("role") == "doc-backlink"]
        for back in backs:
            label = str(back.get("aria-label") or "")
            if str(number) not in re.findall(r"\d+", label):
                yield Problem("P040", found=label, target=back.get("href"))
            if re.search(r"\d", all_text(back)):
                yield Problem("P068", number=number, found=all_text(back))
        if backs and squeeze(_after(backs[0], note)):
            yield Problem("P068", number=number, found=squeeze(_after(backs[0], note))[:SHOWN])


def _after(back: Element, note: Element) -> str:
    """Return the author's words that come after an element in its note."""
    found, element = "", back
    while element is not note:
        found += element.tail or ""
        for sibling in element.itersiblings("{*}*"):
            if sibling.get("role") != "doc-backlink":
                found += own_text(sibling)
            found += sibling.tail or ""
        above = element.getparent()
        if above is None:
            break
        element = above
    return found


def paragraphs(book: Book, _: Relecture) -> Iterator[Problem]:
    """The number that is seen beside a paragraph is that of its anchor."""
    for element in book.elements:
        if "pn" not in classes(element):
            continue
        above = next((a for a in element.iterancestors() if str(a.get("id", "")).startswith("par-")), None)
        name = "" if above is None else str(above.get("id"))
        shown = squeeze(all_text(element))
        if name != f"par-{shown}" or element.get("href", f"#{name}") != f"#{name}":
            yield Problem("P075", found=shown, expected=name)


# ------------------------------------------------------------------ roles, order, hiding

ROLES = {
    "doc-backlink": ("a", "backlink"),
    "doc-colophon": ("section", "colophon"),
    "doc-cover": ("img", ""),
    "doc-endnotes": ("section", "endnotes"),
    "doc-footnote": ("div", "footnote"),
    "doc-introduction": ("section", "introduction"),
    "doc-noteref": ("a", "noteref"),
    "doc-pagebreak": ("span", "pagebreak"),
    "doc-pagelist": ("nav", "page-list"),
    "doc-preface": ("section", "preface"),
    "doc-subtitle": ("p", ""),
    "doc-toc": ("nav", "toc"),
    "region": ("div", ""),
}
"""Every role that we write: on which element, and what an EPUB calls it besides."""


def roles(book: Book, _: Relecture) -> Iterator[Problem]:
    """Each role stands on its element and an EPUB says the same in its own words."""
    for element in book.elements:
        role = element.get("role")
        if role is None:
            continue
        name, kind = ROLES.get(role, ("", ""))
        if tag(element) != name or (book.package is not None and kind and kind not in kinds(element)):
            yield Problem("P072", role=role, name=tag(element), id=element.get("id") or "–")


def order(book: Book, relecture: Relecture) -> Iterator[Problem]:
    """The parts of a page or a book come in their order, and nothing leads the keyboard elsewhere."""
    found = [place for e in book.elements if (place := _place(e))]
    expected = list(_places(book.edition, relecture))
    if found != expected:
        yield Problem("P070", found=", ".join(found), expected=", ".join(expected))
    for element in book.elements:
        if element.get("tabindex", "-1") not in {"-1", "0"}:
            yield Problem("P070", found=f"tabindex {element.get('tabindex')}", expected="0, -1")
    for item in [] if book.package is None else book.package.iter("{*}itemref"):
        if item.get("linear", "yes") != "yes":
            yield Problem("P070", found=f"{item.get('idref')} linear={item.get('linear')}", expected="yes")


def _place(element: Element) -> str:
    role, name = element.get("role", ""), tag(element)
    if role in PLACES or (name in {"main", "footer"}):
        return str(role or name)
    return "landmarks" if "landmarks" in kinds(element) else ""


PLACES = frozenset(
    """doc-colophon doc-cover doc-endnotes doc-introduction doc-pagelist doc-preface
    doc-toc""".split()  # noqa: SIM905 (shorter than a list of strings)
)


def _places(edition: str, relecture: Relecture) -> Iterator[str]:
    has_contents = bool(relecture.preface or relecture.lead or relecture.sections)
    is_book = edition == "epub"
    yield from ["doc-cover"] if is_book else []
    yield from ["doc-toc"] if has_contents or is_book else []
    yield from ["doc-pagelist"] if relecture.pages and is_book else []
    yield from ["landmarks"] if is_book else []
    yield "main"
    yield from ["doc-preface"] if relecture.preface else []
    yield from ["doc-introduction"] if relecture.lead else []
    yield from ["doc-endnotes"] if relecture.notes else []
    yield "doc-colophon" if is_book else "footer"


def hidden(book: Book, _: Relecture) -> Iterator[Problem]:
    """Nothing is hidden but lists that programs read, and nothing is out of reach."""
    for element in book.elements:
        is_list = tag(element) == "nav" and kinds(element) & {"page-list", "landmarks"}
        if element.get("inert") is not None or (element.get("hidden") is not None and not is_list):
            yield Problem("P073", text=squeeze(all_text(element))[:SHOWN])


MARKUP = re.compile(r"</?[a-z][a-z0-9]*\b[^<>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)
READ_ALOUD = ("alt", "title", "aria-label", "content")


def escaped(book: Book, relecture: Relecture) -> Iterator[Problem]:
    """No markup is read as words, unless the author writes about markup."""
    package = [] if book.package is None else list(book.package.iter("{*}*"))
    said: set[str] = set()
    for element in (*book.elements, *package):
        if tag(element) not in {"style", "script"}:
            said.update(filter(None, (element.text, *map(element.get, READ_ALOUD))))
        said.add(element.tail or "")
    found = sorted(
        {match[0] for text in said if "<" in text or "&" in text for match in MARKUP.finditer(text)}
    )
    if found:
        own = " ".join(plain(run) for run in tree.runs(relecture, notes=True)) + repr(relecture.metadata)
        alts = " ".join(figure.alt + figure.credit for figure in tree.figures(relecture))
        for markup in found:
            as_repr = repr(markup)[1:-1]  # of metadata: a no-break space is spelled out
            if markup not in own and as_repr not in own and markup not in alts:
                yield Problem("P071", text=markup[:SHOWN])


RULES: tuple[Callable[[Book, Relecture], Iterator[Problem]], ...] = (
    titles,
    languages,
    headings,
    xhtml_nav.problems,
    names,
    pictures,
    xhtml_roles.problems,
    ways_back,
    paragraphs,
    roles,
    order,
    hidden,
    escaped,
    xhtml_claims.problems,
    xhtml_outside.problems,
)
