"""A ledger that has something of everything, and whether another is the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cookieprefs.core.checking import verify
from cookieprefs.core.seal import check_seals
from cookieprefs.store import ledger, seals, versions
from cookieprefs.store.db import Base
from cookieprefs.store.tables import RollUpRow, TallyRow
from tests import sample
from tests.actions.desk import SITE, Desk, once
from tests.clock import START

CELL = {
    "kind": "shown",
    "service": "",
    "choice": "",
    "how": "",
    "language": "en",
    "layout": "full",
    "version": 1,
}
"""What a daily sum is of."""


def fill(desk: Desk) -> list[str]:
    """Visitors decide, a version is published, seals are made, somebody is erased; gives who is left."""
    subjects = [desk.accept_all(once=once()).record.subject for _ in range(4)]
    desk.refuse_all(once=once())
    desk.seal()
    desk.publish(sample.with_service("vimeo", "media"))
    for one in subjects:
        desk.decide(denied="matomo", subject=one, once=once())
    desk.erase(subjects[0])
    desk.seal()
    desk.refuse_all(once=once())
    count(desk, "2026-11-23", 3)
    return subjects[1:]


def count(desk: Desk, day: str, number: int, site: str = SITE) -> None:
    """Put a daily sum into the ledger, and move on up to where it was counted."""
    with desk.session() as session:
        session.execute(insert(TallyRow), {"site": site, "day": day, **CELL, "count": number})
        session.execute(RollUpRow.__table__.delete())
        session.execute(insert(RollUpRow), {"site": site, "decided_at": START, "record_id": day})
        session.commit()


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in an order that is the same on each database."""
    tables = Base.metadata.tables.values()
    found = {table.name: sorted(map(repr, session.execute(select(*table.columns)))) for table in tables}
    session.rollback()
    return found


def faults(session: Session, site: str = SITE) -> Iterator[object]:
    """All that is wrong with the ledger of a site."""
    entries = chain(ledger.entries(session, site), ledger.strays(session))
    for finding in verify(entries, snapshots=versions.snapshot_names(session, site)):
        yield from finding.faults
    found = [(one, list(seals.leaves(session, site, one.number))) for one in seals.all_of(session, site)]
    yield from check_seals(site, found)
    yield from seals.gone(session, site)
    session.rollback()
