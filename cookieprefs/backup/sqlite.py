"""SQLite files as they are backed up: copied while others write, checked, and compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cookieprefs.backup.errors import BackupError
from cookieprefs.store.db import BUSY_SECONDS
from cookieprefs.store.migrations import VERSION_TABLE

Progress = Callable[[int], None]

UNUSABLE = sqlite3.Error
"""What everything here raises where a file is not there, or no database."""

_PAGES = 2000  # at a time, between which progress is told
_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What a ledger's file has: the revision of its schema, and how many records of each site."""

    revision: str
    records: dict[str, int]


@dataclass(frozen=True, kw_only=True)
class Surplus:
    """What one ledger has that another lacks."""

    records: int
    versions: int
    seals: int

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.records or self.versions or self.seals)


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to a file that is there: SQLite itself would make one. Raises `sqlite3.Error`."""
    address = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_SECONDS)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        yield connection


def pages(path: Path) -> int:
    """How many pages a file has: what `progress` is told of when it is copied. Raises `sqlite3.Error`."""
    with opened(path) as connection:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])


def copy(source: Path, target: Path, *, progress: Progress = lambda _: None) -> None:
    """Copy a file as it is at one moment, however much is written meanwhile. Raises `sqlite3.Error`."""
    done = 0

    def tell(_status: int, remaining: int, total: int) -> None:
        nonlocal done
        progress(total - remaining - done)
        done = total - remaining

    with opened(source) as here, closing(sqlite3.connect(target)) as there:
        # A read of our own that goes on: without it each write of others would make the copy begin anew.
        here.execute("BEGIN")
        here.execute("SELECT count(*) FROM sqlite_master").fetchone()
        here.backup(there, pages=_PAGES, progress=tell)
        # One file, without a log beside it.
        there.execute("PRAGMA journal_mode = DELETE")


def check(path: Path) -> None:
    """See to it that a file is whole. Raises `BackupError` where it is not, `sqlite3.Error` where it is none."""
    with opened(path) as connection:
        found = [str(one) for (one,) in connection.execute("PRAGMA integrity_check(3)")]
        if found != ["ok"]:
            said = " ".join("; ".join(found).removeprefix("*** in database main ***").split())
            raise BackupError(f"the ledger is damaged: {said}")
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise BackupError(
                "the ledger is damaged: records have lost their links; see: cookieprefs ledger verify"
            )


def contents(path: Path) -> Contents:
    """What is in a file. Raises `sqlite3.Error` where it is no ledger."""
    with opened(path) as connection:
        asked = f"SELECT version_num FROM {VERSION_TABLE}"  # noqa: S608  a name of our own
        revision = connection.execute(asked).fetchone()
        asked = "SELECT site, count(*) FROM cookieprefs_record GROUP BY site ORDER BY site"
        return Contents(revision=revision[0] if revision else "", records=dict(connection.execute(asked)))


def surplus(path: Path, other: Path) -> Surplus:
    """What the ledger at `path` has that the other lacks. Raises `sqlite3.Error`."""
    with opened(path) as connection:
        connection.execute("ATTACH ? AS other", (str(other),))
        return Surplus(
            records=_lacking(connection, "record", "site", "record_id", "chain"),
            versions=_lacking(connection, "policy_version", "site", "number", "published_at"),
            seals=_lacking(connection, "seal", "site", "number", "digest"),
        )


def erase_again(path: Path, newer: Path) -> int:
    """Erase at `path` what says something there and was erased in a newer ledger; counts it (R-24).

    Raises `sqlite3.Error`.
    """
    with opened(path) as connection:
        connection.execute("ATTACH ? AS other", (str(newer),))
        done = connection.execute(
            "DELETE FROM main.cookieprefs_record_payload AS said WHERE EXISTS "
            "(SELECT 1 FROM other.cookieprefs_record AS link "
            "WHERE link.site = said.site AND link.record_id = said.record_id) AND NOT EXISTS "
            "(SELECT 1 FROM other.cookieprefs_record_payload AS kept "
            "WHERE kept.site = said.site AND kept.record_id = said.record_id)"
        )
        return done.rowcount


def fold(path: Path) -> None:
    """Make one file of a database and its log, which takes that nobody else has it open.

    Raises `BackupError` where somebody has, `sqlite3.Error` where it is no database.
    """
    with opened(path) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise BackupError(
                f"{path} is in use; stop cookieprefs, and whatever else has it open, and run this again"
            ) from error


def companions(path: Path) -> list[Path]:
    """The files that SQLite keeps beside a database, as far as there are any."""
    return [one for suffix in _BESIDE if (one := path.with_name(path.name + suffix)).exists()]


def _lacking(connection: sqlite3.Connection, table: str, *columns: str) -> int:
    """How many rows of a table the other has not; a table that came with a later release has none before."""
    if not _has(connection, "main", table):
        return 0
    if not _has(connection, "other", table):
        every = f"SELECT count(*) FROM main.cookieprefs_{table}"  # noqa: S608  names of our own
        return int(connection.execute(every).fetchone()[0])
    same = " AND ".join(f"theirs.{name} = ours.{name}" for name in columns)
    asked = (
        f"SELECT count(*) FROM main.cookieprefs_{table} AS ours WHERE NOT EXISTS "  # noqa: S608  names of our own
        f"(SELECT 1 FROM other.cookieprefs_{table} AS theirs WHERE {same})"
    )
    return int(connection.execute(asked).fetchone()[0])


def _has(connection: sqlite3.Connection, which: str, table: str) -> bool:
    asked = f"SELECT 1 FROM {which}.sqlite_master WHERE name = ?"  # noqa: S608  a name of our own
    return connection.execute(asked, (f"cookieprefs_{table}",)).fetchone() is not None
