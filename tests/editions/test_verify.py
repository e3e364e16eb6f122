"""``publier verify``: each fault of a set or an archive is caught and named, and editions are made again."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest
from archived import SLUG, project
from running import held, run, small_project, write_text

from publier import archive, cli, environment, projects, provenance, publish, storage, zips
from publier.archive import bag as bags
from publier.archive import verifying
from publier.archive.rebuilding import Rebuilt
from publier.archive.verifying import Verified
from publier.problems import Problem


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose one short relecture is published and archived."""
    folder = small_project(tmp_path_factory.mktemp("verify"))
    found = projects.find(folder)
    assert found is not None
    assert publish.build(found, ["amis"]).problems == ()
    assert [p.code for p in archive.build(found, ["amis"], publish.Options()).problems] == ["V001"]
    return folder


@pytest.fixture
def work(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be spoilt."""
    shutil.copytree(made, tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def bag(work: Path) -> Path:
    return work / "dist" / "archives" / "amis"


def verify(path: Path) -> Verified:
    found = verifying.verify(path, projects.find(path), lambda *_: None)
    assert found is not None
    return found


def said(found: Verified) -> list[tuple[str, str]]:
    return [(problem.code, str(dict(problem.values).get("path", ""))) for problem in found.all_problems]


def flip(path: Path, place: float = 0.5) -> None:
    """Change one bit, so far into a file (0 to 1)."""
    data = bytearray(path.read_bytes())
    data[int(place * (len(data) - 1))] ^= 1
    path.write_bytes(data)


def sign(folder: Path) -> None:
    """Write the checksums of a set again, as somebody would who does not want to be found out."""
    record = folder / provenance.FILE
    data = json.loads(record.read_text("utf-8"))
    data["files"] = {name: provenance._digest((folder / name).read_bytes()) for name in data["files"]}
    record.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", "utf-8")
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != storage.SUMS}
    (folder / storage.SUMS).write_bytes(storage.sums(files))


def sign_bag(folder: Path) -> None:
    """Write all lists of a bag again."""
    data = {name[5:]: content for name, content in held(folder).items() if name.startswith(bags.DATA)}
    files = bags.pack(data, [("Bagging-Date", "2026-01-31")])
    for name, content in {**files, storage.SUMS: storage.sums(files)}.items():
        (folder / name).write_bytes(content)


# ------------------------------------------------------------------ an archive that is whole


def test_an_archive_that_is_whole_is_made_again_from_itself_alone(bag: Path, tmp_path: Path) -> None:
    shutil.move(bag, tmp_path / "elsewhere")
    shutil.rmtree(tmp_path / "work")
    found = verify(tmp_path / "elsewhere")
    assert found.all_problems == ()
    assert found.proof.rebuilt is Rebuilt.SAME


def test_an_archive_with_pictures_is_made_again_from_itself_alone(tmp_path: Path) -> None:
    archive.build(project(tmp_path / "project"), [SLUG], publish.Options(), zipped=True)
    shutil.move(tmp_path / "project" / "dist" / "archives" / SLUG / f"{SLUG}.zip", tmp_path)
    shutil.rmtree(tmp_path / "project")
    found = verify(tmp_path / f"{SLUG}.zip")
    assert (found.all_problems, found.proof.rebuilt) == ((), Rebuilt.SAME)


def test_the_program_in_an_archive_makes_its_editions_again(bag: Path, tmp_path: Path) -> None:
    data = tmp_path / "copy"
    shutil.copytree(bag / "data", data)
    surroundings = {**os.environ, "PYTHONPATH": "programme"}
    command = [sys.executable, "-m", "publier", "build", "--force", "--output", "refait"]
    done = subprocess.run(command, cwd=data, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert held(data / "refait" / "amis") == held(data / "dist" / "amis")


# ------------------------------------------------------------------ thirty corruptions

FILES = [
    "bagit.txt",
    "bag-info.txt",
    "SHA256SUMS",
    "manifest-sha256.txt",
    "manifest-sha512.txt",
    "tagmanifest-sha256.txt",
    "tagmanifest-sha512.txt",
    "data/dist/amis/amis.pdf",
    "data/source/amis/relecture.md",
    "data/styles/fonts/SourceSerif4_400Regular.ttf",
]
ADDED = [
    "nouveau.txt",
    ".DS_Store",
    "fetch.txt",
    "manifest-md5.txt",
    "data/nouveau.txt",
    "data/.cache",
    "data/source/amis/autre.md",
    "data/dist/amis/amis.docx",
    "data/nouveau/dossier/a.txt",
    "notes/a.txt",
]


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_is_caught_and_its_file_named(bag: Path, name: str) -> None:
    flip(bag / name)
    [(code, path)] = said(verify(bag))
    assert (code in ("V010", "V013"), path) == (True, name)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_gone_is_caught_and_named(bag: Path, name: str) -> None:
    (bag / name).unlink()
    assert said(verify(bag)) == [("V011", name)]


@pytest.mark.parametrize("name", ADDED)
def test_a_file_that_was_added_is_caught_and_named(bag: Path, name: str) -> None:
    (bag / name).parent.mkdir(parents=True, exist_ok=True)
    (bag / name).write_bytes(b"")
    assert said(verify(bag)) == [("V012", name)]


def test_the_reference_library_alone_would_miss_some(bag: Path) -> None:
    """Why we look for ourselves: a file added beside the payload is no fault of BagIt, nor is SHA256SUMS."""
    (bag / "nouveau.txt").write_bytes(b"")
    flip(bag / "SHA256SUMS")
    assert bagit.Bag(str(bag)).validate()
    assert sorted(path for _, path in said(verify(bag))) == ["SHA256SUMS", "nouveau.txt"]


@pytest.mark.parametrize("name", [name for name in FILES if "manifest" in name or "SUMS" in name])
def test_a_list_is_named_wherever_a_bit_of_it_changes(bag: Path, name: str) -> None:
    whole = (bag / name).read_bytes()
    chance = random.Random(name)  # noqa: S311 - nothing is to be kept secret
    for _ in range(20):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        (bag / name).write_bytes(data)
        assert {path for _, path in said(verify(bag))} == {name}


def test_all_that_is_wrong_is_named_at_once(bag: Path) -> None:
    flip(bag / "data/dist/amis/amis.pdf")
    (bag / "data/LISEZMOI.txt").unlink()
    (bag / "data/nouveau.txt").write_bytes(b"")
    assert sorted(said(verify(bag))) == [
        ("V010", "data/dist/amis/amis.pdf"),
        ("V011", "data/LISEZMOI.txt"),
        ("V012", "data/nouveau.txt"),
    ]


def test_a_link_and_a_pipe_are_named_and_not_opened(bag: Path) -> None:
    (bag / "data" / "lien").symlink_to("/etc/hostname")
    (bag / "data" / "dossier").symlink_to("/etc")
    os.mkfifo(bag / "data" / "tuyau")
    assert sorted(said(verify(bag))) == [("V014", f"data/{name}") for name in ("dossier", "lien", "tuyau")]


def test_what_the_reference_library_refuses_is_refused(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bags, "_VERSION", b"BagIt-Version: 9.0\nTag-File-Character-Encoding: UTF-8\n")
    sign_bag(bag)
    [problem] = verify(bag).all_problems
    assert problem.code == "V015"
    assert "9.0" in problem.message()


# ------------------------------------------------------------------ an archive in one file


def packed(bag: Path, change: Callable[[dict[str, bytes]], None] = lambda _: None) -> Path:
    files = {f"amis/{name}": data for name, data in held(bag).items()}
    change(files)
    path = bag.parent / "envoi.zip"
    path.write_bytes(zips.pack(files))
    return path


def test_a_zip_is_verified_as_its_folder_is(bag: Path) -> None:
    found = verify(packed(bag))
    assert (found.all_problems, found.proof.rebuilt) == ((), Rebuilt.SAME)

    def spoil(files: dict[str, bytes]) -> None:
        files["amis/data/dist/amis/amis.html"] += b" "
        files["amis/data/nouveau.txt"] = b""
        del files["amis/bagit.txt"]

    assert sorted(said(verify(packed(bag, spoil)))) == [
        ("V010", "data/dist/amis/amis.html"),
        ("V011", "bagit.txt"),
        ("V012", "data/nouveau.txt"),
    ]


def test_a_zip_that_would_write_elsewhere_writes_nothing(bag: Path, tmp_path: Path) -> None:
    path = packed(bag, lambda files: files.update({"../../evil-of-publier.txt": b"x"}))
    assert [problem.code for problem in verify(path).all_problems] == ["V020"]
    assert not list(tmp_path.rglob("evil*"))


def test_a_zip_that_holds_no_archive_is_said(tmp_path: Path) -> None:
    for files in ({"a.txt": b""}, {"one/a.txt": b"", "other/a.txt": b""}):
        (tmp_path / "a.zip").write_bytes(zips.pack(files))
        assert [problem.code for problem in verify(tmp_path / "a.zip").all_problems] == ["V024"]


def test_the_folder_of_a_zip_is_verified_with_its_sum(work: Path, bag: Path) -> None:
    found = projects.find(work)
    assert found is not None
    archive.build(found, ["amis"], publish.Options(), zipped=True)
    assert verify(bag).proof.rebuilt is Rebuilt.SAME
    with zipfile.ZipFile(bag / "amis.zip", "a") as target:
        target.writestr("amis/nouveau.txt", b"")
    assert said(verify(bag)) == [("V010", "amis.zip")]


# ------------------------------------------------------------------ a set


def test_a_set_that_is_whole_is_made_again(work: Path) -> None:
    found = verify(work / "dist" / "amis")
    assert (found.all_problems, found.proof.rebuilt, found.files) == ((), Rebuilt.SAME, 6)


def test_each_fault_of_a_set_is_named(work: Path) -> None:
    folder = work / "dist" / "amis"
    flip(folder / "amis.epub")
    (folder / "amis.pdf").unlink()
    (folder / "lettre.odt").write_bytes(b"")
    (folder / "dossier").mkdir()
    (folder / "dossier" / "a.txt").write_bytes(b"")
    (folder / "Thumbs.db").write_bytes(b"")
    found = verify(folder)
    assert said(found) == [
        ("V010", "amis.epub"),
        ("V011", "amis.pdf"),
        ("V012", "dossier/a.txt"),
        ("V012", "lettre.odt"),
    ]
    assert found.proof.rebuilt is Rebuilt.NOT_RUN


def test_checksums_that_are_no_list_or_gone_are_named(work: Path) -> None:
    folder = work / "dist" / "amis"
    for data in (b"\xff\n", b""):
        (folder / storage.SUMS).write_bytes(data)
        assert said(verify(folder)) == [("V013", storage.SUMS)]
    (folder / storage.SUMS).unlink()
    assert ("V011", storage.SUMS) in said(verify(folder))


def test_a_source_that_has_changed_is_said(work: Path) -> None:
    write_text(work, "Voisins")
    [problem] = verify(work / "dist" / "amis").all_problems
    assert problem.code == "V032"
    assert "amis/relecture.md" in problem.message()


def test_without_its_source_only_checksums_are_verified(work: Path, tmp_path: Path) -> None:
    shutil.move(work / "dist" / "amis", tmp_path / "amis")
    found = verifying.verify(tmp_path / "amis", None, lambda *_: None)
    assert found is not None
    assert [problem.code for problem in found.all_problems] == ["V037"]
    assert found.intact


def test_what_is_no_set_of_editions_is_not_made_again(work: Path) -> None:
    folder = work / "dist" / "amis"
    record = json.loads((folder / provenance.FILE).read_text("utf-8"))
    record["files"] = {"imprimer.pdf": ""}
    (folder / provenance.FILE).write_text(json.dumps(record), "utf-8")
    (folder / storage.SUMS).write_bytes(
        storage.sums({path.name: path.read_bytes() for path in folder.iterdir() if path.name != storage.SUMS})
    )
    assert [problem.code for problem in verify(folder).all_problems] == ["V031"]


def test_a_record_that_cannot_be_read_is_said(work: Path) -> None:
    folder = work / "dist" / "amis"
    for text in ("[]", '{"slug": "amis"}', "no json"):
        (folder / provenance.FILE).write_text(text, "utf-8")
        names = (path for path in folder.iterdir() if path.name != storage.SUMS)
        (folder / storage.SUMS).write_bytes(storage.sums({path.name: path.read_bytes() for path in names}))
        assert [problem.code for problem in verify(folder).all_problems] == ["V030"]


# ------------------------------------------------------------------ other machines


def claim(folder: Path, pango: str = "9.9.9") -> None:
    """Let a set say that it was laid out by another Pango."""
    record = folder / provenance.FILE
    data = json.loads(record.read_text("utf-8"))
    data["inputs"]["libraries"]["Pango"] = pango
    record.write_text(json.dumps(data), "utf-8")
    sign(folder)


def warned(found: Verified, code: str) -> Problem:
    [problem] = found.all_problems
    assert problem.code == code
    return problem


def test_another_library_that_changed_nothing_is_said(work: Path) -> None:
    claim(work / "dist" / "amis")
    found = verify(work / "dist" / "amis")
    assert found.proof.rebuilt is Rebuilt.SAME
    here = environment.layout_libraries()["Pango"]
    assert f"Pango (9.9.9 → {here})" in warned(found, "V033").message()


def test_other_bytes_of_another_library_with_equal_ledgers_count_and_are_said(work: Path) -> None:
    folder = work / "dist" / "amis"
    with (folder / "amis.pdf").open("ab") as file:
        file.write(b"% laid out elsewhere\n")
    claim(folder)
    found = verify(folder)
    assert found.proof.rebuilt is Rebuilt.LEDGERS
    message = warned(found, "V034").message()
    assert "amis.pdf" in message
    assert "Pango (9.9.9" in message
    assert str(warned(found, "V034").severity) == "warning"


def test_other_bytes_with_the_same_libraries_are_an_error(work: Path) -> None:
    folder = work / "dist" / "amis"
    with (folder / "amis.pdf").open("ab") as file:
        file.write(b"% changed\n")
    sign(folder)
    found = verify(folder)
    assert found.proof.rebuilt is Rebuilt.DIFFERENT
    assert "amis.pdf" in warned(found, "V036").message()


def test_a_note_that_was_changed_is_found_on_any_machine(work: Path) -> None:
    folder = work / "dist" / "amis"
    page = folder / "amis.html"
    page.write_bytes(page.read_bytes().replace(b"Le texte de la note", b"Le texte d'une note"))
    (folder / "amis.epub").write_bytes(b"no book")
    claim(folder)
    found = verify(folder)
    assert found.proof.rebuilt is Rebuilt.DIFFERENT
    codes = {problem.code for problem in found.all_problems}
    assert {"V035", "P092"} <= codes
    assert any(code < "P010" for code in codes if code[0] == "P")


def test_an_archive_from_another_machine_is_verified_by_its_ledgers(bag: Path) -> None:
    folder = bag / "data" / "dist" / "amis"
    with (folder / "amis.pdf").open("ab") as file:
        file.write(b"% laid out elsewhere\n")
    claim(folder)
    sign_bag(bag)
    found = verify(bag)
    assert found.intact
    assert found.proof.rebuilt is Rebuilt.LEDGERS


def test_a_source_that_no_longer_builds_is_said(bag: Path) -> None:
    text = bag / "data" / "source" / "amis" / "relecture.md"
    text.write_text(text.read_text("utf-8") + "\nPerdue[^perdue].\n", "utf-8")
    record = bag / "data" / "dist" / "amis" / provenance.FILE
    data = json.loads(record.read_text("utf-8"))
    data["inputs"]["sources"]["amis/relecture.md"] = provenance._digest(text.read_bytes())
    record.write_text(json.dumps(data), "utf-8")
    sign(record.parent)
    sign_bag(bag)
    assert "N002" in {problem.code for problem in verify(bag).all_problems}


# ------------------------------------------------------------------ on the command line


def test_the_command_says_what_it_found(work: Path, bag: Path) -> None:
    code, complaints = run(work, "verify", "dist/amis")
    assert (code, complaints) == (0, "")
    flip(bag / "data/dist/amis/amis.pdf")
    code, complaints = run(work, "verify", str(bag), "--lang", "en")
    assert code == 1
    assert re.search(r"error\[V010\]: “data/dist/amis/amis.pdf” has changed", complaints)


def test_the_command_as_data(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify", str(work / "dist" / "amis"), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["kind"], data["rebuilt"], data["files"], data["problems"]) == ("set", "same", 6, [])


def test_what_cannot_be_verified_is_wrong_usage(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (work / "source", work / "source" / "amis" / "relecture.md", work / "nowhere"):
        assert cli.main(["verify", str(path)]) == 2
    assert "nowhere" in capsys.readouterr().err
