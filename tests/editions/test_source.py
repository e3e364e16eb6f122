"""What is in source/ today, built and published: editors change it every day, so only invariants hold."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from built import ROOT, STYLES
from extraction import difference, extracted, letters, rejoined
from lxml import etree, html

from publier import checks, projects, publish
from publier.checks.pdf_book import read_book
from publier.checks.pdf_content import Piece
from publier.checks.pdf_tree import Element

SOURCE = ROOT / "source"
SLUGS = sorted(path.parent.name for path in SOURCE.glob("*/relecture.md"))
SLUG = "solidarites-informelles"

NOT_OF_THE_TEXT = {"pn", "permalink", "num", "made", "vh", "url"}
"""Classes of words that the editions add."""

ASKED_FOR = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "modulepreload", "manifest"}
"""Relations of a link that a browser follows by itself (HTML §4.6.7)."""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All of source/, published into a folder of its own."""
    output = tmp_path_factory.mktemp("dist")
    project = projects.find(ROOT, source=SOURCE, output=output, styles=STYLES)
    assert project is not None
    outcome = publish.build(project, SLUGS)
    assert outcome.problems == ()
    assert [made.slug for made in outcome.published] == SLUGS
    return output


@pytest.fixture(scope="module", params=SLUGS)
def folder(request: pytest.FixtureRequest, published: Path) -> Path:
    return published / str(request.param)


def edition(folder: Path, suffix: str) -> bytes:
    return (folder / f"{folder.name}.{suffix}").read_bytes()


# ------------------------------------------------------------------ every relecture


def test_the_set_is_whole_and_its_hashes_are_right(folder: Path) -> None:
    own = {f"{folder.name}.{suffix}" for suffix in ("html", "epub", "pdf")}
    assert {path.name for path in folder.iterdir()} == own | {"notes.json", "provenance.json", "SHA256SUMS"}
    lines = [line.split("  ") for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines()]
    sums = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for _, name in lines}
    assert [[sums[name], name] for _, name in lines] == lines
    assert set(sums) == own | {"notes.json", "provenance.json"}
    recorded = json.loads((folder / "provenance.json").read_bytes())["files"]
    assert recorded == {name: sums[name] for name in recorded}
    assert own < set(recorded)


@pytest.mark.parametrize("name", ["html", "epub", "pdf"])
def test_the_ledger_read_back_is_the_one_that_is_published(folder: Path, name: str) -> None:
    ledger = json.loads((folder / "notes.json").read_bytes())
    assert json.loads(json.dumps(checks.read_ledger(name, edition(folder, name)).as_data())) == ledger


def test_html_and_epub_ask_for_nothing(folder: Path) -> None:
    assert list(requests(html.document_fromstring(edition(folder, "html")))) == []
    with zipfile.ZipFile(io.BytesIO(edition(folder, "epub"))) as book:
        names = set(book.namelist())
        for name in names:
            if name.endswith(".xhtml"):
                asked = requests(etree.fromstring(book.read(name)))
                inside = {str(Path(name).parent / address) for address in asked}
                assert {re.sub(r"[^/]+/\.\./", "", path) for path in inside} <= names
            elif name.endswith(".css"):
                assert list(addresses(book.read(name).decode())) == []


# ------------------------------------------------------------------ the real text


@pytest.mark.skipif(SLUG not in SLUGS, reason=f"{SLUG} is not in source/")
@pytest.mark.parametrize("suffix", ["html", "epub", "pdf"])
def test_every_letter_of_the_extraction_is_in_each_edition_in_order(published: Path, suffix: str) -> None:
    data = edition(published / SLUG, suffix)
    assert difference(letters(text_of(suffix, data)), letters(rejoined(extracted()))) == ""


@pytest.mark.skipif(SLUG not in SLUGS, reason=f"{SLUG} is not in source/")
def test_the_real_text_has_27_notes(published: Path) -> None:
    notes = json.loads((published / SLUG / "notes.json").read_bytes())["notes"]
    assert [note["marker"] for note in notes] == [str(number) for number in range(1, 28)]


