"""A slow line to every server of the browser tests, for runs with `--slow-assets` and its kind."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

_KINDS = {
    "style": "assets",
    "script": "assets",
    "empty": "answers",
    "document": "pages",
    "iframe": "pages",
}
"""What is slow together, by what a browser says that it wants a file for (`Sec-Fetch-Dest`)."""

_ENDINGS = (".css", ".js")
"""The assets, where a browser says nothing, as on plain http."""


class Slow:
    """A WSGI middleware that keeps what is slow waiting, half of the time on the way there."""

    seconds: ClassVar[dict[str, float]] = {}
    """How long each kind takes. Every post is an answer that a page waits for."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        half = self.seconds.get(self._kind(environ), 0) / 2
        time.sleep(half)
        answer = self._app(environ, start_response)
        time.sleep(half)
        return answer

    def _kind(self, environ: dict[str, Any]) -> str:
        if environ["REQUEST_METHOD"] == "POST":
            return "answers"
        otherwise = "script" if environ["PATH_INFO"].endswith(_ENDINGS) else ""
        return _KINDS.get(environ.get("HTTP_SEC_FETCH_DEST", otherwise), "")
