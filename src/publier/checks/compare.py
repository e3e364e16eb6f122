"""What an edition says against what its source says: one problem a difference."""

from __future__ import annotations

from collections import Counter
from itertools import chain, zip_longest
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from publier import addresses, notes, tree
from publier import model as m
from publier.checks.found import Found, Heading
from publier.notes import squeeze
from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from publier.notes import Ledger, LedgerNote

SHOWN = 40
"""How much of a difference a message shows, in characters on each side."""


def problems(edition: str, found: Found, relecture: m.Relecture) -> list[Problem]:
    """Return every difference between what was found in an edition and its source."""
    expected = expect(relecture)
    return [
        *ledgers(edition, found.ledger, expected.ledger),
        *_first("P010", edition, found.runs, expected.runs),
        *_first("P011", edition, _said(found.headings), _said(expected.headings)),
        *_first("P012", edition, _spoken(found.langs), _spoken(expected.langs)),
        *anchors(edition, found, expected),
        *_pages(edition, found, expected),
        *_seen(edition, found, relecture),
        *_first("P018", edition, list(map(uri, found.outward)), list(map(uri, expected.outward))),
    ]


def expect(relecture: m.Relecture) -> Found:
    """Return what an edition of a relecture has to say."""
    numbers = tuple(range(1, _paragraphs(relecture) + 1))
    note_runs = (run for note in relecture.notes for run in tree.block_runs(note.blocks))
    runs = list(_runs(relecture))
    texts = (squeeze(m.plain(run)) for run in (*runs, *note_runs))
    return Found(
        ledger=notes.ledger(relecture),
        runs=tuple(text for text in texts if text),
        headings=tuple(_headings(relecture)),
        langs=tuple(_langs(relecture)),
        paragraphs=numbers,
        pages=tuple(_marks(runs)),
        page_list=tuple(page.label for page in relecture.pages),
        outward=tuple(t for run in runs for t in notes.targets(run) if not t.startswith("#")),
    )


def ledgers(edition: str, found: Ledger, expected: Ledger) -> Iterator[Problem]:
    """Yield the differences between two ledgers, note by note."""
    if len(found.notes) != len(expected.notes):
        yield Problem("P001", edition=edition, found=len(found.notes), expected=len(expected.notes))
    for mine, theirs in zip(expected.notes, found.notes, strict=False):
        for code, part in PARTS:
            if part(mine) != part(theirs):
                yield Problem(
                    code, edition=edition, number=mine.number, found=part(theirs), expected=part(mine)
                )


PARTS: tuple[tuple[str, Callable[[LedgerNote], object]], ...] = (
    ("P002", lambda note: note.marker),
    ("P003", lambda note: " | ".join(f"{call.anchor}: …{call.before}" for call in note.calls)),
    ("P004", lambda note: note.text),
    ("P005", lambda note: " ".join(map(uri, note.links))),
    ("P006", lambda note: " ".join(note.backs)),
)


def uri(target: str) -> str:
    """Return an address in ASCII: a PDF has no other (ISO 32000-1 §12.6.4.7)."""
    return quote(target, safe="/#%[]=:;$&()+,!?*@'~")


def anchors(edition: str, found: Found, expected: Found) -> Iterator[Problem]:
    """Yield ids that stand twice, links that lead nowhere, paragraphs without an anchor."""
    for name, times in Counter(found.ids).items():
        if times > 1:
            yield Problem("P013", edition=edition, id=name, times=times)
    known = set(found.ids)
    for target in dict.fromkeys(found.targets):
        if target not in known:
            yield Problem("P014", edition=edition, id=target)
    if found.paragraphs != expected.paragraphs:
        yield Problem("P015", edition=edition, found=len(found.paragraphs), expected=len(expected.paragraphs))


