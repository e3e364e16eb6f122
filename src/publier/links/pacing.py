"""Politeness: how often a host is asked, how many at once, how long to wait and when to give up."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of a check; times in seconds."""

    together: int = 8
    """Hosts asked at the same time; each is asked one thing at a time."""
    between: float = 1.0
    """From the end of an answer to the next question to the same host."""
    patience: float = 30.0
    """For one answer, from the first byte sent to the last header read; a third of it to connect."""
    tries: int = 3
    first_wait: float = 2.0
    """Before the second try; twice as long before each that follows."""
    longest_wait: float = 60.0
    """A host that asks for more (``Retry-After``) is left alone until another day."""
    redirects: int = 10
    private: bool = False
    """Whether machines that are not of the public web are asked: a source, or a server, may name any."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time, which tests keep themselves."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    patient: bool = True


class Pace:
    """Lets questions pass one by one for each host, spaced, and only so many together."""

    def __init__(self, policy: Policy, clock: Clock) -> None:
        self._between, self._clock = policy.between, clock
        self._slots = asyncio.Semaphore(policy.together)
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        """Wait until a host may be asked, and keep all others from it meanwhile."""
        host = self._hosts[name]
        async with host.lock:
            if host.patient:
                await self._clock.sleep(max(host.free_at - self._clock.now(), 0.0))
            async with self._slots:
                try:
                    yield
                finally:
                    self.hold(name, self._between)

    def hold(self, name: str, seconds: float) -> None:
        """Leave a host alone for some time at least."""
        host = self._hosts[name]
        host.free_at = max(host.free_at, self._clock.now() + seconds)

    def release(self, name: str) -> None:
        """Ask no more patience for a host that is not there."""
        self._hosts[name].patient = False
