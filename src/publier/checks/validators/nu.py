"""The Nu checker: HTML and the CSS inside it, all files in one Java machine."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from typing import TYPE_CHECKING, Any

from publier.checks.validators import tools
from publier.checks.validators.results import Message, NotRunError, Result, together

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NAME = "Nu"
SHOWN = 80
"""How much of the page a message shows, in characters."""


def check(paths: Sequence[Path]) -> list[Result]:
    """Return what Nu says of each page. Raises NotRunError when it cannot look."""
    jar = tools.npm_file("vnu-jar", "build", "dist", "vnu.jar")
    printed = tools.run(tools.java(jar, "--format", "json", "--stdout", *map(str, paths)))
    return read(printed, paths)


def read(printed: str, paths: Sequence[Path]) -> list[Result]:
    """Return the results that Nu printed as JSON, one a path."""
    try:
        report = json.loads(printed)
        version = str(report["version"]).partition(" ")[0]
        found = [(str(message.get("url", "")), _message(message)) for message in report["messages"]]
    except (ValueError, KeyError, TypeError) as error:
        raise NotRunError(said=f"{type(error).__name__}: {printed[-200:]}") from error
    # Nu writes an address by one slash, Python by three.
    own = {path: path.as_uri().removeprefix("file://") for path in paths}
    return [
        Result(
            NAME,
            path.name,
            version,
            together(message for url, message in found if url.removeprefix("file:") == own[path]),
            ("HTML, CSS",),
        )
        for path in paths
    ]


@cache
def accepted() -> list[dict[str, str]]:
    """Return the messages that are known and not the page's fault: ``accepted.toml``."""
    text = (tools.HERE / "accepted.toml").read_text(encoding="utf-8")
    entries: list[dict[str, str]] = tomllib.loads(text)["nu"]
    return entries


def _message(message: dict[str, Any]) -> Message:
    level = str(message.get("subType") or message["type"])
    text, extract = str(message["message"]), str(message.get("extract", ""))
    why = next(
        (
            entry["why"]
            for entry in accepted()
            if re.fullmatch(entry["message"], text) and re.search(entry.get("extract", ""), extract)
        ),
        "",
    )
    extract = " ".join(extract.split())
    place = f"{message.get('lastLine', 0)}:{message.get('firstColumn', message.get('lastColumn', 0))}"
    code = "css" if text.startswith("CSS: ") else "html"
    fails = level != "info" and not why
    return Message(level, code, text, f"{place} {extract[:SHOWN]}", fails=fails, accepted=why)
