"""The pages of what is in source/, in a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WIDTHS = (1440, 768, 360)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The editions of every relecture of source/, in a folder of their own."""
    output = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "publier", "build", "--output", output], cwd=ROOT, check=True)
    return output


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api", reason="playwright is in the check group only")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_asks_for_nothing_and_fits(published: Path, browser: Browser, width: int) -> None:
    files = sorted(published.glob("*/*.html"))
    for file in files:
        requests, complaints, needed = visit(browser, file, width)
        assert [url for url in requests if not url.startswith("data:")] == [file.as_uri()]
        assert complaints == []  # a blocked style or script would speak here
        assert needed <= width  # WCAG 2.2, 1.4.10: no scrolling in two directions
    assert files


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_that_asks_and_overflows_would_be_seen(tmp_path: Path, browser: Browser, width: int) -> None:
    file = tmp_path / "page.html"
    file.write_text(
        '<!doctype html><meta http-equiv="Content-Security-Policy" content="script-src \'none\'">'
        '<link rel="stylesheet" href="other.css"><script>1</script><p style="width:2000px">x',
        encoding="utf-8",
    )
    requests, complaints, needed = visit(browser, file, width)
    assert requests == [file.as_uri(), (tmp_path / "other.css").as_uri()]
    assert complaints
    assert needed > width


def visit(browser: Browser, file: Path, width: int) -> tuple[list[str], list[str], int]:
    """Open a page: the addresses asked for, the console's messages, the width it needs (CSS pixels)."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    requests: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    page.wait_for_load_state("networkidle")
    needed = int(page.evaluate("document.documentElement.scrollWidth"))
    page.close()
    return requests, complaints, needed
