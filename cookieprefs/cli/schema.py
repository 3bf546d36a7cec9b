"""`flask cookieprefs db`: our schema in a host app's database, by our own migrations."""

from __future__ import annotations

import click

from cookieprefs import schema
from cookieprefs.cli.copying import copy
from cookieprefs.cli.output import FAULTY, Group, engine_here
from cookieprefs.cli.role import role


@click.group("db", cls=Group)
def group() -> None:
    """Bring our tables up to date in the app's database; the app's own migrations are not touched.

    Exit code of each command: 0 done; 1 the schema is not up to date; 3 the database cannot be used.
    """


@group.command("upgrade")
def upgrade() -> None:
    """Create our tables, or bring them up to date."""
    engine = engine_here()
    before = schema.present(engine)
    schema.upgrade(engine)
    after = schema.present(engine)
    click.echo(f"The schema is up to date ({after})." if before == after else f"The schema is at {after} now.")


@group.command("current")
@click.pass_context
def current(ctx: click.Context) -> None:
    """Show the revision that the database is at, and the one that this release works with."""
    found, wanted = schema.present(engine_here()), schema.newest()
    click.echo(f"The database is at {found or 'no revision'}; this release works with {wanted}.")
    if found != wanted:
        click.echo("Run: flask cookieprefs db upgrade")
        ctx.exit(FAULTY)


for _one in (copy, role):
    group.add_command(_one)
