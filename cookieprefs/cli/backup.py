"""`cookieprefs backup` and `restore`: the ledger and the operator's files in one file, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import URL, make_url

from cookieprefs import __version__
from cookieprefs.backup import making, restoring, sqlite
from cookieprefs.backup.archive import Manifest
from cookieprefs.backup.errors import BackupError
from cookieprefs.cli.output import Command, ToldError, counted, listed, minute, progress_bar
from cookieprefs.settings import Settings, from_environment

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("backup", cls=Command)
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--force", is_flag=True, help="Replace an older backup of that name.")
def backup(path: Path, force: bool) -> None:
    """Back up the ledger, the site file, texts, templates of your own and the secret, while visitors decide.

    The ledger in it is that of one moment, and was checked. FILE is a tar.gz for its owner alone, and appears when
    it is whole. With PostgreSQL, the command that does it there is named.

    Exit code: 0 done; 1 there is no new backup; 2 a setting or an option cannot be used.
    """
    settings = from_environment()
    ledger = _ledger(settings, "pg_dump --format=custom --file={file} '{url}'", path)
    with _in_words(), progress_bar("Copying the ledger", _pages(ledger)) as advance:
        made = making.make(
            path,
            ledger,
            settings.instance,
            now=datetime.now(UTC),
            release=__version__,
            force=force,
            progress=advance,
        )
    click.echo(f"{path} has {_about(made)}.")
    click.echo("It tells what visitors decided, and may hold the secret: keep it where only you can read it.")


@click.command("restore", cls=Command)
@click.argument("path", metavar="FILE", type=_FILE)
@click.option("--force", is_flag=True, help="Replace a ledger even if it has records that the backup lacks.")
def restore(path: Path, force: bool) -> None:
    """Put the ledger and the operator's files of a backup into the instance, while cookieprefs is stopped.

    Nothing is lost unasked: a ledger that has records, versions or seals which FILE lacks stays, unless --force
    is given; whatever is replaced is kept beside. What was erased since the backup is erased in it again, as far
    as the ledger that it replaces can tell.

    Exit code: 0 done; 1 nothing was changed; 2 a setting or an option cannot be used.
    """
    settings = from_environment()
    ledger = _ledger(settings, "pg_restore --exit-on-error --no-owner --dbname='{url}' {file}", path)
    with _in_words():
        done = restoring.restore(path, ledger, settings.instance, now=datetime.now(UTC), force=force)
    click.echo(f"Restored {_about(done.manifest)}.")
    if done.erased:
        click.echo(f"Erased {counted(done.erased, 'record')} in it that had been erased since.")
    if done.kept:
        click.echo(f"What was there is kept, until you delete it: {listed(map(str, done.kept))}.")
    click.echo(f"Now run: {'cookieprefs db upgrade, and then: ' if done.is_old else ''}cookieprefs ledger verify")


def _ledger(settings: Settings, tool: str, path: Path) -> Path:
    """The ledger's file. Raises `ToldError` where it is none, and names the tool for it."""
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite":
        query = {name: value for name, value in url.query.items() if name != "password"}
        public = URL.create("postgresql", url.username, None, url.host, url.port, url.database, query)
        command = tool.format(file=path, url=public.render_as_string())
        raise ToldError(
            f"the ledger is in PostgreSQL, whose own tool does this: {command}; the site file, "
            f"the policy's texts and the secret are files in {settings.instance}, to be copied too"
        )
    if not url.database or url.database.startswith((":", "file:")):
        raise ToldError("COOKIEPREFS_DATABASE_URL names no plain file, so there is none to back up or to restore")
    return settings.instance / url.database


def _pages(ledger: Path) -> int | None:
    """How long the bar is; where that cannot be told, what follows says why."""
    try:
        return sqlite.pages(ledger)
    except sqlite.UNUSABLE:
        return None


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except BackupError as error:
        raise ToldError(str(error)) from error


def _about(made: Manifest) -> str:
    records = made.contents.records
    found = [f"{counted(number, 'record')} of {site}" for site, number in records.items()] or [
        "a ledger without records"
    ]
    return f"{listed([*found, *made.operators])}, as of {minute(made.made_at)}"
