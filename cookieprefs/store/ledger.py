"""The ledger: an append-only sequence of consent records, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Select, Table, and_, delete, func, insert, select
from sqlalchemy.orm import Session

from cookieprefs.core.consent import How, Layer
from cookieprefs.core.record import (
    GENESIS,
    ConsentRecord,
    Entry,
    Link,
    Shown,
    answers_as_json,
    answers_digest,
    answers_from_json,
)
from cookieprefs.core.record import link as record_link
from cookieprefs.store.tables import RecordPayloadRow, RecordRow

_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A record with its link, as the ledger holds both."""

    record: ConsentRecord
    link: Link


def last_of(session: Session, site: str, subject: str) -> Kept | None:
    """A subject's last record: what their state is computed from, whatever their browser claims."""
    asked = _kept_where(site).where(RecordPayloadRow.subject == subject)
    return _first(session, asked.order_by(RecordPayloadRow.seq.desc()))


def history_of(session: Session, site: str, subject: str) -> tuple[Kept, ...]:
    """All records of a subject, the oldest first."""
    asked = _kept_where(site).where(RecordPayloadRow.subject == subject).order_by(RecordPayloadRow.seq)
    return tuple(_kept(link, payload) for link, payload in session.execute(asked))


def with_receipt(session: Session, site: str, receipt_id: str) -> Kept | None:
    """The record that a receipt was given for."""
    return _first(session, _kept_where(site).where(RecordPayloadRow.receipt_id == receipt_id))


def begun_with(session: Session, site: str, once: str, digest: str) -> Kept | None:
    """The record that began a chain for this act, when the act was posted before (R-08)."""
    row = RecordPayloadRow
    return _first(session, _kept_where(site).where(row.once == once, row.digest == digest, row.seq == 1))


def append(session: Session, record: ConsentRecord, link: Link, key: bytes) -> None:
    """Add a record. Raises `IntegrityError` when another process took its place in the chain first."""
    session.execute(insert(_RECORD), vars(link))
    session.execute(insert(_PAYLOAD), {**_columns(record), "key": key})


def erase(session: Session, site: str, subject: str) -> int:
    """Delete what a subject's records say and their keys; the links stay and say "erased" (R-24). Counts them."""
    row = RecordPayloadRow
    done = session.execute(delete(row).where(row.site == site, row.subject == subject).returning(row.record_id))
    return len(done.all())


def entries(session: Session, site: str, *, chain_id: str | None = None) -> Iterator[Entry]:
    """Every link by chain and sequence, with its record unless erased: a stream, in constant memory.

    With `chain_id` only the links of that chain. An entry has no key where what the commitment leaves out was
    changed: no key fits that. Records that have lost their link come last, whatever site they name.
    """
    asked = (
        select(RecordRow, RecordPayloadRow)
        .outerjoin(RecordPayloadRow, _SAME_RECORD)
        .where(RecordRow.site == site)
        .order_by(RecordRow.chain_id, RecordRow.seq)
    )
    stray = select(RecordPayloadRow).outerjoin(RecordRow, _SAME_RECORD).where(RecordRow.record_id.is_(None))
    if chain_id is not None:
        asked = asked.where(RecordRow.chain_id == chain_id)
        stray = stray.where(RecordPayloadRow.chain_id == chain_id)
    for link, payload in session.execute(asked.execution_options(yield_per=_AT_ONCE)):
        yield Entry(link=_link(link)) if payload is None else _entry(_link(link), payload)
    for payload in session.scalars(stray.execution_options(yield_per=_AT_ONCE)):
        record = _record(payload)
        yield Entry(link=record_link(record, payload.key, GENESIS), record=record)


def decided_between(session: Session, site: str, since: datetime | None, until: datetime | None) -> Iterator[Kept]:
    """The records decided in a span, in the order of their time; an end that is `None` is open."""
    asked = _kept_where(site).order_by(RecordPayloadRow.decided_at, RecordPayloadRow.record_id)
    if since is not None:
        asked = asked.where(RecordPayloadRow.decided_at >= since)
    if until is not None:
        asked = asked.where(RecordPayloadRow.decided_at < until)
    for link, payload in session.execute(asked.execution_options(yield_per=_AT_ONCE)):
        yield _kept(link, payload)


def count(session: Session, site: str) -> int:
    """How many links the ledger of a site has."""
    return session.scalar(select(func.count()).select_from(RecordRow).where(RecordRow.site == site)) or 0


def last_decided_at(session: Session, site: str) -> datetime | None:
    """When the last decision of a site was made that was not erased."""
    return session.scalar(select(func.max(RecordPayloadRow.decided_at)).where(RecordPayloadRow.site == site))


_RECORD = cast("Table", RecordRow.__table__)
_PAYLOAD = cast("Table", RecordPayloadRow.__table__)
_SAME_RECORD = and_(RecordPayloadRow.site == RecordRow.site, RecordPayloadRow.record_id == RecordRow.record_id)


def _kept_where(site: str) -> Select[RecordRow, RecordPayloadRow]:
    return select(RecordRow, RecordPayloadRow).join(RecordPayloadRow, _SAME_RECORD).where(RecordRow.site == site)


def _first(session: Session, asked: Select[RecordRow, RecordPayloadRow]) -> Kept | None:
    row = session.execute(asked.limit(1)).first()
    return None if row is None else _kept(row[0], row[1])


def _kept(link: RecordRow, payload: RecordPayloadRow) -> Kept:
    return Kept(record=_record(payload), link=_link(link))


def _entry(link: Link, row: RecordPayloadRow) -> Entry:
    record = _record(row)
    # What is finer than a millisecond stands outside of the commitment, as the digest does.
    is_finer = any(one.microsecond % 1000 for one in (record.decided_at, record.until))
    fits = not is_finer and row.digest == answers_digest(record.how, record.answers)
    return Entry(link=link, record=record, key=row.key if fits else None)


def _link(row: RecordRow) -> Link:
    return Link(
        site=row.site,
        record_id=row.record_id,
        chain_id=row.chain_id,
        seq=row.seq,
        day=row.day,
        commitment=row.commitment,
        chain=row.chain,
    )


def _record(row: RecordPayloadRow) -> ConsentRecord:
    return ConsentRecord(
        site=row.site,
        record_id=row.record_id,
        receipt_id=row.receipt_id,
        chain_id=row.chain_id,
        seq=row.seq,
        subject=row.subject,
        decided_at=row.decided_at,
        how=How(row.how),
        shown=Shown(
            version=row.version,
            consent_revision=row.consent_revision,
            language=row.language,
            layer=Layer(row.layer),
            layout=row.layout,
            snapshot=row.snapshot,
        ),
        domain=row.domain,
        answers=answers_from_json(row.answers),
        until=row.until,
        signals=row.signals,
        once=row.once,
    )


def _columns(record: ConsentRecord) -> dict[str, Any]:
    shown = record.shown
    return {
        "site": record.site,
        "record_id": record.record_id,
        "receipt_id": record.receipt_id,
        "chain_id": record.chain_id,
        "seq": record.seq,
        "subject": record.subject,
        "decided_at": record.decided_at,
        "how": record.how.value,
        "version": shown.version,
        "consent_revision": shown.consent_revision,
        "language": shown.language,
        "layer": shown.layer.value,
        "layout": shown.layout,
        "snapshot": shown.snapshot,
        "domain": record.domain,
        "answers": answers_as_json(record.answers),
        "until": record.until,
        "signals": dict(record.signals),
        "once": record.once,
        "digest": answers_digest(record.how, record.answers),
    }
