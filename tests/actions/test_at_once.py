"""Several posts at one moment: one record for one act, and no gap in a chain (R-08, R-09)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from sqlalchemy import select

from cookieprefs import actions
from cookieprefs.actions import Visitor
from cookieprefs.store.db import db
from cookieprefs.store.tables import TallyRow
from tests import sample
from tests.actions.desk import choices, once, wish


@pytest.fixture
def at_once(desk):
    """Runs each work in a thread of its own, all begun at one moment; gives back what they returned."""

    def run(*works):
        start = threading.Barrier(len(works), timeout=20)

        def begin(work):
            with desk.app.app_context():
                # A connection of its own is opened before the start, so that all are as quick.
                db.session.connection()
                db.session.remove()
            start.wait()
            return work()

        with ThreadPoolExecutor(len(works)) as pool:
            return [one.result(timeout=40) for one in [pool.submit(begin, work) for work in works]]

    return run


@pytest.mark.parametrize("granted", ["matomo youtube", ""], ids=["a grant", "a refusal"])
def test_one_first_act_posted_by_several_threads_is_one_record(desk, at_once, granted):
    denied = " ".join({"matomo", "hotjar", "youtube"} - set(granted.split()))
    act = desk.act(wish(granted, denied, whole=True), once=once())
    outcomes = at_once(*[lambda: desk.send(act, Visitor())] * 4)
    assert len(desk.entries()) == 1
    assert all(one == outcomes[0] for one in outcomes)
    assert desk.is_whole()


def test_different_first_acts_with_one_once_are_each_recorded(desk, at_once):
    click = once()
    acts = [desk.act(wish(key), once=click) for key in ("matomo", "hotjar", "youtube")]
    outcomes = at_once(*[lambda act=act: desk.send(act, Visitor()) for act in acts])
    assert len({one.record.subject for one in outcomes}) == 3
    assert len(desk.entries()) == 3


def test_two_threads_that_switch_different_services_leave_no_gap_and_lose_nothing(desk, at_once):
    subject = desk.refuse_all().record.subject or desk.decide("hotjar").record.subject
    times = 50

    def switch(key):
        for number in range(times):
            is_on = number % 2 == 1
            desk.decide(key if is_on else "", "" if is_on else key, subject=subject, once=once())

    at_once(lambda: switch("matomo"), lambda: switch("youtube"))
    history = desk.history(subject)
    assert [one.seq for one in history] == list(range(1, 2 * times + 2))
    assert choices(history[-1].decision) == {"hotjar": "given", "matomo": "given", "youtube": "given"}
    for key in ("matomo", "youtube"):
        seen = [choices(one.decision).get(key) for one in history]
        changes = [now for before, now in pairwise(seen) if before != now]
        assert changes == ["refused", *["given", "withdrawn"] * (times // 2 - 1), "given"], key
    assert desk.is_whole()


def test_a_mount_that_several_find_new_is_kept_once_and_nobody_fails(desk, at_once):
    version = desk.version()

    def keep():
        with desk.session() as session:
            return actions.keep_snapshots(session, version, desk.runtime.render, "/cookies")

    assert sorted(at_once(keep, keep, keep)) == [False, False, True]


def test_many_visitors_at_once_are_all_recorded(desk, at_once):
    def visit():
        return [desk.accept_all(once=once()).record.subject for _ in range(10)]

    subjects = at_once(*[visit] * 4)
    assert len({one for some in subjects for one in some}) == 40
    assert len(desk.entries()) == 40
    assert desk.is_whole()


def test_refusals_that_are_only_counted_are_each_counted(desk, at_once):
    desk.publish(f"{sample.SITE}consent: {{first_refusal: aggregate}}\n")
    at_once(*[lambda: [desk.refuse_all() for _ in range(10)]] * 4)
    assert desk.read(lambda session: session.scalars(select(TallyRow.count)).all()) == [40]
    assert desk.entries() == []
