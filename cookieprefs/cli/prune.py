"""`cookieprefs ledger prune`: erase what was kept as long as the site file says."""

from __future__ import annotations

from datetime import datetime

import click
from flask.cli import with_appcontext

from cookieprefs import actions
from cookieprefs.cli.output import (
    Json,
    as_json_option,
    counted,
    here,
    length,
    minute,
    print_json,
    progress_bar,
)
from cookieprefs.cli.traces import leave_no_trace
from cookieprefs.core import keeping
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import moment
from cookieprefs.store import erasure


@click.command("prune")
@click.option("--dry-run", is_flag=True, help="Only tell what is due.")
@click.option(
    "--vacuum",
    is_flag=True,
    help="Write the database anew afterwards, its free space left out. Nobody can decide while it lasts.",
)
@as_json_option
@with_appcontext
def prune(dry_run: bool, vacuum: bool, as_json: bool) -> None:
    """Erase the records of decisions that ended longer ago than their proof is to be kept.

    For how long is what the version in force now says, whichever version a decision was made under. Visitors can
    decide meanwhile, and where a call was stopped the next one goes on. What stays of a record is its place in its
    chain, which says "erased", and what it adds to the daily sums. In the end SQLite's log is emptied, of what
    visitors erased themselves too.
    """
    if dry_run and vacuum:
        raise click.UsageError("--dry-run changes nothing, so it cannot go with --vacuum; leave one of them out")
    version = here().version()
    site, line = version.policy.site.key, keeping.kept_since(version.policy.rules, here().clock())
    due = here().reading(lambda session: erasure.how_many_ended(session, site, line))
    records = due if dry_run else _erase(site, line, due)
    if as_json:
        print_json(_as_json(version, line, records, dry_run=dry_run))
    else:
        _tell(version, line, records, dry_run=dry_run)
    if not dry_run:
        leave_no_trace(rewrites=vacuum)


def _erase(site: str, line: datetime, due: int) -> int:
    runtime = here()
    # Counted first: what is erased uncounted would be in no daily sum.
    actions.roll_up(runtime.sessions(), site, now=runtime.clock())
    with progress_bar("Erasing", due) as advance:
        return actions.prune(runtime.sessions(), site, line, progress=advance)


def _tell(version: PolicyVersion, line: datetime, records: int, *, dry_run: bool) -> None:
    kept = length(version.policy.rules.proof_kept)
    click.echo(f"By version {version.number}, proof is kept for {kept} after a decision has ended.")
    done = "to erase; this was a dry run" if dry_run else "erased"
    click.echo(f"Of decisions that ended before {minute(line)}: {counted(records, 'record')} {done}.")


def _as_json(version: PolicyVersion, line: datetime, records: int, *, dry_run: bool) -> Json:
    return {
        "version": version.number,
        "proof_kept": version.policy.rules.proof_kept.iso(),
        "ended_before": moment(line),
        "records": records,
        "dry_run": dry_run,
    }
