"""The differences between two versions of one relecture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal, TypeVar

from publier.diff import wording
from publier.diff.said import Run, Said
from publier.notes import BEFORE, LedgerNote, letters

Part = Literal["metadata", "text", "note", "link", "picture", "file"]
Verb = Literal["changed", "added", "removed", "moved"]

T = TypeVar("T")

LEAST = 0.5
"""The share of words that a block keeps when it is changed, and not replaced by another."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: in which part, where (a title, a note's number, a name), what was and what is.

    ``aspect`` says what of a note: ``words``, ``links``, ``calls``, ``place``, ``marker``.
    """

    part: Part
    verb: Verb
    where: str
    old: str = ""
    new: str = ""
    aspect: str = ""


def between(old: Said, new: Said) -> list[Change]:
    """Return every difference, the outside first: metadata, text, notes, links, pictures, files."""
    alike = old.kind == new.kind
    stated = (old.metadata, new.metadata) if alike else (old.common, new.common)
    return [
        *_named("metadata", *stated, both=not alike),
        *_text(old.runs, new.runs),
        *_notes(old, new),
        *_listed("link", old.links, new.links),
        *_listed("picture", old.pictures, new.pictures),
        *(_named("file", old.files, new.files, both=False) if alike else ()),
    ]


def _named(part: Part, old: dict[str, str], new: dict[str, str], *, both: bool) -> Iterator[Change]:
    """Yield what differs between named values; with ``both`` only where both have one.

    Names that change alike are one change: a title stands in many places.
    """
    names: dict[tuple[str, str], list[str]] = {}
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name, ""), new.get(name, "")
        if was != now and not (both and not (was and now)):
            names.setdefault((was, now), []).append(name)
    for (was, now), found in names.items():
        verb: Verb = "changed" if was and now else "added" if now else "removed"
        shown = ("", "") if part == "file" else (was, now)
        yield Change(part, verb, ", ".join(found), *shown)


# ------------------------------------------------------------------ the text


def _text(old: Sequence[Run], new: Sequence[Run]) -> list[Change]:
    changes = []
    for was, now in _paired(old, new, lambda run: run.text):
        if was and now:
            changes.append(Change("text", "changed", now.under, was.text, now.text))
        elif now:
            changes.append(Change("text", "added", now.under, new=now.text))
        elif was:
            changes.append(Change("text", "removed", was.under, was.text))
    return _with_moves(changes)


def _with_moves(changes: list[Change]) -> list[Change]:
    """Return changes, with what went in one place and came in another as one."""
    come = [change for change in changes if change.verb == "added"]
    found: list[Change] = []
    moved: list[Change] = []
    for change in changes:
        twin = next((c for c in come if change.verb == "removed" and c.new == change.old), None)
        if twin:
            come.remove(twin)
            moved.append(twin)
            found.append(replace(change, verb="moved", new=twin.where))
        else:
            found.append(change)
    return [change for change in found if not any(change is twin for twin in moved)]


def _paired(
    old: Sequence[T], new: Sequence[T], text: Callable[[T], str]
) -> Iterator[tuple[T | None, T | None]]:
    """Yield what differs between two lists: what became what, what went (None after), what came."""
    matcher = SequenceMatcher(None, [text(x) for x in old], [text(x) for x in new], autojunk=False)
    for code, i1, i2, j1, j2 in matcher.get_opcodes():
        if code == "equal":
            continue
        rest = list(new[j1:j2])
        elsewhere = {text(x) for x in new} - {text(x) for x in rest}
        for was in old[i1:i2]:
            at = None
            if text(was) not in elsewhere:  # one that only moved became nothing else
                likely = (n for n, now in enumerate(rest) if wording.alike(text(was), text(now), LEAST))
                at = next(likely, None)
            if at is None:
                yield was, None
                continue
            yield from ((None, now) for now in rest[:at])
            yield was, rest[at]
            del rest[: at + 1]
        yield from ((None, now) for now in rest)


# ------------------------------------------------------------------ notes and links


def _notes(old: Said, new: Said) -> list[Change]:
    stayed = {run.text for run in old.runs} & {run.text for run in new.runs}
    blocks = frozenset(map(letters, stayed))
    changes: list[Change] = []
    went: list[LedgerNote] = []
    came: list[LedgerNote] = []
    both = list(_same(old.notes, new.notes))
    for was, now in _paired(old.notes, new.notes, _whole):
        if was and now:
            changes += _note(was, now)
            both.append((was, now))
        elif was:
            went.append(was)
        elif now:
            came.append(now)
    for was in went:
        twin = next((now for now in came if _whole(now) == _whole(was)), None)
        if twin is None:
            changes.append(Change("note", "removed", was.marker, was.text))
        else:
            came.remove(twin)
            changes.append(Change("note", "moved", was.marker, was.text, twin.marker))
    changes += [Change("note", "added", now.marker, new=now.text) for now in came]
    return [*changes, *(change for pair in both for change in _calls(*pair, blocks))]


def _whole(note: LedgerNote) -> str:
    return "\n".join((note.text, *note.links))


def _same(old: Sequence[LedgerNote], new: Sequence[LedgerNote]) -> Iterator[tuple[LedgerNote, LedgerNote]]:
    """Yield the notes that say the same in both, in the order in which they do."""
    matcher = SequenceMatcher(None, [_whole(n) for n in old], [_whole(n) for n in new], autojunk=False)
    for i, j, size in matcher.get_matching_blocks():
        yield from zip(old[i : i + size], new[j : j + size], strict=True)


def _note(was: LedgerNote, now: LedgerNote) -> Iterator[Change]:
    if was.text != now.text:
        yield Change("note", "changed", now.marker, was.text, now.text, "words")
    if was.links != now.links:
        yield Change("note", "changed", now.marker, " ".join(was.links), " ".join(now.links), "links")


def _calls(was: LedgerNote, now: LedgerNote, blocks: frozenset[str]) -> Iterator[Change]:
    """Yield how the calls of a note differ; ``blocks`` are the letters of those that stayed as they were.

    Words that changed before a call do not move it.
    """
    one, other = ([call.before for call in note.calls] for note in (was, now))
    if len(one) != len(other):
        yield Change("note", "changed", now.marker, str(len(one)), str(len(other)), "calls")
    else:
        for before, after in zip(one, other, strict=True):
            if before != after and (_stands(before, blocks) or _stands(after, blocks)):
                yield Change("note", "changed", now.marker, before, after, "place")
    if (was.marker == str(was.number)) != (now.marker == str(now.number)):
        yield Change("note", "changed", str(now.number), was.marker, now.marker, "marker")


def _stands(before: str, blocks: frozenset[str]) -> bool:
    """Return whether some letters stand before a call in one of some blocks."""
    if len(before) < BEFORE:  # they are all that stand there
        return any(block.startswith(before) for block in blocks)
    return any(before in block for block in blocks)


def _listed(part: Part, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Yield what differs between two lists of addresses, or of descriptions."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for code, i1, i2, j1, j2 in matcher.get_opcodes():
        if code == "equal":
            continue
        gone, come = list(old[i1:i2]), list(new[j1:j2])
        for was, now in zip(gone, come, strict=False):
            yield Change(part, "changed", "", was, now)
        both = min(len(gone), len(come))
        yield from (Change(part, "removed", "", was) for was in gone[both:])
        yield from (Change(part, "added", "", new=now) for now in come[both:])
