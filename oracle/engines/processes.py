"""An engine's process, and all that it starts: how much memory they use, and that none of them stays behind."""

import contextlib
import itertools
import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import IO

import psutil

MARK = "ZEROHOUR_ENGINE"
"""The environment variable by which a descendant is known, even one that has left its parent and its session."""
MEMORY_BYTES = 2 * 1024**3
"""A limit on what an engine has resident, with all that it started. It may only ever lead to an error.

It is measured: a limit on addresses would end runtimes that reserve much and use little.
"""
LOOK_SECONDS, LOOKS_AT_ONE = 0.2, 4
"""How often the program's memory is measured; that of its descendants, which takes longer, once in so many times."""
MOST_ROUNDS = 50
"""So often those who are left are looked for: one that is being ended may start another."""


class Family:
    """A program and all that it starts."""

    def __init__(self, command: list[str], *, log: IO[bytes] | None = None) -> None:
        """Start the program: with a pipe for each of its streams, or with no input and all that it writes in a log."""
        self._mark = secrets.token_hex(16)
        self.process = subprocess.Popen(  # noqa: S603  # the user names the program to test
            command,
            stdin=subprocess.PIPE if log is None else subprocess.DEVNULL,
            stdout=subprocess.PIPE if log is None else log,
            stderr=subprocess.PIPE if log is None else log,
            start_new_session=True,
            env=os.environ | {MARK: self._mark},
        )
        self.complaint = ""
        """Why it was ended, if it had too much memory."""
        self._ended = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def memory(self, *, of_all: bool = True) -> int:
        """Return how much the program, or it and its descendants, have resident, in bytes."""
        total = 0
        with contextlib.suppress(psutil.Error):
            program = psutil.Process(self.process.pid)
            for process in (program, *(program.children(recursive=True) if of_all else ())):
                with contextlib.suppress(psutil.Error):
                    total += process.memory_info().rss
        return total

    def end(self) -> None:
        """End them all."""
        self._ended.set()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        for _ in range(MOST_ROUNDS):
            left = list(self._left())
            for process in left:
                with contextlib.suppress(psutil.Error):
                    process.kill()
            if not left:
                break
            time.sleep(0.01)  # the killed take a moment to go, and may have started others before
        self.process.wait()

    def _left(self) -> Iterator[psutil.Process]:
        """Yield those who live and carry our mark."""
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if process.environ().get(MARK) == self._mark and process.status() != psutil.STATUS_ZOMBIE:
                    yield process

    def _look(self) -> None:
        for turn in itertools.cycle(range(LOOKS_AT_ONE)):
            if self._ended.wait(LOOK_SECONDS):
                break
            used = self.memory(of_all=turn == 0)
            if used > MEMORY_BYTES:
                self.complaint = (
                    f"had {used // 2**20} MB of memory, with all that it started, and was ended; "
                    f"{MEMORY_BYTES // 2**20} MB are allowed"
                )
                self.end()
