"""The archive of a relecture: whole, valid for BagIt's own library, explained, and the same each time."""

from __future__ import annotations

import datetime
import re
import shutil
import socket
import tomllib
import zipfile
from pathlib import Path

import bagit
import pytest
from archived import SLUG, archived, published
from lxml import etree
from running import held, run, small_project

from publier import archive, cli, environment, projects, provenance, publish, storage
from publier.archive import program, readme, record
from publier.model import Author, Metadata, Series

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> projects.Project:
    return published(tmp_path_factory.mktemp("archive"))


@pytest.fixture(scope="module")
def bag(place: projects.Project) -> Path:
    return archived(place)


def test_the_reference_library_finds_a_bag_valid(bag: Path) -> None:
    opened = bagit.Bag(str(bag))
    assert opened.validate()
    assert opened.version_info == (1, 0)
    assert set(opened.algorithms) == {"sha256", "sha512"}
    assert opened.info["Bagging-Date"] == "2026-11-02"
    assert opened.info["Source-Organization"]


def test_a_bag_holds_all_that_was_used_and_all_that_was_made(place: projects.Project, bag: Path) -> None:
    found = held(bag / "data")
    for name in ("source", f"dist/{SLUG}", "dist/reports"):
        expected = held(place.root / name)
        assert {key: found[f"{name}/{key}"] for key in expected} == expected
    assert {
        key.removeprefix("styles/"): data for key, data in found.items() if key.startswith("styles/")
    } == {key: data for key, data in held(place.styles).items() if not key.startswith(".")}
    assert f"dist/{SLUG}/{provenance.FILE}" in found
    assert "programme/publier/archive/bag.py" in found
    assert "programme/LICENSE" in found
    assert not any("__pycache__" in name for name in found)
    assert storage.intact(bag)


def test_a_zip_holds_the_same_bag(place: projects.Project, bag: Path, tmp_path: Path) -> None:
    whole = held(bag)
    other = published(tmp_path / "other")
    shutil.rmtree(other.output)
    shutil.copytree(place.output, other.output)  # with the same report
    folder = archived(other, zipped=True)
    assert sorted(path.name for path in folder.iterdir()) == [storage.SUMS, f"{SLUG}.zip"]
    with zipfile.ZipFile(folder / f"{SLUG}.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            f"{SLUG}/{name}": data for name, data in whole.items()
        }


def test_place_language_seed_and_clock_do_not_change_a_byte(tmp_path: Path) -> None:
    one, other = small_project(tmp_path / "one"), small_project(tmp_path / "été à « Lyon »")
    surroundings = (
        {"TZ": "UTC", "LANG": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "Pacific/Auckland", "LANG": "fr_FR.UTF-8", "PYTHONHASHSEED": "2", "SOURCE_DATE_EPOCH": "0"},
    )
    for kind in ((), ("--zip",)):
        for folder, around in zip((one, other), surroundings, strict=True):
            here = folder if folder is one else folder / "source" / "amis"
            assert run(here, "archive", "amis", "-q", *kind, **around)[0] == 0
        first, second = (held(folder / "dist" / "archives") for folder in (one, other))
        assert first == second
        assert first


def test_nothing_tells_on_which_machine_it_was_made(place: projects.Project, bag: Path) -> None:
    whole = b"".join(held(bag).values())
    assert str(place.root).encode() not in whole
    host = socket.gethostname().encode()
    assert len(host) < 6 or host not in whole


# ------------------------------------------------------------------ what it says


def test_the_text_for_later_names_every_file_and_no_other(bag: Path) -> None:
    text = (bag / "data" / readme.FILE).read_text("utf-8")
    names = set(held(bag / "data"))
    listed = set(re.findall(r"(?m)^ {4}((?:data/)?\S+\.\w+|\S+/(?:LICENSE|SHA256SUMS))$", text))
    own = {name.removeprefix("data/") for name in listed}
    assert own <= names
    assert names - own == {name for name in names if name.startswith("programme/publier/")}
    assert "BagIt 1.0" in text
    assert "PDF/A" in text
    assert f"Pango {environment.layout_libraries()['Pango']}" in text
    assert "programme/publier/" in text
    assert "{" not in text


def test_a_file_of_no_known_kind_would_be_seen() -> None:
    with pytest.raises(RuntimeError, match="StopIteration"):
        list(readme._said(["ailleurs/inconnu.bin"]))


def test_the_record_is_what_harvesters_read(bag: Path) -> None:
    schema = etree.XMLSchema(etree.parse(DATA / "oai_dc.xsd"))
    document = etree.parse(bag / "data" / record.FILE)
    schema.assertValid(document)
    said = {etree.QName(element).localname for element in document.getroot()}
    assert {"title", "date", "type", "format", "identifier", "language"} <= said


def test_a_record_at_fault_would_be_seen(bag: Path) -> None:
    schema = etree.XMLSchema(etree.parse(DATA / "oai_dc.xsd"))
    document = etree.parse(bag / "data" / record.FILE)
    etree.SubElement(document.getroot(), f"{{{record.DC}}}author").text = "Amis"
    assert not schema.validate(document)


