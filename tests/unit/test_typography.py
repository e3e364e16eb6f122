"""French typography: a table of examples a rule, nodes that a rule sees across, and what never changes.

In the examples ``⍽`` stands for the no-break space U+00A0 and ``·`` for the thin one, U+202F.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publier import forms, reading, tree
from publier import model as m
from publier.typography import french, inspect, line, typeset, typeset_run, typeset_string

ROOT = Path(__file__).parents[2]
T, EM, CALL = m.Text, m.Emphasis, m.NoteCall("n", 1, 1)


def signs(text: str) -> str:
    return text.replace("⍽", "\u00a0").replace("·", "\u202f")


def letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def relecture(*blocks: m.Block, lang: str = "fr", title: str = "Essai") -> m.Relecture:
    data = m.Metadata(title=title, lang=lang, modified=datetime.date(2026, 1, 2))
    return m.Relecture("essai", data, blocks=blocks)


EXAMPLES = {
    "high signs": [
        ("Que sait-on de ces solidarités informelles ?", "Que sait-on de ces solidarités informelles·?"),
        ("TOUS AUX ARCHIVES !", "TOUS AUX ARCHIVES·!"),
        ("faute de mieux ; seules les luttes", "faute de mieux·; seules les luttes"),
        ("faute de mieux\u2009; seules", "faute de mieux·; seules"),
        ("Quoi! Vraiment?", "Quoi·! Vraiment·?"),
        ("Vraiment ?! Oui !!", "Vraiment·?! Oui·!!"),
        ("Vraiment ? !", "Vraiment·?·!"),
        ("(!) et (?)", "(!) et (?)"),
        ("etc. ?", "etc.·?"),
        ("a;b ?x=1 !important", "a;b ?x=1 !important"),
        ("!", "!"),
    ],
    "colon": [
        ("RELECTURE DE CORPUS : TOUS", "RELECTURE DE CORPUS⍽: TOUS"),
        ("de France (Acuf) :", "de France (Acuf)⍽:"),
        ("public: l’affichage", "public⍽: l’affichage"),
        ("une affinité : « La solidarité", "une affinité⍽: «·La solidarité"),
        ("« Or: »", "«·Or⍽:·»"),
        ("à 10:30, au 1:2, std::cout, :-) et :)", "à 10:30, au 1:2, std::cout, :-) et :)"),
    ],
    "guillemets": [
        ("pour « l’Après », ce", "pour «·l’Après·», ce"),
        ("«mot» et «\u00a0mot\u00a0»", "«·mot·» et «·mot·»"),
        ("« assistance » ?", "«·assistance·»·?"),
        ("« Quoi ! »", "«·Quoi·!·»"),
        ("«»", "«·»"),
        ("»", "»"),
        ("«", "«"),
    ],
    "inner quotes": [
        ('malgré le "nomadisme forcé" subit', "malgré le “nomadisme forcé” subit"),
        ('« Les "roms" et le sans-abrisme »', "«·Les “roms” et le sans-abrisme·»"),
        ('l\'"usager" ("sic")', "l’“usager” (“sic”)"),
        ('"« a »" "b"!', "“«·a·»” “b”·!"),
        ('un écran de 5" et "mot"', 'un écran de 5" et "mot"'),
        ('" perdu "', '" perdu "'),
    ],
    "apostrophes": [
        ("présentés aujourd'hui", "présentés aujourd’hui"),
        ("l'exclusion d'individus où l'on", "l’exclusion d’individus où l’on"),
        ("l'« usager », qu'« ici »", "l’«·usager·», qu’«·ici·»"),
        ("d'1 an, jusqu'à 'tôt'", "d’1⍽an, jusqu’à 'tôt'"),
        ("5'30", "5'30"),
    ],
    "ellipsis": [
        ("(Smig, temps partiel...)", "(Smig, temps partiel…)"),
        ("légitime. (...) Dans", "légitime. (…) Dans"),
        ("pas bien loin … En clair", "pas bien loin⍽… En clair"),
        ("....", "...."),
    ],
    "dashes": [
        (
            "l’action sociale – qu’ils n’avaient pas demandée – ce sont",
            "l’action sociale –⍽qu’ils n’avaient pas demandée⍽– ce sont",
        ),
        ("« le communautarisme » - qui est", "«·le communautarisme·» –⍽qui est"),
        ("un — deux — trois — quatre — cinq", "un —⍽deux⍽— trois —⍽quatre⍽— cinq"),
        ("un – deux. Trois – quatre – cinq", "un –⍽deux. Trois –⍽quatre⍽– cinq"),
        ("un – selon L. Viévard – deux", "un –⍽selon L.⍽Viévard⍽– deux"),
        ("le 12 - un mardi - tout", "le 12 –⍽un mardi⍽– tout"),
        ("un – deux –, trois", "un –⍽deux⍽–, trois"),
        ("— Olivier Landel, 2012", "—⍽Olivier Landel, 2012"),
        ("10 h – 19 h", "10⍽h –⍽19⍽h"),
        ("2012 – 2014, 10 - 5, 1914–1918", "2012 – 2014, 10 - 5, 1914–1918"),
        ("auto-entrepreneur, Covid-19", "auto-entrepreneur, Covid-19"),
    ],
    "spaces": [
        ("un  mot   seul", "un mot seul"),
        ("un \u00a0mot", "un⍽mot"),
        ("Jean\u00a0Dupont, co\u00adopé\u200brer", "Jean⍽Dupont, co\u00adopé\u200brer"),
    ],
    "numbers": [
        ("Elle prête 12 400 documents", "Elle prête 12·400 documents"),
        ("1 234 567,50 €", "1·234·567,50⍽€"),
        ("10000 et 2020, 69003 Lyon", "10000 et 2020, 69003 Lyon"),
        ("en 2020 150 cas, 04 78 63 40 40", "en 2020 150 cas, 04 78 63 40 40"),
        ("0 800 123 456 et 12 345 67", "0 800 123 456 et 12 345 67"),
        ("41 % ou 41% ; %20", "41⍽% ou 41⍽%·; %20"),
        ("cela fait 10 ans qu’ils", "cela fait 10⍽ans qu’ils"),
        ("20 °C, 12 km, 38 heures, 210 m2", "20⍽°C, 12⍽km, 38⍽heures, 210⍽m2"),
        ("Il fait 20 °C. Une suite", "Il fait 20⍽°C. Une suite"),
        ("le 14 mai 2020 à 10 h 30", "le 14⍽mai 2020 à 10⍽h⍽30"),
        ("vers 2020, envers 2020, vers 2500 m", "vers⍽2020, envers 2020, vers⍽2500⍽m"),
        ("en 2012 m’a dit, 20 mi-temps", "en 2012 m’a dit, 20 mi-temps"),
        ("§ 12, §12, n° 3, n°3, p. 12", "§⍽12, §⍽12, n°⍽3, n°⍽3, p.⍽12"),
        ("art. 4, fig. 2, Chap. IV, vol. 3", "art.⍽4, fig.⍽2, Chap.⍽IV, vol.⍽3"),
        ("p.12, pp. 3-4, à 30 s, 5 mn", "p.⍽12, pp.⍽3-4, à 30⍽s, 5⍽mn"),
        ("3 millions €, 10 Mds €, 75 cl", "3⍽millions⍽€, 10⍽Mds⍽€, 75⍽cl"),
        ("n°s 3 et 4, alinéa 2", "n°s⍽3 et 4, alinéa⍽2"),
        ("art. L. 123-4, l’article R. 421", "art.⍽L.⍽123-4, l’article⍽R.⍽421"),
        ("article 4, notes 3 et 5, page 9", "article⍽4, notes⍽3 et 5, page⍽9"),
        (
            "le 1er mai, au XXe siècle, le 3e arrondissement",
            "le 1er⍽mai, au XXe⍽siècle, le 3e⍽arrondissement",
        ),
    ],
    "names": [
        ("articles de M 3, croisés", "articles de M⍽3, croisés"),
        ("Sur Millénaire 3, un", "Sur Millénaire⍽3, un"),
        ("Pour L. Viévard, J.-P. Sartre", "Pour L.⍽Viévard, J.-P.⍽Sartre"),
        ("M. Boino, Mme Autant, le Dr Roux", "M.⍽Boino, Mme⍽Autant, le Dr⍽Roux"),
        ("M. de Gaulle, Mme d’Agoult", "M.⍽de Gaulle, Mme⍽d’Agoult"),
        ("Ph. Dujardin, Dr. Roux, Th. Gautier", "Ph.⍽Dujardin, Dr.⍽Roux, Th.⍽Gautier"),
        ("en 52 av. J.-C.", "en 52 av.⍽J.-C."),
    ],
    "addresses": [
        ("https://a.fr/b?c=1;d!e : oui", "https://a.fr/b?c=1;d!e⍽: oui"),
        ("https://a.fr/l'un--10%20; 10 % !", "https://a.fr/l'un--10%20·; 10⍽%·!"),
        ("http://a.fr... et www.b.fr/?x", "http://a.fr… et www.b.fr/?x"),
        ("moi'a@b.fr, millenaire3.com/a...b", "moi’a@b.fr, millenaire3.com/a...b"),
        ("doi:10.5555/a...b;c, 10.1000/x...y", "doi:10.5555/a...b;c, 10.1000/x...y"),
    ],
}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(*pair, id=f"{rule}-{n}")
        for rule, pairs in EXAMPLES.items()
        for n, pair in enumerate(pairs)
    ],
)
def test_examples(before: str, after: str) -> None:
    assert typeset_string(before) == signs(after)
    assert typeset_string(signs(after)) == signs(after)


def test_every_rule_is_needed_by_an_example() -> None:
    """A rule that no example would miss is not tested, or not needed."""
    pairs = [(a, signs(b)) for examples in EXAMPLES.values() for a, b in examples]

    def set_by(rules: tuple[line.Rule, ...], text: str) -> str:
        laid = line.Line((T(text),), french=True)
        for rule in rules:
            laid.apply(rule)
        return m.plain(laid.result())

    for n in range(len(french.RULES)):
        rest = french.RULES[:n] + french.RULES[n + 1 :]
        assert any(set_by(rest, before) != after for before, after in pairs), n


EDITORS = (ROOT / "docs" / "ecrire.md").read_text(encoding="utf-8")
SECTION = EDITORS.partition("## La typographie, faite pour vous\n")[2].partition("\n## ")[0]
ROWS = re.findall(r"^\| [^|]+ \| `([^`]+)` \| `([^`]+)` \|$", SECTION, re.MULTILINE)


def test_the_table_for_editors_is_long_enough() -> None:
    assert len(ROWS) > 15


@pytest.mark.parametrize(("before", "after"), ROWS)
def test_the_table_for_editors_is_true(before: str, after: str) -> None:
    parts = [CALL if part == "[^1]" else T(part) for part in re.split(r"(\[\^1\])", before) if part]
    assert "".join(map(written, typeset_run(tuple(parts)))) == signs(after)


def written(node: m.Inline) -> str:
    if isinstance(node, m.NoteCall):
        return "[^1]"
    return f"^{m.plain((node,))}^" if isinstance(node, m.Superscript) else m.plain((node,))


# ------------------------------------------------------------------ across nodes


UP = m.Superscript((T("e"),))
ACROSS: list[tuple[str, tree.Run, tree.Run]] = [
    (
        "guillemets round an emphasis",
        (T("« "), EM((T("mot"),)), T(" » !")),
        (T("«·"), EM((T("mot"),)), T("·»·!")),
    ),
    (
        "no space typed",
        (T("«"), EM((T("mot"),)), T("»; "), m.Strong((T("fort"),)), T("!")),
        (T("«·"), EM((T("mot"),)), T("·»·; "), m.Strong((T("fort"),)), T("·!")),
    ),
    ("space inside the emphasis", (EM((T("mot "),)), T("!")), (EM((T("mot·"),)), T("!"))),
    ("spaces on both sides", (EM((T("mot "),)), T(" suite")), (EM((T("mot "),)), T("suite"))),
    ("elision before a word", (T("l'"), EM((T("ancien"),))), (T("l’"), EM((T("ancien"),)))),
    ("quotes", (T('"'), EM((T("mot"),)), T('"')), (T("“"), EM((T("mot"),)), T("”"))),
    (
        "another language",
        (T("l'"), m.Foreign("en", (T('it\'s "a" ; b !'),)), T(" !")),
        (T("l’"), m.Foreign("en", (T('it\'s "a" ; b !'),)), T("·!")),
    ),
    (
        "French within another language",
        (m.Foreign("en", (T("it's "), m.Foreign("fr-CA", (T("l'été !"),)), T(" !"))),),
        (m.Foreign("en", (T("it's "), m.Foreign("fr-CA", (T("l’été·!"),)), T(" !"))),),
    ),
    ("code", (m.Code("a ; b  'c'"), T(" !")), (m.Code("a ; b  'c'"), T("·!"))),
    (
        "a link",
        (T("« "), m.Link("https://a.fr/b'c", (T("l'un"),)), T(" »")),
        (T("«·"), m.Link("https://a.fr/b'c", (T("l’un"),)), T("·»")),
    ),
    ("line break", (T("mot !"), m.LineBreak(), T("! mot")), (T("mot·!"), m.LineBreak(), T("! mot"))),
    (
        "unit with a raised figure",
        (T("210 m"), m.Superscript((T("2"),))),
        (T("210⍽m"), m.Superscript((T("2"),))),
    ),
    (
        "century",
        (m.SmallCaps((T("XIX"),)), m.Superscript((T("e"),)), T(" siècle")),
        (m.SmallCaps((T("XIX"),)), m.Superscript((T("e"),)), T("⍽siècle")),
    ),
    (
        "dashes",
        (T("un - "), EM((T("deux"),)), T(" - trois")),
        (T("un –⍽"), EM((T("deux"),)), T("⍽– trois")),
    ),
    ("dots of two nodes stay", (EM((T("mot."),)), T(".. fin")), (EM((T("mot."),)), T(".. fin"))),
    (
        "citation",
        (m.Citation("k", children=(T("L'un : a"),)),),
        (m.Citation("k", children=(T("L’un⍽: a"),)),),
    ),
    ("unknown source", (m.Unidentified((T("d'ici"),)),), (m.Unidentified((T("d’ici"),)),)),
    # Calls have no width; a thin no-break space stands before each.
    ("call after a word", (T("mot"), CALL, T(", suite")), (T("mot·"), CALL, T(", suite"))),
    ("call after a space", (T("mot "), CALL, T(" suite")), (T("mot·"), CALL, T(" suite"))),
    ("call after a guillemet", (T("mot »"), CALL), (T("mot·»·"), CALL)),
    ("call before a sign", (T("mot"), CALL, T(" ?")), (T("mot·"), CALL, T("·?"))),
    ("call before a glued sign", (T("mot "), CALL, T(": suite")), (T("mot·"), CALL, T("⍽: suite"))),
    ("two calls", (T("mot"), CALL, T(" "), CALL, T(".")), (T("mot·"), CALL, T("·"), CALL, T("."))),
    ("call after an emphasis", (EM((T("mot "),)), CALL), (EM((T("mot"),)), T("·"), CALL)),
    (
        "call after another language",
        (m.Foreign("en", (T("word"),)), CALL),
        (m.Foreign("en", (T("word"),)), T("·"), CALL),
    ),
    ("call in another language", (m.Foreign("en", (T("a "), CALL)),), (m.Foreign("en", (T("a "), CALL)),)),
    ("call after an opening sign", (T("("), CALL, T("mot)")), (T("("), CALL, T("mot)"))),
    ("call first", (CALL, T("mot")), (CALL, T("mot"))),
    ("call after a line break", (T("a"), m.LineBreak(), CALL), (T("a"), m.LineBreak(), CALL)),
    # Raised letters.
    ("first", (T("le 1er mai"),), (T("le 1"), m.Superscript((T("er"),)), T("⍽mai"))),
    (
        "two ordinals",
        (T("1re, 12es"),),
        (T("1"), m.Superscript((T("re"),)), T(", 12"), m.Superscript((T("es"),))),
    ),
    ("century to raise", (T("XXe siècle"),), (T("XX"), m.Superscript((T("e"),)), T("⍽siècle"))),
    (
        "centuries that share their noun",
        (T("du Ve au XVe siècle, les XIXe et XXe siècles"),),
        (T("du V"), UP, T(" au XV"), UP, T("⍽siècle, les XIX"), UP, T(" et XX"), UP, T("⍽siècles")),
    ),
    ("the first of a name", (T("François Ier"),), (T("François I"), m.Superscript((T("er"),)))),
    ("already raised", (m.Superscript((T("2e"),)),), (m.Superscript((T("2e"),)),)),
    (
        "not ordinals",
        (T("2er, 3em, Covid-19e, Ce, Le, XVIIIème, 1,2e"),),
        (T("2er, 3em, Covid-19e, Ce, Le, XVIIIème, 1,2e"),),
    ),
    ("ordinal of two nodes", (T("2"), EM((T("e"),))), (T("2"), EM((T("e"),)))),
]


def with_signs(run: tree.Run) -> tree.Run:
    return tuple(
        T(signs(node.value)) if isinstance(node, T) else tree.map_children(node, with_signs) for node in run
    )


@pytest.mark.parametrize(("before", "after"), [pytest.param(b, a, id=name) for name, b, a in ACROSS])
def test_across_nodes(before: tree.Run, after: tree.Run) -> None:
    assert typeset_run(before) == with_signs(after)
    assert typeset_run(with_signs(after)) == with_signs(after)


def test_cut_text_keeps_its_place() -> None:
    at = m.At("a.md", 3, 4)
    cut = typeset_run((T("le 1er mai", at=at),))
    assert [node.at for node in tree.walk_inlines(cut)] == [at] * 4


# ------------------------------------------------------------------ the whole tree


def test_everything_that_is_read_is_set() -> None:
    bad, good = "l'un !", "l’un\u202f!"
    words = (T(bad),)
    picture = m.Image("a.png", "image/png", 1, 1, b"")
    data = m.Metadata(
        title=bad,
        lang="fr",
        modified=datetime.date(2026, 1, 2),
        subtitle=bad,
        series=m.Series(bad),
        abstract=bad,
        rights=bad,
        authors=(m.Author(bad),),
        cover=m.Cover(picture, bad),
        accessibility=m.Accessibility(summary=bad),
    )
    blocks = (m.Paragraph(words), m.Figure(picture, alt=bad, caption=words, credit=bad))
    whole = m.Relecture(
        "essai",
        data,
        preface=m.Front(blocks, title=words),
        blocks=blocks,
        sections=(m.Section("a", 2, words, blocks),),
        notes=(m.Note("a", blocks),),
    )
    result = repr(typeset(whole))
    assert result.count(repr(bad)) == 1, "the name of a person is left alone"
    assert result.count(repr(good)) == repr(whole).count(repr(bad)) - 1


def test_chosen_blocks_are_set_and_the_others_later() -> None:
    blocks = tuple(m.Paragraph((T(word + " !"),)) for word in ("un", "deux"))
    half = typeset(relecture(*blocks), lambda run: m.plain(run).startswith("un"))
    assert [m.plain(run) for run in tree.runs(half)] == ["un\u202f!", "deux !"]
    assert typeset(half, lambda run: m.plain(run).startswith("deux")) == typeset(relecture(*blocks))


def test_other_languages_are_untouched() -> None:
    english = relecture(m.Paragraph((T('it\'s  "so" ; 10 000 !'), CALL)), lang="en", title="It's !")
    assert typeset(english) == english


def test_languages_of_french() -> None:
    assert [line.is_french(lang) for lang in ("fr", "FR", "fr-CA", "fro", "frr", "en", "")] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]


# ------------------------------------------------------------------ properties

SAMPLE = re.findall(r"\S+", " ".join(before for pairs in EXAMPLES.values() for before, _ in pairs))
SNIPPETS = [
    " ",
    "  ",
    "\u00a0",
    "\u202f",
    "\u2009",
    *"«»“”\"'’;:!?.,()[]–—-…%€§°\n\u00ad",
    "...",
    " - ",
    *SAMPLE,
]
TEXTS = st.lists(st.sampled_from(SNIPPETS), max_size=12).map("".join) | st.text(max_size=20)
LEAVES = TEXTS.map(m.Text) | TEXTS.map(m.Code) | st.just(m.LineBreak()) | st.just(CALL)
HOLDERS: list[Callable[[tree.Run], m.Inline]] = [
    m.Emphasis,
    m.Superscript,
    m.SmallCaps,
    lambda run: m.Foreign("en", run),
    lambda run: m.Foreign("fr", run),
    lambda run: m.Link("https://a.fr/l'un ; deux", run),
    lambda run: m.Citation("k", children=run),
]


def held(inner: st.SearchStrategy[m.Inline]) -> st.SearchStrategy[m.Inline]:
    runs = st.lists(inner, max_size=4).map(tuple)
    return st.builds(lambda holder, run: holder(run), st.sampled_from(HOLDERS), runs)


RUNS = st.lists(st.recursive(LEAVES, held, max_leaves=6), max_size=6).map(tuple)
QUICK = settings(max_examples=150, deadline=None)


@QUICK
@given(RUNS)
@example((T("«"), EM((T(" mot"),)), m.Foreign("en", (T(" »"),)), T("!")))
def test_letters_never_change(run: tree.Run) -> None:
    assert letters(m.plain(typeset_run(run))) == letters(m.plain(run))


@QUICK
@given(RUNS)
def test_twice_is_once(run: tree.Run) -> None:
    once = typeset_run(run)
    assert typeset_run(once) == once


@QUICK
@given(RUNS)
def test_literal_characters_calls_and_targets_are_kept(run: tree.Run) -> None:
    def kept(run: tree.Run) -> list[object]:
        closed = [n for n in tree.walk_inlines(run) if isinstance(n, m.Code | m.NoteCall | m.LineBreak)]
        return [*closed, *(n.target for n in tree.walk_inlines(run) if isinstance(n, m.Link))]

    assert kept(typeset_run(run)) == kept(run)


@QUICK
@given(RUNS)
def test_nothing_but_french_is_set(run: tree.Run) -> None:
    def french_in(run: tree.Run) -> bool:
        return any(isinstance(n, m.Foreign) and n.lang == "fr" for n in tree.walk_inlines(run))

    if not french_in(run):
        assert typeset_run(run, french=False) == run


@QUICK
@given(st.from_regex(r"https?://[a-z0-9.'!?;:()«»-]{1,20}[a-z0-9/]", fullmatch=True), TEXTS)
def test_addresses_are_untouched(address: str, text: str) -> None:
    assert address in typeset_string(f"{text} {address} !")


# ------------------------------------------------------------------ the warning


def test_mixed_spaces_are_a_warning() -> None:
    at = m.At("relecture.md", 7)
    mixed = relecture(m.Paragraph((T("mot ! mot : a"),)), m.Paragraph((T("mot\u202f! mot ;"),), at=at))
    assert [problem.code for problem in inspect(mixed)] == ["T001"]
    assert inspect(mixed)[0].message("fr").count("« ! »") == 1
    assert inspect(typeset(mixed)) == []
    assert inspect(relecture(m.Paragraph((T("so ! so\u202f!"),)), lang="en")) == []


def test_case_of_mixed_spaces() -> None:
    case = (ROOT / "tests" / "cases" / "T001-mixed-spaces.md").read_text(encoding="utf-8")
    expected, _, text = case.partition("%%%\n")
    source = reading.Source("essai", "relecture.md", text.encode(), {})
    read, problems = reading.read(source, forms.Library())
    assert problems == []
    assert [f"{p.code} {p.at.line}:{p.at.column}" for p in inspect(read) if p.at] == expected.split("\n")[:-1]
