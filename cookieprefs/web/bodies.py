"""How much a request may bring, also where it does not say how much that will be (R-26)."""

from __future__ import annotations

import io
from typing import IO

from flask import Request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge


def limit(request: Request, size: int) -> None:
    """Have a body of more bytes refused once it is read, by `RequestEntityTooLarge`.

    One in chunks would else be cut off there, and what is left of the form be taken for what the visitor said.
    """
    request.max_content_length = size
    if request.content_length is None and "wsgi.input_terminated" in request.environ:
        request.environ["wsgi.input"] = _Bounded(request.environ["wsgi.input"], size)
        request.max_content_length = None


class _Bounded(io.RawIOBase):
    """A body of unknown length, of which no more is read than is allowed and one byte."""

    def __init__(self, body: IO[bytes], size: int) -> None:
        self._body, self._left = body, size

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Some of it. Raises `RequestEntityTooLarge`, and `ClientDisconnected` where what comes is no chunk."""
        try:
            found = self._body.read(max(0, min(len(buffer), self._left + 1)))
        except Exception as error:  # each server has its own for this, some of no kind that Python knows
            raise ClientDisconnected from error
        self._left -= len(found)
        if self._left < 0:
            raise RequestEntityTooLarge
        buffer[: len(found)] = found
        return len(found)
