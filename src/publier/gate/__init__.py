"""The gate: bytes of a source file in, checked text out, or every reason why not.

Nothing reaches YAML or pandoc before it has passed here. What an edition could not print, what a
reader could not see, and what would keep pandoc busy for minutes is stopped with its place.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from publier.at import At
from publier.gate import limits
from publier.problems import Problem, SourceError, digits, errors

MAX_BYTES = 2_000_000
"""Fifty times the longest relecture; pandoc reads it in seconds."""
MAX_ACCENTS = 4
"""Combining marks on one letter: no script puts more there, and no font can place them."""
SHOWN = 5
"""A fault that comes more often is shown so many times, then counted."""

_ENCODED_SURROGATE = re.compile("\udced([\udca0-\udcbf])([\udc80-\udcbf])|[\udc80-\udcff]")
_REFUSED = re.compile(
    "(?P<E005>[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029])"
    "|(?P<E006>[\u202a-\u202e\u2066-\u2069])"
    "|(?P<E007>[\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "])"
    "|(?P<E008>[\ud800-\udfff])"
    "|(?P<E009>[\ufff9-\ufffd])"
)
# Scripts written from the right, and those whose letters ZWJ and ZWNJ join or part; emoji.
_RTL = "\u0590-\u061b\u061d-\u08ff\U00010800-\U00010fff\U0001e800-\U0001efff"
_JOINING = "\u0900-\u109f\u1780-\u18af\ua800-\uabff\ufe0f\u2600-\u27bf\U0001f000-\U0001faff" + _RTL
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0]"
    f"|(?<![{_JOINING}])[\u200c\u200d]"
    f"|(?<![{_RTL}])[\u061c\u200e\u200f](?![{_RTL}])"
    "|(?<![\U0001f3f4\U000e0000-\U000e007f])[\U000e0000-\U000e007f]+"
)
_HYPHENS = {0x2010: "-", 0x2011: "-"}
"""Fonts draw them with the glyph of the one on every keyboard: in a PDF they are read as that."""
_HYPHEN = re.compile("[\u2010\u2011]")
_LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
"""Fonts set them themselves; where one is written, all of its kind would be read out of a PDF as it."""
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_HEAPED = re.compile(f"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{{{MAX_ACCENTS + 1},}}")
_SIGNATURES = {
    b"PK\x03\x04": "Word, LibreOffice (.docx, .odt)",
    b"%PDF-": "PDF",
    b"\xd0\xcf\x11\xe0": "Word (.doc)",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
}
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"\xff\xfe\0\0": "UTF-32", b"\0\0\xfe\xff": "UTF-32"}
_BOM = "\ufeff"


def decode(data: bytes, file: str, *, prose: bool = True) -> tuple[str, list[Problem]]:
    r"""Return the text of a source file, and the warnings.

    The text is NFC, its lines end with ``\n``, it has no byte order mark, no invisible character,
    no other hyphen than that of keyboards, and no letters in one piece. ``prose`` says that pandoc
    will read it, and not YAML, which has limits of its own.

    Raises SourceError with all errors at once. Places are 1-based lines and code
    points of the file as it was written.
    """
    _whole(data, At(file))
    text = data.decode("utf-8", "surrogateescape").removeprefix(_BOM)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = list(_not_utf8(text, data, file))
    text = _ENCODED_SURROGATE.sub(_mend, text)
    problems += shortened(_characters(text, file))
    text = clean(text)
    if not text.strip():
        problems.append(Problem("E001", At(file)))
    if prose:
        problems += shortened(limits.check(text, file))
    if errors(problems):
        raise SourceError(problems)
    return text, problems


def clean(text: str) -> str:
    """Return text composed (NFC), without invisible characters, with one kind of hyphen and of f."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).translate(_HYPHENS | _LIGATURES)


def refused(text: str) -> list[tuple[int, str, str]]:
    """Return the characters that no edition can hold: offset in code points, problem code, name."""
    return [(m.start(), m.lastgroup or "", name(m[0])) for m in _REFUSED.finditer(text)]


def odd(text: str) -> list[tuple[int, str, str]]:
    """Return what ``refused`` does, and what ``clean`` takes out or replaces: entities bring in either."""
    return [(column - 1, code, name(character)) for code, column, character in _odd(text)]


