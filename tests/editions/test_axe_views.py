"""axe in every view that a reader may have of a page: widths, colours, text spacing, zoom, no CSS anchors."""

from __future__ import annotations

import re
from pathlib import Path

import browsing
import pytest

from publier.checks.validators import Verdict, axe
from publier.checks.validators.axe import View
from publier.checks.validators.results import NotRunError, Result

pytestmark = pytest.mark.slow

# A page at 200 % and 400 % has a half and a quarter of the pixels of 1,440 and of 1,280.
VIEWS = tuple(View(scheme, width) for scheme in ("light", "dark") for width in (1440, 1024, 720, 360, 320))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The real page and the whole vocabulary, as they are and spaced; the real one without anchors too."""
    folder = tmp_path_factory.mktemp("pages")
    files = browsing.write(folder)
    for name in ("real", "gallery"):
        text = files[name].read_text(encoding="utf-8")
        files[f"{name}-spaced"] = folder / f"{name}-spaced.html"
        spaced = text.replace("</style>", f"{browsing.SPACING}</style>", 1)
        files[f"{name}-spaced"].write_text(spaced, encoding="utf-8")
    return [files[name] for name in ("real", "real-spaced", "old", "gallery", "gallery-spaced")]


def looked(paths: list[Path], monkeypatch: pytest.MonkeyPatch, views: tuple[View, ...]) -> list[Result]:
    monkeypatch.setattr(axe, "VIEWS", views)
    try:
        return axe.check(paths)
    except NotRunError as reason:
        pytest.skip(f"axe was not run: {reason}")


def test_no_view_of_a_page_has_a_fault(pages: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    results = looked(pages, monkeypatch, VIEWS)
    assert {r.file: r.messages for r in results if r.verdict is not Verdict.PASSED or r.messages} == {}
    assert [len(result.looked) for result in results] == [len(VIEWS)] * len(pages)


def test_a_fault_of_one_view_is_seen(pages: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Quiet letters that only a narrow screen by night shows."""
    faint = "@media (max-width: 340px) and (prefers-color-scheme: dark) { p { color: #555 !important } }"
    page = pages[0].with_name("faint.html")
    page.write_text(
        re.sub("</style>", f"{faint}</style>", pages[0].read_text(encoding="utf-8"), count=1),
        encoding="utf-8",
    )
    views = (View("light", 320), View("dark", 360), View("dark", 320))
    (result,) = looked([page], monkeypatch, views)
    assert {message.code for message in result.messages if message.fails} == {"color-contrast"}
    assert all(message.place.startswith("sombre 320 px") for message in result.messages)
