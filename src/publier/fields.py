"""The forms of small things: languages, dates, identifiers, addresses.

Each function returns the value in its normal form, or None when it is not one.
"""

from __future__ import annotations

import datetime
import ipaddress
import re
import socket
from pathlib import PurePosixPath
from urllib.parse import urlsplit

_FLAGS = re.IGNORECASE | re.ASCII
_SIGNS = r"[!#-;=?-~]"  # ASCII without blanks, quotation marks and angle brackets
# RFC 5646 §2.1, without the forms it keeps for compatibility only.
_LANGUAGE = re.compile(
    r"(?P<language>[a-z]{2,3}(-[a-z]{3}){0,3})(-(?P<script>[a-z]{4}))?(-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?P<rest>(-([a-z\d]{5,8}|\d[a-z\d]{3}))*(-[a-wyz\d](-[a-z\d]{2,8})+)*(-x(-[a-z\d]{1,8})+)?)",
    _FLAGS,
)
_EDTF = re.compile(r"(?P<year>\d{4})(-(?P<month>\d{2})(-(?P<day>\d{2}))?)?[~?]?", re.ASCII)
_DOI = re.compile(rf"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{{4,9}}(?:\.\d+)*/{_SIGNS}+)", _FLAGS)
_ARK = re.compile(rf"(?:https?://[^\s/]+/)?ark:/?([0-9b-df-hj-np-tv-z]{{5,}}/{_SIGNS}+)", _FLAGS)
_URN = re.compile(rf"urn:[a-z\d][a-z\d-]{{0,30}}[a-z\d]:{_SIGNS}+", _FLAGS)
_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", _FLAGS)
_ISBN_10 = _X = 10
_SHOWN = re.compile(r"(?P<year>\d{4})(-(?P<month>\d\d))?(-(?P<day>\d\d))?(?P<about>[~?%]?)$")
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_ABOUT = {"fr": "vers\u00a0", "en": "about\u00a0"}


def language(text: str) -> str | None:
    """Return a language tag with its usual capitals (BCP 47): ``fr``, ``fr-CA``, ``zh-Hant``."""
    match = _LANGUAGE.fullmatch(text)
    if not match:
        return None
    parts = [match["language"].lower()]
    if match["script"]:
        parts.append(match["script"].title())
    if match["region"]:
        parts.append(match["region"].upper())
    return "-".join(parts) + match["rest"].lower()


def nearest_language(text: str) -> str:
    """Return the language tag that was meant, or ``fr`` when that cannot be told."""
    names = {"français": "fr", "francais": "fr", "french": "fr", "anglais": "en", "english": "en"}
    word = text.strip().lower()
    return names.get(word) or language(word.replace("_", "-").split(".")[0]) or "fr"


def day(text: str) -> datetime.date | None:
    """Return the day of an ISO 8601 date, ``2020-05-14``."""
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text, re.ASCII)
    try:
        return datetime.date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def day_shape(text: str) -> bool:
    """Return whether the text is written as a day, possible or not."""
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII))


def date_shape(text: str) -> bool:
    """Return whether the text is an EDTF date as far as it is known, possible or not.

    ``2020-05-14``, ``2020-05``, ``2020``, each with ``~`` (about) or ``?`` (uncertain).
    """
    return bool(_EDTF.fullmatch(text))


def first_day(text: str) -> datetime.date | None:
    """Return the first day that an EDTF date can mean."""
    match = _EDTF.fullmatch(text)
    return day(f"{match['year']}-{match['month'] or '01'}-{match['day'] or '01'}") if match else None


