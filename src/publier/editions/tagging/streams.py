"""The paint of each page: what is outside the structure becomes a typed artifact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from publier.editions.tagging import seam

if TYPE_CHECKING:
    from collections.abc import Mapping

    from publier.editions.tagging.seam import Stream

KINDS = {
    "header": {"Type": "/Pagination", "Subtype": "/Header"},
    "footer": {"Type": "/Pagination", "Subtype": "/Footer"},
    "repeated": {"Type": "/Pagination"},
    "layout": {"Type": "/Layout"},
}
"""Kinds of artifacts (ISO 32000-1 §14.8.2.2.2)."""


def rewrite(stream: Stream, artifacts: Mapping[int, str]) -> set[int]:
    """Type the artifacts of a page; return the numbers of the content that stays tagged.

    Rules of underlined text are painted inside the text: they are moved before it, since no
    artifact may stand in tagged content (ISO 14289-1 §7.1).
    """
    written: list[Any] = []
    tagged: set[int] = set()
    start = depth = -1  # where the open tagged content begins, how deep the open artifact is
    aside: list[Any] = []
    stack: list[str] = []
    for item in stream.stream:
        (aside if depth >= 0 else written).append(item)
        if item in (b"BMC", b"BDC"):
            kind = _open(written, artifacts)
            stack.append(kind)
            if kind == "tagged":
                tagged.add(written[-2]["MCID"])
                start = len(written) - 3
            elif "tagged" in stack and depth < 0:
                depth = len(stack)
                aside = written[-3:]
                del written[-3:]
        elif item == b"EMC":
            if len(stack) == depth:
                written[start:start] = aside
                start, depth = start + len(aside), -1
            stack.pop()
    stream.stream = written
    return tagged


def _open(written: list[Any], artifacts: Mapping[int, str]) -> str:
    """Look at marked content that has just been opened; type it when it is an artifact."""
    if written[-1] == b"BMC":
        written[-1:] = [seam.dictionary(KINDS["layout"]), b"BDC"]
        return "artifact"
    number = written[-2].get("MCID")
    if number in artifacts:
        written[-3:-1] = ["/Artifact", seam.dictionary(KINDS[artifacts[number]])]
        return "artifact"
    return "tagged"
