"""Pandoc: the reader's switches, the sandbox, the limits, and one call for all references."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from publier import pandoc
from publier.problems import EnvironmentFault


@pytest.fixture
def csl(styles: Path) -> str:
    return (styles / "references.csl").read_text(encoding="utf-8")


def kinds(node: object) -> set[str]:
    """Return the kinds of all nodes of an AST."""
    if isinstance(node, dict):
        return {node["t"]} | kinds(node.get("c"))
    return set().union(*map(kinds, node)) if isinstance(node, list) else set()


def words(node: object) -> str:
    """Return the words of an AST."""
    if isinstance(node, dict):
        return " " if node["t"] == "Space" else words(node.get("c"))
    if isinstance(node, list):
        return "".join(map(words, node))
    return node if isinstance(node, str) else ""


def test_reads_blocks_with_places() -> None:
    [block] = pandoc.read("Bonjour *à tous*.\n")
    assert {"Para", "Emph"} <= kinds(block)
    assert '["data-pos", "1:9-1:17"]' in json.dumps(block)


@pytest.mark.parametrize(
    ("source", "wanted", "unwanted"),
    [
        ("<b>x</b>", "RawInline", "Strong"),
        ("`x`{=latex}", "RawInline", "Code"),
        ("* * *", "HorizontalRule", "BulletList"),
        ("$x$", "Str", "Math"),
        ("# Amis\n\nVoir [Amis].", "Str", "Link"),
        ('"a" -- b...', "Str", "Quoted"),
        ("![légende](a.png)", "Figure", "Math"),
        ("[x]{.smallcaps} ~a~ ^b^", "Superscript", "Math"),
        ("appel[^1]\n\n[^1]: note", "Note", "Link"),
        ("::: chapo\nx\n:::", "Div", "Header"),
    ],
)
def test_the_reader_takes_what_the_source_may_hold(source: str, wanted: str, unwanted: str) -> None:
    found = kinds(pandoc.read(source))
    assert wanted in found
    assert unwanted not in found


def test_front_matter_is_none_of_its_business() -> None:
    assert "HorizontalRule" in kinds(pandoc.read("---\nlang: fr\n---\n"))


def test_the_user_data_folder_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = tmp_path / "pandoc" / "abbreviations"
    defaults.parent.mkdir()
    defaults.write_text("Bonjour\n")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    seen: dict[str, Any] = {}
    run = subprocess.run

    def spy(command: list[str], **options: object) -> object:
        seen.update(options, command=command)
        return run(command, **options)  # type: ignore[call-overload]  # as it was called

    monkeypatch.setattr(subprocess, "run", spy)
    pandoc.read("Bonjour à tous\n")
    assert not {"HOME", "XDG_DATA_HOME"} & seen["env"].keys()
    assert "--sandbox" in seen["command"]
    assert seen["command"][seen["command"].index("--data-dir") + 1] == os.devnull


def test_letters_are_utf_8_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert words(pandoc.read("œuvre €\n")).count("œuvre") == 1


def test_a_long_run_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "SECONDS", 0.01)
    with pytest.raises(pandoc.PandocError, match=r"0\.01 s"):
        pandoc.read("mot *b* " * 5000)


def test_pandoc_is_in_its_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """What that keeps from it, `safety/test_closed.py` sees from outside."""
    commands: list[list[str]] = []
    run = subprocess.run

    def noted(command: list[str], **options: Any) -> Any:  # noqa: ANN401 (whatever it is given)
        commands.append(command)
        return run(command, **options)

    monkeypatch.setattr(subprocess, "run", noted)
    pandoc.read("Un mot.")
    assert len(commands) == 1
    assert {"--sandbox", f"-M{pandoc.MEMORY}"} < {*commands[0]}


def test_a_large_heap_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "MEMORY", "64m")
    with pytest.raises(pandoc.PandocError, match="Heap exhausted"):
        pandoc.read("mot *b* " * 60_000)


def test_a_missing_pandoc_is_a_fault_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "find_spec", lambda _: None)
    pandoc._binary.cache_clear()
    with pytest.raises(EnvironmentFault) as caught:
        pandoc.read("x")
    assert [problem.code for problem in caught.value.problems] == ["X001"]


def test_a_pandoc_that_does_not_start_is_a_fault_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pandoc, "_binary", lambda: str(tmp_path / "pandoc"))
    with pytest.raises(EnvironmentFault) as caught:
        pandoc.read("x")
    assert [problem.code for problem in caught.value.problems] == ["X002"]


def test_another_ast_is_a_fault_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "API_VERSION", [9, 0])
    with pytest.raises(EnvironmentFault):
        pandoc.read("x")


def test_no_reference_needs_no_pandoc(csl: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pandoc, "_binary", lambda: pytest.fail("pandoc was started"))
    assert pandoc.format_references([], csl, "fr") == []


def test_references_come_in_order_the_same_twice(csl: str) -> None:
    items = [{"type": "book", "title": title} for title in ("B", "A", "B")]
    printed = pandoc.format_references(items, csl, "fr")
    assert [words(inlines) for inlines in printed] == ["B", "A", "B"]


def test_a_broken_style_is_an_error(csl: str) -> None:
    with pytest.raises(pandoc.PandocError):
        pandoc.format_references([{"type": "book", "title": "A"}], csl[:500], "fr")
