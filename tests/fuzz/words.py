"""The words that sources are made of, and the pen that writes with them.

There are three moods. A *calm* source follows the vocabulary and most often is published; an *odd*
one says strange things in the right way (scripts, marks and spaces of all Unicode, words of no
letter); a *hostile* one breaks the rules wherever it can.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

MOODS = ("calm", "odd", "hostile")

_CALM = (
    "archive bief canal commun don entraide foyer habitant lien mot notice quartier rue solidarité temps "
    "vie ville voisin œuvre été où à l’autre aujourd'hui « seuil » 12 2020 3,5 10 % p. n° etc. M. XIXe 1er"
)
_ODD = (
    "Ω ж א ع 中 か ひ ก अ ß ﬁ Ⅻ ½ € ‰ ∑ → ☃ 😀 👩‍👩‍👧 🇫🇷 e\u0301 o\u0302\u0323 \u00a0 \u202f \u2009 "
    "\u200d \u2019 \u2013 \u2014 \u2026 \u00b7 \u0130 ŉ ǅ İ Å \u1e9e \u0336 \U0001d54f \U00020000 ﷽ \u2e3b"
)
_MARKS = (
    "* ** _ ` ~ ^ [ ] ( ) { } < > ! | \\ / # @ & ; : ::: :::: --- ... ' \" “ « » - + = $ $$ % [^ ]: [@ ]{ }[ "
    "<!-- --> &amp; &#0; &nbsp; \\\\ ![ ]( {.x} {#x} <b> </b> http://a.b <x@y.z> www.a.fr \t 1. ``` ~~~"
)
WORDS, ODD, MARKS = (text.split(" ") for text in (_CALM, _ODD, _MARKS))
NASTY = [*"\x00\x07\u202e\ufffe\ufffd\u200b\ufeff\u2028\x85\u00ad\U0010ffff"]
"""Characters that a gate stops; a file gets one of them at most."""


def some(words: Sequence[str]) -> st.SearchStrategy[str]:
    """Return the strategy that takes one of some words; it shrinks to the first.

    Not ``sampled_from``: Hypothesis knows that one by the hash of its words, which is another each time.
    """
    return st.integers(0, len(words) - 1).map(words.__getitem__)


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


_LETTERS = st.characters(
    exclude_categories=["Cs", "Cc", "Cn", "Co"], exclude_characters="\ufeff\ufffd\u2028\u2029"
)
CALM = some(WORDS)
STRANGE = st.one_of(CALM, CALM, some(ODD), st.text(_LETTERS, max_size=6).map(_on_one_line))
HOSTILE = st.one_of(CALM, CALM, some(MARKS), some(MARKS), some(ODD), st.text(_LETTERS, max_size=8))


class Pen:
    """Writes in one mood, with what Hypothesis draws."""

    def __init__(self, draw: st.DrawFn, mood: str) -> None:
        self.draw, self.mood = draw, mood
        self.words = {"calm": CALM, "odd": STRANGE, "hostile": HOSTILE}[mood]

    def number(self, least: int, most: int) -> int:
        return self.draw(st.integers(least, most))

    def one(self, words: Sequence[str]) -> str:
        return self.draw(some(words))

    def pick(self, *ways: Callable[[], str]) -> str:
        """Write in one of several ways."""
        return ways[self.number(0, len(ways) - 1)]()

    def chance(self, percent: int) -> bool:
        """Return True so many times in a hundred; shrinks to False."""
        return self.number(0, 99) >= 100 - percent

    def slips(self, percent: int = 12) -> bool:
        """Return whether a rule is broken here: in hostile sources alone."""
        return self.mood == "hostile" and self.chance(percent)

    def calm(self, least: int = 1, most: int = 7) -> str:
        """Write harmless words, whatever the mood."""
        return " ".join(self.draw(st.lists(CALM, min_size=least, max_size=most)))

    def say(self, least: int = 1, most: int = 7) -> str:
        """Write words of the mood."""
        return " ".join(self.draw(st.lists(self.words, min_size=least, max_size=most)))

    def quoted(self) -> str:
        """Write words as a YAML string."""
        return json.dumps(f"{self.draw(CALM)} {self.say(1, 4)}", ensure_ascii=False)
