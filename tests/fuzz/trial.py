"""What must hold of any source: it is published and proved, or refused with problems that have a place."""

from __future__ import annotations

import faulthandler
import re
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from fuzz.server import served
from fuzz.sources import Written, written
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from running import ROOT, held, leftovers

from publier import checks, making, projects, provenance, publish, storage
from publier.editions import fonts
from publier.model import Relecture
from publier.problems import EnvironmentFault, Problem, SourceError, errors

SLUG = "essai"
STYLES = ROOT / "styles"
ENDLESS = 120
"""Seconds after which a source is said to take for ever; the process then ends and shows where it was."""


@dataclass
class Tally:
    """How many sources were clean or refused, how many were built whole, and which codes were seen."""

    clean: int = 0
    refused: int = 0
    whole: int = 0
    codes: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        self.clean += other.clean
        self.refused += other.refused
        self.whole += other.whole
        self.codes += other.codes

    def __str__(self) -> str:
        said = f"{self.clean + self.refused} sources: {self.clean} clean, {self.refused} refused"
        return f"{said}; {self.whole} built whole, PDF included; {len(self.codes)} codes seen"


class Trial:
    """Puts sources to the test, in a folder where a set may be published already.

    All are read, typeset, and read back out of their HTML and EPUB; one in ``every`` is built from
    files on the disk as well, PDF included.
    """

    def __init__(self, folder: Path, every: int) -> None:
        self.every, self.tally = every, Tally()
        self.machine = provenance.Machine(STYLES)
        (folder / "source").mkdir(exist_ok=True)
        (folder / "dist").mkdir(exist_ok=True)
        project = projects.find(folder, source=folder / "source", styles=STYLES)
        assert project
        self.project = project

    def __call__(self, source: Written) -> None:
        """Try one source; raises what it makes the program raise, or says which promise is broken."""
        faulthandler.dump_traceback_later(ENDLESS, exit=True)
        try:
            self._in_memory(source)
            if zlib.crc32(source.files["relecture.md"]) % self.every == 0:
                self._on_disk(source)
        finally:
            faulthandler.cancel_dump_traceback_later()

    def _in_memory(self, source: Written) -> None:
        relecture, problems = self._prepared(source)
        sound(problems, source)
        self.tally.codes.update({problem.code for problem in problems})
        if relecture is None or errors(problems):
            assert errors(problems), "refused without a word"
            self.tally.refused += 1
            return
        self.tally.clean += 1
        with mock.patch.object(fonts, "subset", return_value=b""):  # half the time, and no word of the text
            for edition in ("html", "epub"):
                found = checks.check(edition, making.render(edition, relecture, STYLES), relecture)
                assert found == []

    def _prepared(self, source: Written) -> tuple[Relecture | None, list[Problem]]:
        folder = projects.Folder(SLUG, f"source/{SLUG}/relecture.md", source.files)
        try:
            return making.prepare(making.Job(folder, source.shared, STYLES, self.machine))
        except (SourceError, EnvironmentFault) as refusal:
            return None, list(refusal.problems)

    def _on_disk(self, source: Written) -> None:
        """Build from files; a refused source leaves ``dist/`` as it was."""
        put(self.project.source, source.placed(SLUG))
        before = held(self.project.output)
        outcome = publish.build(self.project, [SLUG], publish.Options(force=True))
        sound(outcome.problems, source)
        if errors(outcome.problems):
            assert held(self.project.output) == before
        else:
            assert storage.intact(self.project.output / SLUG)
        assert leftovers(self.project.output) == []
        self.tally.whole += 1


def put(folder: Path, files: dict[str, bytes]) -> None:
    """Make a folder hold these files, and no other."""
    for name in held(folder).keys() - files.keys():
        (folder / name).unlink()
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def sound(problems: Iterable[Problem], source: Written) -> None:
    """Hold that each problem is the source's, has a place in a file of it, and words in both languages."""
    files = {f"source/{name}": data for name, data in source.placed(SLUG).items()}
    for problem in problems:
        assert problem.code[0] not in "PX", problem
        assert problem.at, problem
        assert problem.at.file in files, problem
        lines = re.split("\r\n|\r|\n", files[problem.at.file].decode("utf-8", "replace"))
        assert 1 <= problem.at.line <= len(lines), problem
        assert 1 <= problem.at.column <= len(lines[problem.at.line - 1]) + 1, problem
        for lang in ("fr", "en"):
            assert problem.message(lang), problem
            assert problem.hint(lang), problem


def campaign(count: int, number: int, every: int) -> Tally:
    """Try so many sources, the same for each seed ``number``; raises what the smallest failing one raises."""
    with tempfile.TemporaryDirectory() as place, served():
        trial = Trial(Path(place), every)
        draw(count, number, trial)
    return trial.tally


def draw(count: int, number: int, use: Callable[[Written], None]) -> None:
    """Give so many sources of a seed to a function.

    Left to itself, Hypothesis draws numbers and letters from the modules that happen to be loaded as
    well: a seed would give other sources after other tests.
    """

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(written())
    def hold(source: Written) -> None:
        use(source)

    with mock.patch.object(providers, "_get_local_constants", Constants):
        hold()
