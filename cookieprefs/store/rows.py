"""Rows of the ledger as values, and values as rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Table, Text, and_
from sqlalchemy import cast as sql_cast

from cookieprefs.core.checking import Entry
from cookieprefs.core.consent import Answer, How, Layer
from cookieprefs.core.record import (
    ConsentRecord,
    Kept,
    Link,
    Shown,
    answers_as_json,
    answers_digest,
    answers_from_json,
    canonical,
    written_answers,
    written_signals,
)
from cookieprefs.core.seal import Member
from cookieprefs.store.tables import RecordPayloadRow, RecordRow, SealMemberRow

Value = TypeVar("Value")


RECORD = cast("Table", RecordRow.__table__)
PAYLOAD = cast("Table", RecordPayloadRow.__table__)
_MEMBER = cast("Table", SealMemberRow.__table__)
SAME_RECORD = and_(RecordPayloadRow.site == RecordRow.site, RecordPayloadRow.record_id == RecordRow.record_id)

# Columns and no entities: what is read is values, and millions of them when the ledger is checked.
_LINK = ("site", "record_id", "chain_id", "seq", "day", "commitment", "chain")
_SAID = (
    *("site", "record_id", "receipt_id", "chain_id", "seq", "subject", "decided_at", "how", "version"),
    *("consent_revision", "language", "layer", "layout", "snapshot", "domain", "until", "once", "digest", "key"),
)
LINK_COLUMNS = tuple(RECORD.columns[name] for name in _LINK)
PAYLOAD_COLUMNS = (
    *(PAYLOAD.columns[name] for name in _SAID),
    # As written: the same few are read again and again, and taken apart once.
    *(sql_cast(PAYLOAD.columns[name], Text) for name in ("answers", "signals")),
)
MEMBER_COLUMNS = tuple(_MEMBER.columns[name] for name in ("seal", "position", "leaf"))
_PAYLOAD_AT, _MEMBER_AT = len(LINK_COLUMNS), len(LINK_COLUMNS) + len(PAYLOAD_COLUMNS)


def as_kept(row: Sequence[Any]) -> Kept:
    """A record with its link, from `LINK_COLUMNS` and `PAYLOAD_COLUMNS`."""
    return Kept(record=as_record(row[_PAYLOAD_AT:_MEMBER_AT]), link=as_link(row))


def as_entry(row: Sequence[Any]) -> Entry:
    """A link with what there is of its record and of its place in a seal, from all three kinds of columns.

    Without a key where what the commitment leaves out was changed: no key fits that. What cannot be read is told
    as that, so that all the others are checked as well.
    """
    link, said, (seal, position, leaf) = as_link(row), row[_PAYLOAD_AT:_MEMBER_AT], row[_MEMBER_AT:]
    member = None
    if seal is not None:
        member = Member(seal=seal, position=position, record_id=link.record_id, leaf=leaf)
    if said[0] is None:
        return Entry(link=link, member=member)
    try:
        return _entry(link, member, said)
    except (ValueError, TypeError, AttributeError):
        return Entry(link=link, member=member, is_unreadable=True)


def _entry(link: Link, member: Member | None, said: Sequence[Any]) -> Entry:
    record, digest, key = as_record(said), said[17], said[18]
    answers, signals = _answers(said[-2]), _signals(said[-1])
    # What is finer than a millisecond stands outside of the commitment, as the digest does.
    is_finer = record.decided_at.microsecond % 1000 or record.until.microsecond % 1000
    fits = not is_finer and digest == _digest(record.how, said[-2])
    return Entry(
        link=link,
        record=record,
        key=key if fits else None,
        member=member,
        said=canonical(record, answers=answers.written, signals=signals.written),
    )


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
        answers=dict(_answers(answers).value),
        until=until,
        signals=dict(_signals(signals).value),
        once=once,
    )


@dataclass(frozen=True, kw_only=True)
class _Parsed(Generic[Value]):
    """What a column holds, and how the canonical bytes have it."""

    value: dict[str, Value]
    written: str


@lru_cache(maxsize=4096)
def _answers(stored: str) -> _Parsed[Answer]:
    found = answers_from_json(json.loads(stored))
    return _Parsed(value=found, written=written_answers(found))


@lru_cache(maxsize=64)
def _signals(stored: str) -> _Parsed[bool]:
    found: dict[str, bool] = json.loads(stored)
    return _Parsed(value=found, written=written_signals(found))


@lru_cache(maxsize=4096)
def _digest(how: How, stored: str) -> str:
    return answers_digest(how, _answers(stored).value)


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
