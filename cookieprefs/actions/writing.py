"""One transaction, tried again where others are in its way; what fails here grants nothing (R-10)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from cookieprefs.store.db import BUSY_SECONDS, begin_write

Result = TypeVar("Result")

PATIENCE = BUSY_SECONDS
"""How long a write is tried again where others are in its way: as long as one waits for a lock."""

Watcher = Callable[[float, int, bool], None]

WATCHERS: list[Watcher] = []
"""Who hears of each write: the seconds that it took, how often it was tried again, whether it was committed."""

_LONGEST_WAIT = 256  # milliseconds between two tries
_RETRY_STATES = {"40001", "40P01"}  # serialization failure, deadlock: the same work may well pass again


class LedgerUnavailableError(Exception):
    """The database is locked, full, read-only or gone: nothing was recorded."""


def in_one_write(session: Session, work: Callable[[], Result]) -> Result:
    """Run `work` in one transaction and commit; again where the database asks for it (SQLSTATE 40001, 40P01).

    Once more as well on a new connection, where one is lost: it may have been lost over the commit, and `work`
    then finds what it has done already.
    """
    begun, retries, wait, has_reconnected = time.monotonic(), 0, 1, False
    while True:
        try:
            begin_write(session)
            result = work()
            session.commit()
            _tell(begun, retries, is_done=True)
            return result
        except SQLAlchemyError as error:
            give_up(session)
            is_lost = _has_lost_connection(error)
            is_over = time.monotonic() > begun + PATIENCE
            if is_over or not (_may_pass_again(error) or (is_lost and not has_reconnected)):
                _tell(begun, retries, is_done=False)
                raise LedgerUnavailableError(str(error.__cause__ or error)) from error
            has_reconnected = has_reconnected or is_lost
        except BaseException:
            give_up(session)
            raise
        # By chance, so that those who met do not meet again in step.
        time.sleep(secrets.randbelow(wait) / 1000)
        wait, retries = min(2 * wait, _LONGEST_WAIT), retries + 1


def give_up(session: Session) -> None:
    """End whatever a session was doing, even where its connection is gone."""
    try:
        session.rollback()
    except SQLAlchemyError:
        session.close()


def _tell(begun: float, retries: int, *, is_done: bool) -> None:
    for one in WATCHERS:
        one(time.monotonic() - begun, retries, is_done)


def _has_lost_connection(error: SQLAlchemyError) -> bool:
    return isinstance(error, DBAPIError) and error.connection_invalidated


def _may_pass_again(error: SQLAlchemyError) -> bool:
    if isinstance(error, IntegrityError):
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _RETRY_STATES
