"""What changed between two versions: every change is seen, in every format, and nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from built import RELECTURES, STYLES, build
from mutants import Copy, sabotaged

from publier import cli, diff, making, projects, provenance
from publier.diff import wording

TEXT = """---
title: Amis
lang: fr
modified: 2026-01-31
---

## Une partie

Un paragraphe avec une note[^amis] et [un lien](https://a.example/page).

Un autre paragraphe, plus long que le premier, dont un mot changera[^autre].

## Une autre partie

Le dernier paragraphe revient à la première note[^amis].

[^amis]: Le texte de la note, qui mène [ailleurs](https://b.example/page).

[^autre]: Une note de tout autre nature.
"""
Parts = list[tuple[str, str]]


def source(folder: Path, text: str = TEXT) -> Path:
    (folder / "amis").mkdir(parents=True)
    (folder / "amis" / "relecture.md").write_text(text, encoding="utf-8")
    return folder / "amis"


def made(folder: Path, text: str = TEXT) -> Path:
    """Return the folder of the set that is made of a text."""
    source(folder / "source", text)
    project = projects.find(folder, styles=STYLES)
    assert project is not None
    job = making.Job(projects.load(project, "amis"), {}, STYLES, provenance.Machine(STYLES))
    found = making.make(job)
    assert found.problems == ()
    (folder / "dist" / "amis").mkdir(parents=True)
    for name, data in found.files.items():
        (folder / "dist" / "amis" / name).write_bytes(data)
    return folder / "dist" / "amis"


def changes(old: Path, new: Path) -> list[diff.Change]:
    [compared] = diff.compare(old, new, STYLES).compared
    return [change for change, _ in compared.changes]


def parts(old: Path, new: Path) -> Parts:
    return [(change.part, change.verb) for change in changes(old, new)]


# ------------------------------------------------------------------ every change, from source to paper

OTHER_NOTES = TEXT.replace("[^amis]: Le texte", "[^x]: Le texte").replace("[^autre]:", "[^amis]:")
CHANGED = {
    "a letter": (TEXT.replace("un mot changera", "un mot changeras"), [("text", "changed")]),
    "a space": (TEXT.replace("plus long que", "pluslong que"), [("text", "changed")]),
    "a paragraph more": (TEXT.replace("## Une autre", "Un ajout.\n\n## Une autre"), [("text", "added")]),
    "a paragraph less": (
        TEXT.replace(
            "Un autre paragraphe, plus long que le premier, dont un mot changera[^autre].\n\n", ""
        ).replace("\n[^autre]: Une note de tout autre nature.\n", ""),
        [("text", "removed"), ("note", "removed")],
    ),
    "notes swapped": (
        OTHER_NOTES.replace("[^x]: Le texte", "[^autre]: Le texte"),
        [("note", "moved"), ("note", "changed")],  # the other has another number of calls
    ),
    "a call elsewhere": (
        TEXT.replace("une note[^amis] et", "une note et").replace(
            "Un paragraphe avec", "Un[^amis] paragraphe avec"
        ),
        [("note", "changed")],
    ),
    "a call less": (TEXT.replace("première note[^amis]", "première note"), [("note", "changed")]),
    "a note said otherwise": (
        TEXT.replace("de tout autre nature", "d’une autre nature"),
        [("note", "changed")],
    ),
    "another link of a note": (TEXT.replace("b.example/page", "b.example/autre"), [("note", "changed")]),
    "another link of the text": (TEXT.replace("a.example/page", "a.example/autre"), [("link", "changed")]),
    "another title": (TEXT.replace("title: Amis", "title: Ennemis"), [("metadata", "changed")]),
    "another date": (TEXT.replace("2026-01-31", "2026-02-01"), [("metadata", "changed")]),
    "another heading": (
        TEXT.replace("## Une autre partie", "## Une tout autre partie"),
        [("text", "changed")],
    ),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_change_of_a_source_is_seen(tmp_path: Path, name: str) -> None:
    text, expected = CHANGED[name]
    assert text != TEXT
    assert parts(source(tmp_path / "old"), source(tmp_path / "new", text)) == expected


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("plain"))


@pytest.mark.parametrize("name", ["a letter", "notes swapped", "another link of a note", "another title"])
def test_a_change_is_seen_in_every_edition(tmp_path: Path, plain: Path, name: str) -> None:
    text, expected = CHANGED[name]
    new = made(tmp_path, text)
    for suffix in ("html", "epub", "pdf"):
        found = parts(plain / f"amis.{suffix}", new / f"amis.{suffix}")
        assert set(found) == set(expected), suffix
    [compared] = diff.compare(plain, new, STYLES).compared
    assert {kinds for _, kinds in compared.changes if _.part != "metadata"} <= {("epub", "html", "pdf")}


def test_the_same_text_in_every_form_is_the_same(tmp_path: Path, plain: Path) -> None:
    files = [plain / f"amis.{suffix}" for suffix in ("html", "epub", "pdf")]
    for one in [*files, source(tmp_path / "old")]:
        for other in files:
            assert changes(one, other) == []


def test_a_source_and_its_set(tmp_path: Path, plain: Path) -> None:
    text = CHANGED["a letter"][0]
    assert parts(plain, source(tmp_path, text)) == [("text", "changed")]


# ------------------------------------------------------------------ sabotage of finished files


def letter(copy: Copy) -> None:
    before = next(element for element in copy.id("par-3") if "è" in str(element.tail))
    before.tail = before.tail.replace("è", "e", 1)


def note_swapped(copy: Copy) -> None:
    one, other = copy.id("note-3"), copy.id("note-4")
    parent = one.getparent()
    at, to = parent.index(one), parent.index(other)
    parent[at], parent[to] = other.__copy__(), one.__copy__()


def link(copy: Copy) -> None:
    copy.one("a", href="https://bibliotheque.example/tanneurs/contact").set("href", "https://a.example/")


def description(copy: Copy) -> None:
    next(img for img in copy.all("img") if img.get("alt")).set("alt", "Une autre image")


def title(copy: Copy) -> None:
    copy.one("h1").text = "Un autre titre"


@pytest.mark.parametrize("suffix", ["html", "epub"])
@pytest.mark.parametrize(
    ("sabotage", "part"),
    [(letter, "text"), (note_swapped, "note"), (link, "link"), (title, "metadata"), (description, "picture")],
)
def test_a_sabotaged_edition_is_seen(
    tmp_path: Path, suffix: str, sabotage: Callable[[Copy], None], part: str
) -> None:
    data = build("vocabulaire", RELECTURES).files[f"vocabulaire.{suffix}"]
    old, new = tmp_path / f"old.{suffix}", tmp_path / f"new.{suffix}"
    old.write_bytes(data)
    new.write_bytes(sabotaged(data, sabotage))
    assert {change.part for change in changes(old, new)} == {part}
    new.write_bytes(sabotaged(data, lambda _: None))
    assert changes(old, new) == []


def test_frozen_relectures_are_read_alike_from_source_and_editions(tmp_path: Path) -> None:
    for slug in ("solidarites-informelles", "vocabulaire"):
        for suffix in ("html", "pdf"):
            path = tmp_path / f"{slug}.{suffix}"
            path.write_bytes(build(slug, RELECTURES).files[path.name])
            assert changes(RELECTURES / slug, path) == []


# ------------------------------------------------------------------ folders, and the command


def test_folders_of_sets_and_archives(tmp_path: Path, plain: Path) -> None:
    old, new, bag = tmp_path / "old", tmp_path / "new", tmp_path / "bag"
    shutil.copytree(plain, old / "amis")
    shutil.copytree(plain, old / "perdue")
    shutil.copytree(plain, new / "amis")
    shutil.copytree(plain, new / "venue")
    (new / "amis" / "amis.epub").unlink()
    shutil.copytree(old, bag / "data" / "dist")
    found = diff.compare(old, new, STYLES)
    assert (found.removed, found.added) == (("perdue",), ("venue",))
    assert [(c.slug, c.changes, c.lone) for c in found.compared] == [("amis", (), (("epub", False),))]
    assert diff.compare(old, bag, STYLES).is_empty


def test_folders_of_sources(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    source(old)
    source(new, CHANGED["a letter"][0])
    (new / "amis" / "images").mkdir()
    (new / "amis" / "images" / "plan.png").write_bytes(b"not used")
    assert parts(old, new) == [("text", "changed"), ("file", "added")]


def test_a_lone_version_of_a_text(tmp_path: Path) -> None:
    """As ``git show HEAD~1:… > old.md`` leaves it: pictures and references are those of the other."""
    old = tmp_path / "old.md"
    old.write_bytes((RELECTURES / "vocabulaire" / "relecture.md").read_bytes())
    assert changes(old, RELECTURES / "vocabulaire") == []


def test_what_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = CHANGED["notes swapped"][0].replace("un mot changera", "une lettre changera")
    source(tmp_path / "old")
    source(tmp_path / "new", text.replace("a.example/page", "a.example/autre").replace("Amis", "Ennemis"))
    assert cli.main(["diff", "old/amis", "new/amis"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "Métadonnées",
        "  title : « Amis » → « Ennemis »",
        "Texte ([-ancien-] {+nouveau+})",
        "  sous « Une partie » : … plus long que le premier, dont [-un-]{+une+} [-mot-]{+lettre+} changera.",
        "Notes",
        "  note 2, maintenant note 1 : Une note de tout autre nature.",
        "  note 2, nombre d’appels : « 2 » → « 1 »",
        "Liens du texte",
        "  « https://a.example/page » → « https://a.example/autre »",
    ]
    assert cli.main(["diff", "old", "new", "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["equal"] is False
    assert [change["part"] for change in data["relectures"][0]["changes"]] == [
        "metadata", "text", "note", "note", "link",
    ]  # fmt: skip
    assert cli.main(["diff", "old/amis", "old/amis/relecture.md"]) == 0
    assert capsys.readouterr().out == "Les fichiers sont identiques.\n"
    assert cli.main(["diff", "old", "nulle-part"]) == 2
    (tmp_path / "vide").mkdir()
    assert cli.main(["diff", "old", "vide"]) == 2
    (tmp_path / "autre.html").write_text('<p>Rien</p><script type="application/ld+json">[]</script>')
    assert cli.main(["diff", "old/amis", "autre.html"]) == 2


NOT_OURS = {
    "no-more.pdf": b"%PDF-1.7 but no more",
    "no-book.epub": b"PK\x03\x04 but no more",
    "latin.html": "<p>Été</p>".encode("latin-1"),
    "empty.html": b"",
    "words.txt": b"some words",
}


@pytest.mark.parametrize("name", NOT_OURS)
def test_a_file_of_somebody_else_is_refused(
    tmp_path: Path, plain: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(NOT_OURS[name])
    assert cli.main(["diff", str(plain), str(tmp_path / name)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert name in said.err


def test_what_is_printed_of_two_folders_of_sets(
    tmp_path: Path, plain: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A change of every edition is said once, that of one alone with its name."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(plain, "old/amis")
    made(tmp_path / "made", CHANGED["a letter"][0])
    shutil.copytree("made/dist", "new")
    page = Path("new/amis/amis.html")
    page.write_bytes(sabotaged(page.read_bytes(), lambda copy: copy.one("h1").set("lang", "en")))
    page.write_bytes(page.read_bytes().replace(b"nature.", b"sorte."))
    shutil.copytree(plain, "new/venue")
    assert cli.main(["diff", "old", "new"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "venue : nouvelle relecture",
        "amis",
        "Texte ([-ancien-] {+nouveau+})",
        "  sous « Une partie » : … plus long que le premier, dont un mot [-changera-]{+changeras+}.",
        "Notes",
        "  note 2, texte : Une note de tout autre [-nature-]{+sorte+}. (html)",
    ]
    assert cli.main(["diff", "old", "new", "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert (data["schema"], data["equal"], data["removed"], data["added"]) == (1, False, [], ["venue"])
    [compared] = data["relectures"]
    assert compared["slug"] == "amis"
    assert [(c["part"], c["where"], c["files"]) for c in compared["changes"]] == [
        ("text", "Une partie", ["epub", "html", "pdf"]),
        ("note", "2", ["html"]),
    ]
    assert cli.main(["diff", "old", "old", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["equal"] is True


def test_words() -> None:
    assert wording.marked("a b c", "a x c") == "a [-b-]{+x+} c"
    assert wording.marked("", "tout") == "{+tout+}"
    long = "mot " * 40
    assert wording.marked(f"{long}fin", f"{long}suite").startswith("… mot")
    assert len(wording.marked(f"{long}a {long}b", f"{long}x {long}y")) < 160


def test_a_source_at_fault_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    source(tmp_path / "old")
    source(tmp_path / "new", TEXT.replace("[^autre]:", "[^perdue]:"))
    assert cli.main(["diff", "old/amis", "new/amis"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "new/amis/relecture.md:11:68: error[N002]" in said.err
    assert cli.main(["diff", "old/amis", "new/amis", "--json"]) == 1
    said = capsys.readouterr()
    assert said.err == ""
    problems = json.loads(said.out)["problems"]
    assert ("N002", "new/amis/relecture.md", 11) in [(p["code"], p["file"], p["line"]) for p in problems]
