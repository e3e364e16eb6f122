"""A Firefox to read pages with, by WebDriver BiDi: what a test needs of it and no more.

Playwright drives no installed Firefox, and the protocol is JSON over a WebSocket (RFC 6455), which a
few lines speak; hence no other program has to be installed.
"""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

WAIT = 60
"""Seconds after which an answer no longer comes."""

KEYS = {"Tab": "\ue004", "Enter": "\ue007"}
"""Keys by the code points that WebDriver gives them."""


class Firefox:
    """One window of a running Firefox."""

    def __init__(self, link: socket.socket) -> None:
        self.link = link
        self.stream = link.makefile("rb")
        self.numbers = count(1)
        self.context = ""

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 (JSON)
        """Give a command and return its result. Raises RuntimeError when Firefox refuses it."""
        number = next(self.numbers)
        self.send(json.dumps({"id": number, "method": method, "params": parameters}).encode())
        while True:
            answer = json.loads(self.receive())
            if answer.get("id") == number:
                break
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def send(self, data: bytes) -> None:
        """Send one text frame of at most 65,535 bytes, masked as a client must."""
        mask = os.urandom(4)
        short = len(data) < 126
        size = bytes([0x80 | len(data)]) if short else b"\xfe" + len(data).to_bytes(2, "big")
        body = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self.link.sendall(b"\x81" + size + mask + body)

    def receive(self) -> bytes:
        """Return the next message, put together from its frames."""
        message = b""
        while True:
            first, size = self.stream.read(2)
            if size >= 126:
                size = int.from_bytes(self.stream.read(2 if size == 126 else 8), "big")
            data = self.stream.read(size)
            if first & 0x0F < 8:  # not a ping and the like
                message += data
                if first & 0x80:
                    return message

    def open(self, address: str, width: int, height: int) -> None:
        """Read a page in a window of some size, in CSS pixels."""
        if not self.context:
            self.context = self.command("browsingContext.getTree")["contexts"][0]["context"]
        size = {"width": width, "height": height}
        self.command("browsingContext.setViewport", context=self.context, viewport=size)
        self.command("browsingContext.navigate", context=self.context, url=address, wait="complete")
        self.evaluate("document.fonts.ready.then(() => 0)")

    def evaluate(self, said: str) -> Any:  # noqa: ANN401 (JSON)
        """Return what a piece of JavaScript gives, as JSON can say it."""
        answer = self.command(
            "script.evaluate",
            expression=f"Promise.resolve({said}).then(JSON.stringify)",
            target={"context": self.context},
            awaitPromise=True,
        )
        if answer["type"] != "success":
            raise RuntimeError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"]) if answer["result"]["type"] == "string" else None

    def press(self, key: str) -> None:
        """Press a key and let it go."""
        actions = [{"type": kind, "value": KEYS[key]} for kind in ("keyDown", "keyUp")]
        source = {"type": "key", "id": "keys", "actions": actions}
        self.command("input.performActions", context=self.context, actions=[source])

    def tap(self, selector: str) -> None:
        """Tap in the middle of an element that is in view."""
        x, y = self.evaluate(
            f"(box => [box.x + box.width / 2, box.y + box.height / 2])"
            f"(document.querySelector({selector!r}).getBoundingClientRect())"
        )
        actions: list[dict[str, Any]] = [
            {"type": "pointerMove", "x": round(x), "y": round(y)},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        source = {"type": "pointer", "id": "finger", "actions": actions}
        self.command("input.performActions", context=self.context, actions=[source])


@contextmanager
def firefox(program: str, profile: Path) -> Iterator[Firefox]:
    """Start a Firefox without a window, with a profile of its own, and end it."""
    quiet = {"browser.shell.checkDefaultBrowser": False, "ui.prefersReducedMotion": 1, "ui.caretBrowsing": 0}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in quiet.items()]
    (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
    command = [
        program,
        "--headless",
        "--no-remote",
        "--profile",
        str(profile),
        "--remote-debugging-port",
        "0",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL) as running:
        try:
            assert running.stderr is not None
            port = next(
                int(m[1]) for line in running.stderr if (m := re.search(rb"ws://127.0.0.1:(\d+)", line))
            )
            with socket.create_connection(("127.0.0.1", port), WAIT) as link:
                yield _met(link, port)
        finally:
            running.terminate()


def _met(link: socket.socket, port: int) -> Firefox:
    key = base64.b64encode(os.urandom(16)).decode()
    request = (
        f"GET /session HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    link.sendall(request.encode())
    browser = Firefox(link)
    if b" 101 " not in browser.stream.readline():
        raise RuntimeError("Firefox opens no session")
    while browser.stream.readline().strip():
        pass
    browser.command("session.new", capabilities={})
    return browser
