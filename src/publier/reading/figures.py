"""A picture alone in its paragraph → a figure."""

from __future__ import annotations

from typing import Any

from publier import fields, gate
from publier import model as m
from publier.reading.context import AstNode, Context, Spot, is_wrapper, pairs
from publier.reading.inlines import inlines


def lone_image(nodes: list[AstNode]) -> AstNode | None:
    """Return the picture of a paragraph that holds nothing else."""
    if len(nodes) != 1:
        return None
    node = nodes[0]
    if node["t"] == "Span" and is_wrapper(node["c"][0]):
        return lone_image(node["c"][1])
    return node if node["t"] == "Image" else None


def figure(context: Context, content: list[Any], at: m.At | None) -> m.Figure | None:
    """Read pandoc's Figure; nothing when its picture cannot be used, which was reported."""
    outer, _, body = content
    image = lone_image(body[0]["c"]) if body and body[0]["t"] == "Plain" else None
    if not image:
        context.report("S036", at, kind="Figure")
        return None
    attributes, caption, (name, title) = image["c"]
    at = context.at(attributes) or at
    if title:
        context.report("S033", at, title=title)
    alt, credit = _description(context, attributes, outer[0] or attributes[0], name, at)
    words = inlines(context, caption, Spot.CAPTION, at)
    picture = context.picture(name, at)
    return m.Figure(picture, alt, words, credit, at=at) if picture else None


def _description(
    context: Context, attributes: list[Any], identifier: str, name: str, at: m.At | None
) -> tuple[str, str]:
    values = pairs(attributes)
    if identifier:
        context.report("S008", at, id=identifier)
    for other in attributes[1]:
        if other != "decoratif":
            context.report("S006", at, name=other)
    for key in values:
        if key not in {"alt", "credit"}:
            context.report("S007", at, name=key)
    for key in ("alt", "credit"):
        if "[^" in values.get(key, "") or "[@" in values.get(key, ""):
            context.report("N012", at, name=key)
    _check_characters(context, values, at)
    alt = " ".join(gate.clean(values.get("alt", "")).split())
    _check_alt(context, alt, name, at, decorative="decoratif" in attributes[1])
    return alt, " ".join(gate.clean(values.get("credit", "")).split())


def _check_characters(context: Context, values: dict[str, str], at: m.At | None) -> None:
    """Report what entities brought into a description: nothing else has passed the gate."""
    for key in ("alt", "credit"):
        for _, code, character in gate.odd(values.get(key, "")):
            context.report(code, at, character=character)


def _check_alt(context: Context, alt: str, name: str, at: m.At | None, *, decorative: bool) -> None:
    """Hold a description to WCAG 2.2 success criterion 1.1.1."""
    if decorative and alt:
        context.report("A005", at, name=name)
    elif not decorative and not alt:
        context.report("A003", at, name=name)
    elif fields.is_generic(alt, name):
        context.report("A004", at, alt=alt)
