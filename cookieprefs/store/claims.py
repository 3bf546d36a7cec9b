"""The ledger as the check reads it: what records say as text, for there are millions of them (R-05)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Select, Table, Text, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from cookieprefs.core.checking import Claim, Entry
from cookieprefs.core.consent import How, Layer
from cookieprefs.core.record import answers_digest, written
from cookieprefs.core.seal import Member
from cookieprefs.store.rows import (
    LINK_COLUMNS,
    PAYLOAD,
    RECORD,
    SAID,
    SAME_RECORD,
    as_link,
    as_record,
    read_answers,
    read_signals,
)
from cookieprefs.store.seals import SAME_MEMBER
from cookieprefs.store.tables import SealMemberRow

_HOWS, _LAYERS = frozenset(How), frozenset(Layer)
_MOMENTS = ("decided_at", "until")
_MILLISECONDS = len("2026-01-02 03:04:05.678")


class _Written(FunctionElement[str]):
    """A moment as the text "2026-01-02 03:04:05.678901", which is how SQLite keeps it."""

    name = "written"
    type = Text()
    inherit_cache = True


@compiles(_Written, "sqlite")
def _as_it_is(element: _Written, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.clauses, **how)


@compiles(_Written, "postgresql")
def _by_to_char(element: _Written, compiler: SQLCompiler, **how: Any) -> str:
    return f"to_char({compiler.process(element.clauses, **how)}, 'YYYY-MM-DD HH24:MI:SS.US')"


_MEMBER = cast("Table", SealMemberRow.__table__)
_COLUMNS = (
    *LINK_COLUMNS,
    *(_Written(PAYLOAD.columns[name]) if name in _MOMENTS else PAYLOAD.columns[name] for name in SAID),
    *(sql_cast(PAYLOAD.columns[name], Text) for name in ("answers", "signals")),
    *(_MEMBER.columns[name] for name in ("seal", "position", "leaf")),
)
_SAID_AT, _MEMBER_AT = len(LINK_COLUMNS), len(_COLUMNS) - 3


def every_link(site: str) -> Select[Any]:
    """Asks for every link of a site with what there is of its record and of its place in a seal, in order."""
    return (
        select(*_COLUMNS)
        .select_from(RECORD)
        .outerjoin(PAYLOAD, SAME_RECORD)
        .outerjoin(_MEMBER, SAME_MEMBER)
        .where(RECORD.c.site == site)
        .order_by(RECORD.c.chain_id, RECORD.c.seq)
    )


def as_claimed(row: Sequence[Any]) -> Entry:
    """What a row of `every_link` holds, without a record made of it.

    Without a key where what the commitment leaves out was changed: no key fits that. What cannot be read is told
    as that, so that all the others are checked as well.
    """
    link, said, (seal, position, leaf) = as_link(row), row[_SAID_AT:_MEMBER_AT], row[_MEMBER_AT:]
    member = None
    if seal is not None:
        member = Member(seal=seal, position=position, record_id=link.record_id, leaf=leaf)
    if said[0] is None:
        return Entry(link=link, member=member)
    try:
        claim, key = _claim(said)
    except (ValueError, TypeError, AttributeError):
        return Entry(link=link, member=member, is_unreadable=True)
    return Entry(link=link, member=member, claimed=claim, key=key)


def as_entry(row: Sequence[Any]) -> Entry:
    """The same, with the record."""
    entry = as_claimed(row)
    if entry.claimed is None:
        return entry
    said = dict(zip((*SAID, "answers", "signals"), row[_SAID_AT:_MEMBER_AT], strict=True))
    read = {name: datetime.fromisoformat(said[name]).replace(tzinfo=UTC) for name in _MOMENTS}
    return replace(entry, record=as_record(tuple((said | read).values())))


def _claim(said: Sequence[Any]) -> tuple[Claim, bytes | None]:
    site, record_id, receipt_id, chain_id, seq, subject, decided_at, how, version, revision, *rest = said
    language, layer, layout, snapshot, domain, until, once, digest, key, answers, signals = rest
    if how not in _HOWS or layer not in _LAYERS:
        raise ValueError(f"no record says {how!r} and {layer!r}")
    decided, decided_rest = _moment(decided_at)
    ends, ends_rest = _moment(until)
    bytes_of_it = written(
        *(site, record_id, receipt_id, chain_id, seq, subject, decided, how, version, revision),
        *(language, layer, layout, snapshot, domain, ends, once),
        *(read_answers(answers).written, read_signals(signals).written),
    )
    # What is finer than a millisecond stands outside of the commitment, as the digest does.
    fits = decided_rest == ends_rest == "000" and digest == _digest(how, answers)
    claim = Claim(site, record_id, chain_id, seq, decided_at[:10], how, snapshot, bytes_of_it, subject, once)
    return claim, key if fits else None


def _moment(stored: str) -> tuple[str, str]:
    """A moment as the canonical bytes have it, and what is finer. Raises `ValueError` on what is none."""
    datetime.fromisoformat(stored)
    if stored[10] != " ":
        raise ValueError(f"{stored!r} is not as we write it")
    return f"{stored[:10]}T{stored[11:_MILLISECONDS]}Z", stored[_MILLISECONDS:]


@lru_cache(maxsize=4096)
def _digest(how: str, stored: str) -> str:
    return answers_digest(How(how), read_answers(stored).value)
