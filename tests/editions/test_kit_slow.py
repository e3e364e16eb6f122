"""The kit before veraPDF, Nu and axe, and its bundle in a real browser, opened from the file system."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from browsing import OVERFLOW, chromium
from built import FROZEN, STYLES, build
from prepared import prepared

from publier.checks.validators import Result, Verdict, axe, nu, verapdf
from publier.editions import Styles
from publier.kit import bundle, handout, printing
from publier.model import Chosen, Relecture

pytestmark = pytest.mark.slow

CHOICES = {"solidarites-informelles": ("par-14", "par-42"), "vocabulaire": ("par-13", "par-1")}


def chosen(slug: str) -> Relecture:
    """Return a relecture with passages for its handout."""
    relecture = prepared(slug)
    passages = tuple(Chosen(anchor) for anchor in CHOICES[slug])
    return replace(relecture, metadata=replace(relecture.metadata, handout=passages, pdf_profile="a4f-ua2"))


def ran(results: list[Result]) -> list[Result]:
    for result in results:
        if result.verdict is Verdict.NOT_RUN:
            pytest.skip(f"{result.validator} was not run: {result.said or result.missing}")
    return results


@pytest.fixture(scope="module", params=FROZEN)
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle unpacked on the disk."""
    folder = tmp_path_factory.mktemp("cle")
    data = bundle.make(prepared(request.param), Styles(STYLES), build(request.param).files)
    zipfile.ZipFile(io.BytesIO(data)).extractall(folder)
    return folder


def test_sheets_have_no_failure_in_verapdf(tmp_path: Path) -> None:
    pages = {}
    for slug in FROZEN:
        nowhere = replace(chosen(slug), metadata=replace(chosen(slug).metadata, url=""))
        pages[f"{slug}.pdf"] = handout.make(chosen(slug), Styles(STYLES))
        pages[f"{slug}-nowhere.pdf"] = handout.make(nowhere, Styles(STYLES))
        pages[f"{slug}-printing.pdf"] = printing.make(chosen(slug), Styles(STYLES), 5)
    for name, (data, problems) in pages.items():
        assert problems == []
        (tmp_path / name).write_bytes(data)
    results = ran(verapdf.check([tmp_path / name for name in pages]))
    assert len(results) == len(pages)
    assert [(result.file, result.messages) for result in results if result.messages] == []


def test_a_sheet_without_structure_would_fail(tmp_path: Path) -> None:
    data, _ = handout.make(chosen("vocabulaire"), Styles(STYLES))
    with pikepdf.open(io.BytesIO(data)) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(tmp_path / "bare.pdf")
    [result] = ran(verapdf.check([tmp_path / "bare.pdf"]))
    assert result.verdict is Verdict.FAILED


def test_a_bundle_opens_from_the_file_system_and_asks_for_nothing(opened: Path) -> None:
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 360, "height": 800})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((opened / "index.html").as_uri())
        page.wait_for_load_state("networkidle")
        assert page.evaluate(OVERFLOW) == 0
        page.click("dt a >> nth=0")
        page.wait_for_url("**/*.html")
        page.wait_for_load_state("networkidle")
        html = next(path for path in opened.glob("*.html") if path.name != "index.html")
        assert page.url == html.as_uri()
        called = [url for url in asked if not url.startswith("data:")]
        assert called == [(opened / "index.html").as_uri(), html.as_uri()]


def test_the_page_of_a_bundle_has_no_fault(opened: Path) -> None:
    for validator in (nu, axe):
        [result] = ran(validator.check([opened / "index.html"]))
        assert result.messages == ()
