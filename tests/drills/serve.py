"""The app served by threads, in a process that a drill may kill: `python -m tests.drills.serve`.

Reads our settings from the environment. A number as its argument is how long it waits for locks, in seconds, in
the place of ours. On `start` it has a process serve, which says `serving PID PORT` once it listens; on `kill` that
process is ended as by a power cut, and it says `killed`. What takes long, the importing, is done once, before.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from werkzeug.serving import make_server

from cookieprefs.store import db
from tests.browser.site import Quiet


def main(arguments: Sequence[str]) -> None:
    """Do as each line says; when no more can come, end the process that serves."""
    if arguments:
        # Before what takes it over is imported, with the app.
        db.BUSY_SECONDS = float(arguments[0])
    import cookieprefs.app  # noqa: F401

    serving = None
    for line in sys.stdin:
        if line == "start\n":
            serving = os.fork() or _serve()
        elif serving:
            _kill(serving)
            serving = None
    if serving:
        _kill(serving)


def _serve() -> NoReturn:
    from cookieprefs import create_app

    os.setsid()
    server = make_server("127.0.0.1", 0, create_app(), threaded=True, request_handler=Quiet)
    _say(f"serving {os.getpid()} {server.server_port}")
    server.serve_forever()
    sys.exit()


def _kill(process: int) -> None:
    os.killpg(process, signal.SIGKILL)
    os.waitpid(process, 0)
    _say("killed")


def _say(line: str) -> None:
    """In one piece, which those who share the pipe cannot break."""
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1:])
