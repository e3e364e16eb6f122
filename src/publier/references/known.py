"""What is known of the addresses that notes lead to: ``links.json``.

``publier links`` writes the file; a build only reads it.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from publier import addresses, metadata, yamltext
from publier import model as m
from publier.forms import LinkForm, LinksForm
from publier.problems import Problem, SourceError

if TYPE_CHECKING:
    from publier.references.entries import Entries

Record = dict[str, LinkForm]
"""What ``links.json`` says, by address."""

REACH = {
    "ok": m.Reach.ALIVE,
    "gone": m.Reach.DEAD,
    "refused": m.Reach.UNKNOWN,
    "busy": m.Reach.UNKNOWN,
    "failing": m.Reach.SILENT,
    "slow": m.Reach.SILENT,
    "unreachable": m.Reach.SILENT,
    "certificate": m.Reach.SILENT,
    "redirects": m.Reach.SILENT,
}
"""What each result means to a reader: who refuses programs may well answer people."""


def read(text: str, file: str) -> Record:
    """Return what ``links.json`` says; raises SourceError with every problem and its place."""
    form = _quick(text)
    if form is None:
        form = _slow(text, file)
    return {link.address: link for link in form.links}


def _quick(text: str) -> LinksForm | None:
    """Read a file without a fault, as it nearly always is: places cost fifty times as much."""
    if "\\u" in text:  # an escape may bring in what the gate keeps out
        return None
    try:
        form = LinksForm.model_validate(json.loads(text, object_pairs_hook=_once))
    except (ValueError, ValidationError, RecursionError):
        return None
    return form if len({link.address for link in form.links}) == len(form.links) else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; raises ValueError for a key that is written twice."""
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key is written twice")
    return dict(pairs)


def _slow(text: str, file: str) -> LinksForm:
    document = yamltext.load(text, file)  # JSON is YAML, and this reader knows places
    form, problems = metadata.validated(LinksForm, document)
    first: dict[str, int] = {}
    for number, link in enumerate(form.links if form else ()):
        at = document.place(("links", number, "address"))
        if link.address in first:
            problems.append(Problem("L060", at, address=link.address, line=first[link.address]))
        first.setdefault(link.address, at.line)
    if problems or form is None:
        raise SourceError(problems)
    return form


def attach(relecture: m.Relecture, record: Record, entries: Entries) -> m.Relecture:
    """Return the relecture with what is known of the addresses of its notes.

    A copy that a reference names goes before one of the record; what the record says of other
    addresses is left alone.
    """
    copies = {entry.link: entry.archived for entry in entries.values() if entry.archived}
    wanted = dict.fromkeys(target for note in relecture.notes for target in addresses.outside(note))
    known = (_address(target, record.get(target), copies.get(target, "")) for target in wanted)
    return replace(relecture, addresses=tuple(a for a in known if a.checked or a.archived))


def _address(target: str, link: LinkForm | None, copy: str) -> m.Address:
    if link is None:
        return m.Address(target, archived=copy)
    checked = datetime.date.fromisoformat(link.checked)
    return m.Address(target, REACH[link.result], checked, copy or link.archived)
