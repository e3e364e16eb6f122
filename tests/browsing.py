"""What the tests in real browsers share: programs, pages to read, and what to measure in them."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import examples
import pytest
from prepared import STYLES, prepared

from publier import model as m
from publier import notes
from publier.editions import Styles, web

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)

SPACING = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)
"""The text spacing that a page must bear (WCAG 2.2, 1.4.12)."""

SENTENCE = "Une phrase de longueur ordinaire, comme une note en compte quelques-unes quand elle s’explique. "

NOTES = """(() => [...document.querySelectorAll('.note')].map(note => {
  const call = document.getElementById('appel-' + note.id.slice(5)).getBoundingClientRect();
  const box = note.getBoundingClientRect();
  return {position: getComputedStyle(note).position, drift: box.top - call.top,
          top: box.top, bottom: box.bottom, left: box.left, right: box.right};
}))()"""
"""JavaScript: where each note stands, and how far below its first call."""

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""JavaScript: by how many pixels a page must be scrolled sideways."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium of the machine, or skip the test and say why."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is in the check group only")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as playwright, launched(playwright.chromium) as browser:
        yield browser


@contextmanager
def launched(kind: BrowserType, *arguments: str) -> Iterator[Browser]:
    """Start a browser with arguments of its own."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = kind.launch(executable_path=CHROMIUM, args=[*root, *arguments])
    yield browser
    browser.close()


def write(folder: Path) -> dict[str, Path]:
    """Write the pages to look at: the real one, the whole vocabulary, and what is hard for a page."""
    styles = Styles(STYLES)
    pages = {
        "real": web.render(prepared("solidarites-informelles"), styles),
        "gallery": web.render(prepared("vocabulaire"), styles),
        "long": web.render(long_notes(), styles),
        "small": web.render(examples.numbered(), styles),
        "wide": web.render(wide_table(), styles),
    }
    old = re.sub(rb"@supports ?\(anchor-name", b"@supports (unknown-name", pages["real"])
    assert old != pages["real"]
    files = {name: folder / f"{name}.html" for name in (*pages, "old")}
    for name, data in {**pages, "old": old}.items():
        files[name].write_bytes(data)
    return files


def long_notes() -> m.Relecture:
    """Return an essay whose ten notes of six sentences would sink far below their calls.

    Page 7 begins within its first line, page 8 within its list.
    """
    children: list[m.Inline] = [m.Text("Un début "), m.PageBreak("7")]
    for n in range(10):
        children += [m.Text(" mot" * 60), m.NoteCall(f"k{n}")]
    items = m.BulletList(
        ((examples.paragraph("un"),), (examples.paragraph("deux ", m.PageBreak("8"), "mots"),))
    )
    blocks = (m.Paragraph(tuple(children)), items)
    body = m.Section("a", 2, examples.text("Une partie"), blocks, number=1)
    made = tuple(m.Note(f"k{n}", (examples.paragraph(SENTENCE * 6),)) for n in range(10))
    return notes.number(replace(examples.relecture(), preface=None, lead=None, sections=(body,), notes=made))


def wide_table() -> m.Relecture:
    """Return an essay with a table of nine columns, one of them called from."""
    head = tuple(m.Cell(examples.text(f"Arrondissement {n}")) for n in range(1, 10))
    row = (m.Cell((m.Text("un"), m.NoteCall("a"))), *(m.Cell(examples.text("12 400")) for _ in range(8)))
    table = m.Table(head, (row,), (m.Align.END,) * 9, examples.text("Prêts par arrondissement"))
    body = m.Section("a", 2, examples.text("Une partie"), (table,), number=1)
    made = (m.Note("a", (examples.paragraph("Un mot."),)),)
    return notes.number(replace(examples.relecture(), preface=None, lead=None, sections=(body,), notes=made))
