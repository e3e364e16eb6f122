"""Links: each is one element and one annotation that says where it leads; paper shows addresses."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from publier.checks.names import is_empty, is_poor
from publier.notes import squeeze
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from publier.checks.pdf import Note, Reading
    from publier.checks.pdf_tree import Link
    from publier.model import Relecture


def problems(reading: Reading, _: Relecture) -> Iterator[Problem]:
    """Yield the links that are lost, mute or not printed."""
    yield from followed(reading)
    yield from contents(reading)
    for note in reading.notes:
        yield from printed(note)
    shown = [_plain(text).removeprefix("(").removesuffix(")") for text in reading.printed]
    wanted = [_plain(address(target)) for target in reading.outward]
    for theirs, mine in zip_longest(shown, wanted, fillvalue=""):
        if theirs != mine:
            yield Problem("P056", found=theirs, expected=mine)
            break


def followed(reading: Reading) -> Iterator[Problem]:
    """Every link of the structure can be followed, every annotation is in it (ISO 14289-1 §7.18.5)."""
    owners: dict[Link, tuple[int, int]] = {}
    for element in reading.book.root.walk():
        found = element.links()
        owners |= dict.fromkeys(found, element.key)
        leads = {(link.uri, link.anchor) for link in found}
        if element.role == "Link" and len(leads) != 1:
            yield Problem("P051", text=squeeze(element.text()))
    for link in reading.book.links:
        if link not in owners or reading.book.annotated.get(link.parent) != owners[link]:
            yield Problem("P051", text=link.contents or link.uri or link.anchor)


def contents(reading: Reading) -> Iterator[Problem]:
    """Every annotation says where it leads, in words; to or from a note, by its number."""
    numbers = {call.link: call.marker for call in reading.calls}
    numbers |= {back: note.marker for note in reading.notes for back in note.backs}
    for link in reading.book.links:
        number = numbers.get(link, "")
        poor = is_poor(link.contents) if link.uri else is_empty(link.contents)
        if poor or number not in re.findall(r"\d+|^", link.contents):
            yield Problem("P040", found=link.contents, target=link.uri or f"#{link.anchor}")


def printed(note: Note) -> Iterator[Problem]:
    """Paper shows the address of every link out of a note, and no other."""
    outside = [link for link in note.links if not link.startswith("#")]
    expected = dict.fromkeys(_plain(address(link)) for link in outside)
    shown = dict.fromkeys(map(_plain, note.printed))
    for missing in expected.keys() - shown.keys():
        yield Problem("P052", number=note.marker, found=" ".join(shown), expected=missing)
    for other in shown.keys() - expected.keys():
        yield Problem("P052", number=note.marker, found=other, expected=" ".join(expected))


def _plain(printed: str) -> str:
    """Return an address without what breaks it on paper, its letters as they are read."""
    return "".join(squeeze(unquote(printed)).replace("\u200b", "").split())


def address(target: str) -> str:
    """Return host and path of a link, as paper shows them."""
    parts = urlsplit(target)
    if parts.scheme not in {"http", "https"}:
        return target.removeprefix("mailto:")
    return parts.netloc + parts.path.rstrip("/") + (f"?{parts.query}" if parts.query else "")
