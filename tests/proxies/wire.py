"""A visitor without a browser: requests over TLS with exactly these headers, and answers as they came."""

from __future__ import annotations

import gzip
import http.client
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        """Every line of a header."""
        return [value for found, value in self.headers if found.lower() == name.lower()]

    def one(self, name: str) -> str | None:
        """A header that may stand there once and no more."""
        found = self.all(name)
        assert len(found) < 2, found
        return found[0] if found else None

    @property
    def text(self) -> str:
        """The body, uncompressed."""
        body = gzip.decompress(self.body) if self.one("Content-Encoding") == "gzip" else self.body
        return body.decode()

    @property
    def soup(self) -> BeautifulSoup:
        """The body as a tree."""
        return BeautifulSoup(self.text, "html5lib")


class _Connection(http.client.HTTPSConnection):
    """To this machine, whatever the name says."""

    def __init__(self, host: str, port: int, trusted: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=20, context=trusted)
        self._trusted = trusted

    def connect(self) -> None:
        """Name the host to the server, and check its certificate for that name."""
        bare = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        self.sock = self._trusted.wrap_socket(bare, server_hostname=self.host)


class Wire:
    """Asks one host behind one proxy."""

    def __init__(self, host: str, https: int, http: int, certificate: Path) -> None:
        self._host, self._https, self._http = host, https, http
        self._certificate = certificate

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        """One request; in the names of headers `_` stands for `-`."""
        return self.say(path, {name.replace("_", "-"): value for name, value in headers.items()}, method, body)

    def say(self, path: str, headers: dict[str, str], method: str = "GET", body: str | None = None) -> Answer:
        """One request with headers as they are."""
        connection = _Connection(
            self._host, self._https, ssl.create_default_context(cafile=str(self._certificate))
        )
        return _answered(connection, method, path, headers, body)

    def ask_plainly(self, path: str) -> Answer:
        """One request over http."""
        connection = http.client.HTTPConnection("127.0.0.1", self._http, timeout=20)
        return _answered(connection, "GET", path, {"Host": self._host}, None)

    def agreed(self) -> tuple[str | None, str | None]:
        """The protocols that the server picks where it may: of HTTP and of TLS."""
        context = ssl.create_default_context(cafile=str(self._certificate))
        context.set_alpn_protocols(["h2", "http/1.1"])
        with (
            socket.create_connection(("127.0.0.1", self._https), timeout=20) as bare,
            context.wrap_socket(bare, server_hostname=self._host) as line,
        ):
            return line.selected_alpn_protocol(), line.version()


def _answered(
    connection: http.client.HTTPConnection, method: str, path: str, headers: dict[str, str], body: str | None
) -> Answer:
    try:
        connection.request(method, path, body, headers)
        found = connection.getresponse()
        return Answer(status=found.status, headers=found.getheaders(), body=found.read())
    finally:
        connection.close()
