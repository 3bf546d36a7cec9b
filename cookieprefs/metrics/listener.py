"""Where Prometheus asks: a small server beside the app, in every process that serves, all on one address."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterable
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from flask import Flask
from prometheus_client import CollectorRegistry, make_wsgi_app
from prometheus_client.multiprocess import MultiProcessCollector

from cookieprefs.metrics.standing import Standing
from cookieprefs.settings import SettingsError
from cookieprefs.store.db import db

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_OF_PROXIES = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
_PATIENCE = 10  # seconds that somebody who says nothing is waited for


class Metrics:
    """The WSGI app: `/metrics` for Prometheus, and nothing for what comes through a proxy."""

    def __init__(self, app: Flask, folder: Path) -> None:
        registry = CollectorRegistry()
        MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]
        registry.register(Standing(app))
        self._exposed: WSGIApplication = make_wsgi_app(registry)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer Prometheus."""
        if any(name in environ for name in _OF_PROXIES):
            words = "Metrics are not for visitors: take this address out of the web server.\n"
            return _refused("403 Forbidden", words, start_response)
        if environ["PATH_INFO"] != "/metrics":
            return _refused("404 Not Found", "Here is /metrics alone.\n", start_response)
        return self._exposed(environ, start_response)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_port = True  # each process of the server listens, and whichever is asked tells of all
    request_queue_size = 16

    def server_bind(self) -> None:
        # The parent's would look up our name, which can take seconds.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]
        self.setup_environ()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of who hung up."""


class _Handler(WSGIRequestHandler):
    timeout = _PATIENCE

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the parent's name
        """Say nothing of who asked."""


def listen(app: Flask, folder: Path, host: str, port: int) -> None:
    """Have this process answer Prometheus on an address, for as long as it lives.

    Raises `SettingsError` where the address cannot be had.
    """
    kind = type("_Server6", (_Server,), {"address_family": socket.AF_INET6}) if ":" in host else _Server
    try:
        server = kind((host, port), _Handler)
    except OSError as error:
        raise SettingsError(
            f"COOKIEPREFS_METRICS: {host}:{port} cannot be listened on: {error.strerror or error}; write another "
            "address of this machine, such as 127.0.0.1:9464"
        ) from error
    server.set_app(Metrics(app, folder))
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    with app.app_context():
        engine = db.engine
    # What a process forked from this one would inherit of connections is this one's.
    os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))


def _refused(status: str, words: str, start_response: StartResponse) -> Iterable[bytes]:
    start_response(status, [("Content-Type", "text/plain; charset=utf-8")])
    return [words.encode()]
