"""Serves the boat yard on one port, and on another what stands in for its visitor counter and its film host."""

from __future__ import annotations

import argparse
import threading
from pathlib import Path

from skerry import create_app
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.utils import send_file
from werkzeug.wrappers import Request, Response

HERE = Path(__file__).parent
STAND_INS = {"/count.js": "count.js", "/film": "film.html"}


class _Quiet(WSGIRequestHandler):
    def log_request(self, code="-", size="-") -> None:
        """Say nothing of each request: what matters is said at the start."""


def elsewhere(environ, start_response):
    """What the outside would answer: nothing beyond this machine is asked for anything."""
    name = STAND_INS.get(Request(environ).path)
    response = send_file(HERE / "stand-in" / name, environ) if name else Response("not here\n", 404)
    return response(environ, start_response)


def main() -> None:
    """Make the tables, publish the policy, serve, and say where."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=5002)
    port = parser.parse_args().port
    outside = make_server("127.0.0.1", 0, elsewhere, threaded=True, request_handler=_Quiet)
    threading.Thread(target=outside.serve_forever, daemon=True).start()
    app = create_app(
        COOKIEPREFS_PUBLIC_URL=f"http://localhost:{port}/cookies/",
        OUTSIDE=f"http://127.0.0.1:{outside.server_port}",
    )
    prepare(app)
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    print(f"Skerry Boats is at http://localhost:{port}/, its cookie policy at /cookies/.")
    print("Press Ctrl+C to stop.", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


def prepare(app) -> None:
    """What you would type once: `flask cookieprefs db upgrade` and `flask cookieprefs publish`."""
    for words in (["db", "upgrade"], ["publish", "--yes"]):
        done = app.test_cli_runner().invoke(args=["cookieprefs", *words])
        if done.exit_code:
            raise SystemExit(f"flask cookieprefs {' '.join(words)}\n{done.output}")


if __name__ == "__main__":
    main()
