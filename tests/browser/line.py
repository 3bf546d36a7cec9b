"""The line between browser and app: a test makes it slow, breaks it, and counts what passed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

from werkzeug.wrappers import Response

_PATIENCE = 60
"""Seconds after which a gate that nobody opens lets go."""


class Line:
    """A WSGI middleware. It simulates; tests themselves never wait by time."""

    stand_ins: ClassVar[dict[str, Path]] = {}
    """Files that are answered in place of those of the app, by the end of their path."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app
        self._lock = threading.Lock()
        self.delay = 0.0
        """Seconds that a post takes, half of them on the way there."""
        self.gate: threading.Semaphore | None = None
        """Lets through as many posts as the test releases, where there is one."""
        self.failures = 0
        """How many of the next posts break on our side."""
        self.passed: list[tuple[str, str]] = []
        """Every request as (method, path)."""
        self.cookies_on_get: list[str] = []
        """Every cookie that an answer to a GET set: there must be none (B-11)."""
        self.said: list[tuple[str | None, str | None]] = []
        """What every post said of where it came from, as (Origin, Sec-Fetch-Site)."""
        self.replaced: dict[str, str] = {}
        """Headers that stand in for those of our answers, as a proxy might have it."""

    @property
    def posts(self) -> list[str]:
        """The paths of all posts, in the order of their arrival."""
        return [path for method, path in self.passed if method == "POST"]

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        with self._lock:
            self.passed.append((method, path))
            if method == "POST":
                self.said.append((environ.get("HTTP_ORIGIN"), environ.get("HTTP_SEC_FETCH_SITE")))
            breaks = method == "POST" and self.failures > 0
            self.failures -= breaks
        for end, file in self.stand_ins.items():
            if path.endswith(end):
                return Response(file.read_bytes(), mimetype="text/javascript")(environ, start_response)
        if method != "POST":
            return _whole(self._app(environ, self._noting(method, start_response)))
        if self.gate:
            self.gate.acquire(timeout=_PATIENCE)
        time.sleep(self.delay / 2)
        app = Response("broken", status=500) if breaks else self._app
        answer = _whole(app(environ, self._noting(method, start_response)))
        time.sleep(self.delay / 2)
        return answer

    def _noting(self, method: str, start_response: Callable[..., Any]) -> Callable[..., Any]:
        def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            if method == "GET":
                self.cookies_on_get.extend(value for name, value in headers if name == "Set-Cookie")
            kept = [(name, value) for name, value in headers if name not in self.replaced]
            return start_response(status, [*kept, *self.replaced.items()], *rest)

        return note


def _whole(answer: Iterable[bytes]) -> list[bytes]:
    """An answer read to its end and closed: the server forgets to close it where a browser has gone meanwhile."""
    try:
        return list(answer)
    finally:
        if close := getattr(answer, "close", None):
            close()
