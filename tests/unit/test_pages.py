"""Where printed pages begin: marks before whole words, the same in HTML and EPUB, and proved so."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from examples import numbered

from publier import checks, pages
from publier import model as m
from publier.editions import Styles, epub, web

PAGES = (
    m.Page("1", "couverture"),
    m.Page("2", "sommaire"),
    m.Page("3"),
    m.Page("4", offset=34),  # in the middle of « dit »
    m.Page("5", offset=96),
    m.Page("6", "colophon"),
)


def paged() -> m.Relecture:
    return pages.insert(numbered(), PAGES)


def shown(relecture: m.Relecture) -> str:
    """Return the text of a relecture, its page marks in brackets."""
    fronts = [b for front in (relecture.preface, relecture.lead) if front for b in front.blocks]
    blocks = [*fronts, *(b for s in m.walk_sections(relecture.sections) for b in s.blocks)]
    runs = [relecture.preface.title if relecture.preface else ()]
    runs += [block.children for block in blocks if isinstance(block, m.Paragraph)]
    return " / ".join("".join(map(_shown, run)) for run in runs)


def _shown(node: m.Inline) -> str:
    match node:
        case m.PageBreak(label):
            return f"[{label}]"
        case m.NoteCall():
            return "*"
        case _:
            return m.plain((node,))


def test_a_mark_stands_before_the_first_whole_word_of_its_page() -> None:
    text = shown(paged())
    assert text.startswith("[3]Tous aux archives / Une préface. / Le chapô dit [4]tout*")
    assert "[6]" not in text


def test_pages_of_pictures_alone_come_after_the_last_word() -> None:
    text = m.Relecture("essai", numbered().metadata, blocks=(m.Paragraph((m.Text("Un mot."),)),))
    (block,) = pages.insert(text, [m.Page("1"), m.Page("2", offset=5), m.Page("3", offset=5)]).blocks
    assert isinstance(block, m.Paragraph)
    assert "".join(map(_shown, block.children)) == "[1]Un mot.[2][3]"


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("un mot", 3, 3),
        ("un mot", 4, 6),
        ("un mot encore", 4, 7),
        ("un « mot »", 5, 5),
        ("un (mot)", 4, 3),
        ("« mot »", 2, 0),
        ("mot", 0, 0),
    ],
)
def test_where_a_word_begins(text: str, place: int, expected: int) -> None:
    assert pages.word_start(text, place) == expected


def test_marks_change_no_word_and_no_number() -> None:
    before, after = numbered(), paged()
    assert checks.compare.expect(before).runs == checks.compare.expect(after).runs
    assert checks.compare.expect(before).ledger == checks.compare.expect(after).ledger


# ------------------------------------------------------------------ both editions, untouched and sabotaged


@pytest.fixture(scope="module")
def page(styles: Path) -> bytes:
    return web.render(paged(), Styles(styles))


@pytest.fixture(scope="module")
def book(styles: Path) -> bytes:
    return epub.render(paged(), Styles(styles))


def codes(name: str, data: bytes) -> set[str]:
    return {problem.code for problem in checks.check(name, data, paged())}


def altered(book: bytes, file: str, change: Callable[[str], str]) -> bytes:
    """Return the book with one of its files changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, change(data.decode()).encode() if name.endswith(file) else data)
    return packed.getvalue()


def replaced(pattern: str, by: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        changed, times = re.subn(pattern, by, text, count=1, flags=re.DOTALL)
        assert times == 1, f"nothing to sabotage with {pattern}"
        return changed

    return change


MARK = r'(<span id="?page-4\b[^>]*></span>)'
SABOTAGES = {
    "a mark is lost": (MARK, ""),
    "a mark is moved": (rf"{MARK}(\w+)", r"\2\1"),
    "a mark has another name": (r'id=("?)page-4\b', r"id=\1page-9"),
}


def test_untouched_editions_have_no_problem(page: bytes, book: bytes) -> None:
    assert codes("html", page) == set()
    assert codes("epub", book) == set()


@pytest.mark.parametrize("name", SABOTAGES)
def test_a_mark_at_fault_is_caught(page: bytes, book: bytes, name: str) -> None:
    change = replaced(*SABOTAGES[name])
    assert "P016" in codes("html", change(page.decode()).encode())
    assert "P016" in codes("epub", altered(book, "texte.xhtml", change))


@pytest.mark.parametrize(
    ("pattern", "by"),
    [
        (r"<li><a[^>]*#page-4[^>]*>.*?</li>", ""),
        (r"(#page-)4(\"[^>]*>)4<", r"\g<1>4\g<2>5<"),
        ("#page-4", "#page-5"),
    ],
)
def test_a_page_list_at_fault_is_caught(book: bytes, pattern: str, by: str) -> None:
    assert "P017" in codes("epub", altered(book, "nav.xhtml", replaced(pattern, by)))
