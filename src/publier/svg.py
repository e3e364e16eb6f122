"""SVG drawings: nothing that runs, nothing from elsewhere, nothing that grows when it is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from publier.at import At
from publier.problems import Problem, digits

MAX_DRAWN = 100_000
"""Elements and letters once every reference is followed; ten levels of ten ``<use>`` would be ten billion."""
MAX_REFERENCES = 20
"""References followed one after the other."""
SMALLEST, LONGEST = 0.1, 1e5
"""Pixels of a side, and how many times as long the other may be: what is thinner is not seen."""
SHOWN = 60
"""Characters of a refused value that a message repeats."""

_SVG = "{http://www.w3.org/2000/svg}"
_DRAWING = """
    svg g defs symbol use switch a title desc metadata style view
    path rect circle ellipse line polyline polygon text tspan
    linearGradient radialGradient stop pattern clipPath mask marker filter
    feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur
    feImage feMerge feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile
    feTurbulence
"""
_ALLOWED = frozenset(_DRAWING.split())
_OURS = re.compile(r"#|data:image/(png|jpeg|gif|webp);base64,", re.IGNORECASE)
_ELSEWHERE = r"javascript:|url\(\s*+[\"']?+\s*+(?!#|data:image/(?:png|jpeg|gif|webp);)[^)\s]*\)?"
_VALUE = re.compile(_ELSEWHERE, re.IGNORECASE)
# A backslash in CSS can spell any of the others.
_STYLE = re.compile(rf"@import|\\|expression\s*\(|(?:image-set|image|src)\s*\(|{_ELSEWHERE}", re.IGNORECASE)
_REFERENCE = re.compile(r"url\(\s*[\"']?\s*#([^)\"'\s]+)")
_NUMBERED = """
    viewbox transform gradienttransform patterntransform d points x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy
    width height offset rotate textlength refx refy markerwidth markerheight opacity fill-opacity
    stroke-opacity stop-opacity stroke-width stroke-dasharray stroke-dashoffset font-size letter-spacing style
"""
_MEASURES = frozenset(_NUMBERED.split())
# What no page can show and no PDF can write: ten digits, a power of ten of two, what is no number.
_TOO_MUCH = r"[-+]?+(?:\d{10}[\d.]*+|[\d.]++e\+?+\d\d+|(?:nan|inf(?:inity)?)(?![\w-]))"
_HUGE = re.compile(rf"(?<![\d.]){_TOO_MUCH}", re.IGNORECASE)
_HUGE_IN_STYLE = re.compile(rf"(?<![\w.#-]){_TOO_MUCH}", re.IGNORECASE)
_DUST = re.compile(r"[\d.]++e-\d\d+", re.IGNORECASE)
"""A size of a ``viewBox`` that nothing could enlarge to a page."""
_REPEATED = ("repeat", "reflect")
"""Gradients that begin again: a short one would be drawn a thousand million times."""
_ENCODING = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"']*)")
_LENGTH = re.compile(r"\s*\+?(\d+(?:\.\d*)?|\.\d+)(px|pt|pc|mm|cm|in|)\s*", re.ASCII)
_PIXELS = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}


def measure(name: str, data: bytes, at: At | None) -> tuple[tuple[int, int] | None, list[Problem]]:
    """Return width and height of a drawing in CSS pixels, or everything that speaks against it."""
    if re.search(rb"<!(DOCTYPE|ENTITY)", data, re.IGNORECASE):
        return None, [Problem("L030", at, name=name)]
    if (said := _ENCODING.match(data)) and said[1].lower() not in (b"utf-8", b"us-ascii"):
        return None, [Problem("L042", at, name=name, encoding=said[1].decode("ascii", "replace"))]
    try:
        root = _parsed(data)
    except (UnicodeDecodeError, etree.XMLSyntaxError) as error:
        return None, [Problem("L029", at, name=name, line=getattr(error, "lineno", None) or 1)]
    if root.tag != f"{_SVG}svg":
        return None, [Problem("L029", at, name=name, line=_line(root))]
    problems = list(dict.fromkeys(_faults(root, name, at)))
    if not problems and _drawn(root) > MAX_DRAWN:
        problems = [Problem("L035", at, name=name, limit=digits(MAX_DRAWN))]
    size = _size(root)
    if not size:
        problems.append(Problem("L036", at, name=name))
    return size, problems


def words(data: bytes) -> str:
    """Return what a drawing that was measured writes in letters."""
    return "".join("".join(map(str, text.itertext())) for text in _parsed(data).iter(f"{_SVG}text"))


def _parsed(data: bytes) -> etree._Element:
    """Return the root; UTF-8 whatever the file claims, no entities, no network, bounded depth."""
    parser = etree.XMLParser(encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data.decode("utf-8-sig").encode(), parser)


def _faults(root: etree._Element, name: str, at: At | None) -> Iterator[Problem]:
    """Yield what a drawing must not hold, with its line in the drawing."""
    around = (*root.itersiblings(preceding=True), *root.itersiblings())
    for node in (*around, *root.iter()):
        for code, what in _refused(node):
            yield Problem(code, at, name=name, line=_line(node), what=what[:SHOWN])


def _line(node: etree._Element) -> int:
    return getattr(node, "sourceline", None) or 1


def _refused(node: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield a problem code and what it is about, for one node."""
    if isinstance(node, etree._ProcessingInstruction):  # noqa: SLF001 - lxml has no public name for it
        yield "L031", f"<?{node.target!s}"
    if not _is_element(node):
        return
    element = etree.QName(node)
    if f"{{{element.namespace}}}" == _SVG and element.localname not in _ALLOWED:
        yield "L031", f"<{element.localname}>"
    if element.namespace == "http://www.w3.org/1999/xhtml" or element.localname.lower() == "script":
        yield "L031", f"<{element.localname}>"
    for key, value in node.attrib.items():
        yield from _attribute(etree.QName(key).localname.lower(), str(value))
    if element.localname == "style":
        text = "".join(str(text) for text in node.itertext())
        yield from (*_found(_STYLE, text), *_found(_HUGE_IN_STYLE, text, "L044"))


