"""Counting: the ledger into daily sums that name nobody, and banners that were shown (R-25, R-27)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from cookieprefs.actions.writing import in_one_write
from cookieprefs.core.tally import Cell, sums_of
from cookieprefs.store import tally
from cookieprefs.store.tally import Batch, Place

Progress = Callable[[int], None]

# A record bears the moment at which its post arrived, and is committed later: others with a later moment may be
# there before it, and a place that moved past it would miss it for good. A decision tries for PATIENCE, which is
# BUSY_SECONDS, and its last try may wait as long again for a lock: it is there after some ten seconds, or given
# up. The rest of the minute is for several machines' clocks, and for a process that got no time to run.
LAG = timedelta(minutes=1)
"""How old a record has to be before it is counted."""


@dataclass(frozen=True, kw_only=True)
class RolledUp:
    """What a roll-up did: how many records it passed, and how many of them could not be read and count nowhere."""

    records: int
    unreadable: int


def roll_up(session: Session, site: str, *, now: datetime, progress: Progress = lambda _: None) -> RolledUp:
    """Count the records that were not counted yet into the daily sums, a few at a time.

    The sums of each few and the place up to which they reach are one transaction: whoever is stopped, wherever,
    has counted nothing twice and missed nothing. What is erased later has been counted, and stays so. `progress`
    hears how many each few are. Raises `LedgerUnavailableError`.
    """
    records = unreadable = 0
    while True:
        after = tally.counted_up_to(session, site)
        # Read before the write begins: whoever decides meanwhile waits for a few sums to be written, and no more.
        batch = tally.uncounted(session, site, after, now - LAG)
        if batch is None:
            return RolledUp(records=records, unreadable=unreadable)
        if in_one_write(session, partial(_count, session, site, after, batch)):
            records += batch.records
            unreadable += batch.unreadable
            progress(batch.records)


def waiting(session: Session, site: str, *, now: datetime) -> int:
    """How many records a roll-up would count now. It only reads. Raises `SQLAlchemyError`."""
    return tally.count_uncounted(session, site, tally.counted_up_to(session, site), now - LAG)


def count_shown(session: Session, site: str, sums: Mapping[Cell, int]) -> None:
    """Add banners that were shown to the daily sums. Raises `LedgerUnavailableError`."""
    in_one_write(session, lambda: tally.count_up(session, site, sums))


def _count(session: Session, site: str, after: Place | None, batch: Batch) -> bool:
    """Count what was read, unless another process has done so meanwhile; says whether."""
    if tally.counted_up_to(session, site) != after:
        return False
    tally.count_up(session, site, sums_of(batch.counted))
    tally.move_on(session, site, batch.end)
    return True
