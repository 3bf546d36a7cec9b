"""`cookieprefs init`: the files that an operator begins with."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from cookieprefs import firstrun
from cookieprefs.cli.output import Command, here


@click.command("init", cls=Command)
@with_appcontext
def init() -> None:
    """Write a starter site file and policy texts into the instance, to be edited.

    What is there already stays as it is.
    """
    folder = here().settings.instance
    if not firstrun.write_starter(folder):
        click.echo(f"A site file stands in {folder} already, so nothing was written.")
