"""Where links lead in PDF 2: to elements, not only to places on pages (ISO 32000-2 §12.3.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publier.editions.tagging import seam

if TYPE_CHECKING:
    from publier.editions.tagging.seam import Pdf, PdfObject
    from publier.editions.tagging.tree import StructElem, Structure


def structure(pdf: Pdf, found: Structure, objects: dict[StructElem, PdfObject]) -> None:
    """Let every destination of the file name an element: links, outline, named destinations."""
    names = pdf.catalog["Names"]["Dests"]["Names"]
    for i in range(0, len(names), 2):
        elem = found.anchors.get(names[i].string)
        if elem in objects:
            names[i + 1] = seam.dictionary({"D": names[i + 1], "SD": _element(objects[elem])})
    outlines = [o for o in pdf.objects if isinstance(o, dict) and {"Title", "Dest"} <= o.keys()]
    for outline, heading in zip(outlines, found.bookmarked, strict=True):
        outline["A"] = seam.dictionary(
            {"S": "/GoTo", "D": outline.pop("Dest"), "SD": _element(objects[heading])}
        )


def _element(made: PdfObject) -> PdfObject:
    return seam.array([made.reference, "/Fit"])
