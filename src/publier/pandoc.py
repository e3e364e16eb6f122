"""The only module that knows pandoc: reading a text into an AST, formatting references.

The binary is the one of the pinned wheel, never one found on the machine: another version may read
the same source otherwise. It runs in its sandbox, with limits of time and memory, without the
user's data folder, environment or locale.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from publier.problems import EnvironmentFault, Problem

T = TypeVar("T")
P = ParamSpec("P")

READER = (
    "commonmark_x-smart-emoji-fancy_lists-tex_math_dollars-alerts-task_lists"
    "-implicit_header_references-yaml_metadata_block+implicit_figures+sourcepos"
)
"""What a relecture's body is written in; raw nodes stay on, so that they can be refused."""

SECONDS = 8
"""Longest run: a refusal comes within ten. The real text takes 0.2 s, 2,000 notes 1.4 s."""

MEMORY = "512m"
"""Largest heap. 2,000 notes take 176 MB."""

PIPE = 2**20
"""Bytes that pandoc may write before somebody reads them, where a system can: while it works, this process
imports, and hardly comes to reading."""

NURSERY = ("-A32m", "-n4m")
"""Memory that new values fill before garbage is looked for: a fifth of the time of a whole text."""

API_VERSION = [1, 23]
"""Shape of the AST that this program knows."""


class PandocError(Exception):
    """Pandoc did not finish: too long, too large, or an input that it refuses."""


def read(text: str) -> list[dict[str, Any]]:
    """Return the blocks of pandoc's AST of a body text, with ``data-pos`` on blocks and inlines.

    Raises PandocError past a limit, EnvironmentFault when pandoc is not there or not ours.
    """
    blocks: list[dict[str, Any]] = _run(["--from", READER], text)["blocks"]
    return blocks


def start(function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> Callable[[], T]:
    """Let a function of this module begin; return what waits for it, returns and raises as it does."""
    result: Future[T] = Future()

    def run() -> None:
        try:
            result.set_result(function(*arguments, **named))
        except Exception as error:  # noqa: BLE001 (raised again where the result is wanted)
            result.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return result.result


def format_references(items: Sequence[Mapping[str, Any]], csl: str, lang: str) -> list[list[dict[str, Any]]]:
    """Return what a CSL style (``csl``, its text) prints for each item, as inlines of pandoc's AST.

    Items are CSL-JSON; their strings are plain text. One run for all of them, about 30 ms; none when
    there are no items. Raises as ``read`` does.
    """
    if not items:
        return []
    # All goes in as one document of ours: CSL-JSON would be searched for <i>, quotes and apostrophes,
    # metadata strings are not; and nothing need be written to disk for the sandbox to read.
    references = [_meta({**item, "id": str(n)}) for n, item in enumerate(items)]
    metadata = {
        "references": {"t": "MetaList", "c": references},
        "csl": _meta("data:application/xml;base64," + b64encode(csl.encode()).decode()),
        "lang": _meta(lang),
    }
    blocks = [_cite(str(n)) for n in range(len(items))]
    ast = {"pandoc-api-version": API_VERSION, "meta": metadata, "blocks": blocks}
    formatted = _run(["--from=json", "--citeproc"], json.dumps(ast))["blocks"]
    return [_cited(block) for block in formatted[: len(items)]]


def _cite(key: str) -> dict[str, Any]:
    """Return a paragraph of one note of one citation; outside a note it would get a capital."""
    citation = {
        "citationId": key,
        "citationPrefix": [],
        "citationSuffix": [],
        "citationMode": {"t": "NormalCitation"},
        "citationNoteNum": 0,
        "citationHash": 0,
    }
    note = [{"t": "Para", "c": [{"t": "Cite", "c": [[citation], []]}]}]
    return {"t": "Para", "c": [{"t": "Note", "c": note}]}


def _cited(paragraph: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the inlines that the citation of ``_cite`` became."""
    note = paragraph["c"][0]["c"]
    inlines: list[dict[str, Any]] = note[0]["c"][0]["c"][1]
    return inlines


def _meta(value: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON holds
    """Return a value as pandoc's metadata: strings stay plain text."""
    match value:
        case dict():
            return {"t": "MetaMap", "c": {key: _meta(item) for key, item in value.items()}}
        case list() | tuple():
            return {"t": "MetaList", "c": [_meta(item) for item in value]}
        case bool():
            return {"t": "MetaBool", "c": value}
        case _:
            return {"t": "MetaString", "c": str(value)}


def _run(arguments: list[str], text: str) -> dict[str, Any]:
    """Run pandoc once and return its whole AST."""
    # A limit of the run-time system works on every platform, unlike setrlimit.
    command = [_binary(), "+RTS", f"-M{MEMORY}", *NURSERY, "-RTS", "--to=json", "--sandbox"]
    # No user data folder, whatever is in the home of whoever builds.
    command += ["--data-dir", os.devnull, *arguments]
    try:
        done = subprocess.run(
            command,
            input=text.encode(),
            capture_output=True,
            env=_environment(),
            timeout=SECONDS,
            check=True,
            pipesize=PIPE,
        )
        return _checked(json.loads(done.stdout))
    except subprocess.TimeoutExpired as error:
        raise PandocError(f"more than {SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        raise PandocError(error.stderr.decode(errors="replace").strip()) from error
    except RecursionError as error:
        raise PandocError("nested too deep") from error
    except OSError as error:
        raise EnvironmentFault([Problem("X002", reason=error)]) from error


def _checked(ast: dict[str, Any]) -> dict[str, Any]:
    if ast["pandoc-api-version"][:2] != API_VERSION:
        found = ".".join(map(str, ast["pandoc-api-version"]))
        raise EnvironmentFault([Problem("X002", reason=f"AST {found}")])
    return ast


@cache
def _binary() -> str:
    # Not pypandoc.get_pandoc_path(): it takes the newest pandoc of the machine, and 0.1 s.
    spec = find_spec("pypandoc")
    if spec and spec.origin:
        name = "pandoc.exe" if sys.platform == "win32" else "pandoc"
        binary = Path(spec.origin).parent / "files" / name
        if binary.is_file():
            return str(binary)
    raise EnvironmentFault([Problem("X001")])


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {"LANG": "C.UTF-8", **kept}
