"""Where the front matter ends and the body begins, by lines alone: nothing is understood yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """A text cut at its ``---`` lines.

    ``front`` is what stands between them, ``None`` when there is no front matter; ``start`` is the
    1-based line of the first ``---``, or of the first line that says something; ``closed`` says
    that there is a second; ``body`` is the text with the front matter's lines left blank.
    """

    front: str | None
    start: int
    closed: bool
    body: str


def cut(text: str) -> Cut:
    """Cut a text; lines of the body stay true."""
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines[start].rstrip() != "---":
        return Cut(None, start + 1, closed=False, body=text)
    end = next((n for n in range(start + 1, len(lines)) if lines[n].rstrip() in ("---", "...")), 0)
    if not end:
        return Cut("", start + 1, closed=False, body="\n" * (len(lines) - 1))
    body = "\n".join([""] * (end + 1) + lines[end + 1 :])
    return Cut("\n".join(lines[start + 1 : end]), start + 1, closed=True, body=body)
