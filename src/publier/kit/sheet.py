"""One page of A4, tagged like the editions: what does not fit on it is said, and nothing is cut."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from publier.editions import pdf, press, templates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from publier.editions import Styles
    from publier.model import Image, Metadata

SHEETS = ("tokens", "common", "print", "sheet")


def make(
    name: str, styles: Styles, metadata: Metadata, pictures: Mapping[str, Image], **context: object
) -> tuple[bytes, int]:
    """Return a sheet of the template ``name``, and how many pages it takes: one, unless it does not fit.

    It is PDF/A-2a and PDF/UA-1 whatever profile the editions have: nothing is embedded in it.
    """
    from publier.editions import tagging  # brings WeasyPrint

    metadata = replace(metadata, pdf_profile="a2a-ua1")
    css = "\n".join(styles.css(sheet) for sheet in SHEETS)
    xhtml = templates.render(f"{name}.xhtml.j2", meta=metadata, **context)
    document = press.lay_out(xhtml, css, styles.folder / "fonts", pictures)
    with press.heeded():
        data = tagging.write(document, metadata=metadata, identifier=pdf.identifier(metadata, name))
    return data, len(document.pages)
