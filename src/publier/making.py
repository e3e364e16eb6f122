"""Read, number, resolve, typeset, render, check: one relecture, from bytes to bytes.

A relecture is a job that any ``concurrent.futures`` executor can do; its libraries are imported
when they are first needed, most of them while the PDF is made elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from publier import environment, projects, provenance
from publier.problems import EnvironmentFault, Problem, SourceError, errors

if TYPE_CHECKING:
    from publier import references
    from publier.editions import Edition
    from publier.model import Page, Relecture
    from publier.reading import Begun, Source

T = TypeVar("T")
P = ParamSpec("P")

NOTES = "notes.json"
CSL = "references.csl"
PAPER = ("pdf", "large-print", "booklet", "handout")
DRAFT = {"fr": "[Brouillon] ", "en": "[Draft] "}

Tell = Callable[[str, str], None]
"""Called with a slug and the stage that begins: ``reading``, the name of an edition, ``done``."""


@dataclass(frozen=True, slots=True)
class Job:
    """All that one relecture is made from.

    ``shared`` holds what all relectures share, by name; ``machine`` is what provenance
    says of everything else; ``large_print`` asks for that edition too; ``draft`` names the one
    edition to make quickly, unchecked, with the ``pages`` that are known from a set made from the same.
    """

    folder: projects.Folder
    shared: dict[str, bytes] = field(repr=False)
    styles: Path
    machine: provenance.Machine = field(repr=False)
    draft: str = ""
    large_print: bool = False
    pages: tuple[Page, ...] = ()

    @property
    def slug(self) -> str:
        """The name of the relecture's folder."""
        return self.folder.slug

    def name(self, file: str) -> str:
        """Return how problems name a file of ``source/``."""
        return self.folder.file.removesuffix(f"{self.slug}/{projects.TEXT}") + file

    @property
    def sources(self) -> dict[str, bytes]:
        """Every file by its name in ``source/``."""
        own = {f"{self.slug}/{name}": data for name, data in self.folder.files.items()}
        return {**self.shared, **own}

    @property
    def inputs(self) -> dict[str, Any]:
        """What the set depends on: its bytes, and which editions are in it."""
        editions = [edition.name for edition in self.editions]
        return {"editions": editions, **provenance.inputs(self.sources, self.machine)}

    @property
    def editions(self) -> tuple[Edition, ...]:
        """What is made of it, in order."""
        from publier.editions import EDITIONS, LARGE_PRINT

        return (*EDITIONS, LARGE_PRINT) if self.large_print else EDITIONS


@dataclass(frozen=True, slots=True)
class Made:
    """What became of a job: its files (none when a problem forbids them) and its problems."""

    slug: str
    problems: tuple[Problem, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict, repr=False)


def make(job: Job, helper: Executor | None = None, tell: Tell = lambda *_: None) -> Made:
    """Make the editions of a relecture and prove them; a ``helper`` makes the PDF meanwhile.

    Never raises for what the source says; faults of the machine are problems too.
    """
    problems: list[Problem] = []
    try:
        tell(job.slug, "reading")
        relecture, found = prepare(job)
        problems += found
        files: dict[str, bytes] = {}
        if job.draft and not errors(problems):
            tell(job.slug, job.draft)
            drawn = (helper or Here()).submit(render, job.draft, _paged(job, relecture), job.styles)
            files[f"{job.slug}.{job.draft}"] = drawn.result()
        elif not errors(problems):
            relecture, files, found = _editions(job, relecture, helper, tell)
            problems += found
    except (SourceError, EnvironmentFault) as error:
        problems += error.problems
    if errors(problems):
        return Made(job.slug, tuple(problems))
    if not job.draft:
        files[NOTES] = _ledger(relecture)
        pages = relecture.pages
        files[provenance.FILE] = provenance.record(job.slug, job.inputs, files, problems, pages)
    return Made(job.slug, tuple(problems), files)


