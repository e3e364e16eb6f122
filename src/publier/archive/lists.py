"""Files against the lists of their digests: what changed, is missing or was added, and which list is wrong.

A digest cannot be right by accident: a file that agrees with one list is what it was, and every list that
says otherwise was changed itself. Three lists speak of each file of a bag, two of an edition in a set.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from publier import storage
from publier.archive import bag
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

Digests = dict[str, str]
"""Algorithm → digest, in small hexadecimal letters."""

_CODES = {"changed": "V010", "missing": "V011", "added": "V012"}


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of digests: the file that holds it (empty: we made it up), and which files it speaks of."""

    file: str
    algorithm: str
    covers: Callable[[str], bool]
    entries: Mapping[str, str]


def scan(folder: Path) -> tuple[dict[str, Digests], list[Problem]]:
    """Return the digests of every file below a folder, by name; what is no regular file is a problem."""
    found: dict[str, Digests] = {}
    problems: list[Problem] = []
    for name, entry in _walk(folder):
        shown = os.fsencode(name).decode(errors="backslashreplace")
        if stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
            found[shown] = _digests(entry)
        else:
            problems.append(Problem("V014", path=shown))
    return found, problems


def _walk(folder: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield what is below a folder and is no folder; links are not followed, however deep it is."""
    waiting = [(str(folder), "")]
    while waiting:
        place, within = waiting.pop()
        with os.scandir(place) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                name = f"{within}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, f"{name}/"))
                else:
                    yield name, entry


def _digests(entry: os.DirEntry[str]) -> Digests:
    digests = {name: hashlib.new(name) for name in bag.ALGORITHMS}
    with open(entry.path, "rb") as file:  # noqa: PTH123 - the entry of a folder has no method for it
        while block := file.read(2**20):
            for digest in digests.values():
                digest.update(block)
    return {name: digest.hexdigest() for name, digest in digests.items()}


def read(data: bytes, algorithm: str) -> dict[str, str] | None:
    """Return the digests of a list, by name; None when a line, or the lack of any, is not ours."""
    size = hashlib.new(algorithm).digest_size * 2
    try:
        lines = data.decode().split("\n")
    except UnicodeDecodeError:
        return None
    found = [re.fullmatch(rf"([0-9a-f]{{{size}}})  (\S|\S.*\S)", line) for line in lines[:-1]]
    entries = {match[2]: match[1] for match in found if match}
    return entries if found and not lines[-1] and len(entries) == len(found) else None


def of_bag(folder: Path, found: Mapping[str, Digests]) -> tuple[list[Listing], list[Problem]]:
    """Return the lists of a bag that can be read, and what is wrong with the others."""
    tags = (*bag.TAG_MANIFESTS, storage.SUMS)  # which tag manifests do not list (RFC 8493 §2.2.1)
    wanted = [(storage.SUMS, "sha256", lambda name: name != storage.SUMS)]
    for algorithm, data, tag in zip(bag.ALGORITHMS, bag.MANIFESTS, bag.TAG_MANIFESTS, strict=True):
        wanted.append((data, algorithm, lambda name: name.startswith(bag.DATA)))
        wanted.append((tag, algorithm, lambda name: not name.startswith(bag.DATA) and name not in tags))
    lists, problems = _open(folder, found, wanted)
    # What a tag manifest should be can be told from the files that it lists.
    entries = {}
    for each in lists:
        if each.file in bag.TAG_MANIFESTS:
            text = bag.listing({name: found[name][each.algorithm] for name in each.entries if name in found})
            entries[each.file] = hashlib.sha256(text).hexdigest()
    return [*lists, Listing("", "sha256", lambda name: name in entries, entries)], problems


def of_set(folder: Path, found: Mapping[str, Digests]) -> tuple[list[Listing], list[Problem]]:
    """Return the list of a set's checksums, when it can be read."""
    return _open(folder, found, [(storage.SUMS, "sha256", lambda name: name != storage.SUMS)])


def _open(
    folder: Path, found: Mapping[str, Digests], wanted: Sequence[tuple[str, str, Callable[[str], bool]]]
) -> tuple[list[Listing], list[Problem]]:
    lists, problems = [], []
    for file, algorithm, covers in wanted:
        if file not in found:
            problems.append(Problem("V011", path=file))
            continue
        entries = read((folder / file).read_bytes(), algorithm)
        if entries is None:
            problems.append(Problem("V013", path=file))
        else:
            lists.append(Listing(file, algorithm, covers, entries))
    return lists, problems


def judge(found: Mapping[str, Digests], lists: Sequence[Listing]) -> list[Problem]:
    """Return what changed, is missing or was added, and every list that is wrong: one problem a file."""
    faults: dict[str, str] = {}
    wrong = {each.file for each in lists if not all(map(each.covers, each.entries))}
    for name in sorted({*found, *(name for each in lists for name in each.entries)}):
        voters = [each for each in lists if each.covers(name)]
        digests = found.get(name)
        if voters and (fault := _fault(name, digests, voters)):
            faults[name] = fault
        wrong |= {each.file for each in voters if not _agrees(each, name, digests, faults.get(name))}
    for file in wrong - {""}:
        faults.setdefault(file, "changed")
    return [Problem(_CODES[fault], path=name) for name, fault in sorted(faults.items())]


def _fault(name: str, digests: Digests | None, voters: Sequence[Listing]) -> str | None:
    """Return what happened to a file, or None when all is well with it."""
    listed = [each for each in voters if name in each.entries]
    if digests is None:
        return "missing" if len(listed) * 2 > len(voters) else None
    if any(each.entries[name] == digests[each.algorithm] for each in listed):
        return None
    return "changed" if listed else "added"


def _agrees(each: Listing, name: str, digests: Digests | None, fault: str | None) -> bool:
    """Say whether a list fits what was found out about a file."""
    if fault is None and digests is not None:
        return each.entries.get(name) == digests[each.algorithm]
    return (name in each.entries) == (fault in ("changed", "missing"))
