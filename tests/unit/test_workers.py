"""Processes beside this one are ready when work comes, and gone when the block is left."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from publier import projects, workers
from publier.editions import Styles, pdf


@pytest.fixture
def _light(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fork of this process, which makes no page of no use."""
    if threading.active_count() > 1 or not hasattr(os, "fork"):
        pytest.skip("a process with threads cannot be forked safely; another run of this test has none")
    monkeypatch.setattr(pdf, "prepare", lambda _: None)
    yield
    for child in multiprocessing.active_children():
        child.join(10)
    assert multiprocessing.active_children() == []
    assert threading.enumerate() == [threading.main_thread()]  # the executor's own ended with the block


@pytest.mark.usefixtures("_light")
def test_work_is_done_elsewhere() -> None:
    with workers.processes(2, Path()) as executor:
        assert executor.submit(os.getpid).result() != os.getpid()


@pytest.mark.usefixtures("_light")
def test_an_exception_ends_the_processes() -> None:
    with pytest.raises(KeyboardInterrupt), workers.processes(1, Path()):
        raise KeyboardInterrupt


@pytest.mark.usefixtures("_light")
def test_a_terminal_s_ctrl_c_ends_them_without_a_word() -> None:
    with workers.processes(1, Path()) as executor:
        assert executor.submit(signal.getsignal, signal.SIGINT).result() == signal.SIG_DFL


def test_threads_forbid_a_fork() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not workers.cheap()
    finally:
        done.set()
        thread.join()


def test_what_is_made_ready_can_be_made() -> None:
    pdf.prepare(Styles(projects.packaged_styles()))  # its faults are not heard in a worker
