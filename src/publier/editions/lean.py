"""A page without a letter too many: its style sheet cut to what it holds, no quotes where HTML needs none.

The page is finished when it leaves us, for it has no script: what a selector does not find in it
now, it never will. States (``:target``, ``:hover``, ``details[open]``) are taken for possible.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import product

_HOLDS_RULES = ("@media", "@supports")
_GROUP = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
"""Parentheses with at most two more inside one another: as deep as our selectors go."""
_ANY = re.compile(rf":is({_GROUP})")
_STATES = re.compile(rf"::?[\w-]+(?:{_GROUP})?|\[[^\]]*\]")
_NAMES = re.compile(r"[.#]?[a-zA-Z][\w-]*")
_PROPERTY = re.compile(r"(?<![\w-])--[a-zA-Z][\w-]*")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its selector or condition, and its declarations or the rules that it holds."""

    prelude: str
    declarations: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()

    def text(self) -> str:
        """Return the rule as a style sheet says it; nothing when it says nothing."""
        inner = "".join(rule.text() for rule in self.rules) or ";".join(self.declarations)
        return f"{self.prelude}{{{inner}}}" if inner else ""


def cut(css: str, page: str) -> str:
    """Return a style sheet that shows a page as ``css`` does, and holds nothing for other pages."""
    rules = _used(parse(squeeze(css)), names(page))
    return renamed("".join(rule.text() for rule in _settled(rules)))


def squeeze(css: str) -> str:
    """Return a style sheet without comments, indents, and spaces that mean nothing."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    lines = (line.strip() for line in bare.splitlines())
    joined = "\n".join(line for line in lines if line)
    return re.sub(r"(?<=[{};,])\s+|\s+(?=[{}])|(?<=:) |;(?=\s*\})", "", joined)


def parse(css: str) -> tuple[Rule, ...]:
    """Return the rules of a squeezed style sheet, in order."""
    rules, at = [], 0
    while (opens := css.find("{", at)) >= 0:
        closes = _end(css, opens)
        prelude, inner = css[at:opens].strip(), css[opens + 1 : closes]
        if prelude.startswith(_HOLDS_RULES):
            rules.append(Rule(prelude, rules=parse(inner)))
        else:
            rules.append(Rule(prelude, tuple(_split(inner, ";"))))
        at = closes + 1
    return tuple(rules)


def _end(css: str, opens: int) -> int:
    """Return where the brace that opens at ``opens`` is closed; our strings hold no brace."""
    depth = 0
    for place in range(opens, len(css)):
        depth += {"{": 1, "}": -1}.get(css[place], 0)
        if depth == 0:
            return place
    raise ValueError(css[opens : opens + 40])


def _split(text: str, sign: str) -> list[str]:
    """Split a list at a sign that stands in no parentheses and in no string."""
    pieces = re.findall(rf'(?:"[^"]*"|{_GROUP}|[^{sign}"(])+', text)
    return [piece.strip() for piece in pieces]


# ------------------------------------------------------------------ what the page holds


class _Names(HTMLParser):
    """Collects what selectors can find: ``p``, ``.note``, ``#notes``."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the name of an element, its classes and its id."""
        said = dict(attrs)
        self.found |= {tag, f"#{said.get('id')}", *(f".{c}" for c in (said.get("class") or "").split())}


def names(page: str) -> frozenset[str]:
    """Return the elements, classes and ids of a page as selectors name them."""
    reader = _Names()
    reader.feed(page)
    return frozenset(reader.found)


def _used(rules: tuple[Rule, ...], known: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules, and of each the selectors, that can match."""
    kept = []
    for rule in rules:
        if rule.rules:
            kept.append(replace(rule, rules=_used(rule.rules, known)))
        elif rule.prelude.startswith("@"):
            kept.append(rule)
        else:
            selectors = [each for each in _split(rule.prelude, ",") if can_match(each, known)]
            declarations = rule.declarations if selectors else ()
            prelude = re.sub(r" ([>+]) ", r"\1", ",".join(selectors))
            kept.append(Rule(prelude, declarations))
    return tuple(rule for rule in kept if rule.text())


def can_match(selector: str, known: frozenset[str]) -> bool:
    """Say whether a page that holds the ``known`` names may have what a selector asks for."""
    branches = [_split(group[1:-1], ",") for group in _ANY.findall(selector)]
    if any(not any(can_match(branch, known) for branch in group) for group in branches):
        return False
    return set(_NAMES.findall(_STATES.sub("", _ANY.sub("", selector)))) <= known


# ------------------------------------------------------------------ custom properties


def _settled(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the rules without custom properties that nothing asks for, or that never change.

    One that ``:root`` sets, once and whatever the screen, is a name for people: where it is
    longer than what it stands for, its value takes its place.
    """
    while True:
        text = "".join(rule.text() for rule in rules)
        uses = Counter(re.findall(rf"var\(({_PROPERTY.pattern})\)", text))
        sets = Counter(re.findall(rf"({_PROPERTY.pattern}):", text))
        values = {
            name: value
            for rule in rules
            if rule.prelude == ":root"
            for name, _, value in (each.partition(":") for each in rule.declarations)
            if sets[name] == 1 and name.startswith("--")
        }
        gone = [name for name, value in values.items() if uses[name] * len(value) <= _cost(uses[name], value)]
        if not gone:
            return rules
        # One at a time: what it stands for may be named in the next.
        rules = tuple(rule for each in rules if (rule := _without(each, gone[0], values[gone[0]])).text())


def _cost(uses: int, value: str) -> int:
    """Return the characters of a custom property with a name of one letter, set once and used."""
    return uses * len("var(--a)") + len(f"--a:{value};")


def _without(rule: Rule, name: str, value: str) -> Rule:
    kept = (each for each in rule.declarations if each.partition(":")[0] != name)
    declarations = tuple(each.replace(f"var({name})", value) for each in kept)
    return replace(
        rule, declarations=declarations, rules=tuple(_without(each, name, value) for each in rule.rules)
    )


def renamed(css: str) -> str:
    """Return a style sheet whose custom names (``--archive``) are short, the most frequent shortest."""
    found = Counter(_PROPERTY.findall(css))
    short = dict(zip((name for name, _ in found.most_common()), _short(), strict=False))
    return _PROPERTY.sub(lambda name: short[name[0]], css)


def _short() -> Iterator[str]:
    letters = string.ascii_lowercase
    yield from (f"--{letter}" for letter in letters)
    yield from (
        f"--{first}{second}" for first, second in product(letters, string.ascii_lowercase + string.digits)
    )


# ------------------------------------------------------------------ the page

_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
_QUOTED = re.compile(r'="([^\s"\'=<>`/]|[^\s"\'=<>`]*[^\s"\'=<>`/])"(?!/)')


def unquoted(page: str) -> str:
    """Return a page without empty lines, and without quotes around values that need none.

    Source: HTML, § 13.1.2.3; a value that ends in a slash keeps its quotes, as one before ``/>``.
    """
    bare = re.sub(r"\n\s*\n", "\n", page)
    return _TAG.sub(lambda tag: _QUOTED.sub(r"=\1", tag[0]), bare)
