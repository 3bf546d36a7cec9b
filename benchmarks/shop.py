"""One small shop on this machine: the same page once for each tool, our app below its path, and the tools' files.

Text is answered compressed, by brotli at its strongest, and kept by the browser as long as our own script says of
itself, so that no tool is better served than another.
"""

from __future__ import annotations

import mimetypes
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]  # it ships no types
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Response

from benchmarks import starter
from benchmarks.peers import unpacked
from benchmarks.tools import TOOLS, Site

PAGE = (
    '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Tisanes</title>'
    '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">{head}</head>'
    "<body><h1>Tisanes</h1>{text}{tail}</body></html>"
)
TEXT = "<p>Du tilleul, de la menthe et de la sauge, séchés lentement au grenier et emballés à la main.</p>" * 40
PAGES = ("", "/sauge")
"""What comes after a tool's own path: the page of the first visit, and the one that is opened next."""
KEPT = "public, max-age=600, stale-while-revalidate=3600"


@contextmanager
def opened() -> Iterator[str]:
    """The address of all of it on one free port, as long as the block lasts."""
    with ExitStack() as stack:
        folders = {one.path: stack.enter_context(unpacked(one.peer)) for one in TOOLS if one.peer}
        front = Front(folders)
        server = make_server("127.0.0.1", 0, front, threaded=True, request_handler=Quiet)
        address = f"http://localhost:{server.server_port}"
        front.open(stack.enter_context(starter.published(address, features=())))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield address
        server.shutdown()


class Quiet(WSGIRequestHandler):
    """Keeps connections open, as any server does, and tells nobody of each request."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002  the server's own name for it
        """Leave it untold."""


class Front:
    """The shop's web server: what is below our path goes to us, the rest is ready-made bytes."""

    def __init__(self, folders: dict[str, Path]) -> None:
        self.folders = folders
        self.pages: dict[str, bytes] = {}

    def open(self, app: Flask) -> None:
        """Write the pages, for the purposes and services that the app's site has."""
        self.ours = app
        with app.app_context():
            site = Site(app.extensions["cookieprefs"].version().policy)
        for tool in TOOLS:
            head, tail = tool.markup(site)
            for path in PAGES:
                self.pages[f"/{tool.path}{path}"] = PAGE.format(head=head, text=TEXT, tail=tail).encode()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith(f"{starter.MOUNT}/"):
            response = Response(*run_wsgi_app(self.ours, environ))
        else:
            response = self.plain(path)
        if "br" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            compress(response)
        return response(environ, start_response)

    def plain(self, path: str) -> Response:
        """A page, or one of a tool's files."""
        if path in self.pages:
            return Response(self.pages[path], mimetype="text/html")
        name, _, rest = path.removeprefix("/").partition("/")
        if name in self.folders and (file := self.folders[name] / rest).is_file():
            mimetype = mimetypes.guess_type(path)[0]
            return Response(file.read_bytes(), mimetype=mimetype, headers={"Cache-Control": KEPT})
        return Response(status=204)


def compress(response: Response) -> None:
    """Put text into brotli, once for each content; our app has done so with some of its own."""
    if response.status_code != 200 or "Content-Encoding" in response.headers:
        return
    if (response.mimetype or "").startswith(("text/", "application/j")):
        response.data = compressed(response.get_data())
        response.headers["Content-Encoding"] = "br"


@lru_cache(maxsize=256)
def compressed(content: bytes) -> bytes:
    """The content at the quality for what is compressed once and served often."""
    return bytes(brotli.compress(content, mode=brotli.MODE_TEXT, quality=11))
