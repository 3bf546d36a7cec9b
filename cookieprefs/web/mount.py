"""Where we are mounted, as the operator says: no header of a proxy or a client can say otherwise (DESIGN 11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.utils import redirect

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Mount:
    """Gives every request the scheme, host and prefix of the public URL.

    The proxy may pass the prefix on or strip it: both arrive at the same page.
    """

    def __init__(self, app: WSGIApplication, public_url: str) -> None:
        parts = urlsplit(public_url)
        self._app = app
        self._scheme = parts.scheme
        self._host = parts.netloc
        self._prefix = parts.path.rstrip("/")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request as one to the public URL."""
        path: Any = environ.get("PATH_INFO", "")
        if self._prefix and path == self._prefix:
            # Below the slash only is the id cookie sent (RFC 6265, path matching).
            query = environ.get("QUERY_STRING", "")
            return redirect(f"{path}/{'?' if query else ''}{query}", code=308)(environ, start_response)
        if self._prefix and path.startswith(self._prefix + "/"):
            path = path[len(self._prefix) :]
        environ["SCRIPT_NAME"] = self._prefix
        environ["PATH_INFO"] = path or "/"
        environ["wsgi.url_scheme"] = self._scheme
        environ["HTTP_HOST"] = self._host
        return self._app(environ, start_response)
