"""Thousands of strangers a second, each of whom decides once; some with a forged id."""

from __future__ import annotations

import secrets
import selectors
import socket
import ssl
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

from tests.drills.hostile import head
from tests.drills.wire import ID, STATE, Door
from tests.web.posts import SHOWN

_FORGED = 0.3
_LINES = 200
_BODY = "&".join(f"{name}={value}" for name, value in SHOWN.items()) + "&granted=yes&once="


@dataclass(kw_only=True)
class Flooded:
    """How many came, what they were answered, and the ids that some of them made up."""

    seconds: float = 0
    sent: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    onces: dict[str, str] = field(default_factory=dict)
    """What was posted, and how it was answered; empty where no answer came."""
    forged: set[str] = field(default_factory=set)

    @property
    def answered(self) -> int:
        """How many had an answer."""
        return sum(times for outcome, times in self.outcomes.items() if outcome.isdigit())


@dataclass(kw_only=True)
class _Line:
    """One connection, with the stranger who waits on it."""

    socket: socket.socket
    once: str = ""
    found: bytes = b""


def flood(door: Door, seconds: float, rate: int, chance: Random) -> Flooded:
    """Let up to `rate` strangers a second decide, each on a connection that is free; wait for the last answers."""
    flooded, waiting = Flooded(), selectors.DefaultSelector()
    free = [line for _ in range(_LINES) if (line := _opened(door, chance)) is not None]
    begun = time.monotonic()
    while (now := time.monotonic() - begun) < seconds or waiting.get_map():
        while free and now < seconds and flooded.sent < rate * now:
            _post(door, free.pop(), flooded, chance, waiting)
        for key, _ in waiting.select(0.05):
            _take(door, key.data, flooded, waiting, free)
        if now > seconds + 30:
            break
        while now < seconds and len(free) + len(waiting.get_map()) < _LINES:
            if (line := _opened(door, chance)) is None:
                break
            free.append(line)
    flooded.seconds = seconds
    for key in list(waiting.get_map().values()):
        flooded.outcomes["no answer"] += 1
        key.data.socket.close()
    for one in free:
        one.socket.close()
    waiting.close()
    return flooded


def _opened(door: Door, chance: Random) -> _Line | None:
    with suppress(OSError):
        address = ".".join(str(chance.randrange(1, 255)) for _ in range(3))
        return _Line(socket=door.connect(timeout=2, address=f"127.{address}"))
    return None


def _post(door: Door, line: _Line, flooded: Flooded, chance: Random, waiting: selectors.BaseSelector) -> None:
    line.once, line.found = secrets.token_hex(16), b""
    body = _BODY + line.once
    extra = [f"X-Forwarded-For: 198.{chance.randrange(255)}.{chance.randrange(255)}.{chance.randrange(255)}"]
    if chance.random() < _FORGED:
        forged = secrets.token_hex(16)
        flooded.forged.add(forged)
        extra.append(f"Cookie: {ID}={forged}; {STATE}=v=1&until=2000000000&yes=matomo.youtube.hotjar&no=")
    lines = ("Content-Type: application/x-www-form-urlencoded", "HX-Request: true", f"Content-Length: {len(body)}")
    asked = head(door, "/preferences/services/matomo", *lines, *extra, method="POST") + b"\r\n" + body.encode()
    flooded.sent += 1
    flooded.onces[line.once] = ""
    try:
        line.socket.sendall(asked)
    except OSError:
        flooded.outcomes["closed"] += 1
        line.socket.close()
        return
    line.socket.setblocking(False)
    waiting.register(line.socket, selectors.EVENT_READ, line)


def _take(door: Door, line: _Line, flooded: Flooded, waiting: selectors.BaseSelector, free: list[_Line]) -> None:
    try:
        piece = line.socket.recv(65_536)
    except (BlockingIOError, ssl.SSLWantReadError):
        return
    except OSError:
        piece = b""
    line.found += piece
    is_over = not piece or _is_whole(line.found)
    if not is_over:
        return
    waiting.unregister(line.socket)
    line.socket.settimeout(5)
    status = line.found[9:12].decode("latin-1") if line.found.startswith(b"HTTP/1.1 ") else "closed"
    flooded.outcomes[status] += 1
    flooded.onces[line.once] = status
    if piece and b"connection: close" not in line.found.lower():
        free.append(line)
    else:
        line.socket.close()


def _is_whole(found: bytes) -> bool:
    """Whether an answer is there to its last byte, however its length is told."""
    top, blank, body = found.partition(b"\r\n\r\n")
    if not blank:
        return False
    for one in top.lower().split(b"\r\n"):
        if one.startswith(b"content-length:"):
            return len(body) >= int(one.partition(b":")[2])
    return b"transfer-encoding: chunked" in top.lower() and body.endswith(b"0\r\n\r\n")
