"""The folder of finished sets: the old set or the new one, never half of one.

A set is staged in a folder beside its target, flushed to the disk, then exchanged with the
target in one step where the system has one (Linux), else by two renames that ``recover``
completes or undoes. ``SHA256SUMS`` is written first and removed last: whatever stands in a
folder of ours and is not named there was put by somebody else, and is kept.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import sys
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from publier import regular

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SUMS = "SHA256SUMS"
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""What file managers leave in every folder they show; nobody misses it."""

_LOCK = ".publier.lock"
_PREFIX, _NEW, _OLD = ".publier-", ".new", ".old"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


class BusyError(Exception):
    """Another process is writing into the folder; ``pid`` is empty when it did not say which."""

    def __init__(self, folder: Path, pid: str) -> None:
        self.folder, self.pid = folder, pid
        super().__init__(f"{folder} is locked by process {pid or '?'}")


class NotAFolderError(Exception):
    """Something that is no folder stands where a set belongs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"{path} is not a folder")


# ------------------------------------------------------------------ one build at a time


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder, made when it is missing, against other builds.

    The lock ends with the process that holds it, however it ends. Raises BusyError, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = _acquire(folder)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        with suppress(OSError):  # Windows does not remove a file that is open
            (folder / _LOCK).unlink()
        os.close(handle)


def _acquire(folder: Path) -> int:
    path = folder / _LOCK
    while True:
        # Through a link that somebody put there, the pid would be written over a file of theirs.
        handle = os.open(path, os.O_RDWR | os.O_CREAT | regular.NO_LINK, 0o644)
        if not _try_lock(handle):
            pid = os.read(handle, 32).decode(errors="replace").strip()
            os.close(handle)
            raise BusyError(folder, pid)
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle), path.stat()):
                return handle
        os.close(handle)  # the holder removed the file between our two steps


def _try_lock(handle: int) -> bool:
    # Record locks, not flock: a worker that outlives a killed parent must not keep its lock.
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, 1024, os.SEEK_SET)  # past the pid, which others must be able to read
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


# ------------------------------------------------------------------ a set of files


def sums(files: Mapping[str, bytes]) -> bytes:
    """Return the checksums of files, as ``sha256sum --check`` reads them."""
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def listed(folder: Path) -> dict[str, str]:
    """Return what a set says it holds: name → SHA-256; nothing when it says nothing, or leads out."""
    try:
        text = regular.read(folder / SUMS).decode(errors="replace")
    except OSError:
        return {}
    pairs = (line.partition("  ") for line in text.splitlines())
    entries = {name: digest for digest, _, name in pairs if name}
    return {} if any(map(_leads_out, entries)) else entries


def _leads_out(name: str) -> bool:
    path = Path(name)
    return bool(path.anchor) or ".." in path.parts or "\0" in name


def intact(folder: Path) -> bool:
    """Return whether a set is there and every file of it is as it was published."""
    names = listed(folder)
    try:
        found = {name: hashlib.sha256(regular.read(folder / name)).hexdigest() for name in names}
    except OSError:
        return False
    return bool(names) and found == names


def write(path: Path, data: bytes) -> None:
    """Write one file whole or not at all, and make its folder when it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{_PREFIX}{path.name}")
    temporary.unlink(missing_ok=True)  # of a run that was killed, or a link to a file of somebody else
    try:
        _write(temporary, data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def give_way(path: Path) -> Path:
    """Rename what stands at a path to a name that is free, and return its new path."""
    return path.rename(_free(path))


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


# ------------------------------------------------------------------ staging and exchange


def stage(folder: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Write a set, with its checksums, beside its target; ``commit`` makes it the set.

    A name of ``files`` may lead into folders: ``data/LISEZMOI.txt``.
    The caller holds the lock and has called ``recover``. Raises NotAFolderError when something
    else stands where the set belongs, and OSError; leaves nothing then.
    """
    target, staging = folder / name, folder / f"{_PREFIX}{name}{_NEW}"
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise NotAFolderError(target)
    staging.mkdir()
    try:
        staging.chmod(0o755)
        _write(staging / SUMS, sums(files))
        folders = {staging}
        for entry, data in files.items():
            folders |= _make_folders(staging, entry)
            _write(staging / entry, data)
        for made in folders:
            _flush(made)
    except BaseException:
        _drop(staging)
        raise


def _make_folders(staging: Path, entry: str) -> set[Path]:
    """Make the folders that a file of a set stands in, and return them."""
    folders = [staging / parent for parent in reversed(PurePosixPath(entry).parents) if parent.name]
    for folder in folders:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)
    return set(folders)


def commit(folder: Path, name: str) -> list[str]:
    """Put the staged set in the place of the old one; return the names of foreign files kept.

    Raises OSError; the old set is then where it was.
    """
    target, staging = folder / name, folder / f"{_PREFIX}{name}{_NEW}"
    if not target.exists():
        staging.rename(target)
        _flush(folder)
        return []
    if not os.access(target, os.W_OK | os.X_OK):  # it could be exchanged, and not be emptied
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    if not _exchange(staging, target):
        old = folder / f"{_PREFIX}{name}{_OLD}"
        _rename_twice(staging, target, old)
        staging = old
    _flush(folder)
    return _retire(staging, target)


def discard(folder: Path, name: str) -> None:
    """Remove a staged set that will not be published."""
    _drop(folder / f"{_PREFIX}{name}{_NEW}")


def recover(folder: Path) -> None:
    """Put right what a build that was cut short left in a folder.

    An old set that was moved away and not replaced comes back; half-made sets go; files that
    are not ours come back to where they were.
    """
    for leftover in sorted(folder.glob(f"{_PREFIX}*")):  # .new goes before .old
        target = folder / leftover.stem.removeprefix(_PREFIX)
        if leftover.is_symlink() or not leftover.is_dir():
            leftover.unlink()
        elif target.is_dir():
            _retire(leftover, target)
        elif leftover.suffix == _OLD:
            leftover.rename(target)
        else:
            shutil.rmtree(leftover)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step; return whether this system and file system can."""
    if sys.platform != "linux":
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:
        return False
    paths = os.fsencode(one), os.fsencode(other)
    return bool(renameat2(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], _RENAME_EXCHANGE) == 0)


def _rename_twice(staging: Path, target: Path, old: Path) -> None:
    target.rename(old)
    try:
        staging.rename(target)
    except BaseException:
        old.rename(target)
        raise


def _retire(old: Path, target: Path) -> list[str]:
    """Empty a folder that is no longer the set; what is not ours moves to the new set, and is named."""
    foreign = _empty(old, target, {*listed(old), SUMS}, "")
    old.rmdir()
    return foreign


def _empty(old: Path, target: Path, ours: set[str], within: str) -> list[str]:
    """Do the work of ``_retire`` in one folder, whose name in the set is ``within`` (``data/``)."""
    foreign = []
    for entry in _sums_last(old):
        name = f"{within}{entry.name}"
        folder = entry.is_dir() and not entry.is_symlink()
        if folder and any(own.startswith(f"{name}/") for own in ours):
            foreign += _empty(entry, target / entry.name, ours, f"{name}/")
            entry.rmdir()
        elif not folder and (name in ours or entry.name in LITTER or _same(entry, target / entry.name)):
            entry.unlink()
        else:
            target.mkdir(parents=True, exist_ok=True)
            kept = _free(target / entry.name)
            entry.rename(kept)
            foreign.append(f"{within}{kept.name}")
    return foreign


def _drop(staging: Path) -> None:
    """Remove a set that was staged and is not wanted, as far as the system allows."""
    with suppress(OSError):
        for entry in _sums_last(staging):
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()
        staging.rmdir()


def _sums_last(folder: Path) -> list[Path]:
    """Return what to remove, in order: without the checksums nothing says any more which files are ours."""
    return sorted(folder.iterdir(), key=lambda entry: (entry.name == SUMS, entry.name))


def _same(one: Path, other: Path) -> bool:
    """Return whether nothing is lost when one of two files goes."""
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()


def _free(path: Path) -> Path:
    """Return a path where nothing stands: a foreign file may bear the name of a file of the new set."""
    names = (f"{path.stem}-{n}{path.suffix}" for n in count(2))
    return (
        path
        if not os.path.lexists(path)
        else next(p for p in map(path.with_name, names) if not os.path.lexists(p))
    )


def _flush(folder: Path) -> None:
    """Make renames last through a power cut, where folders can be flushed."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
