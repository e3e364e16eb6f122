"""Faults of WeasyPrint that we cure, seen with the cure and without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def seen(styles: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, HERE / "faults.py", styles / "fonts"],
        capture_output=True,
        check=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_footnotes_vanish_without_the_cure_and_all_are_there_with_it(seen: dict[str, Any]) -> None:
    assert seen["before"]["placed"] < 27
    assert seen["after"]["placed"] == 27


def test_footnotes_drift_without_the_cure_and_stay_with_their_calls_with_it(seen: dict[str, Any]) -> None:
    assert seen["before"]["astray"]
    assert seen["after"]["astray"] == []


def test_lines_of_one_word_in_mid_paragraph_go_with_the_cure(seen: dict[str, Any]) -> None:
    assert seen["before"]["short"]
    assert seen["after"]["short"] == []


def test_a_note_longer_than_a_page_goes_on_with_the_cure_only(seen: dict[str, Any]) -> None:
    assert seen["before"]["pages"] == 0  # it vanishes
    assert seen["after"]["pages"] > 3


def test_lines_before_a_call_that_has_no_room_are_as_long_as_they_can_be(seen: dict[str, Any]) -> None:
    assert len(seen["before"]["torn"]) > 20
    assert seen["after"]["torn"] == []


def test_an_address_is_cut_between_its_pieces_only(seen: dict[str, Any]) -> None:
    assert len(seen["before"]["cut"]) > 5
    assert seen["after"]["cut"] == []
