"""The structure tree of a PDF as text, one element a line: for snapshots that people read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf

from publier.checks.pdf_book import read_book
from publier.checks.pdf_content import Piece
from publier.checks.pdf_tree import Element, Link


def dump(data: bytes) -> str:
    """Return the tree with its words; what a line break cut is one run again."""
    tops = [kid for kid in read_book(data).root.kids if isinstance(kid, Element)]
    return "\n".join(line for top in tops for line in _element(top, 0)) + "\n"


def unpaged(tree: str) -> str:
    """Leave out the page numbers of contents and of further calls, which depend on the layout libraries."""
    return re.sub(r"(?m)( |\\xa0)\d+ ?'$(?=\n *-> #(?!note-))", r"\1…'", tree)


def with_role(root: Element, *roles: str) -> list[Element]:
    """Return the elements of a tree that have one of some roles, in order."""
    return [element for element in root.walk() if element.role in roles]


def pages(element: Element) -> list[int]:
    """Return the pages, from 0, on which the content of an element stands."""
    return sorted({piece.page for inner in element.walk() for piece in inner.pieces()})


def _element(element: Element, depth: int) -> Iterator[str]:
    said = [element.role]
    said += [f"#{element.id}"] if element.id else []
    said += [f".{name}" for name in sorted(element.classes)]
    said += [f"lang={element.lang}"] if element.lang else []
    said += [f"alt={element.alt!r}"] if element.alt is not None else []
    said += [f"actual={element.actual!r}"] if element.actual is not None else []
    said += [f"{key}={_plain(value)}" for key, value in sorted(element.attributes.items()) if key != "O"]
    yield "  " * depth + " ".join(said)
    run = ""
    for kid in element.kids:
        if isinstance(kid, Piece):
            run += kid.text.replace("\xad", "")  # where lines break depends on the layout libraries
            continue
        if run:
            yield "  " * (depth + 1) + repr(run)
        run = ""
        if isinstance(kid, Link):
            yield "  " * (depth + 1) + f"-> {kid.uri or '#' + kid.anchor} ({kid.contents})"
        elif isinstance(kid, Element):
            yield from _element(kid, depth + 1)
    if run:
        yield "  " * (depth + 1) + repr(run)


def _plain(value: object) -> str:
    return "…" if isinstance(value, pikepdf.Array) else str(value).removeprefix("/")


def link_annotations(data: bytes) -> list[list[dict[str, Any]]]:
    """Return the link annotations of each page: target, words, number of quadrilaterals."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            [
                {
                    "to": str(a.A.URI) if "/A" in a and "/URI" in a.A else str(a.get("/Dest", "")),
                    "says": str(a.get("/Contents", "")),
                    "pieces": len(a.get("/QuadPoints", [])) // 8 or 1,
                }
                for a in page.get("/Annots", [])
            ]
            for page in pdf.pages
        ]
