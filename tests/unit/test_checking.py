"""``publier check``: every end a file or a validator can come to, exit codes, and the report."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import fakes
import pikepdf
import pytest
from examples import numbered
from lxml import html as lxml_html

from publier import checking, checks, cli, making, notes, projects
from publier.checking import Copy, Report, report, thumbnails
from publier.checks.validators import Message, NotRunError, Result, Validator, Verdict
from publier.commands import common
from publier.model import Accessibility
from publier.notes import Ledger
from publier.problems import Problem

WHEN = datetime.datetime(2026, 11, 24, 9, 5, tzinfo=datetime.UTC)

FAULT = Message("error", "RSC-005", "élément « span » inattendu", "nav.xhtml:11:82", times=2)
KNOWN = Message("error", "css", "unknown", fails=False, accepted="trop récent")
HINT = Message("info", "html", "slash", fails=False)


def validator(suffix: str, *messages: Message, error: NotRunError | None = None) -> Validator:
    """Make a validator that says always the same."""

    def look(paths: Sequence[Path]) -> list[Result]:
        if error:
            raise error
        return [Result("Sage", path.name, "1.2", messages, ("tout",)) for path in paths]

    return Validator("Sage", suffix, look)


PASSES = validator(".html", KNOWN, HINT)
FAILS = validator(".epub", FAULT)
LACKS = validator(".pdf", error=NotRunError("java", "apt-get install java"))
BREAKS = validator(".pdf", error=NotRunError(said="StackOverflowError"))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> projects.Project:
    """A project with one relecture that was built, by stages that take no time."""
    fakes.stages(monkeypatch)
    ledger = notes.ledger(numbered())
    monkeypatch.setattr(checks, "read_ledger", lambda *_: ledger)
    monkeypatch.setattr(common, "processors", lambda: 1)
    fakes.project(tmp_path, amis=fakes.SOURCE)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["build", "-q"]) == 0
    found = projects.find(tmp_path)
    assert found
    return found


def verdicts(outcome: checking.Outcome) -> list[str]:
    return [str(verdict) for report in outcome.reports for verdict in report.verdicts]


# ------------------------------------------------------------------ running


def test_files_come_first_and_then_what_validators_say_of_each(project: projects.Project) -> None:
    told: list[tuple[str, str]] = []
    outcome = checking.check(project, ["amis"], lambda *a: told.append(a), [PASSES, FAILS, LACKS])
    (found,) = outcome.reports
    assert [copy.file for copy in found.copies] == ["amis.html", "amis.epub", "amis.pdf"]
    assert verdicts(outcome) == ["passed", "passed", "passed", "passed", "failed", "not-run"]
    assert found.verdict is Verdict.FAILED
    assert outcome.all_problems == ()
    assert told[0] == ("amis", "notes")
    assert told[1] == ("Sage, Sage, Sage", "0/3")
    assert told[-1] == ("", "3/3")


def test_a_validator_gets_all_files_of_its_kind_at_once(project: projects.Project) -> None:
    fakes_of_another = project.source / "rues"
    fakes_of_another.mkdir()
    (fakes_of_another / "relecture.md").write_bytes(fakes.SOURCE)
    assert cli.main(["build", "-q"]) == 0
    seen: list[list[str]] = []

    def look(paths: Sequence[Path]) -> list[Result]:
        names = [path.name for path in paths]
        seen.append(names)
        return [Result("Sage", name) for name in names]

    outcome = checking.check(project, ["amis", "rues"], validators=[Validator("Sage", ".pdf", look)])
    assert seen == [["amis.pdf", "rues.pdf"]]
    assert [[r.file for r in found.results] for found in outcome.reports] == [["amis.pdf"], ["rues.pdf"]]


def test_a_large_print_is_checked_too(project: projects.Project) -> None:
    (project.output / "amis" / "amis-large.pdf").write_bytes(b"pdf")
    (found,) = checking.check(project, ["amis"], validators=[LACKS]).reports
    assert found.copies[-1].file == "amis-large.pdf"
    assert [result.file for result in found.results] == ["amis.pdf", "amis-large.pdf"]


def test_an_edition_that_lost_a_note_fails(project: projects.Project) -> None:
    (project.output / "amis" / "amis.pdf").write_bytes(b"lost")
    outcome = checking.check(project, ["amis"], validators=[])
    assert verdicts(outcome) == ["passed", "passed", "failed"]
    assert [problem.code for problem in outcome.all_problems] == ["N001"]


def test_an_edition_that_is_not_there_is_said(project: projects.Project) -> None:
    (project.output / "amis" / "amis.epub").unlink()
    outcome = checking.check(project, ["amis"], validators=[FAILS])
    assert [problem.code for problem in outcome.all_problems] == ["P091"]
    assert verdicts(outcome) == ["passed", "failed", "passed"]  # and no validator is asked about it


def test_an_edition_that_cannot_be_read_is_said(
    project: projects.Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(name: str, *_: object) -> list[Problem]:
        if name == "epub":
            raise ValueError("not a zip file")
        return []

    monkeypatch.setattr(checks, "check", check)
    outcome = checking.check(project, ["amis"], validators=[])
    (problem,) = outcome.all_problems
    assert problem.code == "P092"
    assert "not a zip file" in problem.message()


def test_a_set_that_is_older_than_its_source_is_said(project: projects.Project) -> None:
    (project.source / "amis" / "relecture.md").write_bytes(fakes.SOURCE + b"\nPlus.\n")
    outcome = checking.check(project, ["amis"], validators=[])
    assert [problem.code for problem in outcome.all_problems] == ["P093"]
    assert not outcome.has(Verdict.FAILED)


def test_a_source_with_errors_has_no_report_and_does_not_stop_the_others(project: projects.Project) -> None:
    wrong = project.source / "bad"
    wrong.mkdir()
    (wrong / "relecture.md").write_bytes(b"error")
    outcome = checking.check(project, ["bad", "amis"], validators=[])
    assert [found.slug for found in outcome.reports] == ["amis"]
    assert {problem.code for problem in outcome.problems} == {"N001", "N002"}


# ------------------------------------------------------------------ the command


@pytest.mark.parametrize(
    ("validators", "options", "code"),
    [
        ([PASSES], [], 0),
        ([PASSES], ["--strict"], 0),
        ([PASSES, FAILS], [], 1),
        ([PASSES, LACKS], [], 0),
        ([PASSES, LACKS], ["--strict"], 3),
        ([FAILS, BREAKS], [], 1),
        ([FAILS, BREAKS], ["--strict"], 3),  # what the machine lacks wins
    ],
)
@pytest.mark.usefixtures("project")
def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch, validators: list[Validator], options: list[str], code: int
) -> None:
    with_validators(monkeypatch, validators)
    assert cli.main(["check", *options]) == code


def test_a_lost_note_is_an_exit_code_of_one(
    project: projects.Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with_validators(monkeypatch, [PASSES])
    (project.output / "amis" / "amis.pdf").write_bytes(b"lost")
    assert cli.main(["check"]) == 1
    assert "error[N001]" in capsys.readouterr().err


def test_a_machine_that_lacks_something_is_an_exit_code_of_three(
    project: projects.Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_validators(monkeypatch, [FAILS])
    (project.source / "amis" / "relecture.md").write_bytes(b"machine")
    assert cli.main(["check"]) == 3


@pytest.mark.usefixtures("project")
def test_what_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with_validators(monkeypatch, [PASSES, FAILS, LACKS])
    cli.main(["check"])
    lacking = "il manque java ; à installer par : apt-get install java"
    assert capsys.readouterr().out.splitlines() == [
        "amis",
        "  ✓ publier              amis.html  conforme",
        "  ✓ publier              amis.epub  conforme",
        "  ✓ publier              amis.pdf  conforme",
        "  ✓ Sage 1.2             amis.html  conforme",
        "  ✗ Sage 1.2             amis.epub  non conforme",
        "      error RSC-005: élément « span » inattendu (2) nav.xhtml:11:82",
        f"  – Sage                 amis.pdf  non exécuté : {lacking}",
        "Non conforme. Rapport : dist/reports/amis/report.html",
    ]
    with_validators(monkeypatch, [BREAKS])
    cli.main(["check", "--lang", "en"])
    said = capsys.readouterr().out
    assert "not run: it ended without a result (StackOverflowError)" in said
    assert "No fault, but some checks were not run. Report: dist/reports/amis/report.html" in said


@pytest.mark.usefixtures("project")
def test_quiet_and_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with_validators(monkeypatch, [FAILS])
    assert cli.main(["check", "-q"]) == 1
    assert capsys.readouterr().out == ""
    assert cli.main(["check", "--json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["problems"] == []
    assert data["reports"][0]["validators"][0]["messages"][0]["code"] == "RSC-005"


def with_validators(monkeypatch: pytest.MonkeyPatch, validators: list[Validator]) -> None:
    whole: Callable[..., checking.Outcome] = CHECK

    def check(project: projects.Project, slugs: list[str], tell: making.Tell) -> checking.Outcome:
        return whole(project, slugs, tell, validators)

    monkeypatch.setattr(checking, "check", check)


CHECK = checking.check

# ------------------------------------------------------------------ the report


def made(**values: object) -> Report:
    """A report of one HTML edition that lost its last note and changed a word of the second."""
    expected = notes.ledger(numbered())
    first, second, *_ = expected.notes
    theirs = Ledger((first, changed(second)))
    copies = (
        Copy("html", "exemple.html", b"<p>", (Problem("P001", edition="html", found=2, expected=3),), theirs),
        Copy("epub", "exemple.epub", None, (Problem("P091", edition="epub", path="x", slug="exemple"),)),
        Copy("pdf", "exemple.pdf", b"no pdf", (), expected),
    )
    results = (
        Result("Nu", "exemple.html", "26", (KNOWN, HINT), ("HTML",)),
        Result("EPUBCheck", "exemple.epub", "5", (FAULT,)),
        Result("veraPDF", "exemple.pdf", missing="java", command="apt-get install java"),
    )
    places = {"appel-1": "Le chapô dit tout"}
    whole = {"audit": Accessibility(), "copies": copies, "results": results, **values}
    return Report("exemple", "Un <exemple>", expected, places, **whole)  # type: ignore[arg-type] # by name


def changed(note: notes.LedgerNote) -> notes.LedgerNote:
    return notes.LedgerNote(note.number, note.marker, note.calls, "Autre.", note.links, note.backs)


def words(root: lxml_html.HtmlElement) -> str:
    return " ".join(root.text_content().split())


def page(found: Report) -> lxml_html.HtmlElement:
    return lxml_html.document_fromstring(report.page(found, WHEN, ":root{--paper:#fff}"))


def test_the_page_says_everything_in_words() -> None:
    said = words(page(made()))
    for expected in (
        "Rapport de contrôle, 24 novembre 2026 à 09:05",
        "Un <exemple>",
        "Il y a des fautes",
        "2 sur 3",
        "édition html : 2 notes au lieu de 3",
        "Connu : trop récent.",
        "Pour information : info html slash",
        "error RSC-005 élément « span » inattendu (2 fois) nav.xhtml:11:82",
        "veraPDF sur exemple.pdf : il manque java ; à installer par : apt-get install java",
        "pas encore fait",
        "NVDA et Firefox",
        "Thorium",
        "…Le chapô dit tout",
        "Ce fichier ne s’ouvre pas.",
    ):
        assert expected in said


def test_the_ledgers_stand_side_by_side() -> None:
    rows = page(made()).xpath("//table[caption[@id='t-notes']]/tbody/tr")
    cells = [[words(cell) for cell in row.xpath("td")[2:]] for row in rows]
    absent = "note : absente"
    assert cells == [
        ["identique", absent, "identique"],
        ["texte : Autre.", absent, "identique"],
        [absent, absent, "identique"],
    ]


def test_an_audit_is_told_only_when_it_was_recorded() -> None:
    audit = Accessibility(audited_by="Jeanne Vidal", audited_on="2026-10-01", standard="RGAA 4")
    assert "Jeanne Vidal, 2026-10-01 (RGAA 4)" in words(page(made(audit=audit)))
    assert "Jeanne Vidal" not in words(page(made()))


def test_the_page_needs_no_script_and_no_network() -> None:
    root = page(made())
    assert root.xpath("//script | //link | //iframe | //*[@onclick]") == []
    assert [src for src in root.xpath("//@src | //@href") if not src.startswith("data:")] == []
    policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_punctuation_stays_with_its_words() -> None:
    assert report.tidy("la note « amis » : oui ?") == "la note «\u00a0amis\u00a0»\u00a0: oui\u00a0?"
    late = made(problems=(Problem("P093", slug="exemple"),))
    assert "Attention : la source de « exemple »" in words(page(late))


def test_a_verdict_without_faults() -> None:
    found = made(copies=(Copy("html", "exemple.html", b"", (), Ledger(())),), results=())
    assert "Tout ce qu’une machine peut contrôler est conforme." in words(page(found))
    assert "Rien : tous les outils ont été exécutés." in words(page(found))


def test_the_data_holds_all_ledgers_and_versions() -> None:
    data = report.as_data(made(), WHEN)
    assert (data["schema"], data["verdict"], data["checked"]) == (1, "failed", "2026-11-24T09:05:00+00:00")
    assert {name: len(ledger) for name, ledger in data["ledgers"].items()} == {
        "source": 3,
        "exemple.html": 2,
        "exemple.pdf": 3,
    }
    assert [edition["size"] for edition in data["editions"]] == [3, None, 6]
    assert [(v["validator"], v["version"], v["verdict"]) for v in data["validators"]] == [
        ("Nu", "26", "passed"),
        ("EPUBCheck", "5", "failed"),
        ("veraPDF", "", "not-run"),
    ]
    assert not any(item["done"] for item in data["by_hand"])
    json.dumps(data)


def test_both_files_are_written(project: projects.Project) -> None:
    path = report.write(project, made(), WHEN)
    assert path == project.output / "reports" / "exemple" / "report.html"
    assert json.loads((path.parent / "report.json").read_bytes())["slug"] == "exemple"


def test_pages_become_pictures() -> None:
    packed = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(packed)
    pictures = thumbnails.pictures(packed.getvalue())
    assert len(pictures) == 2
    assert all(picture.startswith("data:image/png;base64,iVBOR") for picture in pictures)
    assert thumbnails.pictures(b"no pdf") == []
