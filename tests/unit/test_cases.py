"""Every code of the catalogue and every kind of node, each in a file of tests/cases.

``<CODE>-<slug>.md``: lines ``CODE line:column``, each with a pattern of its French message when the
words matter, then ``%%%``, then the source in which exactly these problems stand (``.bytes``: as Python
writes bytes, when the source is no text). ``node-<kind>.md``: a source, ``%%%``, then the outline of
what is read from it. ``mended/``: the source of a case put right, which docs/problems.md shows beside
it. A source that does not begin with ``---`` gets a front matter, unless its code is
about the file or its front matter (E, M); places are counted from its own first line.
"""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path
from typing import get_args

import pytest
from dump import dump, kind

from publier import forms, model, notes, problems, reading, references, typography

TESTS = Path(__file__).parents[1]
CASES = TESTS / "cases"
IMAGES = TESTS / "relectures" / "vocabulaire" / "images"
FRONT = b"---\ntitle: Un essai\nlang: fr\nmodified: 2026-01-02\n---\n"
MARK = b"%%%\n"

CODES = sorted([*CASES.glob("[A-Z]*.md"), *CASES.glob("[A-Z]*.bytes")])
NODES = sorted(CASES.glob("node-*.md"))

# Codes that no single relecture.md can show, and the test that shows each.
ELSEWHERE = {
    **{f"P{n:03}": "test_a_sabotaged_page_is_caught" for n in (*range(1, 7), *range(10, 16))},
    "P007": "test_a_false_word_on_addresses_is_caught",
    "P016": "test_a_mark_at_fault_is_caught",
    "P018": "test_a_sabotaged_page_is_caught",
    "P017": "test_a_page_list_at_fault_is_caught",
    **{f"P{n:03}": "test_a_sabotaged_pdf_is_caught" for n in range(30, 57)},
    **{f"P{n:03}": "test_a_sabotaged_page_is_caught" for n in range(60, 76)},
    "E002": "test_a_file_over_the_limit_is_refused_at_once",
    "E012": "test_limits",
    "E020": "test_a_text_of_too_many_lines",
    **{f"L{n:03}": "test_what_an_editor_is_told" for n in range(50, 57)},
    "L060": "test_an_address_that_stands_twice_is_refused",
    "M060": "test_a_fault_has_its_place",
    "X040": "test_without_a_network_nothing_is_written",
    "L090": "test_a_character_without_a_glyph_is_named_with_its_place",
    "M052": "test_a_base_address_with_a_query_is_refused",
    "M043": "test_a_kit_without_an_address_says_what_it_left_out",
    "P094": "test_what_does_not_fit_on_one_page_is_said",
    "M044": "test_without_an_address_there_is_no_sitemap",
    "P090": "test_a_note_that_went_astray_is_named",
    "P100": "test_where_nothing_is_published_there_is_no_site",
    "P101": "test_a_set_that_was_changed_is_left_out_and_named",
    "X090": "test_a_style_sheet_may_not_ask_or_be_misunderstood",
    "X091": "test_a_style_sheet_may_not_ask_or_be_misunderstood",
    "L024": "test_other_kinds_of_files",
    "L025": "test_the_content_says_the_kind",
    "L026": "test_a_bomb_is_refused_before_it_is_decoded",
    "L027": "test_too_heavy",
    "L028": "test_a_cut_picture_is_damaged",
    "L029": "test_no_drawing_at_all",
    "L030": "test_no_doctype_no_entities",
    "L031": "test_elements_that_do_more_than_draw",
    "L032": "test_handlers",
    "L033": "test_nothing_from_elsewhere",
    "L035": "test_a_drawing_that_multiplies_itself",
    "L036": "test_a_drawing_without_size",
    "L037": "test_what_is_no_picture_at_all",
    "L038": "test_a_name_that_no_book_may_hold",
    "L039": "test_two_pictures_of_one_name_in_the_book",
    "L040": "test_a_drawing_that_cannot_be_drawn_is_named",
    "L041": "test_a_picture_of_sixteen_bits",
    "L042": "test_a_drawing_in_another_encoding",
    "L044": "test_numbers_beyond_all_measure",
    "M015": "test_a_front_matter_that_is_no_front_matter_is_too_long",
    "P091": "test_an_edition_that_is_not_there_is_said",
    "P092": "test_an_edition_that_cannot_be_read_is_said",
    "P093": "test_a_set_that_is_older_than_its_source_is_said",
    "R016": "test_a_style_that_pandoc_refuses_is_a_problem",
    "S036": "test_a_construct_of_another_pandoc_is_refused",
    "S037": "test_a_limit_of_pandoc_is_a_problem",
    "S090": "test_a_bad_name",
    "S091": "test_a_bad_name",
    "S092": "test_a_folder_without_a_text",
    "S093": "test_a_link_that_leads_out_or_nowhere",
    "S094": "test_a_named_pipe_is_refused_at_once",
    "S095": "test_a_file_too_large_is_not_read",
    "S096": "test_a_name_that_is_no_utf_8",
    "S097": "test_too_many_files",
    "S098": "test_folders_too_deep",
    "S099": "test_files_too_large_together",
    "V001": "test_an_archive_without_a_report_says_so",
    "V002": "test_a_name_that_programs_read_differently_is_refused",
    "V010": "test_each_fault_of_a_set_is_named",
    "V011": "test_each_fault_of_a_set_is_named",
    "V012": "test_each_fault_of_a_set_is_named",
    "V013": "test_checksums_that_are_no_list_or_gone_are_named",
    "V014": "test_a_link_and_a_pipe_are_named_and_not_opened",
    "V015": "test_what_the_reference_library_refuses_is_refused",
    "V024": "test_a_zip_that_holds_no_archive_is_said",
    "V030": "test_a_record_that_cannot_be_read_is_said",
    "V031": "test_what_is_no_set_of_editions_is_not_made_again",
    "V032": "test_a_source_that_has_changed_is_said",
    "V033": "test_another_library_that_changed_nothing_is_said",
    "V034": "test_other_bytes_of_another_library_with_equal_ledgers_count_and_are_said",
    "V035": "test_a_note_that_was_changed_is_found_on_any_machine",
    "V036": "test_other_bytes_with_the_same_libraries_are_an_error",
    "V037": "test_without_its_source_only_checksums_are_verified",
    "V020": "test_a_name_that_leads_out_is_refused_and_nothing_is_written",
    "V021": "test_a_bomb_is_refused_before_it_is_unpacked",
    "V022": "test_what_is_no_zip_is_said",
    "V023": "test_a_damaged_file_is_named",
    "X001": "test_a_missing_pandoc_is_a_fault_of_the_machine",
    "X002": "test_a_pandoc_that_does_not_start_is_a_fault_of_the_machine",
    "X020": "test_a_file_that_may_not_be_read",
    "X021": "test_what_the_machine_refuses_is_a_problem",
    "X022": "test_what_the_machine_refuses_is_a_problem",
    "X023": "test_what_the_machine_refuses_is_a_problem",
    "X024": "test_a_build_beside_another_is_told_to_wait",
    "X025": "test_a_file_of_somebody_else_is_kept_and_named",
    "X026": "test_a_file_in_the_place_of_a_set_is_said",
    "X027": "test_missing_layout_libraries_are_named_with_the_command",
    "X028": "test_a_package_that_does_not_load_is_named",
    "X029": "test_what_the_machine_refuses_is_a_problem",
    "X030": "test_no_room_for_temporary_files_is_said",
    "X031": "test_files_of_others_are_kept_and_named",
}


