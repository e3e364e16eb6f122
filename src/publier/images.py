"""Pictures of the source folder, looked at before anything opens them."""

from __future__ import annotations

from collections.abc import Mapping

from publier import model
from publier.model import At
from publier.problems import Problem


def check(name: str, folder: Mapping[str, bytes], at: At | None) -> tuple[model.Image | None, list[Problem]]:
    """Return a picture of a relecture's folder, or why it cannot be printed."""
    del folder
    return None, [Problem("L020", at, name=name)]
