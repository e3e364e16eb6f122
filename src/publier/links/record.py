"""``source/links.json`` written: sorted, laid out the same way each time, what a person wrote kept."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from publier.forms import LinkForm
from publier.links.asking import Answer
from publier.references.known import Record

SCHEMA = 1


def entry(address: str, answer: Answer, day: datetime.date, archived: str) -> dict[str, Any]:
    """Return what the file says of an address; what is empty is left out."""
    said = {
        "address": address,
        "checked": day.isoformat(),
        "result": answer.result,
        "status": answer.status,
        "final": answer.hops[-1].to if answer.hops and answer.result == "ok" else "",
        "redirects": [{"status": hop.status, "to": hop.to} for hop in answer.hops],
        "archived": archived,
    }
    return {key: value for key, value in said.items() if value}


def kept(link: LinkForm) -> dict[str, Any]:
    """Return what the file already says of an address."""
    return {key: value for key, value in link.model_dump(by_alias=True).items() if value}


def updated(
    record: Record, answers: Mapping[str, Answer], copies: Mapping[str, str], day: datetime.date
) -> list[dict[str, Any]]:
    """Return the entries of a record with new answers, sorted by address.

    ``copies`` are the archived copies that references name; else one that the record has stays.
    """
    asked = {
        address: entry(address, answer, day, copies.get(address) or _copy(record, address))
        for address, answer in answers.items()
    }
    entries = {**{address: kept(link) for address, link in record.items()}, **asked}
    return [entries[address] for address in sorted(entries)]


def _copy(record: Record, address: str) -> str:
    return record[address].archived if address in record else ""


def written(entries: list[dict[str, Any]]) -> bytes:
    """Return the bytes of the file."""
    return (json.dumps({"schema": SCHEMA, "links": entries}, ensure_ascii=False, indent=2) + "\n").encode()
