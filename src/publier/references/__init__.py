"""References: the library's list of resources, and what a note says when it cites one."""

from publier.references.entries import Entries, Entry, merge, read_entries
from publier.references.resolving import resolve, unknown

__all__ = ["Entries", "Entry", "merge", "read_entries", "resolve", "unknown"]
