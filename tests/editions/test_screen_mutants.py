"""Finished HTML and EPUB editions are sabotaged: our checks catch each one, by its own code.

What concerns notes, words and anchors is in tests/unit/test_checks.py, pages in test_pages.py.
"""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path

import pytest
from built import RELECTURES, STYLES

from publier import checks, making, model, projects, provenance

SLUG = "vocabulaire"


@cache
def relecture() -> model.Relecture:
    project = projects.find(RELECTURES, source=RELECTURES, styles=STYLES)
    assert project is not None
    names = (projects.LIBRARY, projects.REFERENCES)
    shared = {name: data for name in names if (data := projects.shared(project, name)) is not None}
    job = making.Job(projects.load(project, SLUG), shared, Path(STYLES), provenance.Machine(STYLES))
    return making.prepare(job)[0]


@cache
def edition(name: str) -> bytes:
    return making.render(name, relecture(), STYLES)


def codes(name: str, data: bytes) -> set[str]:
    return {problem.code for problem in checks.check(name, data, relecture())}


def substituted(text: str, pattern: str, by: str) -> str:
    changed, times = re.subn(pattern, by, text, count=1, flags=re.DOTALL)
    assert times == 1, f"nothing to sabotage with {pattern}"
    return changed


def altered(member: str, pattern: str, by: str) -> bytes:
    """Return the book with something replaced, once, in one of its files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(edition("epub"))) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            changed = name.endswith(member)
            target.writestr(name, substituted(data.decode(), pattern, by) if changed else data)
    return packed.getvalue()


BOTH = {  # in the page and in the text of the book
    "an alternative text is emptied": (r'alt="Plan[^"]*"', 'alt=""', "P060"),
    "an alternative text is generic": (r'alt="Plan[^"]*"', 'alt="image"', "P060"),
    "the language is another": (r'<html([^>]*) lang="fr"', r'<html\1 lang="en"', "P062"),
    "a number stands inside the way back": (
        r'<span class="n">1</span>(.*?)↩', r'\1<span class="n">1</span>↩', "P002",
    ),
    "markup is shown as words": (r"<em>(\w+)", r"&lt;em&gt;\1<em>", "P010"),
    "parts change places": (
        r'(<section[^>]*id="ce-qui-a-ete-compte".*?</section>)(.*?<section[^>]*id="ce-qui-na-pas)',
        r"\2", "P010",
    ),
    "a heading level is skipped": (r"<h3([^>]*)>(.*?)</h3>", r"<h5\1>\2</h5>", "P011"),
}  # fmt: skip
PAGE = {
    "the contents lead to another part": ('<a href="#le-fonds">', '<a href="#chapo">', "P061"),
    "a part is not in the contents": (
        r'<li><a href="#ce-qui-a-ete-compte">[^\n]*</a></li>', "", "P061",
    ),
    "the contents say another title": (">Le fonds</a>", ">Le fond</a>", "P061"),
    "the window has no title": (r"<title>.*?</title>", "<title>Page</title>", "P063"),
    "described pictures are not claimed": ('"alternativeText"', '"braille"', "P064"),
    "a page list is claimed": ('"ARIA"', '"ARIA","pageNavigation"', "P064"),
    "a script runs": ("</body>", "<script>alert(1)</script></body>", "P065"),
    "a picture is asked for": ("</main>", '<img alt="" src="https://suivi.example/x"></main>', "P065"),
    "a handler runs": ("<main", '<main onclick="alert(1)"', "P065"),
    "the style is not the one allowed": ("</style>", "p{color:red}</style>", "P065"),
    "the policy is gone": ("default-src 'none'; ", "", "P065"),
}  # fmt: skip
BOOK = {
    "the contents lead to another part": ("nav.xhtml", "xhtml#le-fonds", "xhtml#chapo", "P061"),
    "a part is not in the contents": (
        "nav.xhtml", r'<li><a href="[^"]*#ce-qui-a-ete-compte">[^\n]*</a></li>', "", "P061",
    ),
    "the contents say another title": ("nav.xhtml", ">Le fonds</a>", ">Le fond</a>", "P061"),
    "one document says another language": ("nav.xhtml", ' lang="fr"', ' lang="en"', "P062"),
    "the package says another language": (
        "content.opf", "<dc:language>fr", "<dc:language>en", "P063",
    ),
    "the package has another title": ("content.opf", "La bibliothèque", "Une bibliothèque", "P063"),
    "a page list is claimed": (
        "content.opf", ">ARIA</meta>",
        '>ARIA</meta><meta property="schema:accessibilityFeature">pageNavigation</meta>', "P064",
    ),
    "described pictures are not claimed": ("content.opf", ">alternativeText<", ">braille<", "P064"),
    "the cover says nothing": ("couverture.xhtml", r'alt="[^"]+"', 'alt="Couverture"', "P060"),
}  # fmt: skip


def test_untouched_editions_have_no_problem() -> None:
    assert codes("html", edition("html")) == set()
    assert codes("epub", edition("epub")) == set()


@pytest.mark.parametrize("name", [*BOTH, *PAGE])
def test_a_sabotaged_page_of_the_vocabulary_is_caught(name: str) -> None:
    pattern, by, code = {**BOTH, **PAGE}[name]
    assert code in codes("html", substituted(edition("html").decode(), pattern, by).encode())


@pytest.mark.parametrize("name", BOTH)
def test_a_sabotaged_text_of_the_book_is_caught(name: str) -> None:
    pattern, by, code = BOTH[name]
    assert code in codes("epub", altered("texte.xhtml", pattern, by))


@pytest.mark.parametrize("name", BOOK)
def test_a_sabotaged_book_of_the_vocabulary_is_caught(name: str) -> None:
    member, pattern, by, code = BOOK[name]
    assert code in codes("epub", altered(member, pattern, by))
