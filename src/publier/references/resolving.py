"""What a note says when it cites a resource, or when its source is not known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeAlias

from publier import model as m
from publier import pandoc, tree
from publier.problems import Problem, nearest
from publier.references.entries import Entries, Entry
from publier.references.wording import Reference, base, joined, reference

WORDS = {
    "fr": {"probable": "source à confirmer", "unknown": "source non identifiée dans le document d’origine"},
    "en": {"probable": "source to be confirmed", "unknown": "source not identified in the original document"},
}
"""What is said of a source, in the language of the text; a language without a table gets English."""

Filled: TypeAlias = tuple[m.Relecture, list[Problem]]

_OTHER = "\ufffc"
"""Stands for a neighbouring reference where only its presence matters."""
_SENTENCE = re.compile(rf"(?:^[\s«“\"(]*|[.!?…][\s»”\")]*|{_OTHER}\s*)$")
_ABBREVIATION = re.compile(r"\b(?:cf|v|p\. ex|e\.g|i\.e)\.\s*$", re.IGNORECASE)
_STOPS = (".", "!", "?", "…")
_PAGES = re.compile(r"\d+(?:\s*[-–,]\s*\d+)*")


def start(relecture: m.Relecture, entries: Entries, csl: str) -> Callable[[m.Relecture], Filled]:
    """Let the references that a relecture cites be formatted, and return what fills them in.

    That fills every citation and every unknown source of the same text, typeset meanwhile or not, with
    words, and reports keys that no list has. ``csl`` is the text of a CSL style that underlines what
    bears the link. Pandoc runs once, and only when something is cited. A citation of an unknown key
    stays empty.
    """
    lang = relecture.metadata.lang
    problems = unknown(relecture, entries)
    wanted = {_form(c): entries[c.key] for c in _citations(relecture) if c.key in entries}
    items = [_item(entry, located=located) for (_, located), entry in wanted.items()]
    formatted = pandoc.start(pandoc.format_references, items, csl, lang)

    def fill(text: m.Relecture) -> Filled:
        try:
            printed = formatted()
        except pandoc.PandocError as error:
            return text, [*problems, Problem("R016", reason=error)]
        words = map(reference, printed, wanted.values(), [lang] * len(wanted))
        filling = _Filling(dict(zip(wanted, words, strict=True)), lang)
        return tree.map_inlines(text, filling.run), problems

    return fill


def refers(run: tree.Run) -> bool:
    """Say whether there is a citation or an unknown source in some inlines."""
    return any(isinstance(node, m.Citation | m.Unidentified) for node in tree.walk_inlines(run))


def unknown(relecture: m.Relecture, entries: Entries) -> list[Problem]:
    """Return a problem for each citation of a key that no list has."""
    return [_unknown(citation, entries) for citation in _citations(relecture) if citation.key not in entries]


def _citations(relecture: m.Relecture) -> Iterator[m.Citation]:
    for run in tree.runs(relecture, notes=True):
        yield from (node for node in tree.walk_inlines(run) if isinstance(node, m.Citation))


def _unknown(citation: m.Citation, entries: Entries) -> Problem:
    if entries:
        return Problem("R001", citation.at, key=citation.key, near=nearest(citation.key, entries))
    return Problem("R002", citation.at, key=citation.key)


def _form(citation: m.Citation) -> tuple[str, bool]:
    """Return what decides how a resource is printed: which it is, and whether a place in it is given."""
    return citation.key, bool(citation.locator)


def _item(entry: Entry, *, located: bool) -> dict[str, Any]:
    """Return what the style may print: the pages of an article are not for one who cites a page."""
    return {name: value for name, value in entry.item.items() if not (located and name == "page")}


class _Filling:
    """Puts words into the citations of runs, as their places in a sentence want them."""

    def __init__(self, references: dict[tuple[str, bool], Reference], lang: str) -> None:
        self.references = references
        self.words = WORDS.get(base(lang), WORDS["en"])
        self.contexts: Iterator[tuple[bool, bool]] = iter(())

    def run(self, run: tree.Run) -> tree.Run:
        """Fill the citations of the inlines of a whole block."""
        self.contexts = iter(_contexts(run))
        return self.fill(run)

    def fill(self, run: tree.Run) -> tree.Run:
        """Fill the citations of some inlines of the block."""
        return tuple(self.inline(node) for node in run)

    def inline(self, node: m.Inline) -> m.Inline:
        """Fill one inline, or those it holds."""
        match node:
            case m.Citation():
                return replace(node, children=self.finished(node, self.citation(node)))
            case m.Unidentified():
                words = Reference((m.Text(self.words["unknown"]),), common=True)
                return replace(node, children=self.finished(node, words))
            case _:
                return tree.map_children(node, self.fill)

    def citation(self, node: m.Citation) -> Reference | None:
        """Return a reference with place and certainty."""
        found = self.references.get(_form(node))
        if not found:
            return None
        tail = f", {_located(node.locator)}" if node.locator else ""
        if node.certainty is m.Certainty.PROBABLE:
            tail += f" ({self.words['probable']})"
        return replace(found, children=joined((*found.children, m.Text(tail)))) if tail else found

    def finished(self, node: m.Inline, words: Reference | None) -> tree.Run:
        """Return the words with the capital that begins a sentence and the period that ends it."""
        begins, ends = next(self.contexts)
        if words is None:
            return ()
        children = words.children
        if begins and words.common:
            children = _capital(children)
        if ends and not m.plain(children).endswith(_STOPS):
            children = joined((*children, m.Text(".")))
        return _placed(children, node.at)


def _contexts(run: tree.Run) -> Iterator[tuple[bool, bool]]:
    """Yield for each reference of a run, in order, whether it begins and whether it ends a sentence."""
    text = "".join(_characters(node) for node in tree.walk_inlines(run))
    for found in re.finditer(_OTHER, text):
        before, after = text[: found.start()], text[found.end() :].lstrip()
        begins = bool(_SENTENCE.search(before)) and not _ABBREVIATION.search(before)
        yield begins, not after or after.startswith(_OTHER)


def _characters(node: m.Inline) -> str:
    match node:
        case m.Text(value) | m.Code(value):
            return value.replace(_OTHER, " ")
        case m.LineBreak():
            return " "
        case m.Citation() | m.Unidentified():
            return _OTHER
        case _:
            return ""  # what it holds follows


def _located(locator: str) -> str:
    """Return a place in a resource; a bare number is a page."""
    return f"p. {locator}" if _PAGES.fullmatch(locator) else locator


def _capital(run: tree.Run) -> tree.Run:
    """Return a run whose first letter is a capital."""
    first, *rest = run
    if isinstance(first, m.Text):
        return (replace(first, value=first.value[:1].upper() + first.value[1:]), *rest)
    return (tree.map_children(first, _capital), *rest)


def _placed(run: tree.Run, at: m.At | None) -> tree.Run:
    """Return a run that stands, as a whole, where its citation was written."""
    return tuple(replace(tree.map_children(node, lambda held: _placed(held, at)), at=at) for node in run)
