"""Write docs/problems.md from the catalogue of problems and the cases of the tests: ``nox -s docs``."""

from __future__ import annotations

import ast
import re
import tomllib
import unicodedata
from pathlib import Path

from publier import forms, gate, images, metadata, pandoc, projects, svg, yamltext, zips
from publier.gate import limits
from publier.problems import catalogue, digits
from publier.reading import outline, tables

PAGE = Path(__file__).with_name("problems.md")
CASES = PAGE.parents[1] / "tests" / "cases"
CAUSES = tomllib.loads(PAGE.with_name("causes.toml").read_text(encoding="utf-8"))
OURS = "L’édition finie, relue par publier, n’est pas ce que la source demande."
SHOWN = 100
"""Characters of a line that an example shows."""
SHORT = 18
"""Lines of a text that an example shows whole."""
FAMILIES = {
    "E": "Encodage",
    "M": "Métadonnées",
    "S": "Structure",
    "N": "Notes",
    "R": "Références",
    "L": "Liens et images",
    "T": "Typographie",
    "A": "Accessibilité",
    "P": "Égalité des éditions",
    "X": "Environnement",
    "V": "Archives et vérification",
}
INTRODUCTION = """# Les messages de publier

Chaque message porte un code qui ne change jamais. Une erreur arrête la publication, un avertissement non ;
« … » tient la place de ce que publier a trouvé dans votre texte. Dans les exemples, ce qui ne se voit pas
est écrit entre ⟨ ⟩. Les nombres à ne pas dépasser sont [à la fin](#les-limites).

<!-- Made from src/publier/catalogue.toml, docs/causes.toml and tests/cases by `nox -s docs`: do not edit. -->
"""
LIMITS = (
    ("octets de relecture.md, ou d’une liste de références", gate.MAX_BYTES, "E002"),
    ("caractères d’une ligne", limits.MAX_LINE, "E012"),
    ("lignes écrites", limits.MAX_LINES, "E020"),
    ("citations et listes l’une dans l’autre", limits.MAX_DEPTH, "E013"),
    ("colonnes avant un élément de liste", limits.MAX_INDENT, "E014"),
    ("blocs « ::: » l’un dans l’autre", limits.MAX_DIVS, "E018"),
    ("crochets ouverts à la fois dans un paragraphe", limits.MAX_OPEN, "E015"),
    ("marques de mise en forme dans un paragraphe", limits.MAX_MARKS, "E016"),
    ("accents sur une lettre", gate.MAX_ACCENTS, "E019"),
    ("secondes de lecture par pandoc", pandoc.SECONDS, "S037"),
    ("Mo de mémoire pour pandoc", int(pandoc.MEMORY.removesuffix("m")), "S037"),
    ("caractères de l’en-tête", metadata.MAX_FRONT, "M015"),
    ("listes et rubriques l’une dans l’autre dans l’en-tête", yamltext.MAX_DEPTH, "M003"),
    ("caractères d’un nom", forms.MAX_NAME, "M050"),
    ("caractères d’un sous-titre", forms.MAX_SUBTITLE, "M050"),
    ("caractères d’une adresse publique", forms.MAX_URL, "M050"),
    ("auteurs", forms.MAX_AUTHORS, "M051"),
    ("caractères de tous les noms d’auteurs", forms.MAX_NAMES, "M050"),
    ("caractères d’un titre de partie", outline.MAX_HEADING, "S044"),
    ("colonnes d’un tableau", tables.MAX_COLUMNS, "S025"),
    ("caractères d’une ligne de tableau", tables.MAX_ROW, "S046"),
    ("octets d’une image", images.MAX_BYTES, "L027"),
    ("points d’une image", images.MAX_PIXELS, "L026"),
    ("points d’un côté d’une image", images.MAX_SIDE, "L026"),
    ("éléments et lettres d’un dessin", svg.MAX_DRAWN, "L035"),
    ("renvois à la suite dans un dessin", svg.MAX_REFERENCES, "L035"),
    ("lettres d’un nom de dossier", projects.LONGEST_SLUG, "S090"),
    ("Mo d’un fichier", projects.LARGEST_FILE // 2**20, "S095"),
    ("Mo de tous les fichiers d’une relecture", projects.LARGEST_FOLDER // 2**20, "S099"),
    ("fichiers d’une relecture", projects.MOST_FILES, "S097"),
    ("dossiers l’un dans l’autre", projects.DEEPEST, "S098"),
    ("fichiers d’une archive zip", zips.MOST_FILES, "V021"),
    ("Mo d’une archive zip ouverte", zips.LARGEST // 2**20, "V021"),
    ("octets d’un nom dans une archive zip", zips.LONGEST_NAME, "V020"),
    ("dossiers l’un dans l’autre dans une archive zip", zips.DEEPEST, "V020"),
)
"""What is counted, the most there may be, and the problem that says so."""


def problems_page() -> str:
    """Return the page that explains every problem, by family and then by code, and every limit."""
    parts = [INTRODUCTION]
    for letter, title in FAMILIES.items():
        entries = [_entry(code, texts) for code, texts in sorted(catalogue().items()) if code[0] == letter]
        if entries:
            parts += [f"## {letter} : {title}\n", *entries]
    rows = (f"| {what} | {digits(most)} | {code} |" for what, most, code in LIMITS)
    return "\n".join([*parts, "## Les limites\n", "| au plus | | sinon |", "|---|---|---|", *rows, ""])


def _entry(code: str, texts: dict[str, str]) -> str:
    kind = "avertissement" if texts.get("severity") == "warning" else "erreur"
    parts = [f"### {code} ({kind})", _words(texts["fr"])]
    if cause := CAUSES.get(code, "" if example(code) or code[0] != "P" else OURS):
        parts.append(f"Cause : {cause}")
    parts.append(f"Que faire : {_words(texts['fr_hint'])}")
    if pair := example(code):
        parts += [
            f"{label} :\n\n~~~~\n{text}\n~~~~" for label, text in zip(("Non", "Oui"), pair, strict=True)
        ]
    return "\n\n".join(parts) + "\n"


def _words(text: str) -> str:
    """A text of the catalogue with « … » for what the program fills in; doubled braces are real ones."""
    filled = re.sub(r"(?<!\{)\{\w+\}(?!\})", "…", text)
    return filled.replace("{{", "{").replace("}}", "}")


# ------------------------------------------------------------------ examples


def example(code: str) -> tuple[str, str] | None:
    """Return the lines of a case that are at fault, and the same mended; None for a code without a case.

    What is shown is a short text whole; of a front matter, of a longer text and of a list of resources
    the lines that differ, and the line of the problem.
    """
    mended = next(iter(sorted((CASES / "mended").glob(f"{code}-*"))), None)
    if mended is None:
        return None
    (case,) = CASES.glob(f"{mended.stem}.*")
    head, _, source = case.read_bytes().partition(b"%%%\n")
    data = ast.literal_eval(source.decode()) if case.suffix == ".bytes" else source
    bad, good = _lines(data), _lines(mended.read_bytes())
    before, after = _same(bad, good), _same(bad[::-1], good[::-1])
    front = bad.index("---", 1) + 1 if bad[:1] == ["---"] and "---" in bad[1:] else 0
    if case.suffix != ".yaml" and before >= front and max(len(bad), len(good)) - front <= SHORT:
        before, after = front, 0
    place = re.search(rf"^{code} (\d+):", head.decode(), re.MULTILINE)
    if place:
        before = min(before, int(place[1]) - 1)
        after = min(after, len(bad) - int(place[1]))
    after = min(after, len(bad) - before, len(good) - before)
    before -= min(
        before, after == len(bad) - before or after == len(good) - before
    )  # beside nothing: the line above
    return _shown(bad[before : len(bad) - after]), _shown(good[before : len(good) - after])


def _lines(data: bytes) -> list[str]:
    try:
        text = data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    return text.removesuffix("\n").split("\n")


def _same(one: list[str], other: list[str]) -> int:
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _shown(lines: list[str]) -> str:
    cut = (line if len(line) <= SHOWN else f"{line[:SHOWN]} […]" for line in lines)
    return "\n".join("".join(map(visible, line)) for line in cut).strip("\n")


def visible(character: str) -> str:
    """Return a character, or what stands for one that cannot be seen or is taken for another."""
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # noqa: PLR2004 - how Python keeps a byte that is no UTF-8
        return f"⟨octet {code - 0xDC00:02X}⟩"
    if character == "\t":
        return "⟨tabulation⟩"
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Cs", "Mn", "Zl", "Zp"}
    return (
        f"⟨U+{code:04X}⟩"
        if hidden or character in "\u00a0\u2009\u202f\u2010\u2011\ufb01\ufffd"
        else character
    )


if __name__ == "__main__":
    PAGE.write_text(problems_page(), encoding="utf-8", newline="\n")
