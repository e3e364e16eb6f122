"""Where a link may lead, and what it is called."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, unquote, urlsplit

from publier import fields
from publier import model as m
from publier.problems import nearest
from publier.reading.context import Context

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\u00a0\u202f<>\"\\^`{|}]|" + fields.PERCENT)
_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+(?:\?\S*)?")
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_KEPT = ";/?:@&=+$,#%~()!*'[]"
"""Reserved or already encoded (RFC 3986 §2.2): left as they are."""
_VAGUE = frozenset(
    {"ici", "cliquez ici", "cliquer ici", "lien", "ce lien", "lire la suite", "here", "click here"}
)


def target(context: Context, address: str, at: m.At | None) -> str:
    """Return the address a link leads to: absolute and ASCII, or ``#anchor`` of a section."""
    scheme = _SCHEME.match(address)
    if address.startswith("#"):
        return _inside(context, address, at)
    if not scheme:
        context.report("L005", at, address=address)
        return address
    match scheme[1].lower():
        case "http" | "https":
            return _web(context, address, at)
        case "mailto":
            if not _MAIL.fullmatch(unquote(address[7:])):
                context.report("L002", at, address=address)
            return quote(address, safe=_KEPT)
        case "doi":
            doi = unquote(address[4:])
            if not _DOI.fullmatch(doi):
                context.report("L007", at, address=address)
            return "https://doi.org/" + quote(doi, safe="/:;()._-")
        case other:
            context.report("L001", at, scheme=other)
            return address


def _web(context: Context, address: str, at: m.At | None) -> str:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (UnicodeError, ValueError):
        host, port = "", ""
    if "." not in host or "@" in parts.netloc or _FORBIDDEN.search(address):
        context.report("L002", at, address=address)
        return address
    if fields.is_private(host):
        context.report("L043", at, host=host)
    return quote(parts._replace(scheme=parts.scheme.lower(), netloc=host + port).geturl(), safe=_KEPT)


def _inside(context: Context, address: str, at: m.At | None) -> str:
    wanted = unquote(address[1:])
    anchor = context.anchors.get(wanted) or context.anchors.get(folded(wanted))
    if anchor:
        return f"#{anchor}"
    context.report("L004", at, target=address, near=nearest(folded(wanted), context.anchors.values()))
    return address


def check_text(context: Context, link: m.Link) -> None:
    """Report a link that says nothing of where it leads."""
    words = " ".join(m.plain(link.children).split())
    if not words:
        context.report("L003", link.at, address=link.target)
    elif re.match(r"(?:https?://|www\.)", words):
        context.report("A001", link.at)
    elif words.casefold().strip(" .:…→>»«") in _VAGUE:
        context.report("A002", link.at, words=words)


def folded(identifier: str) -> str:
    """Return an identifier in ``[a-z0-9-]``: accents dropped, the rest as hyphens."""
    text = identifier.casefold().replace("œ", "oe").replace("æ", "ae")
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
