"""What editions say of the addresses that notes lead to.

It is no word of the author's: it stands apart in every edition, and is decided here once for all
of them. What is known is read from ``links.json`` by ``references.known``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from publier import fields, tree
from publier import model as m
from publier.notes import targets

WORDS = {
    "fr": {
        "alive": "lien vérifié le {day}",
        "dead": "lien mort au {day}",
        "silent": "lien injoignable le {day}",
        "several_alive": "liens vérifiés le {day}",
        "several_dead": "liens morts au {day}",
        "several_silent": "liens injoignables le {day}",
        "nth_alive": "lien {n} vérifié le {day}",
        "nth_dead": "lien {n} mort au {day}",
        "nth_silent": "lien {n} injoignable le {day}",
        "copy": "copie archivée",
        "nth_copy": "copie archivée du lien {n}",
        "between": "\u00a0; ",
        "colon": "\u00a0: ",
        "on": "Vérifiés le {day}\u00a0; en état\u00a0: {alive} sur {all}.",
        "from": "Vérifiés entre le {first} et le {day}\u00a0; en état\u00a0: {alive} sur {all}.",
    },
    "en": {
        "alive": "link checked on {day}",
        "dead": "link dead on {day}",
        "silent": "link out of reach on {day}",
        "several_alive": "links checked on {day}",
        "several_dead": "links dead on {day}",
        "several_silent": "links out of reach on {day}",
        "nth_alive": "link {n} checked on {day}",
        "nth_dead": "link {n} dead on {day}",
        "nth_silent": "link {n} out of reach on {day}",
        "copy": "archived copy",
        "nth_copy": "archived copy of link {n}",
        "between": "; ",
        "colon": ": ",
        "on": "Checked on {day}; in order: {alive} of {all}.",
        "from": "Checked between {first} and {day}; in order: {alive} of {all}.",
    },
}


_LOST = frozenset({m.Reach.DEAD, m.Reach.SILENT})


@dataclass(frozen=True, slots=True)
class Part:
    """Some words of what is said; ``target`` is where they lead, ``printed`` that they are an address."""

    text: str
    target: str = ""
    printed: bool = False


def outside(note: m.Note) -> tuple[str, ...]:
    """Return the addresses on the web that a note leads to, each once, in order."""
    found = (target for run in tree.block_runs(note.blocks) for target in targets(run))
    return tuple(dict.fromkeys(target for target in found if fields.url(target)))


def said(note: m.Note, relecture: m.Relecture, *, paper: bool) -> tuple[Part, ...]:
    """Return what an edition says of the addresses of a note, in order; nothing when nothing is known.

    Paper speaks only of those that a reader would look for in vain, and prints where copies are.
    """
    known = {address.target: address for address in relecture.addresses}
    targets = outside(note)
    found = [(n, known[target]) for n, target in enumerate(targets, 1) if target in known]
    if paper:
        found = [(n, address) for n, address in found if address.reach in _LOST]
    says = _Says(relecture.metadata.lang, several=len(targets) > 1)
    alike = says.several and len(found) == len(targets) and len({(a.reach, a.checked) for _, a in found}) == 1
    clauses = says.state("several_", 0, found[0][1]) if alike else []
    for n, address in found:
        if not alike:
            clauses += says.state("nth_" if says.several else "", n, address)
        clauses += says.copy(n, address, printed=paper)
    return says.together(clauses, paper=paper)


def summary(relecture: m.Relecture) -> str:
    """Return the line of the colophon: when the addresses were checked, how many are in order."""
    checked = [a for a in relecture.addresses if a.checked and a.reach is not m.Reach.UNKNOWN]
    days = sorted(a.checked.isoformat() for a in checked if a.checked)
    if not days:
        return ""
    lang = relecture.metadata.lang
    first, last = (fields.shown_date(day, lang) for day in (days[0], days[-1]))
    alive = sum(a.reach is m.Reach.ALIVE for a in checked)
    pattern = words(lang)["on" if first == last else "from"]
    return pattern.format(first=first, day=last, alive=alive, all=len(checked))


def words(lang: str) -> dict[str, str]:
    """Return the words of a language; one without a table gets English."""
    return WORDS.get(lang.split("-", maxsplit=1)[0].lower(), WORDS["en"])


@dataclass(frozen=True)
class _Says:
    """Puts clauses into words; ``several`` links of a note are told apart by their numbers."""

    lang: str
    several: bool

    def state(self, form: str, n: int, address: m.Address) -> list[tuple[Part, ...]]:
        """Return the clause on one address, or on all (``several_``); none when nothing is known."""
        if address.checked is None or address.reach is m.Reach.UNKNOWN:
            return []
        day = fields.shown_date(address.checked.isoformat(), self.lang)
        return [(Part(words(self.lang)[f"{form}{address.reach}"].format(n=n, day=day)),)]

    def copy(self, n: int, address: m.Address, *, printed: bool) -> list[tuple[Part, ...]]:
        """Return the clause that leads to the copy of a page, if there is one."""
        if not address.archived:
            return []
        says = words(self.lang)
        link = Part(says["nth_copy" if self.several else "copy"].format(n=n), address.archived)
        shown = address.archived.partition("://")[2]
        return [(link, Part(says["colon"]), Part(shown, printed=True)) if printed else (link,)]

    def together(self, clauses: list[tuple[Part, ...]], *, paper: bool) -> tuple[Part, ...]:
        """Return clauses as a sentence; on paper in brackets, for they follow printed addresses."""
        if not clauses:
            return ()
        first, *rest = clauses
        following = [part for clause in rest for part in (Part(words(self.lang)["between"]), *clause)]
        if paper:
            return (Part("("), *first, *following, Part(")"))
        opening = replace(first[0], text=first[0].text[0].upper() + first[0].text[1:])
        return (opening, *first[1:], *following, Part("."))
