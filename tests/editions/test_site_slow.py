"""The site of a library in a real browser, with scripts and without, on the disk and on a server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from browsing import OVERFLOW, SPACING, chromium
from built import FROZEN
from shelved import project, put

from publier import site
from publier.checks.validators import Verdict, axe, nu, tools
from publier.checks.validators.results import NotRunError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.slow

SHOWN = "[...document.querySelectorAll('article')].filter(e => e.checkVisibility()).map(e => e.id)"
TOLD = "document.getElementById('etat').textContent.replaceAll('\\u00a0', ' ')"
REAL, TOY = FROZEN


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two published relectures and their site."""
    folder = tmp_path_factory.mktemp("dist")
    for slug in FROZEN:
        put(folder, slug)
    assert site.build(project(folder)).problems == ()
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


class Silent(SimpleHTTPRequestHandler):
    """Serves files and writes no log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@contextmanager
def opened(context: BrowserContext, address: str) -> Iterator[Page]:
    """Open the catalogue; nothing it asks for may be missing, forbidden or elsewhere."""
    with context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("console", lambda message: wrong.append(message.text[:200]))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("requestfailed", lambda request: wrong.append(request.url[:200]))
        page.on("request", lambda request: outside(request.url, address, wrong))
        page.goto(f"{address}/index.html")
        yield page
        assert wrong == []


def outside(url: str, address: str, wrong: list[str]) -> None:
    if not url.startswith((address, "data:", "about:")) and not url.endswith("/favicon.ico"):
        wrong.append(url)


def shows(page: Page, *slugs: str, told: str) -> None:
    """Wait until these relectures are shown, in this order, and this is told of them."""
    wanted = json.dumps([list(slugs), told], separators=(",", ":"), ensure_ascii=False)
    page.wait_for_function(f"wanted => JSON.stringify([{SHOWN}, {TOLD}]) === wanted", arg=wanted)


def test_without_scripts_the_catalogue_is_whole(browser: Browser, dist: Path) -> None:
    with opened(browser.new_context(java_script_enabled=False), dist.as_uri()) as page:
        page.wait_for_load_state("networkidle")
        for slug in FROZEN:
            article = page.locator(f"#{slug}")
            assert article.is_visible()
            assert article.get_by_role("link").count() == 4  # the title and three files
        assert not page.locator("#recherche").is_visible()
        assert not page.get_by_role("button").is_visible()
        page.click(f"#{REAL} h2 a")
        page.wait_for_url(f"**/{REAL}.html")


@pytest.mark.parametrize("place", ["disk", "server"])
def test_words_are_found_and_lead_to_their_place(place: str, browser: Browser, dist: Path) -> None:
    with (
        served(dist) as address,
        opened(browser.new_context(), address if place == "server" else dist.as_uri()) as page,
    ):
        page.fill("#mots", "SOLIDARITE familiale")  # neither accents nor capitals matter
        shows(page, REAL, told="1 relecture, 6 passages")
        assert page.locator(".passages mark").all_inner_texts()[:2] == ["solidarité", "familiale"]
        assert page.locator(".passages li:visible").count() == 3
        page.click(".passages summary")
        assert page.locator(".passages li:visible").count() == 6
        link = page.locator(".passages a >> nth=0")
        number, target = link.inner_text().split()[-1], str(link.get_attribute("href"))
        link.click()
        page.wait_for_url(f"**/{target}")
        assert page.evaluate("document.querySelector(':target').id") == f"par-{number}"
        page.go_back()
        shows(page, REAL, told="1 relecture, 6 passages")


def test_what_is_typed_stays_words(browser: Browser, dist: Path) -> None:
    with opened(browser.new_context(), dist.as_uri()) as page:
        page.fill("#mots", "<img src=x onerror=alert(1)> bibliothèque")
        page.wait_for_selector(".passages mark")
        assert page.locator("main img").count() == len(FROZEN)


def test_a_word_of_a_title_comes_first(browser: Browser, dist: Path) -> None:
    with opened(browser.new_context(), dist.as_uri()) as page:
        page.fill("#mots", "solidarités informelles tanneurs")  # no passage has all three
        page.wait_for_selector(".passages mark")
        assert page.evaluate(SHOWN) == [REAL, TOY]
        page.fill("#mots", "tanneurs")
        page.wait_for_function(f"() => {SHOWN}.length === 1")
        assert page.evaluate(SHOWN) == [TOY]


def test_a_word_that_no_text_has_is_told(browser: Browser, dist: Path) -> None:
    with opened(browser.new_context(), dist.as_uri()) as page:
        page.fill("#mots", "xylophone")
        shows(page, told="Aucun passage ne contient ces mots.")
        page.get_by_role("button", name="Tout montrer").click()
        shows(page, TOY, REAL, told="")
        assert page.evaluate("document.activeElement.id") == "mots"
        assert not page.get_by_role("button").is_visible()


def test_the_list_is_narrowed_by_series_and_theme(browser: Browser, dist: Path) -> None:
    with opened(browser.new_context(), dist.as_uri()) as page:
        page.select_option("#theme", "Covid-19")
        shows(page, REAL, told="1 relecture")
        page.fill("#mots", "tanneurs")
        shows(page, told="Aucun passage ne contient ces mots.")
        page.select_option("#theme", "")
        page.fill("#mots", "")
        page.select_option("#series", "Relectures d’essai")
        shows(page, TOY, told="1 relecture")


def test_a_search_that_cannot_be_loaded_leaves_the_list(browser: Browser, dist: Path) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.route("**/textes.js", lambda route: route.abort())
        page.goto((dist / "index.html").as_uri())
        page.fill("#mots", "solidarité")
        shows(page, TOY, REAL, told="La recherche n’a pas pu être chargée ; la liste est complète.")


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_nothing_is_cut_or_scrolled_sideways(width: int, browser: Browser, dist: Path) -> None:
    with opened(
        browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True), dist.as_uri()
    ) as page:
        page.fill("#mots", "solidarité")
        page.wait_for_selector(".passages summary")
        assert page.evaluate(OVERFLOW) == 0
        page.add_style_tag(content=SPACING)
        assert page.evaluate(OVERFLOW) == 0
        small = """[...document.querySelectorAll('main a, button, select, input, summary')]
            .filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect())
            .filter(box => box.height < 24 || box.width < 24).length"""
        assert page.evaluate(small) == 0  # WCAG 2.2, 2.5.8


def test_the_cover_can_be_clicked(browser: Browser, dist: Path) -> None:
    for width in (360, 1440):
        with opened(browser.new_context(viewport={"width": width, "height": 800}), dist.as_uri()) as page:
            for slug in FROZEN:
                page.locator(f"#{slug} .cover").scroll_into_view_if_needed()
                box = page.locator(f"#{slug} .cover").bounding_box()
                assert box is not None
                page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
                page.wait_for_url(f"**/{slug}.html")
                page.go_back()


# ------------------------------------------------------------------ the validators


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_a_search(
    scheme: Literal["light", "dark"], browser: Browser, dist: Path
) -> None:
    try:
        script = tools.npm_file("axe-core", "axe.min.js").read_text(encoding="utf-8")
    except NotRunError as error:
        pytest.skip(f"axe was not run: {error.missing}; {error.command}")
    with opened(browser.new_context(color_scheme=scheme, bypass_csp=True), dist.as_uri()) as page:
        page.add_script_tag(content=script)
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.fill("#mots", "")
            shows(page, TOY, REAL, told="")
            assert page.evaluate(axe.RUN, list(axe.TAGS))["violations"] == []
            page.fill("#mots", "solidarité")
            page.click(".passages summary")
            assert page.evaluate(axe.RUN, list(axe.TAGS))["violations"] == []


def test_nu_finds_nothing(dist: Path) -> None:
    [result] = nu.check([dist / "index.html"])
    if result.verdict is Verdict.NOT_RUN:
        pytest.skip(f"Nu was not run: {result.said or result.missing}")
    # Nu takes a page on the disk to have no origin; that 'self' lets its own files in is shown above.
    own = "Resource violates Content Security Policy (meta tag): "
    known = [m for m in result.messages if m.text.startswith(own) and "“site/" in m.text]
    assert [m for m in result.messages if m not in known and m.level != "info"] == []
