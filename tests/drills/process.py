"""A server process of ours, which a drill starts, kills without a warning, and starts again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.drills.ground import Ground

_PATIENCE = 120  # seconds until a process has done as asked: a busy machine takes its time


class Process:
    """One process that serves a ground's site on a port of the loopback: another port after each start."""

    def __init__(self, here: Ground, *, before: Sequence[str] = (), busy_seconds: float | None = None) -> None:
        waits = [] if busy_seconds is None else [str(busy_seconds)]
        self._starter = subprocess.Popen(
            [*before, sys.executable, "-m", "tests.drills.serve", *waits],
            env={**os.environ, **here.environment()},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.pid = self.port = 0
        self.listens = threading.Event()
        """Whether it can be asked."""
        self.said: list[str] = []
        """Every line that it wrote, since its first start."""
        self._killed = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def start(self) -> None:
        """Start it, and wait until it listens. Fails with what it said where it does not."""
        self._ask("start", self.listens)

    def kill(self) -> None:
        """End it as a power cut would: nothing of it gets to run any more."""
        self.listens.clear()
        self._ask("kill", self._killed)

    def close(self) -> None:
        """End it for good."""
        assert self._starter.stdin is not None
        self._starter.stdin.close()
        self._starter.wait(_PATIENCE)
        self._reader.join()

    def _ask(self, word: str, done: threading.Event) -> None:
        assert self._starter.stdin is not None
        done.clear()
        self._starter.stdin.write(f"{word}\n")
        self._starter.stdin.flush()
        assert done.wait(_PATIENCE), self.said

    def _read(self) -> None:
        assert self._starter.stdout is not None
        with self._starter.stdout as said:
            for line in said:
                self.said.append(line.rstrip("\n"))
                if line.startswith("serving "):
                    self.pid, self.port = map(int, line.split()[1:])
                    self.listens.set()
                elif line == "killed\n":
                    self._killed.set()


@contextmanager
def running(here: Ground, *, before: Sequence[str] = (), busy_seconds: float | None = None) -> Iterator[Process]:
    """A process that serves, as long as the block lasts. `before` are words to put before its command."""
    process = Process(here, before=before, busy_seconds=busy_seconds)
    try:
        process.start()
        yield process
    finally:
        process.close()
