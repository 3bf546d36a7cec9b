"""A browser without a window: it posts forms over HTTP to a process, and keeps cookies."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from cookieprefs.core import state
from cookieprefs.core.consent import Choice, Decision
from tests.visitor import OWN
from tests.web.posts import SHOWN, URLENCODED

STATE, ID = "__Host-cookieprefs", "__Secure-cookieprefs_id"
PLAIN: Mapping[str, str] = {}
HTMX = {"HX-Request": "true"}
SCRIPT = {"Accept": "application/json"}
WAYS = (PLAIN, HTMX, SCRIPT)
"""How a form comes to be posted: by a browser alone, by htmx on our pages, by our script on the site's."""

_TIMEOUT = 60  # seconds


class Listening(Protocol):
    """Whatever can be asked at a port of the loopback."""

    port: int


@dataclass(frozen=True, kw_only=True)
class Door:
    """Where a site is asked: at a port of the loopback, or at a proxy there, by TLS and below a path."""

    port: int
    host: str = "shop.test"
    mount: str = ""
    trusted: ssl.SSLContext | None = None
    timeout: float = _TIMEOUT

    def connect(self, timeout: float | None = None, *, address: str = "") -> socket.socket:
        """A connection to it, from another address of this machine if one is named. Raises `OSError`."""
        source = (address, 0) if address else None
        bare = socket.create_connection(("127.0.0.1", self.port), timeout or self.timeout, source)
        bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            return self.trusted.wrap_socket(bare, server_hostname=self.host) if self.trusted else bare
        except OSError:
            bare.close()
            raise


class LostError(Exception):
    """No answer came: whether the post was recorded, its sender cannot know."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    text: str

    def all(self, name: str) -> list[str]:
        """Every line of a header."""
        return [value for found, value in self.headers if found.lower() == name.lower()]


class Jar(dict[str, str]):
    """The cookies of one browser, whatever tab set them."""

    def take(self, answer: Answer) -> None:
        """Keep what an answer sets, and drop what it deletes."""
        for line in answer.all("Set-Cookie"):
            pair, *attributes = line.split("; ")
            name, _, value = pair.partition("=")
            if "Max-Age=0" in attributes:
                self.pop(name, None)
            else:
                self[name] = value

    @property
    def decision(self) -> Decision | None:
        """What the state cookie says."""
        return state.decode(self.get(STATE, ""))

    @property
    def yes(self) -> frozenset[str]:
        """The services that the state cookie grants."""
        return frozenset(key for key, one in self._answers() if one is Choice.GIVEN)

    @property
    def no(self) -> frozenset[str]:
        """The services that it refuses."""
        return frozenset(key for key, one in self._answers() if one is not Choice.GIVEN)

    def _answers(self) -> list[tuple[str, Choice]]:
        held = self.decision
        return [(key, one.choice) for key, one in held.answers.items()] if held else []


class Browser:
    """A browser with a jar, which two tabs may share."""

    def __init__(self, jar: Jar | None = None, *, address: str = "", **headers: str) -> None:
        self.jar = Jar() if jar is None else jar
        self._address = address
        self._headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def get(self, process: Listening, path: str, headers: Mapping[str, str] = PLAIN) -> Answer:
        """Open an address. Raises `LostError`."""
        return self._ask(process, "GET", path, None, headers)

    def post(
        self, process: Listening, path: str, fields: Mapping[str, object], headers: Mapping[str, str] = PLAIN
    ) -> Answer:
        """Post a form of the panel, with these fields besides or instead. Raises `LostError`."""
        body = urlencode({**SHOWN, **fields}, doseq=True)
        return self._ask(process, "POST", path, body, {"Content-Type": URLENCODED, **headers})

    def close(self) -> None:
        """Leave; here each request has a connection of its own, which is closed."""

    def _ask(
        self, process: Listening, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> Answer:
        door = process if isinstance(process, Door) else Door(port=process.port)
        connection = http.client.HTTPConnection(door.host, door.port, timeout=_TIMEOUT)
        sent = {"Host": door.host, **OWN, **self._headers, **headers}
        if self.jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        try:
            connection.sock = door.connect(address=self._address)
            connection.request(method, door.mount + path, body, sent)
            found = connection.getresponse()
            answer = Answer(status=found.status, headers=found.getheaders(), text="")
            # A browser keeps cookies as soon as the head of an answer is there, whatever becomes of the rest.
            self.jar.take(answer)
            return Answer(status=found.status, headers=found.getheaders(), text=_rest(found))
        except (OSError, http.client.HTTPException) as error:
            raise LostError(str(error)) from error
        finally:
            connection.close()


def _rest(response: http.client.HTTPResponse) -> str:
    try:
        return response.read().decode()
    except (OSError, http.client.HTTPException):
        return ""
