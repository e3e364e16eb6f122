"""The command: exit codes, messages that teach, JSON, and never a traceback."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import fakes
import pytest

from publier import checks, cli, environment, publish, usage
from publier.checks.found import Found
from publier.checks.validators import tools
from publier.commands import common
from publier.notes import Ledger, LedgerCall, LedgerNote
from publier.problems import EnvironmentFault, Problem, SourceError

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder: exit code, what it printed, what it complained of."""
    monkeypatch.chdir(tmp_path)
    fakes.stages(monkeypatch)
    monkeypatch.setattr(common, "processors", lambda: 1)  # fakes live in this process only

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            code = cli.main(arguments)
        except SystemExit as end:  # as argparse ends
            code = int(end.code or 0)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return code, said.out, said.err

    return run


def test_a_build_says_what_it_made(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE)
    code, out, err = run("build")
    assert (code, err) == (0, "")
    said = r"Publié amis en \d+,\d s : html 1 ko, epub 1 ko, pdf 1 ko ; notes concordantes : 0\n"
    assert re.fullmatch(said, out)
    assert run("build")[1].startswith("amis : à jour")
    assert run("build", "--lang", "en")[1].startswith("amis: up to date")


def test_large_print_is_part_of_the_set_where_it_is_asked_for(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE)
    large = tmp_path / "dist" / "amis" / "amis-large.pdf"
    code, out, _ = run("build", "--large-print")
    assert (code, large.is_file()) == (0, True)
    assert "pdf 1 ko, pdf en grands caractères 1 ko ; notes concordantes : 0" in out
    assert run("build", "--large-print")[1].startswith("amis : à jour")
    assert run("build")[1].startswith("Publié amis")
    assert not large.exists()


def test_large_print_is_no_draft(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE)
    code, _, err = run("build", "--large-print", "--draft", "pdf")
    assert code == 2
    assert "ne va pas avec" in err


def test_several_relectures_are_counted(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE, rues=fakes.SOURCE)
    run("build", "amis")
    code, out, _ = run("build")
    assert code == 0
    assert out.startswith("Publié rues : html 1 ko")
    assert re.fullmatch(r"Relectures faites en \d+,\d s : 1 ; à jour : 1", out.splitlines()[1])


def test_a_draft_says_where_it_is(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE)
    code, out, _ = run("build", "--draft", "epub")
    assert code == 0
    assert out.startswith(f"Brouillon {Path('build/amis/amis.epub')} en ")


def test_quiet_says_nothing_but_problems(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=b"warning")
    code, out, err = run("build", "-q")
    assert (code, out) == (0, "")
    assert "warning[X025]" in err


# ------------------------------------------------------------------ problems


def test_a_problem_has_its_place_its_line_a_caret_and_a_hint(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis="---\n---\n\nerror\nLes amis[^amis] d’ici.\n".encode())
    code, out, err = run("build")
    assert (code, out) == (1, "")
    assert err == (
        "source/amis/relecture.md:5:4: error[N001]: "
        "la note « perdue » est définie mais n’est appelée nulle part\n"
        "    5 | Les amis[^amis] d’ici.\n"
        "      |    ^\n"
        "  → ajoutez `[^perdue]` dans le texte à l’endroit de l’appel, ou effacez la note\n"
        "\n"
        "source/amis/relecture.md:5:4: error[N002]: "
        "la note « amis » est appelée mais n’est définie nulle part\n"
        "    5 | Les amis[^amis] d’ici.\n"
        "      |    ^\n"
        "  → ajoutez `[^amis]: …` ou corrigez l’appel\n"
        "\n"
        "Rien n’a été publié : 2 erreurs.\n"
    )


