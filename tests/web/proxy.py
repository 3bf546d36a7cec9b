"""The operator's reverse proxy: TLS ends there, and the upstream sees plain http on a port of its own."""

from __future__ import annotations

from flask import Flask


class Proxy:
    """Stands before an app and passes on what comes to `https://shop.test<prefix>/`, as nginx and others do.

    It `tells` the prefix as a server does that has the app below a path of its own, in SCRIPT_NAME.
    """

    def __init__(self, app: Flask, prefix: str, *, strips: bool, tells: bool = False, **headers: str) -> None:
        self.upstream, self.prefix, self.strips = app.wsgi_app, prefix, strips
        self.script_name = prefix if tells else ""
        self.headers = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        app.wsgi_app = self

    def __call__(self, environ, start_response):
        """Forward one request."""
        path = environ["SCRIPT_NAME"] + environ["PATH_INFO"]
        assert path.startswith(self.prefix), f"{path} left the mount; the site itself would get it"
        environ["SCRIPT_NAME"] = self.script_name
        environ["PATH_INFO"] = path.removeprefix(self.prefix) if self.strips else path
        environ["wsgi.url_scheme"] = "http"
        environ["HTTP_HOST"] = "127.0.0.1:8000"
        environ["SERVER_NAME"], environ["SERVER_PORT"] = "127.0.0.1", "8000"
        environ.update(self.headers)
        return self.upstream(environ, start_response)
