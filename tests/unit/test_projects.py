"""What is read is a regular file inside source/, and a folder's name is checked."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import fakes
import pytest

from publier import projects
from publier.problems import SourceError


def project(folder: Path) -> projects.Project:
    found = projects.find(folder)
    assert found
    return found


def codes(folder: Path, slug: str = "amis") -> list[str]:
    with pytest.raises(SourceError) as caught:
        projects.load(project(folder), slug)
    return [problem.code for problem in caught.value.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fakes.project(tmp_path, amis=fakes.SOURCE)


def test_the_project_is_the_nearest_folder_upwards(folder: Path) -> None:
    inside = folder / "source" / "amis"
    found = projects.find(inside)
    assert found == projects.find(folder)
    assert found
    assert (found.root, found.output, found.build) == (folder, folder / "dist", folder / "build")
    assert found.styles == folder / "styles"


def test_what_is_given_wins(folder: Path, tmp_path: Path) -> None:
    found = projects.find(Path("/"), folder / "source", tmp_path / "elsewhere")
    assert found
    assert found.output == tmp_path / "elsewhere"


def test_without_styles_of_its_own_the_packaged_ones_serve(folder: Path) -> None:
    (folder / "styles" / "tokens.css").unlink()
    (folder / "styles").rmdir()
    assert (project(folder).styles / "tokens.css").is_file()


def test_no_project_is_no_error() -> None:
    assert projects.find(Path("/")) is None


def test_a_folder_is_read_with_everything_in_it(folder: Path) -> None:
    (folder / "source" / "amis" / "images").mkdir()
    (folder / "source" / "amis" / "images" / "plan.svg").write_bytes(b"<svg/>")
    (folder / "source" / "amis" / "references.yaml").write_bytes(b"")
    (folder / "source" / "amis" / ".DS_Store").write_bytes(b"")
    loaded = projects.load(project(folder), "amis")
    assert loaded.file == "source/amis/relecture.md"
    assert loaded.files["relecture.md"] == fakes.SOURCE
    assert loaded.images == {"images/plan.svg": b"<svg/>"}


def test_hidden_folders_and_those_set_aside_are_no_relectures(folder: Path) -> None:
    for name in (".git", "_essais", "rues"):
        (folder / "source" / name).mkdir()
    assert projects.slugs(project(folder)) == ["amis", "rues"]


@pytest.mark.parametrize("slug", ["amis", "amis-2", "2", "a" * 64])
def test_a_good_name(slug: str) -> None:
    assert projects.check_slug(slug) == []


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("Amis", "S090"),
        ("été", "S090"),
        ("e\u0301te\u0301", "S090"),
        ("les communs", "S090"),
        ("-amis", "S090"),
        ("amis--rues", "S090"),
        ("amis\n", "S090"),
        ("..", "S090"),
        ("a" * 65, "S090"),
        ("con", "S091"),
        ("lpt1", "S091"),
        ("reports", "S091"),
        ("index", "S091"),
        ("index.html", "S090"),
    ],
)
def test_a_bad_name(slug: str, code: str) -> None:
    assert [problem.code for problem in projects.check_slug(slug)] == [code]


def test_a_folder_with_a_bad_name_is_a_problem_with_its_place(folder: Path) -> None:
    (folder / "source" / "amis").rename(folder / "source" / "Amis")
    with pytest.raises(SourceError) as caught:
        projects.load(project(folder), "Amis")
    assert [(problem.code, str(problem.at)) for problem in caught.value.problems] == [
        ("S090", "source/Amis:1:1")
    ]


def test_a_folder_without_a_text(folder: Path) -> None:
    (folder / "source" / "amis" / "relecture.md").unlink()
    assert codes(folder) == ["S092"]


@pytest.mark.parametrize("target", ["/etc/passwd", "../../outside.md", "nowhere.md", "loop.md"])
def test_a_link_that_leads_out_or_nowhere(folder: Path, target: str) -> None:
    (folder / "outside.md").write_bytes(b"secret")
    (folder / "source" / "amis" / "loop.md").symlink_to(target)
    assert codes(folder) == ["S093"]


def test_a_link_inside_source_is_followed(folder: Path) -> None:
    (folder / "source" / "_logo.svg").write_bytes(b"<svg/>")
    (folder / "source" / "amis" / "logo.svg").symlink_to("../_logo.svg")
    assert projects.load(project(folder), "amis").images == {"logo.svg": b"<svg/>"}


def test_a_link_to_a_folder_is_not_followed(folder: Path) -> None:
    (folder / "source" / "amis" / "encore").symlink_to(".")
    assert codes(folder) == ["S094"]


def test_a_relecture_that_is_a_link_is_refused(folder: Path) -> None:
    (folder / "source" / "rues").symlink_to("amis")
    assert codes(folder, "rues") == ["S093"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_is_refused_at_once(folder: Path) -> None:
    (folder / "source" / "amis" / "relecture.md").unlink()
    os.mkfifo(folder / "source" / "amis" / "relecture.md")
    assert codes(folder) == ["S094"]


def test_a_file_too_large_is_not_read(folder: Path) -> None:
    with (folder / "source" / "amis" / "plan.tif").open("wb") as file:
        file.truncate(projects.LARGEST_FILE + 1)
    assert codes(folder) == ["S095"]


def test_a_file_that_may_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert codes(folder) == ["X020"]


def test_a_folder_that_may_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> os.stat_result:
        if path.name == projects.TEXT:
            raise PermissionError(13, "Permission denied")
        return os.lstat(path)

    monkeypatch.setattr(Path, "lstat", refuse)
    assert codes(folder) == ["X020"]


def test_all_files_that_cannot_be_taken_are_said(folder: Path) -> None:
    for name in ("a.svg", "b.svg"):
        (folder / "source" / "amis" / name).symlink_to("/etc/passwd")
    assert codes(folder) == ["S093", "S093"]


def test_what_all_relectures_share_is_held_to_the_same_rules(folder: Path) -> None:
    assert projects.shared(project(folder), "library.yaml") is None
    (folder / "source" / "library.yaml").symlink_to("/etc/passwd")
    with pytest.raises(SourceError):
        projects.shared(project(folder), "library.yaml")


def test_a_link_is_not_followed_on_the_way_either(folder: Path) -> None:
    assert stat.S_ISDIR((folder / "source").stat().st_mode)
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "plan.svg").write_bytes(b"secret")
    (folder / "source" / "amis" / "images").symlink_to(folder / "elsewhere")
    assert codes(folder) == ["S093"]


def test_a_name_that_is_no_utf_8(folder: Path) -> None:
    try:
        (folder / "source" / "amis" / os.fsdecode(b"caf\xe9.png")).write_bytes(b"")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")
    with pytest.raises(SourceError) as caught:
        projects.load(project(folder), "amis")
    (problem,) = caught.value.problems
    assert problem.code == "S096"
    assert "caf\\xe9.png" in problem.message()


def test_too_many_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projects, "MOST_FILES", 3)
    for n in range(2):
        (folder / "source" / "amis" / f"{n}.txt").write_bytes(b"")
    projects.load(project(folder), "amis")
    (folder / "source" / "amis" / "3.txt").write_bytes(b"")
    assert codes(folder) == ["S097"]


def test_folders_too_deep(folder: Path) -> None:
    deep = folder.joinpath("source", "amis", *["a"] * (projects.DEEPEST - 1))
    deep.mkdir(parents=True)
    (deep / "a.txt").write_bytes(b"")
    projects.load(project(folder), "amis")
    (deep / "a" / "a").mkdir(parents=True)
    assert codes(folder) == ["S098"]


def test_files_too_large_together(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projects, "LARGEST_FOLDER", 1_000)
    (folder / "source" / "amis" / "a.txt").write_bytes(b"x" * 600)
    projects.load(project(folder), "amis")
    for name in ("b.txt", "c.txt"):
        (folder / "source" / "amis" / name).write_bytes(b"x" * 600)
    assert codes(folder) == ["S099"]


def test_a_folder_in_the_place_of_the_text(folder: Path) -> None:
    (folder / "source" / "amis" / "relecture.md").unlink()
    (folder / "source" / "amis" / "relecture.md").mkdir()
    assert codes(folder) == ["S094"]


def test_a_link_in_the_place_of_a_shared_list_is_no_relecture(folder: Path) -> None:
    (folder / "source" / "references.yaml").symlink_to("/etc/passwd")
    assert projects.slugs(project(folder)) == ["amis"]
