"""The list of resources: YAML as Better BibTeX writes it, or CSL-JSON, read with places.

Strings are plain text: no Markdown, no HTML. Numbers stay as they were written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from publier import fields, yamltext
from publier.at import At
from publier.problems import Problem, SourceError, errors, nearest
from publier.references import vocabulary
from publier.references.dates import csl_date
from publier.yamltext import Path, Value

_KEY = re.compile(r"\w+(?:[:.#$%&+?<>~/-]+\w+)*")
"""What ``[@key]`` can say."""
_JSON_LIST = re.compile(r"\s*\[")
_YAML_LIST = re.compile(r"(?:[ \t]*(?:#.*)?\n)*- ")
_NO_LIST = ("M010", "M014")
"""What the first sign of BibTeX, of RIS or of a table is to a reader of YAML."""
_KEPT = ";/?:@&=+$,#%~()!*'[]"
"""Reserved or already encoded (RFC 3986 §2.2): left as they are."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource: its id, what CSL-JSON says of it (without id), its place, the address of a copy."""

    id: str
    item: dict[str, Any]
    at: At = field(compare=False)
    archived: str = ""

    @property
    def link(self) -> str:
        """The address of the resource, ASCII, or nothing."""
        return str(
            self.item.get("URL") or (f"https://doi.org/{self.item['DOI']}" if "DOI" in self.item else "")
        )


Entries = dict[str, Entry]


def read_entries(text: str, file: str) -> Entries:
    """Return the resources of a list by id, in order.

    Raises SourceError with all problems at once (``R…``, and ``M…`` for YAML itself).
    """
    before, after = _root(text)
    document = yamltext.load(before + text + after, file, 0 if before else 1)
    reader = _Reader(document)
    for problem in document.problems:
        if problem.code in _NO_LIST and problem.at and problem.at.column == 1:
            raise SourceError([Problem("R003", problem.at)])
    if not document.broken:
        reader.read()
    problems = [*document.problems, *reader.problems]
    if errors(problems):
        raise SourceError(problems)
    return reader.entries


def merge(*lists: Entries) -> Entries:
    """Return several lists as one; raises SourceError when an id is in two of them."""
    merged: Entries = {}
    problems = []
    for entries in lists:
        problems += [
            Problem("R014", entry.at, key=key, first=merged[key].at)
            for key, entry in entries.items()
            if key in merged
        ]
        merged = {**entries, **merged}
    if problems:
        raise SourceError(problems)
    return merged


def _root(text: str) -> tuple[str, str]:
    """Return what to put before and after a bare list, on lines of its own, to give it a name."""
    if _JSON_LIST.match(text):
        return '{"references":\n', "\n}"
    return ("references:\n", "") if _YAML_LIST.match(text) else ("", "")


class _Reader:
    """Collects entries and problems."""

    def __init__(self, document: yamltext.Document) -> None:
        self.document = document
        self.entries: Entries = {}
        self.problems: list[Problem] = []

    def report(self, code: str, path: Path, *, at_key: bool = False, **values: object) -> None:
        """Note a problem at a value, or at its key."""
        self.problems.append(Problem(code, self.document.place(path, key=at_key), **values))

    def read(self) -> None:
        """Read the list: the one thing that the file may hold."""
        value = self.document.value.get("references")
        for name in self.document.value.keys() - {"references"}:
            self.report("R003", (name,), at_key=True)
        if not isinstance(value, list | None):
            self.report("R003", ("references",))
        elif value:
            for number, resource in enumerate(value):
                self.resource(resource, ("references", number))

    def resource(self, resource: Value, path: Path) -> None:
        """Read one entry."""
        if not isinstance(resource, dict):
            self.report("R004", path)
            return
        item = {name: self.field(name, value, (*path, name)) for name, value in resource.items()}
        item = {name: value for name, value in item.items() if value}
        for name in ("id", "type"):
            if name not in resource or resource[name] is None:
                self.report("R005", path, field=name)
        key, archived = str(item.pop("id", "")), str(item.pop("archived", ""))
        if key in self.entries:
            self.report("R014", (*path, "id"), key=key, first=self.entries[key].at)
        elif key:
            self.entries[key] = Entry(key, item, self.document.place(path), archived)

    def field(self, name: str, value: Value, path: Path) -> Any:  # noqa: ANN401 - CSL-JSON
        """Return the value of a field as CSL-JSON has it, or nothing."""
        if name not in vocabulary.FIELDS:
            self.report("R006", path, at_key=True, field=name, near=nearest(name, vocabulary.FIELDS))
        elif value is None or name in vocabulary.UNREAD:
            return None
        elif name in vocabulary.NAMES:
            return self.names(name, value, path)
        elif name in vocabulary.DATES:
            date = csl_date(value)
            if not date:
                self.report("R010", path, field=name)
            return date
        elif isinstance(value, str):
            return self.text(name, _spaced(value), path)
        else:
            self.report("R008", path, field=name)
        return None

    def names(self, name: str, value: Value, path: Path) -> list[dict[str, Any]] | None:
        """Return persons and bodies; each has a family name, a given name or a literal one."""
        if not isinstance(value, list):
            self.report("R009", path, field=name)
            return None
        people = []
        for number, person in enumerate(value):
            if isinstance(person, dict) and _is_name(person):
                people.append({key: _spaced(part) for key, part in person.items() if part is not None})
            else:
                self.report("R009", (*path, number), field=name)
        return people

    def text(self, name: str, value: str, path: Path) -> str | None:
        """Return a plain text, in its normal form where it has one."""
        kept = _normal(name, value)
        if kept is not None:
            return kept
        match name:
            case "id":
                self.report("R013", path, value=value)
            case "type":
                self.report("R007", path, type=value, near=nearest(value, vocabulary.TYPES))
            case "URL" | "archived":
                self.report("R011", path, address=value)
            case "DOI":
                self.report("R012", path, doi=value)
            case _:
                self.report("R015", path, value=value, near=fields.nearest_language(value))
        return None


def _normal(name: str, value: str) -> str | None:
    """Return the normal form of a text, or None when the field cannot hold it."""
    match name:
        case "id":
            return value if _KEY.fullmatch(value) else None
        case "type":
            return value if value in vocabulary.TYPES else None
        case "URL" | "archived":
            return ascii_address(value)
        case "DOI":
            return fields.doi(value)
        case "language":
            return fields.language(value)
        case _:
            return value


def _is_name(person: dict[str, Value]) -> bool:
    """Return whether a mapping names a person or a body, in parts that CSL knows."""
    if not person.keys() <= vocabulary.NAME_PARTS:
        return False
    parts = [person.get(part) for part in ("family", "given", "literal")]
    return any(isinstance(part, str) and part.strip() for part in parts)


def _spaced(value: Value) -> Any:  # noqa: ANN401 - booleans stay what they are
    """Return a text on one line, with single spaces; no-break ones stay, but for one of them alone."""
    if not isinstance(value, str):
        return value
    return re.sub(r"[ \t\n]+", " ", value).strip(" ") if value.strip() else ""


def ascii_address(address: str) -> str | None:
    """Return a web address in ASCII, as links in the text are; None when it is none."""
    if not fields.url(address):
        return None
    parts = urlsplit(address)
    try:
        host = parts.netloc.encode("idna").decode()
    except UnicodeError:
        return None
    return quote(parts._replace(netloc=host).geturl(), safe=_KEPT)
