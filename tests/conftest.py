"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from built import FROZEN, STYLES, Built, build


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what each input of tests/badinput should get, and what it got."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    rows = sorted(value for report in reports for name, value in report.user_properties if name == "badinput")
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
