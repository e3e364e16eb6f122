"""The declaration says what is recorded and nothing more; the page on accessibility names what exists."""

from __future__ import annotations

import re
import runpy
from collections import Counter
from pathlib import Path

import fakes
import pytest

from publier import projects
from publier.problems import SourceError, catalogue

ROOT = Path(__file__).parents[2]
SCRIPT = runpy.run_path(str(ROOT / "docs" / "declaration.py"))
PAGE = (ROOT / "docs" / "accessibilite.md").read_text(encoding="utf-8")

FRONT = "---\ntitle: {title}\nlang: fr\nmodified: 2026-11-23\n{more}---\n\nUn texte.\n"
AUDIT = "accessibility:\n  audited-by: Cabinet Exemple\n  audited-on: 2026-11-20\n  standard: RGAA 4.1\n"
LIBRARY = (
    "name: Bibliothèque\npublisher: Ville\ncontact: mel@ville.example\nbase-url: https://ville.example/r\n"
)

RGAA = {1: 9, 2: 2, 3: 3, 4: 13, 5: 8, 6: 2, 7: 5, 8: 10, 9: 4, 10: 14, 11: 13, 12: 11, 13: 12}
"""How many criteria each theme of RGAA 4.1 has: 106 in all."""


def declared(folder: Path, library: str = "", **texts: str) -> str:
    fakes.project(folder, **{name: text.encode() for name, text in texts.items()})
    if library:
        (folder / "source" / "library.yaml").write_text(library, encoding="utf-8")
    text: str = SCRIPT["declaration"](projects.find(folder))
    return text


def relecture(title: str, more: str = "") -> str:
    return FRONT.format(title=title, more=more)


def test_it_is_filled_from_the_library(tmp_path: Path) -> None:
    text = declared(tmp_path, LIBRARY, amis=relecture("Amis"))
    assert "Ville s’engage" in text
    assert "publiées par Bibliothèque (https://ville.example/r)" in text
    assert "Envoyer un message : mel@ville.example" in text
    assert "{" not in text


def test_what_the_library_does_not_say_is_left_to_be_completed(tmp_path: Path) -> None:
    text = declared(tmp_path, amis=relecture("Amis"))
    for what in ("nom de la bibliothèque", "nom de l’organisme", "adresse du site", "adresse électronique"):
        assert f"[à compléter : {what}" in text


def test_the_legal_headings_are_all_there(tmp_path: Path) -> None:
    text = declared(tmp_path, amis=relecture("Amis"))
    assert re.findall(r"^## (.+)", text, re.MULTILINE) == [
        "État de conformité",
        "Contenus non accessibles",
        "Établissement de cette déclaration d’accessibilité",
        "Retour d’information et contact",
        "Voies de recours",
    ]


@pytest.mark.parametrize("left_out", ["audited-by", "audited-on", "standard"])
def test_an_audit_that_is_not_wholly_recorded_is_none(tmp_path: Path, left_out: str) -> None:
    audit = re.sub(rf"  {left_out}: .*\n", "", AUDIT)
    text = declared(tmp_path, LIBRARY, amis=relecture("Amis", audit))
    assert "**Non audité.** Aucun audit n’est inscrit pour : « Amis »." in text
    assert "audit par" not in text


def test_one_relecture_without_an_audit_is_enough_for_not_audited(tmp_path: Path) -> None:
    text = declared(tmp_path, LIBRARY, amis=relecture("Amis", AUDIT), rues=relecture("Rues"))
    assert "**Non audité.** Aucun audit n’est inscrit pour : « Rues »." in text
    assert "« Amis » : audit par Cabinet Exemple, 20\u00a0novembre\u00a02026 (RGAA 4.1)." in text


def test_an_audit_is_told_and_its_verdict_left_to_a_person(tmp_path: Path) -> None:
    text = declared(tmp_path, LIBRARY, amis=relecture("Amis", AUDIT))
    assert "Non audité" not in text
    assert "[à compléter : totalement, partiellement ou non conforme avec le RGAA, version 4.1]" in text
    assert "respectés, d’après le rapport : [à compléter : nombre] %" in text
    assert "- Amis : https://ville.example/r/amis/" in text


def test_no_form_states_conformity() -> None:
    form = SCRIPT["FORM"].read_text(encoding="utf-8")
    said = form + SCRIPT["NOT_AUDITED"] + SCRIPT["NO_RESULT"]
    assert not re.search(r"(?<!non )(totalement|partiellement|est) conforme", said)


def test_a_source_with_faults_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        declared(tmp_path, LIBRARY, amis="---\ntitle: Amis\n---\n")


def test_it_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(fakes.project(tmp_path, amis=b"---\ntitle: Amis\n---\n"))
    assert SCRIPT["main"]() == 1
    assert "M020" in capsys.readouterr().err
    (tmp_path / "source" / "amis" / "relecture.md").write_text(relecture("Amis"), encoding="utf-8")
    assert SCRIPT["main"]() == 0
    assert "## Voies de recours" in capsys.readouterr().out


# ------------------------------------------------------------------ docs/accessibilite.md


def test_every_code_that_the_page_names_exists() -> None:
    codes = set(re.findall(r"\b[AELMNPRSTX]\d{3}\b", PAGE))
    assert codes
    assert codes <= catalogue().keys()


def test_every_file_and_test_that_the_page_names_exists() -> None:
    files = set(re.findall(r"`((?:tests|src|docs|source|styles)/[\w./-]+\.\w+)`", PAGE))
    assert files
    assert [name for name in files if not (ROOT / name).exists()] == []
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("*/test_*.py"))
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    assert named
    assert [name for name in named if f"def {name}(" not in tests] == []


def test_every_criterion_of_the_rgaa_has_one_line() -> None:
    table = PAGE.partition("## 1.")[2].partition("## 2.")[0]
    told: Counter[tuple[int, int]] = Counter()
    for theme, first, last in re.findall(r"^\| (\d+)\.(\d+)(?: à \d+\.(\d+))? \|", table, re.MULTILINE):
        told.update((int(theme), n) for n in range(int(first), int(last or first) + 1))
    assert told == Counter((theme, n) for theme, count in RGAA.items() for n in range(1, count + 1))


def test_every_script_has_a_dozen_steps_and_says_whether_it_was_done() -> None:
    scripts = re.split(r"^### Scénario ", PAGE, flags=re.MULTILINE)[1:]
    assert len(scripts) == 5
    for script in scripts:
        steps = re.findall(r"^(\d+)\. ", script, re.MULTILINE)
        assert [int(n) for n in steps] == list(range(1, len(steps) + 1))
        assert 10 <= len(steps) <= 14
        assert re.search(r"\*\*(Pas encore effectué|Effectué le \d)", script)
