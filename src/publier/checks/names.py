"""Names of links and pictures: whether they say anything."""

from __future__ import annotations

import re

from publier.notes import letters

GENERIC = frozenset(
    """cliquezici clickhere ensavoirplus figure graphic graphique here ici illustration image img lien lire
    liresuite link linkhere more note photo picture readmore schéma suite""".split()  # noqa: SIM905 (read more easily)
)
"""Words that say nothing of where a link leads or what a picture shows, letters only."""

RAW = re.compile(r"://|\bwww\.|^#|\.(?:html?|pdf|png|jpe?g|svg|gif|webp)$", re.IGNORECASE)

FEWEST = 3
"""Letters: less than this is no description."""


def is_poor(text: str) -> bool:
    """Say whether a description is empty, generic, or a raw address or file name."""
    return is_empty(text) or bool(RAW.search(text.strip()))


def is_empty(text: str) -> bool:
    """Say whether a description is empty or generic; a heading that it repeats may be an address."""
    bare = letters(text).lower()
    return len(bare) < FEWEST or bare in GENERIC
