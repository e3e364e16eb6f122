"""Blocks of a text, its sections and its notes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fuzz.inlines import Inlines
from fuzz.words import CALM

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn


class Blocks(Inlines):
    """Writes the body of one relecture."""

    def __init__(self, draw: DrawFn, mood: str) -> None:
        super().__init__(draw, mood)
        self.titles: set[str] = set()

    # -------------------------------------------------------------- one block

    def block(self, depth: int = 0) -> str:
        """Write one block; at depth 0 any of the vocabulary, deeper what lists and quotations may hold."""
        if self.slips(35):
            return self.mess()
        ways = [self.inlines] * 3 + [lambda: self.listing(depth), lambda: self.quotation(depth)]
        if depth == 0:
            ways += [self.table, self.figure, self.verse, self.definitions, self.pull_quote, lambda: "* * *"]
        return self.pick(*ways)

    def listing(self, depth: int) -> str:
        numbered = self.chance(50)
        items = []
        for number in range(1, self.number(1, 3) + 1):
            text = self.inlines()
            if depth < 3 and self.chance(15):
                text += "\n\n" + _indented(self.block(depth + 1), 4)
            items.append(f"{number}. {text}" if numbered else f"- {text}")
        return ("\n" if self.chance(50) else "\n\n").join(items)

    def quotation(self, depth: int) -> str:
        text = self.inlines()
        if depth < 2 and self.chance(15):
            text += "\n\n" + self.block(depth + 1)
        if self.chance(30):
            text += f"\n\n[— {self.say(1, 3)}]{{.source}}"
        return "\n".join(f"> {line}" for line in text.split("\n"))

    def table(self) -> str:
        columns = self.number(1, 9 if self.slips(30) else 4)
        rows = [[self.say(1, 2) for _ in range(columns)]]
        for _ in range(self.number(1, 3)):
            width = columns + self.number(-1, 1) if self.slips() else columns
            rows.append([self.inlines(2) for _ in range(width)])
        lines = [_row([cell.replace("|", "") for cell in row]) for row in rows]
        lines.insert(1, _row([self.one(["---", ":--", "--:", ":-:"]) for _ in range(columns)]))
        opening = self.one(["::: tableau", "::: {.tableau entetes=lignes}"])
        caption = f"::: legende\n{self.inlines(2, notes=self.slips())}\n:::\n\n"
        return "\n".join([opening, caption + lines[0], *lines[1:], ":::"])

    def figure(self) -> str:
        name = self.one(["images/plan.png", "dessin.svg"])
        if self.slips(30):
            name = self.one(
                ["images/absent.png", "../secret.png", "images/Plan.PNG", "/etc/passwd", "fausse.png"]
            )
        described = json.dumps(self.calm(4, 9), ensure_ascii=False)
        credit = f' credit="{self.calm()}"' if self.chance(30) else ""
        return f"![{self.inlines(2, notes=self.slips())}]({name}){{alt={described}{credit}}}"

    def verse(self) -> str:
        lines = [self.say(1, 5) for _ in range(self.number(1, 4))]
        return "::: vers\n" + "\\\n".join(lines) + "\n:::"

    def definitions(self) -> str:
        said = [f": {self.inlines()}" for _ in range(self.number(1, 2))]
        return "\n".join([self.say(1, 3), *said])

    def pull_quote(self) -> str:
        words = self.calm(4, 8)
        return f"Un mot : {words}.\n\n::: exergue\n{words}\n:::"

    def mess(self) -> str:
        """Write what is no block of the vocabulary, or one in the wrong place."""
        opening = "::: " + self.one(["vers", "tableau", "chapo", "x", "{.exergue #a}", "{", "legende"])
        return self.pick(
            lambda: f"{opening}\n{self.inlines()}" + ("\n:::" if self.chance(60) else ""),
            lambda: f"```{self.say(0, 1)}\n{self.say()}\n```",
            lambda: f"<div>\n{self.say()}\n</div>",
            lambda: self.say(3, 20).replace(" ", "\n"),
            lambda: f"{'#' * self.number(1, 8)} {self.say(0, 3)}",
            lambda: f"{'>' * self.number(2, 70)} {self.say()}",
            lambda: "\n".join(f"{'  ' * n}- a" for n in range(self.number(2, 40))),
            lambda: f"\\begin{{{self.say(1, 1)}}}\n{self.say()}\n\\end{{{self.say(1, 1)}}}",
            lambda: f"[^{self.say(1, 1)}]: {self.inlines()}",
            lambda: f"[{self.say(1, 1)}]: {self.say(1, 2)}",
            lambda: f"::: exergue\n{self.say()}\n:::",
            lambda: f"    {self.say()}",
            lambda: "---",
        )

    # -------------------------------------------------------------- sections, notes, the whole

    def body(self) -> str:
        """Write a whole body: preface and lead, sections, the notes that were called."""
        fronts = [kind for kind in ("preface", "chapo") if self.chance(15)]
        parts = [f"::: {kind}\n{self.inlines()}\n:::" for kind in fronts]
        parts += self.blocks() if self.chance(30) else []
        parts += [self.section(2) for _ in range(self.number(1, 2))]
        parts += [self.note(key) for key in list(self.called) if not self.slips(10)]
        return "\n\n".join(parts) + "\n"

    def section(self, level: int) -> str:
        parts = [f"{'#' * level} {self.title()}", *self.blocks()]
        if level < 4 and self.chance(25):
            parts.append(self.section(level + (2 if self.slips(10) else 1)))
        return "\n\n".join(parts)

    def title(self) -> str:
        title = f"{self.draw(CALM)} {self.say(1, 4)}"
        while title.casefold() in self.titles:
            title += f" {len(self.titles) + 1}"
        self.titles.add(title.casefold())
        return title + (self.call() if self.chance(8) else "")

    def blocks(self) -> list[str]:
        return [self.block() for _ in range(self.number(1, 3))]

    def note(self, key: str) -> str:
        ways = [
            lambda: self.inlines(notes=False),
            lambda: self.citation().replace("{.probable}", ""),
            self.citation,
            lambda: "[]{.inconnu}",
            lambda: f"{self.inlines(notes=False)}\n\n    {self.say()}",
        ]
        bad = [self.inlines, self.mess, lambda: ""]
        return f"[^{key}]: {self.pick(*(bad if self.slips() else ways))}"


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _indented(text: str, spaces: int) -> str:
    return "\n".join(" " * spaces + line if line else line for line in text.split("\n"))
