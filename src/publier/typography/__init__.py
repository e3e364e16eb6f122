"""French micro-typography: the editor types plain spaces and signs, this stage sets the right ones.

It changes spaces and signs only where the language in force is French; code, addresses and words in
other languages stay as they are, and so does every letter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from publier import model as m
from publier import tree
from publier.problems import Problem
from publier.typography.french import RULES, ordinals
from publier.typography.line import Line, is_french

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BY_HAND = "\u00a0\u2009\u202f"
HIGH = ";!?"
"""Signs that French sets with one and the same space before them."""


def typeset(relecture: m.Relecture, chosen: Callable[[tree.Run], bool] = lambda _: True) -> m.Relecture:
    """Return the relecture with French typography; applying it again changes nothing.

    Of its blocks, those whose inlines are ``chosen`` are set.
    """
    main = is_french(relecture.metadata.lang)

    def run(inlines: tree.Run) -> tree.Run:
        return typeset_run(inlines, french=main) if chosen(inlines) else inlines

    typed = tree.map_inlines(relecture, run, typeset_string if main else str)
    return replace(typed, metadata=_metadata(relecture.metadata)) if main else typed


def typeset_run(run: tree.Run, *, french: bool = True) -> tree.Run:
    """Return one run of inlines, set; ``french`` says which language is in force around it."""
    line = Line(run, french=french)
    for rule in RULES:
        line.apply(rule)
    line.superscript(ordinals(line.flat))
    return line.result()


def typeset_string(text: str) -> str:
    """Return one French string, set; without raised letters, since it has no nodes."""
    line = Line((m.Text(text),), french=True)
    for rule in RULES:
        line.apply(rule)
    return m.plain(line.result())


def _metadata(data: m.Metadata) -> m.Metadata:
    """Set what is read as sentences; names of people and bodies are left as catalogues know them."""
    text = typeset_string
    return replace(
        data,
        title=text(data.title),
        subtitle=text(data.subtitle),
        abstract=text(data.abstract),
        rights=text(data.rights),
        series=data.series and replace(data.series, name=text(data.series.name)),
        cover=data.cover and replace(data.cover, alt=text(data.cover.alt)),
        accessibility=replace(data.accessibility, summary=text(data.accessibility.summary)),
    )


def inspect(relecture: m.Relecture) -> list[Problem]:
    """Return warnings of spaces that the source writes in several ways before signs that want the same one.

    T001: a sign has a plain space here, one set by hand there. T002: those set by hand before
    « ; ! ? » are of several kinds. To be asked of the relecture as it was written, before ``typeset``.
    """
    if not is_french(relecture.metadata.lang):
        return []
    spaces: dict[str, set[str]] = defaultdict(set)
    places: dict[str, m.At | None] = {}
    for space, sign, at in _spaces(relecture):
        spaces[sign].add(space)
        if space in BY_HAND:
            places.setdefault(sign, at)
    mixed = [Problem("T001", at, sign=sign) for sign, at in places.items() if " " in spaces[sign]]
    high = [sign for sign in places if sign in HIGH]
    kinds = {space for sign in high for space in spaces[sign]} & {*BY_HAND}
    if len(kinds) > 1:
        names = ", ".join(f"U+{ord(kind):04X}" for kind in sorted(kinds))
        mixed.append(Problem("T002", places[high[0]], spaces=names))
    return mixed


def _spaces(relecture: m.Relecture) -> Iterator[tuple[str, str, m.At | None]]:
    """Yield each space before a sign, the sign, and its place."""
    for run in tree.runs(relecture, notes=True):
        for node in tree.walk_inlines(run):
            if isinstance(node, m.Text):
                for space, sign in re.findall(rf"([ {BY_HAND}])([;:!?»])", node.value):
                    yield space, sign, node.at
