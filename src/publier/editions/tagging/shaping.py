"""The structure put in order: nothing empty, no text beside blocks, each note after its block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publier.editions.tagging.tree import INLINE, NOTES_MAY_STAND_IN, Leaf, StructElem

if TYPE_CHECKING:
    from publier.editions.tagging.tree import Structure

WRAPPED = frozenset({"Document", "Part", "Sect", "BlockQuote", "Note"})
"""Roles whose text always stands in a paragraph."""

MIXED = frozenset({"Div", "LBody", "TD", "TH"})
"""Roles that hold text or blocks, but not both side by side."""


def shape(structure: Structure) -> None:
    """Put the structure of a walk in order, in place."""
    for note in structure.notes:
        tidy(note)
    tidy(structure.root)
    for note in structure.notes:
        place(note, structure)
    relate(structure)


def tidy(elem: StructElem) -> None:
    """Drop empty elements and wrap stray text, from the leaves upwards."""
    for kid in elem.kids:
        if isinstance(kid, StructElem):
            tidy(kid)
    elem.kids = [kid for kid in elem.kids if _says_something(kid)]
    if elem.role in WRAPPED or (elem.role in MIXED and _needs_paragraphs(elem)):
        _wrap(elem)


def _says_something(kid: StructElem | Leaf) -> bool:
    # An empty cell keeps the others under their heads.
    return isinstance(kid, Leaf) or bool(kid.kids) or kid.role in {"TD", "TH"}


def _is_inline(kid: StructElem | Leaf) -> bool:
    return isinstance(kid, Leaf) or kid.role in INLINE


def _needs_paragraphs(elem: StructElem) -> bool:
    mixed = len({_is_inline(kid) for kid in elem.kids}) > 1
    calls = elem.role in NOTES_MAY_STAND_IN and any(
        isinstance(kid, StructElem) and _is_inline(kid) and any(e.role == "Reference" for e in kid.elements())
        for kid in elem.kids
    )
    return mixed or calls


def _wrap(elem: StructElem) -> None:
    """Put each run of text between blocks into a paragraph of its own."""
    kids, paragraph = list(elem.kids), None
    elem.kids = []
    for kid in kids:
        if not _is_inline(kid):
            paragraph = None
            elem.kids.append(kid)
            continue
        paragraph = paragraph or elem.add("P", elem.source)
        paragraph.kids.append(kid)
        if isinstance(kid, StructElem):
            kid.parent = paragraph


def place(note: StructElem, structure: Structure) -> None:
    """Put a note after the block of its first call, behind the notes that stand there already.

    Where that block is no place for a note (a cell, a quotation), after what holds it; a list in a
    quotation is the quoted author's too. After a term the description begins, with the term's notes.
    """
    call = structure.calls.get(note.id)
    if call is None:
        raise ValueError(f"the note {note.id} has no call in the text")
    block = _outermost_quotation(call) or call
    while block.parent is not None and block.parent.role not in NOTES_MAY_STAND_IN:
        block = block.parent
        if block.role == "Lbl" and (body := _description(block)):
            _insert(note, body, 0)
            return
    if block.parent is None:
        raise ValueError(f"the call of {note.id} stands outside the document")
    _insert(note, block.parent, block.parent.kids.index(block) + 1)


def _description(label: StructElem) -> StructElem | None:
    """Return what describes a term, its words in paragraphs: a note will stand beside them."""
    kids = label.parent.kids if label.parent is not None else []
    for body in kids:
        if isinstance(body, StructElem) and body.role == "LBody":
            if any(map(_is_inline, body.kids)):
                _wrap(body)
            return body
    return None


def _insert(note: StructElem, parent: StructElem, index: int) -> None:
    while index < len(parent.kids) and _is_note(parent.kids[index]):
        index += 1
    parent.kids.insert(index, note)
    note.parent = parent


def _outermost_quotation(elem: StructElem) -> StructElem | None:
    found, here = None, elem.parent
    while here is not None:
        found = here if here.role == "BlockQuote" else found
        here = here.parent
    return found


def relate(structure: Structure) -> None:
    """Let each reference know the element it leads to, and each note all its calls."""
    for elem in structure.root.elements():
        if elem.role == "Reference" and elem.source is not None:
            target = structure.anchors.get(elem.source.get("href", "")[1:])
            if target is not None:
                elem.related.append(target)
                if target.role == "Note":
                    target.related.append(elem)


def _is_note(kid: StructElem | Leaf) -> bool:
    return isinstance(kid, StructElem) and kid.role == "Note"