def test_files_are_named_from_where_the_command_was_started(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fakes.project(tmp_path, amis=b"error")
    monkeypatch.chdir(tmp_path / "source" / "amis")
    assert run("build")[2].startswith("relecture.md:5:4: error[N001]")
    data = json.loads(run("build", "--json")[1])
    assert data["problems"][0]["file"] == "relecture.md"


def test_messages_in_english(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=b"error")
    assert "the note “amis” is called but defined nowhere" in run("build", "--lang", "en")[2]


def test_the_library_chooses_the_language(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=b"error")
    (tmp_path / "source" / "library.yaml").write_text("lang: en\n")
    assert "the note “amis” is called" in run("build")[2]
    assert "la note « amis » est appelée" in run("build", "--lang", "fr")[2]
    assert "“nowhere.pdf” does not exist" in run("notes", "nowhere.pdf")[2]
    assert "“zzz”" in run("build", "zzz")[2]


def test_an_unreadable_library_leaves_french(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=b"error")
    (tmp_path / "source" / "library.yaml").write_bytes(b"lang: [en\n\xff")
    assert "la note « amis » est appelée" in run("build")[2]


def test_a_json_report(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE, fautes=b"error")
    code, out, err = run("build", "--json")
    data = json.loads(out)
    assert (code, err) == (1, "")
    assert data["schema"] == 1
    assert data["published"] == []
    assert data["problems"][1] == {
        "code": "N002",
        "severity": "error",
        "file": str(Path("source/fautes/relecture.md")),
        "line": 5,
        "column": 4,
        "message": "la note « amis » est appelée mais n’est définie nulle part",
        "hint": "ajoutez `[^amis]: …` ou corrigez l’appel",
    }
    code, out, _ = run("build", "amis", "--json")
    [published] = json.loads(out)["published"]
    assert code == 0
    assert published["slug"] == "amis"
    assert published["fresh"] is True
    assert set(published["files"]) >= {"amis.html", "amis.epub", "amis.pdf", "notes.json"}


def test_a_missing_program_goes_before_a_fault_of_the_text(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=b"machine", fautes=b"error")
    assert run("build")[0] == 3
    assert run("build", "fautes")[0] == 1


def test_a_warning_does_not_change_the_exit_code(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=b"warning")
    code, out, err = run("build")
    assert code == 0
    assert "warning[X025]" in err
    assert out.startswith("Publié amis")


# ------------------------------------------------------------------ wrong usage


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "il manque"),
        (["biuld"], "'biuld' ne va pas"),
        (["build", "--jobs", "0"], "'0' ne va pas"),
        (["build", "--draft", "docx"], "'docx' ne va pas"),
        (["build", "--jobs"], "une valeur est attendue"),
        (["build", "--vite"], "arguments inconnus : --vite"),
        (["build", "--json=oui"], "--json : ne prend pas de valeur : 'oui'"),
        (["build", "--la"], "--la peut vouloir dire --lang, --large-print"),
        (["build", "ami"], "Vouliez-vous dire « amis »"),
        (["build", "zzz"], "Ce projet contient : amis"),
        (["build", "zzz", "--lang", "en"], "This project holds: amis"),
        (["build", "--source", "nowhere"], "--source : « nowhere » n’est pas un dossier"),
        (["build", "--styles", "nowhere"], "--styles : « nowhere » n’est pas un dossier"),
        (
            ["build", "--output", "source/amis/relecture.md"],
            "--output : « source/amis/relecture.md » n’est pas",
        ),
        (["build", "--styles", "source"], "--styles : « source » n’est pas un dossier de styles complet"),
        (["kit", "--styles", "source"], "il y manque : booklet.css, common.css"),
        (["notes", "nowhere.pdf"], "n’existe pas"),
        (["notes", "texte.docx"], "n’existe pas"),
        (["new", "amis"], "existe déjà"),
        (["new", "Été à Lyon"], "error[S090]"),
        (["new", "../amis"], "error[S090]"),
        (["new", "con"], "error[S091]"),
    ],
)
def test_wrong_usage(run: Run, tmp_path: Path, arguments: list[str], said: str) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert (tmp_path / "source" / "amis" / "relecture.md").read_bytes() == fakes.SOURCE
    assert {path.name for path in tmp_path.iterdir()} == {"source", "styles"}


@pytest.mark.parametrize("command", [*usage.COMMANDS, None])
def test_help_in_both_languages(run: Run, command: str | None) -> None:
    typed = [command] if command else []
    code, french, _ = run(*typed, "--help")
    assert code == 0
    assert french.startswith("usage : publier")
    for english in (run(*typed, "--help", "--lang", "en"), run("--lang=en", *typed, "-h")):
        assert english[0] == 0
        assert english[1].startswith("usage: publier")
        assert "show this help" in english[1]
        assert not re.search("[éèàêç«]|DOSSIER| :", english[1])


