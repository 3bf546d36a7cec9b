"""The ledger: an append-only sequence of consent records, and what may be asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, insert, literal_column, select
from sqlalchemy.orm import Session

from cookieprefs.core.checking import Entry
from cookieprefs.core.record import GENESIS, ConsentRecord, Kept, Link
from cookieprefs.core.record import link as record_link
from cookieprefs.store.claims import as_claimed, as_entry, every_link
from cookieprefs.store.rows import (
    LINK_COLUMNS,
    PAYLOAD,
    PAYLOAD_COLUMNS,
    RECORD,
    SAME_RECORD,
    as_columns,
    as_kept,
    as_record,
    payload_columns,
)
from cookieprefs.store.tables import RecordPayloadRow, RecordRow

_AT_ONCE = 500

# What every decision asks and adds is written down once: to put a statement together takes as long as to run it.
_KEPT = (
    select(*LINK_COLUMNS, *PAYLOAD_COLUMNS)
    .select_from(RECORD.join(PAYLOAD, SAME_RECORD))
    .where(RECORD.c.site == bindparam("site"))
)


def _one(*conditions: ColumnElement[bool]) -> Select[Any]:
    """The last record of which these hold. It is found by its own index first, and joined to its link then.

    Else a database that has not yet counted its rows may go through all of them.
    """
    found = select(PAYLOAD).where(PAYLOAD.c.site == bindparam("site"), *conditions)
    said = found.order_by(PAYLOAD.c.seq.desc()).limit(1).subquery("said")
    same = and_(said.c.site == RECORD.c.site, said.c.record_id == RECORD.c.record_id)
    return select(*LINK_COLUMNS, *payload_columns(said)).select_from(said.join(RECORD, same))


_LAST = _one(PAYLOAD.c.subject == bindparam("subject"))
# The index that answers this one holds the beginnings of chains alone, and is known by this very number.
_BEGUN = _one(
    PAYLOAD.c.once == bindparam("once"),
    PAYLOAD.c.digest == bindparam("digest"),
    PAYLOAD.c.seq == literal_column("1"),
)
_WITH_RECEIPT = _one(PAYLOAD.c.receipt_id == bindparam("receipt"))
_ADD_LINK, _ADD = insert(RECORD), insert(PAYLOAD)


def last_of(session: Session, site: str, subject: str) -> Kept | None:
    """A subject's last record: what their state is computed from, whatever their browser claims."""
    return _first(session, _LAST, site=site, subject=subject)


def history_of(session: Session, site: str, subject: str) -> tuple[Kept, ...]:
    """All records of a subject, the oldest first."""
    asked = _kept_where(site).where(RecordPayloadRow.subject == subject).order_by(RecordPayloadRow.seq)
    return tuple(as_kept(row) for row in session.execute(asked))


def with_receipt(session: Session, site: str, receipt_id: str) -> Kept | None:
    """The record that a receipt was given for."""
    return _first(session, _WITH_RECEIPT, site=site, receipt=receipt_id)


def begun_with(session: Session, site: str, once: str, digest: str) -> Kept | None:
    """The record that began a chain for this act, when the act was posted before (R-08)."""
    return _first(session, _BEGUN, site=site, once=once, digest=digest)


def append(session: Session, record: ConsentRecord, link: Link, key: bytes) -> None:
    """Add a record. Raises `IntegrityError` when another process took its place in the chain first."""
    connection = session.connection()
    connection.execute(_ADD_LINK, vars(link))
    connection.execute(_ADD, {**as_columns(record), "key": key})


def claims(
    session: Session,
    site: str,
    *,
    chain_id: str | None = None,
    chains: tuple[str, str | None] | None = None,
    days: tuple[str | None, str | None] = (None, None),
) -> Iterator[Entry]:
    """Every link by chain and sequence, with its record's claim unless erased, and its place in a seal: a stream.

    With `chain_id` only that chain; with `chains` those from the one id on, up to and without the other; with
    `days` those of the one day on, up to and with the other.
    An entry has no key where what the commitment leaves out was changed: no key fits that.
    """
    asked = every_link(site)
    if chain_id is not None:
        asked = asked.where(RECORD.c.chain_id == chain_id)
    if chains is not None:
        begin, end = chains
        asked = asked.where(RECORD.c.chain_id >= begin)
        asked = asked if end is None else asked.where(RECORD.c.chain_id < end)
    since, until = days
    asked = asked if since is None else asked.where(RECORD.c.day >= since)
    asked = asked if until is None else asked.where(RECORD.c.day <= until)
    # By the connection: a session would look for entities in every row.
    for row in session.connection().execute(asked.execution_options(yield_per=_AT_ONCE)):
        yield as_claimed(row)


def entries(session: Session, site: str, *, chain_id: str | None = None) -> Iterator[Entry]:
    """The same, with the records."""
    asked = every_link(site)
    asked = asked if chain_id is None else asked.where(RECORD.c.chain_id == chain_id)
    for row in session.execute(asked.execution_options(yield_per=_AT_ONCE)):
        yield as_entry(row)


def strays(session: Session, *, chain_id: str | None = None) -> Iterator[Entry]:
    """The records that have lost their link, whatever site they name; with `chain_id` those of that chain."""
    asked = select(*PAYLOAD_COLUMNS).outerjoin(RECORD, SAME_RECORD).where(RecordRow.record_id.is_(None))
    if chain_id is not None:
        asked = asked.where(RecordPayloadRow.chain_id == chain_id)
    for row in session.execute(asked.execution_options(yield_per=_AT_ONCE)):
        record = as_record(row)
        yield Entry(link=record_link(record, row[18], GENESIS), record=record)


def decided_between(session: Session, site: str, since: datetime | None, until: datetime | None) -> Iterator[Kept]:
    """The records decided in a span, in the order of their time; an end that is `None` is open."""
    asked = _kept_where(site).order_by(RecordPayloadRow.decided_at, RecordPayloadRow.record_id)
    if since is not None:
        asked = asked.where(RecordPayloadRow.decided_at >= since)
    if until is not None:
        asked = asked.where(RecordPayloadRow.decided_at < until)
    for row in session.execute(asked.execution_options(yield_per=_AT_ONCE)):
        yield as_kept(row)


def count(session: Session, site: str) -> int:
    """How many links the ledger of a site has."""
    return session.scalar(select(func.count()).select_from(RecordRow).where(RecordRow.site == site)) or 0


def last_decided_at(session: Session, site: str) -> datetime | None:
    """When the last decision of a site was made that was not erased."""
    return session.scalar(select(func.max(RecordPayloadRow.decided_at)).where(RecordPayloadRow.site == site))


def first_decided_at(session: Session, site: str, since: datetime | None = None) -> datetime | None:
    """When the first decision of a site was made, after `since` if that is given, that was not erased."""
    row = RecordPayloadRow
    asked = select(func.min(row.decided_at)).where(row.site == site)
    return session.scalar(asked if since is None else asked.where(row.decided_at > since))


def _kept_where(site: str) -> Select[Any]:
    return _KEPT.params(site=site)


def _first(session: Session, asked: Select[Any], **said: str) -> Kept | None:
    row = session.connection().execute(asked, said).first()
    return None if row is None else as_kept(row)
