"""Killed under load: what was answered is recorded, the chains are whole, nothing is granted without a record."""

from __future__ import annotations

from itertools import cycle, islice

from tests.drills import killed

TIMES = 5


def test_whatever_is_killed_and_whenever_nothing_that_was_answered_is_lost(on):
    kinds = list(islice(cycle(killed.KINDS["sqlite" if on.here.is_sqlite else "postgresql"]), TIMES))
    tally = killed.run(on, kinds)
    assert tally.faults == []
    assert tally.answered >= 2 * TIMES
    assert tally.records >= tally.answered
    assert all(one.member for one in on.here.desk.entries()), "in the end everything is sealed"
