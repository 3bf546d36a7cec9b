"""`cookieprefs ledger export` and `verifier`: records for an authority or an archive, and what checks them."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time
from importlib.resources import files
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

import click
from flask.cli import with_appcontext

from cookieprefs.cli.exporting import Export, Span
from cookieprefs.cli.files import new_file, write_new
from cookieprefs.cli.output import Json, as_written, counted, here, with_progress
from cookieprefs.core.evidence import RECORD
from cookieprefs.core.record import Kept, canonical
from cookieprefs.store import ledger

# A table's columns, named one by one: what a record gains later stays inside until somebody decides otherwise.
# Left out are the hashes of `subject` and `once`, and keys: nobody checks anything by a table.
FIELDS = (
    "site",
    "chain_id",
    "seq",
    "record_id",
    "receipt_id",
    "decided_at",
    "until",
    "how",
    "version",
    "consent_revision",
    "language",
    "layer",
    "layout",
    "snapshot",
    "domain",
    "answers",
    "signals",
    "commitment",
    "chain",
)
_DAY = click.DateTime(formats=["%Y-%m-%d"])
_output = click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Else stdout."
)
_force = click.option("--force", is_flag=True, help="Overwrite FILE.")


@click.command("export")
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="The first day, in UTC.")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="The last day, in UTC, itself included.")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option("--with-snapshots", is_flag=True, help="With the HTML that visitors were shown; JSON lines only.")
@_output
@_force
@with_appcontext
def export(
    since: datetime | None,
    until: datetime | None,
    form: str,
    with_snapshots: bool,
    output: Path | None,
    force: bool,
) -> None:
    """Write the records for an authority or an archive: all, or those of some days.

    JSON lines hold all that it takes to check them without cookieprefs, chain by chain: links, records with their
    keys, seals. Of an erased record only its link is there. `cookieprefs ledger verifier` gives the script that
    checks them. CSV is for reading: what was decided, in the order of time, without keys and without what was
    erased. The id that a visitor's browser holds is in neither.
    """
    if since and until and until < since:
        raise click.UsageError("--until is before --since; write the earlier day as --since")
    if with_snapshots and form == "csv":
        raise click.UsageError("--with-snapshots needs --format jsonl; a table has no place for pages")
    span = Span(
        site=here().version().policy.site.key,
        since=since.date() if since else None,
        until=until.date() if until else None,
    )
    rows = _rows(span) if form == "csv" else _lines(span, with_snapshots)
    if output is None:
        _write(rows, sys.stdout, form)
        return
    with new_file(output, force=force) as stream, TextIOWrapper(stream, encoding="utf-8", newline="") as text:
        total = here().reading(lambda session: ledger.count(session, span.site)) if span.is_whole else None
        written = _write(with_progress(rows, title="Writing", total=total), text, form)
    click.echo(f"{counted(written, 'record')} written to {output}.", err=True)


@click.command("verifier")
@_output
@_force
def verifier(output: Path | None, force: bool) -> None:
    """Write the script that checks an export or a proof with Python alone, to hand it over with them.

    Whoever has it runs: python verify_export.py FILE --seal 'LINE'. It imports nothing of cookieprefs.
    """
    script = (files("cookieprefs") / "verify_export.py").read_bytes()
    if output is None:
        click.echo(script, nl=False)
    else:
        write_new(output, script, force=force)


def _lines(span: Span, with_snapshots: bool) -> Iterator[Json]:
    with as_written():
        yield from Export(session=here().sessions(), span=span, with_snapshots=with_snapshots).lines()


def _rows(span: Span) -> Iterator[Json]:
    since = datetime.combine(span.since, time.min, tzinfo=UTC) if span.since else None
    until = datetime.combine(span.until, time.max, tzinfo=UTC) if span.until else None
    with as_written():
        for kept in ledger.decided_between(here().sessions(), span.site, since, until):
            yield _row(kept)


def _row(kept: Kept) -> Json:
    link = {"commitment": kept.link.commitment, "chain": kept.link.chain}
    whole = {**json.loads(canonical(kept.record)), **link}
    return {name: whole[name] for name in FIELDS}


def _write(rows: Iterable[Json], stream: TextIO, form: str) -> int:
    """Write the rows as they come, and count those that are records."""
    write = _csv_writer(stream) if form == "csv" else _json_writer(stream)
    written = 0
    for row in rows:
        write(row)
        written += row.get("format", RECORD) == RECORD
    return written


def _json_writer(stream: TextIO) -> Callable[[Json], object]:
    return lambda row: stream.write(f"{json.dumps(row, ensure_ascii=False, separators=(',', ':'))}\n")


def _csv_writer(stream: TextIO) -> Callable[[Json], object]:
    """Writes the head at once; what has parts of its own is JSON in its cell."""
    table = csv.DictWriter(stream, FIELDS, lineterminator="\n")
    table.writeheader()
    return lambda row: table.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: object) -> object:
    return json.dumps(value, separators=(",", ":")) if isinstance(value, dict) else value
