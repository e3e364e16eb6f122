"""EPUBCheck: the EPUB 3.3 rules, usage hints included."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publier.checks.validators import tools
from publier.checks.validators.results import Message, NotRunError, Result

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "EPUBCheck"
FAILS = frozenset({"FATAL", "ERROR", "WARNING"})


def check(paths: Sequence[Path]) -> list[Result]:
    """Return what EPUBCheck says of each book. Raises NotRunError when it cannot look."""
    jar = tools.python_package("epubcheck") / "epubcheck.jar"
    if len(paths) > 1:
        try:
            return _together(jar, paths)
        except NotRunError:
            pass  # a Java that cannot compile: one machine a book, five times slower
    options = ("--usage", "--locale", "fr", "--json", "-")
    return [read(tools.run(tools.java(jar, *options, str(path))), path) for path in paths]


def _together(jar: Path, paths: Sequence[Path]) -> list[Result]:
    """Return what EPUBCheck says of many books, from one Java machine."""
    with tempfile.TemporaryDirectory(prefix="publier-epubcheck-") as folder:
        reports = [Path(folder) / f"{number}.json" for number in range(len(paths))]
        pairs = [str(each) for pair in zip(paths, reports, strict=True) for each in pair]
        tools.run(tools.java_source(tools.HERE / "Books.java", jar, *pairs))
        if not all(report.is_file() for report in reports):
            raise NotRunError(said="no report")
        return [read(r.read_text(encoding="utf-8"), path) for r, path in zip(reports, paths, strict=True)]


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
