"""The lines ``:::`` that pandoc misreads in silence: a div never closed, a fence that is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from publier.model import At
from publier.reading.context import Context, is_wrapper
from publier.reading.places import first_line, last_line


def check_fences(context: Context, nodes: list[Any]) -> None:
    """Report every fence that opens and closes nothing, and every div that nothing closes."""
    used: set[int] = set()
    for position in dict.fromkeys(_divs(nodes)):  # copies of a note hold the same divs
        at = context.places.at(position)
        used.add(first_line(position))
        closing = last_line(position)
        if closing in context.scan.fences - used:
            used.add(closing)
        else:
            context.unclosed.add(at)
            context.report("S016", at)
    for line in sorted(context.scan.fences - used):
        column = context.places.line(line).index(":") + 1
        context.report("S017", At(context.places.file, line, column))


def _divs(node: Any) -> Iterator[str]:  # noqa: ANN401 - any part of pandoc's JSON
    """Yield the positions of the divs that authors wrote, inner ones first."""
    if isinstance(node, list):
        for child in node:
            yield from _divs(child)
    elif isinstance(node, dict):
        content: Any = node.get("c")
        yield from _divs(content)
        if node.get("t") == "Div" and not is_wrapper(content[0]):
            yield dict(content[0][2]).get("data-pos", "")
