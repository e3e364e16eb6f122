"""One write: what is done before WeasyPrint paints, in the seam, and before the file is closed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from publier.editions.tagging import destinations, links, seam, xmp
from publier.editions.tagging.emit import Emitter
from publier.editions.tagging.hyphens import Fonts
from publier.editions.tagging.streams import rewrite
from publier.editions.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from publier.editions.tagging.links import Rectangle
    from publier.editions.tagging.profiles import Profile
    from publier.editions.tagging.seam import Box, Document, Pdf, Stream
    from publier.editions.tagging.spaces import Spaces
    from publier.editions.tagging.tree import Structure
    from publier.model import Metadata


class Work:
    """What one write of one document knows."""

    def __init__(self, structure: Structure, profile: Profile, metadata: Metadata, spaces: Spaces) -> None:
        self.structure = structure
        self.profile = profile
        self.metadata = metadata
        self.spaces = spaces
        self.pieces: dict[Box, list[Rectangle]] = {}

    @contextmanager
    def readied(self, document: Document) -> Iterator[None]:
        """Give the document its missing spaces and whole links, for as long as the block lasts."""
        for elem in self.structure.root.elements():
            for leaf in elem.links:
                leaf.box.link_annotation = None  # of another write, in another file
        pages, self.pieces = links.merge(document, self.structure)
        before = [list(page.links) for page in document.pages]
        for page, merged in zip(document.pages, pages, strict=True):
            page.links[:] = merged
        for run in self.spaces.lacking:
            run.pango_layout.text += " "
        try:
            yield
        finally:
            for run in self.spaces.lacking:
                run.pango_layout.text = run.pango_layout.text.removesuffix(" ")
            for page, own in zip(document.pages, before, strict=True):
                page.links[:] = own

    def tag(self, pdf: Pdf, document: Document, version: object, streams: Sequence[Stream]) -> None:  # noqa: ARG002 (what the seam is called with)
        """Write the structure; takes the place of WeasyPrint's ``add_tags``."""
        marks = [seam.marks(stream) for stream in streams]
        self.paint(pdf, streams, marks)
        self.annotate(document)
        emitter = Emitter(pdf, marks, is_pdf2=self.profile.is_pdf2)
        emitter.write(self.structure)
        if self.profile.is_pdf2:
            destinations.structure(pdf, self.structure, emitter.objects)

    def paint(self, pdf: Pdf, streams: Sequence[Stream], marks: Sequence[dict[Box, int]]) -> None:
        """Type the artifacts, see that nothing is left over, correct what letters are read as."""
        artifacts: list[dict[int, str]] = [{} for _ in streams]
        for leaf, kind in self.structure.artifacts:
            if leaf.box in marks[leaf.page]:
                artifacts[leaf.page][marks[leaf.page][leaf.box]] = kind
        fonts = Fonts(pdf, seam.fonts(pdf))
        fonts.read_plainly()
        owned = [set[int]() for _ in streams]
        for leaf in self.structure.root.leaves():
            owned[leaf.page].add(marks[leaf.page][leaf.box])
        for page, stream in enumerate(streams):
            tagged = rewrite(stream, artifacts[page])
            if tagged != owned[page]:
                raise ValueError(f"page {page + 1} has paint that is in no element: {tagged ^ owned[page]}")
            fonts.soften(stream, {marks[page][run] for number, run in self.spaces.soft if number == page})

    def annotate(self, document: Document) -> None:
        """Say of each link where it leads, and on which lines it stands."""
        said = words(self.metadata.lang)
        for elem in self.structure.root.elements():
            for leaf in elem.links:
                if (annotation := leaf.box.link_annotation) is None:
                    continue
                annotation["Contents"] = seam.string(links.purpose(elem, said))
                pieces = self.pieces.get(leaf.box, [])
                if len(pieces) > 1:
                    height = document.pages[leaf.page].height
                    corners = links.quadrilaterals(pieces, height)
                    annotation["QuadPoints"] = seam.array(corners)
                    annotation["Rect"] = seam.array(links.around(corners))

    def finish(self, document: Document, pdf: Pdf) -> None:  # noqa: ARG002 (WeasyPrint's finisher)
        """Write what the file says about itself."""
        xmp.describe(pdf, self.metadata, self.profile)
        for image in seam.images(pdf):
            image["Interpolate"] = "false"  # ISO 19005-2 §6.2.8
        seam.settle(pdf)
