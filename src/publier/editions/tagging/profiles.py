"""What kind of PDF is made: the standards one file meets at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """A choice of standards.

    ``variant`` is what WeasyPrint calls the archival one; ``part`` and ``conformance`` are of
    PDF/A (ISO 19005), ``accessible`` is the part of PDF/UA (ISO 14289); ``embeds`` says that
    the source travels in the file.
    """

    variant: str
    part: int
    conformance: str
    accessible: int
    embeds: bool = False

    @property
    def is_pdf2(self) -> bool:
        """Say whether the file is PDF 2.0 (ISO 32000-2)."""
        return self.accessible > 1


PROFILES = {
    "a2a-ua1": Profile("pdf/a-2a", 2, "A", 1),
    "a4f-ua2": Profile("pdf/a-4f", 4, "F", 2, embeds=True),
}
