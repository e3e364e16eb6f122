"""Write docs/problems.md from the catalogue of problems: ``nox -s docs``."""

from __future__ import annotations

import re
from pathlib import Path

from publier.problems import catalogue

PAGE = Path(__file__).with_name("problems.md")
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
« … » tient la place de ce que publier a trouvé dans votre texte.

<!-- Made from src/publier/catalogue.toml by `nox -s docs`: do not edit. -->
"""


def problems_page() -> str:
    """Return the page that explains every problem, by family and then by code."""
    parts = [INTRODUCTION]
    for letter, title in FAMILIES.items():
        entries = [_entry(code, texts) for code, texts in sorted(catalogue().items()) if code[0] == letter]
        if entries:
            parts += [f"## {letter} : {title}\n", *entries]
    return "\n".join(parts)


def _entry(code: str, texts: dict[str, str]) -> str:
    kind = "avertissement" if texts.get("severity") == "warning" else "erreur"
    hint = texts.get("fr_hint", "")
    return f"### {code} ({kind})\n\n{_words(texts['fr'])}\n" + (
        f"\nQue faire : {_words(hint)}\n" if hint else ""
    )


def _words(text: str) -> str:
    """A text of the catalogue with « … » for what the program fills in; doubled braces are real ones."""
    filled = re.sub(r"(?<!\{)\{\w+\}(?!\})", "…", text)
    return filled.replace("{{", "{").replace("}}", "}")


if __name__ == "__main__":
    PAGE.write_text(problems_page(), encoding="utf-8", newline="\n")
