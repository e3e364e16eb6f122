"""The inputs of tests/badinput/manifest.json: what each gets, in a table at the end of the run.

Where a front matter is present and lacks ``modified``, it gets one as its last line: lines of the
text then are one more than in the manifest. What publier does with each stands in ``expected.toml``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from refusing import FRONT, ROOT, Files, Run, apart, build, held, project, state

BAD = ROOT / "tests" / "badinput"
INPUTS = {entry["id"]: entry for entry in json.loads((BAD / "manifest.json").read_bytes())}
EXPECTED = {
    int(key): entry for key, entry in tomllib.loads((BAD / "expected.toml").read_text("utf-8")).items()
}
PICTURES = ("img.png", "i01-bomb.png", "i03-fake.png")
Record = Callable[..., None]

ELSEWHERE = {
    109: "safety/test_disk.py: test_an_output_on_a_read_only_disk_is_said",
    110: "safety/test_disk.py: test_a_full_disk_is_said_and_the_old_set_stays",
    111: "safety/test_signals.py: test_a_stopped_build_leaves_the_old_set_and_no_process",
    112: "safety/test_disk.py: test_the_second_of_two_builds_names_the_first",
    116: "unit/test_pandoc.py: test_a_missing_pandoc_is_a_fault_of_the_machine",
    119: "safety/test_closed.py: test_a_build_without_a_network_gives_the_same_bytes",
    123: "unit/test_storage.py: test_files_of_others_stay_where_they_were",
    124: "editions/test_reproducible.py: test_clock_place_language_seed_and_jobs_do_not_change_a_byte",
}
"""Procedures that other tests carry out."""

WAITING = dict.fromkeys(range(101, 109), "waits for the importer of DOCX and ODT")
HELPER = {85: "a picture that the others use"}

HERE = {83, 91, 92, 94, 95, 97, 98, 100, 113, 114, 115, 117, 118, 120, 121, 122, 125, 127, 128, 130, 131, 133}
"""Inputs with a test of their own below."""


@pytest.fixture
def record(record_property: Record) -> Record:
    """Keep what an input got, for the table that conftest prints."""

    def keep(number: int, expected: str, got: str | None, reason: str = "") -> None:
        entry = INPUTS[number]
        record_property("badinput", [number, entry["what"], entry["expect"], expected, got, reason])

    return keep


def test_every_input_is_tried_or_named() -> None:
    assert set(INPUTS) <= {*EXPECTED, *ELSEWHERE, *WAITING, *HELPER, *HERE}


@pytest.mark.parametrize("number", ELSEWHERE)
def test_what_is_tried_elsewhere_is_there(number: int, record: Record) -> None:
    file, test = ELSEWHERE[number].split(": ")
    assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8")
    record(number, "", None, ELSEWHERE[number])


@pytest.mark.parametrize("number", [*WAITING, *HELPER])
def test_what_is_not_read_yet_is_named(number: int, record: Record) -> None:
    record(number, "", None, {**WAITING, **HELPER}[number])


def kinds(problems: str) -> str:
    """Return what problems amount to, in a word of the manifest."""
    if not problems:
        return "OK"
    return "WARN" if all(problem.startswith("w") for problem in problems.split(", ")) else "ERROR"


@pytest.mark.parametrize("number", EXPECTED)
def test_what_differs_from_the_manifest_has_its_reason(number: int) -> None:
    """``ERROR/WARN …``, ``OK or ERROR …``, ``OK+WARN …``: what the manifest allows."""
    words = re.match(
        r"(?:OK|WARN|E(?:RROR)?)(?:(?: or |[/+])(?:OK|WARN|E(?:RROR)?)\b)*", INPUTS[number]["expect"]
    )
    allowed = (
        {"ERROR" if word == "E" else word for word in re.split(" or |[/+]", words[0])} if words else set()
    )
    entry = EXPECTED[number]
    assert kinds(entry["gets"]) in allowed or entry.get("deviation")


def dated(data: bytes) -> bytes:
    """Return a source with ``modified`` as the last line of its front matter, where it has one without."""
    end = rb"(\A(?:\xef\xbb\xbf)?---(\r\n|\r|\n).*?(?:\r\n|\r|\n))(---[ \t]*(?:\r|\n|\Z))"
    if b"modified:" in data:
        return data
    return re.sub(end, rb"\1modified: 2026-01-02\2\3", data, count=1, flags=re.DOTALL)


def files(number: int) -> Files:
    """Return the folder of a relecture that an input makes."""
    name = Path(INPUTS[number]["file"]).name
    data = (BAD / name).read_bytes()
    found: Files = {picture: (BAD / picture).read_bytes() for picture in PICTURES}
    if name.endswith(".md"):
        return found | {"relecture.md": dated(data)}
    return found | {
        name: data,
        "relecture.md": f'{FRONT}Texte.\n\n![]({name}){{alt="Une vue du quartier"}}\n',
    }


Build = Callable[..., Run]
IN_BOTH_WAYS = pytest.mark.parametrize("built", [build, pytest.param(apart, marks=pytest.mark.slow)])
"""In this process, to be quick; in one of its own, to measure what it takes."""


@IN_BOTH_WAYS
@pytest.mark.parametrize("number", EXPECTED)
def test_an_input_gets_what_it_must(number: int, built: Build, tmp_path: Path, record: Record) -> None:
    run = built(project(tmp_path, files(number)))
    entry = EXPECTED[number]
    record(number, entry["gets"], said(run), entry.get("deviation", ""))
    held(run, entry["gets"])


def said(run: Run) -> str:
    """Return the problems of a build, and what it took where that was measured."""
    took = f" [{run.seconds:.1f} s, work {run.work:.1f} s, {run.memory / 2**20:.0f} MB]" if run.memory else ""
    return (", ".join(run.problems) or "an edition" * bool(took)) + took


def test_notes_in_a_quotation_and_in_a_table_are_whole(tmp_path: Path) -> None:
    text = dated((BAD / "n13-in-quote-caption.md").read_bytes())
    lines = [line for line in text.split(b"\n") if not line.startswith((b"![", b"[^2]"))]
    run = build(project(tmp_path, {"relecture.md": b"\n".join(lines)}))
    assert [problem.split()[0] for problem in run.problems] == ["wA006", "wN020"]
    assert len(json.loads((tmp_path / "dist" / "essai" / "notes.json").read_bytes())["notes"]) == 2


def test_a_note_of_several_blocks_without_code_is_whole(tmp_path: Path) -> None:
    text = dated((BAD / "n14-multi-block.md").read_bytes()).split(b"    ```")[0]
    run = build(project(tmp_path, {"relecture.md": text}))
    held(run, "")
    (note,) = json.loads((tmp_path / "dist" / "essai" / "notes.json").read_bytes())["notes"]
    assert all(words in note["text"] for words in ("Para un.", "liste", "citation"))


def test_text_is_never_a_template(tmp_path: Path) -> None:
    run = build(project(tmp_path, files(77)))
    held(run, "")
    page = (tmp_path / "dist" / "essai" / "essai.html").read_text(encoding="utf-8")
    assert "{{7*7}}" in page.replace(" ", "").replace("\u202f", "").replace("\u00a0", "")
    assert ">49<" not in page


# ------------------------------------------------------------------ names


@pytest.mark.parametrize(
    ("number", "slug"),
    [(91, "aux.relecture"), (92, "Solidarites"), (94, "été"), (95, "e\u0301te\u0301"), (97, "-rf")],
)
def test_a_name_is_refused(number: int, slug: str, tmp_path: Path, record: Record) -> None:
    run = build(project(tmp_path, {f"/{slug}/relecture.md": f"{FRONT}Texte.\n"}))
    record(number, "S090 1:1", said(run))
    held(run, "S090 1:1")
    assert "« les-communs-2 »" in run.messages


@pytest.mark.parametrize(("number", "slug"), [(98, ".."), (100, "x" * 300)])
def test_a_name_that_no_folder_has_is_refused(number: int, slug: str, tmp_path: Path, record: Record) -> None:
    (tmp_path / "source").mkdir()
    run = build(project(tmp_path, {"relecture.md": f"{FRONT}Texte.\n"}), slug)
    record(number, "usage", "usage" if run.code == 2 else f"code {run.code}")
    assert run.code == 2
    assert not run.changed
    assert "Traceback" not in run.stderr


# ------------------------------------------------------------------ the machine around


def test_a_style_sheet_that_imports_is_refused(tmp_path: Path, record: Record) -> None:
    folder = project(tmp_path, {"relecture.md": f"{FRONT}Texte.\n"})
    shutil.copytree(ROOT / "styles", folder / "styles")
    sheet = folder / "styles" / "print.css"
    sheet.write_bytes((BAD / "x15-css-import.css").read_bytes() + sheet.read_bytes())
    run = build(folder)
    record(83, "X090", said(run))
    assert run.problems == ("X090",)
    assert run.code == 3
    assert not run.changed


@pytest.mark.parametrize(
    ("number", "target", "expected"),
    [(113, "/etc/passwd", "S093 1:1"), (114, "plan.png", "S093 1:1")],
)
def test_a_link_is_refused(number: int, target: str, expected: str, tmp_path: Path, record: Record) -> None:
    folder = project(tmp_path, {"relecture.md": f"{FRONT}Texte.\n"})
    (folder / "source" / "essai" / "plan.png").symlink_to(target)
    run = build(folder)
    record(number, expected, said(run))
    held(run, expected)


def test_a_pipe_is_no_source(tmp_path: Path, record: Record) -> None:
    folder = project(tmp_path, {"relecture.md": b""})
    (folder / "source" / "essai" / "relecture.md").unlink()
    os.mkfifo(folder / "source" / "essai" / "relecture.md")
    run = build(folder)
    record(122, "S094 1:1", ", ".join(run.problems))
    held(run, "S094 1:1")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The set that a build makes when nothing is odd around it."""
    folder = project(tmp_path_factory.mktemp("plain"), {"relecture.md": TEXT})
    held(apart(folder), "")
    return state(folder / "dist" / "essai")


