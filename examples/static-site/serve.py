"""Serves the orchard's pages and cookieprefs under /cookies/ on one port, as a site's web server would.

A second port plays the film host: nothing outside of this machine is asked for anything.
"""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import threading
from pathlib import Path

from werkzeug.security import safe_join
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.utils import redirect, send_file
from werkzeug.wrappers import Request, Response

HERE = Path(__file__).parent
MOUNT = "/cookies"
FILMS = "https://films.example"
"""The film host that the pages name; on this machine its stand-in takes its place."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self' {films}; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
"""As strict as a static site can be: cookieprefs needs no more than 'self'."""


class Site:
    """The web server: pages from a folder, and everything below /cookies/ passed on to cookieprefs."""

    def __init__(self, cookieprefs, films: str) -> None:
        self.cookieprefs, self.films = cookieprefs, films

    def __call__(self, environ, start_response):
        """Answer one request."""
        path = environ["PATH_INFO"]
        if path == "/.well-known/gpc.json":
            # Browsers look for it at the root of a host; cookieprefs has it below its own path.
            environ["PATH_INFO"] = path = MOUNT + path
        if path == MOUNT or path.startswith(f"{MOUNT}/"):
            return self.cookieprefs(environ, start_response)
        return self._page(Request(environ))(environ, start_response)

    def _page(self, request: Request) -> Response:
        file = _file(HERE / "pages", request.path)
        if file is None:
            return Response("There is no such page.\n", 404, mimetype="text/plain")
        if file.suffix != ".html":
            return send_file(file, request.environ, max_age=600)
        text = file.read_text(encoding="utf-8").replace(FILMS, self.films)
        headers = {"Content-Security-Policy": POLICY.format(films=self.films), "Cache-Control": "no-cache"}
        return Response(text, headers=headers, mimetype="text/html")


class Films:
    """The stand-in for the film host: one player for every film, and the cookie that such a host sets."""

    def __call__(self, environ, start_response):
        """Answer one request."""
        if not environ["PATH_INFO"].startswith("/embed/"):
            return redirect("/embed/pruning")(environ, start_response)
        response = send_file(HERE / "stand-in" / "player.html", environ, max_age=600)
        response.set_cookie("reel_viewer", secrets.token_hex(8), max_age=30 * 24 * 60 * 60, samesite="Lax")
        return response(environ, start_response)


class _Quiet(WSGIRequestHandler):
    def log_request(self, code="-", size="-") -> None:
        """Say nothing of each request: what matters is said at the start."""


def main() -> None:
    """Prepare, serve, and say where."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=5001)
    port = parser.parse_args().port
    _set(port)
    _shell("db", "upgrade")
    _shell("publish", "--yes")

    # Imported late: it reads the settings that were just made.
    import cookieprefs

    films = make_server("127.0.0.1", 0, Films(), threaded=True, request_handler=_Quiet)
    threading.Thread(target=films.serve_forever, daemon=True).start()
    site = Site(cookieprefs.create_app(), f"http://127.0.0.1:{films.server_port}")
    server = make_server("127.0.0.1", port, site, threaded=True, request_handler=_Quiet)
    print(f"The orchard's pages are at http://localhost:{port}/, its cookie policy at /cookies/.")
    print("Press Ctrl+C to stop.", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


def _set(port: int) -> None:
    """The settings of cookieprefs, where you have not set them yourself."""
    os.environ.setdefault("COOKIEPREFS_INSTANCE", str(HERE / "instance"))
    os.environ.setdefault("COOKIEPREFS_PUBLIC_URL", f"http://localhost:{port}{MOUNT}/")
    os.environ.setdefault("COOKIEPREFS_SECRET_KEY", secrets.token_hex(32))


def _shell(*words: str) -> None:
    """Run a command of cookieprefs, as an operator types it."""
    program = [sys.executable, "-c", "from cookieprefs.cli import main; main()", *words]
    done = subprocess.run(program, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"cookieprefs {' '.join(words)}\n{done.stdout}{done.stderr}")


def _file(folder: Path, path: str) -> Path | None:
    """The file behind a path: `/` is index.html, `/trees` is trees.html."""
    found = safe_join(str(folder), path.strip("/") or "index")
    for written in (found, f"{found}.html"):
        if found and Path(written).is_file():
            return Path(written)
    return None


if __name__ == "__main__":
    main()
