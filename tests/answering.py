"""A server on this machine that answers as the web does, well and badly; and a guard before the network."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

HERE = "127.0.0.1"
KEY = Path(__file__).parent / "data" / "self-signed.pem"
HUGE = 200 * 2**20
"""Bytes that a page promises and nobody should wait for."""

LEADS = {
    "/moved": (301, "/ok"),
    "/chain-1": (302, "/chain-2"),
    "/chain-2": (307, "/ok"),
    "/loop-1": (302, "/loop-2"),
    "/loop-2": (302, "/loop-1"),
    "/nowhere": (302, "mailto:qui@bibliotheque.example"),
    "/to-gone": (301, "/missing"),
    **{f"/deep-{n}": (302, f"/deep-{n + 1}") for n in range(30)},
}
STATUSES = {"/missing": 404, "/gone": 410, "/private": 403, "/broken": 500, "/odd": 304}


@dataclass
class Server:
    """What was asked, as (method, path), who asked, and how much of bodies went out."""

    port: int = 0
    scheme: str = "http"
    asked: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    sent: int = 0
    together: int = 0
    most_together: int = 0
    busy: dict[str, int] = field(default_factory=lambda: {"/busy": 1, "/shaky": 2})
    lock: threading.Lock = field(default_factory=threading.Lock)
    ended: threading.Event = field(default_factory=threading.Event)

    def at(self, path: str, host: str = HERE) -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def methods(self, path: str) -> list[str]:
        return [method for method, other in self.asked if other == path]


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, *arguments: object, server_: Server) -> None:
        self.told = server_
        super().__init__(*arguments)  # type: ignore[arg-type] # what socketserver passes

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        with self.told.lock:
            self.told.asked.append((self.command, self.path))
            self.told.agents.add(self.headers["User-Agent"])
            self.told.together += 1
            self.told.most_together = max(self.told.together, self.told.most_together)
        if self.path.startswith("/page-"):
            self.told.ended.wait(0.01)  # long enough for another question to be seen beside
        with suppress(BrokenPipeError, ConnectionResetError):
            self.reply()

    def end_headers(self) -> None:
        with self.told.lock:  # before the answer leaves: the next question may come while this thread sleeps
            self.told.together -= 1
        super().end_headers()

    def reply(self) -> None:
        status, headers = 200, {"Content-Length": "0"}
        if self.path in LEADS:
            status, headers["Location"] = LEADS[self.path]
        elif self.path in STATUSES:
            status = STATUSES[self.path]
        elif self.path == "/get-only" and self.command == "HEAD":
            status = 405
        elif self.told.busy.get(self.path, 0):
            self.told.busy[self.path] -= 1
            status = 429 if self.path == "/busy" else 503
            headers |= {"Retry-After": "7"} if self.path == "/busy" else {}
        elif self.path == "/always-busy":
            status, headers["Retry-After"] = 429, "3600"
        elif self.path == "/slow":
            self.told.ended.wait(30)
        elif self.path == "/huge":
            status, headers["Content-Length"] = 405 if self.command == "HEAD" else 200, str(HUGE)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.path == "/huge" and self.command == "GET":
            self.pour()

    def pour(self) -> None:
        piece = bytes(2**16)
        for _ in range(HUGE // len(piece)):
            self.wfile.write(piece)
            self.told.sent += len(piece)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up."""


@contextmanager
def server(*, tls: bool = False) -> Iterator[Server]:
    """Answer on a free port of this machine until the end; with ``tls``, with a certificate of no worth."""
    told = Server(scheme="https" if tls else "http")
    http = _Quiet((HERE, 0), partial(_Handler, server_=told))
    http.daemon_threads = True
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(KEY)
        http.socket = context.wrap_socket(http.socket, server_side=True)
    told.port = http.server_address[1]
    thread = threading.Thread(target=partial(http.serve_forever, 0.02), daemon=True)
    thread.start()
    try:
        yield told
    finally:
        told.ended.set()
        http.shutdown()
        http.server_close()
        thread.join()


class Guard(httpx.AsyncBaseTransport):
    """The network as a test may use it: this machine and no other; whatever else is asked is kept."""

    def __init__(self) -> None:
        self.inner: httpx.AsyncHTTPTransport | None = None
        self.strayed: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host not in {HERE, "localhost"}:
            self.strayed.append(str(request.url))
            raise httpx.ConnectError("not from a test")
        self.inner = self.inner or httpx.AsyncHTTPTransport()
        return await self.inner.handle_async_request(request)

    async def aclose(self) -> None:
        if self.inner:
            await self.inner.aclose()


class FakeTime:
    """A clock that moves only when somebody sleeps; ``slept`` are the sleeps that were not empty."""

    def __init__(self) -> None:
        self.time = 0.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.slept.append(round(seconds, 6))
            self.time += seconds
        await asyncio.sleep(0)


def unused_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with ThreadingHTTPServer((HERE, 0), BaseHTTPRequestHandler) as taken:
        return int(taken.server_address[1])
