"""`cookieprefs ledger`: check the proof of decisions, read one record, hand them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import click

from cookieprefs.cli.export import export
from cookieprefs.cli.output import (
    FAULTY,
    UNREADABLE,
    Group,
    Json,
    ToldError,
    as_json_option,
    as_written,
    counted,
    here,
    listed,
    minute,
    print_json,
    with_progress,
)
from cookieprefs.core import receipt
from cookieprefs.core.checking import Fault, Finding, verify
from cookieprefs.core.consent import Choice, Layer
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import ConsentRecord, Kept, Shown
from cookieprefs.store import ledger, versions

_FAULTS = {
    Fault.EDITED: "the record or its link was changed after it was written",
    Fault.BROKEN: "it does not hang on the record before it",
    Fault.GAP: "a record before it is missing",
    Fault.DAY: "its day is not that of the decision",
    Fault.NO_SNAPSHOT: "what the visitor was shown is missing or was changed",
    Fault.REWRITTEN: "it is not what was sealed",
    Fault.INSERTED: "the record before it came in after this one was sealed",
}
_CHOICES = {Choice.GIVEN: "yes", Choice.REFUSED: "no", Choice.WITHDRAWN: "no, after an earlier yes"}


@dataclass(kw_only=True)
class _Tally:
    """What a check has seen so far, and where it had to stop."""

    records: int = 0
    chains: int = 0
    erased: int = 0
    faulty: list[Finding] = field(default_factory=list)
    stopped: str = ""
    last: Finding | None = None

    @property
    def is_whole(self) -> bool:
        return not self.faulty and not self.stopped

    @property
    def faults(self) -> list[tuple[Finding, Fault]]:
        return [(one, fault) for one in self.faulty for fault in one.faults]

    def add(self, finding: Finding) -> None:
        self.records += 1
        self.chains += self.last is None or self.last.link.chain_id != finding.link.chain_id
        self.erased += finding.is_erased
        self.faulty += [finding] if finding.faults else []
        self.last = finding


@click.group("ledger", cls=Group)
def group() -> None:
    """Check the proof of decisions, read one record, hand them out.

    Exit code of each command: 0 done, and all is whole; 1 something is wrong with the ledger, or what was
    asked for is not there; 2 a setting or an option cannot be used; 3 the database cannot be used, or nothing
    is published.
    """


group.add_command(export)


@group.command("verify")
@as_json_option
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Check that no record was changed, and that none is missing inside its chain.

    Names the chain, number and record of each fault. What was erased is no fault. A chain that lost its end,
    or is gone as a whole, leaves no trace in itself: compare the numbers with those of an earlier check.
    """
    site = here().version().policy.site.key
    total = here().reading(lambda session: ledger.count(session, site))
    tally = _tally(with_progress(_findings(site), title="Checking the ledger", total=total))
    if as_json:
        print_json(_as_json(tally))
    else:
        _tell(tally)
    if not tally.is_whole:
        ctx.exit(FAULTY)


# A receipt's id may begin with a dash, and is then no option.
@group.command("show", context_settings={"ignore_unknown_options": True})
@click.argument("receipt_id", metavar="RECEIPT")
@as_json_option
@click.pass_context
def show(ctx: click.Context, receipt_id: str, as_json: bool) -> None:
    """Show the record of a receipt: each answer, what was shown, all decisions of the same visitor.

    Says also whether their chain is whole. With --json the receipt in the words of ISO/IEC TS 27560.
    """
    kept = _kept(receipt_id)
    history = _history(kept)
    found = {number: _version(number) for number in {one.record.shown.version for one in history}}
    tally = _tally(_findings(kept.link.site, chain_id=kept.link.chain_id))
    if as_json:
        print_json(_receipt(kept, history, found))
    else:
        for line in (*_about(kept.record, found), *_others(kept, history)):
            click.echo(line)
        _tell(tally)
    if not tally.is_whole:
        ctx.exit(FAULTY)


def _findings(site: str, *, chain_id: str | None = None) -> Iterator[Finding]:
    """What is found at each link of a site's ledger, or of one chain of it."""
    session = here().sessions()
    snapshots = versions.snapshot_names(session, site)
    entries = chain(ledger.entries(session, site, chain_id=chain_id), ledger.strays(session, chain_id=chain_id))
    return verify(entries, snapshots=snapshots)


