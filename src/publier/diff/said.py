"""What a text says, whatever it was read from: an edition's bytes or a source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from publier.checks.compare import uri
from publier.checks.found import Found
from publier.notes import LedgerNote, squeeze


@dataclass(frozen=True, slots=True)
class Run:
    """The words of a block, and the title that it stands under (its own, for a title)."""

    text: str
    under: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class Said:
    """A relecture as one of its files says it.

    ``kind`` is the edition or ``source``; ``metadata`` is what the file says of it by the names of its
    format, ``common`` by names that all formats share; ``pictures`` are the descriptions of those of the
    text, ``files`` the digests of what stands beside a source, by name.
    """

    kind: str
    digest: str
    runs: tuple[Run, ...]
    notes: tuple[LedgerNote, ...]
    links: tuple[str, ...]
    metadata: dict[str, str]
    common: dict[str, str]
    pictures: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)


def runs(found: Found) -> tuple[Run, ...]:
    """Return the blocks of the text, without those of the notes, which come last."""
    texts = list(found.runs)
    for note in reversed(found.ledger.notes):
        held = ""
        while texts and len(held) < len(note.text):
            held = f"{texts.pop()} {held}".strip()
    return tuple(_placed(texts, [heading.title for heading in found.headings]))


def _placed(texts: list[str], titles: list[str]) -> Iterator[Run]:
    under, waiting = "", titles[::-1]
    for text in texts:
        if waiting and text == waiting[-1]:
            under = _closed(waiting.pop())
        yield Run(_closed(text), under)


def _closed(text: str) -> str:
    """Return words without the space that a call of a note has left before a sign."""
    return re.sub(r" (?=[.,)]|$)", "", text)


def links(found: Found) -> tuple[str, ...]:
    """Return the addresses of the text as every format writes them."""
    return tuple(map(uri, found.outward))


def notes(found: Found) -> tuple[LedgerNote, ...]:
    """Return the notes, their addresses as every format writes them."""
    return tuple(
        LedgerNote(n.number, n.marker, n.calls, n.text, tuple(map(uri, n.links)), n.backs)
        for n in found.ledger.notes
    )


def comparable(name: str, value: str) -> str:
    """Return a value as every format can say it: only some know of dates that are not sure."""
    return value.rstrip("~?%") if name == "date" else squeeze(value)
