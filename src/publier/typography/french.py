"""The rules of French typography, each a function from a line to the edits it asks for.

They follow the usage of the *Lexique des règles typographiques en usage à l’Imprimerie nationale*:
a thin no-break space before ``; ! ?`` and inside ``« »``, a full one before ``:``. Rules change
spaces and signs, never letters or digits. Applied twice they change nothing more.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Iterator

from publier.typography.line import OBJECT, Edit, Rule

NBSP, NNBSP = "\u00a0", "\u202f"
SPACES = " \t\u00a0\u2007\u2009\u200a\u202f"
S = f"[{SPACES}]"
CAPITAL = "[A-ZÀ-ÖØ-ÞŒ]"
WORD_END = rf"[\w{OBJECT}»)\]”’\"…%‰°€.]"
"""What a high sign may follow when no space was typed: a word, or what closes one."""
AFTER_SIGN = r"(?=[;!?]*(?:[\s»«”’\"…,.)\]–—]|\Z))"
"""A sign in the middle of a word (``a;b``, ``?x=1``) is not punctuation."""

MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
UNITS = (
    rf"{MONTHS}|ans?|mois|jours?|semaines?|heures?|minutes?|secondes?|min|mn|h|s|km|cm|mm|m|km[2²]|m[23²³]|km/h"
    r"|ha|hectares?|mètres?|kilomètres?|litres?|cl|kg|g|t|tonnes?|[kMG]?Wh?|[kMGT]o|degrés?|euros?|francs?|dollars?"
    r"|milliers?|millions?|milliards?|Mds?|pages?|p\.|notes?|habitants?|personnes?|logements?|points?|fois"
)
NOUNS = "page|note|alinéa|figure|tableau|chapitre|article|annexe|tome|volume|numéro|partie|paragraphe"
PERIODS = "siècles?|millénaires?|arrondissements?|République"
ELIDED = r"(?:(?<!\w)[cdjlmnst]|qu)"


def replacing(pattern: str, new: str) -> Rule:
    """Return the rule that puts ``new`` in the place of group 1 of each match."""
    compiled = re.compile(pattern)

    def rule(line: str) -> Iterator[Edit]:
        for match in compiled.finditer(line):
            yield (*match.span(1), new)

    return rule


def several_spaces(line: str) -> Iterator[Edit]:
    """One space is enough; a no-break one set by hand wins."""
    for match in re.finditer(rf"{S}{{2,}}", line):
        kinds = set(match[0])
        yield (*match.span(), NBSP if NBSP in kinds else NNBSP if NNBSP in kinds else " ")


def straight_quotes(line: str) -> Iterator[Edit]:
    """Balanced straight quotes become “ ”; when one has no mate, all stay as they were."""
    found = list(re.finditer(r'"', line))
    for n, match in enumerate(found):
        before, after = line[: match.start()][-1:], line[match.end() :][:1]
        outside, inside = (before, after) if n % 2 == 0 else (after, before)
        if not inside.strip() or (outside and not re.match(r"[\s(\[«»’'.,;:!?…)\]–—-]", outside)):
            return
    if len(found) % 2 == 0:
        for n, match in enumerate(found):
            yield (*match.span(), "”" if n % 2 else "“")


SENTENCE_END = re.compile(rf"(?<!\b[A-ZÀ-Þ])[.!?…]\s?[»”)\]]*\s+(?=[«“]?\s?{CAPITAL})")
DASH = re.compile(rf"(?P<before>(?<=\S){S}|\A)[–—](?P<after>{S}?)(?P<sign>[,;.:!?)»]|\Z|)")


def incises(line: str) -> Iterator[Edit]:
    """Hold a dash to the words it encloses: the first of a pair to what follows, its mate to what precedes.

    Pairs are counted within a sentence; a dash without mate, or first in its block, opens.
    A dash between two numbers is a range and stays as it is.
    """
    if not DASH.search(line):
        return  # the rest is slow
    ends = [match.end() for match in SENTENCE_END.finditer(line)]
    seen: Counter[int] = Counter()
    for match in DASH.finditer(line):
        sentence = bisect(ends, match.start())
        if not (match["after"] or match["sign"]) or _is_range(line, match.end("before")):
            continue
        opens = not match["before"] or (seen[sentence] % 2 == 0 and not match["sign"])
        if match["before"]:
            seen[sentence] += 1
            if line[match.start() - 1] != "«":
                yield (*match.span("before"), " " if opens else NBSP)
        if match["after"] and not match["sign"]:
            yield (*match.span("after"), NBSP if opens else " ")


def _is_range(line: str, dash: int) -> bool:
    return bool(re.match(r"\d.[–—].\d", line[max(dash - 2, 0) : dash + 3]))


def thousands(line: str) -> Iterator[Edit]:
    """Groups of three after one to three digits; a telephone number or a row of years is none."""
    number = rf"(?<![\w.,:/+-])(?<!\d{S})[1-9]\d{{0,2}}(?:{S}\d{{3}})+(?!{S}?\d)"
    for match in re.finditer(number, line):
        for space in re.finditer(S, match[0]):
            yield (match.start() + space.start(), match.start() + space.end(), NNBSP)


ORDINAL = re.compile(
    r"(?<![\w.,:/-])(?:(1)(?:ers?|res?)|(\d+)es?|(I)(?:er|re)|([IVXLC]{2,})e"
    rf"|([IVXLC])e(?=(?:(?:,|{S}(?:et|ou|au|à|-|–)){S}[IVXLC]+e)*{S}(?:{PERIODS})))(?!\w)"
)
"""A single Roman letter may begin a word (``Ce``, ``Le``): what it numbers has to follow."""


def ordinals(line: str) -> Iterator[tuple[int, int, int]]:
    """Yield start, end of the number and end of the letters to be raised: 1er, 2e, Ier, Ve siècle, XXe."""
    for match in ORDINAL.finditer(line):
        yield match.start(), match.end(match.lastindex or 0), match.end()


RULES: tuple[Rule, ...] = (
    several_spaces,
    replacing(r"(?<!\.)(\.{3})(?!\.)", "…"),
    replacing(rf"(?:(?<=[^\W\d_])|(?<={OBJECT}))(')(?=[^\W\d_]|{OBJECT})", "’"),
    replacing(rf"(?i:{ELIDED})(')(?=[«“\"(\d])", "’"),
    straight_quotes,
    replacing(rf"(?<=[^\s\d]){S}(-)(?={S}\S)", "–"),
    replacing(rf"(?<=\d){S}(-)(?={S}[^\s\d])", "–"),
    # Numbers, and what they count or number.
    thousands,
    replacing(rf"(?<=\d)({S}?)(?=[%‰€](?!\w))", NBSP),
    replacing(rf"(?<=\d){S}(?:millions?|milliards?|Mds?)({S})(?=[€$£])", NBSP),
    replacing(rf"(?<=\d)({S})(?=(?:[kM]€|[$£]|°[CF])(?!\w))", NBSP),
    replacing(rf"(?<=\d)({S})(?=(?:{UNITS})(?![\w’'-]))", NBSP),
    replacing(rf"(?<=\d{S}h)({S})(?=\d\d(?!\d))", NBSP),
    replacing(rf"(?<!\w)[Vv]ers({S})(?=[12]\d\d\d(?![\w°]))", NBSP),
    replacing(rf"(?<!\w)1er({S})(?=(?:{MONTHS})(?!\w))", NBSP),
    replacing(rf"(?<=[\dIVXLC])(?:er|re|e)({S})(?=(?:{PERIODS})(?!\w))", NBSP),
    replacing(rf"(?<!\w)(?:[nN][°º]s?|§{{1,2}})({S}?)(?=\d)", NBSP),
    replacing(rf"(?<!\w)(?i:pp?|art|fig|chap|vol|t|ch)\.({S})(?=[\dIVXLC])", NBSP),
    replacing(r"(?<![\w.])pp?\.()(?=\d)", NBSP),
    replacing(rf"(?<!\w)(?i:art\.|articles?)({S})(?=[LRD]\.)", NBSP),
    replacing(rf"(?<!\w)[LRD]\.({S})(?=\d)", NBSP),
    replacing(rf"(?<!\w)(?i:{NOUNS})[sx]?({S})(?=\d)", NBSP),
    # Names.
    replacing(rf"(?<!\w)(?:M|Millénaire)({S})(?=3(?!\w))", NBSP),
    replacing(rf"(?<![\w°]){CAPITAL}\.({S})(?={CAPITAL})", NBSP),
    replacing(rf"(?<!\w)(?:Mmes?|Mlles?|MM\.|Drs?|Prs?|Me|Mgr)({S})(?={CAPITAL})", NBSP),
    replacing(rf"(?<!\w)(?:M\.|MM\.|Mmes?|Mlles?)({S})(?=(?:de|du|des)(?!\w)|d[’'])", NBSP),
    replacing(rf"(?<!\w)(?:Ch|Chr|Dr|Ph|Pr|Th)\.({S})(?={CAPITAL})", NBSP),
    replacing(rf"(?<!\w)(?:av|apr|ap)\.({S})(?=J)", NBSP),
    replacing(rf"(?<=\w)({S})(?=…(?:[\s»)]|\Z))", NBSP),
    # High signs and guillemets, last: they know best which space stands beside them.
    replacing(rf"(?<=\S)({S})(?=[;!?]){AFTER_SIGN}", NNBSP),
    replacing(rf"(?<={WORD_END})()(?=[;!?]){AFTER_SIGN}", NNBSP),
    replacing(rf"(?<=\S)({S}):(?:[\s«»“\"]|\Z)", NBSP),
    replacing(rf"(?<={WORD_END})():(?:[\s»]|\Z)", NBSP),
    replacing(rf"«({S}?)(?=\S)", NNBSP),
    replacing(rf"(?<=\S)({S}?)»", NNBSP),
    incises,
)
