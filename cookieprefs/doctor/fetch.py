"""Asks for addresses: only of the hosts that were named, only so often, so long and so much."""

from __future__ import annotations

import http.client
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlsplit

from cookieprefs.doctor.answer import Answer, Certificate

MOST_REQUESTS = 80
MOST_BYTES = 2_000_000
PATIENCE = 10.0  # seconds without a word from the other side
LONGEST = 120.0  # seconds that all of it may take

_AS_WRITTEN = "/?&=%:@!$'()*+,;~[]|"  # the rest of an address, such as letters with accents, is quoted
_NONE: Mapping[str, str] = MappingProxyType({})
_ALWAYS = {"User-Agent": "cookieprefs-doctor", "Accept-Encoding": "gzip", "Connection": "close"}


class Fetcher:
    """Asks once for each call, and follows nothing."""

    def __init__(
        self,
        hosts: Iterable[str],
        *,
        authority: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take the hosts that may be asked. Raises `OSError` where the authority's file cannot be read."""
        self._hosts = {one.lower() for one in hosts}
        self._context = ssl.create_default_context(cafile=authority)
        self._left = MOST_REQUESTS
        self._end = time.monotonic() + LONGEST
        self.clock = clock

    def ask(
        self, url: str, method: str = "GET", headers: Mapping[str, str] = _NONE, *, body: str | None = None
    ) -> Answer:
        """The answer to one request; never raises for what the other side does."""
        parts = urlsplit(url)
        if (parts.hostname or "") not in self._hosts or parts.scheme not in ("http", "https"):
            return Answer(url=url, failure="it is on a host that the doctor was not asked to visit")
        if not self._left or time.monotonic() > self._end:
            return Answer(url=url, failure="so much was asked before that the doctor has given up")
        self._left -= 1
        try:
            return self._exchange(url, method, {**_ALWAYS, **headers}, body)
        except ssl.SSLCertVerificationError as error:
            return Answer(url=url, failure=error.verify_message, is_untrusted=True)
        except TimeoutError:
            return Answer(url=url, failure=f"no answer within {PATIENCE:.0f} seconds")
        except OSError as error:
            return Answer(url=url, failure=error.strerror or str(error))
        except (http.client.HTTPException, ValueError, EOFError, zlib.error) as error:
            return Answer(url=url, failure=f"what answers is no HTTP ({type(error).__name__} {error})")

    def _exchange(self, url: str, method: str, headers: Mapping[str, str], body: str | None) -> Answer:
        parts = urlsplit(url)
        connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
        try:
            target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_AS_WRITTEN)
            connection.request(method, target, body=body, headers=dict(headers))
            certificate = _certificate(connection)
            answered = connection.getresponse()
            given = tuple(answered.getheaders())
            return Answer(
                url=url,
                status=answered.status,
                headers=given,
                body=_unpacked(self._read(answered), answered.getheader("Content-Encoding", "")),
                certificate=certificate,
            )
        finally:
            connection.close()

    def _read(self, answered: http.client.HTTPResponse) -> bytes:
        """The body as far as it comes in time, and as far as we want it."""
        body = b""
        while len(body) < MOST_BYTES and (piece := answered.read1(MOST_BYTES - len(body))):
            body += piece
            if time.monotonic() > self._end:
                raise TimeoutError
        return body

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=self._context)
        return http.client.HTTPConnection(host, port, timeout=PATIENCE)


def _unpacked(body: bytes, encoding: str) -> bytes:
    if encoding.strip().lower() != "gzip" or not body:
        return body
    # Streaming, so that a small body cannot unfold into a huge one.
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(body, MOST_BYTES)


def _certificate(connection: http.client.HTTPConnection) -> Certificate | None:
    if not isinstance(connection.sock, ssl.SSLSocket):
        return None
    told: Mapping[str, Any] = connection.sock.getpeercert() or {}
    return Certificate(begins=_moment(told["notBefore"]), ends=_moment(told["notAfter"])) if told else None


def _moment(written: str) -> datetime:
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(written), UTC)
