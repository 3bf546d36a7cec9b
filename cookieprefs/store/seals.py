"""Seals and their members: what each names, what none names yet, and what one names that is gone (R-05)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table, and_, func, insert, select
from sqlalchemy.orm import Session

from cookieprefs.core.record import Link
from cookieprefs.core.seal import Member, Seal
from cookieprefs.store.tables import RecordRow, SealMemberRow, SealRow

_AT_ONCE = 2000
_MEMBER = cast("Table", SealMemberRow.__table__)
_SEAL = cast("Table", SealRow.__table__)
_LINK = cast("Table", RecordRow.__table__)
SAME_MEMBER = and_(SealMemberRow.site == RecordRow.site, SealMemberRow.record_id == RecordRow.record_id)
"""What joins a record to its place in a seal."""


@dataclass(frozen=True, kw_only=True)
class Unfinished:
    """A seal that has members and no digest: being made now, or left over by a process that was stopped."""

    number: int
    records: int


def last(session: Session, site: str) -> Seal | None:
    """The last seal of a site."""
    asked = select(_SEAL).where(SealRow.site == site).order_by(SealRow.number.desc()).limit(1)
    row = session.execute(asked).first()
    return None if row is None else Seal(**row._mapping)


def numbered(session: Session, site: str, number: int) -> Seal | None:
    """The seal with this number."""
    row = session.execute(select(_SEAL).where(SealRow.site == site, SealRow.number == number)).first()
    return None if row is None else Seal(**row._mapping)


def all_of(session: Session, site: str) -> tuple[Seal, ...]:
    """All seals of a site in the order of their numbers."""
    asked = select(_SEAL).where(SealRow.site == site).order_by(SealRow.number)
    return tuple(Seal(**row._mapping) for row in session.execute(asked))


def leaves(session: Session, site: str, number: int, start: int = 0, end: int | None = None) -> Iterator[str]:
    """The leaves of a seal in their order, as a stream; an empty one where somebody changed its place.

    With `start` and `end` those of the one place on, up to and without the other.
    """
    row = SealMemberRow
    asked = select(row.position, row.leaf).where(row.site == site, row.seal == number, row.position >= start)
    asked = asked if end is None else asked.where(row.position < end)
    found = session.execute(asked.order_by(row.position).execution_options(yield_per=_AT_ONCE))
    for place, (position, leaf) in enumerate(found, start):
        yield leaf if position == place else ""


def member(session: Session, site: str, record_id: str) -> Member | None:
    """The place of a record in a seal that is closed."""
    row = SealMemberRow
    asked = (
        select(row.seal, row.position, row.record_id, row.leaf)
        .join(SealRow, and_(SealRow.site == row.site, SealRow.number == row.seal))
        .where(row.site == site, row.record_id == record_id)
    )
    found = session.execute(asked).first()
    return None if found is None else Member(**found._mapping)


def gone(session: Session, site: str) -> Iterator[Member]:
    """What seals name and the ledger has no longer, in the order of the seals."""
    row = SealMemberRow
    asked = (
        select(row.seal, row.position, row.record_id, row.leaf)
        .outerjoin(RecordRow, SAME_MEMBER)
        .where(row.site == site, RecordRow.record_id.is_(None))
        .order_by(row.seal, row.position)
    )
    for found in session.execute(asked.execution_options(yield_per=_AT_ONCE)):
        yield Member(**found._mapping)


def unfinished(session: Session, site: str) -> Unfinished | None:
    """The seal after the last one where it has members already."""
    before = session.scalar(select(func.max(SealRow.number)).where(SealRow.site == site)) or 0
    row = SealMemberRow
    records = session.scalar(select(func.count()).select_from(row).where(row.site == site, row.seal == before + 1))
    return Unfinished(number=before + 1, records=records) if records else None


def unsealed(session: Session, site: str, after: str) -> tuple[list[Link], str]:
    """The next links that no seal names, chain by chain, and the record id to go on after; none at the end.

    They are looked for by record id, as both indexes have them: so what is sealed is passed over quickly, and what
    is not lies together, for it came last. With each comes whatever stands before it in its chain, wherever its id
    is: no link is sealed before those that it hangs on.
    """
    where = (RecordRow.site == site, SealMemberRow.record_id.is_(None))
    found = session.execute(
        select(RecordRow.record_id, RecordRow.chain_id, RecordRow.seq)
        .outerjoin(SealMemberRow, SAME_MEMBER)
        .where(*where, RecordRow.record_id > after)
        .order_by(RecordRow.record_id)
        .limit(_AT_ONCE)
    ).all()
    last: dict[str, int] = {}
    for _, chain_id, seq in found:
        last[chain_id] = max(seq, last.get(chain_id, 0))
    links = session.execute(
        select(_LINK)
        .outerjoin(SealMemberRow, SAME_MEMBER)
        .where(*where, RecordRow.chain_id.in_(last))
        .order_by(RecordRow.chain_id, RecordRow.seq)
    )
    return [Link(**row._mapping) for row in links if row.seq <= last[row.chain_id]], found[-1][
        0
    ] if found else after


def add_members(session: Session, site: str, members: Iterable[Member]) -> None:
    """Add members. Raises `IntegrityError` where another process seals at the same time."""
    session.execute(insert(_MEMBER), [{"site": site, **vars(one)} for one in members])


def append(session: Session, seal: Seal) -> None:
    """Add a seal. Raises `IntegrityError` where there is one of this number."""
    session.execute(insert(_SEAL), vars(seal))
