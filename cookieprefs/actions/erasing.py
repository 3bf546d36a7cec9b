"""Erasing: asked for by the visitor, by a letter to the operator, or because proof was kept long enough (R-24)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from cookieprefs.actions.writing import give_up, in_one_write
from cookieprefs.store import erasure, traces

Progress = Callable[[int], None]


class LogInUseError(Exception):
    """What was erased is gone from the ledger, and may still stand in SQLite's log, which somebody is reading."""


def erase(session: Session, site: str, subject: str) -> int:
    """Erase what the ledger says of a subject; counts the records. The chain keeps their place (R-24).

    Raises `LedgerUnavailableError`.
    """
    return in_one_write(session, partial(erasure.of_subject, session, site, subject))


def erase_by_receipt(session: Session, site: str, receipt_id: str) -> int:
    """Erase all records of the visitor who was given a receipt, or the one refusal of nobody; counts them.

    Raises `LedgerUnavailableError`.
    """
    return in_one_write(session, partial(_erase_by_receipt, session, site, receipt_id))


def prune(session: Session, site: str, line: datetime, *, progress: Progress = lambda _: None) -> int:
    """Erase every record whose decision ended before `line`; counts them, and tells `progress` of each few (R-23).

    They go a few at a time, each few in a transaction of its own, so that nobody who decides meanwhile waits for
    long. Whoever is stopped in the midst, or meets another who does the same, leaves the rest to the next call.
    Raises `LedgerUnavailableError`, or `SQLAlchemyError` where the ledger cannot even be read.
    """
    erased, after = 0, None
    while found := erasure.ended(session, site, line, after):
        ids = [one.record_id for one in found]
        count = in_one_write(session, partial(erasure.of_records, session, site, ids))
        erased, after = erased + count, found[-1]
        progress(count)
    return erased


def leave_no_trace(session: Session, *, rewrites: bool = False) -> None:
    """See to it that what was erased is in SQLite's files no more: not in the database, nor in the log beside it.

    With `rewrites` the database is written anew, which takes the last few bytes in its free space along, and lets
    nobody decide meanwhile. Raises `LogInUseError`, `SQLAlchemyError`.
    """
    give_up(session)
    if rewrites:
        traces.rewrite(session)
    if not traces.empty_log(session):
        raise LogInUseError("another process reads the database, so what was erased may still stand in its log")


def _erase_by_receipt(session: Session, site: str, receipt_id: str) -> int:
    found = erasure.visitor_of(session, site, receipt_id)
    if found is None:
        return 0
    record_id, subject = found
    if subject is None:
        return erasure.of_records(session, site, [record_id])
    return erasure.of_subject(session, site, subject)