def test_wrong_usage_in_english(run: Run) -> None:
    assert "invalid choice: 'x'" in run("build", "--lang", "en", "--draft", "x")[2]
    assert "required: FILE" in run("--lang", "en", "notes")[2]
    assert "il manque : FICHIER" in run("notes")[2]


def test_the_language_may_stand_before_the_command(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE)
    assert "is called “zzz”" in run("--lang", "en", "build", "zzz")[2]
    assert "ne s’appelle « zzz »" in run("--lang", "en", "build", "zzz", "--lang", "fr")[2]


def test_no_project(run: Run) -> None:
    code, _, err = run("build")
    assert code == 2
    assert "publier new ma-relecture" in err


def test_no_relecture(run: Run, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    code, _, err = run("build")
    assert code == 2
    assert "publier new ma-relecture" in err


def test_a_path_of_the_shell_names_a_relecture(run: Run, tmp_path: Path) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE)
    assert run("build", "source/amis/")[0] == 0


# ------------------------------------------------------------------ no traceback


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (KeyboardInterrupt(), 130, ""),
        (PermissionError(13, "Permission denied", "/x"), 3, "error[X021]"),
        (OSError(28, "No space left on device"), 3, "error[X022]"),
        (ImportError("no", name="weasyprint"), 3, "« weasyprint »"),
        (EnvironmentFault([Problem("X001")]), 3, "error[X001]"),
        (SourceError([Problem("N002", key="amis")]), 1, "error[N002]"),
    ],
)
def test_every_end_has_its_exit_code(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, code: int, said: str
) -> None:
    fakes.project(tmp_path, amis=fakes.SOURCE)

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(publish, "build", fail)
    ended, out, err = run("build")
    assert (ended, out) == (code, "")
    assert said in err


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "publier", *arguments]


def surroundings(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1]), **more}


def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command("schema"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=surroundings(), cwd=tmp_path
    )
    assert process.stdout
    process.stdout.close()
    _, err = process.communicate()
    assert (process.returncode, err) == (cli.NO_READER, b"")


def test_a_terminal_that_knows_only_ascii_still_gets_the_message(tmp_path: Path) -> None:
    done = subprocess.run(
        command("build"),
        capture_output=True,
        env=surroundings(PYTHONIOENCODING="ascii"),
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 2
    assert b"publier new ma-relecture" in done.stderr
    assert b"Traceback" not in done.stderr


def test_the_version_needs_no_library(tmp_path: Path) -> None:
    heavy = ("pydantic", "weasyprint", "lxml", "rich", "tomllib", "concurrent", "importlib.resources")
    code = f"import sys\nfrom publier import cli\ntry: cli.main(['--version'])\nexcept SystemExit: pass\n\
print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=surroundings(),
        cwd=tmp_path,
        check=True,
    )
    assert done.stdout.splitlines()[1] == "[]"


# ------------------------------------------------------------------ notes, new, schema, doctor

LEDGER = Ledger(
    (
        LedgerNote(
            number=1,
            marker="1",
            calls=(LedgerCall("appel-1", "quentlesamis"),),
            text="Entretien.",
            links=("https://example.org/",),
            backs=("appel-1",),
        ),
    )
)
FOUND = Found(LEDGER, ("Une part.", "Ce qui manquent les «\u202famis\u202f»1."), ())


@pytest.mark.parametrize("name", ["amis.html", "AMIS.PDF", "amis.epub"])
def test_the_notes_of_any_edition(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_bytes(b"edition")
    monkeypatch.setattr(checks, "read", lambda *_: FOUND)
    code, out, _ = run("notes", name)
    assert code == 0
    assert out == (
        "[1] Entretien.\n"
        "    appelée après « …les «\u202famis » (appel-1)\n"
        "    lien vers https://example.org/\n"
        "    retour à appel-1\n"
    )
    assert json.loads(run("notes", name, "--json")[1]) == json.loads(json.dumps(LEDGER.as_data()))


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("Cequi", "Ce qui"),
        ("ntlesamis", "les «\u202famis"),
        ("lesamis", "les «\u202famis"),
        ("nt", "nt"),
        ("z", "z"),
        ("", ""),
    ],
)
def test_the_words_before_a_call(letters: str, words: str) -> None:
    assert FOUND.words(letters) == words


