"""The ledger's upkeep: sealed, pruned, counted, and in step with the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cookieprefs import actions
from cookieprefs.core import keeping
from cookieprefs.doctor.finding import Finding
from cookieprefs.doctor.kinds import found
from cookieprefs.inside.place import Place
from cookieprefs.store import erasure, ledger, seals

LATE = timedelta(days=2)
"""How long after it was due a nightly task is told to be missing: one night may fail."""

MANY = 100_000
"""How many records may wait to be counted; it takes seconds."""

_AHEAD = timedelta(minutes=2)


def sealed(place: Place) -> Iterator[Finding]:
    """What was recorded some days ago is under a seal (R-05)."""

    def first_without(session: Session, site: str) -> datetime | None:
        last = seals.last(session, site)
        return ledger.first_decided_at(session, site, last.sealed_at if last else None)

    since = place.reading(first_without)
    if since is not None and since < place.now - LATE:
        yield found("seal-old", since=f"{since:%Y-%m-%d}")


def pruned(place: Place) -> Iterator[Finding]:
    """Nothing is kept for longer than the policy says (R-23)."""
    line = keeping.kept_since(place.version().policy.rules, place.now - LATE)
    overdue = place.reading(lambda session, site: erasure.how_many_ended(session, site, line))
    if overdue:
        yield found("prune-overdue", count=_records(overdue))


def counted(place: Place) -> Iterator[Finding]:
    """The daily sums are not far behind."""
    waiting = place.reading(lambda session, site: actions.waiting(session, site, now=place.now))
    if waiting > MANY:
        yield found("tally-waits", count=_records(waiting))


def clock(place: Place) -> Iterator[Finding]:
    """The last record is not of the future."""
    last = place.reading(ledger.last_decided_at)
    if last is not None and last > place.now + _AHEAD:
        yield found("clock-behind", last=_moment(last), now=_moment(place.now))


def _records(number: int) -> str:
    return "1 record" if number == 1 else f"{number:,} records"


def _moment(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M:%S} UTC"