def shown_date(edtf: str, lang: str) -> str:
    """Return an EDTF date in words: ``2020~`` is « vers 2020 », ``2020-05-14`` « 14 mai 2020 »."""
    parts = _SHOWN.match(edtf)
    if not parts:
        return edtf
    language = "fr" if lang.startswith("fr") else "en"
    words = [parts["year"]]
    if parts["month"]:
        words.insert(0, _MONTHS[language].split()[int(parts["month"]) - 1])
    if parts["day"]:
        day = str(int(parts["day"]))
        words.insert(0, "1er" if (language, day) == ("fr", "1") else day)
    return (_ABOUT[language] if parts["about"] else "") + "\u00a0".join(words)


def nearest_date(text: str) -> str:
    """Return the date that was meant by ``14/05/2020`` and the like, or an example."""
    match = re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", text.strip())
    written = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else ""
    return written if day(written) else "2020-05-14"


def doi(text: str) -> str | None:
    """Return a DOI without resolver (ISO 26324): ``10.5555/12345``."""
    match = _DOI.fullmatch(text)
    return match[1] if match else None


def isbn(text: str) -> str | None:
    """Return an ISBN of 13 or 10 digits without hyphens, its check digit verified (ISO 2108)."""
    digits = re.sub(r"[\s‐-]", "", text.upper().removeprefix("ISBN").lstrip(" :"))
    if re.fullmatch(r"97[89]\d{10}", digits, re.ASCII):
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
        return digits if total % 10 == 0 else None
    if re.fullmatch(r"\d{9}[\dX]", digits, re.ASCII):
        values = [_X if digit == "X" else int(digit) for digit in digits]
        total = sum(value * (_ISBN_10 - place) for place, value in enumerate(values))
        return digits if total % 11 == 0 else None
    return None


def ark(text: str) -> str | None:
    """Return an ARK without resolver: ``ark:/12148/btv1b8449691v``."""
    match = _ARK.fullmatch(text)
    return f"ark:/{match[1]}" if match else None


def urn(text: str) -> str | None:
    """Return a URN (RFC 8141)."""
    return text if _URN.fullmatch(text) else None


def orcid(text: str) -> str | None:
    """Return an ORCID without resolver, its check character verified (ISO 7064, MOD 11-2)."""
    match = _ORCID.fullmatch(text)
    if not match:
        return None
    digits = match[1].upper().replace("-", "")
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return match[1].upper() if digits[-1] == ("X" if check == _X else str(check)) else None


_GENERIC = frozenset(
    {"image", "photo", "photographie", "illustration", "figure", "dessin", "picture", "graphique"}
)


def is_generic(description: str, file: str) -> bool:
    """Say whether a description of a picture is the name of its file, or of no picture in particular."""
    name = PurePosixPath(file)
    return description.casefold().rstrip(".") in _GENERIC | {name.name.casefold(), name.stem.casefold()}


PERCENT = "%(?![0-9A-Fa-f]{2})|%[01][0-9A-Fa-f]|%7[Ff]"
"""What no address may hold (RFC 3986 §2.1): a sign that encodes nothing, or a control character."""


def url(text: str) -> str | None:
    """Return a public web address: http or https, a host, no blank, no name or password."""
    if re.search(r"[\s<>\"\\^`{|}]|" + PERCENT, text):
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and host and "@" not in parts.netloc else None


_NUMERIC = re.compile(r"(0x[\da-f]*|\d+)(\.(0x[\da-f]*|\d+))*", re.IGNORECASE | re.ASCII)
_OWN = (".localhost", ".local", ".internal", ".home.arpa")
"""Names that mean another machine in each network (RFC 6761, 6762, 8375 and ICANN's of 2024)."""


def is_private(host: str) -> bool:
    """Return whether a host is no place of the public web: this machine, or one of its network.

    An address is known in all its forms (``127.1``, ``0x7f.1``); what a name stands for is not looked up.
    """
    name = host.strip("[]").rstrip(".").lower()
    numeric = bool(_NUMERIC.fullmatch(name))
    try:
        return not ipaddress.ip_address(socket.inet_aton(name) if numeric else name).is_global
    except (OSError, ValueError):
        return numeric or "." not in name or name.endswith(_OWN)