TEXT = f"{FRONT}Un texte[^1], une note.\n\n[^1]: La note.\n"
SURROUNDINGS = {
    115: {"HOME": "/nonexistent", "FONTCONFIG_FILE": "/nonexistent/fonts.conf", "XDG_DATA_DIRS": ""},
    117: {"LC_ALL": "C", "LANG": "", "TZ": "Pacific/Kiritimati"},
    118: {"SOURCE_DATE_EPOCH": "1"},
    120: {"HOME": "/dev/null", "XDG_CACHE_HOME": "/dev/null", "TMPDIR": "/nonexistent"},
}


@pytest.mark.parametrize("number", SURROUNDINGS)
def test_the_surroundings_do_not_change_a_byte(
    number: int, tmp_path: Path, plain: dict[str, str], record: Record
) -> None:
    folder = project(tmp_path, {"relecture.md": TEXT})
    run = apart(folder, **SURROUNDINGS[number])
    same = state(folder / "dist" / "essai") == plain
    record(number, "the same bytes", "the same bytes" if same else ", ".join(run.problems))
    held(run, "")
    assert same


def test_a_folder_of_any_name_will_do(tmp_path: Path, plain: dict[str, str], record: Record) -> None:
    folder = project(tmp_path / 'L’été à « Lyon » & l\'"école" %20' / ("x" * 150), {"relecture.md": TEXT})
    run = build(folder)
    record(121, "the same bytes", ", ".join(run.problems) or "the same bytes")
    held(run, "")
    assert state(folder / "dist" / "essai") == plain


