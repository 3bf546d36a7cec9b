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
        _read_ahead(environ)
        is_ours = self._turn.acquire(timeout=LONGEST)
        try:
            return self._app(environ, start_response)
        finally:
            if is_ours:
                self._turn.release()


def _read_ahead(environ: WSGIEnvironment) -> None:
    """Read the body: however slowly it comes, nobody waits for it but its own thread."""
    stated = environ.get("CONTENT_LENGTH") or ""
    if stated.isdecimal():
        size = int(stated)
        if size > _KEPT:
            return
    elif environ.get("wsgi.input_terminated"):
        size = _KEPT + 1
    else:
        return
    environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(size))
