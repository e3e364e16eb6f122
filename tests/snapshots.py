"""Snapshots, each a file of its own to be read: text, and pictures compared with tolerance."""

from __future__ import annotations

import io

from PIL import Image, ImageChops, ImageStat
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

TOLERANCE = 1.5
"""Grey levels (of 255) by which two pictures of a page may differ, as a root mean square."""


class Text(SingleFileSnapshotExtension):
    """A text."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


class Picture(SingleFileSnapshotExtension):
    """A small picture of a page: what is looked at is the page, not the smoothing of its edges."""

    file_extension = "png"

    def matches(self, *, serialized_data: bytes, snapshot_data: bytes) -> bool:
        """Say whether two pictures show the same page."""
        mine, kept = (Image.open(io.BytesIO(data)) for data in (serialized_data, snapshot_data))
        return mine.size == kept.size and distance(mine, kept) <= TOLERANCE


def distance(one: Image.Image, other: Image.Image) -> float:
    """Return the root mean square of what parts two pictures of one size, in grey levels."""
    return float(ImageStat.Stat(ImageChops.difference(one, other)).rms[0])
