"""Banners that were shown, beside those that were answered: sums of days, on both databases (R-25, R-27)."""

from __future__ import annotations

from cookieprefs import actions
from cookieprefs.core.statistics import Banners
from cookieprefs.core.tally import Cell, Kind
from cookieprefs.store import tally
from tests.actions.desk import SITE
from tests.actions.sums import DAY, SHOWN, roll_up, total, wait


def test_banners_are_added_to_what_is_there(desk):
    with desk.session() as session:
        actions.count_shown(session, SITE, {SHOWN: 3})
        actions.count_shown(session, SITE, {SHOWN: 4, Cell(**{**vars(SHOWN), "language": "fr"}): 1})
        actions.count_shown(session, SITE, {})
    assert total(desk, Kind.SHOWN, language="en") == 7
    assert total(desk, Kind.SHOWN) == 8


def test_by_month_the_days_of_one_are_one(desk):
    for day in ("2026-10-31", "2026-11-01", "2026-11-30", "2026-12-01"):
        with desk.session() as session:
            actions.count_shown(session, SITE, {Cell(**{**vars(SHOWN), "day": day}): 1})

    def read(session):
        found = tally.sums(session, SITE, "2026-10-31", "2026-11-30", by_month=True)
        return {cell.day: number for cell, number in found}

    assert desk.read(read) == {"2026-10": 1, "2026-11": 2}
    assert desk.read(lambda session: tally.first_day(session, SITE)) == "2026-10-31"
    assert desk.read(lambda session: tally.first_day(session, "another")) is None


def test_what_was_answered_in_the_banner_stands_beside_what_was_shown(desk):
    desk.accept_all()
    desk.refuse_all(language="fr")
    desk.decide("matomo", whole=True)
    wait(desk)
    roll_up(desk)
    counted = {"language": "en", "layout": "full", "version": 1}
    refused = Cell(day=DAY, kind=Kind.REFUSED, choice="refused", how="refuse_all", **counted)
    elsewhere = Cell(day=DAY, kind=Kind.REFUSED, choice="refused", how="withdraw_all", **counted)
    with desk.session() as session:
        actions.count_shown(session, SITE, {SHOWN: 9, refused: 4, elsewhere: 2})
        actions.count_shown(session, SITE, {Cell(**{**vars(SHOWN), "day": "2026-11-25"}): 1})

    def read(session):
        return list(tally.banners(session, SITE, "2026-11-01", "2026-11-24"))

    assert desk.read(read) == [Banners(day=DAY, shown=9, answered=6)]