def prepare(job: Job) -> tuple[Relecture, list[Problem]]:
    """Return a relecture that renderers can take, and what there is to say about its source.

    Raises SourceError when it cannot become one, EnvironmentFault when the machine lacks something.
    """
    from publier import reading

    source = reading.Source(job.slug, job.folder.file, job.folder.files[projects.TEXT], job.folder.images)
    problems: list[Problem] = []
    begun = _begun(source, problems)
    from publier import forms, metadata, notes, references, typography  # pandoc reads meanwhile

    library = _parsed(job, projects.LIBRARY, metadata.read_library, problems) or forms.Library()
    entries = cited(job, problems)
    record = _parsed(job, projects.LINKS, references.known.read, problems) or {}
    if begun is None:
        raise SourceError(problems)
    relecture, found = begun.finish(library)
    problems += found + typography.inspect(relecture)
    if errors(problems):
        raise SourceError([*problems, *_later(job, relecture, entries)])
    entries = entries or {}
    csl = (job.styles / CSL).read_text(encoding="utf-8")
    numbered = notes.number(_marked(relecture) if job.draft else relecture)
    problems += notes.inspect(numbered)
    fill = references.start(numbered, entries, csl)
    # Pandoc formats the references while what refers to none of them is typeset.
    typed = typography.typeset(numbered, lambda run: not references.refers(run))
    filled, found = fill(typed)
    typed = typography.typeset(filled, references.refers)
    return references.known.attach(typed, record, entries), problems + found


def cited(job: Job, problems: list[Problem]) -> references.Entries | None:
    """Return the resources that may be cited; None when a list of them is wrong, which ``problems`` says."""
    from publier import references

    known = len(errors(problems))
    names = (projects.REFERENCES, f"{job.slug}/{projects.REFERENCES}")
    lists = [_parsed(job, name, references.read_entries, problems) or {} for name in names]
    try:
        entries = references.merge(*lists)
    except SourceError as error:
        problems += error.problems
    return entries if len(errors(problems)) == known else None


def _later(job: Job, relecture: Relecture, entries: references.Entries | None) -> list[Problem]:
    """Return what later stages would say: an editor is told everything at once.

    A list of references that was not read would make every citation an unknown one.
    """
    from publier import references
    from publier.editions import Styles, glyphs

    unknown = [] if entries is None else references.unknown(relecture, entries)
    return [*unknown, *glyphs.missing(relecture, Styles(job.styles).fonts, job.folder.file)]


def _begun(source: Source, problems: list[Problem]) -> Begun | None:
    """Let a source be read; None when its bytes are no text, which ``problems`` then says."""
    from publier.reading import Begun

    try:
        return Begun(source)
    except SourceError as error:
        problems += error.problems
        return None


def _parsed(job: Job, name: str, parse: Callable[[str, str], T], problems: list[Problem]) -> T | None:
    """Return what a shared file says; None when it is not there, or wrong, which ``problems`` then says."""
    from publier import gate
    from publier.gate.written import Written

    data = job.sources.get(name)
    if data is None:
        return None
    file = job.name(name)
    text = ""
    try:
        text, found = gate.decode(data, file, prose=False)
        problems += found
        return parse(text, file)
    except SourceError as error:
        # What is wrong with the bytes has its place; what is wrong with the text, that of the checked text.
        problems += Written.of(text, data, file).restored(error.problems) if text else error.problems
        return None


def _marked(relecture: Relecture) -> Relecture:
    """Say in the title, which every page and window shows, that this is not the published text."""
    metadata = relecture.metadata
    mark = DRAFT["fr" if metadata.lang.startswith("fr") else "en"]
    return replace(relecture, metadata=replace(metadata, title=mark + metadata.title))


def render(name: str, relecture: Relecture, folder: Path) -> bytes:
    """Return one edition; raises EnvironmentFault when the machine lacks what makes it."""
    from publier.editions import EDITIONS, LARGE_PRINT, Styles

    edition = next(edition for edition in (*EDITIONS, LARGE_PRINT) if edition.name == name)
    with equipped(name):
        return edition.render(relecture, Styles(folder))


