"""Counting the ledger of a desk, and reading what was counted."""

from __future__ import annotations

from collections import Counter

from cookieprefs import actions
from cookieprefs.actions import RolledUp
from cookieprefs.core.tally import Cell, Kind
from cookieprefs.store import tally
from tests.actions.desk import SITE, Desk

DAY = "2026-11-23"
"""The day of the tests' clock."""

SHOWN = Cell(day=DAY, kind=Kind.SHOWN, language="en", layout="full", version=1)


def roll_up(desk: Desk, **options: object) -> RolledUp:
    """Count, in a session of its own."""
    with desk.session() as session:
        return actions.roll_up(session, SITE, now=desk.clock(), **options)


def sums(desk: Desk, kind: Kind | None = None, **fields: object) -> Counter[Cell]:
    """The sums of a kind, by the fields that are not asked for and say something."""

    def read(session):
        found = Counter()
        for cell, number in tally.sums(session, SITE, "0000", "9999", by_month=False):
            told = {name: value for name, value in vars(cell).items() if value}
            if (kind is None or cell.kind is kind) and fields.items() <= told.items():
                found[cell] += number
        return found

    return desk.read(read)


def total(desk: Desk, kind: Kind, **fields: object) -> int:
    """All that was counted of a kind, with these fields."""
    return sum(sums(desk, kind, **fields).values())


def wait(desk: Desk) -> None:
    """Let the time pass after which a record is counted."""
    desk.clock.pass_(seconds=61)
