"""`cookieprefs ledger`: check and seal the proof of decisions, read one record, hand them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import click

from cookieprefs.cli.access import access
from cookieprefs.cli.export import export, verifier
from cookieprefs.cli.forget import forget
from cookieprefs.cli.inspection import check_chain
from cookieprefs.cli.output import (
    FAULTY,
    Group,
    Json,
    ToldError,
    as_json_option,
    as_written,
    here,
    listed,
    minute,
    print_json,
)
from cookieprefs.cli.prune import prune
from cookieprefs.cli.seal import list_seals, seal
from cookieprefs.cli.verify import tell, verify
from cookieprefs.core import receipt
from cookieprefs.core.consent import Choice, Layer
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import ConsentRecord, Kept, Shown
from cookieprefs.store import ledger

_CHOICES = {Choice.GIVEN: "yes", Choice.REFUSED: "no", Choice.WITHDRAWN: "no, after an earlier yes"}


@click.group("ledger", cls=Group)
def group() -> None:
    """Check and seal the proof of decisions, read one record, hand them out, erase them.

    Exit code of each command: 0 done, and all is whole; 1 something is wrong with the ledger, or what was
    asked for is not there; 2 a setting or an option cannot be used; 3 the database cannot be used, or nothing
    is published.
    """


for _one in (access, export, verifier, seal, list_seals, verify, prune, forget):
    group.add_command(_one)


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
    tally = check_chain(kept.link.site, kept.link.chain_id)
    if as_json:
        print_json(_receipt(kept, history, found))
    else:
        for line in (*_about(kept.record, found), *_others(kept, history)):
            click.echo(line)
        tell(tally)
    if not tally.is_whole:
        ctx.exit(FAULTY)


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
