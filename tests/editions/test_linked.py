"""Editions that say what is known of the addresses of their notes: said right, and apart from the notes."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

import pikepdf
import pytest
from built import RELECTURES, STYLES, Built, build, page_texts
from mutants import Copy, sabotaged
from prepared import prepared

from publier import checks, making, pages
from publier.editions import Styles, pdf
from publier.model import Relecture
from publier.notes import ledger

LINKED = RELECTURES.parent / "linked"
EDITIONS = ("html", "epub", "pdf")
COPY = "https://archive.example/web/2018/"


def built() -> Built:
    return build("adresses", LINKED)


@cache
def relecture() -> Relecture:
    read = prepared("adresses", LINKED)
    return pages.insert(read, making.lay_out(read, STYLES))


def said(edition: str, data: bytes) -> list[str]:
    return [" ".join(text.split()) for text in checks.read(edition, data).seen]


def test_ledgers_are_equal_and_hold_no_word_of_ours() -> None:
    files = built().files
    expected = ledger(relecture())
    for edition in EDITIONS:
        assert checks.read_ledger(edition, files[f"adresses.{edition}"]) == expected
    assert not any(
        "vérifié le" in note.text or "archive.example" in " ".join(note.links) for note in expected.notes
    )


def test_screens_say_what_became_of_every_link() -> None:
    for edition in ("html", "epub"):
        lines = said(edition, built().files[f"adresses.{edition}"])
        assert lines[0] == "Lien vérifié le 3 mars 2026."
        assert lines[3].startswith(
            "Lien mort au 3 mars 2026 ; copie archivée. https://archive.example/web/2020"
        )
        assert (lines[5], lines[8]) == ("", "")


def test_paper_says_what_is_lost() -> None:
    lines = said("pdf", built().pdf)
    assert [bool(line) for line in lines] == [False] * 3 + [True] * 2 + [False] * 2 + [True, False]
    assert lines[4] == "(lien injoignable le 1er mars 2026)"


def test_large_print_says_it_too() -> None:
    data = pdf.render(relecture(), Styles(STYLES), pdf.LARGE)
    assert checks.check("large-print", data, prepared("adresses", LINKED)) == []
    assert said("large-print", data)[4] == "(lien injoignable le 1er mars 2026)"


def test_the_colophon_says_when() -> None:
    for edition in ("html", "pdf"):
        assert "Vérifiés entre le 1er mars 2026" in text(edition)


def text(edition: str) -> str:
    if edition == "html":
        return built().html.decode().replace("\u00a0", " ")
    return " ".join(" ".join(page_texts(built().pdf)).split())


# ------------------------------------------------------------------ sabotage


def another_day(copy: Copy) -> None:
    copy.one("span", class_="seen").text = "Lien vérifié le 4 mars 2026."


def nothing_said(copy: Copy) -> None:
    seen = copy.one("span", class_="seen")
    seen.getparent().remove(seen)


def another_copy(copy: Copy) -> None:
    link = next(a for a in copy.all("a") if str(a.get("href")).startswith(COPY))
    link.set("href", "https://archive.example/une-autre")


def said_by_the_author(copy: Copy) -> None:
    del copy.one("span", class_="seen").attrib["class"]


SABOTAGES: dict[Callable[[Copy], None], set[str]] = {
    another_day: {"P007"},
    nothing_said: {"P007"},
    another_copy: {"P007"},
    said_by_the_author: {"P004", "P007"},
}


@pytest.mark.parametrize("edition", ["html", "epub"])
@pytest.mark.parametrize("sabotage", SABOTAGES, ids=lambda sabotage: sabotage.__name__)
def test_a_false_word_on_addresses_is_caught(edition: str, sabotage: Callable[[Copy], None]) -> None:
    data = sabotaged(built().files[f"adresses.{edition}"], sabotage)
    assert SABOTAGES[sabotage] <= {problem.code for problem in checks.check(edition, data, relecture())}


def test_a_false_copy_on_paper_is_caught() -> None:
    with pikepdf.open(io.BytesIO(built().pdf)) as file:
        found = [
            note
            for page in file.pages
            for note in page.get("/Annots", [])
            if "/A" in note and "archive.example" in str(note.A.get("/URI", ""))
        ]
        assert found
        for note in found:
            note.A.URI = pikepdf.String("https://archive.example/une-autre")
        out = io.BytesIO()
        file.save(out)
    assert {p.code for p in checks.check("pdf", out.getvalue(), relecture())} >= {"P007"}
