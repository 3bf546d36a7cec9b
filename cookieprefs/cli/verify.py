"""`cookieprefs ledger verify`: whole, erased, unsealed, or what somebody did to which record."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask.cli import with_appcontext

from cookieprefs.cli.inspection import SealTally, Tally, check_all_seals, check_ledger, jobs_for
from cookieprefs.cli.output import (
    FAULTY,
    Json,
    as_json_option,
    counted,
    here,
    minute,
    print_json,
    progress_bar,
)
from cookieprefs.core.checking import Fault
from cookieprefs.core.seal import Published, Seal, SealFault, line, parse_line
from cookieprefs.store import ledger, seals

_FAULTS = {
    Fault.EDITED: "the record or its link was changed after it was written",
    Fault.BROKEN: "it does not hang on the record before it",
    Fault.GAP: "a record before it is missing",
    Fault.DAY: "its day is not that of the decision",
    Fault.NO_SNAPSHOT: "what the visitor was shown is missing or was changed",
    Fault.REWRITTEN: "it is not what was sealed",
    Fault.UNREADABLE: "it cannot be read, so somebody wrote into it",
    Fault.INSERTED: "the record before it came in after this one was sealed",
}
_SEAL_FAULTS = {
    SealFault.GAP: "a seal before it is missing",
    SealFault.EDITED: "it was changed, or hangs on another than the one before it",
    SealFault.ROOT: "its members are not those that were sealed",
    SealFault.MISSING: "the line in print names it, and this ledger has no such seal",
    SealFault.OTHER: "it is not the one in print",
}


_OPEN = "whoever owns the database could write such records anew; run: cookieprefs ledger seal"


class _Line(click.ParamType[Published]):
    name = "line"

    def convert(
        self, value: str | Published, param: click.Parameter | None, ctx: click.Context | None
    ) -> Published:
        """What a line of a seal says, as it stands in print."""
        if isinstance(value, Published):
            return value
        try:
            return parse_line(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command("verify")
@click.option(
    "--seal",
    "published",
    type=_Line(),
    metavar="LINE",
    help="A line that `ledger seal` gave and you published: the ledger must be the one that it was given for.",
)
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes that check; by default one for each core.")
@as_json_option
@click.pass_context
@with_appcontext
def verify(ctx: click.Context, published: Published | None, jobs: int | None, as_json: bool) -> None:
    """Check that no record was changed, removed, reordered or inserted.

    Names each fault by chain, number and record. What was erased is no fault. What no seal names yet can be
    written anew by whoever owns the database, so it is counted; what a seal names can be, too, with every seal
    after it, but not with a line that stands in print: give that with --seal.
    """
    site = here().version().policy.site.key
    total = here().reading(lambda session: ledger.count(session, site))
    last = here().reading(lambda session: seals.last(session, site))
    with progress_bar("Checking the ledger", total) as progress:
        jobs = jobs or jobs_for(total)
        tally = check_ledger(site, sealed=last.number if last else 0, jobs=jobs, progress=progress)
    found = check_all_seals(site, published)
    if as_json:
        print_json({**tally_as_json(tally), **_seals_as_json(tally, found, last)})
    else:
        tell(tally)
        for said in about_seals(tally, found, last, published):
            click.echo(said)
    if not (tally.is_whole and found.is_whole):
        ctx.exit(FAULTY)


def tell(tally: Tally) -> None:
    """Print what a check has found, each fault on a line of its own."""
    for found, fault in tally.named:
        here_it_is = f"chain {found.link.chain_id}, number {found.link.seq}, record {found.link.record_id}"
        click.echo(f"{here_it_is}: {_FAULTS[fault]}")
    if more := tally.faults - len(tally.named):
        click.echo(f"and {counted(more, 'fault')} more")
    if tally.stopped:
        click.echo(tally.stopped)
    if not tally.records and tally.is_whole:
        click.echo("There are no records yet.")
        return
    erased = f", {tally.erased} of them erased" if tally.erased else ""
    whole = "all whole" if tally.is_whole else counted(tally.faults + bool(tally.stopped), "fault")
    click.echo(f"{counted(tally.records, 'record')} in {counted(tally.chains, 'chain')}{erased}: {whole}.")


def tally_as_json(tally: Tally) -> Json:
    """The same as values that JSON can hold."""
    return {
        "whole": tally.is_whole,
        "records": tally.records,
        "chains": tally.chains,
        "erased": tally.erased,
        "faults": [
            {
                "chain_id": found.link.chain_id,
                "seq": found.link.seq,
                "record_id": found.link.record_id,
                "fault": fault.value,
                "sentence": _FAULTS[fault],
            }
            for found, fault in tally.named
        ],
        "more_faults": tally.faults - len(tally.named),
        "stopped": tally.stopped or None,
    }


def about_seals(tally: Tally, found: SealTally, last: Seal | None, published: Published | None) -> Iterator[str]:
    """What a check of the seals has found, in sentences."""
    for one in found.findings:
        yield f"seal {one.number}: {_SEAL_FAULTS[one.fault]}"
    for seal, position, record_id in found.gone:
        yield f"seal {seal}, place {position}, record {record_id}: it was sealed and is gone"
    if more := found.gone_count - len(found.gone):
        yield f"and {counted(more, 'sealed record')} more are gone"
    faults = len(found.findings) + found.gone_count
    if last is not None:
        whole = counted(faults, "fault") if faults else "all whole"
        yield f"{counted(found.count, 'seal')}, the last of {minute(last.sealed_at)}: {whole}."
    if published is not None and not faults:
        yield f"Seal {published.number} is the one in print."
    if tally.unsealed:
        verb = "is" if tally.unsealed == 1 else "are"
        yield f"{counted(tally.unsealed, 'record')} {verb} not sealed yet: {_OPEN}"


def _seals_as_json(tally: Tally, found: SealTally, last: Seal | None) -> Json:
    return {
        "whole": tally.is_whole and found.is_whole,
        "unsealed": tally.unsealed,
        "seals": {
            "count": found.count,
            "last": line(last) if last else None,
            "faults": [
                {"seal": one.number, "fault": one.fault.value, "sentence": _SEAL_FAULTS[one.fault]}
                for one in found.findings
            ],
            "gone": [{"seal": seal, "position": at, "record_id": record} for seal, at, record in found.gone],
            "more_gone": found.gone_count - len(found.gone),
        },
    }
