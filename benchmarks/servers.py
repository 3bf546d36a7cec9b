"""Servers of HTTP as processes of their own: started, waited for, and looked at while they work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.error import HTTPError

from tests.cluster import free_port

DEFAULT = "serve"
OURS = "cookieprefs:create_app"
PATIENCE = 60  # seconds until a server has to answer
Command = Callable[[int], Sequence[str]]
"""The command line of a server that is to listen on a port of the loopback."""


@dataclass(frozen=True, kw_only=True)
class Process:
    """A server that runs: its port, and its first process."""

    port: int
    pid: int
    started_in: float
    """Seconds from its start to its first answer."""
    start_time: float = 0
    """Seconds that it was on a processor until then."""

    def url(self, path: str) -> str:
        """The address of a path of it."""
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def family(self) -> list[int]:
        """Its first process and all that came of it."""
        found, children = [self.pid], _children()
        for one in found:
            found += children.get(one, [])
        return found

    @property
    def workers(self) -> list[int]:
        """The processes that answer: those without children of their own."""
        children = _children()
        return [one for one in self.family if one not in children]

    @property
    def processor_time(self) -> float:
        """Seconds that it was on a processor so far, with all its threads, those too that have ended."""
        # Linux has a clock for every process, which bears this number.
        return sum(time.clock_gettime(~one << 3 | 2) for one in self.family)


def gunicorn(kind: str, *more: str) -> Callable[[str, int], Command]:
    """gunicorn with workers of a kind."""

    def command(application: str, workers: int) -> Command:
        fixed = (sys.executable, "-m", "gunicorn", "--worker-class", kind, "--workers", str(workers), *more)
        return lambda port: (*fixed, "--log-level", "error", "--bind", f"127.0.0.1:{port}", f"{application}()")

    return command


def granian(application: str, workers: int) -> Command:
    """granian, whose processes answer one request at a time each, as those of gunicorn's `sync` do."""
    fixed = (sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--workers", str(workers))
    quiet = ("--no-log", "--blocking-threads", "1", "--backpressure", "64")
    return lambda port: (*fixed, *quiet, "--host", "127.0.0.1", "--port", str(port), application)


def serve(application: str, workers: int) -> Command:
    """`cookieprefs serve` for our own app, and any other behind the same server with the same settings."""
    if application == OURS:
        begin = (sys.executable, "-c", "from cookieprefs.cli import main; main()", "serve")
        return lambda port: (*begin, "--port", str(port), "--workers", str(workers))
    return lambda port: (sys.executable, "-m", "benchmarks.alike", application, str(port), str(workers))


SERVERS: Mapping[str, Callable[[str, int], Command]] = {
    "serve": serve,
    "gunicorn": gunicorn("sync"),
    "gthread": gunicorn("gthread", "--threads", "4"),
    "granian": granian,
}
"""To choose from: each makes a command of `module:name` of what makes an app, and a number of workers."""


def named(server: str) -> str:
    """A server's name in a sentence."""
    return {"serve": "`cookieprefs serve`", "gunicorn": "gunicorn (sync)", "gthread": "gunicorn (gthread)"}.get(
        server, server
    )


@contextmanager
def running(
    command: Command, *, environment: Mapping[str, str] | None = None, path: str = "/", folder: Path | None = None
) -> Iterator[Process]:
    """The server as long as the block lasts, once it answers. Raises `SystemExit` where it does not."""
    port = free_port()
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command(port),
            env={**os.environ, **(environment or {})},
            cwd=folder,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            if fault := _fault(process, f"http://127.0.0.1:{port}{path}"):
                said.seek(0)
                raise SystemExit(f"{' '.join(command(port))} {fault}: {said.read().decode()}")
            started = Process(port=port, pid=process.pid, started_in=time.perf_counter() - begun)
            yield replace(started, start_time=started.processor_time)
        finally:
            _end(process)


def _fault(process: subprocess.Popen[bytes], url: str) -> str:
    """Wait until it answers; why it does not, if it does not."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE):  # noqa: S310  it is our own
                return ""
        except HTTPError as error:
            error.close()
            return f"answers {error.code}"
        except OSError:
            time.sleep(0.002)
    return "does not answer"


def _end(process: subprocess.Popen[bytes]) -> None:
    """End it, and whatever it leaves behind."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _children() -> dict[int, list[int]]:
    """For each process that has any, its children."""
    found: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The second field is a name in parentheses, which may hold anything.
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it ended meanwhile
        found.setdefault(parent, []).append(int(path.parent.name))
    return found
