"""How publier says that something is wrong: what, where, and what to do next.

The words of every problem live in one catalogue, ``catalogue.toml``, in French and English;
code and parameters are all that the program itself knows.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from publier.at import At


class Severity(StrEnum):
    """An error stops the build; a warning never does."""

    ERROR = "error"
    WARNING = "warning"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the texts of all problems: code → ``fr``, ``en``, ``fr_hint``, ``en_hint``, …."""
    text = Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8")
    entries: dict[str, dict[str, str]] = tomllib.loads(text)
    ours = entries.pop("ours")
    return {code: {**ours, **texts} if code.startswith("P") else texts for code, texts in entries.items()}


@dataclass(frozen=True, slots=True, init=False)
class Problem:
    """Something found wrong: a stable code, its place, and what its words need.

    ``Problem("N002", at, key="amis")`` prints as « la note « amis » est appelée… ».
    """

    code: str
    at: At | None
    values: tuple[tuple[str, str], ...]

    def __init__(self, code: str, at: At | None = None, **values: object) -> None:
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "at", at)
        object.__setattr__(self, "values", tuple((k, str(v)) for k, v in values.items()))

    @property
    def severity(self) -> Severity:
        """What the catalogue says of this code; an error unless told otherwise."""
        return Severity(catalogue()[self.code].get("severity", Severity.ERROR))

    def message(self, lang: str = "fr") -> str:
        """Return what is wrong, in ``fr`` or ``en``."""
        return catalogue()[self.code][lang].format(**dict(self.values))

    def hint(self, lang: str = "fr") -> str:
        """Return what to do next, or nothing; first what was probably meant, where ``near`` says it."""
        texts, values = catalogue()[self.code], dict(self.values)
        hint = texts.get(f"{lang}_hint", "").format(**values)
        near = texts.get(f"{lang}_near", "").format(**values) if values.get("near") else ""
        return f"{near} {hint[:1].upper()}{hint[1:]}".strip() if near else hint

    def as_data(self, lang: str = "fr") -> dict[str, Any]:
        """Return the problem as ``--json`` prints it."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "file": self.at.file if self.at else None,
            "line": self.at.line if self.at else None,
            "column": self.at.column if self.at else None,
            "message": self.message(lang),
            "hint": self.hint(lang),
        }


class SourceError(Exception):
    """The source cannot become a relecture; carries every problem that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{p.at}: {p.code}: {p.message('en')}" for p in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception is pickled with its message alone; it comes back from other processes whole.
        return type(self), (self.problems,)


class EnvironmentFault(Exception):  # noqa: N818 - a fault of the machine, not an error of the source
    """The machine lacks something that a build needs; carries its problems (``X…``)."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{p.code}: {p.message('en')}" for p in self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.problems,)


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Return those that stop a build."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def nearest(word: str, words: Iterable[str]) -> str:
    """Return the one of some words that was probably meant, or nothing when none is like it."""
    from difflib import get_close_matches  # wanted by faults alone

    folded = {known.casefold(): known for known in sorted(words, reverse=True)}
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def digits(number: int) -> str:
    """Return a number for a message, in groups of three: narrow no-break spaces suit both languages."""
    return f"{number:_}".replace("_", "\u202f")