def _attribute(key: str, value: str) -> Iterator[tuple[str, str]]:
    if key.startswith("on"):
        yield "L032", key
    elif key in ("href", "src", "base"):
        if not _OURS.match(value.strip()):
            yield "L033", value
    elif key == "spreadmethod" and value.strip() in _REPEATED:
        yield "L031", f'spreadMethod="{value.strip()}"'
    else:
        yield from _found(_STYLE if key == "style" else _VALUE, value)
    if key in _MEASURES:
        yield from _found(_HUGE_IN_STYLE if key == "style" else _HUGE, value, "L044")
    if key == "viewbox":
        yield from _found(_DUST, value, "L044")


def _found(pattern: re.Pattern[str], text: str, code: str = "L033") -> Iterator[tuple[str, str]]:
    for match in pattern.finditer(text):
        yield code, match[0]


def _is_element(node: etree._Element) -> bool:
    """Return whether a node is neither a comment nor an instruction nor an entity."""
    return type(node) is etree._Element  # noqa: SLF001 - lxml has no public name for it


def _drawn(root: etree._Element) -> int:
    """Return how many elements and letters are drawn when references are followed; a circle is too many."""
    ids = {str(node.get("id")): node for node in root.iter() if node.get("id")}
    known: dict[etree._Element, int] = {}

    def weight(node: etree._Element, depth: int) -> int:
        if node not in known:
            if depth > MAX_REFERENCES:
                return MAX_DRAWN + 1
            known[node] = MAX_DRAWN + 1  # what it leads back to before it is counted
            inside = list(node.iter())
            targets = [ids[key] for part in inside for key in _targets(part) if key in ids]
            letters = sum(len(text) for part in node.iter(f"{_SVG}text") for text in part.itertext())
            known[node] = len(inside) + letters + sum(weight(target, depth + 1) for target in targets)
        return known[node]

    return weight(root, 0)


def _targets(node: etree._Element) -> Iterator[str]:
    """Yield the ids that drawing a node draws as well; a link only leads there."""
    if not _is_element(node) or node.tag == f"{_SVG}a":
        return
    for key, value in node.attrib.items():
        if etree.QName(key).localname == "href":
            yield str(value).strip().removeprefix("#")
        yield from _REFERENCE.findall(str(value))


def _size(root: etree._Element) -> tuple[int, int] | None:
    """Return the size that a drawing gives itself, or that of its viewBox."""
    lengths = [_LENGTH.fullmatch(root.get(side, "")) for side in ("width", "height")]
    size = [float(match[1]) * _PIXELS[match[2]] for match in lengths if match]
    if len(size) != len(lengths):
        box = re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", root.get("viewBox", ""))
        size = [float(number) for number in box[2:4]]
    if len(size) != len(lengths) or min(size) < SMALLEST or max(size) > LONGEST * min(size):
        return None
    return max(1, round(size[0])), max(1, round(size[1]))
