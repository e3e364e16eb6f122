"""A relecture as an outline, one node a line, for cases that people read and compare."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from enum import Enum

from publier import model as m

PARTS = ("preface", "lead", "blocks", "sections", "notes")
# What a node mainly holds stands right under it; the rest is named.
PLAIN = ("children", "blocks", "sections")


def dump(relecture: m.Relecture) -> str:
    """Return the outline of all but the metadata."""
    return "\n".join(line for part in PARTS for line in _field(part, getattr(relecture, part), 0)) + "\n"


def kind(node: type) -> str:
    """Return a node class as outlines and cases name it: ``bullet-list``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", node.__name__).lower()


def _node(node: m.Node | m.Image, depth: int) -> Iterator[str]:
    """Yield a node: its kind and plain values on a line, what it holds below."""
    words = [kind(type(node))]
    inner: list[tuple[str, object]] = []
    for field in fields(node):
        value = getattr(node, field.name)
        if not field.compare or not field.repr or (field.default is not MISSING and value == field.default):
            continue
        if isinstance(value, tuple | m.Image):
            inner.append((field.name, value))
        else:
            words.append(_word(field.name, value))
    yield "  " * depth + " ".join(words)
    for name, value in inner:
        yield from _field(name, value, depth + 1)


def _word(name: str, value: object) -> str:
    if name == "value":
        return f'"{value}"'
    return f"{name}={value.value if isinstance(value, Enum) else value!r}"


def _field(name: str, value: object, depth: int) -> Iterator[str]:
    if not isinstance(value, tuple):
        if isinstance(value, m.Node | m.Image):
            yield "  " * depth + f"{name}:"
            yield from _node(value, depth + 1)
    elif value and isinstance(value[0], Enum):
        yield "  " * depth + f"{name}: " + " ".join(item.value for item in value)
    elif value:
        if name not in PLAIN:
            yield "  " * depth + f"{name}:"
            depth += 1
        for item in value:
            yield from _item(item, depth)


def _item(item: object, depth: int) -> Iterator[str]:
    if isinstance(item, tuple):
        yield "  " * depth + "-"
        for node in item:
            yield from _item(node, depth + 1)
    elif isinstance(item, m.Node):
        yield from _node(item, depth)
