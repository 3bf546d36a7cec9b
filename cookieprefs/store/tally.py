"""The daily sums, and up to where the ledger was counted into them (R-27)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from operator import index
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Integer,
    Table,
    Text,
    and_,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, aliased

from cookieprefs.core.consent import How, Layer
from cookieprefs.core.record import answers_from_json
from cookieprefs.core.statistics import Banners
from cookieprefs.core.tally import Cell, Countable, Kind, day_of
from cookieprefs.store.db import UTCDateTime
from cookieprefs.store.tables import RecordPayloadRow, RollUpRow, TallyRow

_AT_ONCE = 5000
_TALLY = cast("Table", TallyRow.__table__)
_ROLL_UP = cast("Table", RollUpRow.__table__)
_NAMES = ("kind", "service", "choice", "how", "language", "layout", "version")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place in the ledger by time: all records up to this one have been counted."""

    decided_at: datetime
    record_id: str


@dataclass(frozen=True, kw_only=True)
class Batch:
    """The next records to count: what is counted of them and how many are alike, and where they end.

    `unreadable` is how many hold what we never write: they are counted nowhere.
    """

    counted: tuple[tuple[Countable, int], ...]
    records: int
    unreadable: int
    end: Place


def counted_up_to(session: Session, site: str) -> Place | None:
    """The last record that was counted; `None` before any was."""
    row = session.execute(select(RollUpRow.decided_at, RollUpRow.record_id).where(RollUpRow.site == site)).first()
    return None if row is None else Place(**row._mapping)


def uncounted(session: Session, site: str, after: Place | None, before: datetime) -> Batch | None:
    """The next records that were decided before a moment, a bounded number of them; `None` if there are none."""
    row, earlier = RecordPayloadRow, aliased(RecordPayloadRow)
    one_before = and_(
        *(earlier.site == row.site, earlier.subject == row.subject, earlier.chain_id == row.chain_id),
        earlier.seq == row.seq - 1,
    )
    asked = (
        select(
            *(row.decided_at, row.record_id, row.how, row.layer, row.language, row.layout, row.version),
            # As written, for the same few are read again and again.
            *(sql_cast(row.answers, Text), sql_cast(earlier.answers, Text).label("before"), earlier.until),
        )
        .outerjoin(earlier, one_before)
        .where(_between(site, after, before))
        .order_by(row.decided_at, row.record_id)
        .limit(_AT_ONCE)
    )
    found = session.execute(asked).all()
    return _batch(found) if found else None


def count_uncounted(session: Session, site: str, after: Place | None, before: datetime) -> int:
    """How many records wait to be counted."""
    asked = select(func.count()).select_from(RecordPayloadRow).where(_between(site, after, before))
    return session.scalar(asked) or 0


def count_up(session: Session, site: str, sums: Mapping[Cell, int]) -> None:
    """Add to the sums."""
    if not sums:
        return
    insert = _dialect(session).insert
    added = insert(_TALLY)
    # In one order, so that no two who add wait for each other.
    rows = [
        {"site": site, **asdict(cell), "count": number}
        for cell, number in sorted(sums.items(), key=lambda one: astuple(one[0]))
    ]
    session.execute(
        added.on_conflict_do_update(
            index_elements=list(_TALLY.primary_key.columns), set_={"count": _TALLY.c.count + added.excluded.count}
        ),
        rows,
    )


def move_on(session: Session, site: str, end: Place) -> None:
    """Note up to which record the ledger was counted."""
    insert = _dialect(session).insert
    moved = insert(_ROLL_UP).values(site=site, **vars(end))
    session.execute(moved.on_conflict_do_update(index_elements=["site"], set_=vars(end)))


def sums(session: Session, site: str, since: str, until: str, *, by_month: bool) -> Iterator[tuple[Cell, int]]:
    """The sums of the days from `since` to `until`, both included; by month, `day` is such as "2026-11"."""
    # Written out, for PostgreSQL takes two parameters for two expressions.
    first, length = literal_column("1", Integer), literal_column("7" if by_month else "10", Integer)
    by = [func.substr(TallyRow.day, first, length), *(_TALLY.columns[name] for name in _NAMES)]
    asked = (
        select(*by, func.sum(TallyRow.count))
        .where(TallyRow.site == site, TallyRow.day >= since, TallyRow.day <= until)
        .group_by(*by)
    )
    for day, kind, *rest, count in session.execute(asked):
        yield Cell(day=day, kind=Kind(kind), **dict(zip(_NAMES[1:], rest, strict=True))), int(count)


def banners(session: Session, site: str, since: str, until: str) -> Iterator[Banners]:
    """How often the banner was shown and answered on each day that has a sum of either.

    A refusal that was only counted is one in the banner where *Refuse all* was pressed: the sums tell no more.
    """
    row = TallyRow
    is_shown = row.kind == Kind.SHOWN.value
    is_answered = or_(
        row.kind == Kind.ANSWERED.value, and_(row.kind == Kind.REFUSED.value, row.how == How.REFUSE_ALL.value)
    )
    asked = (
        select(row.day, *(func.sum(case((which, row.count), else_=0)) for which in (is_shown, is_answered)))
        .where(row.site == site, row.day >= since, row.day <= until, or_(is_shown, is_answered))
        .group_by(row.day)
    )
    for day, shown, answered in session.execute(asked):
        yield Banners(day=day, shown=int(shown), answered=int(answered))


def first_day(session: Session, site: str) -> str | None:
    """The first day that has a sum."""
    return session.scalar(select(func.min(TallyRow.day)).where(TallyRow.site == site))


def _dialect(session: Session) -> Any:
    """Where there is an insert that can also say what to do where the row is there: each database has its own."""
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite


def _between(site: str, after: Place | None, before: datetime) -> ColumnElement[bool]:
    row = RecordPayloadRow
    those = and_(row.site == site, row.decided_at < before)
    if after is None:
        return those
    place = tuple_(literal(after.decided_at, UTCDateTime), literal(after.record_id))
    return and_(those, tuple_(row.decided_at, row.record_id) > place)


def _batch(rows: Sequence[Any]) -> Batch:
    alike = Counter(_said(*row) for row in rows)
    read = [(_countable(*said), times) for said, times in alike.items()]
    return Batch(
        counted=tuple((one, times) for one, times in read if one is not None),
        records=len(rows),
        unreadable=sum(times for one, times in read if one is None),
        end=Place(decided_at=rows[-1][0], record_id=rows[-1][1]),
    )


def _said(decided_at: datetime, _record_id: str, *row: Any) -> tuple[Any, ...]:
    """What makes two records alike to whoever counts: all but the moment and the name."""
    *said, before, until = row
    return (day_of(decided_at), *said, before if until is not None and decided_at < until else None)


def _countable(
    day: str, how: str, layer: str, language: str, layout: str, version: int, answers: str, before: str | None
) -> Countable | None:
    try:
        return Countable(
            day=day,
            how=How(how),
            layer=Layer(layer),
            language=language,
            layout=layout,
            version=index(version),
            answers=answers_from_json(json.loads(answers)),
            before=answers_from_json(json.loads(before)) if before else {},
        )
    except (TypeError, ValueError):
        return None
