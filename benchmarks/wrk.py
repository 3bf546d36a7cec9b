"""Asks a server as often as it answers, by wrk, and reads what came of it."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

SCRIPT = Path(__file__).with_name("load.lua")
WHERE_TO_GET_IT = "there is no wrk on the PATH, which asks the servers; on Debian: apt-get install wrk"
PATIENCE = 60  # seconds for the first answer
NAMES = ("requests", "microseconds", "p50", "p99", "failed", "refused")


class LoadError(Exception):
    """A run that measured something else than was asked."""


@dataclass(frozen=True, kw_only=True)
class Load:
    """What came of one run: answers, the seconds it took, and how long half and 99 of 100 waited, in ms."""

    requests: int
    seconds: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked: an address, with these headers; a body makes it a post. By whom, see load.lua."""

    url: str
    headers: Mapping[str, str]
    body: str = ""
    visitors: Path | None = None


def program() -> str:
    """Where wrk is. Raises `SystemExit` where it is not."""
    found = shutil.which("wrk")
    if found is None:
        raise SystemExit(WHERE_TO_GET_IT)
    return found


def once(asked: Asked) -> None:
    """Ask once, however long it takes: what is made with the first answer is made then. Raises `SystemExit`."""
    body = asked.body.replace("{new}", secrets.token_hex(11).replace("0", "z")).replace("{turn}", "yes")
    request = Request(asked.url, body.encode() or None, dict(asked.headers))  # noqa: S310  it is our own
    try:
        urlopen(request, timeout=PATIENCE).close()  # noqa: S310
    except OSError as error:
        if getattr(error, "code", 0) != 304:
            raise SystemExit(f"{asked.url} does not answer: {error}") from error


def run(asked: Asked, *, seconds: int, connections: int) -> Load:
    """Ask for so long, over so many connections at once. Raises `SystemExit` where an answer was no success."""
    headers = [part for name, value in asked.headers.items() for part in ("--header", f"{name}: {value}")]
    command = [program(), "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s"]
    command += ["--timeout", "10s", "--script", str(SCRIPT), *headers, asked.url, "--", secrets.token_hex(6)]
    command += [asked.body, *([str(asked.visitors)] if asked.visitors else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"wrk could not ask {asked.url}: {done.stderr or done.stdout}")
    try:
        return read(done.stdout)
    except LoadError as error:
        raise SystemExit(f"{asked.url}: {error}") from error


def read(said: str) -> Load:
    """The last line that our script had wrk print. Raises `LoadError` on any other, and on answers that failed."""
    *_, line = said.strip().splitlines() or [""]
    try:
        found = json.loads(line)
        requests, microseconds, p50, p99, failed, refused = (int(found[name]) for name in NAMES)
    except (ValueError, KeyError, TypeError) as error:
        raise LoadError(f"wrk said {line!r} in the end, which is no line of {SCRIPT.name}") from error
    if failed or refused:
        raise LoadError(f"of {requests} answers {refused} were errors, and {failed} more never came")
    if requests <= 0 or microseconds <= 0:
        raise LoadError("not one answer came: the server is not there, or takes longer than the run")
    return Load(requests=requests, seconds=microseconds / 1e6, p50=p50 / 1000, p99=p99 / 1000)