@pytest.mark.parametrize("name", ["a.epub", "a.pdf"])
@pytest.mark.parametrize("data", [b"", b"not what it says", b"PK\x03\x04", b"%PDF-1.7\n", b"\0" * 100])
def test_a_file_that_is_no_edition_is_said(run: Run, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    code, out, err = run("notes", name)
    assert (code, out) == (2, "")
    assert "n’est pas une édition" in err


@pytest.mark.parametrize("name", ["amis.pdf", "amis.docx", "amis"])
def test_an_edition_that_is_not_there_is_said(run: Run, name: str) -> None:
    code, out, err = run("notes", name)
    assert (code, out) == (2, "")
    assert f"« {name} » n’existe pas" in err


def test_a_pipe_and_a_device_are_no_editions(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    (tmp_path / "b.pdf").symlink_to("/dev/zero")
    assert [run("notes", name)[0] for name in ("a.pdf", "b.pdf")] == [2, 2]


def test_an_empty_page_is_no_edition(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.html").touch()
    assert run("notes", "a.html")[0] == 2


def test_a_page_without_notes_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"<p>Rien</p>")
    assert run("notes", "a.html")[:2] == (0, "Aucune note dans « a.html ».\n")


def test_a_new_relecture_is_made_where_there_is_nothing(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("new", "les-communs")
    assert code == 0
    assert str(Path("source/les-communs/relecture.md")) in out
    text = (tmp_path / "source" / "les-communs" / "relecture.md").read_text(encoding="utf-8")
    assert "title: " in text
    assert "{{" not in text


def test_the_schema_is_that_of_the_front_matter(run: Run) -> None:
    code, out, _ = run("schema")
    assert code == 0
    assert {"title", "lang", "modified"} <= set(json.loads(out)["properties"])


def test_the_doctor_finds_what_is_there(run: Run) -> None:
    code, out, _ = run("doctor")
    assert code == 0
    assert "✓ WeasyPrint" in out
    assert "✓ Pango " in out


def test_the_doctor_knows_the_version_of_all_it_finds(run: Run) -> None:
    findings = json.loads(run("doctor", "--json")[1])["findings"]
    assert [finding["name"] for finding in findings if finding["version"] == ""] == []


@pytest.mark.skipif(sys.platform == "win32", reason="a program is a file with a first line")
def test_a_program_that_does_not_say_its_version_is_there_all_the_same(tmp_path: Path) -> None:
    mute = tmp_path / "mute"
    mute.write_text("#!/bin/sh\n")
    mute.chmod(0o755)
    assert tools.version(str(mute)) == ""
    assert tools.version(str(tmp_path / "gone")) == ""
    assert tools.version(sys.executable) == ".".join(map(str, sys.version_info[:3]))


def test_the_doctor_names_what_is_missing_and_the_command(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "layout_libraries", lambda: {"Pango": None})
    monkeypatch.setattr(environment, "install_command", lambda: "sudo apt-get install -y libpango")
    monkeypatch.setenv("PATH", "")
    code, out, _ = run("doctor")
    assert code == 3
    assert "✗ Pango            MANQUE  à installer par : sudo apt-get install -y libpango" in out
    assert "– node             absent" in out
    findings = json.loads(run("doctor", "--json")[1])["findings"]
    [pango] = [finding for finding in findings if finding["name"] == "Pango"]
    assert (pango["version"], pango["needed"]) == (None, True)


def test_exit_codes_of_problems() -> None:
    assert common.exit_code([]) == 0
    assert common.exit_code([Problem("X025", path="p", names="n")]) == 0
    assert common.exit_code([Problem("N002", key="amis")]) == 1
    assert common.exit_code([Problem("N002", key="amis"), Problem("X001")]) == 3
