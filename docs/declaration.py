"""Print the « déclaration d’accessibilité », filled from source/: ``python docs/declaration.py``.

The form is that of docs/declaration.md. What a person has not recorded is left to be completed, and
no conformity is ever stated here: the rate and the state stand in the report of an audit.
"""

from __future__ import annotations

import sys
from pathlib import Path

from publier import gate, metadata, projects
from publier.fields import shown_date
from publier.forms import Library
from publier.model import Metadata
from publier.problems import SourceError, errors

FORM = Path(__file__).with_name("declaration.md")

NOT_AUDITED = (
    "**Non audité.** Aucun audit n’est inscrit pour : {titles}. Sans audit en cours de validité, l’état "
    "à afficher est, au sens du RGAA, « Accessibilité : non conforme »."
)
AUDITED = (
    "Toutes les relectures ont été auditées. Leur état est celui du rapport d’audit : "
    "[à compléter : totalement, partiellement ou non conforme avec le RGAA, version 4.1]."
)
NO_RESULT = "Aucun audit de conformité n’est inscrit dans les relectures."
RATE = "Critères du RGAA respectés, d’après le rapport : [à compléter : nombre] %."


def declaration(project: projects.Project) -> str:
    """Return the declaration as Markdown. Raises SourceError when a source cannot be read."""
    library = _library(project)
    texts = [_metadata(project, slug, library) for slug in projects.slugs(project)]
    waiting = [text for text in texts if not is_audited(text)]
    audited = [text for text in texts if is_audited(text)]
    titles = ", ".join(f"« {text.title} »" for text in waiting) or "les relectures"
    results = [*map(_result, audited), RATE] if audited else [NO_RESULT]
    return FORM.read_text(encoding="utf-8").format(
        name=library.name or _missing("nom de la bibliothèque"),
        publisher=library.publisher or _missing("nom de l’organisme"),
        site=library.base_url or _missing("adresse du site"),
        contact=library.contact or _missing("adresse électronique ou formulaire"),
        state=AUDITED if audited and not waiting else NOT_AUDITED.format(titles=titles),
        results="\n".join(f"- {line}" for line in results),
        pages="\n".join(f"- {text.title} : {text.url or _missing('adresse')}" for text in audited)
        or "Aucune.",
    )


def is_audited(text: Metadata) -> bool:
    """Say whether a person recorded who audited the relecture, when, and by which standard."""
    audit = text.accessibility
    return bool(audit.audited_by and audit.audited_on and audit.standard)


def _result(text: Metadata) -> str:
    audit = text.accessibility
    day = shown_date(audit.audited_on, "fr")
    return f"« {text.title} » : audit par {audit.audited_by}, {day} ({audit.standard})."


def _library(project: projects.Project) -> Library:
    data = projects.shared(project, projects.LIBRARY)
    if data is None:
        return Library()
    return metadata.read_library(gate.decode(data, projects.LIBRARY)[0], projects.LIBRARY)


def _metadata(project: projects.Project, slug: str, library: Library) -> Metadata:
    folder = projects.load(project, slug)
    text, _ = gate.decode(folder.files[projects.TEXT], folder.file)
    front, _ = metadata.split(text, folder.file)
    found, problems = metadata.read_metadata(front, slug, library, folder.images)
    if errors(problems):
        raise SourceError(problems)
    return found


def _missing(what: str) -> str:
    return f"[à compléter : {what}]"


def main() -> int:
    """Print the declaration of the nearest project, or what is wrong with its sources."""
    project = projects.find(Path.cwd())
    if project is None:
        sys.stderr.write("Aucun dossier source/ ici ni au-dessus.\n")
        return 2
    try:
        sys.stdout.write(declaration(project))
    except SourceError as error:
        sys.stderr.writelines(f"{p.at}: {p.code}: {p.message()}\n" for p in error.problems)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
