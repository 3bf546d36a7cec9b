"""A web server whose pages a test writes: it remembers every request, and answers late where a test has it so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from werkzeug.wrappers import Request, Response

_PATIENCE = 60
"""Seconds after which an answer that nobody lets go of goes all the same."""

_UNASKED = "/favicon.ico"
"""What browsers ask every host for, unless told otherwise."""


class Host:
    """A WSGI app. A path that no test wrote a page for is not found."""

    def __init__(self) -> None:
        self._pages: dict[str, Callable[[Request], Response]] = {}
        self._held: dict[str, threading.Event] = {}
        self._asked_again = threading.Condition()
        self.requests: list[str] = []
        """Every address that was asked for, as path and query, in the order of arrival."""
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        """The same with the headers of the request, their names in lower case."""

    def serve(
        self,
        path: str,
        body: str | bytes,
        kind: str,
        headers: Mapping[str, str] | None = None,
        *,
        status: int = 200,
    ) -> str:
        """Answer a path with this from now on. Returns the path."""
        return self.answer(path, lambda _: Response(body, status=status, mimetype=kind, headers=headers or {}))

    def answer(self, path: str, make: Callable[[Request], Response]) -> str:
        """Answer a path with what is made of each request. Returns the path."""
        self._pages[path] = make
        return path

    @contextmanager
    def holding(self, path: str) -> Iterator[threading.Event]:
        """Keep answers to a path waiting until the event is set, or the block is left."""
        self._held[path] = event = threading.Event()
        try:
            yield event
        finally:
            event.set()
            del self._held[path]

    def wait_for(self, *paths: str) -> None:
        """Wait until each of these paths has been asked for."""

        def are_here() -> bool:
            return set(paths) <= {path for path, _ in self.asked}

        with self._asked_again:
            assert self._asked_again.wait_for(are_here, _PATIENCE), f"of {paths} only these: {self.requests}"

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        if request.path == _UNASKED:
            return Response(status=204)(environ, start_response)
        self._note(request)
        if event := self._held.get(request.path):
            event.wait(_PATIENCE)
        make = self._pages.get(request.path, self.otherwise)
        return make(request)(environ, start_response)

    def otherwise(self, request: Request) -> Response:
        """The answer where no test wrote one."""
        return Response("not found", status=404, mimetype="text/plain")

    def _note(self, request: Request) -> None:
        query = request.query_string.decode()
        with self._asked_again:
            self.requests.append(request.path + (f"?{query}" if query else ""))
            self.asked.append((request.path, {name.lower(): value for name, value in request.headers.items()}))
            self._asked_again.notify_all()
