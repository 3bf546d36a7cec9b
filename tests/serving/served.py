"""`cookieprefs serve` as an operator starts it: on a free port, with a site behind it."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from tests.drills.ground import Ground
from tests.drills.wire import LostError
from tests.ports import free_port

_PATIENCE = 120  # seconds until a process has done as asked: a busy machine takes its time
_AT_LEAST = "from cookieprefs.cli import main; main(prog_name='cookieprefs')"

BOOTED = {"gunicorn": r"Booting worker", "granian": r"Spawning worker-"}
ENDED = {"gunicorn": r"Worker exiting", "granian": r"Stopped old worker-"}


def command(*words: str) -> list[str]:
    """Our command with these arguments."""
    return [sys.executable, "-c", _AT_LEAST, *words]


class Line(http.client.HTTPConnection):
    """A connection to a port of the loopback, or by a Unix socket."""

    def __init__(self, port: int, path: str | None = None) -> None:
        super().__init__("127.0.0.1", port, timeout=_PATIENCE)
        self._path = path

    def connect(self) -> None:
        """Open it."""
        if self._path is None:
            super().connect()
        else:
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(_PATIENCE)
            self.sock.connect(self._path)


class Served:
    """A running server: what it says, and where it can be asked."""

    def __init__(
        self, here: Ground, *words: str, server: str = "gunicorn", path: str | None = None, **settings: str
    ) -> None:
        self.server, self.port, self.path = server, free_port(), path
        where = ["--bind", f"unix:{path}"] if path else ["--port", str(self.port)]
        self.listens = threading.Event()
        """Whether it can be asked."""
        self.said: list[str] = []
        self._told = threading.Condition()
        self._process = subprocess.Popen(
            command("serve", *where, "--server", server, *words),
            env={**os.environ, **here.environment(), **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.pid = self._process.pid
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_until_ready(self) -> None:
        """Wait until it serves. Fails with what it said where it ends instead."""
        while self._process.poll() is None:
            with suppress(OSError, LostError, http.client.HTTPException):
                if self.status("/readyz") == 200:
                    self.listens.set()
                    return
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.05)
        raise AssertionError(self.said)

    def line(self) -> Line:
        """A new connection, not open yet."""
        return Line(self.port, self.path)

    def status(self, path: str, headers: Mapping[str, str] | None = None) -> int:
        """The status of an answer, by a connection of its own."""
        connection = self.line()
        try:
            connection.request("GET", path, headers={"Host": "shop.test", **(headers or {})})
            return connection.getresponse().status
        finally:
            connection.close()

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process that was started, as a supervisor would."""
        os.kill(self.pid, number)

    def count(self, pattern: str) -> int:
        """How many lines it said that hold this."""
        return sum(bool(re.search(pattern, line)) for line in self.said)

    def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait until it has said enough. Fails with all it said where that does not come."""
        with self._told:
            assert self._told.wait_for(holds, _PATIENCE), self.said

    def reload(self) -> None:
        """Have it reload, and wait until every process is a new one."""
        booted, ended = BOOTED[self.server], ENDED[self.server]
        before, workers = self.count(ended), self.count(booted) - self.count(ended)
        self.signal(signal.SIGHUP)
        self.wait_until(lambda: self.count(ended) == before + workers)

    def end(self) -> int:
        """End it as a supervisor does; its exit code."""
        if self._process.poll() is None:
            self.signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        """Wait until it has ended; its exit code."""
        code = self._process.wait(_PATIENCE)
        self._reader.join()
        return code

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                with self._told:
                    self.said.append(line.rstrip("\n"))
                    self._told.notify_all()


@contextmanager
def served(
    here: Ground, *words: str, server: str = "gunicorn", path: str | None = None, **settings: str
) -> Iterator[Served]:
    """A server that serves, as long as the block lasts; at a free port, or by a Unix socket at `path`."""
    found = Served(here, *words, server=server, path=path, **settings)
    try:
        found.wait_until_ready()
        yield found
    finally:
        found.end()
