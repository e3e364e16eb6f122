"""What all tests share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from built import FROZEN, STYLES, Built, build


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what each input of tests/badinput got, and how many sabotages of editions each validator saw."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    said = [(name, value) for report in reports for name, value in report.user_properties]
    _hostile(terminalreporter, sorted(value for name, value in said if name == "badinput"))
    for validator, found, of, names in sorted(value for name, value in said if name == "sabotages"):
        line = f"{validator} sees {found} of {of} sabotages of an edition, our checks {of}: {names}"
        terminalreporter.write_line(line)


def _hostile(terminalreporter: pytest.TerminalReporter, rows: list[Any]) -> None:
    """Print what each input of tests/badinput should get, and what it got."""
    if rows:
        terminalreporter.section("hostile inputs: expected, got")
    for number, what, wanted, expected, got, reason in rows:
        if got is None:
            verdict = f"elsewhere ({reason})"
        else:
            same = got.partition(" [")[0].removeprefix("an edition") == expected
            verdict = f"{got or 'an edition'} | " + (
                f"not {expected or 'an edition'}" if not same else f"deviation: {reason}" if reason else "ok"
            )
        terminalreporter.write_line(f"{number:>3} {what} | {wanted} | {verdict}")


@pytest.fixture(scope="session")
def styles() -> Path:
    """The folder of style sheets and fonts."""
    return STYLES


@pytest.fixture(scope="session", params=FROZEN)
def frozen(request: pytest.FixtureRequest) -> Built:
    """The set of each frozen relecture: the real text, and the one that uses the whole vocabulary."""
    return build(request.param)
