"""Nothing runs and nothing is asked for: no script, no request, a policy that says so, all files there."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from typing import TYPE_CHECKING

from publier.checks.xhtml_book import tag
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from publier.checks.xhtml_book import Book, Document, Element
    from publier.model import Relecture

DATA = "application/ld+json"
"""The type of the one script that runs nothing."""

RELS = frozenset({"alternate", "canonical", "icon", "schema.DC", "stylesheet"})
RUNS = frozenset({"applet", "base", "embed", "form", "frame", "iframe", "object"})
LOADS = ("src", "srcset", "poster", "data", "action", "formaction", "background", "ping")
ASKED = re.compile(r"""@import|url\(\s*["']?(?!data:|#)[^)]*\)|expression\(""", re.IGNORECASE)

POLICY = {
    "default-src": "'none'",
    "img-src": "data:",
    "font-src": "data:",
    "base-uri": "'none'",
    "form-action": "'none'",
}
"""What the policy of a page always says, apart from its hashes."""


def problems(book: Book, _: Relecture) -> Iterator[Problem]:
    """Yield what runs, what asks for something, what is missing and what the policy says wrongly."""
    for document in book.documents:
        for element in document.elements:
            for what in asked(book, element):
                yield Problem("P065", what=what[:SHOWN])
        yield from missing(book, document)
    yield from policy(book) if book.package is None else sheets(book)


SHOWN = 80


def asked(book: Book, element: Element) -> Iterator[str]:
    """Yield what an element runs or loads from elsewhere."""
    name = tag(element)
    if name in RUNS or (name == "script" and (element.get("type") != DATA or book.package is not None)):
        yield f"<{name}>"
    if name == "meta" and str(element.get("http-equiv") or "").lower() == "refresh":
        yield "refresh"
    if name == "link" and not _is_quiet(book, element):
        yield f"link {element.get('rel')} {element.get('href')}"
    if name == "style":
        yield from ASKED.findall(element.text or "")
    for key, value in ((str(key), str(value)) for key, value in element.items()):
        runs = key.startswith("on") or key == "style" or value.lower().startswith("javascript:")
        if runs or (key in LOADS and not _is_inside(book, value)):
            yield f"{key}={value}"


def _is_quiet(book: Book, link: Element) -> bool:
    """Say whether a link of the head loads nothing, or something that travels in the file."""
    rel, href = link.get("rel"), str(link.get("href") or "")
    loads = rel in {"stylesheet", "icon"}
    return rel in RELS and (not loads or _is_inside(book, href))


def _is_inside(book: Book, address: str) -> bool:
    return address.startswith("data:") if book.package is None else ":" not in address


# ------------------------------------------------------------------ an EPUB's files


def missing(book: Book, document: Document) -> Iterator[Problem]:
    """Yield the pictures and style sheets that a document names and the book does not hold."""
    if book.package is None:
        return
    for element in document.elements:
        path = element.get("src") or (element.get("href") if tag(element) == "link" else None)
        if path and ":" not in path:
            name = posixpath.normpath(posixpath.join(posixpath.dirname(document.name), path))
            if name not in book.members:
                yield Problem("P074", path=name)


def sheets(book: Book) -> Iterator[Problem]:
    """Yield what a style sheet of the book asks for, and the files of its list that it does not hold."""
    for item in [] if book.package is None else book.package.iter("{*}item"):
        name = posixpath.normpath(posixpath.join(book.folder, str(item.get("href"))))
        if name not in book.members:
            yield Problem("P074", path=name)
        elif item.get("media-type") == "text/css":
            for what in ASKED.findall(book.members[name].decode("utf-8", "replace")):
                yield Problem("P065", what=what[:SHOWN])


# ------------------------------------------------------------------ a page's policy


def policy(book: Book) -> Iterator[Problem]:
    """The policy allows the one style sheet and the one description, by their hashes, and nothing else.

    Source: Content Security Policy Level 3 §6.7 (hashes), §4.2 (directives).
    """
    metas = (e for e in book.elements if e.get("http-equiv") == "Content-Security-Policy")
    contents = [str(meta.get("content")) for meta in metas]
    rules = (rule.split() for content in contents for rule in content.split(";") if rule.strip())
    found = {name: " ".join(values) for name, *values in rules}
    expected = {
        **POLICY,
        "style-src": " ".join(_hashes(book, b"style")),
        "script-src": " ".join(_hashes(book, b"script")),
    }
    for name in _ordered(found, expected):
        if found.get(name) != expected.get(name):
            yield Problem("P069", name=name, found=found.get(name, "–"), expected=expected.get(name, "–"))


def _hashes(book: Book, name: bytes) -> list[str]:
    pattern = re.compile(rb"<%b\b[^>]*>(.*?)</%b>" % (name, name), re.DOTALL | re.IGNORECASE)
    digests = (hashlib.sha256(match[1]).digest() for match in pattern.finditer(book.data))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


def _ordered(*groups: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(name for group in groups for name in group))
