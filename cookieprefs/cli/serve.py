"""`cookieprefs serve`: the app behind a real server."""

from __future__ import annotations

import os
import socket
import sys
from importlib.util import find_spec

import click

from cookieprefs.serving.plan import MOST_WORKERS, Plan, default_workers
from cookieprefs.settings import demand, from_environment

SERVERS = {"gunicorn": "server", "granian": "granian"}
"""Each server that can be chosen, the best one first, with the extra of ours that installs it."""

_LONGEST_PATH = 100  # bytes; what the kernel takes for a socket's path is 104 on some systems, 108 on others


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port.")
@click.option("--bind", metavar="unix:PATH", help="A Unix socket, in the place of host and port.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help=f"How many processes; else one for each core, from 2 to {MOST_WORKERS}.",
)
@click.option(
    "--server",
    type=click.Choice(list(SERVERS)),
    default=next(iter(SERVERS)),
    show_default=True,
    help="Which server.",
)
def serve(host: str, port: int, bind: str | None, workers: int | None, server: str) -> None:
    """Serve for real: below a proxy of yours, on as many cores as there are.

    Needs COOKIEPREFS_PUBLIC_URL and COOKIEPREFS_SECRET_KEY, the schema of this release, and something published.
    SIGHUP brings in a new release without losing a decision; SIGTERM ends when all are answered.

    Exit code: 0 told to end; 2 a setting or an option cannot be used; 3 there is nothing to serve yet.
    """
    settings = from_environment()
    demand(settings)
    _require(server)
    plan = Plan(
        server=server,
        host=host,
        port=port,
        socket=None if bind is None else _path(bind),
        workers=workers or default_workers(),
        log=settings.log or "text",
    )
    _try_to_listen(plan)
    # A process of its own, with this one's number: whoever supervises it knows it by that.
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-P", "-m", "cookieprefs.serving", plan.as_text()])  # noqa: S606


def _require(server: str) -> None:
    """Refuse to begin without what serves."""
    for needed in (server, "whitenoise"):
        if find_spec(needed) is None:
            extra = SERVERS[server]
            raise click.UsageError(f"{needed} is not installed; run: pip install 'cookieprefs[{extra}]'")


def _path(bind: str) -> str:
    kind, _, path = bind.partition(":")
    if kind != "unix" or not path:
        raise click.BadParameter(
            f"{bind!r} is no socket; write unix:/run/cookieprefs/http.sock, or use --host and --port",
            param_hint="--bind",
        )
    if len(os.fsencode(os.path.abspath(path))) > _LONGEST_PATH:
        raise click.BadParameter(f"the path is longer than {_LONGEST_PATH} bytes", param_hint="--bind")
    return os.path.abspath(path)


def _try_to_listen(plan: Plan) -> None:
    """Find out now what the server would tell at length, and again and again."""
    if os.environ.get("LISTEN_PID") == str(os.getpid()):
        return  # systemd listens for us
    try:
        if plan.socket:
            if not os.access(os.path.dirname(plan.socket), os.W_OK | os.X_OK):
                raise OSError("its folder is not there, or may not be written to")
            return
        family, *_, address = socket.getaddrinfo(plan.host, plan.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        where = f"unix:{plan.socket}" if plan.socket else f"{plan.host} port {plan.port}"
        raise click.UsageError(f"{where} cannot be listened at: {error.strerror or error}") from error
