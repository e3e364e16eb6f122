"""Processes beside this one, which import what lays out the PDF while this one reads."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def cheap() -> bool:
    """Return whether a process can be had for nothing: by a fork, safe only without other threads."""
    return sys.platform == "linux" and threading.active_count() == 1


@contextmanager
def processes(count: int, styles: Path) -> Iterator[Executor]:
    """Start processes at once, and end them, whatever they do, when the block is left.

    ``styles`` is the folder of style sheets and fonts that they get ready to use.
    """
    before = multiprocessing.active_children()
    context = multiprocessing.get_context("fork" if cheap() else "spawn")
    executor = ProcessPoolExecutor(count, context, initializer=_begin, initargs=(styles,))
    try:
        for _ in range(count):
            executor.submit(int)  # they are started by the first work they get
        yield executor
    finally:
        for child in multiprocessing.active_children():
            if child not in before:
                child.terminate()
        # Waited for: a thread of the executor still at it when Python ends would complain aloud.
        executor.shutdown(wait=True, cancel_futures=True)


def spare_garbage() -> None:
    """Look for garbage seldom: a build makes a million objects that live until it is done.

    Looking among them costs a tenth of the time and finds none.
    """
    gc.set_threshold(1_000_000, 50, 100)


def _begin(styles: Path) -> None:
    # Ctrl-C reaches the whole group: the parent says so, the others just end.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    spare_garbage()
    with suppress(Exception):  # what is missing is said by the rendering that needs it
        from publier.editions import Styles, pdf

        pdf.prepare(Styles(styles))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
