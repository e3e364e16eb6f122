"""The reference validators themselves: nothing to say about what we make, something about each sabotage.

Where a tool is missing its tests are skipped and say how to install it; ``publier check --strict``, which
``nox -s check`` runs before, fails there.
"""

from __future__ import annotations

import datetime
import io
import itertools
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from built import FROZEN, RELECTURES, STYLES, build
from prepared import prepared

from publier import notes
from publier.checking import Copy, Report, report
from publier.checks.validators import VALIDATORS, Message, Result, Validator, Verdict, nu
from publier.editions import Styles, pdf
from publier.model import Accessibility

GALLERY = Path(__file__).parent / "gallery"
SETS = [
    *((slug, RELECTURES) for slug in FROZEN),
    ("adresses", RELECTURES.parent / "linked"),
    *((path.parent.name, GALLERY) for path in sorted(GALLERY.glob("*/relecture.md"))),
]
BY_NAME = {validator.name: validator for validator in VALIDATORS}
PROFILES = ("a2a-ua1", "a4f-ua2")
VALIDATOR = pytest.mark.parametrize("validator", VALIDATORS, ids=lambda validator: validator.name)

pytestmark = pytest.mark.slow


def look(validator: Validator, paths: list[Path]) -> list[Result]:
    """Return what a validator says, or skip the test when it cannot look."""
    return ran(validator.check(paths))


def ran(results: list[Result]) -> list[Result]:
    for result in results:
        if result.verdict is Verdict.NOT_RUN:
            why = result.said or f"{result.missing} is missing; {result.command}"
            pytest.skip(f"{result.validator} was not run: {why}")
    return results


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Every edition of both frozen relectures and of the gallery."""
    folder = tmp_path_factory.mktemp("sets")
    paths = []
    for slug, source in SETS:
        for name, data in build(slug, source).files.items():
            if name.startswith(slug):
                paths.append(folder / name)
                paths[-1].write_bytes(data)
    return paths


@pytest.fixture(scope="module")
def said(files: list[Path]) -> dict[str, list[Result]]:
    """What each validator says of all editions of its kind; asked side by side, as ``publier check`` does."""
    kinds = {v.name: [path for path in files if path.suffix == v.suffix] for v in VALIDATORS}
    with ThreadPoolExecutor(2) as threads:
        asked = {v.name: threads.submit(v.check, kinds[v.name]) for v in VALIDATORS}
    return {name: future.result() for name, future in asked.items()}


@VALIDATOR
def test_it_has_nothing_to_say_about_our_editions(
    validator: Validator, said: dict[str, list[Result]]
) -> None:
    results = ran(said[validator.name])
    assert len(results) == len(SETS)
    wrong = {result.file: not_known(result.messages) for result in results if not_known(result.messages)}
    assert wrong == {}
    assert all(result.version and result.looked for result in results)


def not_known(messages: tuple[Message, ...]) -> list[Message]:
    """Return all that was said, hints and AAA too, but what is accepted and Nu's advice on slashes."""
    return [m for m in messages if not m.accepted and m.level != "info"]


def test_all_that_is_accepted_of_nu_is_still_said(said: dict[str, list[Result]]) -> None:
    reasons = {message.accepted for result in ran(said["Nu"]) for message in result.messages}
    assert {entry["why"] for entry in nu.accepted()} <= reasons


def test_vera_pdf_has_nothing_to_say_about_either_profile_of_either_layout(tmp_path: Path) -> None:
    for (slug, source), layout, profile in itertools.product(SETS, (pdf.A4, pdf.LARGE), PROFILES):
        relecture = prepared(slug, source)
        relecture = replace(relecture, metadata=replace(relecture.metadata, pdf_profile=profile))
        path = tmp_path / f"{slug}-{layout.edition}-{profile}.pdf"
        path.write_bytes(pdf.render(relecture, Styles(STYLES), layout))
    results = look(BY_NAME["veraPDF"], sorted(tmp_path.glob("*.pdf")))
    assert len(results) == 4 * len(SETS)
    assert {result.file: result.messages for result in results if result.verdict is not Verdict.PASSED} == {}


# ------------------------------------------------------------------ sabotages: each validator can fail


def in_book(name: str, old: str, new: str) -> Callable[[bytes], bytes]:
    """Return a sabotage that replaces some text of a document of a book."""

    def sabotage(data: bytes) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(packed, "w") as copy:
            for entry in book.infolist():
                content = book.read(entry)
                copy.writestr(entry, replaced(content, old, new) if entry.filename == name else content)
        return packed.getvalue()

    return sabotage


def replaced(data: bytes, old: str, new: str) -> bytes:
    assert old.encode() in data
    return data.replace(old.encode(), new.encode(), 1)


def untagged(data: bytes) -> bytes:
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as file:
        del file.Root.StructTreeRoot
        file.save(packed)
    return packed.getvalue()


SABOTAGES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "veraPDF": ("PDF/UA-1", untagged),
    "EPUBCheck": ("RSC-012", in_book("EPUB/nav.xhtml", "texte.xhtml#chapo", "texte.xhtml#perdu")),
    "Ace": (
        "metadata-accessibilitysummary",
        in_book("EPUB/content.opf", "schema:accessibilitySummary", "dcterms:extent"),
    ),
    "Nu": ("html", lambda data: replaced(data, "<main", "</section><main")),
    "axe": ("color-contrast", lambda data: replaced(data, "<main", '<p style="color:#999">gris</p><main')),
}


@VALIDATOR
def test_it_sees_a_sabotage(validator: Validator, tmp_path: Path) -> None:
    code, sabotage = SABOTAGES[validator.name]
    path = tmp_path / f"vocabulaire{validator.suffix}"
    path.write_bytes(sabotage(build("vocabulaire").files[path.name]))
    (result,) = look(validator, [path])
    assert result.verdict is Verdict.FAILED
    assert any(message.code.startswith(code) and message.fails for message in result.messages), (
        result.messages
    )


@VALIDATOR
def test_a_file_that_is_none_does_not_pass(validator: Validator, tmp_path: Path) -> None:
    path = tmp_path / f"a{validator.suffix}"
    path.write_bytes(b"nothing of the kind")
    (result,) = validator.check([path])
    assert result.verdict is not Verdict.PASSED


# ------------------------------------------------------------------ the report


@pytest.mark.parametrize("name", ["axe", "Nu"])
def test_the_report_itself_is_without_fault(name: str, tmp_path: Path) -> None:
    built = build("vocabulaire")
    ledger = notes.Ledger(())
    copies = tuple(
        Copy(n.rpartition(".")[2], n, d, (), ledger) for n, d in built.files.items() if n[0] == "v"
    )
    said = Message("error", "x", "What a validator says", "here", times=3)
    results = (
        Result("veraPDF", "vocabulaire.pdf", "1", (said,), ("PDF/UA-1",)),
        Result("Ace", "vocabulaire.epub", missing="node", command="apt-get install nodejs"),
    )
    found = Report("vocabulaire", "Vocabulaire", ledger, {}, Accessibility(), copies, (), results)
    tokens = (STYLES / "tokens.css").read_text(encoding="utf-8")
    path = tmp_path / "report.html"
    path.write_text(report.page(found, datetime.datetime.now().astimezone(), tokens), encoding="utf-8")
    (result,) = look(BY_NAME[name], [path])
    assert not_known(result.messages) == []
