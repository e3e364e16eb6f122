"""Whole sources, from harmless to hostile: front matter, text, references, pictures; as bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fuzz.blocks import Blocks
from fuzz.inlines import RESOURCES
from fuzz.words import MOODS, NASTY, some
from hypothesis import strategies as st

PICTURE = (Path(__file__).parents[1] / "badinput" / "img.png").read_bytes()
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


@dataclass(frozen=True)
class Written:
    """What somebody put into ``source/``: the files of one relecture, and those shared by all."""

    files: dict[str, bytes]
    shared: dict[str, bytes]

    def placed(self, slug: str) -> dict[str, bytes]:
        """Return all files by their name in ``source/``."""
        return {**{f"{slug}/{name}": data for name, data in self.files.items()}, **self.shared}


@st.composite
def written(draw: st.DrawFn) -> Written:
    """Return a whole source of some mood: half of them calm, a quarter odd, a quarter hostile."""
    writer = Writer(draw, draw(some(["calm", *MOODS])))
    files = {
        "relecture.md": writer.saved(writer.body() if writer.slips(3) else writer.front() + writer.body()),
        "images/plan.png": PICTURE,
        "dessin.svg": DRAWING,
        "fausse.png": DRAWING,  # not what its name says
    }
    shared = {"references.yaml": writer.saved(writer.references())}
    if writer.chance(30):
        shared["library.yaml"] = f"name: {writer.quoted()}\npublisher: {writer.quoted()}\n".encode()
    return Written(files, shared)


class Writer(Blocks):
    """Writes all files of one relecture."""

    def front(self) -> str:
        """Write a front matter: what is required, some of what is not, one bad line when hostile."""
        lines = [
            f"title: {self.quoted()}",
            f"lang: {self.one(['fr', 'fr', 'fr', 'en', 'fr-FR', 'de', 'ar'])}",
            "modified: 2026-01-31",
        ]
        optional: list[Callable[[], str]] = [
            lambda: f"subtitle: {self.quoted()}",
            lambda: f"date: {json.dumps(self.one(['2020', '2020-05', '2020-05-14', '2020~']))}",
            lambda: f"abstract: {self.quoted()}",
            lambda: f"keywords: [{self.quoted()}, {self.quoted()}]",
            lambda: f"author:\n  - {self.quoted()}\n  - {{name: {self.quoted()}}}",
            lambda: f"series: {{name: {self.quoted()}, position: {self.number(0, 99)}}}",
            lambda: f"rights: {self.quoted()}",
            lambda: "pdf: {profile: a4f-ua2}",
            lambda: "url: https://exemple.fr/a",
        ]
        lines += [way() for way in optional if self.chance(20)]
        lines = [line for line in lines if not self.slips(6)]
        lines += [self._bad_line()] if self.slips(50) else []
        return "\n".join(["---", *lines, "" if self.slips(3) else "---", "", ""])

    def _bad_line(self) -> str:
        key = self.one(["title", "date", "author", "cover", "identifier", "licence", "x", "accessibility"])
        values = ["", "[", "{a: b", "&a x", "*a", "!!python/object x", "yes", "- a", "1e9", "|"]
        return f"{key}: {self.one(values) if self.chance(60) else self.say()}"

    def references(self) -> str:
        """Write the list of resources; a slip forgets one, or adds a line that makes no sense."""
        lines = ["references:"]
        for key, kind in RESOURCES.items():
            if self.slips(8):
                continue
            lines += [f"  - id: {key}", f"    type: {kind}", f"    title: {self.quoted()}"]
            optional = [
                f"    author: [{{family: {self.quoted()}, given: {self.quoted()}}}]",
                "    issued: {date-parts: [[2012, 12, 6]]}",
                f"    container-title: {self.quoted()}",
                "    URL: https://exemple.fr/livre",
            ]
            lines += [line for line in optional if self.chance(45)]
            if self.slips(10):
                lines.append(f"    {self.one(['DOI', 'issued', 'author', 'x', 'type'])}: {self.say(0, 3)}")
        return "\n".join([*lines, ""])

    def saved(self, text: str) -> bytes:
        """Return a text as an editor's program saves it; a slip puts in what is no text."""
        if self.slips():
            place = self.number(0, len(text))
            text = text[:place] + self.one(NASTY) + text[place:]
        data = text.encode()
        if self.slips(6):
            place = self.number(0, len(data))
            data = data[:place] + self.draw(st.binary(min_size=1, max_size=3)) + data[place:]
        return b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") if self.chance(5) else data
