"""What can be typed after ``publier``: each command and option, with its words in French and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

LANGUAGES = ("fr", "en")

Words = tuple[str, str]
"""The same in French and in English."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option or an operand: its names, its words, and what else ``add_argument`` is told."""

    names: tuple[str, ...]
    help: Words
    metavar: Words | None = None
    more: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    alone: bool = False
    """Whether it goes with no other option of its command that is ``alone``."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its line in the list of commands, what it does, what it takes."""

    help: Words
    description: Words
    options: tuple[Option, ...] = ()


def at_least_one(text: str) -> int:
    """Return a number of processes. Raises ``ValueError``."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


FLAG = {"action": "store_true"}
FOLDER = ("DOSSIER", "FOLDER")
RELECTURE = ("RELECTURE", "RELECTURE")

HELP = Option(("-h", "--help"), ("montrer cette aide", "show this help"), more={"action": "help"})
VERSION = ("montrer la version", "show the version")
LANG = Option(("--lang",), ("langue des messages", "language of messages"), more={"choices": LANGUAGES})
SLUGS = Option(
    ("slugs",),
    ("noms de dossiers de source/ ; sans nom, toutes", "names of folders in source/; all when none is given"),
    RELECTURE,
    {"nargs": "*"},
)
SOURCE = Option(
    ("--source",),
    ("dossier des relectures (le source/ le plus proche)", "folder of the relectures (the nearest source/)"),
    FOLDER,
)
OUTPUT = Option(
    ("--output",),
    ("où sont les éditions (dist/, à côté de source/)", "where the editions are (dist/, beside source/)"),
    FOLDER,
)
TARGET = Option(
    ("--output",),
    (
        "où mettre les éditions (dist/, à côté de source/)",
        "where to put the editions (dist/, beside source/)",
    ),
    FOLDER,
)
STYLES = Option(
    ("--styles",),
    (
        "feuilles de style et polices (styles/, sinon celles de publier)",
        "style sheets and fonts (styles/, else those of publier)",
    ),
    FOLDER,
)
LARGE = Option(
    ("--large-print",),
    ("ajouter un PDF en grands caractères", "add a PDF in large print"),
    more=FLAG,
    alone=True,
)
DRAFT = Option(
    ("--draft",),
    (
        "une seule édition, vite et sans preuve, dans build/",
        "one edition only, quickly and without proof, in build/",
    ),
    more={"choices": ("html", "epub", "pdf")},
    alone=True,
)
JOBS = Option(
    ("--jobs",),
    ("processus à la fois (autant que de cœurs)", "processes at a time (as many as there are cores)"),
    ("N", "N"),
    {"type": at_least_one},
)
FORCE = Option(
    ("--force",), ("refaire aussi ce qui est à jour", "make again what is up to date too"), more=FLAG
)
STRICT = Option(
    ("--strict",),
    ("un contrôle qui n’a pas pu être exécuté est un échec", "a check that could not be run is a failure"),
    more=FLAG,
)
ZIP = Option(("--zip",), ("faire de l’archive un seul fichier", "make the archive one file"), more=FLAG)
JSON = Option(("--json",), ("écrire le résultat en JSON", "print the result as JSON"), more=FLAG)
QUIET = Option(("-q", "--quiet"), ("ne montrer que les problèmes", "show problems only"), more=FLAG)

COMMANDS = {
    "build": Command(
        ("faire les éditions et les mettre dans dist/", "make the editions and put them into dist/"),
        (
            "Fait les éditions, les vérifie, les met dans dist/ ; à la moindre erreur, dist/ ne change pas.",
            "Makes the editions, checks them, puts them into dist/; at any error dist/ stays as it is.",
        ),
        (SLUGS, SOURCE, TARGET, LARGE, DRAFT, STYLES, JOBS, JSON, QUIET, FORCE),
    ),
    "kit": Command(
        ("faire la trousse d’un événement dans dist/kits/", "make the kit of an event into dist/kits/"),
        (
            "Fait un livret, un feuillet, les grands caractères, une archive hors ligne et le mode d’emploi.",
            "Makes a booklet, a handout, large print, an offline bundle, and says how to print them.",
        ),
        (SLUGS, SOURCE, OUTPUT, STYLES, JOBS, JSON, QUIET, FORCE),
    ),
    "archive": Command(
        (
            "faire l’archive d’une relecture dans dist/archives/",
            "make the archive of a relecture into dist/archives/",
        ),
        (
            "Met dans un paquet BagIt la source, les éditions, et de quoi les vérifier et les refaire.",
            "Puts into a BagIt bag the source, the editions, and what verifies them and makes them again.",
        ),
        (SLUGS, SOURCE, OUTPUT, ZIP, STYLES, JOBS, JSON, QUIET),
    ),
    "site": Command(
        (
            "faire le catalogue de ce qui est publié dans dist/",
            "make the catalogue of what is published in dist/",
        ),
        (
            "Fait de dist/ un petit site : page d’accueil avec recherche, flux Atom et OPDS, sitemap.",
            "Makes a small site of dist/: home page with a search, Atom and OPDS feed, sitemap.",
        ),
        (SOURCE, OUTPUT, STYLES, JSON, QUIET),
    ),
    "check": Command(
        (
            "contrôler les éditions de dist/ et en écrire le rapport",
            "check the editions in dist/ and write the report",
        ),
        (
            "Compare à la source les éditions de dist/, les soumet à veraPDF, EPUBCheck, Ace, Nu et axe.",
            "Compares the editions in dist/ with the source, then asks veraPDF, EPUBCheck, Ace, Nu and axe.",
        ),
        (SLUGS, SOURCE, OUTPUT, STRICT, JSON, QUIET),
    ),
    "links": Command(
        ("vérifier les adresses des notes et des références", "check the addresses of notes and references"),
        (
            "Demande chaque adresse, sans hâte, et écrit les réponses dans source/links.json.",
            "Asks for every address, without haste, and writes the answers into source/links.json.",
        ),
        (SLUGS, SOURCE, JSON, QUIET),
    ),
    "diff": Command(
        ("dire ce qui a changé entre deux versions", "say what changed between two versions"),
        (
            "Compare textes, notes, liens et métadonnées ; comme diff, répond 0 si rien n’a changé, 1 sinon.",
            "Compares texts, notes, links and metadata; like diff, answers 0 when nothing changed, else 1.",
        ),
        (
            Option(
                ("old",),
                (
                    "une édition, un dossier d’éditions, une archive ou une relecture",
                    "an edition, a folder of editions, an archive or a relecture",
                ),
                ("ANCIEN", "OLD"),
            ),
            Option(("new",), ("de même", "the same"), ("NOUVEAU", "NEW")),
            JSON,
        ),
    ),
    "verify": Command(
        (
            "vérifier une publication ou une archive, fichier par fichier",
            "verify a published set or an archive, file by file",
        ),
        (
            "Nomme chaque fichier abîmé, absent ou ajouté, puis refait les éditions et les compare.",
            "Names each file that is damaged, missing or added, then makes the editions again and compares.",
        ),
        (
            Option(
                ("path",),
                (
                    "un dossier de dist/, ou une archive (dossier ou .zip)",
                    "a folder of dist/, or an archive (folder or .zip)",
                ),
                ("CHEMIN", "PATH"),
            ),
            SOURCE,
            STYLES,
            JSON,
            QUIET,
        ),
    ),
    "notes": Command(
        ("montrer les notes relues dans une édition", "show the notes read back out of an edition"),
        (
            "Montre les notes telles qu’elles sont dans un fichier fini.",
            "Shows the notes as they are in a finished file.",
        ),
        (
            Option(
                ("file",),
                ("une édition : .html, .epub ou .pdf", "an edition: .html, .epub or .pdf"),
                ("FICHIER", "FILE"),
            ),
            JSON,
        ),
    ),
    "new": Command(
        ("commencer une relecture", "begin a relecture"),
        (
            "Fait source/NOM/relecture.md à partir d’un modèle qui montre ce que l’on peut écrire.",
            "Makes source/NAME/relecture.md from a model that shows what can be written.",
        ),
        (
            Option(
                ("slug",),
                (
                    "minuscules sans accent, chiffres, traits d’union : les-communs",
                    "small letters without accents, digits, hyphens: les-communs",
                ),
                ("NOM", "NAME"),
            ),
            SOURCE,
        ),
    ),
    "schema": Command(
        (
            "écrire le schéma JSON de l’en-tête des relectures",
            "print the JSON schema of the front matter of relectures",
        ),
        (
            "Écrit le schéma JSON de l’en-tête : les éditeurs de texte s’en servent pour aider.",
            "Prints the JSON schema of the front matter: text editors use it to help.",
        ),
    ),
    "doctor": Command(
        ("dire ce qui est installé et ce qui manque", "say what is installed and what is missing"),
        (
            "Dit ce qui est installé, ce qui manque, et la commande qui l’installe.",
            "Says what is installed, what is missing, and the command that installs it.",
        ),
        (JSON,),
    ),
}

ABOUT = (
    "Fait d’un texte trois éditions (PDF, EPUB, HTML) et prouve que leurs notes concordent.",
    "Makes three editions of one text (PDF, EPUB, HTML) and proves that their notes agree.",
)
COMMAND = ("commande", "command")

ARGPARSE_IN_FRENCH = {  # what argparse says by itself
    "usage: ": "usage : ",
    "positional arguments": "arguments ",
    "options": "options ",
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "the following arguments are required: %s": "il manque : %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r ne va pas (au choix : %(choices)s)",
    "invalid %(type)s value: %(value)r": "%(value)r ne va pas",
    "not allowed with argument %s": "ne va pas avec %s",
    "expected one argument": "une valeur est attendue",
    "ignored explicit argument %r": "ne prend pas de valeur : %r",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s peut vouloir dire %(matches)s",
}
