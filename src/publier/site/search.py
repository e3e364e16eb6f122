"""What the search looks through: the words of every relecture; MiniSearch indexes them in the browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from publier.site.shelf import Work

FILE = "textes.js"
GLOBAL = "publierTextes"
"""The one name that the file defines."""


def script(works: Sequence[Work]) -> bytes:
    """Return the documents as a script: a page opened from the file system may load one, and no data."""
    data = json.dumps(list(documents(works)), ensure_ascii=False, separators=(",", ":"))
    return f"self.{GLOBAL}={data};\n".encode()


def documents(works: Sequence[Work]) -> Iterator[dict[str, str]]:
    """Yield what can be found: each relecture by its description, then each of its passages.

    The identifier is where the words are: ``slug`` or ``slug#anchor``.
    """
    for work in works:
        about = (work.abstract, *work.keywords, *work.authors, work.series, work.publisher)
        title = f"{work.title} {work.subtitle}".strip()
        yield {"id": work.slug, "title": title, "text": "\n".join(filter(None, about))}
        for passage in work.passages:
            yield {"id": f"{work.slug}#{passage.anchor}", "title": "", "text": passage.text}
