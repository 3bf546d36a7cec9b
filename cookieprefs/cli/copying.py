"""`cookieprefs db copy`: the ledger goes over to another database, and is checked there."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from cookieprefs import actions, elsewhere, schema
from cookieprefs.actions import Copied, LedgerUnavailableError, OtherLedgerError
from cookieprefs.cli.inspection import check_copy
from cookieprefs.cli.output import (
    FAULTY,
    Command,
    OutOfReachError,
    ToldError,
    as_written,
    counted,
    engine_here,
    here,
    listed,
    minute,
    progress_bar,
)
from cookieprefs.cli.verify import about_seals, tell
from cookieprefs.settings import parse_database_url
from cookieprefs.store import ledger, seals


class _Address(click.ParamType[str]):
    name = "url"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address with the driver that our extra installs."""
        try:
            return parse_database_url(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command("copy", cls=Command)
@click.argument("target", metavar="TARGET_URL", type=_Address())
@click.pass_context
@with_appcontext
def copy(ctx: click.Context, target: str) -> None:
    """Copy the whole ledger into the database at TARGET_URL, which has our schema and no other ledger of the site.

    Published versions, what they showed, records, seals, daily sums: as they are at the moment of the start, while
    visitors go on deciding here. What they decide meanwhile goes over when this is run again, which adds only what
    the target lacks; so does a run that was stopped. In the end the target is checked as `ledger verify` does.
    To switch: copy, stop cookieprefs, copy again, start it with the target's address.

    Exit code: 0 all of it is there, and whole; 1 the target holds another ledger, or not all is whole; 2 an
    option cannot be used; 3 one of the two databases cannot be used.
    """
    begun = here().clock()
    try:
        schema.check(engine_here())
        with elsewhere.opened(target, but=engine_here()) as there:
            done = _copy(there)
            faulty = [site for site in done.sites if not _is_whole(there, site)]
    except (schema.NotUpToDateError, elsewhere.ElsewhereError) as error:
        raise OutOfReachError(str(error)) from error
    except OtherLedgerError as error:
        raise ToldError(str(error)) from error
    if faulty:
        click.echo(f"Not all of {listed(faulty)} is whole; do not serve from the target before you know why.")
        ctx.exit(FAULTY)
    click.echo(_closing(begun))


def _copy(there: Session) -> Copied:
    source = here().sessions()
    total = here().reading(actions.rows_to_copy)
    try:
        with as_written(), progress_bar("Copying", total) as advance:
            done = actions.copy(source, there, progress=advance)
    except LedgerUnavailableError as error:
        raise OutOfReachError(
            f"the target cannot be written: {' '.join(str(error).split())}; what is there stays, "
            "and running this again goes on"
        ) from error
    added = listed(
        counted(number, noun)
        for number, noun in ((done.versions, "version"), (done.records, "record"), (done.seals, "seal"))
    )
    click.echo(f"Copied {added} that the target lacked.")
    if done.erased:
        click.echo(f"Erased {counted(done.erased, 'record')} there that had been erased here since.")
    return done


def _is_whole(there: Session, site: str) -> bool:
    """Check a site's ledger in the target, and whether it has as much of all as ours; tells what it finds."""
    with progress_bar(f"Checking {site}", ledger.count(there, site)) as advance:
        tally, found = check_copy(there, site, progress=advance)
    tell(tally)
    for said in about_seals(tally, found, seals.last(there, site), None):
        click.echo(said)
    uneven = actions.unlike(here().sessions(), there, site)
    for one in uneven:
        click.echo(f"{one.table} has {counted(one.there, 'row')} in the target and {one.here} here")
    return tally.is_whole and found.is_whole and not uneven


def _closing(begun: datetime) -> str:
    return (
        f"The target has all that was here at {minute(begun)}. To switch: stop cookieprefs, run this again, and "
        "start it with COOKIEPREFS_DATABASE_URL set to the target's address."
    )
