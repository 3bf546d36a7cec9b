"""A host's engine, as we use it: our transactions are our own, and the host's connections stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

from sqlalchemy import Engine, SingletonThreadPool, StaticPool, event
from sqlalchemy.engine import Connection

from cookieprefs.store.db import BARE, BUSY_SECONDS, WRITES

_CHANGED = "cookieprefs_pragmas"
_LATE = "cookieprefs_begins_late"
_FAST = 2  # what SQLite answers for `secure_delete = FAST`, and does not take


def borrow(engine: Engine) -> Engine:
    """An engine of our own on the host's pool of connections: what we listen for, we hear of our own work."""
    own = engine.execution_options()
    if own.dialect.name == "sqlite":
        event.listen(own, "begin", _by_ourselves(engine))
        event.listen(own, "before_cursor_execute", _begin_late)
        for end in ("commit", "rollback"):
            event.listen(own, end, _restore)
    elif own.dialect.name == "postgresql":
        event.listen(own, "begin", _begin_postgresql)
    return own


def is_taken(engine: Engine) -> bool:
    """Whether the one connection that there is (SQLite in memory) is in the midst of the host's own work.

    Whoever began or ended a transaction on it now would end the host's.
    """
    pool = engine.pool
    if isinstance(pool, StaticPool):
        return _is_at_work(pool.connection.dbapi_connection)
    if isinstance(pool, SingletonThreadPool):
        # One connection for each thread: whoever holds it already shares it with us, and keeps it.
        with closing(pool.connect()) as held:
            return _is_at_work(held.dbapi_connection)
    return False


def _is_at_work(connection: object) -> bool:
    return bool(getattr(connection, "in_transaction", False))


def _by_ourselves(host: Engine) -> Callable[[Connection], None]:
    """Begin by ourselves: the driver would do so too late, if it does."""

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get(BARE, False):
            return
        if host.dispatch.begin:
            # The host begins by hand as well, and after us: we take over at the first statement.
            connection.info[_LATE] = True
        else:
            _begin_sqlite(connection)

    return begin


def _begin_late(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    if _LATE in connection.info and not statement.upper().startswith("BEGIN"):
        del connection.info[_LATE]
        if _raw(connection).in_transaction:
            # What the host has begun this very moment is empty, and holds no lock yet.
            _ask(connection, "ROLLBACK")
        _begin_sqlite(connection)


def _begin_sqlite(connection: Connection) -> None:
    if not connection.get_execution_options().get(WRITES, False):
        _ask(connection, "BEGIN")
        return
    try:
        _change(connection)
        _ask(connection, "BEGIN IMMEDIATE")
    except BaseException:
        _restore(connection)
        raise


def _change(connection: Connection) -> None:
    """What a write of ours needs of SQLite, as far as a transaction can have it; noted, to be restored."""
    secure, busy = _ask(connection, "PRAGMA secure_delete"), _ask(connection, "PRAGMA busy_timeout")
    changed = connection.info.setdefault(_CHANGED, {})
    if secure != 1:
        changed["secure_delete"] = "FAST" if secure == _FAST else secure
        _ask(connection, "PRAGMA secure_delete = ON")
    if busy < BUSY_SECONDS * 1000:
        changed["busy_timeout"] = busy
        _ask(connection, f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


def _restore(connection: Connection) -> None:
    connection.info.pop(_LATE, None)
    for pragma, value in connection.info.pop(_CHANGED, {}).items():
        _ask(connection, f"PRAGMA {pragma} = {value}")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES, False):
        _ask(connection, f"SET LOCAL lock_timeout = {int(BUSY_SECONDS * 1000)}")


def _raw(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _ask(connection: Connection, statement: str) -> Any:
    """Run a statement as it is; the first value of its answer, if it has any."""
    result = connection.exec_driver_sql(statement)
    return result.scalar() if result.returns_rows else None