def source(data: bytes, *, whole: bool = False) -> tuple[reading.Source, int]:
    """Return a source, and how many lines of front matter were put before it (none when ``whole``)."""
    images = {f"images/{file.name}": file.read_bytes() for file in IMAGES.iterdir()}
    front = b"" if whole or data.startswith(b"---") else FRONT
    return reading.Source("essai", "relecture.md", front + data, images), front.count(b"\n")


def found(data: bytes, name: str) -> list[problems.Problem]:
    """Read a source and return every problem, those of references too for a case of theirs (R)."""
    text, lines = source(data, whole=name[0] in "EM")
    try:
        relecture, result = reading.read(text, forms.Library())
        if name[0] == "R":
            known = {} if name.startswith("R002") else entries()
            numbered = notes.number(relecture)
            result += references.start(numbered, known, csl())(numbered)[1]
        elif name[0] == "N":
            result += notes.inspect(notes.number(relecture))
        elif name[0] == "T":
            result += typography.inspect(relecture)
    except problems.SourceError as error:
        result = list(error.problems)
    return [_moved(problem, lines) for problem in result]


def _moved(problem: problems.Problem, lines: int) -> problems.Problem:
    if not problem.at:
        return problem
    at = model.At(problem.at.file, problem.at.line - lines, problem.at.column)
    return problems.Problem(problem.code, at, **dict(problem.values))


def entries() -> references.Entries:
    text = (CASES / "references.yaml").read_text(encoding="utf-8")
    return references.read_entries(text, "references.yaml")


def csl() -> str:
    return (TESTS.parent / "styles" / "references.csl").read_text(encoding="utf-8")


