"""The triggers that keep the ledger append-only: which there have to be, and which are gone (R-01)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from cookieprefs.store import tables

_NEVER_CHANGED = tuple(
    one.__tablename__
    for one in (
        tables.PolicyVersionRow,
        tables.SnapshotRow,
        tables.SnapshotUseRow,
        tables.RecordRow,
        tables.SealRow,
        tables.SealMemberRow,
    )
)
_ONLY_ERASED = (tables.RecordPayloadRow.__tablename__,)
_ASKED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' OR tgenabled = 'A'",
}


def missing(connection: Connection) -> tuple[str, ...]:
    """The names of triggers that are not there, or are switched off."""
    dialect = connection.dialect.name
    there = set(connection.execute(text(_ASKED[dialect])).scalars())
    return tuple(one for one in _wanted(dialect) if one not in there)


def _wanted(dialect: str) -> Iterator[str]:
    last = "truncate" if dialect == "postgresql" else "replace"
    for table in _NEVER_CHANGED:
        yield from (f"{table}_no_{verb}" for verb in ("update", "delete", last))
    for table in _ONLY_ERASED:
        yield from (f"{table}_no_{verb}" for verb in ("update", last))
