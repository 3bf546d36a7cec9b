"""Sessions of our own on a host's engine: never the host's, for committing that commits its unfinished work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from flask import g
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from cookieprefs.actions import LedgerUnavailableError
from cookieprefs.store.borrowed import borrow, is_taken

_HELD = "_cookieprefs_session"


class HasEngine(Protocol):
    """What Flask-SQLAlchemy's `db` is to us."""

    @property
    def engine(self) -> Engine:
        """The engine of the present app."""


Database = HasEngine | Engine | Callable[[], Engine]
"""What `CookiePrefs(db=…)` takes."""


class Sessions:
    """One session an app context, closed with it. The engine is asked for when it is first needed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._last: tuple[Engine, Engine] | None = None

    def __call__(self) -> Session:
        """The session of this app context. Raises `LedgerUnavailableError` in the midst of the host's own work.

        That is so only where one connection is all there is: SQLite in memory.
        """
        engine = self._engine()
        if is_taken(engine):
            raise LedgerUnavailableError("the app is using the one connection to its database")
        if _HELD not in g:
            setattr(g, _HELD, Session(bind=self._borrowed(engine)))
        session: Session = getattr(g, _HELD)
        return session

    def _engine(self) -> Engine:
        if isinstance(self._db, Engine):
            return self._db
        return self._db() if callable(self._db) else self._db.engine

    def _borrowed(self, engine: Engine) -> Engine:
        if self._last is None or self._last[0] is not engine:
            self._last = engine, borrow(engine)
        return self._last[1]


def close(_error: Any = None) -> None:
    """Close the session of an app context that ends, if it has one."""
    session: Session | None = g.pop(_HELD, None)
    if session is not None:
        session.close()
