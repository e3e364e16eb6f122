"""What changed between two versions: editions, sets, folders of sets, archives or sources.

The words are those that the checks read back out of the files, so that two formats can be compared too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from publier.diff import opening
from publier.diff.changes import Change, between
from publier.diff.opening import NothingError
from publier.diff.said import Said

__all__ = ["Change", "Compared", "Difference", "NothingError", "compare"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One relecture in both versions; ``changes`` with the kinds of files that each was found in.

    ``same_bytes`` says that the files themselves are equal too; ``lone`` are kinds of which only one
    version has a file, with whether it came (True) or went.
    """

    slug: str
    kinds: tuple[str, ...]
    changes: tuple[tuple[Change, tuple[str, ...]], ...]
    lone: tuple[tuple[str, bool], ...]
    same_bytes: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs: relectures that only one side has, and those that both have."""

    removed: tuple[str, ...]
    added: tuple[str, ...]
    compared: tuple[Compared, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not (self.removed or self.added or any(c.changes or c.lone for c in self.compared))

    def as_data(self) -> dict[str, Any]:
        """Return the difference as ``--json`` prints it."""
        return {
            "equal": self.is_empty,
            "removed": list(self.removed),
            "added": list(self.added),
            "relectures": [
                {
                    "slug": compared.slug,
                    "files": list(compared.kinds),
                    "same_bytes": compared.same_bytes,
                    "files_removed": [kind for kind, came in compared.lone if not came],
                    "files_added": [kind for kind, came in compared.lone if came],
                    "changes": [{**asdict(c), "files": list(kinds)} for c, kinds in compared.changes],
                }
                for compared in self.compared
            ],
        }


def compare(old: Path, new: Path, styles: Path) -> Difference:
    """Return what differs between what stands at two paths.

    Raises NothingError where nothing can be compared, SourceError for a source with an error.
    """
    before, after = opening.open_(old, new, styles), opening.open_(new, old, styles)
    if len(before) == len(after) == 1:  # whatever their names are
        [(_, was)], [(slug, now)] = before.items(), after.items()
        return Difference((), (), (_compared(slug, was, now),))
    both = [slug for slug in before if slug in after]
    return Difference(
        tuple(slug for slug in before if slug not in after),
        tuple(slug for slug in after if slug not in before),
        tuple(_compared(slug, before[slug], after[slug]) for slug in both),
    )


def _compared(slug: str, before: dict[str, Said], after: dict[str, Said]) -> Compared:
    """Compare the files of a relecture kind by kind; two of different kinds with one another."""
    kinds = [kind for kind in before if kind in after]
    pairs = [(kind, before[kind], after[kind]) for kind in kinds]
    lone: list[tuple[str, bool]] = []
    if not kinds:
        one, other = next(iter(before)), next(iter(after))
        pairs = [(f"{one}, {other}", before[one], after[other])]
    elif min(len(before), len(after)) > 1:  # one file against a set is no file that went
        lone += [(kind, False) for kind in before if kind not in after]
        lone += [(kind, True) for kind in after if kind not in before]
    return Compared(
        slug,
        tuple(kind for kind, _, _ in pairs),
        tuple(_together({kind: between(was, now) for kind, was, now in pairs})),
        tuple(lone),
        all(was.digest == now.digest for _, was, now in pairs),
    )


def _together(found: dict[str, list[Change]]) -> Iterator[tuple[Change, tuple[str, ...]]]:
    """Yield each change once, with the kinds of files that it is in.

    Each format has names of its own for what it says of a text: the same change of several is one.
    """
    kinds: dict[Change, list[str]] = {}
    names: dict[Change, list[str]] = {}
    for kind, changes in found.items():
        for change in changes:
            key = replace(change, where="") if change.part == "metadata" else change
            names.setdefault(key, []).append(change.where)
            kinds.setdefault(key, []).append(kind)
    for key, where in names.items():
        shown = ", ".join(dict.fromkeys(", ".join(where).split(", ")))
        yield replace(key, where=shown) if key.part == "metadata" else key, tuple(dict.fromkeys(kinds[key]))
