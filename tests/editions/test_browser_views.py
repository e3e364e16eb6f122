"""What Chromium makes of the page: the tree that assistive technology gets, and a few pictures of it.

Both are kept for one version of Chromium, and skipped with the reason on others.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import browsing
import pytest
from PIL import Image
from snapshots import TOLERANCE, Picture, Text, distance
from syrupy.assertion import SnapshotAssertion

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

MAJOR = "156"
"""The version of Chromium whose tree and pictures were read and kept."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing.chromium() as browser:
        if browser.version.split(".")[0] != MAJOR:
            pytest.skip(
                f"tree and pictures were kept as Chromium {MAJOR} makes them; here is {browser.version}"
            )
        yield browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return browsing.write(tmp_path_factory.mktemp("pages"))


# ------------------------------------------------------------------ the tree

SILENT = {"none", "generic", "InlineTextBox", "LineBreak"}
SAID = {"level", "focusable", "expanded"}


def tree(browser: Browser, file: Path, width: int) -> str:
    """Return what Chromium tells assistive technology, one line a node: role, name, properties."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(file.as_uri())
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    page.close()
    known = {node["nodeId"]: node for node in nodes}
    return "\n".join(lines(nodes[0], known, 0)) + "\n"


def lines(node: dict[str, Any], known: dict[str, dict[str, Any]], depth: int) -> Iterator[str]:
    """Yield a node and what it holds; nodes that say nothing give way to what they hold."""
    role = node.get("role", {}).get("value", "")
    shown = not node.get("ignored") and role not in SILENT
    if shown:
        name = node.get("name", {}).get("value", "").strip()
        properties = {each["name"]: each["value"].get("value") for each in node.get("properties", ())}
        said = [f"{key}={properties[key]}" for key in sorted(SAID & properties.keys())]
        yield "  " * depth + " ".join([role, *([f"“{name}”"] if name else []), *said])
    if role != "StaticText":
        for child in node.get("childIds", ()):
            yield from lines(known[child], known, depth + shown) if child in known else ()


def test_assistive_technology_gets_the_whole_text(
    browser: Browser, pages: dict[str, Path], snapshot: SnapshotAssertion
) -> None:
    assert tree(browser, pages["small"], 1440) == snapshot(extension_class=Text)


@pytest.mark.parametrize("width", [360, 1440])
def test_it_gets_the_same_on_every_screen(browser: Browser, pages: dict[str, Path], width: int) -> None:
    assert tree(browser, pages["real"], width) == tree(browser, pages["real"], 1024)


# ------------------------------------------------------------------ pictures


def picture(page: Page) -> bytes:
    """Return what is seen of a page, in grey and half the size."""
    seen = Image.open(io.BytesIO(page.screenshot())).convert("L")
    out = io.BytesIO()
    seen.resize((seen.width // 2, seen.height // 2)).save(out, "PNG", optimize=True)
    return out.getvalue()


def test_notes_beside(browser: Browser, pages: dict[str, Path], snapshot: SnapshotAssertion) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 800}, reduced_motion="reduce", bypass_csp=True)
    page.goto(pages["real"].as_uri() + "#par-23")
    page.evaluate("document.fonts.ready")
    kept = picture(page)
    assert kept == snapshot(extension_class=Picture)
    page.add_style_tag(content="#note-13 { visibility: hidden }")
    without = Image.open(io.BytesIO(picture(page)))
    assert distance(without, Image.open(io.BytesIO(kept))) > TOLERANCE  # the picture would tell
    page.close()


def test_a_sheet_by_night(browser: Browser, pages: dict[str, Path], snapshot: SnapshotAssertion) -> None:
    page = browser.new_page(
        viewport={"width": 360, "height": 740}, color_scheme="dark", reduced_motion="reduce"
    )
    page.goto(pages["real"].as_uri())
    page.locator("#appel-13").click()
    page.evaluate("document.fonts.ready")
    assert picture(page) == snapshot(extension_class=Picture)
    page.close()


def test_tables(browser: Browser, pages: dict[str, Path], snapshot: SnapshotAssertion) -> None:
    page = browser.new_page(viewport={"width": 768, "height": 900}, reduced_motion="reduce")
    page.goto(pages["gallery"].as_uri())
    page.locator(".scroll").first.evaluate("e => e.scrollIntoView()")
    page.evaluate("document.fonts.ready")
    assert picture(page) == snapshot(extension_class=Picture)
    page.close()
