"""One pandoc that reads many texts, in the place of one process a text."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from publier import pandoc

SCRIPT = Path(__file__).with_name("reader.lua")

Run = Callable[[list[str], str], dict[str, Any]]


class Server:
    """Answers as ``pandoc._run`` does; what it cannot answer, that function does."""

    def __init__(self, alone: Run) -> None:
        self._alone = alone
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, arguments: list[str], text: str) -> dict[str, Any]:
        """Return the AST of a text, or of the references in one."""
        with self._lock:
            answer = self._ask("read" if pandoc.READER in arguments else "cite", text.encode())
        try:
            return pandoc._checked(json.loads(answer)) if answer else self._alone(arguments, text)
        except RecursionError:
            return self._alone(arguments, text)

    def _ask(self, kind: str, data: bytes) -> bytes:
        """Return what pandoc answers; nothing when it refuses, fails or takes too long."""
        process = self._process = self._process or self._start()
        assert process.stdin
        assert process.stdout
        watch = threading.Timer(pandoc.SECONDS, process.kill)
        watch.start()
        try:
            process.stdin.write(f"{kind} {len(data)}\n".encode() + data)
            process.stdin.flush()
            state, _, size = process.stdout.readline().partition(b" ")
            if state == b"ok":
                return process.stdout.read(int(size))
            if state == b"no":
                return b""
        except BrokenPipeError:
            pass
        finally:
            watch.cancel()
        self.end()
        return b""

    def _start(self) -> subprocess.Popen[bytes]:
        command = [pandoc._binary(), "+RTS", f"-M{pandoc.MEMORY}", "-RTS", "lua", str(SCRIPT), pandoc.READER]
        surroundings = pandoc._environment()
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=surroundings)

    def end(self) -> None:
        """End the process; the next text starts another."""
        if self._process:
            self._process.kill()
            self._process.communicate()
        self._process = None


@contextmanager
def served() -> Iterator[Server]:
    """Let one pandoc do what otherwise each text starts one for."""
    server = Server(pandoc._run)
    try:
        with mock.patch.object(pandoc, "_run", server.run):
            yield server
    finally:
        server.end()
