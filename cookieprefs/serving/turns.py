"""Requests of one process take turns, so that threads wait for slow visitors and never for each other's locks."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST = 0.25
"""Seconds that a request waits for its turn: whoever is held up longer by a database must not hold up others."""

_KEPT = 100_000  # bytes of a body that are read ahead; the app refuses less than that


class Turns:
    """The app, entered by one thread at a time.

    Python runs one thread at a time anyway. Threads that contend for SQLite inside one process, though, take that
    time from the very one which holds the lock that all others wait for, of other processes too.
    """

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._turn = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request when its turn has come, its body being here already."""
        if not _is_read_ahead(environ):
            start_response(
                "408 Request Timeout", [("Content-Length", "0"), ("Cache-Control", "private, no-store")]
            )
            return []
        is_ours = self._turn.acquire(timeout=LONGEST)
        try:
            return self._app(environ, start_response)
        finally:
            if is_ours:
                self._turn.release()


def _is_read_ahead(environ: WSGIEnvironment) -> bool:
    """Read the body, however slowly it comes; whether all of it came: half a form would be another decision."""
    stated = environ.get("CONTENT_LENGTH") or ""
    if stated.isdecimal():
        size = int(stated)
        if size > _KEPT:
            return True
    elif environ.get("wsgi.input_terminated"):
        size = _KEPT + 1
    else:
        return True
    body = environ["wsgi.input"].read(size)
    environ["wsgi.input"] = BytesIO(body)
    return len(body) == size or not stated
