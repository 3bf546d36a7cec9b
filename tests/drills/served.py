"""A site served as an operator serves it: `cookieprefs serve` with several workers, on a port of the loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.drills.ground import Ground
from tests.ports import free_port

WORKERS = 2
_PATIENCE = 120  # seconds until it serves, or has ended: a busy machine takes its time
_SERVE = ("-c", "from cookieprefs.cli import main; main()", "serve")


class Served:
    """A server that runs, with all that it says."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.port = port
        self._process, self._log = process, log

    def said(self) -> list[str]:
        """Every line that it wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace").splitlines()

    def is_alive(self) -> bool:
        """Whether its first process runs."""
        return self._process.poll() is None

    def workers(self) -> tuple[int, ...]:
        """The processes that answer: those below the first one that have none below themselves."""
        below: dict[int, list[int]] = {}
        for one in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(one.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            below.setdefault(parent, []).append(int(one.parent.name))
        return tuple(sorted(one for one in _leaves(self._process.pid, below) if _answers(one)))

    def memory(self) -> dict[int, int]:
        """What each worker has of the machine's memory, in bytes."""
        page = os.sysconf("SC_PAGE_SIZE")
        return {one: int(Path(f"/proc/{one}/statm").read_text().split()[1]) * page for one in self.workers()}

    def wait(self) -> None:
        """Wait until it can be asked. Fails with what it said where that does not come about."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and self.is_alive():
            if self.is_ready():
                return
            time.sleep(0.02)
        raise AssertionError("\n".join(self.said()[-20:]))

    def is_ready(self) -> bool:
        """Whether it says that it can serve."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=_PATIENCE) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def end(self) -> None:
        """End it as an operator does, and for good where it does not."""
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@contextmanager
def served(here: Ground, *options: str, workers: int = WORKERS, port: int | None = None) -> Iterator[Served]:
    """The site of a ground, served as long as the block lasts."""
    here.let_go()
    port = port or free_port()
    words = [sys.executable, *_SERVE, "--port", str(port), "--workers", str(workers), *options]
    with tempfile.TemporaryDirectory(prefix="cookieprefs-served-") as folder:
        log = Path(folder) / "log"
        with log.open("wb") as said:
            process = subprocess.Popen(
                words,
                env={**os.environ, **here.environment()},
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        found = Served(process, port, log)
        try:
            found.wait()
            yield found
        finally:
            found.end()


def _leaves(top: int, below: dict[int, list[int]]) -> Iterator[int]:
    for one in below.get(top, []):
        if one in below:
            yield from _leaves(one, below)
        else:
            yield one


def _answers(process: int) -> bool:
    """Not what Python itself keeps beside those that it started."""
    try:
        return b"resource_tracker" not in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False