# ------------------------------------------------------------------ big

NOTES = 2_000


def big() -> dict[int, tuple[str, str]]:
    """Return what is too big to keep: its text and what it gets."""
    wide = "|" + " x |" * 500 + "\n|" + "---|" * 500 + "\n|" + " y |" * 500 + "\n"
    nested = "\n".join("  " * n + "- x" for n in range(900))
    deep = "E014 28:43, E014 29:45, E014 30:47, E014 31:49, E014 32:51, wE017 33:53"
    return {
        125: ("x" * 10_000_000, "E002 1:1"),
        127: (">" * 10_000 + " x\n", "E013 7:1, E014 7:10000"),
        128: (nested, deep),
        130: ("*a _b\n" * 10_000, "E016 507:1, E020 6002:1"),
        133: (wide, "S025 7:1, wA006 7:1"),
    }


@pytest.mark.parametrize("number", [125, 127, 128, 130, 133])
def test_what_is_too_big_is_refused(number: int, tmp_path: Path, record: Record) -> None:
    text, expected = big()[number]
    run = apart(project(tmp_path, {"relecture.md": FRONT + text}))
    record(number, expected, said(run))
    held(run, expected)


@pytest.mark.slow
def test_two_thousand_notes_are_made(tmp_path: Path, record: Record) -> None:
    calls = "\n\n".join(f"Paragraphe {n}[^{n}]." for n in range(1, NOTES + 1))
    notes = "\n\n".join(f"[^{n}]: Note {n}." for n in range(1, NOTES + 1))
    run = apart(project(tmp_path, {"relecture.md": f"{FRONT}{calls}\n\n{notes}\n"}))
    record(131, "", said(run))
    held(run, "")
    assert run.seconds < 300  # a minute is asked for; no load may fail a test
