"""`cookieprefs ledger seal` and `seals`: one digest over what no seal names yet, and the lines to publish."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from cookieprefs import actions
from cookieprefs.cli.output import ToldError, as_json_option, as_written, counted, here, print_json, progress_bar
from cookieprefs.core.seal import Seal, line
from cookieprefs.store import ledger, seals


@click.command("seal")
@as_json_option
@with_appcontext
def seal(as_json: bool) -> None:
    """Seal all records that no earlier seal names, and print the line to publish.

    The line is one digest over all of them and says nothing of anybody. Put it where you cannot change it later:
    a public page, a newspaper, a notary. From then on `ledger verify --seal LINE` finds whatever was changed,
    removed or added in what it covers, whoever did it. Visitors decide meanwhile; a seal that was stopped in
    the midst is gone on with.
    """
    runtime = here()
    site = runtime.version().policy.site.key
    total = runtime.reading(lambda session: ledger.count(session, site))
    try:
        with as_written(), progress_bar("Sealing", total) as progress:
            made = actions.seal(runtime.sessions(), site, now=runtime.clock(), progress=progress)
    except actions.AlreadySealingError as error:
        raise ToldError(str(error)) from error
    if as_json:
        print_json({"seal": None if made is None else _as_json(made)})
    elif made is None:
        click.echo("There is nothing to seal: every record is named by a seal.")
    else:
        click.echo(line(made))
        click.echo(f"{counted(made.records, 'record')} sealed. Publish the line above.", err=True)


@click.command("seals")
@as_json_option
@with_appcontext
def list_seals(as_json: bool) -> None:
    """List all seals, the oldest first: the lines that there are to publish."""
    runtime = here()
    site = runtime.version().policy.site.key
    found = runtime.reading(lambda session: seals.all_of(session, site))
    unfinished = runtime.reading(lambda session: seals.unfinished(session, site))
    if as_json:
        print_json([_as_json(one) for one in found])
        return
    for one in found:
        click.echo(line(one))
    if not found:
        click.echo("There are no seals yet; run: cookieprefs ledger seal", err=True)
    if unfinished:
        click.echo(
            f"Seal {unfinished.number} has {counted(unfinished.records, 'record')} and is not closed: it is being "
            "made now, or was stopped. Go on with it: cookieprefs ledger seal",
            err=True,
        )


def _as_json(one: Seal) -> dict[str, object]:
    return {
        "number": one.number,
        "sealed_at": one.sealed_at.isoformat(),
        "records": one.records,
        "root": one.root,
        "previous": one.previous,
        "digest": one.digest,
        "line": line(one),
    }
