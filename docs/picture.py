"""Make the pictures of the documentation: ``python docs/picture.py``.

docs/editions.png shows the three editions, docs/trousse.png the kit of an event, docs/pliage.png its
booklet on a sheet, docs/archive.png an archive and what is said when it is damaged. It builds the real
relecture and needs a Chromium on the machine and playwright (the check group).
"""

from __future__ import annotations

import contextlib
import html as markup
import io
import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from publier import archive, cli, kit, projects, publish

ROOT = Path(__file__).parents[1]
SLUG = "solidarites-informelles"
PICTURE = ROOT / "docs" / "editions.png"
KIT = ROOT / "docs" / "trousse.png"
FOLDING = ROOT / "docs" / "pliage.png"
ARCHIVE = ROOT / "docs" / "archive.png"

README_LINES = 44
"""Of the archive's LISEZMOI.txt."""

PAGE = 6
"""A page of the PDF with a quotation and notes."""

HTML_PLACE, EPUB_PLACE = "une-solidarite-territoriale-produite-par-les-infrastructures", "par-14"
HEIGHT, GAP = 640, 28
"""Height of each edition and space around them, in pixels of the picture."""

GROUND = "#e9e6e0"
COLOURS = 96


def main() -> int:
    """Build, photograph the three editions and put them side by side."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder)
        project = projects.find(ROOT, output=output)
        if project is None or publish.build(project, [SLUG]).problems:
            return 1
        built = output / SLUG
        with sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("google-chrome")
            root = hasattr(os, "geteuid") and os.geteuid() == 0
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox"] if root else []
            )
            shots = [page(built / f"{SLUG}.pdf", PAGE), html(browser, built), epub(browser, built, output)]
            if not archive.build(project, [SLUG], publish.Options()).published:
                return 1
            kept = texts(browser, output / archive.FOLDER / SLUG)
            browser.close()
        addressed = projects.find(ROOT, source=ROOT / "tests" / "relectures", output=output / "addressed")
        if addressed is None or kit.build(addressed, [SLUG], publish.Options()).problems:
            return 1
        things = addressed.output / kit.FOLDER / SLUG
        names = (f"{SLUG}-une-page.pdf", f"{SLUG}-large.pdf", "imprimer.pdf")
        pages = [page(things / name, number) for name, number in zip(names, (1, 4, 1), strict=True)]
        sheets = [page(things / f"{SLUG}-livret.pdf", side) for side in (1, 2)]
    side_by_side(shots).save(PICTURE, "PNG", optimize=True)
    side_by_side(pages).save(KIT, "PNG", optimize=True)
    side_by_side(sheets).save(FOLDING, "PNG", optimize=True)
    side_by_side(kept).save(ARCHIVE, "PNG", optimize=True)
    return 0


def page(file: Path, number: int) -> Image.Image:
    """Return a page (from 1) of a PDF."""
    found: Image.Image = pypdfium2.PdfDocument(file)[number - 1].render(scale=3).to_pil()
    return found


def html(browser: Browser, built: Path) -> Image.Image:
    """Return the web page as a wide window shows it, notes in the margin."""
    return photograph(browser, built / f"{SLUG}.html", HTML_PLACE, (1440, 1000))


def epub(browser: Browser, built: Path, folder: Path) -> Image.Image:
    """Return a page of the e-book, as wide as a reading device."""
    with zipfile.ZipFile(built / f"{SLUG}.epub") as book:
        book.extractall(folder / "epub")
    return photograph(
        browser, folder / "epub/EPUB/text/texte.xhtml", EPUB_PLACE, (560, 800), "body{margin:1.5rem 2rem}"
    )


def texts(browser: Browser, bag: Path) -> list[Image.Image]:
    """Return the first lines of an archive's LISEZMOI.txt, and what `verify` says when it is damaged."""
    readme = (bag / "data/LISEZMOI.txt").read_text(encoding="utf-8").splitlines()[:README_LINES]
    with (bag / "data/source/references.yaml").open("ab") as damaged:
        damaged.write(b"#")
    (bag / "data/dublin-core.xml").unlink()
    (bag / "data/autre.txt").write_text("ajouté", encoding="utf-8")
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), contextlib.chdir(bag):
        cli.main(["verify", "."])
    return [written(browser, "\n".join(readme)), written(browser, f"$ publier verify .\n{said.getvalue()}")]


def written(browser: Browser, text: str) -> Image.Image:
    """Return a plain text as a window of 82 columns shows it."""
    page = browser.new_page(viewport={"width": 760, "height": 760}, device_scale_factor=2)
    style = "margin:24px;font:14px/16px monospace;white-space:pre-wrap"
    page.set_content(f'<pre style="{style}">{markup.escape(text)}</pre>')
    shot = page.screenshot()
    page.close()
    return Image.open(io.BytesIO(shot))


def photograph(
    browser: Browser, file: Path, anchor: str, size: tuple[int, int], style: str = ""
) -> Image.Image:
    """Return what a window of so many pixels shows of a page, from an anchor on."""
    width, height = size
    page = browser.new_page(
        viewport={"width": width, "height": height}, device_scale_factor=2, bypass_csp=True
    )
    page.goto(file.as_uri())
    page.add_style_tag(
        content=f"html{{scroll-behavior:auto!important;scroll-padding:1.5rem!important}}{style}"
    )
    page.evaluate(f"document.getElementById({anchor!r}).scrollIntoView()")
    shot = page.screenshot()
    page.close()
    return Image.open(io.BytesIO(shot))


def side_by_side(shots: list[Image.Image]) -> Image.Image:
    """Return pictures of one height on a ground, in few colours."""
    scaled = [
        shot.convert("RGB").resize((shot.width * HEIGHT // shot.height, HEIGHT), Image.Resampling.LANCZOS)
        for shot in shots
    ]
    width = sum(shot.width for shot in scaled) + GAP * (len(scaled) + 1)
    ground = Image.new("RGB", (width, HEIGHT + 2 * GAP), GROUND)
    left = GAP
    for shot in scaled:
        ground.paste(shot, (left, GAP))
        left += shot.width + GAP
    return ground.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


if __name__ == "__main__":
    sys.exit(main())
