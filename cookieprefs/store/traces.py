"""What erasing leaves in the database's own files, and being rid of it as far as a client of it can."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cookieprefs.store.db import BARE
from cookieprefs.store.tables import RecordPayloadRow

_BUSY = 0  # where in its answer the checkpoint says whether somebody was in its way


def empty_log(session: Session) -> bool:
    """Move what was written into the database and empty the log beside it; `False` where others are in the way.

    Waits for them as long as for any lock. The session must be in the midst of nothing. PostgreSQL's log is its
    server's own, which no client empties.
    """
    return not _is_sqlite(session) or _ask(session, "PRAGMA wal_checkpoint(TRUNCATE)")[_BUSY] == 0


def rewrite(session: Session) -> None:
    """Write anew what holds erased records. Takes as long as copying it, and nobody else can write meanwhile.

    SQLite writes its whole file, PostgreSQL the one table.
    """
    _ask(session, "VACUUM" if _is_sqlite(session) else f"VACUUM (FULL) {RecordPayloadRow.__tablename__}")


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _ask(session: Session, statement: str) -> Any:
    """Run what cannot run within a transaction; the first row of its answer, if it has one."""
    options = {BARE: True} if _is_sqlite(session) else {"isolation_level": "AUTOCOMMIT"}
    connection = session.connection(execution_options=options)
    try:
        result = connection.exec_driver_sql(statement)
        return result.first() if result.returns_rows else None
    finally:
        session.rollback()