def _tally(findings: Iterable[Finding]) -> _Tally:
    tally = _Tally()
    try:
        for finding in findings:
            tally.add(finding)
    except UNREADABLE as error:
        after = f"after record {tally.last.link.seq} of chain {tally.last.link.chain_id} " if tally.last else ""
        tally.stopped = f"A record {after}cannot be read, so the check stopped there: {error}."
    return tally


def _tell(tally: _Tally) -> None:
    for found, fault in tally.faults:
        here_it_is = f"chain {found.link.chain_id}, number {found.link.seq}, record {found.link.record_id}"
        click.echo(f"{here_it_is}: {_FAULTS[fault]}")
    if tally.stopped:
        click.echo(tally.stopped)
    if not tally.records and tally.is_whole:
        click.echo("There are no records yet.")
        return
    erased = f", {tally.erased} of them erased" if tally.erased else ""
    whole = "all whole" if tally.is_whole else counted(len(tally.faults) + bool(tally.stopped), "fault")
    click.echo(f"{counted(tally.records, 'record')} in {counted(tally.chains, 'chain')}{erased}: {whole}.")


def _as_json(tally: _Tally) -> Json:
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
            for found, fault in tally.faults
        ],
        "stopped": tally.stopped or None,
    }


def _kept(receipt_id: str) -> Kept:
    """The record of a receipt. Raises `ToldError` where there is none."""
    site = here().version().policy.site.key
    with as_written():
        found = here().reading(lambda session: ledger.with_receipt(session, site, receipt_id))
    if found is None:
        raise ToldError(f"no record has the receipt {receipt_id!r}; it was never given, or the record was erased")
    return found


def _history(kept: Kept) -> tuple[Kept, ...]:
    """All records of the same visitor, the oldest first; a refusal on first sight stands alone."""
    site, subject = kept.record.site, kept.record.subject
    if subject is None:
        return (kept,)
    with as_written():
        found = here().reading(lambda session: ledger.history_of(session, site, subject))
    return tuple(one for one in found if one.link.chain_id == kept.link.chain_id)


def _version(number: int) -> PolicyVersion:
    found = here().numbered(number)
    if found is None:
        raise ToldError(f"the record names version {number}, which was never published")
    return found


def _receipt(kept: Kept, history: Sequence[Kept], found: Mapping[int, PolicyVersion]) -> Json:
    return receipt.assemble(
        [one.record for one in history],
        found,
        language=kept.record.shown.language,
        public_url=here().settings.public_url or "",
        links=[one.link for one in history],
    )


def _about(record: ConsentRecord, found: Mapping[int, PolicyVersion]) -> Iterator[str]:
    shown, version = record.shown, found[record.shown.version]
    signals = listed(name for name, is_on in record.signals.items() if is_on)
    yield f"Record {record.record_id}, number {record.seq} of chain {record.chain_id}"
    yield f"Decided {minute(record.decided_at)} on {record.domain}: {_act(record)}"
    yield f"Counts until {minute(record.until)}"
    yield from _shown(shown, version)
    yield f"Signals: {signals or 'none'}"
    yield "Answers:"
    for key, answer in record.answers.items():
        service = version.catalogue.service(key)
        name = f"{service.name} ({key})" if service else key
        yield f"  {name}: {_CHOICES[answer.choice]} (consent revision {answer.revision})"


def _shown(shown: Shown, version: PolicyVersion) -> Iterator[str]:
    if shown.layer is Layer.OTHER_TOOL:
        yield f"Shown: nothing by us; taken over from the cookie of {shown.layout} under version {shown.version}"
        return
    yield f"Shown: the {shown.layer.value} ({shown.layout}) of version {shown.version} in {shown.language!r}"
    yield f"  consent revision {shown.consent_revision}, text revision {version.text_revision}"
    yield f"  snapshot sha256 {shown.snapshot}"


def _others(kept: Kept, history: Iterable[Kept]) -> Iterator[str]:
    yield "All decisions of this visitor:"
    for one in history:
        record = one.record
        mark = ", this receipt" if record.record_id == kept.record.record_id else ""
        yield f"  {record.seq}. {minute(record.decided_at)}, {_act(record)}: {_in_short(record)}{mark}"


def _act(record: ConsentRecord) -> str:
    return record.how.value.replace("_", " ")


def _in_short(record: ConsentRecord) -> str:
    on = [key for key, one in record.answers.items() if one.choice is Choice.GIVEN]
    return f"{len(on)} of {len(record.answers)} on" + (f" ({', '.join(on)})" if on else "")
