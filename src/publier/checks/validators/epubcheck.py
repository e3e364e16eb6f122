"""EPUBCheck: the EPUB 3.3 rules, usage hints included."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from publier.checks.validators import tools
from publier.checks.validators.results import Message, NotRunError, Result

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAME = "EPUBCheck"
FAILS = frozenset({"FATAL", "ERROR", "WARNING"})


def check(paths: Sequence[Path]) -> list[Result]:
    """Return what EPUBCheck says of each book. Raises NotRunError when it cannot look."""
    jar = tools.python_package("epubcheck") / "epubcheck.jar"
    options = ("--usage", "--locale", "fr", "--json", "-")
    return [read(tools.run(tools.java(jar, *options, str(path))), path) for path in paths]


def read(printed: str, path: Path) -> Result:
    """Return the result that EPUBCheck printed as JSON."""
    try:
        report = json.loads(printed)
        messages = tuple(_message(message) for message in report["messages"])
        version = str(report["checker"]["checkerVersion"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotRunError(said=f"{type(error).__name__}: {printed[-200:]}") from error
    looked = (f"EPUB {report['publication'].get('ePubVersion') or '?'}",)
    return Result(NAME, path.name, version, messages, looked)


def _message(message: dict[str, Any]) -> Message:
    locations = message.get("locations") or [{}]
    first = locations[0]
    place = str(first.get("path", ""))
    if first.get("line", -1) > 0:
        place += f":{first['line']}:{first['column']}"
    level = str(message["severity"])
    times = len(locations) + int(message.get("additionalLocations") or 0)
    return Message(
        level.lower(), str(message["ID"]), str(message["message"]), place, times, fails=level in FAILS
    )
