"""Run a command of publier and write down all that Python opens, runs or connects to; by hand:

``python tests/safety/watched.py LOG build --force``. One JSON list a line: the event of Python's audit
table, then what it names. The hook is inherited by the processes that a build forks.
"""

from __future__ import annotations

import json
import os
import sys

EVENTS = ("open", "os.listdir", "os.scandir", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.system")
"""Besides these, whatever is about sockets and addresses."""


def watch(log: str) -> None:
    """Write every event from now on at the end of a file."""
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def heard(event: str, arguments: tuple[object, ...]) -> None:
        if event in EVENTS or event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
            named = os.fsdecode(arguments[0]) if isinstance(arguments[0], bytes) else str(arguments[0])
            os.write(handle, (json.dumps([event, named]) + "\n").encode())

    sys.addaudithook(heard)


if __name__ == "__main__":
    watch(sys.argv.pop(1))
    from publier.cli import main

    sys.exit(main())