def test_a_record_says_all_that_is_known() -> None:
    metadata = Metadata(
        title="Amis & voisins",
        title_supplied=True,
        subtitle="une enquête",
        lang="fr",
        modified=datetime.date(2026, 1, 31),
        authors=(Author("Anne"), Author("Bob")),
        publisher="Métropole",
        date="2020~",
        urn="urn:uuid:1",
        identifiers=(("doi", "10.5555/1"), ("ark", "ark:/12148/b"), ("urn", "urn:uuid:1")),
        url="https://bibliotheque.example/amis/",
        keywords=("aide", "ville"),
        series=Series("Relectures"),
        abstract="Un résumé.",
        rights="© Métropole",
        licence="CC-BY-4.0",
    )
    root = etree.fromstring(record.dublin_core(metadata, ["a.pdf", "a-large.pdf", "a.html"]))
    said = [(etree.QName(element).localname, element.text) for element in root]
    assert said == [
        ("title", "[Amis & voisins : une enquête]"),
        ("creator", "Anne"),
        ("creator", "Bob"),
        ("subject", "aide"),
        ("subject", "ville"),
        ("description", "Un résumé."),
        ("publisher", "Métropole"),
        ("date", "2020"),
        ("type", "Text"),
        ("language", "fr"),
        ("identifier", "https://bibliotheque.example/amis/"),
        ("identifier", "urn:uuid:1"),
        ("identifier", "doi:10.5555/1"),
        ("identifier", "ark:/12148/b"),
        ("relation", "Relectures"),
        ("rights", "© Métropole"),
        ("rights", "CC-BY-4.0"),
        ("format", "application/pdf"),
        ("format", "text/html"),
    ]


def test_the_packages_that_the_program_needs_are_all_named() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = {re.split(r"[\[=><]", line)[0] for line in settings["project"]["dependencies"]}
    named = program.files()["programme/requirements.txt"].decode().splitlines()
    assert wanted <= {line.partition("==")[0] for line in named}


# ------------------------------------------------------------------ what may go wrong


def test_an_archive_without_a_report_says_so(tmp_path: Path) -> None:
    folder = small_project(tmp_path)
    code, said = run(folder, "archive", "amis", "-q", "--lang", "en")
    assert code == 0
    assert "warning[V001]" in said
    text = (folder / "dist" / "archives" / "amis" / "data" / readme.FILE).read_text("utf-8")
    assert "Il n’y a pas de rapport de contrôle" in text


def test_a_report_of_other_editions_is_left_out(tmp_path: Path) -> None:
    place = published(tmp_path)
    report = place.output / "reports" / SLUG / "report.json"
    text = report.read_text("utf-8")
    report.write_text(re.sub(r'"sha256": "\w', '"sha256": "-', text, count=1), "utf-8")
    outcome = archive.build(place, [SLUG], publish.Options())
    assert [problem.code for problem in outcome.problems] == ["V001"]
    assert not (place.output / "archives" / SLUG / "data" / "dist" / "reports").exists()


def test_a_name_that_programs_read_differently_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small_project(tmp_path)
    for name in ("100%.txt", "fin ", "deux\nlignes"):
        (folder / "source" / "amis" / name).write_bytes(b"x")
    monkeypatch.chdir(folder)
    assert cli.main(["archive", "amis", "--jobs", "1"]) == 1
    said = capsys.readouterr().err
    assert said.count("error[V002]") == 3
    assert "100%.txt" in said
    assert list((folder / "dist" / "archives").iterdir()) == []


def test_a_source_with_an_error_is_not_archived(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small_project(tmp_path)
    text = folder / "source" / "amis" / "relecture.md"
    text.write_text(text.read_text("utf-8") + "\nPerdue[^perdue].\n", "utf-8")
    monkeypatch.chdir(folder)
    assert cli.main(["archive", "amis", "--jobs", "1"]) == 1
    assert "N002" in capsys.readouterr().err
    assert list((folder / "dist" / "archives").iterdir()) == []


def test_large_print_is_archived_where_it_was_published(tmp_path: Path) -> None:
    folder = small_project(tmp_path)
    assert run(folder, "build", "-q", "--large-print")[0] == 0
    assert run(folder, "archive", "-q")[0] == 0
    assert (folder / "dist" / "archives" / "amis" / "data" / "dist" / "amis" / "amis-large.pdf").is_file()


def test_a_file_of_somebody_else_in_an_archive_is_kept(tmp_path: Path) -> None:
    folder = small_project(tmp_path)
    assert run(folder, "archive", "-q")[0] == 0
    mine = folder / "dist" / "archives" / "amis" / "data" / "source" / "mine.txt"
    mine.write_bytes(b"mine")
    code, said = run(folder, "archive", "-q")
    assert code == 0
    assert "X025" in said
    assert "data/source/mine.txt" in said
    assert mine.read_bytes() == b"mine"
