"""What each command does; ``cli`` reads the command line and calls ``run``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from publier import console
from publier.commands import common, comparing, linking, publishing, reviewing, starting
from publier.problems import EnvironmentFault, Problem, SourceError

_KNOWN = (
    publishing.build,
    publishing.kit,
    publishing.archive,
    publishing.site,
    reviewing.check,
    reviewing.verify,
    reviewing.notes,
    linking.links,
    comparing.diff,
    starting.new,
    starting.schema,
    starting.doctor,
)


def run(options: argparse.Namespace) -> int:
    """Run a command; whatever a user, a text or a machine can cause becomes a message and an exit code."""
    command = {function.__name__: function for function in _KNOWN}
    try:
        return command[options.command](options)
    except common.UsageError as error:
        said = console.say(error.key, common.lang(options), **error.values)
        sys.stderr.write(f"publier: {said}\n")
        return common.USAGE
    except BrokenPipeError:
        raise
    except (SourceError, EnvironmentFault) as error:
        problems = error.problems
    except ImportError as error:
        problems = (Problem("X028", name=error.name or error),)
    except OSError as error:
        from publier import publish

        problems = (publish.fault(error, Path.cwd()),)
    if getattr(options, "json", False):
        data = [console.as_data(one, Path.cwd(), common.lang(options)) for one in console.arranged(problems)]
        common.print_json({"schema": 1, "problems": data})
    else:
        console.show(problems, Path.cwd(), common.lang(options), sys.stderr)
    return common.exit_code(problems)
