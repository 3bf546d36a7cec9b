"""The database handle, how SQLite is opened, and how a write begins."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, MetaData, TypeDecorator, event
from sqlalchemy.engine import Connection, Dialect, ExceptionContext
from sqlalchemy.orm import DeclarativeBase, Session

BUSY_SECONDS = 5
"""How long a write waits for another's lock before the visitor is told that it failed."""

WRITES = "cookieprefs_writes"
"""The execution option of a connection that will write."""

BARE = "cookieprefs_bare"
"""The execution option of a connection for what SQLite refuses to do within a transaction."""

_LASTING = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
"""What a connection found of its SQLite file: one that was opened read-only stays so for ever."""


class Base(DeclarativeBase):
    """What all our tables share: names of constraints that migrations can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite drops time zones, so naive values are refused rather than guessed at."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store the moment as naive UTC. Raises `ValueError` on a value without a time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone; pass an aware datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read the moment back as aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def prepare(engine: Engine) -> None:
    """Make SQLite keep its word, on disk and when erasing; and no database wait for a lock longer than we do."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "handle_error", _open_anew)
    elif engine.dialect.name == "postgresql":
        event.listen(engine, "do_connect", _reach_postgresql)
        event.listen(engine, "connect", _open_postgresql)


def begin_write(session: Session) -> None:
    """Begin a transaction that will write.

    On SQLite it takes the write lock at once, so that what it reads cannot change before it appends; on
    PostgreSQL it is serializable. Ends any read transaction of the session first.
    """
    session.rollback()
    options: dict[str, Any] = {WRITES: True}
    if session.get_bind().dialect.name == "postgresql":
        options["isolation_level"] = "SERIALIZABLE"
    session.connection(execution_options=options)


def begin_read(session: Session) -> None:
    """Begin a transaction to which the database is that of one moment, however long it reads.

    Ends any transaction of the session first. On SQLite the log grows for as long as it lasts.
    """
    session.rollback()
    options = {"isolation_level": "REPEATABLE READ"} if session.get_bind().dialect.name == "postgresql" else {}
    session.connection(execution_options=options)


def _open_sqlite(connection: Any, _record: Any) -> None:
    # The driver would begin transactions by itself, and too late; we begin them below.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {int(BUSY_SECONDS * 1000)}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _open_anew(context: ExceptionContext) -> None:
    """Have connections opened anew after an error that one may keep to, though its cause is mended."""
    code = getattr(context.original_exception, "sqlite_errorcode", sqlite3.SQLITE_OK)
    if code & 0xFF in _LASTING:
        context.is_disconnect = True


def _reach_postgresql(_dialect: Any, _record: Any, _arguments: Any, parameters: dict[str, Any]) -> None:
    """Wait for a machine that says nothing no longer than for a lock; the kernel would wait for hours."""
    seconds = max(2, int(BUSY_SECONDS))
    parameters.setdefault("connect_timeout", seconds)
    parameters.setdefault("tcp_user_timeout", 2 * seconds * 1000)  # milliseconds until what was sent is received
    parameters.setdefault("keepalives_idle", 2 * seconds)  # seconds of silence before it is asked
    parameters.setdefault("keepalives_interval", seconds)  # and again


def _open_postgresql(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {int(BUSY_SECONDS * 1000)}")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get(BARE, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITES, False) else "BEGIN")
