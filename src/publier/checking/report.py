"""The report of a check: as data, and as a page in French that needs no knowledge of the tools."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from publier import storage
from publier.checks.validators import Verdict
from publier.editions import templates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from publier.checking import Copy, Report
    from publier.notes import LedgerNote
    from publier.projects import Project

FOLDER = "reports"

_LOOSE = re.compile(r" (?=[:;?!»])|(?<=«) ")

MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905 (read more easily)
)


def write(project: Project, report: Report, when: datetime.datetime) -> Path:
    """Write ``report.json`` and ``report.html`` of a set and return the path of the page."""
    folder = project.output / FOLDER / report.slug
    data = json.dumps(as_data(report, when), ensure_ascii=False, indent=2) + "\n"
    storage.write(folder / "report.json", data.encode())
    tokens = (project.styles / "tokens.css").read_text(encoding="utf-8")
    storage.write(folder / "report.html", page(report, when, tokens).encode())
    return folder / "report.html"


def as_data(report: Report, when: datetime.datetime, lang: str = "fr") -> dict[str, Any]:
    """Return a report as ``report.json`` holds it."""
    return {
        "schema": 1,
        "slug": report.slug,
        "title": report.title,
        "checked": when.isoformat(timespec="seconds"),
        "verdict": str(report.verdict),
        "problems": [problem.as_data(lang) for problem in report.problems],
        "editions": [_edition(copy, lang) for copy in report.copies],
        "validators": [result.as_data() for result in report.results],
        "ledgers": {
            "source": report.expected.as_data()["notes"],
            **{copy.file: copy.ledger.as_data()["notes"] for copy in report.copies if copy.ledger},
        },
        "by_hand": [
            {"what": what, "with": tools, "done": bool(report.audit.audited_by)} for what, tools in BY_HAND
        ],
    }


def _edition(copy: Copy, lang: str) -> dict[str, Any]:
    data = copy.data
    return {
        "edition": copy.edition,
        "file": copy.file,
        "size": None if data is None else len(data),
        "sha256": None if data is None else hashlib.sha256(data).hexdigest(),
        "verdict": str(copy.verdict),
        "problems": [problem.as_data(lang) for problem in copy.problems],
    }


# ------------------------------------------------------------------ the page

VERDICTS = {
    Verdict.PASSED: ("passed", "conforme"),
    Verdict.FAILED: ("failed", "non conforme"),
    Verdict.NOT_RUN: ("not-run", "non exécuté"),
}

SUMMARY = {
    Verdict.PASSED: "Tout ce qu’une machine peut contrôler est conforme.",
    Verdict.FAILED: "Il y a des fautes : ces fichiers ne devraient pas être diffusés.",
    Verdict.NOT_RUN: "Aucune faute trouvée, mais des contrôles n’ont pas pu être exécutés.",
}

ABOUT = {
    "EPUBCheck": "le format EPUB 3.3, jusqu’aux simples conseils",
    "Ace": "l’accessibilité de l’EPUB",
    "veraPDF": "l’archivage (PDF/A) et l’accessibilité (PDF/UA) du PDF",
    "Nu": "le HTML et les feuilles de style de la page",
    "axe": "l’accessibilité de la page, telle qu’un vrai navigateur l’affiche",
}

BY_HAND = (
    ("Écouter la page et suivre trois notes, aller et retour", "NVDA et Firefox"),
    ("Écouter le PDF et suivre trois notes, aller et retour", "NVDA et Acrobat Reader"),
    ("Contrôler la structure du PDF, page à page", "PAC"),
    ("Lire l’EPUB, ouvrir ses notes, changer taille et couleurs", "Thorium"),
    ("Écouter la page et l’EPUB sur un téléphone", "VoiceOver ou TalkBack"),
    ("Juger les descriptions des images et l’ordre de lecture", "une personne qui a lu le texte"),
    ("Imprimer le PDF sur une imprimante de bureau", "une feuille de papier"),
)
"""What no program can tell, and what a person needs for it."""


def page(report: Report, when: datetime.datetime, tokens: str) -> str:
    """Return the page: no script, no request; ``tokens`` is the style sheet of colours and sizes."""
    from publier.checking import thumbnails

    style = (tokens + templates.render("report.css.j2")).strip()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    printed = [copy for copy in report.copies if copy.file.endswith(".pdf") and copy.data]
    return templates.render(
        "report.html.j2",
        report=report,
        when=f"{when.day} {MONTHS[when.month - 1]} {when.year} à {when:%H:%M}",
        style=Markup(style),  # noqa: S704 - both sheets are ours
        style_hash=f"sha256-{digest}",
        verdicts=VERDICTS,
        summary=SUMMARY[report.verdict],
        about=ABOUT,
        not_run=[result for result in report.results if result.verdict is Verdict.NOT_RUN],
        rows=list(_rows(report)),
        books=[(copy.file, thumbnails.pictures(copy.data or b"")) for copy in printed],
        by_hand=BY_HAND,
        tidy=tidy,
    )


def tidy(text: str) -> str:
    """Return a French message with its punctuation held to the words it belongs to."""
    return _LOOSE.sub("\u00a0", text)


def _rows(report: Report) -> Iterator[dict[str, Any]]:
    """Yield each note of the source with what each edition says of it: nothing where it is the same."""
    for number, note in enumerate(report.expected.notes):
        cells = []
        for copy in report.copies:
            theirs = copy.ledger.notes if copy.ledger else ()
            cells.append(_differences(note, theirs[number] if number < len(theirs) else None))
        places = " | ".join(f"…{report.places.get(call.anchor, call.before)}" for call in note.calls)
        yield {"note": note, "places": places, "cells": cells}


def _shown(note: LedgerNote) -> dict[str, str]:
    return {
        "marque": note.marker,
        "appel": " | ".join(f"…{call.before}" for call in note.calls),
        "texte": note.text,
        "liens": " ".join(note.links),
        "retours": " ".join(note.backs),
    }


def _differences(note: LedgerNote, theirs: LedgerNote | None) -> list[tuple[str, str]]:
    if theirs is None:
        return [("note", "absente")]
    mine, found = _shown(note), _shown(theirs)
    return [(part, found[part] or "rien") for part in mine if mine[part] != found[part]]
