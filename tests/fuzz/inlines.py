"""What stands in a line: words, marks, links, calls of notes, citations."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from fuzz.words import CALM, Pen

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn

RESOURCES = {"livre": "book", "article": "article-journal", "entretien": "interview"}
"""What may be cited: key and type of each."""


class Inlines(Pen):
    """Writes lines of text; keeps in mind which notes they call."""

    def __init__(self, draw: DrawFn, mood: str) -> None:
        super().__init__(draw, mood)
        self.called: dict[str, None] = {}

    def inlines(self, depth: int = 0, *, notes: bool = True) -> str:
        """Write up to three pieces; without ``notes`` none that calls one."""
        ways = [self.say, self.say, lambda: self.mark(depth, notes=notes)]
        if notes:
            ways += [lambda: self.say() + self.call(), self.citation]
        pieces = [self.pick(*ways) for _ in range(self.number(1, 3))]
        if self.mood == "hostile":
            return ("" if self.slips() else " ").join(pieces)
        return " ".join([self.draw(CALM), *pieces] if self.chance(90) else pieces)

    def mark(self, depth: int, *, notes: bool) -> str:
        """Write something marked: emphasis, a language, code, a link."""

        def inner() -> str:
            return self.say(1, 3) if depth > 2 or self.chance(60) else self.inlines(depth + 1, notes=notes)

        ways = [
            lambda: f"*{inner()}*",
            lambda: f"**{inner()}**",
            lambda: f"^{self.draw(CALM).strip('.')}^",
            lambda: f"~{self.number(0, 9)}~",
            lambda: f"[{self.say(1, 2)}]{{.smallcaps}}",
            lambda: f"[{inner()}]{{lang={self.one(['en', 'de', 'ar', 'he', 'zh-Hant', 'el'])}}}",
            lambda: f"`{self.say(1, 2)}`",
            lambda: f"[{self.say(2, 4)}](https://exemple.fr/{self.number(0, 99)})",
            lambda: f"[{self.say(2, 4)}](mailto:a@exemple.fr)",
        ]
        return self.pick(*ways, *(self._bad_marks(inner) if self.mood == "hostile" else ()))

    def _bad_marks(self, inner: Callable[[], str]) -> list[Callable[[], str]]:
        title = json.dumps(self.calm(), ensure_ascii=False)
        return [
            lambda: f"[{inner()}]({self.say(1, 2)} {title})",
            lambda: f"[{inner()}]{{{self.say(1, 2)}}}",
            lambda: f"[{inner()}](#{self.draw(CALM)})",
            lambda: f"<{self.one(['b', 'script', 'img src=x', '!--', '?php'])}>{inner()}",
            lambda: f"${self.say(1, 2)}$",
            lambda: f"~~{inner()}~~",
            lambda: "[" * self.number(1, 60),
            lambda: "*_" * self.number(1, 40) + "a" + "_*" * self.number(1, 40),
        ]

    def call(self) -> str:
        """Call a note, which ``called`` then holds; a slip forgets it."""
        key = self.one(["a", "b", "c", "amis", "n1", "x-2"])
        if not self.slips(20):
            self.called[key] = None
        return f"[^{key}]"

    def citation(self) -> str:
        """Cite a resource, with a page or a certainty or neither."""
        key = self.say(1, 1) if self.slips(20) else self.one([*RESOURCES])
        page = self.one(["", "", ", p. 12", ", § 4", ", chap. 2, note 3"])
        return f"[@{key}{page}]{self.one(['', '', '{.probable}'])}"
