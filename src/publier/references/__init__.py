"""References: the library's list of resources, what a note says when it cites one, what is known of links."""

from publier.references import known
from publier.references.entries import Entries, Entry, merge, read_entries
from publier.references.resolving import refers, start, unknown

__all__ = ["Entries", "Entry", "known", "merge", "read_entries", "refers", "start", "unknown"]
