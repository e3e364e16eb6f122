"""Asking for addresses, and what they answer: the one module that speaks to the network.

An address is asked with HEAD (RFC 9110 §9.3.2), and with GET only where HEAD gets no good answer; of
what GET would bring nothing is read beyond the headers.
"""

from __future__ import annotations

import asyncio
import email.utils
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

import httpx

from publier import fields
from publier.forms import Result
from publier.links.pacing import Clock, Pace, Policy

_BUSY = 429
_AGAIN = frozenset({_BUSY, 500, 502, 503, 504})
"""Answers that another try may change."""
_KNOWN: dict[int, Result] = {404: "gone", 410: "gone", _BUSY: "busy", 503: "busy"}


@dataclass(frozen=True, slots=True)
class Hop:
    """An address that led to another: with which status, and where to."""

    status: int
    to: str

    @property
    def for_good(self) -> bool:
        """Whether the page is said to have moved for ever (RFC 9110 §15.4)."""
        return self.status in {301, 308}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking: the last status (0: nobody answered), and the way there."""

    result: Result
    status: int = 0
    hops: tuple[Hop, ...] = ()

    @property
    def moved(self) -> str:
        """The address that has taken the place of the one that was asked, or nothing."""
        for_good = self.result == "ok" and self.hops and all(hop.for_good for hop in self.hops)
        return self.hops[-1].to if for_good else ""


Told = Callable[[str, int], None]
"""Called with an address that has just been asked, and how many were before and with it."""


def ask(
    addresses: Iterable[str],
    agent: str,
    *,
    policy: Policy | None = None,
    clock: Clock | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    told: Told = lambda *_: None,
) -> dict[str, Answer]:
    """Return what each address answers; ``agent`` is who asks. Two with one page are asked once."""
    pages = {address: address.partition("#")[0] for address in addresses}
    answers = asyncio.run(
        _ask(dict.fromkeys(pages.values()), agent, policy or Policy(), clock or Clock(), transport, told)
    )
    return {address: answers[page] for address, page in pages.items()}


async def _ask(
    pages: Iterable[str],
    agent: str,
    policy: Policy,
    clock: Clock,
    transport: httpx.AsyncBaseTransport | None,
    told: Told,
) -> dict[str, Answer]:
    done = count(1)
    async with httpx.AsyncClient(
        headers={"User-Agent": agent},
        timeout=httpx.Timeout(policy.patience, connect=policy.patience / 3),
        transport=transport,
    ) as client:
        asker = _Asker(client, policy, clock)

        async def one(page: str) -> Answer:
            answer = await asker.answer(page)
            told(page, next(done))
            return answer

        async with asyncio.TaskGroup() as group:
            tasks = {page: group.create_task(one(page)) for page in pages}
    return {page: task.result() for page, task in tasks.items()}


@dataclass(frozen=True, slots=True)
class _Reply:
    """One answer of one server: where it leads, and how long it asks to be left alone (seconds)."""

    status: int
    location: str = ""
    wait: float | None = None


class _Failure(Exception):  # noqa: N818 - an answer like others
    """No server answered, or not as one can trust.

    ``again`` says that another try may help, ``nobody`` that there is no server at all.
    """

    def __init__(self, result: Result, *, again: bool = False, nobody: bool = False) -> None:
        self.result, self.again, self.nobody = result, again, nobody
        super().__init__(result)


class _Asker:
    """Asks through one client, at one pace."""

    def __init__(self, client: httpx.AsyncClient, policy: Policy, clock: Clock) -> None:
        self.client, self.policy, self.clock = client, policy, clock
        self.pace = Pace(policy, clock)
        self.in_vain: Counter[str] = Counter()  # times a server was looked for since it was last found

    async def answer(self, page: str) -> Answer:
        """Follow an address to its end."""
        hops: list[Hop] = []
        try:
            while True:
                reply = await self.patiently(hops[-1].to if hops else page)
                if not reply.location:
                    return Answer(_result(reply.status), reply.status, tuple(hops))
                hops.append(Hop(reply.status, reply.location))
                if len(hops) > self.policy.redirects or _turns(page, hops):
                    return Answer("redirects", reply.status, tuple(hops))
        except _Failure as failure:
            return Answer(failure.result, 0, tuple(hops))

    async def patiently(self, page: str) -> _Reply:
        """Ask again, later and later, as long as that may help."""
        wait = self.policy.first_wait
        for left in range(self.policy.tries - 1, -1, -1):
            try:
                reply = await self.once(page)
            except _Failure as failure:
                if not (failure.again and left):
                    raise
                reply = None
            if reply and reply.status not in _AGAIN:
                return reply
            asked = wait if reply is None or reply.wait is None else reply.wait
            if reply and (not left or asked > self.policy.longest_wait):
                return reply
            self.pace.hold(_host(page), asked)
            wait *= 2
        raise AssertionError

    async def once(self, page: str) -> _Reply:
        """Ask with HEAD, then with GET where HEAD is no good."""
        reply = await self.request("HEAD", page)
        if reply.status < httpx.codes.BAD_REQUEST or reply.status in {_BUSY, httpx.codes.SERVICE_UNAVAILABLE}:
            return reply
        return await self.request("GET", page)

    async def request(self, method: str, page: str) -> _Reply:
        """Ask one question, and read the head of its answer."""
        if fields.is_private(_host(page)) and not self.policy.private:
            raise _Failure("unreachable")
        async with self.pace.turn(_host(page)):
            if self.in_vain[_server(page)] >= self.policy.tries:  # for some pages, and so for all
                self.pace.release(_host(page))
                raise _Failure("unreachable")
            try:
                async with (
                    asyncio.timeout(self.policy.patience),
                    self.client.stream(method, page) as response,
                ):
                    self.in_vain[_server(page)] = 0
                    return _Reply(response.status_code, _location(response), _wait(response))
            except httpx.InvalidURL as error:
                raise _Failure("redirects") from error
            except (TimeoutError, httpx.HTTPError) as error:
                failure = _failure(error)
                self.in_vain[_server(page)] += failure.nobody
                raise failure from error


def _failure(error: Exception) -> _Failure:
    """Return what an error of the connection means."""
    if _is_tls(error):
        return _Failure("certificate")
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
        return _Failure("unreachable", again=True, nobody=True)
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return _Failure("slow", again=True)
    return _Failure("unreachable", again=True)


def _host(page: str) -> str:
    return httpx.URL(page).host


def _server(page: str) -> str:
    """Return what a connection is made to: scheme, host, port."""
    return "://".join(urlsplit(page)[:2])


def _turns(page: str, hops: list[Hop]) -> bool:
    """Return whether the last hop leads to where one was before."""
    return hops[-1].to in {page, *(hop.to for hop in hops[:-1])}


def _result(status: int) -> Result:
    if status in _KNOWN:
        return _KNOWN[status]
    if httpx.codes.is_success(status):
        return "ok"
    if httpx.codes.is_client_error(status):
        return "refused"
    return "failing" if httpx.codes.is_server_error(status) else "redirects"


def _location(response: httpx.Response) -> str:
    """Return where a redirection leads, or nothing; raises _Failure when that is no web address."""
    if not response.has_redirect_location:
        return ""
    target = str(response.url.join(response.headers["location"])).partition("#")[0]
    if not fields.url(target):
        raise _Failure("redirects")
    return target


def _wait(response: httpx.Response) -> float | None:
    """Return the seconds of ``Retry-After`` (RFC 9110 §10.2.3), given as such or as a date."""
    said = response.headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said)
    try:
        when = email.utils.parsedate_to_datetime(said)
    except ValueError:
        return None
    return max(when.timestamp() - time.time(), 0.0)


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
