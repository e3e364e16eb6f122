"""Relectures that tests build once: all in this process, from their bytes to the bytes of their files."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pypdfium2
import pytest

from publier import environment, making, projects, provenance

ROOT = Path(__file__).resolve().parent.parent
STYLES = ROOT / "styles"
RELECTURES = ROOT / "tests" / "relectures"
FROZEN = ("solidarites-informelles", "vocabulaire")

PANGO = "1.50.12"
"""The version whose pages were looked at and kept; others break lines in other places."""


@dataclass(frozen=True, slots=True)
class Built:
    """The set of one relecture, by the names of its files."""

    slug: str
    files: dict[str, bytes]

    @property
    def html(self) -> bytes:
        return self.files[f"{self.slug}.html"]

    @property
    def epub(self) -> bytes:
        return self.files[f"{self.slug}.epub"]

    @property
    def pdf(self) -> bytes:
        return self.files[f"{self.slug}.pdf"]


@cache
def build(slug: str, source: Path = RELECTURES) -> Built:
    """Build a relecture of a folder; fails when there is anything to say about it."""
    project = projects.find(source, source=source, styles=STYLES)
    assert project is not None
    shared = projects.shared_by_all(project)
    job = making.Job(projects.load(project, slug), shared, project.styles, provenance.Machine(project.styles))
    made = making.make(job)
    if made.problems:
        raise AssertionError(made.problems)
    return Built(slug, made.files)


def need_pango() -> None:
    """Skip a test of where lines and pages end, which another Pango decides in its own way."""
    version = environment.layout_libraries()["Pango"]
    if version != PANGO:
        pytest.skip(f"pages were kept as Pango {PANGO} lays them out; this machine has {version}")


def page_texts(pdf: bytes) -> list[str]:
    """Return what PDFium reads on each page, in the order in which it is painted, line by line."""
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    return [text.replace("\r\n", "\n").replace("\x02", "\xad\n") for text in texts]


def picture(pdf: bytes, page: int, dots: float = 50) -> bytes:
    """Return a page (from 1) as a grey PNG of so many dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    out = io.BytesIO()
    document[page - 1].render(scale=dots / 72).to_pil().convert("L").save(out, "PNG", optimize=True)
    return out.getvalue()
