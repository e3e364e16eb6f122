"""The editions of the frozen relectures, as people last read and accepted them.

HTML, EPUB, structure tree and ledger are the same on every machine: what the layout libraries decide
(where pages begin) is left out of them. Words and pictures of printed pages are kept for one Pango.
"""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from built import Built, build, need_pango, page_texts, picture
from PIL import Image, ImageDraw
from snapshots import TOLERANCE, Picture, Text, distance
from structure import dump, unpaged
from syrupy.assertion import SnapshotAssertion

LOOKED_AT = (
    ("solidarites-informelles", "cover", 1),
    ("solidarites-informelles", "contents", 2),
    ("solidarites-informelles", "notes and a quotation", 6),
    ("vocabulaire", "cover", 1),
    ("vocabulaire", "figure and lists", 5),
    ("vocabulaire", "tables and long notes", 6),
    ("vocabulaire", "colophon", 9),
)


@pytest.fixture
def text(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Text)


# ------------------------------------------------------------------ on every machine


def test_html(frozen: Built, text: SnapshotAssertion) -> None:
    assert steady(frozen.html.decode()) == text


def test_epub(frozen: Built, text: SnapshotAssertion) -> None:
    with zipfile.ZipFile(io.BytesIO(frozen.epub)) as book:
        members = {info.filename: book.read(info) for info in book.infolist()}
    for name, data in members.items():
        if not name.endswith((".css", ".png", ".jpg")):
            assert steady(data.decode()) == text(name=name.replace("/", "-"))
    assert "".join(f"{name}\n" for name in members) == text(name="members")


def test_pdf_structure(frozen: Built, text: SnapshotAssertion) -> None:
    assert unpaged(dump(frozen.pdf)) == text


def test_ledger(frozen: Built, text: SnapshotAssertion) -> None:
    assert frozen.files["notes.json"].decode() == text


def steady(markup: str) -> str:
    """Leave out the marks of printed pages, and show the length of what nobody can read."""
    out = re.sub(r'<span id="?page-[^>]*></span>\n?', "", markup)
    out = re.sub(r'(?s)(<nav[^>]* role="doc-pagelist".*?<ol[^>]*>).*?(</ol>)', r"\1…\2", out)
    out = re.sub(r"(?s)<style>.*?</style>", "<style>…</style>", out)  # as in styles/
    out = re.sub(r"sha256-[\w+/=]+", "sha256-…", out)
    out = re.sub(r"(?s)(<svg[^>]*>).*?(</svg>)", r"\1…\2", out)
    return re.sub(r"base64,([\w+/=]+)", lambda match: f"base64,({len(match[1])} characters)", out)


# ------------------------------------------------------------------ where Pango has a say


def test_pdf_pages(frozen: Built, text: SnapshotAssertion) -> None:
    need_pango()
    pages = (f"=== {number} ===\n{said}\n" for number, said in enumerate(page_texts(frozen.pdf), 1))
    assert "".join(pages) == text


@pytest.mark.parametrize(("slug", "what", "page"), LOOKED_AT, ids=lambda value: str(value).replace(" ", "-"))
def test_pictures(slug: str, what: str, page: int, snapshot: SnapshotAssertion) -> None:
    need_pango()
    assert what
    assert picture(build(slug).pdf, page) == snapshot.use_extension(Picture)


# ------------------------------------------------------------------ the snapshots can fail


@pytest.mark.parametrize("box", [(60, 100, 63, 103), (40, 200, 300, 201)], ids=["dot", "line"])
def test_a_mark_on_a_page_would_be_seen(box: tuple[int, int, int, int]) -> None:
    page = Image.open(io.BytesIO(picture(build("vocabulaire").pdf, 3)))
    marked = page.copy()
    ImageDraw.Draw(marked).rectangle(box, fill=0)
    assert distance(page, marked) > TOLERANCE


def test_only_marks_of_pages_and_unreadable_bytes_are_left_out() -> None:
    markup = '<p id="par-1">un <span id="page-3" class="page"></span>mot</p><a href="#page-3">3</a>'
    assert steady(markup) == '<p id="par-1">un mot</p><a href="#page-3">3</a>'
