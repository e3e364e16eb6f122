"""Nodes to XHTML: the one writer of all editions, by ``match``.

What the program adds to the text (numbers, hidden words, generated headings) carries a class
(``num``, ``pn``, ``n``, ``vh``, ``made``, ``permalink``, ``url``, ``seen``), so that the checks can tell the
author's words from ours.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING, assert_never
from urllib.parse import urlsplit

from markupsafe import Markup

from publier import addresses, tree
from publier import model as m
from publier.editions.words import Words, words
from publier.notes import targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

HEAD = 84
"""Most characters of a running head: one line of the column on paper."""

WHOLE = 900
"""Most signs of a quotation that paper keeps on one page, about fourteen lines; a longer one would
leave a page half empty."""


class Flavour(StrEnum):
    """Which edition the markup is for."""

    WEB = "web"
    EPUB = "epub"
    PRINT = "print"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table of contents; ``title`` is XHTML without calls."""

    anchor: str
    title: Markup
    number: int = 0
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The text as XHTML, in the pieces that a template lays out."""

    preface: Markup
    lead: Markup
    text: Markup
    notes: tuple[Markup, ...]
    contents: tuple[Entry, ...]


def body(relecture: m.Relecture, flavour: Flavour, picture: Callable[[m.Image], str]) -> Body:
    """Write a whole relecture; ``picture`` gives the address of an image in this edition."""
    return Writer(relecture, flavour, picture).body()


def address(target: str) -> str:
    """Return host and path of a link as paper prints it; other targets as they are."""
    parts = urlsplit(target)
    if parts.scheme in {"http", "https"}:
        query = f"?{parts.query}" if parts.query else ""
        return f"{parts.netloc}{parts.path.rstrip('/')}{query}"
    return target.removeprefix("mailto:")


def breakable(text: str) -> str:
    """Escape a printed address so that it breaks after ``/`` and ``-`` only.

    Unicode breaks there by itself (UAX #14), and after very few other signs: what stands between
    two breaks and holds one of those is kept together.
    """
    pieces = re.split(r"(?<=[/-])(?=[^/-])", text)
    return "".join(_unbroken(escape(piece, quote=False)) for piece in pieces)


def _unbroken(piece: str) -> str:
    return f'<span class="nb">{piece}</span>' if re.search(r"[^\w./~:=&;%#,+@-]", piece) else piece


def shortened(text: str, most: int) -> str:
    """Return a text of at most ``most`` characters, cut between words."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    if text[most - 1] != " ":
        kept = kept.rpartition(" ")[0] or kept
    return kept.rstrip(" ,;:–") + "…"


def unbroken(text: str) -> str:
    """Keep an en dash with the words that it opens.

    A line may break after one whatever comes next, a no-break space too (UAX #14, LB12a).
    """
    return re.sub("–\u00a0", r'<span class="nb">\g<0></span>', text)


class Writer:
    """Writes the nodes of one relecture for one edition."""

    def __init__(self, relecture: m.Relecture, flavour: Flavour, picture: Callable[[m.Image], str]) -> None:
        self.relecture = relecture
        self.flavour = flavour
        self.picture = picture
        self.words: Words = words(relecture.metadata.lang)
        self.by_number = {note.number: note for note in relecture.notes}
        self.tables = [block for block in tree.all_blocks(relecture) if isinstance(block, m.Table)]
        self.in_note = False

    # -------------------------------------------------------------- the whole

    def body(self) -> Body:
        """Write the pieces in reading order."""
        relecture = self.relecture
        opening = self.blocks(relecture.blocks)
        sections = "\n".join(self.section(section) for section in relecture.sections)
        return Body(
            preface=Markup(self.front(relecture.preface, "preface", "doc-preface", "preface")),
            lead=Markup(self.front(relecture.lead, "chapo", "doc-introduction", "introduction")),
            text=Markup(f"{opening}\n{sections}".strip()),
            notes=tuple(Markup(self.note(note)) for note in relecture.notes),
            contents=self.contents(),
        )

    def contents(self) -> tuple[Entry, ...]:
        """Return the table of contents: preface, lead, parts and their sub-headings."""
        fronts = (
            (self.relecture.preface, "preface", self.words["preface"]),
            (self.relecture.lead, "chapo", self.words["lead"]),
        )
        entries = [
            Entry(anchor, self.title(front.title) or Markup(escape(name)))
            for front, anchor, name in fronts
            if front
        ]
        return (*entries, *(self.entry(section) for section in self.relecture.sections))

    def entry(self, section: m.Section) -> Entry:
        """Return the line of one section and of those it holds."""
        below = tuple(self.entry(inner) for inner in section.sections)
        return Entry(section.id, self.title(section.title), section.number, below)

    def title(self, inlines: tuple[m.Inline, ...]) -> Markup:
        """Write a title for a table of contents: no call with its space, no link."""
        return Markup(self.inlines(tuple(without_calls(inlines))).strip())

    def front(self, front: m.Front | None, name: str, role: str, kind: str) -> str:
        """Write the preface or the lead; its heading is its own, or ours."""
        if front is None:
            return ""
        pages, title = hoisted(front.title)
        own = self.inlines(title)
        shown = own or escape(self.words["preface" if name == "preface" else "lead"])
        made = "" if own else ' class="made"'
        head = self.head(m.plain(front.title) or self.words["preface" if name == "preface" else "lead"])
        return (
            f'<section class="{name}" id="{name}" role="{role}"{self.epub_type(kind)}'
            f' aria-labelledby="t-{name}">\n{self.inlines(pages)}<h2 id="t-{name}"{made}{head}>{shown}</h2>\n'
            f"{self.blocks(front.blocks)}\n</section>"
        )

    def section(self, section: m.Section) -> str:
        """Write a part or a sub-section with its heading."""
        part = section.level == 2  # noqa: PLR2004 (parts are level 2)
        name = "part" if part else "sub"
        number = f'<span class="num">{section.number}</span> ' if section.number else ""
        prefix = f"{section.number}. " if section.number else ""
        head = self.head(prefix + m.plain(section.title))
        pages, title = hoisted(section.title)
        shown = self.inlines(title)
        link = self.permalink(section.id)
        tag = f"h{section.level}"
        inner = "\n".join(self.section(below) for below in section.sections)
        # A named section is a landmark: on the web parts are, their sub-sections would be too many.
        # There its heading is named by its number, which no section's own anchor can be.
        name_id = f"t-{section.id}"
        if self.flavour is Flavour.WEB:
            name_id = str(section.number) if part else ""
        name_from, name_at = (f' {a}="{name_id}"' if name_id else "" for a in ("aria-labelledby", "id"))
        return (
            f'<section class="{name}" id="{section.id}"{name_from}>\n'
            f"{self.inlines(pages)}<{tag}{name_at}{head}>{number}{shown}{link}</{tag}>\n"
            f"{self.blocks(section.blocks)}\n{inner}\n</section>"
        )

    def head(self, title: str) -> str:
        """Return the attributes that feed running heads and bookmarks, on paper only."""
        if self.flavour is not Flavour.PRINT:
            return ""
        title = title.strip()  # a call has left its space
        return f' data-head="{escape(shortened(title, HEAD))}" data-mark="{escape(title)}"'

    def permalink(self, anchor: str) -> str:
        """Return a quiet link of a heading to itself; a mouse convenience, out of the tab order."""
        if self.flavour is not Flavour.WEB:
            return ""
        return (
            f'<a class="permalink" href="#{anchor}" tabindex="-1" aria-hidden="true"'
            f' title="{escape(self.words["to_section"])}">#</a>'
        )

    # -------------------------------------------------------------- notes

    def note(self, note: m.Note) -> str:
        """Write a note after the text: its number first, the ways back last."""
        number = f'<span class="n">{note.number}</span> '
        back = " ".join(self.back(note, k) for k in range(1, note.calls + 1))
        back = f"{self.seen(note)} {back}".strip()
        blocks = list(note.blocks)
        first = self.note_block(blocks[0], number, back if len(blocks) == 1 else "")
        rest = [
            self.note_block(block, "", back if i == len(blocks) - 1 else "")
            for i, block in enumerate(blocks[1:], 1)
        ]
        kind = ' epub:type="footnote"' if self.flavour is Flavour.EPUB else ' tabindex="-1"'
        inner = "\n".join([first, *rest])
        return f'<div class="note" id="{note.anchor}" role="doc-footnote"{kind}>{inner}</div>'

    def note_block(self, block: m.Block, number: str, back: str) -> str:
        """Write a block of a note, with the number before and the ways back after it."""
        if isinstance(block, m.Paragraph):
            tail = f" {back}" if back else ""
            return f"<p>{number}{self.inlines(block.children)}{tail}</p>"
        before = f"<p>{number.strip()}</p>" if number else ""
        after = f"<p>{back}</p>" if back else ""
        return f"{before}{self.block(block)}{after}"

    def back(self, note: m.Note, k: int) -> str:
        """Write one way back; several calls are told apart by a letter."""
        several = note.calls > 1
        letter = string.ascii_lowercase[(k - 1) % 26] if several else ""
        pattern = self.words["back_again" if several else "back_label"]
        label = escape(pattern.format(n=note.number, k=letter))  # says what is seen (WCAG 2.2, 2.5.3)
        shown = f"↩{letter}" if self.flavour is Flavour.EPUB else f"↩\ufe0e{letter}"  # never an emoji
        kind = ' epub:type="backlink"' if self.flavour is Flavour.EPUB else ""
        return (
            f'<a class="back" href="#{note.backs[k - 1]}" role="doc-backlink"{kind}'
            f' aria-label="{label}">{shown}</a>'
        )

    def footnote(self, note: m.Note) -> str:
        """Write a note where it is first called, for the foot of the page."""
        self.in_note = True
        *before, last = note.blocks
        seen = self.seen(note)
        blocks = "".join(self.foot_block(block) for block in before) + self.foot_block(last, seen)
        self.in_note = False
        number = f'<a class="n" href="#{note.backs[0]}">{note.number}</a>'
        again = escape(self.words["back_on_page"])  # the style sheet adds the number of the page
        more = "".join(f' <a class="back" href="#{back}">{again}</a>' for back in note.backs[1:])
        rest = escape(self.words["note_continued"].format(n=note.number))  # shown where a page cuts it
        return f'<span class="fn" id="{note.anchor}" data-more="{rest}">{number} {blocks}{more}</span>'

    def foot_block(self, block: m.Block, seen: str = "") -> str:
        """Write a block of a footnote and, under its words, the addresses it leads to."""
        added = self.addresses(block) + (f" {seen}" if seen else "")
        if isinstance(block, m.Paragraph):
            return f'<span class="np">{self.inlines(block.children)}{added}</span>'
        return self.block(block) + (f'<span class="np">{added}</span>' if added else "")

    def seen(self, note: m.Note) -> str:
        """Write what is known of the addresses of a note: in no edition a word of the author's."""
        parts = addresses.said(note, self.relecture, paper=self.flavour is Flavour.PRINT)
        return f'<span class="seen">{"".join(map(self.seen_part, parts))}</span>' if parts else ""

    def seen_part(self, part: addresses.Part) -> str:
        """Write a few words of it, which may lead somewhere or be an address."""
        shown = breakable(part.text) if part.printed else escape(part.text, quote=False)
        return f'<a href="{escape(part.target)}">{shown}</a>' if part.target else shown

    def addresses(self, block: m.Block) -> str:
        """Write the addresses that a block of a note leads to, as paper needs them."""
        found = (target for run in tree.block_runs((block,)) for target in targets(run))
        outside = dict.fromkeys(target for target in found if not target.startswith("#"))
        return "".join(f' <span class="url">{breakable(address(target))}</span>' for target in outside)

    def printed(self, target: str) -> str:
        """Write the address of a link in the text, as paper needs it; a note has its own at its end."""
        if self.flavour is not Flavour.PRINT or self.in_note or target.startswith("#"):
            return ""
        return f' <span class="url">({breakable(address(target))})</span>'

    def call(self, call: m.NoteCall) -> str:
        """Write a call; on paper the first call brings its note along."""
        kind = ' epub:type="noteref"' if self.flavour is Flavour.EPUB else ""
        word = escape(self.words["note"])
        hidden = "" if self.flavour is Flavour.PRINT else f'<span class="vh">{word} </span>'
        link = (
            f'<a class="call" id="{call.anchor}" href="#note-{call.number}"'
            f' role="doc-noteref"{kind}>{hidden}{call.number}</a>'
        )
        if self.flavour is Flavour.PRINT and call.occurrence == 1:
            return link + self.footnote(self.by_number[call.number])
        return link

    # -------------------------------------------------------------- blocks

    def blocks(self, nodes: Iterable[m.Block]) -> str:
        """Write blocks one under the other."""
        return "\n".join(self.block(node) for node in nodes)

    def block(self, node: m.Block) -> str:  # noqa: C901, PLR0911 (one case a kind of node)
        """Write one block."""
        match node:
            case m.Paragraph(children, number):
                return f"<p{self.par(number)}>{self.pn(number)}{self.inlines(children)}</p>"
            case m.Quote():
                return self.quote(node)
            case m.PullQuote(children):
                return f'<p class="exergue" aria-hidden="true">{self.inlines(children)}</p>'
            case m.Verse(lines):
                return f'<p class="vers">{"<br/>".join(self.inlines(x) for x in lines)}</p>'
            case m.BulletList(items):
                return f"<ul>{self.items(items)}</ul>"
            case m.OrderedList(items, start):
                return f"<ol{self.start(start)}>{self.items(items)}</ol>"
            case m.DefinitionList(items):
                return f"<dl>{''.join(self.definition(item) for item in items)}</dl>"
            case m.Table():
                return self.table(node)
            case m.Figure():
                return self.figure(node)
            case m.Separator():
                return '<hr class="separator"/>'
            case _:
                assert_never(node)

    def start(self, number: int) -> str:
        """Return the attributes of a list that does not start at 1; WeasyPrint needs the second."""
        if number == 1:
            return ""
        counter = f' style="counter-reset: list-item {number - 1}"' if self.flavour is Flavour.PRINT else ""
        return f' start="{number}"{counter}'

    def par(self, number: int) -> str:
        """Return the id of a numbered paragraph."""
        return f' id="par-{number}"' if number else ""

    def pn(self, number: int) -> str:
        """Write a paragraph number: a mouse convenience, silent and out of the tab order."""
        if not number:
            return ""
        if self.flavour is Flavour.WEB:
            return f'<a class="pn" href="#par-{number}" tabindex="-1" aria-hidden="true">{number}</a>'
        return f'<span class="pn" aria-hidden="true">{number}</span> '

    def quote(self, quote: m.Quote) -> str:
        """Write a block quotation; who is quoted comes last, inside it."""
        source = self.inlines(quote.attribution)
        source = f'\n<p class="source">{source}</p>' if source else ""
        inner = self.blocks(quote.children)
        if self.flavour is Flavour.PRINT:
            inner = hung(inner)
        number = self.pn(quote.number)
        if number and inner.startswith("<p>"):
            inner = f"<p>{number}{inner.removeprefix('<p>')}"
        return f"<blockquote{self.par(quote.number)}{self.long(quote)}>{inner}{source}</blockquote>"

    def long(self, quote: m.Quote) -> str:
        """Return the class of a quotation that paper may split."""
        signs = sum(len(m.plain(run)) for run in tree.block_runs((quote,)))
        return ' class="long"' if self.flavour is Flavour.PRINT and signs > WHOLE else ""

    def items(self, items: tuple[tuple[m.Block, ...], ...]) -> str:
        """Write list items; an item of one paragraph needs no paragraph element."""
        return "".join(f"<li>{self.item(item)}</li>" for item in items)

    def item(self, blocks: tuple[m.Block, ...]) -> str:
        """Write what stands in a list item or a description."""
        match blocks:
            case (m.Paragraph(children, _), *rest) if not any(
                isinstance(block, m.Paragraph) for block in rest
            ):
                return self.inlines(children) + self.blocks(rest)
            case _:
                return self.blocks(blocks)

    def definition(self, item: m.Definition) -> str:
        """Write a term and its descriptions."""
        described = "".join(f"<dd>{self.item(blocks)}</dd>" for blocks in item.descriptions)
        return f"<dt>{self.inlines(item.term)}</dt>{described}"

    def table(self, table: m.Table) -> str:
        """Write a table; column heads and row heads carry their scope."""
        caption = f"<caption>{self.inlines(table.caption)}</caption>" if table.caption else ""
        head = "".join(
            f'<th scope="col"{aligned(align)}>{self.inlines(cell.children)}</th>'
            if cell.children
            else f"<td{aligned(align)}></td>"
            for cell, align in zip(table.head, table.aligns, strict=True)
        )
        rows = "".join(
            f"<tr>{''.join(self.cell(c, a) for c, a in zip(row, table.aligns, strict=True))}</tr>"
            for row in table.rows
        )
        thead = f"<thead><tr>{head}</tr></thead>" if any(c.children for c in table.head) else ""
        written = f"<table>{caption}{thead}<tbody>{rows}</tbody></table>"
        return self.region(table, written) if self.flavour is Flavour.WEB else written

    def region(self, table: m.Table, written: str) -> str:
        """Let a table that is wider than the screen move sideways by itself, by keyboard too."""
        place = next(n for n, other in enumerate(self.tables, 1) if other is table)
        if not table.caption:
            name = f'aria-label="{escape(self.words["table"].format(n=place))}"'
            return f'<div class="scroll" role="region" {name} tabindex="0">{written}</div>'
        named = written.replace("<caption>", f'<caption id="t-table-{place}">', 1)
        return (
            f'<div class="scroll" role="region" aria-labelledby="t-table-{place}" tabindex="0">{named}</div>'
        )

    def cell(self, cell: m.Cell, align: m.Align) -> str:
        """Write a cell of the body."""
        text = self.inlines(cell.children)
        if cell.header:
            return f'<th scope="row"{aligned(align)}>{text}</th>'
        return f"<td{aligned(align)}>{text}</td>"

    def figure(self, figure: m.Figure) -> str:
        """Write a picture with its caption and credit."""
        image = figure.image
        picture = (
            f'<img src="{escape(self.picture(image))}" alt="{escape(figure.alt)}"'
            f' width="{image.width}" height="{image.height}"/>'
        )
        credit = (
            f'<span class="credit"><span class="made">{escape(self.words["credit"])}'
            f"{self.words['colon']}</span>{escape(figure.credit)}</span>"
            if figure.credit
            else ""
        )
        words_under = " ".join(filter(None, (self.inlines(figure.caption), credit)))
        caption = f"<figcaption>{words_under}</figcaption>" if words_under else ""
        return f"<figure>{picture}{caption}</figure>"

    # -------------------------------------------------------------- inlines

    def inlines(self, nodes: Iterable[m.Inline]) -> str:
        """Write a run of inlines."""
        return "".join(map(self.inline, nodes))

    def inline(self, node: m.Inline) -> str:  # noqa: C901, PLR0911, PLR0912 (one case a kind)
        """Write one inline."""
        match node:
            case m.Text(value):
                return unbroken(escape(value, quote=False))
            case m.Emphasis(children):
                return f"<em>{self.inlines(children)}</em>"
            case m.Strong(children):
                return f"<strong>{self.inlines(children)}</strong>"
            case m.Superscript(children):
                return f"<sup>{self.inlines(children)}</sup>"
            case m.Subscript(children):
                return f"<sub>{self.inlines(children)}</sub>"
            case m.SmallCaps((m.Text(value),)) if value == value.strip():
                return f'<span class="smallcaps">{unbroken(escape(value, quote=False))}</span>'
            case m.SmallCaps(children):
                return self.inlines(tuple(_each_small(children)))
            case m.Foreign(lang, children):
                return f"<i{self.lang(lang)}>{self.inlines(children)}</i>"
            case m.Link(target, children):
                return f'<a href="{escape(target)}">{self.inlines(children)}</a>{self.printed(target)}'
            case m.Code(value):
                return f"<code>{escape(value, quote=False)}</code>"
            case m.LineBreak():
                return "<br/>"
            case m.NoteCall():
                return self.call(node)
            case m.PageBreak(label):
                return self.page(label)
            case m.Citation():
                return self.inlines(node.children)
            case m.Unidentified(children):
                return f'<span class="state">{self.inlines(children)}</span>'
            case _:
                assert_never(node)

    def page(self, label: str) -> str:
        """Write the mark where a printed page begins; paper needs none."""
        if self.flavour is Flavour.PRINT:
            return ""
        return str(page_mark(label, self.flavour, self.words))

    def lang(self, lang: str) -> str:
        """Return the language attributes; EPUB wants both."""
        both = f' xml:lang="{escape(lang)}"' if self.flavour is Flavour.EPUB else ""
        return f' lang="{escape(lang)}"{both}'

    def epub_type(self, kind: str) -> str:
        """Return ``epub:type``, in the EPUB only."""
        return f' epub:type="{kind}"' if self.flavour is Flavour.EPUB else ""


def page_mark(label: str, flavour: Flavour, words: Words) -> Markup:
    """Return the mark where a printed page begins (EPUB Accessibility 1.1 §4.1.2).

    On the web the label is a ``title``, for axe refuses ``aria-label`` on this role.
    """
    shown = escape(label)
    if flavour is Flavour.EPUB:
        spoken = escape(words["page"].format(n=label))
        kind = 'epub:type="pagebreak" role="doc-pagebreak"'
        return Markup(f'<span id="page-{shown}" {kind} aria-label="{spoken}"></span>')
    title = escape(words["page_title"].format(n=label))
    kind = f'class="page" role="doc-pagebreak" title="{title}"'
    return Markup(f'<span id="page-{shown}" {kind} data-page="{shown}"></span>')


def page_marks(relecture: m.Relecture, flavour: Flavour) -> dict[str, Markup]:
    """Return the marks of the pages that begin with something else than the text, by place."""
    said = words(relecture.metadata.lang)
    marks = {"couverture": Markup(), "sommaire": Markup(), "colophon": Markup()}
    for page in relecture.pages:
        if page.place:
            marks[page.place] += page_mark(page.label, flavour, said)
    return marks


def hoisted(inlines: tuple[m.Inline, ...]) -> tuple[tuple[m.Inline, ...], tuple[m.Inline, ...]]:
    """Return the page marks of a run and the run without them: for what no mark may stand in."""
    marks = tuple(node for node in tree.walk_inlines(inlines) if isinstance(node, m.PageBreak))
    return marks, unmarked(inlines) if marks else inlines


def unmarked(inlines: tuple[m.Inline, ...]) -> tuple[m.Inline, ...]:
    """Return a run without page marks."""
    kept = (node for node in inlines if not isinstance(node, m.PageBreak))
    return tuple(tree.map_children(node, unmarked) for node in kept)


def _each_small(children: Iterable[m.Inline]) -> Iterator[m.Inline]:
    """Put small capitals around the words themselves, without the spaces beside them and raised letters.

    The PDF says with what letters an element is written, which cannot be said of one that holds others.
    """
    for node in children:
        if isinstance(node, m.Text) and (words := node.value.strip()):
            before, after = node.value.split(words)
            yield from (m.Text(before), m.SmallCaps((m.Text(words),)), m.Text(after))
        elif isinstance(node, m.Text | m.SmallCaps | m.Superscript | m.Subscript):
            yield node
        else:
            yield tree.map_children(node, lambda held: tuple(_each_small(held)))


def aligned(align: m.Align) -> str:
    """Return the class of a cell that does not start at the start."""
    return "" if align is m.Align.START else f' class="{align}"'


def hung(xhtml: str) -> str:
    """Let the guillemet that opens a quotation hang in its margin."""
    return re.sub(r"^<p>(«[\u00a0\u202f])", r'<p><span class="hang">\1</span>', xhtml)


def without_calls(nodes: Iterable[m.Inline]) -> Iterable[m.Inline]:
    """Yield inlines without calls and links: what a title is in a table of contents."""
    for node in nodes:
        match node:
            case m.NoteCall() | m.Citation() | m.PageBreak():
                continue
            case m.Link(_, children):
                yield from without_calls(children)
            case _:
                yield tree.map_children(node, lambda held: tuple(without_calls(held)))
