"""`cookieprefs db`: Flask-Migrate's commands, and ours beside them."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy as copied
from typing import cast

import click
from flask.cli import with_appcontext
from flask_migrate.cli import db as migrations  # type: ignore[import-not-found]  # its stubs leave this module out

from cookieprefs import schema
from cookieprefs.cli.copying import copy
from cookieprefs.cli.output import engine_here
from cookieprefs.cli.role import role

OURS = (copy, role)
_READERS = ("check", "current", "downgrade", "upgrade")
"""Those of theirs that look which revision a database is at, and know no word for one that they do not know."""


def _refusing(theirs: click.Command) -> click.Command:
    """A copy of a command of theirs that says first where the database is a newer release's."""
    made, run = copied(theirs), cast("Callable[..., object]", theirs.callback)

    @with_appcontext
    def checked(**given: object) -> object:
        schema.refuse_newer(engine_here())
        return run(**given)

    made.callback = checked
    return made


def _with_ours(theirs: click.Group) -> click.Group:
    """A group of its own: theirs is that of every Flask app in this process, a host's too."""
    refusing = {name: _refusing(theirs.commands[name]) for name in _READERS}
    return click.Group(
        "db",
        commands={**theirs.commands, **refusing, **{str(one.name): one for one in OURS}},
        params=theirs.params,
        callback=theirs.callback,
        help="Bring the schema up to date, say who may do what, and move the ledger to another database.",
    )


group = _with_ours(migrations)
