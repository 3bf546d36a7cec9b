"""`cookieprefs ledger forget`: erase a visitor's records for somebody who wrote a letter with a receipt's id."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from cookieprefs import actions
from cookieprefs.cli.output import ToldError, as_json_option, counted, here, print_json
from cookieprefs.cli.traces import leave_no_trace
from cookieprefs.events import Forgotten
from cookieprefs.store import erasure


# A receipt's id may begin with a dash, and is then no option.
@click.command("forget", context_settings={"ignore_unknown_options": True})
@click.argument("receipt_id", metavar="RECEIPT")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@as_json_option
@with_appcontext
def forget(receipt_id: str, yes: bool, as_json: bool) -> None:
    """Erase all records of the visitor who was given RECEIPT; of a refusal without an id, that one.

    What they say goes, with its keys, for good; their places in the chain stay, and say "erased". It is what a
    visitor does by *Erase my records*. Their browser keeps its cookies, for nothing reaches it from here.
    """
    site = here().version().policy.site.key
    found = here().reading(lambda session: erasure.how_many_with(session, site, receipt_id))
    if found and not yes:
        _ask(found)
    erased = actions.erase_by_receipt(here().sessions(), site, receipt_id) if found else 0
    if not erased:
        raise ToldError(f"no record has the receipt {receipt_id!r}; it was never given, or the record was erased")
    here().announce(Forgotten(site=site, records=erased))
    if as_json:
        print_json({"records": erased})
    else:
        _tell(erased)
    leave_no_trace()


def _ask(found: int) -> None:
    """Ask a person at a terminal whether to go on. Raises `ToldError` on a no, or with nobody to ask."""
    if not sys.stdin.isatty():
        raise ToldError("nothing was erased, for there is nobody to ask here; add --yes")
    if not click.confirm(f"Erase {counted(found, 'record')} of this visitor for good?", err=True):
        raise ToldError("nothing was erased")


def _tell(erased: int) -> None:
    click.echo(f"{counted(erased, 'record')} of this visitor erased.")
    click.echo(
        "Their browser still holds its cookies, and what they allowed goes on there until those end. Tell them "
        "to press “Withdraw all” or “Erase my records” in the preferences, or to delete the cookies."
    )
