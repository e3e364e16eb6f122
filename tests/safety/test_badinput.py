"""The inputs of tests/badinput/manifest.json: what each gets, in a table at the end of the run.

Where a front matter is present and lacks ``modified``, it gets one as its last line: lines of the
text then are one more than in the manifest.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from refusing import FRONT, ROOT, Files, build, held, project, state

BAD = ROOT / "tests" / "badinput"
INPUTS = {entry["id"]: entry for entry in json.loads((BAD / "manifest.json").read_bytes())}
PICTURES = ("img.png", "i01-bomb.png", "i03-fake.png")
Record = Callable[..., None]

EXPECTED = {
    1: "N003 13:1",
    2: "N002 9:9",
    4: "N005 11:22",
    5: "N006 11:14",
    7: "",
    8: "",
    10: "N007 11:1",
    11: "N004 11:1",
    13: "A003 11:1, N011 11:10, wA006 13:1",
    14: "S003 11:1",
    16: "N008 9:12, N008 9:24, N008 9:37, N008 13:1, N008 15:1",
    17: "N001 9:1, N001 11:1, S035 11:1",
    19: "L002 11:7",
    20: "M001 1:1",
    22: "M022 2:8",
    23: "M030 4:7",
    25: "wM031 4:7",
    26: "M028 3:7",
    28: "M021 3:1",
    29: "M005 3:1",
    31: "M004 2:4, M004 3:4, M004 3:8, M004 3:11, M004 3:14, wE017 3:17",
    32: "M023 2:8, M023 3:7, M023 4:7",
    34: "",
    35: "",
    37: "E004 2:16",
    38: "",
    40: "",
    41: "E009 9:9",
    43: "E005 9:2, E005 9:4, E005 9:6, E005 9:8, E005 9:10",
    44: "wE011 9:2, wE011 9:4, wE011 9:6, wE011 9:8, wE011 9:10",
    46: "wE010 9:2",
    47: "E008 9:3",
    49: "E007 9:2, E007 9:5, E007 9:8",
    50: "",
    52: "S007 9:7, L090 9:8, L090 9:9, L090 9:10, L090 9:11, L090 9:13, S007 9:39, wE017 9:40",
    53: "L090 9:7, L090 9:8, L090 9:10, L090 9:11, L090 9:12, wE017 9:14",
    55: "L090 9:1, L090 9:2, L090 9:3, L090 9:4, L090 9:5, wE017 9:6",
    56: "S031 9:1",
    58: "E001 1:1",
    59: "S009 9:1, S011 11:1, wS014 11:1",
    61: "S009 9:1, S013 9:1, S013 11:1",
    62: "L004 9:6, S008 9:15, L004 11:6, S008 11:15, L004 11:27",
    64: "S003 9:5",
    65: "S016 9:1",
    67: "S009 9:1, S009 11:1, wS014 9:1, wS014 11:1",
    68: "S009 9:1, wS015 9:1",
    70: "L001 9:1, L001 9:29, L001 9:68, wA002 9:1",
    71: "L020 9:1, S021 9:1, L021 9:26, S021 9:26",
    73: "L020 9:1, S021 9:1, L020 9:32, S021 9:32",
    74: "S043 9:1, S002 9:21, S001 11:1",
    76: "S006 9:1, S007 9:1, S007 9:1, A003 11:1, S007 11:1",
    77: "",
    79: "L031 9:1, L033 9:1",
    80: "L030 9:1",
    82: "L033 9:1, L033 9:1, L033 9:1, L036 9:1",
    86: "L026 9:1",
    88: "L025 9:1",
    89: "A003 9:1, A003 11:1, L034 11:1, A003 13:1, L026 13:1, A003 15:1, L022 15:1, A003 17:1, L025 17:1, "
    "A003 19:1, L023 19:1",
}
"""Problems with their places; none: an edition is made."""

DEVIATIONS = {
    7: "one note with two ways back, as the manifest allows",
    8: "no warning: readers see the numbers that publier decides, whatever the labels",
    13: "a note in a caption is refused (design, section 3), and an image needs its description",
    14: "a note of several blocks is whole, but code is not in the vocabulary; see n14 without it below",
    50: "no warning: each sign is written in one way only; the output has one policy (typography)",
    52: "letters written from the right have no glyph in our fonts; dir follows from lang",
    62: "only headings are targets (design, section 3): anchors are refused, so links to them lead nowhere",
    68: "the first level is the relecture's own title, hence an error beside the warning",
    85: "a helper of the others",
}
"""What the design decides otherwise than the manifest, and why."""

ELSEWHERE = {
    109: "test_publish.py: test_a_read_only_output_is_said",
    110: "test_storage.py: test_a_full_disk_leaves_the_old_set",
    111: "test_storage.py: test_a_build_cut_short_leaves_one_whole_set",
    112: "test_storage.py: test_a_second_build_is_told_who_holds_the_folder",
    116: "test_pandoc.py: test_a_missing_pandoc_is_a_fault_of_the_machine",
    123: "test_storage.py: test_files_of_others_stay_where_they_were",
    **dict.fromkeys(range(101, 109), "waits for the importer of DOCX and ODT"),
}
"""Procedures that other tests carry out, and what no command reads yet."""

HERE = {83, *range(91, 96), 97, 98, 100, 113, 114, 115, *range(117, 123), 124, *range(125, 134)}
"""Inputs with a test of their own below."""


@pytest.fixture
def record(record_property: Record) -> Record:
    """Keep what an input got, for the table that conftest prints."""

    def keep(number: int, expected: str, got: str | None, reason: str = "") -> None:
        record_property("badinput", [number, INPUTS[number]["what"], expected, got, reason])

    return keep


def test_every_input_is_tried_or_named() -> None:
    tried = {*EXPECTED, *ELSEWHERE, *HERE, 85}
    assert set(INPUTS) <= tried
    assert DEVIATIONS.keys() <= {*EXPECTED, 85}


@pytest.mark.parametrize(("number", "name"), ELSEWHERE.items())
def test_what_is_tried_elsewhere_is_there(number: int, name: str, record: Record) -> None:
    file, _, test = name.partition(": ")
    if test:
        assert f"def {test}(" in (ROOT / "tests" / "unit" / file).read_text(encoding="utf-8")
    record(number, "", None, name)


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


@pytest.mark.parametrize("number", EXPECTED)
def test_an_input_gets_what_it_must(number: int, tmp_path: Path, record: Record) -> None:
    run = build(project(tmp_path, files(number)))
    record(number, EXPECTED[number], ", ".join(run.problems), DEVIATIONS.get(number, ""))
    held(run, EXPECTED[number])


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
    record(number, "S090 1:1", ", ".join(run.problems))
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
    record(83, "X090", ", ".join(run.problems), "a style sheet is the program's: the machine is at fault")
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
    record(number, expected, ", ".join(run.problems))
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
    held(build(folder), "")
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
    run = build(folder, **SURROUNDINGS[number])
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


def test_the_network_and_the_clock_are_not_asked(record: Record) -> None:
    record(119, "", None, "test_reproducible.py, and the tests of the closed build")
    reproducible = "test_reproducible.py: test_clock_place_language_seed_and_jobs_do_not_change_a_byte"
    record(124, "", None, reproducible)


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
        130: ("*a _b\n" * 10_000, "E016 507:1"),
        133: (wide, "S025 7:1, wA006 7:1"),
    }


@pytest.mark.parametrize("number", [125, 127, 128, 130, 133])
def test_what_is_too_big_is_refused(number: int, tmp_path: Path, record: Record) -> None:
    text, expected = big()[number]
    run = build(project(tmp_path, {"relecture.md": FRONT + text}))
    record(number, expected, ", ".join(run.problems))
    held(run, expected)


@pytest.mark.slow
def test_two_thousand_notes_are_made(tmp_path: Path, record: Record) -> None:
    calls = "\n\n".join(f"Paragraphe {n}[^{n}]." for n in range(NOTES))
    notes = "\n\n".join(f"[^{n}]: Note {n}." for n in range(NOTES))
    run = build(project(tmp_path, {"relecture.md": f"{FRONT}{calls}\n\n{notes}\n"}))
    record(131, "", ", ".join(run.problems) or f"{run.seconds:.0f} s, {run.memory / 2**20:.0f} MB")
    held(run, "")
    assert run.seconds < 60
