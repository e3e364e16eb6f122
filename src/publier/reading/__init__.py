"""Bytes of a relecture → the model of it, or every problem that is in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from publier import gate, images, matter, pandoc, tree
from publier import model as m
from publier.problems import Problem, SourceError, errors
from publier.reading.blocks import blocks
from publier.reading.context import AstNode, Context, Spot
from publier.reading.handout import check_handout
from publier.reading.marks import check_marks
from publier.reading.outline import Outline, name_sections, read_outline
from publier.reading.places import Places, written_lines
from publier.reading.pullquotes import check_pull_quotes
from publier.scanning import Call, Definition, scan

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
        self._reader = _Reader(source, matter.cut(self._text).body)

    def finish(self, library: Library) -> tuple[m.Relecture, list[Problem]]:
        """Return the relecture, as far as it could be read, and all that was found."""
        from publier import metadata  # brings pydantic: pandoc works meanwhile

        source, text, problems = self._source, self._text, self._problems
        front, _ = metadata.split(text, source.file)
        about, found = metadata.read_metadata(front, source.slug, library, source.images)
        outline, notes = self._reader.read(about.title)
        problems = [*problems, *found, *self._reader.problems]
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


class _Reader:
    """The body of one source on its way through scanner and pandoc."""

    def __init__(self, source: Source, body: str) -> None:
        self._source = source
        places = Places(source.file, tuple(body.split("\n")), written_lines(source.data))
        self._pictures: dict[str, str] = {}
        self._context = Context(places, scan(body, source.file), self._picture)
        self._pandoc = pandoc.start(_without(body, self._context.scan.nested))

    @property
    def problems(self) -> list[Problem]:
        """What was found, at the places of the file as it was written."""
        place = self._context.places.original
        scanned = [
            Problem(found.code, place(found.at) if found.at else None, **dict(found.values))
            for found in self._context.scan.problems
        ]
        return scanned + self._context.problems

    def read(self, title: str) -> tuple[Outline, tuple[m.Note, ...]]:
        """Return the body and the notes it calls, in order of first call."""
        context = self._context
        try:
            nodes = self._pandoc()
        except pandoc.PandocError as error:
            context.report("S037", m.At(self._source.file), reason=str(error).split("\n")[0])
            return Outline(), ()
        check_marks(context, nodes)
        name_sections(context, nodes)
        outline = read_outline(context, nodes, title)
        notes = tuple(self._note(note, inner) for note, inner in context.notes.items())
        check_pull_quotes(context, outline)
        return outline, notes

    def _note(self, definition: Definition, inner: list[AstNode]) -> m.Note:
        context = self._context
        at = context.fallback = context.places.original(definition.at)
        return m.Note(definition.label, blocks(context, inner, Spot.NOTE), at=at)

    def _picture(self, name: str, at: m.At | None) -> m.Image | None:
        image, found = images.check(name, self._source.images, at)
        self._context.problems += found
        if image:
            first = self._pictures.setdefault(images.name_in_book(image.name).casefold(), image.name)
            if first != image.name:
                self._context.report("L039", at, name=image.name, first=first)
        return image


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
