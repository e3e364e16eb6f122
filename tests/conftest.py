"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def styles() -> Path:
    """The folder of style sheets and fonts."""
    return ROOT / "styles"
