"""`cookieprefs db`: Flask-Migrate's commands, and ours beside them."""

from __future__ import annotations

import click
from flask_migrate.cli import db as migrations  # type: ignore[import-not-found]  # its stubs leave this module out

from cookieprefs.cli.copying import copy
from cookieprefs.cli.role import role

OURS = (copy, role)


def _with_ours(theirs: click.Group) -> click.Group:
    """A group of its own: theirs is that of every Flask app in this process, a host's too."""
    return click.Group(
        "db",
        commands={**theirs.commands, **{str(one.name): one for one in OURS}},
        params=theirs.params,
        callback=theirs.callback,
        help="Bring the schema up to date, say who may do what, and move the ledger to another database.",
    )


group = _with_ours(migrations)
