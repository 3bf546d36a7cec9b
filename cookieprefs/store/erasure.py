"""Erasing what records say: which are asked for, and deleting them with their keys. Links stay (R-23, R-24)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from cookieprefs.store import functions
from cookieprefs.store.tables import RecordPayloadRow

_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Erasable:
    """A record that may be erased, by its place in the order of time."""

    decided_at: datetime
    record_id: str


def of_subject(session: Session, site: str, subject: str) -> int:
    """Erase all that the ledger says of a subject; counts the records."""
    if (count := functions.erase(session, site, subject)) is not None:
        return count
    row = RecordPayloadRow
    done = session.execute(delete(row).where(row.site == site, row.subject == subject).returning(row.record_id))
    return len(done.all())


def of_records(session: Session, site: str, record_ids: Sequence[str]) -> int:
    """Erase what these records say; counts those of them that said anything still."""
    if (count := functions.erase_records(session, site, record_ids)) is not None:
        return count
    row = RecordPayloadRow
    asked = delete(row).where(row.site == site, row.record_id.in_(record_ids))
    return len(session.execute(asked.returning(row.record_id)).all())


def visitor_of(session: Session, site: str, receipt_id: str) -> tuple[str, str | None] | None:
    """The record that a receipt was given for, and its subject; read though the rest were spoilt."""
    row = RecordPayloadRow
    asked = select(row.record_id, row.subject).where(row.site == site, row.receipt_id == receipt_id)
    found = session.execute(asked).first()
    return None if found is None else (found.record_id, found.subject)


def how_many_with(session: Session, site: str, receipt_id: str) -> int:
    """How many records the visitor with this receipt has: none where nobody has it, one without an id."""
    found = visitor_of(session, site, receipt_id)
    if found is None or found[1] is None:
        return int(found is not None)
    row = RecordPayloadRow
    asked = select(func.count()).select_from(row).where(row.site == site, row.subject == found[1])
    return session.scalar(asked) or 0


def how_many_ended(session: Session, site: str, line: datetime) -> int:
    """How many records there are whose decision ended before `line`."""
    return session.scalar(select(func.count()).select_from(RecordPayloadRow).where(_ended(site, line))) or 0


def ended(session: Session, site: str, line: datetime, after: Erasable | None) -> list[Erasable]:
    """The next few records whose decision ended before `line`, in the order of their time; in the end none."""
    row = RecordPayloadRow
    asked = select(row.decided_at, row.record_id).where(_ended(site, line))
    if after is not None:
        is_later = and_(row.decided_at == after.decided_at, row.record_id > after.record_id)
        asked = asked.where(row.decided_at >= after.decided_at, or_(row.decided_at > after.decided_at, is_later))
    found = session.execute(asked.order_by(row.decided_at, row.record_id).limit(_AT_ONCE))
    return [Erasable(decided_at=one.decided_at, record_id=one.record_id) for one in found]


def _ended(site: str, line: datetime) -> ColumnElement[bool]:
    # No decision ends before it is made: that leaves only the older part of the index to be looked through.
    row = RecordPayloadRow
    return and_(row.site == site, row.decided_at < line, row.until < line)
