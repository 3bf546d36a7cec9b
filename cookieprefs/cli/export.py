"""`cookieprefs ledger export`: records for an authority or an archive, without what would hand over power."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TextIO

import click
from flask.cli import with_appcontext

from cookieprefs.cli.output import Json, ToldError, as_written, counted, here, with_progress
from cookieprefs.core.record import Kept, canonical
from cookieprefs.store import ledger

# Named one by one: what a record gains later stays inside until somebody decides otherwise. Left out are
# `subject`, which is a visitor's key to their own records, and `once`, which fetches it.
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


@click.command("export")
@click.option("--since", type=_DAY, metavar="YYYY-MM-DD", help="The first day, in UTC.")
@click.option("--until", type=_DAY, metavar="YYYY-MM-DD", help="The last day, in UTC, itself included.")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Else stdout.")
@click.option("--force", is_flag=True, help="Overwrite FILE.")
@with_appcontext
def export(since: datetime | None, until: datetime | None, form: str, output: Path | None, force: bool) -> None:
    """Write the records in the order of their time, one JSON object a line, or as CSV.

    Each has its link in the ledger. The chain tells which records are of one visitor; the id that the
    visitor's browser holds is left out, and so are the keys. Erased records say nothing any more.
    """
    if since and until and until < since:
        raise click.UsageError("--until is before --since; write the earlier day as --since")
    if output is None:
        _write(_rows(since, until), sys.stdout, form)
        return
    with _new_file(output, force) as stream:
        total = _total() if not since and not until else None
        written = _write(with_progress(_rows(since, until), title="Writing", total=total), stream, form)
    click.echo(f"{counted(written, 'record')} written to {output}.", err=True)


def _rows(since: datetime | None, until: datetime | None) -> Iterator[Json]:
    site = here().version().policy.site.key
    first = since.replace(tzinfo=UTC) if since else None
    last = datetime.combine(until, time.max, tzinfo=UTC) if until else None
    with as_written():
        for kept in ledger.decided_between(here().sessions(), site, first, last):
            yield _row(kept)


def _total() -> int:
    site = here().version().policy.site.key
    return here().reading(lambda session: ledger.count(session, site))


def _row(kept: Kept) -> Json:
    link = {"commitment": kept.link.commitment, "chain": kept.link.chain}
    whole = {**json.loads(canonical(kept.record)), **link}
    return {name: whole[name] for name in FIELDS}


def _write(rows: Iterable[Json], stream: TextIO, form: str) -> int:
    """Write the rows as they come, and count them."""
    write = _csv_writer(stream) if form == "csv" else _json_writer(stream)
    written = 0
    for row in rows:
        write(row)
        written += 1
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


@contextmanager
def _new_file(path: Path, force: bool) -> Iterator[TextIO]:
    """A file for its owner alone, which bears its name once it is whole. Raises `ToldError` where it cannot be."""
    if path.exists() and not (force and path.is_file()):
        raise ToldError(f"{path} exists; name another file, or add --force")
    part = None
    try:
        with NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8", newline="") as stream:
            part = Path(stream.name)
            yield stream  # type: ignore[misc]
        os.replace(part, path)
    except OSError as error:
        raise ToldError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
