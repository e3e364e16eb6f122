"""Zip archives: written so that the same files give the same bytes, opened so that nothing escapes."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
import zlib
from collections import Counter
from typing import TYPE_CHECKING

from publier.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

EPOCH = (1980, 1, 1, 0, 0, 0)
MOST_FILES = 10_000
LARGEST = 2**30
"""Bytes of all files together, as they are once unpacked."""
LONGEST_NAME = 255
"""Bytes of one part of a name: no common file system takes more."""
DEEPEST = 20

_OUTSIDE = re.compile(r"[\\\0]|^[A-Za-z]:|^/|(^|/)(\.{0,2})(/|$)")
"""What no name may hold: another system's separator, a drive, a root, an empty part, a way up."""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip archive, in their order, without clock, owner or machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, data, compresslevel=9)
    return packed.getvalue()


def unpack(path: Path, folder: Path) -> list[Problem]:
    """Unpack an archive into an empty folder; return what is wrong with it, file by file.

    Nothing is written when a name leads outside, or when there is too much in it. Raises OSError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            problems = list(_refused(path, entries))
            if not problems:
                problems = [p for entry in entries for p in _unpack(archive, entry, folder)]
            return problems
    except (zipfile.BadZipFile, EOFError, UnicodeError, NotImplementedError) as error:
        return [Problem("V022", path=path.name, reason=error)]


def _refused(path: Path, entries: Sequence[zipfile.ZipInfo]) -> Iterator[Problem]:
    """Yield why an archive is not unpacked at all."""
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST:
        yield Problem("V021", path=path.name, files=MOST_FILES, limit=LARGEST // 2**20)
        return
    times = Counter(entry.filename for entry in entries)
    taken = {parent for name in times for parent in _above(name)}
    for name, count in times.items():
        if count > 1 or name in taken or _bad(name):
            yield Problem("V020", path=path.name, name=name)


def _above(name: str) -> Iterator[str]:
    """Yield the folders that a name leads through: none of them may be a file too."""
    parts = name.split("/")
    return ("/".join(parts[:depth]) for depth in range(1, min(len(parts), DEEPEST)))


def _bad(name: str) -> bool:
    parts = name.split("/")
    long = any(len(part.encode(errors="surrogateescape")) > LONGEST_NAME for part in parts)
    return bool(_OUTSIDE.search(name)) or long or len(parts) > DEEPEST


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> Iterator[Problem]:
    """Write one file, as long as it is announced to be at most; a damaged one is named."""
    target = folder / entry.filename
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with archive.open(entry) as source, target.open("xb") as file:
            shutil.copyfileobj(source, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:  # the last: encrypted
        yield Problem("V023", name=entry.filename, reason=error)
