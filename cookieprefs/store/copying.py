"""Reading one ledger page by page, and adding to another what it lacks; both ours, on whichever database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Row, Table, delete, func, insert, select, tuple_
from sqlalchemy.orm import Session

from cookieprefs.store import functions, tables

_AT_ONCE = 1000

Key = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A table that only grows: what names a row of a site in it, and what tells two rows of one name apart."""

    noun: str
    table: Table
    key: tuple[str, ...]
    leaves_out: tuple[str, ...] = ()
    """Large columns that the name of a row is made from."""

    @property
    def columns(self) -> list[Column[Any]]:
        """What is compared."""
        return [one for one in self.table.columns if one.name not in self.leaves_out]

    def key_of(self, row: Row[Any]) -> Key:
        """What names a row."""
        return tuple(row._mapping[name] for name in self.key)


def _table(row: type[Any]) -> Table:
    return cast("Table", row.__table__)


VERSIONS = Part(noun="version", table=_table(tables.PolicyVersionRow), key=("number",))
SNAPSHOTS = Part(noun="snapshot", table=_table(tables.SnapshotRow), key=("sha256",), leaves_out=("html",))
USES = Part(
    noun="use of a snapshot",
    table=_table(tables.SnapshotUseRow),
    key=("version", "mount", "language", "layer", "layout"),
)
RECORDS = Part(noun="record", table=_table(tables.RecordRow), key=("record_id",))
MEMBERS = Part(noun="sealed record", table=_table(tables.SealMemberRow), key=("record_id",))
SEALS = Part(noun="seal", table=_table(tables.SealRow), key=("number",))
PARTS = (VERSIONS, SNAPSHOTS, USES, RECORDS, MEMBERS, SEALS)
"""In the order in which one hangs on the other."""

_PAYLOAD = _table(tables.RecordPayloadRow)
ERASABLE = _PAYLOAD.name
"""The table of what records say."""

_SUMS = (_table(tables.TallyRow), _table(tables.RollUpRow))
_EVERY = (*(one.table for one in PARTS), _PAYLOAD, *_SUMS)


def sites(session: Session) -> list[str]:
    """Every site that anything is kept of; asked for one after the other, for there may be millions of rows."""
    found: set[str] = set()
    for table in _EVERY:
        site = session.scalar(select(func.min(table.c.site)))
        while site is not None:
            found.add(site)
            site = session.scalar(select(func.min(table.c.site)).where(table.c.site > site))
    return sorted(found)


def counts(session: Session, site: str) -> dict[str, int]:
    """How many rows of a site each table has, by the name of the table."""
    return {table.name: _count(session, table, site) for table in _EVERY}


def pages(session: Session, part: Part, site: str) -> Iterator[Sequence[Row[Any]]]:
    """All rows of a site, in the order of the table's primary key, some at a time."""
    order = [one for one in part.table.primary_key.columns if one.name != "site"]
    asked = select(*part.columns).where(part.table.c.site == site).order_by(*order).limit(_AT_ONCE)
    page = session.execute(asked).all()
    while page:
        yield page
        last = [page[-1]._mapping[one.name] for one in order]
        page = session.execute(asked.where(tuple_(*order) > tuple_(*last))).all()


def named(session: Session, part: Part, site: str, keys: Iterable[Key]) -> dict[Key, Row[Any]]:
    """The rows of these names, as they are compared."""
    rows = session.execute(select(*part.columns).where(_are(part, site, keys)))
    return {part.key_of(row): row for row in rows}


def add(source: Session, target: Session, part: Part, site: str, keys: Sequence[Key]) -> None:
    """Add rows that the target lacks, records with what they say."""
    rows = source.execute(select(part.table).where(_are(part, site, keys)))
    target.execute(insert(part.table), [dict(row._mapping) for row in rows])
    if part is RECORDS:
        said = source.execute(select(_PAYLOAD).where(_say(site, keys))).all()
        if said:
            target.execute(insert(_PAYLOAD), [dict(row._mapping) for row in said])


def erased_since(source: Session, target: Session, site: str, keys: Sequence[Key]) -> list[str]:
    """Which of these records say something in the target still, and in the source no longer."""
    asked = select(_PAYLOAD.c.record_id).where(_say(site, keys))
    return sorted(set(target.scalars(asked)) - set(source.scalars(asked)))


def erase(target: Session, site: str, record_ids: Sequence[str]) -> None:
    """Erase what these records say."""
    if functions.erase_records(target, site, record_ids) is None:
        target.execute(delete(_PAYLOAD).where(_say(site, [(one,) for one in record_ids])))


def replace_sums(source: Session, target: Session, site: str) -> None:
    """Give the target the source's daily sums, and up to where they are made, in place of its own."""
    for table in _SUMS:
        target.execute(delete(table).where(table.c.site == site))
        rows = source.execute(select(table).where(table.c.site == site).execution_options(yield_per=_AT_ONCE))
        for some in rows.partitions():
            target.execute(insert(table), [dict(row._mapping) for row in some])


def _count(session: Session, table: Table, site: str) -> int:
    return session.scalar(select(func.count()).select_from(table).where(table.c.site == site)) or 0


def _are(part: Part, site: str, keys: Iterable[Key]) -> ColumnElement[bool]:
    columns = [part.table.columns[name] for name in part.key]
    if len(columns) == 1:
        return (part.table.c.site == site) & columns[0].in_([key for (key,) in keys])
    return (part.table.c.site == site) & tuple_(*columns).in_(list(keys))


def _say(site: str, keys: Iterable[Key]) -> ColumnElement[bool]:
    return (_PAYLOAD.c.site == site) & _PAYLOAD.c.record_id.in_([key for (key,) in keys])
