"""A slow line to every server of the browser tests, for runs with `--slow-assets` or `--slow-answers`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

_ASSETS = ("style", "script")
"""What browsers fetch and a page goes on without, as they say it themselves (`Sec-Fetch-Dest`)."""

_ENDINGS = (".css", ".js")
"""The same where a browser says nothing, as on plain http."""


class Slow:
    """A WSGI middleware that keeps what is slow waiting, half of the time on the way there."""

    assets: ClassVar[float] = 0.0
    """Seconds that stylesheets and scripts take."""

    answers: ClassVar[float] = 0.0
    """Seconds that posts take, and whatever else a script asks for."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        half = self._taken(environ) / 2
        time.sleep(half)
        answer = self._app(environ, start_response)
        time.sleep(half)
        return answer

    def _taken(self, environ: dict[str, Any]) -> float:
        asset = environ["PATH_INFO"].endswith(_ENDINGS)
        destination = environ.get("HTTP_SEC_FETCH_DEST", "script" if asset else "")
        if destination in _ASSETS:
            return self.assets
        if environ["REQUEST_METHOD"] == "POST" or destination == "empty" or "HTTP_HX_REQUEST" in environ:
            return self.answers
        return 0.0
