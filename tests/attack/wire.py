"""HTTP as bytes on a socket, for nothing that sends honest requests would send these."""

from __future__ import annotations

import http.client
import io
import socket
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urlencode

from tests.drills.wire import Answer
from tests.web.posts import URLENCODED

Headers = Iterable[tuple[str, str]]


class _Heard(io.BytesIO):
    """What was heard, as `HTTPResponse` wants to read it: from a socket, one answer after the other."""

    def makefile(self, *_: object) -> _Heard:
        """Itself."""
        return self

    def close(self) -> None:
        """It stays open, for the next answer."""


def written(
    method: str,
    path: str,
    host: str,
    headers: Headers = (),
    fields: dict[str, object] | bytes | None = None,
) -> bytes:
    """A request as bytes, after which the server is to close."""
    body = urlencode(fields, doseq=True).encode() if isinstance(fields, dict) else fields or b""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in headers]
    if fields is not None:
        lines += [f"Content-Length: {len(body)}"]
        if not any(name.lower() == "content-type" for name, _ in headers):
            lines += [f"Content-Type: {URLENCODED}"]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + body


def send(port: int, request: bytes, *, seconds: float = 20) -> list[Answer]:
    """Every answer that came until the server closed, or time was up. Raises `OSError`."""
    return answers(_heard(port, request, seconds), request.startswith(b"HEAD "))


def _heard(port: int, request: bytes, seconds: float) -> bytes:
    found = bytearray()
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        # It may refuse before it has read all; what it says may still be heard.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(request)
        with suppress(TimeoutError, ConnectionResetError):
            while piece := connection.recv(65536):
                found += piece
    return bytes(found)


def answers(heard: bytes, is_head: bool = False) -> list[Answer]:
    """The answers within what was heard. What is none ends them."""
    found, left = [], _Heard(heard)
    while left.tell() < len(heard):
        response = http.client.HTTPResponse(left, method="HEAD" if is_head else "GET")  # type: ignore[arg-type]
        try:
            response.begin()
            text = response.read().decode("utf-8", "replace")
        except (http.client.HTTPException, ValueError):
            break
        found.append(Answer(status=response.status, headers=response.getheaders(), text=text))
    return found
