"""Dates of resources, in the forms that reference managers write, as CSL-JSON has them."""

from __future__ import annotations

from typing import Any

from publier import fields
from publier.yamltext import Value

_PARTS = ("year", "month", "day")
_WIDTHS = (4, 2, 2)
_RANGE = 2
"""A date is a day, or the first and the last of several."""


def csl_date(value: Value) -> dict[str, Any] | None:
    """Return a date as CSL-JSON: ``date-parts`` (lists of int), ``circa``; None when it is none.

    Taken are EDTF strings (``2020``, ``2020-05~``, ``2012/2014``), ``date-parts``, and mappings of
    ``year``, ``month`` and ``day``, one or a list of two.
    """
    match value:
        case str():
            return _edtf(value)
        case dict():
            return _mapping(value)
        case list() if all(isinstance(item, dict) for item in value):
            return _joined([_mapping(item) for item in value if isinstance(item, dict)])
        case _:
            return None


def _edtf(text: str) -> dict[str, Any] | None:
    return _joined([_one(part) for part in text.strip().split("/")])


def _one(text: str) -> dict[str, Any] | None:
    if fields.first_day(text) is None:
        return None
    known = text.rstrip("~?")
    parts = {"date-parts": [[int(part) for part in known.split("-")]]}
    return {**parts, "circa": True} if known != text else parts


def _mapping(value: dict[str, Value]) -> dict[str, Any] | None:
    circa = value.get("circa") not in (None, False, "", "0", "false")
    named = value.keys() - {"circa"}
    dates = value.get("date-parts")
    if named == {"date-parts"} and isinstance(dates, list):
        found = _joined([_numbers(date) for date in dates])
    elif named in (set(_PARTS[:known]) for known in (1, 2, 3)):
        found = _numbers([value[part] for part in _PARTS if part in value])
    else:
        return None
    return {**found, "circa": True} if found and circa else found


def _numbers(parts: Value) -> dict[str, Any] | None:
    """Return the date of a list of year, month and day, as far as they go."""
    if not isinstance(parts, list) or len(parts) > len(_WIDTHS):
        return None
    return _one("-".join(str(part).zfill(width) for part, width in zip(parts, _WIDTHS, strict=False)))


def _joined(dates: list[dict[str, Any] | None]) -> dict[str, Any] | None:
    known = [date for date in dates if date]
    if len(known) != len(dates) or not 1 <= len(known) <= _RANGE:
        return None
    parts = {"date-parts": [part for date in known for part in date["date-parts"]]}
    return {**parts, "circa": True} if any("circa" in date for date in known) else parts
