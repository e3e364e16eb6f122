"""What a validator says of a file: passed, failed with its messages, or not run and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class Verdict(StrEnum):
    """The end of one validator's look at one file."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not-run"


class NotRunError(Exception):
    """A validator could not look: a tool is missing (and how to get it), or it ended without a result."""

    def __init__(self, missing: str = "", command: str = "", said: str = "") -> None:
        self.missing, self.command, self.said = missing, command, said
        super().__init__(missing or said)


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that a validator found, at one place or at several (``times``).

    ``level`` is the validator's own word, for axe the level of WCAG; ``fails`` says that the file
    does not pass with it; ``accepted`` says why it does all the same.
    """

    level: str
    code: str
    text: str
    place: str = ""
    times: int = 1
    fails: bool = True
    accepted: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What one validator says of one file; ``looked`` says at what it looked (profiles, views)."""

    validator: str
    file: str
    version: str = ""
    messages: tuple[Message, ...] = ()
    looked: tuple[str, ...] = ()
    missing: str = ""
    command: str = ""
    said: str = ""

    @property
    def verdict(self) -> Verdict:
        """Not run when a tool is missing or broke, failed when a message says so, else passed."""
        if self.missing or self.said:
            return Verdict.NOT_RUN
        return Verdict.FAILED if any(message.fails for message in self.messages) else Verdict.PASSED

    def as_data(self) -> dict[str, Any]:
        """Return the result as ``report.json`` holds it."""
        return {**asdict(self), "verdict": str(self.verdict)}


def together(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Return messages with those that say the same as one, at its first place, counted."""
    kept: dict[Message, Message] = {}
    for message in messages:
        key = replace(message, place="", times=1)
        first = kept.get(key)
        kept[key] = replace(first, times=first.times + message.times) if first else message
    return tuple(kept.values())