def name(character: str) -> str:
    """Return ``U+XXXX`` and the character's Unicode name where it has one."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()


# ------------------------------------------------------------------ the file as a whole


def _whole(data: bytes, at: At) -> None:
    """Raise when looking closer would be of no use: empty, huge, or no text at all."""
    if not data.removeprefix(_BOM.encode()).strip():
        raise SourceError([Problem("E001", at)])
    if len(data) > MAX_BYTES:
        raise SourceError([Problem("E002", at, size=digits(len(data)), limit=digits(MAX_BYTES))])
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise SourceError([Problem("E003", at, kind=kind)])
    if guess := _wide(data):
        values = {"offset": 0, "byte": f"{data[0]:02X}", "count": len(data), "guess": guess}
        raise SourceError([Problem("E004", at, **values)])


def _wide(data: bytes) -> str:
    """Return the encoding of two or four bytes a letter that the data looks like, or nothing."""
    marks = [encoding for mark, encoding in _MARKS.items() if data.startswith(mark)]
    if marks:
        return marks[-1]
    return "UTF-16" if data.count(0) * 4 > len(data) else ""


def _not_utf8(text: str, data: bytes, file: str) -> Iterator[Problem]:
    """Yield one problem for all the bytes that are no UTF-8, at the first of them."""
    bad = [m for m in _ENCODED_SURROGATE.finditer(text) if not m[1]]
    if not bad:
        return
    start = bad[0].start()
    line = text.count("\n", 0, start) + 1
    before = text[text.rfind("\n", 0, start) + 1 : start]
    column = len(_ENCODED_SURROGATE.sub("?", before)) + 1
    byte = f"{ord(bad[0][0]) - 0xDC00:02X}"
    values = {"offset": _offset(data), "byte": byte, "count": len(bad), "guess": _guess(data)}
    yield Problem("E004", At(file, line, column), **values)


def _offset(data: bytes) -> int:
    """Return the 0-based place of the first byte that is no UTF-8, encoded surrogates apart."""
    text = data.decode("utf-8", "surrogateescape")
    start = next(m.start() for m in _ENCODED_SURROGATE.finditer(text) if not m[1])
    return len(text[:start].encode("utf-8", "surrogateescape"))


def _guess(data: bytes) -> str:
    """Return the encoding in which the text has the most letters that French uses."""
    names = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "DOS (CP850)"}
    letters = "éèêëàâçùûôîïœÉÀÇ«»’"
    score = {code: sum(data.decode(code, "ignore").count(letter) for letter in letters) for code in names}
    return names[max(names, key=lambda code: score[code])]


def _mend(match: re.Match[str]) -> str:
    """Give an encoded surrogate its code point again; any other bad byte was reported already."""
    if not match[1]:
        return "?"
    return chr(0xD000 | (ord(match[1]) & 0x3F) << 6 | ord(match[2]) & 0x3F)


# ------------------------------------------------------------------ characters


def _characters(text: str, file: str) -> Iterator[Problem]:
    """Yield what is wrong with characters, line by line."""
    made: dict[str, list[Problem]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line.isascii() and line.isprintable():
            continue
        for code, column, character in _odd(line):
            of_code = made.setdefault(code, [])
            if len(of_code) <= SHOWN:  # the others are only counted: a file may hold a million
                of_code.append(Problem(code, At(file, number, column), character=name(character)))
            yield of_code[-1]
        composed = unicodedata.normalize("NFC", line)
        if composed != line:
            column = next((n for n, (a, b) in enumerate(zip(line, composed, strict=False)) if a != b), 0)
            yield Problem("E010", At(file, number, column + 1), character=composed[column])


def _odd(line: str) -> Iterator[tuple[str, int, str]]:
    """Yield problem code, column and character of all that is refused, taken out or replaced."""
    for match in _REFUSED.finditer(line):
        yield match.lastgroup or "", match.start() + 1, match[0]
    for match in _INVISIBLE.finditer(line):
        yield "E011", match.start() + 1, match[0][0]
    for match in _HYPHEN.finditer(line):
        yield "E021", match.start() + 1, match[0]
    for match in _LIGATURE.finditer(line):
        yield "E022", match.start() + 1, match[0]
    for match in _HEAPED.finditer(unicodedata.normalize("NFC", line)):
        yield "E019", match.start() + 1, match[0][0]


def shortened(problems: Iterable[Problem], most: int = SHOWN) -> Iterator[Problem]:
    """Yield the first ``most`` problems of each code, and one at the end that counts the others."""
    seen: Counter[str] = Counter()
    last: dict[str, At | None] = {}
    for problem in problems:
        seen[problem.code] += 1
        if seen[problem.code] <= _shown(problem.code, most):
            yield problem
        else:
            last.setdefault(problem.code, problem.at)
    for code, at in last.items():
        yield Problem("E017", at, which=code, count=seen[code] - _shown(code, most))


def _shown(code: str, most: int) -> int:
    """Decomposed letters come by the hundred and are put right: naming one is enough."""
    return 1 if code == "E010" else most
