"""Bytes of a relecture → the model of it, or every problem that is in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from publier import gate, matter, pandoc, tree
from publier import model as m
from publier.gate.written import Written
from publier.problems import Problem, SourceError, errors
from publier.scanning import Call, scan

if TYPE_CHECKING:
    from publier.forms import Library


@dataclass(frozen=True, slots=True)
class Source:
    """The folder of a relecture: its text, how problems name that file, its pictures by name."""

    slug: str
    file: str
    data: bytes = field(repr=False)
    images: Mapping[str, bytes] = field(repr=False)


def read(source: Source, library: Library) -> tuple[m.Relecture, list[Problem]]:
    """Return the relecture and the warnings.

    Raises SourceError with everything that was found, as far as each step could still look.
    """
    relecture, problems = Begun(source).finish(library)
    if errors(problems):
        raise SourceError(problems)
    return relecture, problems


class Begun:
    """A source that pandoc is reading already, while this process gets ready for the rest.

    Raises SourceError for bytes that are no text.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._text, self._problems = gate.decode(source.data, source.file)
        self._body = matter.cut(self._text).body
        self._scan = scan(self._body, source.file)
        self._nodes = pandoc.start(pandoc.read, _without(self._body, self._scan.nested))

    def finish(self, library: Library) -> tuple[m.Relecture, list[Problem]]:
        """Return the relecture, as far as it could be read, and all that was found."""
        # These take a while, and pandoc works meanwhile.
        from publier import metadata
        from publier.reading.body import Body
        from publier.reading.handout import check_handout

        source, text, problems = self._source, self._text, self._problems
        front, _ = metadata.split(text, source.file)
        about, found = metadata.read_metadata(front, source.slug, library, source.images)
        body = Body(source, self._body, self._scan, self._nodes)
        outline, notes = body.read(about.title)
        found = Written.of(text, source.data, source.file).restored(found)
        problems = [*problems, *found, *body.problems]
        fronts = outline.fronts
        relecture = m.Relecture(
            source.slug,
            about,
            fronts.get("preface"),
            fronts.get("chapo"),
            outline.blocks,
            outline.sections,
            notes,
            source.data,
        )
        problems += check_handout(relecture)
        if {problem.code for problem in errors(problems)} <= {"N001"} and not _says_something(relecture):
            problems.append(Problem("S035", _end(source.file, text)))
        return relecture, sorted(dict.fromkeys(problems), key=_order)


def _without(body: str, calls: tuple[Call, ...]) -> str:
    """Put letters for calls that were refused already: a circle of notes would fill the memory."""
    lines = body.split("\n")
    for call in calls:
        line, start = lines[call.at.line - 1], call.at.column - 1
        end = start + len(f"[^{call.label}]")
        lines[call.at.line - 1] = line[:start] + "x" * (end - start) + line[end:]
    return "\n".join(lines)


def _says_something(relecture: m.Relecture) -> bool:
    """Whether the text, without its lead, has words: pictures are none, and pages are named by words."""
    body = replace(relecture, preface=None, lead=None)
    nodes = (node for run in tree.runs(body) for node in tree.walk_inlines(run))
    return any(
        isinstance(node, m.Citation)
        or (isinstance(node, m.Text | m.Code) and any(map(str.isalnum, node.value)))
        for node in nodes
    )


def _end(file: str, text: str) -> m.At:
    """Return the place of the last line that says something."""
    return m.At(file, len(text.rstrip().split("\n")))


def _order(problem: Problem) -> tuple[int, int, str]:
    return (problem.at.line, problem.at.column, problem.code) if problem.at else (0, 0, problem.code)
