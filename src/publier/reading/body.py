"""The body of a relecture: what pandoc and the scanner say of it → blocks, sections and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publier import model as m
from publier import pandoc
from publier.problems import Problem
from publier.reading.blocks import blocks
from publier.reading.context import AstNode, Context, Spot
from publier.reading.marks import check_marks
from publier.reading.outline import Outline, name_sections, read_outline
from publier.reading.places import Places
from publier.reading.pullquotes import check_pull_quotes

if TYPE_CHECKING:
    from collections.abc import Callable

    from publier.reading import Source
    from publier.scanning import Definition, Scan


class Body:
    """The body of one source on its way through scanner and pandoc."""

    def __init__(self, source: Source, text: str, scan: Scan, nodes: Callable[[], list[AstNode]]) -> None:
        self._source = source
        places = Places.of(text, source.data, source.file)
        self._pictures: dict[str, str] = {}
        self._context = Context(places, scan, self._picture)
        self._pandoc = nodes

    @property
    def problems(self) -> list[Problem]:
        """What was found, at the places of the file as it was written."""
        context = self._context
        return context.places.restored(context.scan.problems) + context.problems

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
        from publier import images  # brings Pillow, which most relectures do without

        image, found = images.check(name, self._source.images, at)
        self._context.problems += found
        if image:
            first = self._pictures.setdefault(images.name_in_book(image.name).casefold(), image.name)
            if first != image.name:
                self._context.report("L039", at, name=image.name, first=first)
        return image