def names(paths: list[Path]) -> list[str]:
    return [path.stem for path in paths]


@pytest.mark.parametrize("path", CODES, ids=names(CODES))
def test_a_case_has_its_problems_and_no_other(path: Path) -> None:
    head, data = path.read_bytes().split(MARK, 1)
    if path.suffix == ".bytes":
        data = ast.literal_eval(data.decode())
    expected = [line.split(" ", 2) for line in head.decode().splitlines()]
    result = found(data, path.name)
    places = sorted(f"{problem.code} {_place(problem)}" for problem in result)
    assert places == sorted(" ".join(words[:2]) for words in expected)
    for problem in result:
        assert all(problem.message(lang) and problem.hint(lang) for lang in ("fr", "en"))
    for code, _, *pattern in expected:
        assert any(p.code == code and re.search("".join(pattern), _said(p)) for p in result)


MENDED = sorted((CASES / "mended").iterdir())


@pytest.mark.parametrize("path", MENDED, ids=names(MENDED))
def test_a_mended_case_has_no_problem(path: Path) -> None:
    assert [case.stem for case in CASES.glob(f"{path.stem}.*")] == [path.stem]
    if path.suffix == ".yaml":
        references.read_entries(path.read_text(encoding="utf-8"), path.name)
    else:
        assert found(path.read_bytes(), path.name.replace("R002", "R001")) == []


def _said(problem: problems.Problem) -> str:
    return f"{problem.message()} → {problem.hint()}"


def _place(problem: problems.Problem) -> str:
    return f"{problem.at.line}:{problem.at.column}" if problem.at else "?"


@pytest.mark.parametrize("path", [*CASES.glob("[A-Z]*.*")], ids=lambda path: path.stem)
def test_a_case_is_named_after_a_code_that_it_shows(path: Path) -> None:
    code = path.name.split("-")[0]
    assert code in problems.catalogue()
    assert re.search(rf"^{code} ", path.read_bytes().split(MARK)[0].decode(), re.MULTILINE)


def test_every_code_has_a_case() -> None:
    shown = {path.name.split("-")[0] for path in CASES.glob("[A-Z]*.*")}
    assert set(problems.catalogue()) - shown == set(ELSEWHERE)


@pytest.mark.parametrize(("code", "name"), ELSEWHERE.items())
def test_what_a_case_cannot_show_is_shown_by_a_test(code: str, name: str) -> None:
    texts = (path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__))
    mutants = (TESTS / "mutants.py").read_text(encoding="utf-8")
    shown = (text + (mutants if "import mutants" in text else "") for text in texts)
    assert any(f"def {name}(" in text and code in text for text in shown)


@pytest.mark.parametrize("path", NODES, ids=names(NODES))
def test_a_node_is_read_as_its_case_says(path: Path) -> None:
    data, outline = path.read_bytes().split(MARK, 1)
    relecture, warnings = reading.read(source(data)[0], forms.Library())
    assert not warnings
    assert dump(relecture) == outline.decode()


def test_every_kind_of_node_has_a_case() -> None:
    kinds = {kind(node) for node in (*get_args(model.Inline), *get_args(model.Block))}
    made_later = {"page-break"}  # by the layout of the PDF: no source can write it
    assert kinds - made_later | {"section", "front"} == {path.stem.removeprefix("node-") for path in NODES}


@pytest.mark.parametrize("path", NODES, ids=names(NODES))
def test_a_case_of_a_node_shows_it(path: Path) -> None:
    outline = path.read_text(encoding="utf-8").split("%%%\n")[1]
    assert re.search(rf"^ *{path.stem.removeprefix('node-')}\b", outline, re.MULTILINE)


@pytest.mark.parametrize("code", sorted(problems.catalogue()))
def test_a_code_has_its_words_in_both_languages(code: str) -> None:
    texts = problems.catalogue()[code]
    for french, english in (("fr", "en"), ("fr_near", "en_near"), ("fr_hint", "en_hint")):
        assert (french in texts) == (english in texts)
        assert _holes(texts.get(french, "")) == _holes(texts.get(english, ""))
    # An edition that is not equal to its source is our fault: there is nothing to do but tell us.
    assert "fr_hint" in texts or code[0] == "P"


def _holes(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_a_wrong_place_is_seen() -> None:
    """The runner itself can fail: the same source, read one line further down."""
    data = (CASES / "N002-undefined-note.md").read_bytes().split(MARK, 1)[1]
    here, below = found(data, "N002"), found(b"\n" + data, "N002")
    assert [p.code for p in here] == [p.code for p in below]
    assert here[0].at != below[0].at
