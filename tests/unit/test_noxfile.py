"""What the sessions do on a machine without the layout libraries."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

Machine = Callable[..., ModuleType]
APT = "apt-get install -y libpangoft2-1.0-0 libharfbuzz-subset0"
PATH = Path(__file__).parents[2] / "noxfile.py"


class Stop(Exception):  # noqa: N818 — nox ends a session by raising, which is no error of ours
    pass


class Session:
    """Writes down what a session would say and run."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def warn(self, message: str) -> None:
        self.lines.append(message)

    def error(self, message: str) -> NoReturn:
        self.lines.append(message)
        raise Stop

    def run(self, *command: str, **_: object) -> None:
        self.lines.append(" ".join(command))


@pytest.fixture(scope="module")  # nox warns when its sessions are registered twice
def noxfile() -> ModuleType:
    spec = importlib.util.spec_from_file_location("noxfile", PATH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def machine(noxfile: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Make a machine: which programs it has, who runs the session, what each look finds missing."""

    def make(program: str, *, root: bool, looks: list[list[str]]) -> ModuleType:
        found = iter(looks)
        monkeypatch.setattr(noxfile.shutil, "which", lambda name: name if name == program else None)
        monkeypatch.setattr(noxfile.os, "geteuid", lambda: 0 if root else 1000)
        monkeypatch.setattr(noxfile, "missing_layout_libraries", lambda: next(found))
        return noxfile

    return make


def test_nothing_is_said_when_nothing_is_missing(machine: Machine) -> None:
    session = Session()
    machine("apt-get", root=True, looks=[[]]).need_layout_libraries(session)
    assert session.lines == []


def test_root_on_debian_is_told_and_served(machine: Machine) -> None:
    session = Session()
    machine("apt-get", root=True, looks=[["Pango"], []]).need_layout_libraries(session)
    assert session.lines == [
        "Missing on this machine: Pango.",
        f"Running as root on Debian or Ubuntu, so installing them: {APT}",
        "apt-get update -qq",
        APT,
    ]


@pytest.mark.parametrize(
    ("program", "root", "advice"),
    [
        ("apt-get", False, f"Install with: sudo {APT}"),
        ("dnf", True, "Install with: dnf install pango harfbuzz"),
        ("brew", False, "Install with: brew install pango"),
    ],
)
def test_others_are_given_the_command(machine: Machine, program: str, root: bool, advice: str) -> None:
    session = Session()
    with pytest.raises(Stop):
        machine(program, root=root, looks=[["Pango"]]).need_layout_libraries(session)
    assert session.lines[-1] == advice


def test_an_installation_that_did_not_help_is_an_error(machine: Machine) -> None:
    session = Session()
    with pytest.raises(Stop):
        machine("apt-get", root=True, looks=[["Pango"], ["Pango"]]).need_layout_libraries(session)
    assert session.lines[-1] == "Still missing after the installation: Pango."


def test_a_library_that_does_not_exist_does_not_open(noxfile: ModuleType) -> None:
    assert not noxfile.opens("no-such-library-anywhere")


# ------------------------------------------------------------------ what an audit means

CLEAN = {"name": "jinja2", "version": "3.1.6", "vulns": []}
FAULTY = {
    "name": "pillow",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.0"]}, {"id": "PYSEC-2", "fix_versions": []}],
}
SKIPPED = {"name": "lxml", "skip_reason": "Dependency not found on PyPI and could not be audited"}


@pytest.mark.parametrize(
    ("packages", "fault", "said"),
    [
        ([CLEAN], False, "1 packages looked up, none with"),
        (
            [CLEAN, FAULTY],
            True,
            "pillow 1.0: PYSEC-1 (fixed: 2.0); pillow 1.0: PYSEC-2 (fixed: )",
        ),
        ([CLEAN, SKIPPED], True, "could not be looked up: lxml"),
        ([SKIPPED], True, "Nothing was audited"),
        ([], True, "Nothing was audited"),
    ],
)
def test_an_audit_that_could_not_look_is_no_success(
    noxfile: ModuleType, packages: list[dict[str, object]], fault: bool, said: str
) -> None:
    failed, words = noxfile.judged(json.dumps({"dependencies": packages}))
    assert failed == fault
    assert said in words


def test_an_audit_without_a_report_is_no_success(noxfile: ModuleType) -> None:
    assert noxfile.judged("")[0]
