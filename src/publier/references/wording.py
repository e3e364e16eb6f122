"""From what pandoc prints for a resource to nodes of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from publier import model as m
from publier.references.entries import Entry

_STYLES: dict[str, Callable[[tuple[m.Inline, ...]], m.Inline]] = {
    "Emph": m.Emphasis,
    "Strong": m.Strong,
    "Superscript": m.Superscript,
    "Subscript": m.Subscript,
    "SmallCaps": m.SmallCaps,
}
"""What else a CSL style can do to letters."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The words that name a resource; ``common`` when they begin with a common noun of the style."""

    children: tuple[m.Inline, ...]
    common: bool = False


def reference(printed: list[dict[str, Any]], entry: Entry, lang: str) -> Reference:
    """Return the words of a resource; what the style underlines bears its link.

    A title in another language than the text (``lang``) is marked as such.
    """
    titled = "title" in entry.item
    converter = _Converter(entry.link, _foreign(entry, lang) if titled else "")
    children = converter.run(printed)
    if entry.link and not converter.linked:
        children = (m.Link(entry.link, children),)
    return Reference(children, common=not titled and _underlined_first(printed))


def base(lang: str) -> str:
    """Return the language of a tag, without script and region."""
    return lang.split("-", maxsplit=1)[0].lower()


def joined(run: tuple[m.Inline, ...]) -> tuple[m.Inline, ...]:
    """Return a run with neighbouring texts as one."""
    result: list[m.Inline] = []
    for node in run:
        last = result[-1] if result else None
        if isinstance(node, m.Text) and isinstance(last, m.Text):
            result[-1] = m.Text(last.value + node.value, at=last.at)
        else:
            result.append(node)
    return tuple(result)


class _Converter:
    """Turns inlines of pandoc's AST into ours; remembers whether anything bore the link."""

    def __init__(self, link: str, lang: str) -> None:
        self.link = link
        self.lang = lang
        self.linked = False

    def run(self, nodes: list[dict[str, Any]]) -> tuple[m.Inline, ...]:
        """Convert a run of inlines."""
        return joined(tuple(part for node in nodes for part in self.inline(node)))

    def inline(self, node: dict[str, Any]) -> tuple[m.Inline, ...]:
        """Convert one inline; a wrapper without meaning of its own gives what it holds."""
        content: Any = node.get("c")
        kind = node["t"]
        if kind == "Str":
            return (m.Text(content),)
        if kind == "Space":
            return (m.Text(" "),)
        if kind in ("Span", "Quoted", "Link"):
            return self.run(content[1])
        if kind == "Underline":
            return self.underlined(self.run(content))
        return (_STYLES[kind](self.run(content)),)

    def underlined(self, children: tuple[m.Inline, ...]) -> tuple[m.Inline, ...]:
        """Return what the style underlines: the title, or the words that name the thing."""
        self.linked = True
        if self.lang:
            children = (m.Foreign(self.lang, children),)
        return (m.Link(self.link, children),) if self.link else children


def _foreign(entry: Entry, lang: str) -> str:
    """Return the language of a resource when it is not that of the text."""
    own = str(entry.item.get("language", ""))
    return "" if base(own) == base(lang) else own


def _underlined_first(printed: list[dict[str, Any]]) -> bool:
    """Return whether the words that name the thing come first."""
    while printed and printed[0]["t"] == "Span":
        printed = printed[0]["c"][1]
    return bool(printed) and printed[0]["t"] == "Underline"
