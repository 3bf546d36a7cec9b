"""How long a cookie, a decision or a record lives, as a person writes it: "13 months", "session"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Unit(StrEnum):
    """A unit of time, or one of the two lifetimes that have no length."""

    SESSION = "session"
    PERSISTENT = "persistent"
    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_SECONDS = {
    Unit.SECOND: 1,
    Unit.MINUTE: 60,
    Unit.HOUR: 60 * 60,
    Unit.DAY: 24 * 60 * 60,
    Unit.WEEK: 7 * 24 * 60 * 60,
    Unit.MONTH: 365 * 24 * 60 * 60 // 12,
    Unit.YEAR: 365 * 24 * 60 * 60,
}
_ISO = {
    Unit.SECOND: "PT{}S",
    Unit.MINUTE: "PT{}M",
    Unit.HOUR: "PT{}H",
    Unit.DAY: "P{}D",
    Unit.WEEK: "P{}W",
    Unit.MONTH: "P{}M",
    Unit.YEAR: "P{}Y",
}
_MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
_WRITTEN = re.compile(r"([0-9]{1,6})\s*([a-z]+?)s?", re.ASCII)
# A thousand years: whatever is longer is a slip of the pen, and would overflow a date.
_LONGEST = 1000 * _SECONDS[Unit.YEAR]


@dataclass(frozen=True, kw_only=True)
class Lifetime:
    """A length of time in the unit it was written in; `amount` is 0 for session and persistent."""

    amount: int
    unit: Unit

    @property
    def seconds(self) -> int | None:
        """Length in seconds (a month is 1/12 of 365 days); `None` for session and persistent."""
        if self.unit not in _SECONDS:
            return None
        return self.amount * _SECONDS[self.unit]

    def iso(self) -> str | None:
        """The ISO 8601 duration, such as `P13M`; `None` for session and persistent."""
        if self.unit not in _ISO:
            return None
        return _ISO[self.unit].format(self.amount)

    def after(self, start: datetime) -> datetime:
        """The moment at which this lifetime, begun at `start`, is over; months and years as the calendar has them.

        Raises `ValueError` for session and persistent, which end at no known moment.
        """
        if self.seconds is None:
            raise ValueError(f"{self.unit} has no length; write an amount, such as '6 months'")
        if self.unit in _MONTHS:
            return _months_after(start, self.amount * _MONTHS[self.unit])
        return start + timedelta(seconds=self.seconds)

    def before(self, end: datetime) -> datetime:
        """The moment whose time of this length is over at `end`, and never one whose time goes on (see `after`).

        Raises `ValueError` for session and persistent.
        """
        if self.seconds is None:
            raise ValueError(f"{self.unit} has no length; write an amount, such as '6 months'")
        if self.unit in _MONTHS:
            return _months_after(end, -self.amount * _MONTHS[self.unit])
        return end - timedelta(seconds=self.seconds)

    def outlives(self, other: Lifetime) -> bool:
        """Whether this one is longer: session < any length < persistent."""
        return self._rank() > other._rank()

    def _rank(self) -> int:
        if self.unit is Unit.SESSION:
            return 0
        return self.seconds or _LONGEST + 1


def _months_after(start: datetime, months: int) -> datetime:
    """The same day so many months on, or the last of its month where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def parse_lifetime(written: str) -> Lifetime:
    """Read "session", "persistent" or an amount and a unit ("13 months", "1 day").

    Raises `ValueError` with a sentence for the operator when it is none of them.
    """
    words = written.strip().lower()
    if words in (Unit.SESSION, Unit.PERSISTENT):
        return Lifetime(amount=0, unit=Unit(words))
    found = _WRITTEN.fullmatch(words)
    if not found or found[2] not in {unit.value for unit in _SECONDS}:
        raise ValueError(
            f"{written!r} is no lifetime; write 'session', 'persistent', or such as '13 months', '2 years'"
        )
    lifetime = Lifetime(amount=int(found[1]), unit=Unit(found[2]))
    if not 0 < (lifetime.seconds or 0) <= _LONGEST:
        raise ValueError(f"{written!r} is out of range; write between '1 second' and '1000 years'")
    return lifetime
