"""The reference validators: veraPDF, EPUBCheck, Ace, Nu and axe, each in its own module.

They look at finished files from outside and know nothing of relectures. None of them is needed to
publish: where one cannot be run, its result says so, and the command that installs what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from publier.checks.validators.results import Message, NotRunError, Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["VALIDATORS", "Message", "NotRunError", "Result", "Validator", "Verdict"]


@dataclass(frozen=True, slots=True)
class Validator:
    """A validator: the edition it looks at (by suffix), and how it looks at all files at once."""

    name: str
    suffix: str
    look: Callable[[Sequence[Path]], list[Result]]

    def check(self, paths: Sequence[Path]) -> list[Result]:
        """Return one result a path, in order; never raises for what a tool lacks or does."""
        try:
            return self.look(paths)
        except NotRunError as error:
            return [
                Result(self.name, path.name, missing=error.missing, command=error.command, said=error.said)
                for path in paths
            ]


def _of(module: str, paths: Sequence[Path]) -> list[Result]:
    results: list[Result] = import_module(f"{__name__}.{module}").check(paths)
    return results


# The slowest first: they are run side by side.
VALIDATORS = (
    Validator("axe", ".html", lambda paths: _of("axe", paths)),
    Validator("EPUBCheck", ".epub", lambda paths: _of("epubcheck", paths)),
    Validator("Ace", ".epub", lambda paths: _of("ace", paths)),
    Validator("veraPDF", ".pdf", lambda paths: _of("verapdf", paths)),
    Validator("Nu", ".html", lambda paths: _of("nu", paths)),
)
