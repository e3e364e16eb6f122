"""LISEZMOI.txt: what an archive is, what each of its files is, how to check it and how to make it again."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from publier import fields
from publier.archive import program
from publier.editions import description, templates
from publier.editions.words import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from publier.forms import Library
    from publier.making import Job
    from publier.model import Relecture

FILE = "LISEZMOI.txt"
PROFILES = {
    "a2a-ua1": "PDF 1.7, conforme à PDF/A-2a (ISO 19005-2) et PDF/UA-1 (ISO 14289-1)",
    "a4f-ua2": "PDF 2.0, conforme à PDF/A-4f (ISO 19005-4) et PDF/UA-2 (ISO 14289-2)",
}
_WHAT = tuple(  # the first that fits
    (re.compile(pattern), what)
    for pattern, what in (
        (r"LISEZMOI\.txt", "ce fichier"),
        (r"dublin-core\.xml", "la notice, pour un catalogue ou un moissonneur (Dublin Core)"),
        (r"source/library\.yaml", "ce qui vaut pour toutes les relectures de la bibliothèque"),
        (r"source/(.+/)?references\.yaml", "les ressources que les notes citent"),
        (r"source/links\.json", "les adresses des notes, telles qu’elles ont été vérifiées"),
        (r"source/LICENCE\.md", "à qui sont les textes"),
        (r"source/[^/]+/relecture\.md", "LE TEXTE, tel qu’il a été écrit ; tout le reste en est tiré"),
        (r"source/.+", "un fichier qui accompagne le texte (image…)"),
        (r"styles/fonts/.+\.txt", "la licence d’une police, SIL Open Font License"),
        (r"styles/fonts/.+", "une police de caractères"),
        (r"styles/.+\.csl", "la forme des références"),
        (r"styles/.+", "une feuille de style (l’aspect des éditions et de la trousse)"),
        (r"dist/[^/]+/.+-large\.pdf", "l’édition en grands caractères, à imprimer"),
        (r"dist/[^/]+/.+\.pdf", "l’édition sur papier : A4, notes en bas de page"),
        (r"dist/[^/]+/.+\.epub", "l’édition pour liseuse et téléphone"),
        (r"dist/[^/]+/.+\.html", "l’édition pour le web : un seul fichier, à ouvrir dans un navigateur"),
        (
            r"dist/[^/]+/.+\.png",
            "l’image qui accompagne un lien vers la page, sur les réseaux et les messageries",
        ),
        (r"dist/[^/]+/notes\.json", "le registre : chaque note, son appel, son texte, ses liens"),
        (r"dist/[^/]+/provenance\.json", "de quoi et avec quoi les éditions ont été faites"),
        (r"dist/[^/]+/SHA256SUMS", "l’empreinte de chaque fichier de ce dossier"),
        (r"dist/reports/.+\.html", "le rapport des contrôles, à ouvrir dans un navigateur"),
        (r"dist/reports/.+", "le même rapport, comme données"),
        (r"programme/LICENSE", "la licence du programme (AGPL)"),
        (
            r"programme/requirements\.txt",
            "les paquets Python dont le programme a besoin, avec leurs versions",
        ),
    )
)


def make(relecture: Relecture, job: Job, library: Library, names: Collection[str]) -> bytes:
    """Return the text for an archive that holds files of these names (in ``data/``)."""
    metadata, facts = relecture.metadata, job.machine.facts
    versions = {"publier": facts["program"]["publier"], **facts["libraries"], **facts["tools"]}
    said = list(_said([FILE, *names]))
    text = templates.render(
        "archive.txt.j2",
        slug=job.slug,
        citation=description.citation(metadata, words("fr")),
        modified=fields.shown_date(metadata.modified.isoformat(), "fr").replace("\u00a0", " "),
        year=metadata.modified.year,
        editions=[(f"data/{name}", what) for name, what in said if "l’édition" in what],
        files=_grouped(said),
        text=f"data/source/{job.slug}/relecture.md",
        reports=any(name.startswith("dist/reports/") for name in names),
        pdf=PROFILES[metadata.pdf_profile],
        versions=[(name, version) for name, version in versions.items() if version],
        rights=metadata.rights,
        licence=metadata.licence,
        contact=library.contact,
    )
    return text.encode()


def _said(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield each file and what it is; the program is named as a whole."""
    code = f"{program.FOLDER}/publier/"
    for name in sorted(names):
        if not name.startswith(code):
            yield name, next(what for pattern, what in _WHAT if pattern.fullmatch(name))
    yield code, f"le programme qui a fait les éditions ({sum(n.startswith(code) for n in names)} fichiers)"


def _grouped(said: Iterable[tuple[str, str]]) -> list[tuple[list[str], str]]:
    """Return files that follow each other and are the same thing together, with what they are."""
    return [([name for name, _ in group], what) for what, group in groupby(said, key=lambda pair: pair[1])]
