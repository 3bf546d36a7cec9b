"""`cookieprefs db role`: what a role of PostgreSQL needs that serves without owning the tables."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from cookieprefs import schema
from cookieprefs.cli.output import FAULTY, Command, ToldError, engine_here


@click.command("role", cls=Command)
@click.argument("name")
@click.option(
    "--operates", is_flag=True, help="What publishing, sealing and pruning need too: for who runs these commands."
)
@click.option("--apply", "applies", is_flag=True, help="Run it, as the role that owns the tables.")
@click.pass_context
@with_appcontext
def role(ctx: click.Context, name: str, operates: bool, applies: bool) -> None:
    """Print the SQL that gives the role NAME of PostgreSQL what serving needs, and takes from it all else.

    It may then read and add, change nothing but daily sums, and delete nothing; what a visitor asks to be
    forgotten is erased by a function of the owner's. With --apply it is run, and looked at: where the role may do
    more after all, by a role that it belongs to or because it owns something, that is said.

    Exit code: 0 done; 1 there is no such role, or it may do more than it should; 2 an option cannot be used;
    3 the database cannot be used.
    """
    try:
        if not applies:
            _print(schema.rights_of(engine_here(), name, operates=operates))
            return
        found = schema.grant(engine_here(), name, operates=operates)
    except (schema.RightsError, schema.NotUpToDateError) as error:
        raise ToldError(str(error)) from error
    for sentence in found:
        click.echo(sentence, err=True)
    click.echo(f"{name} has what it needs" + (", and more than that." if found else ", and no more."))
    if found:
        ctx.exit(FAULTY)


def _print(statements: tuple[str, ...]) -> None:
    """SQL alone, so that it can be piped into psql: all of it, or nothing."""
    for one in ("BEGIN", *statements, "COMMIT"):
        click.echo(f"{one};")
