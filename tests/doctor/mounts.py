"""A site's web server in front of the real app, right in all that the doctor looks at, for a test to break."""

from __future__ import annotations

import gzip
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from cookieprefs.doctor.examine import Examined, examine, hosts
from cookieprefs.doctor.fetch import Fetcher
from tests.browser.site import Quiet

HOST = "shop.test"
PAGE = (
    '<!doctype html><html lang="en"><head><title>Shop</title>{line}</head><body>'
    '<a href="{mount}preferences" data-cookieprefs="preferences">Cookie Preferences</a>{more}</body></html>'
)
GPC = "/.well-known/gpc.json"


class Front:
    """A WSGI app: the site's own pages, and ours below a path. Each attribute is a way to break it."""

    def __init__(self) -> None:
        self.app: Callable[..., object] | None = None
        self.prefix = "/cookies"
        self.strips = False
        self.compresses = True
        self.answers: dict[str, Callable[[Request], Response]] = {}
        """What stands in for whatever would answer a path."""
        self.edits: list[Callable[[str, Response], None]] = []
        """What is done to each answer of ours on its way."""
        self.incoming: list[Callable[[dict[str, object]], None]] = []
        """What is done to each request to us on its way."""
        self.asked: list[tuple[str, str]] = []
        """Every request, by method and path."""

    def __call__(self, environ, start_response):
        """Answer one request."""
        request = Request(environ)
        self.asked.append((request.method, request.path))
        return self._answer(request)(environ, start_response)

    def _answer(self, request: Request) -> Response:
        path = request.path
        if path in self.answers:
            return self.answers[path](request)
        if self.app and (path == self.prefix or path.startswith(f"{self.prefix}/")):
            return self._ours(request)
        return Response("not found", 404)

    def _ours(self, request: Request) -> Response:
        environ = dict(request.environ)
        for change in self.incoming:
            change(environ)
        if self.strips:
            environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix(self.prefix) or "/"
        response = Response.from_app(self.app, environ, buffered=True)
        for edit in self.edits:
            edit(request.path, response)
        is_text = response.mimetype.startswith("text/") and "Content-Encoding" not in response.headers
        if self.compresses and response.status_code == 200 and is_text:
            response.set_data(gzip.compress(response.get_data(), 1))
            response.headers["Content-Encoding"] = "gzip"
            response.headers.add("Vary", "Accept-Encoding")
        return response

    def says(self, path: str, body: str = "", status: int = 200, kind: str = "text/html", **headers: str) -> None:
        """Answer a path with this from now on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = lambda _: Response(body, status, named, mimetype=kind)

    def leads(self, path: str, target: str, status: int = 302) -> None:
        """Redirect a path from now on."""
        self.answers[path] = lambda _: Response("", status, {"Location": target})

    def page(
        self, path: str = "/", *, mount: str = "/cookies/", line: str | None = None, more: str = "", **headers
    ):
        """Write a page of the site's; the line stands in its head."""
        written = f'<script src="{mount}embed.js" async></script>' if line is None else line
        self.says(path, PAGE.format(line=written, more=more, mount=mount), **headers)

    def header(self, name: str, value: str | None, *ends: str) -> None:
        """Put a header into answers of ours, or take it out; into all, or those whose path ends so."""

        def edit(path: str, response: Response) -> None:
            if not ends or path.endswith(ends):
                response.headers.pop(name, None)
                if value is not None:
                    response.headers[name] = value

        self.edits.append(edit)

    def set_cookie(self, old: str, new: str) -> None:
        """Rewrite our Set-Cookie headers, as proxy_cookie_path and others do."""

        def edit(path: str, response: Response) -> None:
            written = [one.replace(old, new) for one in response.headers.getlist("Set-Cookie")]
            response.headers.setlist("Set-Cookie", written)

        self.edits.append(edit)


@contextmanager
def serving(front: Front, certificate: Path | None = None) -> Iterator[int]:
    """Serve on a free port as long as the block lasts, by https where there is a certificate."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
    server = make_server("127.0.0.1", 0, front, threaded=True, request_handler=Quiet, ssl_context=context)
    server.log = lambda *_: None  # a refused handshake is what some tests are about
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def certificate(folder: Path, *names: str, days: int = 90) -> Path:
    """A key and a certificate for these names, signed by itself, in one file."""
    file = folder / f"{names[0]}-{days}.pem"
    alternatives = ",".join(f"DNS:{one}" for one in names)
    program = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    options = ["-days", str(days), "-subj", f"/CN={names[0]}", "-addext", f"subjectAltName={alternatives}"]
    subprocess.run([*program, *options, "-keyout", file, "-out", f"{file}.crt"], check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + Path(f"{file}.crt").read_bytes())
    return file


def examined(url: str, *pages: str, ca: Path | None = None, also: tuple[str, ...] = (), **options) -> Examined:
    """What the doctor finds."""
    fetcher = Fetcher({*hosts(url, pages), *also}, authority=str(ca) if ca else None)
    return examine(fetcher, url, pages, **options)


def keys(found: Examined) -> set[str]:
    """The keys of all findings."""
    return {one.key for one in found.findings}
