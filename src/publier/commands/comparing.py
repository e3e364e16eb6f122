"""The command that says what changed between two versions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from publier import console, projects
from publier.commands import common

if TYPE_CHECKING:
    from publier.diff import Change, Compared, Difference

DIFFERENT = 1
LONG = 80
"""Characters of a value from which on only what changed in it is shown."""


def diff(options: argparse.Namespace) -> int:
    """Print what changed; like ``diff``, 0 is the same and 1 is not."""
    from publier import diff as differing

    old, new, lang = Path(options.old), Path(options.new), common.lang(options)
    for path in (old, new):
        if not path.exists():
            raise common.UsageError("no-file", path=path)
    near = projects.find(Path.cwd())
    styles = near.styles if near else projects.packaged_styles()
    try:
        difference = differing.compare(old, new, styles)
    except differing.NothingError as error:
        raise common.UsageError("nothing-to-compare", path=error.path) from None
    if options.json:
        common.print_json({"schema": 1, **difference.as_data()})
    else:
        sys.stdout.writelines(f"{line}\n" for line in _said(difference, lang))
    return common.OK if difference.is_empty else DIFFERENT


def _said(difference: Difference, lang: str) -> Iterator[str]:
    for slug in difference.removed:
        yield console.say("diff-relecture-removed", lang, slug=slug)
    for slug in difference.added:
        yield console.say("diff-relecture-added", lang, slug=slug)
    for compared in difference.compared:
        yield from _compared(compared, lang)
    if difference.is_empty:
        same = all(compared.same_bytes for compared in difference.compared)
        yield console.say("diff-same-bytes" if same else "diff-same", lang)


def _compared(compared: Compared, lang: str) -> Iterator[str]:
    if compared.slug and (compared.changes or compared.lone):
        yield compared.slug
    for kind, came in compared.lone:
        yield console.say("diff-edition-added" if came else "diff-edition-removed", lang, kind=kind)
    part = ""
    for change, kinds in sorted(compared.changes, key=lambda pair: _PARTS.index(pair[0].part)):
        if change.part != part:
            part = change.part
            yield console.say(f"diff-{part}", lang)
        only = f" ({', '.join(kinds)})" if len(kinds) < len(compared.kinds) else ""
        yield f"  {_change(change, lang)}{only}"


_PARTS = ("metadata", "text", "note", "link", "picture", "file")


def _change(change: Change, lang: str) -> str:
    """Return one difference in words: its place, then what was and what is."""
    from publier.diff import wording

    where = console.say(f"diff-where-{change.part}", lang, where=change.where) if change.where else ""
    if change.aspect:
        where += console.say(f"diff-{change.aspect}", lang)
    words = change.part == "text" or change.aspect == "words" or len(change.old) > LONG
    if change.verb == "changed" and words:
        shown = wording.marked(change.old, change.new)
    else:
        verb = f"{change.verb}-{change.part}" if change.verb == "moved" else change.verb
        verb += "-to" if change.verb == "changed" and change.old else ""
        shown = console.say(f"diff-{verb}", lang, old=change.old, new=change.new).rstrip(" :")
    return f"{where}{shown}"
