"""`cookieprefs ledger access`: all that is held about a visitor, in one file, for whoever asks (R-07, GDPR 15)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext

from cookieprefs import __version__
from cookieprefs.cli.files import write_new
from cookieprefs.cli.output import FAULTY, Json, counted, here
from cookieprefs.cli.proving import Proven, prove
from cookieprefs.core import receipt
from cookieprefs.core.policy import PolicyVersion
from cookieprefs.core.record import ConsentRecord, moment
from cookieprefs.papers.page import as_json

FORMAT = "cookieprefs-access/1"

_HELD = (
    "Each decision that is kept: when, what, how and on which host it was answered, and the browser's signals.",
    "What was shown each time, byte for byte.",
    "A receipt for each decision, in the words of ISO/IEC TS 27560.",
    "The hashes and keys by which each record, its place and its seal can be checked.",
)
_NOT_HELD = (
    "No name, address, account, IP address, browser or page visited: none of these is ever written down.",
    "The random number in the visitor's browser, and that of each click, only as SHA-256: they give power.",
    "What was erased: its place stays, and says nothing of anybody.",
    "Decisions in other browsers, and refusals that are kept without a number: each has a receipt of its own.",
    "What the services that were allowed hold themselves; the receipts name who provides them.",
)


# A receipt's id may begin with a dash, and is then no option.
@click.command("access", context_settings={"ignore_unknown_options": True})
@click.argument("receipt_id", metavar="RECEIPT")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    required=True,
    help="The file to write; for its owner alone.",
)
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@click.pass_context
@with_appcontext
def access(ctx: click.Context, /, receipt_id: str, output: Path, force: bool) -> None:
    """Write all that is held about the visitor who has this receipt into one JSON file, to hand to them.

    It has every record, its receipt, what was shown, hashes, keys and seals, and says what is not in it. The part
    `proof` is what `cookieprefs proof --json` writes. The visitor's own number is left out: it gives power.
    """
    found = prove(receipt_id)
    write_new(output, as_json(_file(found)).encode(), force=force)
    click.echo(f"{output} holds {_in_short(found)}. It does not hold the number in the visitor's browser.")
    if not found.is_whole:
        click.echo(f"Something is wrong with these records; run: cookieprefs proof {receipt_id}", err=True)
        ctx.exit(FAULTY)


def _file(found: Proven) -> Json:
    return {
        "format": FORMAT,
        "made_at": moment(here().clock()),
        "made_by": f"cookieprefs {__version__}",
        "asked_with_receipt": found.proof.kept.record.receipt_id,
        "holds": list(_HELD),
        "does_not_hold": list(_NOT_HELD),
        "about": dict(_about(here().version())),
        "receipts": [_receipt(found, one) for one in found.proof.records],
        "proof": found.bundle(),
    }


def _about(version: PolicyVersion) -> Iterator[tuple[str, str]]:
    """What GDPR 15(1) wants told besides, as far as it stands in the site file."""
    site, kept = version.policy.site, version.policy.rules.proof_kept
    yield "controller", ", ".join(one for one in (site.controller.name, site.controller.address) if one)
    yield "contact", site.controller.email
    yield "purpose", "To prove each decision about cookies and to heed it (GDPR 7(1), 5(2))."
    yield "kept_for", f"As long as the decision counts, and {counted(kept.amount, kept.unit.value)} after its end."
    yield "recipients", "Nobody is sent these records; whoever hosts the site's database may hold them for it."
    yield "source", "The visitor's own browser, at the moment of each decision."
    yield (
        "rights",
        "Erasure: by “Erase my records” on the page of receipts, or from the controller with this receipt.",
    )
    yield "complaints", f"{site.authority.name}, {site.authority.website}"
    yield "automated_decisions", "None is made from these records, and no profile."


def _receipt(found: Proven, record: ConsentRecord) -> Json:
    return receipt.assemble(
        [record],
        found.versions,
        language=record.shown.language,
        public_url=here().settings.public_url or "",
        links=[one.link for one in found.proof.chain],
    )


def _in_short(found: Proven) -> str:
    records, chain = len(found.proof.records), found.proof.chain
    erased = sum(one.is_erased for one in chain)
    gone = f" and the empty places of {counted(erased, 'record')} that were erased" if erased else ""
    return f"all that is held about this visitor: {counted(records, 'record')}{gone}, and what was shown"
