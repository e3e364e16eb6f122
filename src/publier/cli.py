"""The command line. What a command needs is imported when it runs: ``--version`` answers at once."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, NoReturn

from publier import __version__, usage

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED, NO_READER = 130, 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0 done; 1 the content has errors; 2 wrong usage; 3 the machine lacks something; 130 interrupted.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that knows no « still gets the message
            stream.reconfigure(errors="backslashreplace")
    typed = sys.argv[1:] if arguments is None else arguments
    options = _parser(_language(typed)).parse_args(typed)
    if arguments is None:
        signal.signal(signal.SIGINT, _end)
    try:
        from publier import commands

        code = commands.run(options)
        sys.stdout.flush()
        sys.stderr.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Nobody reads any more: what Python still wants to flush goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NO_READER
    if arguments is None:
        os._exit(code)  # every file is closed: taking apart what was built would last a tenth of a second
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


def _parser(lang: int) -> argparse.ArgumentParser:
    """Return what reads the command line; ``lang`` is the place of its language in ``LANGUAGES``."""
    french = {} if lang else usage.ARGPARSE_IN_FRENCH
    # argparse offers no other way to speak another language than a compiled gettext catalogue.
    setattr(argparse, "_", lambda text: french.get(text, text))  # noqa: B010 - mypy knows of no such name
    parser = argparse.ArgumentParser(prog="publier", description=usage.ABOUT[lang], add_help=False)
    _add(parser, usage.HELP, lang)
    version = f"publier {__version__}"
    parser.add_argument("--version", action="version", version=version, help=usage.VERSION[lang])
    _add(parser, usage.LANG, lang)
    commands = parser.add_subparsers(dest="command", metavar=usage.COMMAND[lang], required=True)
    for name, said in usage.COMMANDS.items():
        command = commands.add_parser(
            name, help=said.help[lang], description=said.description[lang], add_help=False
        )
        _add(command, usage.HELP, lang)
        _add(command, usage.LANG, lang, default=argparse.SUPPRESS)  # what stands before the command holds
        alone: argparse._ActionsContainer = command
        if any(option.alone for option in said.options):  # argparse breaks on an empty group
            alone = command.add_mutually_exclusive_group()
        for option in said.options:
            _add(alone if option.alone else command, option, lang)
    return parser


def _add(to: argparse._ActionsContainer, option: usage.Option, lang: int, **more: str) -> None:
    told = {**option.more, **more, "help": option.help[lang]}
    if option.metavar:
        told["metavar"] = option.metavar[lang]
    to.add_argument(*option.names, **told)


def _language(arguments: Sequence[str]) -> int:
    """Return the language in which to speak of the command line itself, before it has been read."""
    wanted = [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
    wanted += [after for word, after in pairwise(arguments) if word == "--lang"]
    return usage.LANGUAGES.index(wanted[-1]) if wanted and wanted[-1] in usage.LANGUAGES else 0
