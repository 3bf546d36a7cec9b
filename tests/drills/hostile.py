"""Clients that mean no good: who hold connections, who send what is too large or no HTTP, who hang up."""

from __future__ import annotations

import re
import secrets
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from random import Random

from tests.drills.wire import Door

_ONE_BYTE_EVERY = 1.0  # seconds
_PATIENCE = 20  # seconds until an answer must have come, or the connection be closed
_AT_ONCE = 4  # how many of those who do not hold a connection come at one time
_STATUS = re.compile(rb"^HTTP/1\.[01] (\d{3})")
_EACH_EVERY = 0.04  # seconds between two of each: it is not by their number that they harm
CLOSED, SILENT = "closed", "no answer"


@dataclass(kw_only=True)
class Told:
    """What became of what they sent: statuses, connections that were closed, and those that nobody answered."""

    outcomes: Counter[str] = field(default_factory=Counter)
    held: int = 0
    """Connections that were open at one time."""
    began: threading.Event = field(default_factory=threading.Event)
    """Whether the attack is in full swing."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, outcome: str) -> None:
        """Keep one outcome."""
        with self._lock:
            self.outcomes[outcome] += 1

    def faults(self) -> Iterator[str]:
        """Whatever is neither a refusal, nor an answer, nor a closed connection."""
        for outcome, times in self.outcomes.items():
            # 501 and 505 say what they mean: a method or a version of HTTP that is not spoken here.
            is_server_fault = outcome.startswith("5") and outcome not in ("501", "505")
            if is_server_fault or outcome == SILENT:
                yield f"{times} times {outcome}"


@dataclass(frozen=True, kw_only=True)
class Attack:
    """One kind of hostile clients; what it does goes on until the event is set."""

    name: str
    go_on: Callable[[Door, threading.Event, Random, Told, int], None]
    takes_threads: bool = False
    """Whether each of them keeps a thread of a server that no proxy protects."""


@contextmanager
def under(attack: Attack, door: Door, chance: Random, many: int) -> Iterator[Told]:
    """So many hostile clients, in full swing, as long as the block lasts."""
    told, done = Told(), threading.Event()
    thread = threading.Thread(target=attack.go_on, args=(door, done, chance, told, many))
    thread.start()
    try:
        told.began.wait(_PATIENCE)
        yield told
    finally:
        done.set()
        thread.join()


def _hold(first: Callable[[Door], bytes], drip: bytes) -> Callable[..., None]:
    """Open many connections, send something on each, then a byte at a time; another where one is closed."""

    def go_on(door: Door, done: threading.Event, _chance: Random, told: Told, many: int) -> None:
        lines: list[socket.socket] = []
        try:
            while not done.is_set():
                lines = [one for one in lines if _lives(one, drip, told)]
                for _ in range(many - len(lines)):
                    with suppress(OSError):
                        lines.append(_opened(door, first(door)))
                    if done.is_set():
                        break
                told.held = max(told.held, len(lines))
                told.began.set()
                done.wait(_ONE_BYTE_EVERY)
        finally:
            for one in lines:
                one.close()

    return go_on


def _opened(door: Door, first: bytes) -> socket.socket:
    line = door.connect(timeout=5)
    line.sendall(first)
    return line


def _lives(line: socket.socket, drip: bytes, told: Told) -> bool:
    """Send one byte more; whether the other end still waits for it."""
    try:
        line.settimeout(0.001)
        with suppress(TimeoutError):
            # TLS says what there is by itself; a plain socket would wait.
            told.take(_status(line.recv(100)))
            line.close()
            return False
        line.settimeout(5)
        line.sendall(drip)
    except OSError:
        told.take(CLOSED)
        line.close()
        return False
    return True


def _status(found: bytes) -> str:
    match = _STATUS.match(found)
    return match[1].decode() if match else CLOSED if not found else "400"


def _send(makers: tuple[Callable[[Door, Random], bytes], ...]) -> Callable[..., None]:
    """Send one of these, see what comes of it, and send another."""

    def once(door: Door, chance: Random, told: Told) -> None:
        told.take(sent(door, chance.choice(makers)(door, chance)))

    return _again_and_again(once)


def _again_and_again(once: Callable[[Door, Random, Told], None]) -> Callable[..., None]:
    def go_on(door: Door, done: threading.Event, chance: Random, told: Told, _many: int) -> None:
        def work(own: Random) -> None:
            while not done.wait(_EACH_EVERY):
                once(door, own, told)

        threads = [threading.Thread(target=work, args=(Random(chance.random()),)) for _ in range(_AT_ONCE)]
        for one in threads:
            one.start()
        told.began.set()
        for one in threads:
            one.join()

    return go_on


def sent(door: Door, content: bytes) -> str:
    """What comes of sending this: a status, `closed`, or `no answer`."""
    try:
        with closing(door.connect(timeout=_PATIENCE)) as line:
            with suppress(ConnectionError):
                line.sendall(content)
            return _status(line.recv(1000))
    except TimeoutError:
        return SILENT
    except OSError:
        return CLOSED


def head(door: Door, path: str, *lines: str, method: str = "GET") -> bytes:
    """The head of a request, without the empty line that ends it."""
    every = (f"{method} {door.mount}{path} HTTP/1.1", f"Host: {door.host}", "Sec-Fetch-Site: same-origin", *lines)
    return "".join(f"{one}\r\n" for one in every).encode()


def _post(door: Door, body: bytes, *lines: str) -> bytes:
    kind = "Content-Type: application/x-www-form-urlencoded"
    return head(door, "/preferences", kind, *lines, method="POST") + b"\r\n" + body


def _half_a_post(door: Door) -> bytes:
    return _post(door, b"action=accept_all&once=", "Content-Length: 500")


_TOO_LARGE = (
    lambda door, _: head(door, "/?" + "x" * 100_000) + b"\r\n",
    lambda door, _: head(door, "/", "X-Much: " + "x" * 200_000) + b"\r\n",
    lambda door, _: head(door, "/", *(f"X-{at}: many" for at in range(5000))) + b"\r\n",
    lambda door, _: head(door, "/", "Cookie: " + "; ".join(f"c{at}={'x' * 100}" for at in range(60))) + b"\r\n",
    lambda door, _: head(door, "/", "Cookie: __Host-cookieprefs=" + "y." * 2000) + b"\r\n",
    lambda door, _: _post(door, b"x=" + b"x" * 3_000_000, "Content-Length: 3000002"),
    lambda door, _: _post(door, b"&".join([b"services=a"] * 20_000), "Content-Length: 219999"),
    lambda door, _: _post(
        door, b"10000\r\n" + b"x" * 65_536 + b"\r\n" + b"0\r\n\r\n", "Transfer-Encoding: chunked"
    ),
)
_NO_HTTP = (
    lambda _door, chance: chance.randbytes(chance.randrange(1, 5000)) + b"\r\n\r\n",
    lambda _door, _: b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(32) + b"\r\n\r\n",
    lambda _door, _: b"GET\r\n\r\n",
    lambda _door, _: b"GET / HTTP/9.9\r\n\r\n",
    lambda door, _: f"{secrets.token_hex(20)} / HTTP/1.1\r\nHost: {door.host}\r\n\r\n".encode(),
    lambda door, _: _post(door, b"", "Content-Length: -5"),
    lambda door, _: _post(door, b"0\r\n\r\n", "Content-Length: 5", "Transfer-Encoding: chunked"),
    lambda door, _: _post(door, b"zz\r\n\r\n", "Transfer-Encoding: chunked"),
    lambda door, _: head(door, "/\x00\x7f") + b"\r\n",
    lambda door, _: head(door, "/%00%ff%c0%af/../../etc/passwd") + b"\r\n",
    lambda door, _: head(door, "/", "Host: elsewhere.test", "Transfer-Encoding: nonsense") + b"\r\n",
    lambda _door, _: b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
)


def _hang_up(door: Door, chance: Random, told: Told) -> None:
    """Ask for a page or post a decision, and be gone over its answer, by a reset."""
    body = (
        f"action=accept_all&once={secrets.token_urlsafe(16)}&version=1&lang=en&layer=banner&layout=full".encode()
    )
    asked = chance.choice(
        (
            head(door, "/") + b"\r\n",
            head(door, "/embed.js") + b"\r\n",
            _post(door, body, f"Content-Length: {len(body)}"),
        )
    )
    with suppress(OSError), closing(door.connect(timeout=_PATIENCE)) as line:
        line.sendall(asked)
        if chance.random() < 0.7:
            told.take(_status(line.recv(20)))
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _many_in_one(door: Door, _chance: Random, told: Told) -> None:
    """Twenty requests in one piece; as many answers, or the connection is closed."""
    content = (head(door, "/theme.css") + b"\r\n") * 19 + head(door, "/theme.css", "Connection: close") + b"\r\n"
    found = b""
    try:
        with closing(door.connect(timeout=_PATIENCE)) as line:
            line.sendall(content)
            while piece := line.recv(100_000):
                found += piece
    except TimeoutError:
        told.take(SILENT)
    except OSError:
        told.take(CLOSED)
    for status in re.findall(rb"HTTP/1\.1 (\d{3})", found):
        told.take(status.decode())


ATTACKS = (
    Attack(
        name="a byte a second of a header",
        go_on=_hold(lambda door: head(door, "/") + b"X-Slow: ", b"x"),
        takes_threads=True,
    ),
    Attack(name="a byte a second of a body", go_on=_hold(_half_a_post, b"x"), takes_threads=True),
    Attack(name="connections without a word", go_on=_hold(lambda _: b"", b"")),
    Attack(name="too large", go_on=_send(_TOO_LARGE)),
    Attack(name="no HTTP", go_on=_send(_NO_HTTP)),
    Attack(name="gone over the answer", go_on=_again_and_again(_hang_up)),
    Attack(name="twenty requests in one piece", go_on=_again_and_again(_many_in_one)),
)
