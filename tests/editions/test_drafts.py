"""A draft has the pages of the PDF as long as nothing changed since the set was made, and lays out none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pypdfium2
import pytest
from built import RELECTURES, STYLES

from publier import checks, making, projects, provenance, publish
from publier.checks.found import Found
from publier.model import Page
from publier.publish import Options

SLUG = "vocabulaire"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one relecture, published."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(STYLES, folder / "styles")
    shutil.copytree(RELECTURES, folder / "source", ignore=shutil.ignore_patterns("solidarites-*"))
    assert made(folder) == ()
    return folder


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "project"))


def made(folder: Path, draft: str = "") -> tuple[object, ...]:
    project = projects.find(folder)
    assert project
    return publish.build(project, [SLUG], Options(draft=draft)).problems


def drafted(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> Found:
    """Make a draft on a machine that cannot lay out, and read it back."""
    monkeypatch.setattr(making, "lay_out", None)
    assert made(folder, name) == ()
    return checks.read(name, (folder / "build" / SLUG / f"{SLUG}.{name}").read_bytes())


@pytest.mark.parametrize("name", ["html", "epub"])
def test_a_draft_has_the_pages_of_the_pdf(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    own = {suffix: (folder / "dist" / SLUG / f"{SLUG}.{suffix}").read_bytes() for suffix in (name, "pdf")}
    paper = pypdfium2.PdfDocument(own["pdf"])
    labels = [paper.get_page_label(number) for number in range(len(paper))]
    draft = drafted(folder, name, monkeypatch)
    assert [mark.removeprefix("page-") for mark in draft.ids if mark.startswith("page-")] == labels
    assert draft.pages == checks.read(name, own[name]).pages
    assert draft.page_list == (tuple(labels) if name == "epub" else ())


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (f"source/{SLUG}/relecture.md", "La bibliothèque", "Notre bibliothèque"),
        ("styles/print.css", "hyphens", "word-spacing: 1pt; hyphens"),
        (f"dist/{SLUG}/{provenance.FILE}", '"offset"', '"place of"'),
        (f"dist/{SLUG}/{provenance.FILE}", "{", ""),
    ],
    ids=["a word", "a style", "a record of another kind", "a record that is none"],
)
def test_it_has_none_when_anything_changed(
    folder: Path, file: str, old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert drafted(folder, "html", monkeypatch).pages == ()


def test_it_has_none_before_anything_was_published(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(folder / "dist")
    assert drafted(folder, "html", monkeypatch).pages == ()


def test_the_pages_are_those_of_a4_whatever_else_is_in_the_set() -> None:
    pages = (Page("1", "couverture"), Page("2", offset=7))
    record = provenance.record(
        SLUG, {"editions": ["pdf", "large-print"], "sources": {"a": "b"}}, {}, (), pages
    )
    assert provenance.pages_if_current(record, {"editions": ["pdf"], "sources": {"a": "b"}}) == pages
    assert provenance.pages_if_current(record, {"editions": ["pdf"], "sources": {"a": "c"}}) == ()
    assert json.loads(record)["pages"][1] == {"label": "2", "place": "", "offset": 7}
