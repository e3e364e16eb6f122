"""Zip archives of others: nothing outside the folder, nothing without an end, what is damaged is named."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path

import pytest

from publier import zips
from publier.problems import Problem

FILES = {"amis/data/a.txt": b"one", "amis/bagit.txt": b"two", "amis/data/é « ».md": b"three" * 500}


def unpack(folder: Path, data: bytes) -> tuple[list[Problem], dict[str, bytes]]:
    """Unpack bytes into a folder in a folder; return what is wrong, and all files that are then there."""
    path, place = folder / "amis.zip", folder / "in" / "here"
    path.write_bytes(data)
    place.mkdir(parents=True)
    problems = zips.unpack(path, place)
    around = {file for file in folder.rglob("*") if file.is_file()} - {path}
    assert all(file.is_relative_to(place) for file in around)
    return problems, {file.relative_to(place).as_posix(): file.read_bytes() for file in around}


def hostile(*names: str) -> bytes:
    """Return an archive with just these names, however they look."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name in names:
            entry = zipfile.ZipInfo()
            entry.filename = name
            with warnings.catch_warnings(action="ignore"):  # that a name is there twice
                target.writestr(entry, b"x")
    return packed.getvalue()


def test_what_was_packed_is_unpacked(tmp_path: Path) -> None:
    assert unpack(tmp_path, zips.pack(FILES)) == ([], FILES)


def test_the_same_files_give_the_same_bytes() -> None:
    assert zips.pack(FILES) == zips.pack(dict(FILES))
    with zipfile.ZipFile(io.BytesIO(zips.pack(FILES))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {zips.EPOCH}


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "amis/../../evil.txt",
        "/tmp/evil-of-publier.txt",  # noqa: S108 - which is just what it tries
        "C:/evil.txt",
        "..\\evil.txt",
        "amis//evil.txt",
        "./evil.txt",
        "amis/" + "n" * 256,
        "/".join("a" * 21),
    ],
)
def test_a_name_that_leads_out_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    problems, files = unpack(tmp_path, hostile("good.txt", name))
    assert [problem.code for problem in problems] == ["V020"]
    assert name in problems[0].message()
    assert files == {}


@pytest.mark.parametrize("names", [("a.txt", "a.txt"), ("amis", "amis/a.txt")])
def test_two_files_in_one_place_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    problems, files = unpack(tmp_path, hostile(*names))
    assert [problem.code for problem in problems] == ["V020"]
    assert files == {}


def test_a_link_becomes_a_plain_file(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        entry = zipfile.ZipInfo("link")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        target.writestr(entry, "/etc/hostname")
    assert unpack(tmp_path, packed.getvalue()) == ([], {"link": b"/etc/hostname"})


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "LARGEST", 10_000)
    problems, files = unpack(tmp_path, zips.pack({"zeros": bytes(10_001)}))
    assert [problem.code for problem in problems] == ["V021"]
    assert files == {}


def test_a_bomb_that_lies_about_its_size_stops_where_it_said(tmp_path: Path) -> None:
    data = zips.pack({"zeros": bytes(1_000_000)})
    size = (1_000_000).to_bytes(4, "little")
    problems, files = unpack(tmp_path, data.replace(size, (100).to_bytes(4, "little")))
    assert [problem.code for problem in problems] == ["V023"]
    assert all(len(content) <= 100 for content in files.values())


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MOST_FILES", 2)
    assert [problem.code for problem in unpack(tmp_path, zips.pack(FILES))[0]] == ["V021"]


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    data = zips.pack({"a.txt": b"whole", "b.txt": bytes(range(256))})
    place = data.index(b"b.txt") + 40
    problems, files = unpack(tmp_path, data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
    assert [(problem.code, dict(problem.values)["name"]) for problem in problems] == [("V023", "b.txt")]
    assert files["a.txt"] == b"whole"


@pytest.mark.parametrize("data", [b"", b"no zip at all", zips.pack(FILES)[:-30]])
def test_what_is_no_zip_is_said(tmp_path: Path, data: bytes) -> None:
    assert [problem.code for problem in unpack(tmp_path, data)[0]] == ["V022"]


def test_an_encrypted_file_is_said(tmp_path: Path) -> None:
    data = bytearray(zips.pack({"a.txt": b"secret"}))
    data[6] |= 1  # general purpose flag, in the header of the file and in the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert [problem.code for problem in unpack(tmp_path, bytes(data))[0]] == ["V023"]
