"""The kit of an event: pages looked at as pictures, codes read off them, and nothing cut unsaid."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from built import FROZEN, RELECTURES, STYLES
from PIL import Image, ImageChops
from prepared import prepared

from publier import checks, cli, kit, model, projects, provenance, publish, storage
from publier.editions import Styles
from publier.kit import booklet, handout, printing

REAL = "solidarites-informelles"
ADDRESS = "https://bibliotheque.example/relectures/"
LIBRARY = "library.yaml"


def project(folder: Path, **changed: str) -> projects.Project:
    """Return a project with the real relecture, and ``changed`` lines of its front matter or library."""
    source = folder / "source"
    (source / REAL).mkdir(parents=True)
    for name in (LIBRARY, "references.yaml", f"{REAL}/relecture.md"):
        text = (RELECTURES / name).read_text(encoding="utf-8")
        for key, line in changed.items():
            text = re.sub(rf"(?m)^{key}: .*\n", line, text)
        (source / name).write_text(text, encoding="utf-8")
    found = projects.find(folder, output=folder / "dist", styles=STYLES)
    assert found is not None
    return found


def pictures(pdf: bytes, dots: float = 150) -> list[Image.Image]:
    """Return each page as a grey picture of so many dots an inch."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dots / 72).to_pil().convert("L") for page in document]


def codes(pdf: bytes) -> list[str]:
    """Return what the QR codes of the pages say, read from pixels."""
    found = (zxingcpp.read_barcodes(picture) for picture in pictures(pdf))
    return [code.text for page in found for code in page]