def _first(code: str, edition: str, found: Sequence[str], expected: Sequence[str]) -> Iterator[Problem]:
    """Yield the first place where two lists of words part; the rest follows from it."""
    for theirs, mine in zip_longest(found, expected, fillvalue=""):
        if theirs != mine:
            start = max(_common(theirs, mine) - SHOWN // 2, 0)
            window = slice(start, start + 2 * SHOWN)
            yield Problem(code, edition=edition, found=theirs[window], expected=mine[window])
            return


def _common(one: str, other: str) -> int:
    """Return how many characters two texts share from the start."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _said(headings: Sequence[Heading]) -> list[str]:
    return [f"{heading.level} {heading.title}" for heading in headings]


def _spoken(langs: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{lang} {words}" for lang, words in langs]


def _pages(edition: str, found: Found, expected: Found) -> Iterator[Problem]:
    """Yield the first mark of a printed page that is missing, moved or misnamed; the same for the list."""
    if edition not in {"html", "epub"}:
        return  # paper has its own pages
    marks = [f"page {label}, {offset}" for label, offset in found.pages]
    wanted = [f"page {label}, {offset}" for label, offset in expected.pages]
    yield from _first("P016", edition, marks, wanted)
    if edition == "epub":
        yield from _first("P017", edition, found.page_list, expected.page_list)


def _seen(edition: str, found: Found, relecture: m.Relecture) -> Iterator[Problem]:
    """Yield the notes that say of their addresses what is not known of them."""
    paper = edition not in {"html", "epub"}
    for note, theirs in zip(relecture.notes, found.seen, strict=False):
        parts = addresses.said(note, relecture, paper=paper)
        leads = dict.fromkeys(part.target for part in parts if part.target)
        mine = " ".join(["".join(part.text for part in parts), *leads]) if parts else ""
        if _unbroken(theirs) != _unbroken(mine):
            yield Problem("P007", edition=edition, number=note.number, found=squeeze(theirs), expected=mine)


def _unbroken(text: str) -> str:
    """Return a text without what may break it on paper, its addresses as they are read."""
    return "".join(squeeze(unquote(text)).replace("\u200b", "").split())


def _marks(runs: list[tree.Run]) -> Iterator[tuple[str, int]]:
    """Yield the page marks of the text, each with the number of letters before it."""
    passed = 0
    for run in runs:
        for node in tree.walk_inlines(run):
            match node:
                case m.PageBreak(label):
                    yield label, passed
                case m.Text(value) | m.Code(value):
                    passed += len(notes.letters(value))
                case _:
                    continue


def _runs(relecture: m.Relecture) -> Iterator[tree.Run]:
    """Yield the runs of the text in reading order, pull quotes left out, credits put in."""
    for front in (relecture.preface, relecture.lead):
        if front is not None:
            yield front.title
            yield from _block_runs(front.blocks)
    yield from _block_runs(relecture.blocks)
    for section in m.walk_sections(relecture.sections):
        yield section.title
        yield from _block_runs(section.blocks)


def _block_runs(blocks: tuple[m.Block, ...]) -> Iterator[tree.Run]:
    for block in blocks:
        match block:
            case m.PullQuote():
                continue
            case m.Figure():
                yield (*block.caption, m.Text(f" {block.credit}"))
            case m.Quote(children, attribution):
                yield from _block_runs(children)
                yield attribution
            case m.BulletList(items) | m.OrderedList(items):
                yield from _block_runs(tuple(chain.from_iterable(items)))
            case m.DefinitionList(definitions):
                for definition in definitions:
                    yield definition.term
                    yield from _block_runs(tuple(chain.from_iterable(definition.descriptions)))
            case _:
                yield from tree.block_runs((block,))


def _headings(relecture: m.Relecture) -> Iterator[Heading]:
    for front in (relecture.preface, relecture.lead):
        if front is not None and front.title:
            yield Heading(2, squeeze(m.plain(front.title)))
    for section in m.walk_sections(relecture.sections):
        yield Heading(section.level, squeeze(m.plain(section.title)))


def _langs(relecture: m.Relecture) -> Iterator[tuple[str, str]]:
    for run in tree.runs(relecture, notes=True):
        for node in tree.walk_inlines(run):
            if isinstance(node, m.Foreign):
                yield node.lang, squeeze(m.plain(node.children))


def _paragraphs(relecture: m.Relecture) -> int:
    fronts = [f.blocks for f in (relecture.preface, relecture.lead) if f]
    sections = [s.blocks for s in m.walk_sections(relecture.sections)]
    blocks = (block for group in (*fronts, relecture.blocks, *sections) for block in group)
    return sum(isinstance(block, m.Paragraph | m.Quote) and block.number > 0 for block in blocks)
