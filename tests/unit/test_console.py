"""How problems look: cut lines, carets under the right letter, nothing that a terminal obeys."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from publier import console
from publier.model import At
from publier.problems import Problem


class Terminal(io.StringIO):
    """A stream that says it is one."""

    def isatty(self) -> bool:
        return True


def shown(folder: Path, line: str, column: int, width: int = 60) -> list[str]:
    """The excerpt that is printed for a place in a file of one line."""
    (folder / "a.md").write_text(line, encoding="utf-8")
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        console.show([Problem("N002", At("a.md", 1, column), key="amis")], folder, "fr", stream)
    return stream.getvalue().splitlines()[1:3]


def under(lines: list[str]) -> str:
    """The letter that stands over the caret, when all letters are narrow."""
    text, caret = lines
    return text[caret.index("^")]


def test_a_short_line_is_shown_whole(tmp_path: Path) -> None:
    assert shown(tmp_path, "Les amis[^amis].", 9) == ["    1 | Les amis[^amis].", "      |         ^"]


@pytest.mark.parametrize("column", [1, 2, 30, 500, 998, 1000])
def test_a_long_line_is_cut_around_the_caret(tmp_path: Path, column: int) -> None:
    line = "".join(chr(97 + n % 26) for n in range(1000))
    lines = shown(tmp_path, line, column)
    assert under(lines) == line[column - 1]
    assert all(len(text) < 60 for text in lines)
    assert ("…" in lines[0][:10]) == (column >= 30)


def test_a_place_past_the_end_of_the_line_is_its_end(tmp_path: Path) -> None:
    assert shown(tmp_path, "court", 99)[1].index("^") == len("    1 | court")


def test_the_caret_counts_columns_not_code_points(tmp_path: Path) -> None:
    assert shown(tmp_path, "e\u0301te\u0301 [^x]", 7)[1].index("^") == len("    1 | été ")
    assert shown(tmp_path, "漢字 [^x]", 4)[1].index("^") == len("    1 | ") + 5


def test_nothing_that_a_terminal_obeys_is_printed(tmp_path: Path) -> None:
    stream = io.StringIO()
    evil = "\x1b[2J\u202eab\u200b\x07\r"
    (tmp_path / "a.md").write_text(evil, encoding="utf-8", newline="")
    console.show([Problem("N002", At("a.md", 1, 3), key=evil)], tmp_path, "fr", stream)
    assert not set("\x1b\x07\r\u202e\u200b") & set(stream.getvalue())


def test_a_file_that_cannot_be_shown_is_only_named(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    for name in ("a.png", ".", "nowhere.md"):
        stream = io.StringIO()
        console.show([Problem("N002", At(name), key="amis")], tmp_path, "fr", stream)
        assert ":1:1" not in stream.getvalue()
        assert "|" not in stream.getvalue()


def test_errors_come_first_then_files_and_lines() -> None:
    problems = [
        Problem("X025", At("a.md", 1, 1), path="p", names="n"),
        Problem("N002", At("b.md", 1, 1), key="x"),
        Problem("N002", At("a.md", 12, 1), key="x"),
        Problem("N002", At("a.md", 2, 1), key="x"),
        Problem("X001"),
    ]
    order = [str(problem.at) for problem in console.arranged(problems)]
    assert order == ["None", "a.md:2:1", "a.md:12:1", "b.md:1:1", "a.md:1:1"]


def test_colours_are_for_terminals_that_want_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem("N002", At("a.md"), key="[bold]amis[/]")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = Terminal()
    console.show([problem], tmp_path, "fr", coloured)
    assert "\x1b[1;31merror[N002]\x1b[0m" in coloured.getvalue()
    assert "[bold]amis[/]" in coloured.getvalue()  # words of a text are never markup
    monkeypatch.setenv("NO_COLOR", "1")
    plain = Terminal()
    console.show([problem], tmp_path, "fr", plain)
    assert "\x1b[1;31m" not in plain.getvalue()


def test_both_languages_say_everything() -> None:
    for key, texts in console._words().items():
        assert texts.keys() == {"fr", "en"}, key


def test_progress_moves_on_a_terminal_and_is_silent_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for stream, seen in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr("sys.stderr", stream)
        progress = console.Progress(lambda: "fr", wanted=True)
        progress.tell("amis", "reading")
        assert stream.getvalue() == ""
        progress.tell("amis", "html")
        progress.tell("amis", "done")
        progress.stop()
        assert ("amis : fait (1)…" in stream.getvalue()) == seen


def test_of_a_fault_that_comes_by_the_hundred_the_first_are_printed(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Un mot[^amis].\n" * 400, encoding="utf-8")
    stream = io.StringIO()
    problems = [Problem("N002", At("a.md", line), key="amis") for line in range(1, 301)]
    console.show([*problems, Problem("N003", At("a.md", 400), key="b", line=1)], tmp_path, "fr", stream)
    text = stream.getvalue()
    assert text.count("error[N002]") == console.MOST
    assert "N003" in text
    assert f"a.md:{console.MOST + 1}:1: warning[E017]: et 280 fois encore le problème N002" in text.replace(
        "\u202f", " "
    )


def test_what_was_probably_meant_is_a_sentence_of_its_own() -> None:
    problem = Problem("M021", key="titre", near="title", keys="title, lang")
    assert problem.hint() == "vouliez-vous dire « title » ? On peut écrire ici : title, lang"
    assert problem.hint("en") == "did you mean “title”? What can be written here: title, lang"
    assert Problem("M021", key="x", near="", keys="title").hint() == "on peut écrire ici : title"
