"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from built import FROZEN, STYLES, Built, build


@pytest.fixture(scope="session")
def styles() -> Path:
    """The folder of style sheets and fonts."""
    return STYLES


@pytest.fixture(scope="session", params=FROZEN)
def frozen(request: pytest.FixtureRequest) -> Built:
    """The set of each frozen relecture: the real text, and the one that uses the whole vocabulary."""
    return build(request.param)
