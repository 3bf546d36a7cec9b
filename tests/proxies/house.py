"""A site behind a real proxy: its pages, our app, the vendors that its pages name."""

from __future__ import annotations

import itertools
import os
import socket
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Request, Response

from cookieprefs.serving.files import Files
from tests.browser.line import Line
from tests.browser.shop import LINE
from tests.browser.site import Site, listening
from tests.browser.vendors import Vendors
from tests.proxies import certificate
from tests.proxies.proxies import DEPLOY, KINDS, Ground, running
from tests.proxies.wire import Wire

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

MOUNTS = {"path": ("site.example", "/cookies"), "host": ("cookies.site.example", "")}
"""The host and the path under which cookieprefs is mounted."""

BESIDE = "beside"
"""At the root of a host of its own, beside the site's host: one proxy serves both."""

_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Upstream:
    """What listens where cookieprefs would: the app of the present test."""

    def __init__(self) -> None:
        self.app: Callable[..., Iterable[bytes]] = Response("nobody is here", status=500)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return self.app(environ, start_response)


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A proxy that runs, as long as the tests do."""

    kind: str
    host: str
    mount: str
    ground: Ground
    upstream: Upstream
    wire: Wire

    @property
    def url(self) -> str:
        """Where the host is served, without a slash at its end."""
        return f"https://{self.host}:{self.ground.https}"

    @property
    def site(self) -> str:
        """Where the site's host is served, which is another where cookieprefs has one of its own."""
        return f"https://{MOUNTS['path'][0]}:{self.ground.https}"


@dataclass(frozen=True, kw_only=True)
class House:
    """A proxy with the app of one test behind it."""

    stand: Stand
    site: Site
    vendors: Vendors
    line: Line = field(repr=False)

    @property
    def wire(self) -> Wire:
        """A visitor without a browser."""
        return self.stand.wire

    @property
    def mount(self) -> str:
        """Our path, without a slash at its end."""
        return self.stand.mount

    def page(self, path: str, body: str, *, line: str = LINE) -> str:
        """Write a page of the site's, for the proxy to serve. Returns its path."""
        head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>{line}</head>'
        file = self.stand.ground.pages / ("index.html" if path == "/" else path.lstrip("/"))
        file.write_text(f"{head}<body>{body}</body></html>", encoding="utf-8")
        file.chmod(0o644)
        return path


class Street:
    """All proxies that were needed so far. Each is started once."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._stands: dict[tuple[str, str], Stand] = {}
        # Below the ports that connections take for themselves, and apart from those of a process beside this one.
        start = 20_000 + os.getpid() * 97 % 10_000
        self._ports = (port for port in itertools.count(start) if _is_free(port))
        self.top = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cookieprefs-proxies-")))
        # A proxy that was started by root reads as nobody.
        self.top.chmod(0o755)
        self.certificate = certificate.make(self.top)

    def with_files(self, app: WSGIApplication, mount: str) -> Files:
        """The app with our static files before it, compressed, as `cookieprefs serve` has it."""
        files = Files(app, mount, self.top / "static")
        files.squeezing.join()
        return files

    def stand(self, kind: str, mount: str) -> Stand:
        """The running proxy of this kind, with cookieprefs on the site's host or on one of its own."""
        found = self._stands.get((kind, mount))
        if found is None:
            found = self._stands[kind, mount] = self._start(kind, mount)
        return found

    def _start(self, kind: str, mount: str) -> Stand:
        host, path = MOUNTS["host" if mount == BESIDE else mount]
        hosts = (host, MOUNTS["path"][0]) if mount == BESIDE else (host,)
        upstream = Upstream()
        ground = self._ground(f"{kind}-{mount}", upstream)
        self._stack.enter_context(running(KINDS[kind], hosts, ground))
        wire = Wire(host, ground.https, ground.http, self.certificate.chain)
        return Stand(kind=kind, host=host, mount=path, ground=ground, upstream=upstream, wire=wire)

    def _ground(self, name: str, upstream: Upstream) -> Ground:
        own, pages = self.top / name, self.top / f"{name}-pages"
        own.mkdir()
        pages.mkdir()
        files = _Files(pages)
        return Ground(
            folder=own,
            https=next(self._ports),
            http=next(self._ports),
            app=self._stack.enter_context(listening(upstream)),
            files=self._stack.enter_context(listening(files)),
            pages=pages,
            certificates=self.top,
        )


class _Files:
    """The second server that HAProxy needs: it serves the site's pages."""

    def __init__(self, pages: Path) -> None:
        self._pages = pages

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        return self._answer(request).make_conditional(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        file = self._pages / (request.path.removeprefix("/") or "index.html")
        if not file.is_file():
            return Response("not found", status=404, mimetype="text/plain")
        response = Response(file.read_bytes(), mimetype=_KINDS[file.suffix])
        response.headers["Cache-Control"] = "public, no-cache"
        response.add_etag()
        return response


def counted(address: str) -> str:
    """The markup of a gated script."""
    return f'<script type="text/plain" data-service="matomo" data-src="{address}"></script>'


def included_page(house: House) -> str:
    """The page of `deploy/` that the proxy puts together, with a vendor of ours in it. Returns its path."""
    text = (DEPLOY / house.stand.kind / "page.shtml").read_text(encoding="utf-8")
    vendor = "https://stats.site.example"
    assert vendor in text
    file = house.stand.ground.pages / "page.shtml"
    file.write_text(text.replace(vendor, house.vendors.url), encoding="utf-8")
    file.chmod(0o644)
    return "/page.shtml"


@contextmanager
def street() -> Iterator[Street]:
    """A street without a house yet; all that was started ends with the block."""
    with ExitStack() as stack:
        yield Street(stack)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
