"""`cookieprefs gpc`: what a site says of Global Privacy Control at the root of its host (G-05)."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from cookieprefs.cli.output import Command, here, print_json
from cookieprefs.core import signals


@click.command("gpc", cls=Command)
@with_appcontext
def gpc() -> None:
    """Print the file /.well-known/gpc.json.

    Browsers look for it at the root of a host, where cookieprefs itself is not mounted: save it there, or have
    the proxy send that address to ours. Its date is that of the last published version.

    Exit code: 0 printed; 2 a setting or an option cannot be used; 3 the database cannot be used, or nothing is
    published.
    """
    print_json(dict(signals.support(here().version())))
