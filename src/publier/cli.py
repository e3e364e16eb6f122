"""The command line. What a command needs is imported when it runs: ``--version`` answers at once."""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from publier import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED, NO_READER = 130, 141

_FRENCH = {  # what argparse says by itself
    "usage: ": "usage : ",
    "positional arguments": "arguments",
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s\n",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "unrecognized arguments: %s": "arguments inconnus : %s",
    "the following arguments are required: %s": "il manque : %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r ne va pas (au choix : %(choices)s)",
    "invalid %(type)s value: %(value)r": "%(value)r ne va pas",
    "not allowed with argument %s": "ne va pas avec %s",
    "expected one argument": "une valeur est attendue",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0 done; 1 the content has errors; 2 wrong usage; 3 the machine lacks something; 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that knows no « still gets the message
            stream.reconfigure(errors="backslashreplace")
    options = _parser().parse_args(arguments)
    if arguments is None:
        signal.signal(signal.SIGINT, _end)
    try:
        from publier import commands

        code = commands.run(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Nobody reads any more: what Python still wants to flush goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NO_READER
    if arguments is None:
        gc.freeze()  # the process ends: taking apart what it built would last a tenth of a second
    return code


def _end(*_: object) -> NoReturn:
    """End at once on Ctrl-C: what a build leaves behind, the next one clears, as after a power cut.

    A KeyboardInterrupt would be lost now and then: raised while a library is imported, it comes
    back as an ImportError.
    """
    if sys.stderr.isatty():
        sys.stderr.write("\x1b[?25h\n")  # a progress bar hides the cursor
        sys.stderr.flush()
    os._exit(INTERRUPTED)


def _parser() -> argparse.ArgumentParser:
    # argparse offers no other way to speak another language than a compiled gettext catalogue.
    setattr(argparse, "_", lambda text: _FRENCH.get(text, text))  # noqa: B010 - mypy knows of no such name
    parser = argparse.ArgumentParser(
        prog="publier",
        description="Fait d’un texte trois éditions (PDF, EPUB, HTML) et prouve que leurs notes concordent.",
        add_help=False,
    )
    _add_help(parser)
    parser.add_argument(
        "--version", action="version", version=f"publier {__version__}", help="montrer la version"
    )
    commands = parser.add_subparsers(dest="command", metavar="commande", required=True)
    for name, (text, description, add) in _COMMANDS.items():
        command = commands.add_parser(name, help=text, description=description, add_help=False)
        _add_help(command)
        command.add_argument("--lang", choices=("fr", "en"), help="langue des messages")
        add(command)
    return parser


def _add_help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="montrer cette aide")


def _add_build(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("slugs", nargs="*", metavar="RELECTURE", help="noms de dossiers de source/ ; sans nom, toutes")
    _add_source(command)
    add("--output", metavar="DOSSIER", help="où mettre les éditions (dist/, à côté de source/)")
    one = command.add_mutually_exclusive_group().add_argument
    one("--large-print", action="store_true", help="ajouter un PDF en grands caractères")
    one(
        "--draft", choices=("html", "epub", "pdf"), help="une seule édition, vite et sans preuve, dans build/"
    )
    _add_making(command)
    _add_force(command)


def _add_kit(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("slugs", nargs="*", metavar="RELECTURE", help="noms de dossiers de source/ ; sans nom, toutes")
    _add_source(command)
    add("--output", metavar="DOSSIER", help="où sont les éditions ; la trousse va dans kits/ (dist/)")
    _add_making(command)
    _add_force(command)


def _add_archive(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("slugs", nargs="*", metavar="RELECTURE", help="noms de dossiers de source/ ; sans nom, toutes")
    _add_source(command)
    add("--output", metavar="DOSSIER", help="où sont les éditions ; l’archive va dans archives/ (dist/)")
    add("--zip", action="store_true", help="faire de l’archive un seul fichier")
    _add_making(command)


def _add_site(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    _add_source(command)
    add("--output", metavar="DOSSIER", help="où sont les éditions, et où va le site (dist/)")
    add("--styles", metavar="DOSSIER", help="feuilles de style et polices (styles/, sinon celles de publier)")
    _add_json(command)
    add("-q", "--quiet", action="store_true", help="ne montrer que les problèmes")


def _add_making(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--styles", metavar="DOSSIER", help="feuilles de style et polices (styles/, sinon celles de publier)")
    add("--jobs", type=_at_least_one, metavar="N", help="processus à la fois (autant que de cœurs)")
    _add_json(command)
    add("-q", "--quiet", action="store_true", help="ne montrer que les problèmes")


def _add_force(command: argparse.ArgumentParser) -> None:
    command.add_argument("--force", action="store_true", help="refaire aussi ce qui est à jour")


def _add_check(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("slugs", nargs="*", metavar="RELECTURE", help="noms de dossiers de source/ ; sans nom, toutes")
    _add_source(command)
    add("--output", metavar="DOSSIER", help="où sont les éditions (dist/, à côté de source/)")
    add("--strict", action="store_true", help="un contrôle qui n’a pas pu être exécuté est un échec")
    _add_json(command)
    add("-q", "--quiet", action="store_true", help="ne montrer que les problèmes")


def _add_links(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("slugs", nargs="*", metavar="RELECTURE", help="noms de dossiers de source/ ; sans nom, toutes")
    _add_source(command)
    _add_json(command)
    add("-q", "--quiet", action="store_true", help="ne montrer que les problèmes")


def _add_verify(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("path", metavar="CHEMIN", help="un dossier de dist/, ou une archive (dossier ou .zip)")
    _add_source(command)
    add("--styles", metavar="DOSSIER", help="feuilles de style et polices (styles/, sinon celles de publier)")
    _add_json(command)
    add("-q", "--quiet", action="store_true", help="ne montrer que les problèmes")


def _add_diff(command: argparse.ArgumentParser) -> None:
    what = "une édition, un dossier d’éditions, une archive ou une relecture"
    command.add_argument("old", metavar="ANCIEN", help=what)
    command.add_argument("new", metavar="NOUVEAU", help="de même")
    _add_json(command)


def _add_notes(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FICHIER", help="une édition : .html, .epub ou .pdf")
    _add_json(command)


def _add_new(command: argparse.ArgumentParser) -> None:
    name = "minuscules sans accent, chiffres, traits d’union : les-communs"
    command.add_argument("slug", metavar="NOM", help=name)
    _add_source(command)


def _add_source(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--source", metavar="DOSSIER", help="dossier des relectures (le source/ le plus proche)"
    )


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="écrire le résultat en JSON")


_COMMANDS = {  # name: help, description, what to add
    "build": (
        "faire les éditions et les mettre dans dist/",
        "Fait les éditions, les vérifie et les met dans dist/ ; à la moindre erreur, dist/ ne change pas.",
        _add_build,
    ),
    "kit": (
        "faire la trousse d’un événement dans dist/kits/",
        "Fait un livret, un feuillet, les grands caractères, une archive hors ligne et le mode d’emploi.",
        _add_kit,
    ),
    "archive": (
        "faire l’archive d’une relecture dans dist/archives/",
        "Met dans un paquet BagIt la source, les éditions, et de quoi les vérifier et les refaire.",
        _add_archive,
    ),
    "site": (
        "faire le catalogue de ce qui est publié dans dist/",
        "Fait de ce qui est dans dist/ une page d’accueil avec recherche, un flux Atom et OPDS, un sitemap.",
        _add_site,
    ),
    "check": (
        "contrôler les éditions de dist/ et en écrire le rapport",
        "Compare à la source les éditions de dist/, les soumet à veraPDF, EPUBCheck, Ace, Nu et axe.",
        _add_check,
    ),
    "links": (
        "vérifier les adresses des notes et des références",
        "Demande chaque adresse, sans hâte, et écrit les réponses dans source/links.json.",
        _add_links,
    ),
    "diff": (
        "dire ce qui a changé entre deux versions",
        "Compare textes, notes, liens et métadonnées ; comme diff, répond 0 si rien n’a changé, 1 sinon.",
        _add_diff,
    ),
    "verify": (
        "vérifier une publication ou une archive, fichier par fichier",
        "Nomme chaque fichier abîmé, absent ou ajouté, puis refait les éditions et les compare.",
        _add_verify,
    ),
    "notes": (
        "montrer les notes relues dans une édition",
        "Montre les notes telles qu’elles sont dans un fichier fini.",
        _add_notes,
    ),
    "new": (
        "commencer une relecture",
        "Fait source/NOM/relecture.md à partir d’un modèle qui montre ce que l’on peut écrire.",
        _add_new,
    ),
    "schema": (
        "écrire le schéma JSON de l’en-tête des relectures",
        "Écrit le schéma JSON de l’en-tête : les éditeurs de texte s’en servent pour aider.",
        lambda _: None,
    ),
    "doctor": (
        "dire ce qui est installé et ce qui manque",
        "Dit ce qui est installé, ce qui manque, et la commande qui l’installe.",
        _add_json,
    ),
}


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number
