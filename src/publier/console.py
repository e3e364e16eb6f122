"""What editors see: problems with their line and a caret, progress, and one line at the end.

Colours and moving lines are for terminals only, and rich is imported for them alone.
"""

from __future__ import annotations

import os
import shutil
import sys
import tomllib
import unicodedata
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from publier import gate
from publier.problems import Severity, errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.status import Status

    from publier.archive.verifying import Verified
    from publier.checking import Report
    from publier.problems import Problem
    from publier.publish import Published

Segment = tuple[str, str]
"""Some text and how it looks on a terminal."""

_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}
MOST = 20
"""Problems of one code that are printed: who sees more reads none."""
_SHORTEST = 40


@cache
def _words() -> dict[str, dict[str, str]]:
    text = Path(__file__).with_name("console.toml").read_text(encoding="utf-8")
    words: dict[str, dict[str, str]] = tomllib.loads(text)
    return words


def say(key: str, lang: str, **values: object) -> str:
    """Return a text of ``console.toml`` in ``fr`` or ``en``."""
    return _words()[key][lang].format(**values)


# ------------------------------------------------------------------ problems


def arranged(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems as they are best read: errors first, then by file, line and column."""

    def rank(problem: Problem) -> tuple[bool, str, int, int, str]:
        at = problem.at
        place = (at.file, at.line, at.column) if at else ("", 0, 0)
        return (problem.severity is not Severity.ERROR, *place, problem.code)

    return sorted(problems, key=rank)


def as_data(problem: Problem, root: Path, lang: str) -> dict[str, Any]:
    """Return a problem as ``--json`` prints it, its file named from the working folder."""
    data = problem.as_data(lang)
    return {**data, "file": _near(root, data["file"]) if data["file"] else None}


def show(problems: Iterable[Problem], root: Path, lang: str, stream: TextIO) -> None:
    """Print problems, each with its place, its line and what to do next.

    ``root`` is the folder that their file names are counted from. Of a code that comes by the
    hundred, the first are printed and the others counted; ``--json`` has them all.
    """
    width = shutil.get_terminal_size((100, 24)).columns
    lines: dict[str, list[str]] = {}
    for problem in gate.shortened(arranged(problems), MOST):
        at, text = problem.at, []
        if at:
            text = lines.setdefault(at.file, lines.get(at.file) or _lines(root / at.file))
        segments = list(_head(problem, root, lang, exact=bool(text)))
        if at:
            segments += _excerpt(text, at.line, at.column, width)
        if hint := problem.hint(lang):
            segments += [("  → ", "cyan"), (f"{_printable(hint)}\n", "")]
        _write([*segments, ("\n", "")], stream)


def nothing_published(problems: Sequence[Problem], lang: str) -> str:
    """Return the last line of a build that failed: how many errors and warnings there are."""
    wrong = len(errors(problems))
    amounts = {"error": wrong, "warning": len(problems) - wrong}
    counts = [say(kind + "s" * (n > 1), lang, n=n) for kind, n in amounts.items() if n]
    return say("nothing", lang, count=", ".join(counts))


def _head(problem: Problem, root: Path, lang: str, *, exact: bool) -> Iterable[Segment]:
    place = "publier"
    if problem.at:
        place = _printable(_near(root, problem.at.file))
        if exact:  # a folder or a picture has no lines to point at
            place += f":{problem.at.line}:{problem.at.column}"
    yield f"{place}: ", "bold"
    yield f"{problem.severity}[{problem.code}]", _STYLES[problem.severity]
    yield f": {_printable(problem.message(lang))}\n", ""


def _near(root: Path, file: str) -> str:
    """Return a file's path as seen from where the command was started, so that it can be clicked."""
    with suppress(ValueError, OSError):  # another drive, or a working folder that is gone
        return os.path.relpath(root / file)
    return file


def _lines(path: Path) -> list[str]:
    """Return the lines of a text file as problems count them; none for a folder, a picture, no file."""
    try:
        data = path.read_bytes() if path.is_file() else b"\0"
    except OSError:
        return []
    text = data.decode("utf-8-sig", errors="replace")
    return [] if b"\0" in data else text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _excerpt(lines: list[str], line: int, column: int, width: int) -> Iterable[Segment]:
    """Yield the line of a problem and a caret; a paragraph is one line, so only its surroundings."""
    if not 0 < line <= len(lines) or not lines[line - 1].strip():
        return
    gutter = f"{line:>5} | "
    text, before = _cut(_printable(lines[line - 1]), column - 1, max(width - len(gutter) - 1, _SHORTEST))
    yield gutter, "blue"
    yield f"{text}\n", ""
    yield " " * (len(gutter) - 2) + "| ", "blue"
    yield " " * _columns(before) + "^\n", "bold red"


def _cut(text: str, position: int, width: int) -> tuple[str, str]:
    """Return the part of a line that fits, and what of it stands before a position."""
    text = text.rstrip()
    position = min(position, len(text))
    start, end = 0, len(text)
    if end > width:
        start = min(max(position - width // 2, 0), end - width)
        end = start + width
    left, right = "…" if start else "", "…" if end < len(text) else ""
    shown = text[start + len(left) : end - len(right)]
    return left + shown + right, (left + shown)[: position - start]


def _columns(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(bool(unicodedata.combining(character)) for character in text)


def _printable(text: str) -> str:
    """Return a text that does nothing to a terminal: what cannot be seen becomes visible."""
    shown = text.replace("\t", " ")
    hidden = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return "".join("\ufffd" if unicodedata.category(c) in hidden and c != "\n" else c for c in shown)


def _write(segments: Iterable[Segment], stream: TextIO) -> None:
    if not stream.isatty():
        stream.write("".join(text for text, _ in segments))
        return
    from rich.console import Console
    from rich.text import Text

    Console(file=stream, highlight=False).print(Text.assemble(*segments), end="", soft_wrap=True)


# ------------------------------------------------------------------ results


def results(published: Sequence[Published], seconds: float, *, draft: bool, lang: str) -> list[str]:
    """Return what is said at the end of a build that succeeded."""
    time = f"{seconds:.1f}".replace(".", "," if lang == "fr" else ".")
    if len(published) == 1:
        [item] = published
        return [_result("draft" if draft else "made" if item.fresh else "same", item, time, lang)]
    fresh = [item for item in published if item.fresh]
    lines = [_result("draft" if draft else "made-too", item, time, lang) for item in fresh]
    return [*lines, say("total", lang, fresh=len(fresh), same=len(published) - len(fresh), seconds=time)]


def _result(key: str, item: Published, seconds: str, lang: str) -> str:
    names = {name: f"{item.slug}.{name}" for name in ("html", "epub", "pdf")}
    names[say("large", lang)] = f"{item.slug}-large.pdf"
    sizes = [
        say("size", lang, name=name, amount=max(round(item.sizes[file] / 1000), 1))
        for name, file in names.items()
        if file in item.sizes
    ]
    path = _near(item.folder, next(iter(item.sizes), ""))
    values = {"slug": item.slug, "seconds": seconds, "notes": item.notes}
    return say(key, lang, **values, path=path, sizes=", ".join(sizes))


def kits(published: Sequence[Published], seconds: float, *, lang: str) -> list[str]:
    """Return what is said when kits were made: each file, then where they are."""
    time = f"{seconds:.1f}".replace(".", "," if lang == "fr" else ".")
    lines = []
    for item in published:
        key = "kit-made" if item.fresh else "kit-same"
        lines.append(say(key, lang, slug=item.slug, path=_near(item.folder, "."), seconds=time))
        if item.fresh:
            amounts = {name: max(round(size / 1000), 1) for name, size in item.sizes.items()}
            kept = (name for name in amounts if not name.endswith(".json"))
            lines += [f"  {say('size', lang, name=name, amount=amounts[name])}" for name in kept]
    return lines


def archives(published: Sequence[Published], seconds: float, *, lang: str) -> list[str]:
    """Return what is said when archives were made: where each is, and how large."""
    time = f"{seconds:.1f}".replace(".", "," if lang == "fr" else ".")
    lines = []
    for item in published:
        size = say("size", lang, name="", amount=round(sum(item.sizes.values()) / 1000)).strip()
        [only] = item.sizes if len(item.sizes) == 1 else ["."]
        path = _near(item.folder, only)
        lines.append(say("archive-made", lang, slug=item.slug, seconds=time, path=path, size=size))
    return lines


def site(published: Sequence[Published], *, lang: str) -> list[str]:
    """Return what is said when the site of a library was made: where it opens, and each file beside it."""
    [item] = published
    beside = {name: max(round(size / 1000), 1) for name, size in item.sizes.items() if "/" not in name}
    sizes = ", ".join(say("size", lang, name=name, amount=amount) for name, amount in beside.items())
    return [say("site-made", lang, path=_near(item.folder, "index.html"), sizes=sizes)]


def verdicts(report: Report, page: Path, lang: str) -> list[str]:
    """Return what is said of a set that was checked: each file, each validator, where the report is."""
    own = say("own", lang)
    lines = [report.slug]
    lines += [_verdict(c.verdict, own, c.file, say(f"verdict-{c.verdict}", lang)) for c in report.copies]
    for result in report.results:
        said = say(f"verdict-{result.verdict}", lang)
        if result.missing:
            said += say("lacks", lang, missing=result.missing, command=result.command or "?")
        elif result.said:
            said += say("broke", lang, said=_printable(result.said))
        lines.append(_verdict(result.verdict, f"{result.validator} {result.version}", result.file, said))
        lines += [
            f"      {m.level} {m.code}: {_printable(m.text)} ({m.times}) {_printable(m.place)}"
            for m in result.messages
            if m.fails
        ]
    return [*lines, say(f"checked-{report.verdict}", lang, path=os.path.relpath(page))]


def verified(found: Verified, lang: str) -> list[str]:
    """Return what is said of a set or an archive that was verified: its files, then its editions."""
    intact, rebuilt = found.intact, found.proof.rebuilt
    marks = {"same": "✓", "ledgers": "✓", "different": "✗"}
    files = say("files-intact" if intact else "files-wrong", lang, count=found.files)
    return [
        f"{'✓' if intact else '✗'} {files}",
        f"{marks.get(rebuilt, '–')} {say(f'rebuilt-{rebuilt}', lang)}",
    ]


def _verdict(verdict: str, who: str, file: str, said: str) -> str:
    mark = {"passed": "✓", "failed": "✗"}.get(verdict, "–")
    return f"  {mark} {who:<20} {file}  {said}"


class Progress:
    """A line that moves while a build runs; nothing where nobody looks."""

    def __init__(self, lang: Callable[[], str], *, wanted: bool) -> None:
        self._lang = lang
        self._wanted = wanted and sys.stderr.isatty()
        self._status: Status | None = None
        self._ready = 0

    def tell(self, slug: str, stage: str) -> None:
        """Show the stage that begins."""
        self._ready += stage == "done"
        # Importing rich takes as long as reading: it waits until the PDF is on its way.
        if not self._wanted or stage == "reading":
            return
        if self._status is None:
            from rich.console import Console
            from rich.status import Status

            self._status = Status("", console=Console(file=sys.stderr))
            self._status.start()
        key = "ready" if stage == "done" else "working"
        self._status.update(say(key, self._lang(), slug=slug, stage=stage, count=self._ready))

    def stop(self) -> None:
        """Clear the line."""
        if self._status:
            self._status.stop()
