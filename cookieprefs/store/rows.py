"""Rows of the ledger as values, and values as rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, FromClause, Table, Text, and_
from sqlalchemy import cast as sql_cast

from cookieprefs.core.consent import Answer, How, Layer
from cookieprefs.core.record import (
    ConsentRecord,
    Kept,
    Link,
    Shown,
    answers_as_json,
    answers_digest,
    answers_from_json,
    written_answers,
    written_signals,
)
from cookieprefs.store.tables import RecordPayloadRow, RecordRow

Value = TypeVar("Value")


RECORD = cast("Table", RecordRow.__table__)
PAYLOAD = cast("Table", RecordPayloadRow.__table__)
SAME_RECORD = and_(PAYLOAD.c.site == RECORD.c.site, PAYLOAD.c.record_id == RECORD.c.record_id)

# Columns and no entities: what is read is values, and millions of them when the ledger is checked.
_LINK = ("site", "record_id", "chain_id", "seq", "day", "commitment", "chain")
SAID = (
    *("site", "record_id", "receipt_id", "chain_id", "seq", "subject", "decided_at", "how", "version"),
    *("consent_revision", "language", "layer", "layout", "snapshot", "domain", "until", "once", "digest", "key"),
)
LINK_COLUMNS = tuple(RECORD.columns[name] for name in _LINK)


def payload_columns(source: FromClause) -> tuple[ColumnElement[Any], ...]:
    """What `as_record` takes, of the table of payloads or of some of its rows."""
    return (
        *(source.c[name] for name in SAID),
        # As written: the same few are read again and again, and taken apart once.
        *(sql_cast(source.c[name], Text) for name in ("answers", "signals")),
    )


PAYLOAD_COLUMNS = payload_columns(PAYLOAD)


def as_kept(row: Sequence[Any]) -> Kept:
    """A record with its link, from `LINK_COLUMNS` and `PAYLOAD_COLUMNS`."""
    return Kept(record=as_record(row[len(LINK_COLUMNS) :]), link=as_link(row))


def as_link(row: Sequence[Any]) -> Link:
    """A link, from a row that begins with `LINK_COLUMNS`."""
    return Link(**dict(zip(_LINK, row, strict=False)))


def as_record(row: Sequence[Any]) -> ConsentRecord:
    """A record, from `PAYLOAD_COLUMNS`. Raises `ValueError` where somebody wrote what we never would."""
    site, record_id, receipt_id, chain_id, seq, subject, decided_at, how, version, revision, *rest = row
    language, layer, layout, snapshot, domain, until, once, _digest, _key, answers, signals = rest
    shown = Shown(
        version=version,
        consent_revision=revision,
        language=language,
        layer=Layer(layer),
        layout=layout,
        snapshot=snapshot,
    )
    return ConsentRecord(
        site=site,
        record_id=record_id,
        receipt_id=receipt_id,
        chain_id=chain_id,
        seq=seq,
        subject=subject,
        decided_at=decided_at,
        how=How(how),
        shown=shown,
        domain=domain,
        answers=dict(read_answers(answers).value),
        until=until,
        signals=dict(read_signals(signals).value),
        once=once,
    )


@dataclass(frozen=True, kw_only=True)
class Parsed(Generic[Value]):
    """What a column holds, and how the canonical bytes have it."""

    value: dict[str, Value]
    written: str


@lru_cache(maxsize=4096)
def read_answers(stored: str) -> Parsed[Answer]:
    """Answers from their column. Raises `ValueError` or `TypeError` on what are none."""
    found = answers_from_json(json.loads(stored))
    return Parsed(value=found, written=written_answers(found))


@lru_cache(maxsize=64)
def read_signals(stored: str) -> Parsed[bool]:
    """Signals from their column. Raises `ValueError` or `TypeError` on what are none."""
    found: dict[str, bool] = json.loads(stored)
    return Parsed(value=found, written=written_signals(found))


def as_columns(record: ConsentRecord) -> dict[str, Any]:
    """What a record says as a row, without its key."""
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