def text_of(suffix: str, data: bytes) -> str:
    """Return the words of the text, calls as ``[5]``, by a reading of its own."""
    if suffix == "pdf":
        parts = {element.id: element for element in read_book(data).root.walk() if element.role == "Sect"}
        return " ".join("".join(_tagged(parts[name])) for name in ("preface", "chapo", "texte"))
    if suffix == "html":
        root = html.document_fromstring(data)
        return "".join(_marked(next(root.iter("main")).find("div")))
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        root = etree.fromstring(book.read("EPUB/text/texte.xhtml"))
    return "".join(_marked(root.find("{*}body")))


def _marked(element: etree._Element | None) -> Iterator[str]:
    """Yield the words of the text in HTML or XHTML."""
    if element is None or not isinstance(element.tag, str):
        return
    names = set(element.get("class", "").split())
    outside = element.get("role") == "doc-footnote" or element.tag.endswith("header")
    if "call" in names:
        yield f"[{''.join(map(str, element.itertext())).split()[-1]}]"
    elif not (names & (NOT_OF_THE_TEXT | {"colophon"}) or outside):
        yield element.text or ""
        for child in element:
            yield from _marked(child)
            yield child.tail or ""
        yield " "


def _tagged(element: Element) -> Iterator[str]:
    """Yield the words of the text in a structure tree."""
    if element.role in {"Note", "FENote"} or element.classes & NOT_OF_THE_TEXT:
        return
    if any(link.anchor.startswith("note-") for link in element.links()):
        yield f"[{element.text().strip()}]"
        return
    for kid in element.kids:
        if isinstance(kid, Element):
            yield from _tagged(kid)
        elif isinstance(kid, Piece):
            yield kid.text.replace("\xad", "")
    yield " "


# ------------------------------------------------------------------ what a page asks for


def requests(root: etree._Element) -> Iterator[str]:
    """Yield every address that a page makes a reader fetch, apart from what it holds itself."""
    for element in root.iter("*"):
        name = element.tag.rpartition("}")[2]
        found = [element.get(key) for key in ("src", "srcset", "poster", "data", "background")]
        if name in {"link", "image", "use"} and (
            name != "link" or ASKED_FOR & set(element.get("rel", "").split())
        ):
            found += [element.get("href"), element.get("{http://www.w3.org/1999/xlink}href")]
        yield from (address for address in found if address and not address.startswith(("data:", "#")))
        yield from addresses(element.get("style") or "")
        if name == "style":
            yield from addresses(element.text or "")


def addresses(css: str) -> Iterator[str]:
    """Yield the addresses that a style sheet fetches."""
    for match in re.finditer(r"@import\s+[\"']([^\"']+)|url\(\s*[\"']?([^\"')]*)", css):
        address = match[1] or match[2]
        if not address.startswith(("data:", "#")):
            yield address


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="https://a.example/p.png">',
        '<img srcset="//a.example/p.png 2x">',
        '<link rel="stylesheet" href="a.css">',
        '<style>@import "a.css"</style>',
        "<style>p{background:url(https://a.example/p.png)}</style>",
        '<p style="background:url(p.png)">',
        '<svg><use href="a.svg#x"></use></svg>',
        '<script src="a.js"></script>',
    ],
)
def test_a_request_would_be_seen(markup: str) -> None:
    assert list(requests(html.document_fromstring(f"<body>{markup}")))


@pytest.mark.skipif(SLUG not in SLUGS, reason=f"{SLUG} is not in source/")
@pytest.mark.parametrize(("before", "after"), [("pandémie", "pandemie"), (">9</a>", ">8</a>")])
def test_a_changed_letter_or_marker_would_be_seen(published: Path, before: str, after: str) -> None:
    data = edition(published / SLUG, "html").decode()
    assert before in data
    changed = text_of("html", data.replace(before, after).encode())
    assert difference(letters(changed), letters(rejoined(extracted()))) != ""
