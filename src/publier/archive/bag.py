"""A BagIt bag as bytes: the payload, what is said of it, and the lists that prove it.

Source: RFC 8493, The BagIt File Packaging Format (V1.0).
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ALGORITHMS = ("sha256", "sha512")
DECLARATION, INFO, DATA = "bagit.txt", "bag-info.txt", "data/"
MANIFESTS = tuple(f"manifest-{algorithm}.txt" for algorithm in ALGORITHMS)
TAG_MANIFESTS = tuple(f"tag{name}" for name in MANIFESTS)

_VERSION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
# RFC 8493 §2.1.3 wants these written as %25, %0D, %0A; programs disagree about it, so that none is taken.
_UNSAFE = re.compile(r"[%\r\n]|\s$")


def pack(payload: Mapping[str, bytes], info: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """Return the files of a bag by name, in the order in which they are best read.

    ``info`` is what bag-info.txt says, label by label.
    """
    data = {f"{DATA}{name}": payload[name] for name in sorted(payload)}
    oxum = f"{sum(map(len, data.values()))}.{len(data)}"  # octets and files, §2.2.2
    tags = {DECLARATION: _VERSION, INFO: _tags([*info, ("Payload-Oxum", oxum)])}
    tags |= {f"manifest-{name}.txt": listing(digests(data, name)) for name in ALGORITHMS}
    tag_lists = {f"tagmanifest-{name}.txt": listing(digests(tags, name)) for name in ALGORITHMS}
    return {**tags, **tag_lists, **data}


def unsafe(names: Iterable[str]) -> list[str]:
    """Return the names that no list can hold so that every program reads them alike."""
    return [name for name in names if _UNSAFE.search(name)]


def digests(files: Mapping[str, bytes], algorithm: str) -> dict[str, str]:
    """Return the digest of each file."""
    return {name: hashlib.new(algorithm, data).hexdigest() for name, data in files.items()}


def listing(found: Mapping[str, str]) -> bytes:
    """Return a manifest: digest, two spaces, name, in the order of names."""
    return "".join(f"{found[name]}  {name}\n" for name in sorted(found)).encode()


def _tags(info: Iterable[tuple[str, str]]) -> bytes:
    """Return labels and values as a tag file holds them, each on one line."""
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in info if value).encode()
