"""Ace by DAISY: EPUB Accessibility, in a real browser."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publier.checks.validators import tools
from publier.checks.validators.results import Message, NotRunError, Result, together

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NAME = "Ace"


def check(paths: Sequence[Path]) -> list[Result]:
    """Return what Ace says of each book. Raises NotRunError when it cannot look."""
    script = tools.npm_file("@daisy/ace", "bin", "ace-puppeteer.js")
    browser = {"PUPPETEER_EXECUTABLE_PATH": tools.chromium()}
    return [_check(path, [tools.node(), str(script)], browser) for path in paths]


def _check(path: Path, ace: list[str], browser: dict[str, str]) -> Result:
    with tempfile.TemporaryDirectory(prefix="publier-ace-") as folder:
        said = ""
        try:
            tools.run([*ace, "--force", "--lang", "fr", "--outdir", folder, str(path)], environment=browser)
        except NotRunError as error:  # it may be silent and have written all the same
            said = error.said
        report = Path(folder) / "report.json"
        if not report.is_file():
            raise NotRunError(said=said or "no report.json")
        return read(report.read_text(encoding="utf-8"), path)


def read(written: str, path: Path) -> Result:
    """Return the result that Ace wrote as JSON; its exit code is 0 whatever it finds."""
    try:
        report = json.loads(written)
        version = str(report["earl:assertedBy"]["doap:release"]["doap:revision"])
        documents = [(str(d["earl:testSubject"]["url"]), d["assertions"]) for d in report["assertions"]]
        found = [message for document in documents for message in _messages(*document)]
        failed = report["earl:result"]["earl:outcome"] != "pass"
    except (ValueError, KeyError, TypeError) as error:
        raise NotRunError(said=f"{type(error).__name__}: {written[-200:]}") from error
    if failed and not found:
        found.append(Message("fail", "ace", "Ace fails the book and does not say why"))
    return Result(NAME, path.name, version, together(found), (f"{len(documents)} documents",))


def _messages(document: str, assertions: list[dict[str, Any]]) -> Iterator[Message]:
    for assertion in assertions:
        test, result = assertion["earl:test"], assertion["earl:result"]
        if result["earl:outcome"] == "pass":
            continue
        pointers = result.get("earl:pointer", {}).get("css", [])
        place = " ".join([document, *map(str, pointers[:1])])
        text = f"{test['help']['dct:description']} – {result['dct:description']}"
        yield Message(str(test["earl:impact"]), str(test["dct:title"]), text, place)
