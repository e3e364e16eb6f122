"""The words an edition adds to the text, in the language of the text."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

Words = dict[str, str]


@cache
def words(lang: str) -> Words:
    """Return the words for a BCP 47 tag; a language without a table gets English."""
    text = files("publier.editions").joinpath("words.toml").read_text(encoding="utf-8")
    tables: dict[str, Words] = tomllib.loads(text)
    return tables.get(lang.split("-", maxsplit=1)[0].lower(), tables["en"])