def edge(picture: Image.Image, millimetres: float, dots: float = 150) -> bool:
    """Return whether there is ink within so many millimetres of the edge of a sheet."""
    width = round(millimetres / 25.4 * dots)
    inside = picture.crop((width, width, picture.width - width, picture.height - width))
    blank = Image.new("L", picture.size, 255)
    blank.paste(inside, (width, width))
    return ImageChops.difference(blank, picture).getbbox() is not None


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the kit of the real relecture, with a choice of passages."""
    folder = tmp_path_factory.mktemp("kit")
    outcome = kit.build(
        project(folder, version='version: "1.0"\nhandout: [par-14, par-42]\n'), [REAL], publish.Options()
    )
    assert outcome.problems == ()
    place = folder / "dist" / "kits" / REAL
    assert storage.intact(place)
    return {path.name: path.read_bytes() for path in place.iterdir()}


def test_a_kit_is_complete(made: dict[str, bytes]) -> None:
    own = {f"{REAL}{rest}" for rest in ("-livret.pdf", "-une-page.pdf", "-large.pdf", "-hors-ligne.zip")}
    assert set(made) == own | {"imprimer.pdf", provenance.FILE, storage.SUMS}


@pytest.mark.parametrize("slug", FROZEN)
def test_the_pages_of_a_booklet_are_proved(slug: str) -> None:
    assert booklet.make(prepared(slug), Styles(STYLES)).problems == ()


def test_a_booklet_with_a_lost_word_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    from publier.editions import pdf

    written = pdf.lay_out
    short = replace(prepared(REAL), preface=None)
    monkeypatch.setattr(pdf, "lay_out", lambda _, styles, layout: written(short, styles, layout))
    found = booklet.make(prepared(REAL), Styles(STYLES)).problems
    assert {"P010", "P015"} <= {problem.code for problem in found}
    assert all("booklet" in problem.message() for problem in found)


@pytest.mark.parametrize("name", [f"{REAL}-livret.pdf", f"{REAL}-une-page.pdf", "imprimer.pdf"])
def test_an_office_printer_can_print_it(made: dict[str, bytes], name: str) -> None:
    assert not any(edge(picture, 5) for picture in pictures(made[name]))


def test_ink_at_the_edge_would_be_seen() -> None:
    picture = Image.new("L", (1240, 1754), 255)
    picture.paste(0, (27, 600, 40, 610))
    assert edge(picture, 5)


def test_the_last_page_is_the_back_cover(made: dict[str, bytes]) -> None:
    document = pypdfium2.PdfDocument(made[f"{REAL}-livret.pdf"])
    text = document[0].get_textpage()
    width, height = document[0].get_size()
    assert "À propos de cette édition" in text.get_text_bounded(right=width / 2, top=height)
    assert "Les solidarités" in text.get_text_bounded(left=width / 2, right=width, top=height)


@pytest.mark.parametrize("name", ["livret", "une-page", "large"])
def test_the_code_leads_to_the_address(made: dict[str, bytes], name: str) -> None:
    assert codes(made[f"{REAL}-{name}.pdf"]) == [f"{ADDRESS}{REAL}/"]


@pytest.mark.parametrize("slug", FROZEN)
def test_the_code_of_the_paper_edition_leads_there_too(slug: str) -> None:
    from built import build

    assert codes(build(slug).pdf) == [f"{ADDRESS}{slug}/"]


def test_a_handout_is_one_page_with_what_was_chosen(made: dict[str, bytes]) -> None:
    [page] = pypdfium2.PdfDocument(made[f"{REAL}-une-page.pdf"])
    text = " ".join(page.get_textpage().get_text_bounded().split())
    for words in ("Les cadres des agglomérations", "§ 14", "§ 42", "1 Une approche de la solidarité"):
        assert words in text
    assert f"bibliotheque.example/relectures/{REAL}" in text


def test_a_handout_without_a_choice_shows_pull_quotes() -> None:
    relecture = prepared("vocabulaire")
    assert len(handout.passages(relecture)) == 1
    data, problems = handout.make(relecture, Styles(STYLES))
    assert problems == []
    assert "se mesure" in pypdfium2.PdfDocument(data)[0].get_textpage().get_text_bounded()


@pytest.mark.parametrize(
    "lacking", [{"series": None}, {"series": None, "authors": (), "publisher": ""}, {"subtitle": ""}]
)
def test_a_handout_of_a_relecture_of_which_less_is_known(lacking: dict[str, Any]) -> None:
    relecture = prepared(REAL)
    known = replace(relecture, metadata=replace(relecture.metadata, **lacking))
    _, problems = handout.make(known, Styles(STYLES))
    assert problems == []


def test_pull_quotes_that_do_not_fit_are_not_chosen() -> None:
    relecture = prepared(REAL)
    words = model.PullQuote((model.Text("Des mots. " * 400),))
    data, problems = handout.make(replace(relecture, blocks=(words,)), Styles(STYLES))
    assert (problems, len(pypdfium2.PdfDocument(data))) == ([], 1)


def test_a_handout_that_lost_words_is_caught() -> None:
    relecture = prepared(REAL)
    data, _ = handout.make(relecture, Styles(STYLES))
    more = handout.excerpt(relecture, handout.passages(prepared("vocabulaire")))
    assert checks.check("handout", data, handout.excerpt(relecture, ())) == []
    assert "P010" in {problem.code for problem in checks.check("handout", data, more)}


def test_what_does_not_fit_on_one_page_is_said(tmp_path: Path) -> None:
    chosen = ", ".join(f"par-{number}" for number in range(12, 40))
    long = project(tmp_path, version=f"handout: [{chosen}]\n")
    outcome = kit.build(long, [REAL], publish.Options())
    [problem] = outcome.problems
    assert (problem.code, problem.at and problem.at.line) == ("P094", 12)
    assert "et doit tenir sur une seule" in problem.message()
    assert not (tmp_path / "dist" / "kits" / REAL).exists()


def test_advice_that_does_not_fit_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    part = printing.Part("Un titre", "un-fichier.pdf", ("Un pas.",) * 90)
    monkeypatch.setattr(printing, "_parts", lambda *_: [part])
    _, problems = printing.make(prepared(REAL), Styles(STYLES), 5)
    assert [problem.code for problem in problems] == ["P094"]


def test_a_kit_without_an_address_says_what_it_left_out(tmp_path: Path) -> None:
    nowhere = project(tmp_path, **{"base-url": ""})
    outcome = kit.build(nowhere, [REAL], publish.Options())
    [problem] = outcome.problems
    assert (problem.code, str(problem.severity)) == ("M043", "warning")
    assert "« url: https://… »" in problem.hint()
    folder = tmp_path / "dist" / "kits" / REAL
    for name in (f"{REAL}-livret.pdf", f"{REAL}-une-page.pdf", f"{REAL}-large.pdf"):
        assert codes((folder / name).read_bytes()) == []
    again = kit.build(nowhere, [REAL], publish.Options())  # said where nothing is to be made, too
    assert ([item.fresh for item in again.published], again.problems) == ([False], outcome.problems)


def test_the_same_kit_has_the_same_bytes_and_is_made_once(
    made: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = project(tmp_path, version='version: "1.0"\nhandout: [par-14, par-42]\n')
    assert (
        publish.build(again, [REAL], publish.Options()).problems == ()
    )  # taken as it stands, large print added
    command = [
        "kit",
        REAL,
        "--source",
        str(again.source),
        "--output",
        str(again.output),
        "--styles",
        str(STYLES),
    ]
    assert cli.main(command) == 0
    folder = again.output / "kits" / REAL
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made
    said = capsys.readouterr().out
    assert f"Trousse de {REAL} en " in said
    assert all(f"  {name} " in said for name in made if name.endswith((".pdf", ".zip")))
    assert cli.main([*command, "--lang", "en"]) == 0
    assert "kit up to date" in capsys.readouterr().out
    assert cli.main([*command, "--json"]) == 0
    [published] = json.loads(capsys.readouterr().out)["published"]
    assert (published["fresh"], published["notes"], published["slug"]) == (False, None, REAL)
    assert published["files"]["imprimer.pdf"] == len(made["imprimer.pdf"])


def test_a_kit_with_an_error_leaves_the_old_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = project(tmp_path, version="handout: [par-999]\n")
    old = wrong.output / "kits" / REAL / "imprimer.pdf"
    storage.write(old, b"old")
    command = ["kit", "--source", str(wrong.source), "--output", str(wrong.output), "--styles", str(STYLES)]
    assert cli.main(command) == 1
    assert "vouliez-vous dire « par-51 »" in capsys.readouterr().err
    assert (old.read_bytes(), len(list(old.parent.iterdir()))) == (b"old", 1)
    assert cli.main(["kit", "solidarites-informelle", *command[1:]]) == 2
    assert f"« {REAL} »" in capsys.readouterr().err


def test_a_bundle_holds_the_editions_as_they_were_proved(made: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(made[f"{REAL}-hors-ligne.zip"])) as bundle:
        names = bundle.namelist()
        page = bundle.read("index.html").decode()
        ledgers = {
            kind: checks.read_ledger(kind, bundle.read(f"{REAL}.{kind}")) for kind in ("html", "epub", "pdf")
        }
        assert {entry.date_time for entry in bundle.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert names == ["index.html", f"{REAL}.html", f"{REAL}.epub", f"{REAL}.pdf", f"{REAL}-large.pdf"]
    assert re.findall(r'<a href="([^"]+)"', page) == names[1:]
    assert {len(ledger.notes) for ledger in ledgers.values()} == {27}


def test_the_booklet_is_for_printers_and_says_its_title(made: dict[str, bytes]) -> None:
    with pikepdf.open(io.BytesIO(made[f"{REAL}-livret.pdf"])) as pdf:
        assert "/StructTreeRoot" not in pdf.Root
        assert str(pdf.docinfo.Title) == "Les solidarités informelles"
        assert len(pdf.pages) % 2 == 0
