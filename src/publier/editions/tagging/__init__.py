"""A laid out document to a PDF whose structure a screen reader can follow.

The structure is decided before anything is painted (``walk``, ``shaping``); WeasyPrint paints;
then the structure is written over what was painted (``emit``, ``streams``, ``hyphens``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from publier.editions import engine  # noqa: F401 (WeasyPrint comes by it, before ``seam`` asks for it)
from publier.editions.tagging import seam, spaces
from publier.editions.tagging.profiles import PROFILES
from publier.editions.tagging.shaping import shape
from publier.editions.tagging.walk import walk as walk_over
from publier.editions.tagging.work import Work

if TYPE_CHECKING:
    from publier.editions.tagging.seam import Document
    from publier.model import Metadata

__all__ = ["PROFILES", "Attachment", "write"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that travels in the PDF: the source it was made from."""

    name: str
    data: bytes
    description: str


def write(
    document: Document, *, metadata: Metadata, source: Attachment | None = None, identifier: bytes = b""
) -> bytes:
    """Write a laid out document as a tagged PDF of the profile that its metadata name.

    ``source`` is embedded by the profiles that embed, which need it; the others ignore it.
    ``identifier`` is the permanent one of the file (ISO 32000-1 §14.4), else made of its content.
    """
    profile = metadata.pdf_profile
    chosen = PROFILES[profile]
    attachments = []
    if chosen.embeds:
        if source is None:
            raise ValueError(f"{profile} embeds the source, and none was given")
        attachments = [seam.attachment(source.name, source.data, source.description, metadata.modified)]
    structure = walk_over(document)
    shape(structure)
    work = Work(structure, chosen, metadata, spaces.find(document, structure))
    with work.readied(document), seam.in_place(work.tag):
        return document.write_pdf(
            pdf_variant=chosen.variant,
            pdf_tags=True,
            pdf_identifier=identifier or True,
            finisher=work.finish,
            attachments=attachments,
        )