@contextmanager
def equipped(name: str) -> Iterator[None]:
    """Raise EnvironmentFault for what an edition needs and the machine lacks."""
    missing = environment.missing_libraries() if name in PAPER else []
    if missing:
        command = environment.install_command()
        raise EnvironmentFault([Problem("X027", names=", ".join(missing), command=command)])
    try:
        yield
    except ImportError as error:
        raise EnvironmentFault([Problem("X028", name=error.name or error)]) from error


# ------------------------------------------------------------------ paper first: it knows the pages

_laid: dict[str, tuple[Relecture, Any]] = {}
"""What this process laid out last and has not printed yet, by slug."""


def lay_out(relecture: Relecture, folder: Path) -> tuple[Page, ...]:
    """Lay out the printed edition, keep it for ``print_out``, and return its pages."""
    _laid.clear()
    with equipped("pdf"):
        from publier.editions import Styles, paging, pdf

        document = pdf.lay_out(relecture, Styles(folder))
        _laid[relecture.slug] = relecture, document
        return paging.pages(document)


def print_out(slug: str) -> bytes | None:
    """Return the printed edition of what was laid out last; None if another process did that."""
    with equipped("pdf"):
        from publier.editions import pdf

        relecture, document = _laid.pop(slug, (None, None))
        return pdf.write(document, relecture) if relecture else None


def _editions(
    job: Job, relecture: Relecture, helper: Executor | None, tell: Tell
) -> tuple[Relecture, dict[str, bytes], list[Problem]]:
    """Return the relecture with its pages, the files of its editions, and what is wrong with them."""
    from publier import checks, pages

    do = helper or Here()
    tell(job.slug, "pdf")
    laying = do.submit(lay_out, relecture, job.styles)
    printing: dict[str, Future[bytes | None] | Future[bytes]]
    printing = {"pdf": do.submit(print_out, job.slug)}  # at once: it waits for nobody
    if job.large_print:
        printing["large-print"] = do.submit(render, "large-print", relecture, job.styles)
    card = _card(job, relecture)
    if helper:
        _meanwhile(job, relecture)
    paged = replace(pages.insert(relecture, laying.result()), large_print=job.large_print)
    files: dict[str, bytes] = {}
    found: list[Problem] = []
    for edition in job.editions:
        tell(job.slug, edition.name)
        printed = printing[edition.name].result() if edition.name in printing else None
        data = printed or render(edition.name, paged, job.styles)
        files[f"{job.slug}{edition.suffix}"] = data
        # The pages that all others name are those of A4.
        found += checks.check(edition.name, data, relecture if edition.name == "large-print" else paged)
    return paged, files | card, found


def _meanwhile(job: Job, relecture: Relecture) -> None:
    """Do what needs no pages while paper is laid out elsewhere; what comes after then finds it done."""
    from publier.checks import pdf, xhtml

    render("html", relecture, job.styles)  # cuts its fonts
    _ = pdf, xhtml, job.machine.facts


class Here(Executor):
    """Does at once, in this process, what it is given."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return what has been done already."""
        future: Future[T] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def _paged(job: Job, relecture: Relecture) -> Relecture:
    """Return a draft with the pages that it will have on paper, when they are known."""
    from publier import pages

    return pages.insert(relecture, job.pages) if job.pages else relecture


def _card(job: Job, relecture: Relecture) -> dict[str, bytes]:
    """Return the picture that a link to the page shows; without an address nobody could find it."""
    from publier.editions import Styles, cover, web

    if not relecture.metadata.url:
        return {}
    return {f"{job.slug}{web.CARD}": cover.card(relecture, Styles(job.styles))}


def _ledger(relecture: Relecture) -> bytes:
    from publier import notes

    return (json.dumps(notes.ledger(relecture).as_data(), ensure_ascii=False, indent=2) + "\n").encode()
