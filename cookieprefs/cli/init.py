"""`cookieprefs init`: the files that an operator begins with."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from cookieprefs import firstrun
from cookieprefs.cli.output import Command, ToldError, here


@click.command("init", cls=Command)
@with_appcontext
def init() -> None:
    """Write a starter site file and policy texts into the instance, to be edited.

    What is there already stays as it is.

    Exit code: 0 done, or a site file is there already; 1 nothing could be written;
    2 a setting or an option cannot be used.
    """
    folder = here().settings.instance
    try:
        is_written = firstrun.write_starter(folder)
    except OSError as error:
        raise ToldError(
            f"The starter site cannot be written into {folder} ({error.strerror}). Let this account write there, "
            "or name another folder in COOKIEPREFS_INSTANCE."
        ) from error
    if not is_written:
        click.echo(f"A site file stands in {folder} already, so nothing was written.")
