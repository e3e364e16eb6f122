"""Marks that pandoc takes otherwise than they were meant, in silence: ``:::`` lines and braces."""

from __future__ import annotations

from typing import Any

from publier.at import At
from publier.reading.context import ADDED, Context, is_wrapper, pairs
from publier.reading.places import first_line, last_line

_WITH_ATTRIBUTES = {"Div", "Span"}


def check_marks(context: Context, nodes: list[Any]) -> None:
    """Report fences that open or close nothing, divs never closed, braces that belong to nothing."""
    found = _attributes(nodes)
    for kind, attributes in found:
        text = _written(attributes) if kind == "Span" and is_wrapper(attributes) else ""
        # Those of a whole block stand on a line of their own, which the scanner has reported.
        if text and (at := context.at(attributes)):
            context.report("S034", at, text=text)
    divs = [attributes for kind, attributes in found if kind == "Div" and not is_wrapper(attributes)]
    _check_fences(context, dict.fromkeys(dict(attributes[2]).get("data-pos", "") for attributes in divs))


def _attributes(nodes: list[Any]) -> list[tuple[str, list[Any]]]:
    """Return the attributes of divs and spans, inner ones first."""
    found: list[tuple[str, list[Any]]] = []
    waiting: list[Any] = [nodes]
    while waiting:  # an essay has 50,000 of these: a loop takes a third of the time of recursion
        node = waiting.pop()
        if isinstance(node, dict):
            kind, node = node["t"], node.get("c", [])
            if kind in _WITH_ATTRIBUTES:
                attributes, node = node  # the first holds no nodes
                found.append((kind, attributes))
        if isinstance(node, list):
            waiting += node
    return found[::-1]


def _written(attributes: list[Any]) -> str:
    """Return attributes as an author wrote them, or nothing."""
    identifier, classes, values = attributes
    if not identifier and not classes and len(values) == len(ADDED):
        return ""  # as every word but a few
    words = [f"#{identifier}"] if identifier else []
    words += [f".{name}" for name in classes] + [f"{key}={value}" for key, value in pairs(attributes).items()]
    return f"{{{' '.join(words)}}}" if words else ""


def _check_fences(context: Context, positions: dict[str, None]) -> None:
    """Hold fences against divs; a note's copies hold the same divs, whose positions are the same."""
    fences = set(context.scan.fences)
    for line in sorted(fences):
        # Pandoc gives no position to a div in a note, where none may be.
        note = context.scan.definition(line)
        if note and line <= note.last:
            context.report("S032", _at(context, line))
            fences.remove(line)
    used: set[int] = set()
    for position in positions:
        if first_line(position) not in fences:
            continue
        used.add(first_line(position))
        closing = last_line(position)
        if closing in fences - used:
            used.add(closing)
        else:
            at = context.places.at(position)
            context.unclosed.add(at)
            context.report("S016", at)
    for line in sorted(fences - used):
        context.report("S017", _at(context, line))


def _at(context: Context, line: int) -> At:
    return At(context.places.file, line, context.places.line(line).index(":") + 1)
