"""Counting the ledger into daily sums: each record once, while visitors decide, whoever is stopped (R-27)."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from cookieprefs import actions
from cookieprefs.actions import RolledUp, counting
from cookieprefs.core.consent import How
from cookieprefs.core.tally import Cell, Kind
from cookieprefs.store import tally
from cookieprefs.store.db import BUSY_SECONDS, db
from tests.actions.desk import SITE
from tests.actions.sums import DAY, SHOWN, roll_up, sums, total, wait


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch):
    """Two at once: what is counted in one transaction is never all of it."""
    monkeypatch.setattr(tally, "_AT_ONCE", 2)


def decide(desk, times=5):
    for _ in range(times):
        desk.refuse_all()


def test_an_empty_ledger_has_nothing_to_count(desk):
    assert roll_up(desk) == RolledUp(records=0, unreadable=0)
    assert sums(desk) == {}


def test_decisions_are_counted_by_day_how_language_layout_and_version(desk):
    desk.accept_all()
    desk.refuse_all(language="fr")
    desk.clock.pass_(days=1)
    desk.refuse_all(language="fr")
    wait(desk)
    assert roll_up(desk).records == 3
    assert sums(desk, Kind.DECISION) == {
        Cell(day=DAY, kind=Kind.DECISION, how="accept_all", language="en", layout="full", version=1): 1,
        Cell(day=DAY, kind=Kind.DECISION, how="refuse_all", language="fr", layout="full", version=1): 1,
        Cell(day="2026-11-24", kind=Kind.DECISION, how="refuse_all", language="fr", layout="full", version=1): 1,
    }
    assert total(desk, Kind.ANSWERED) == 3
    assert total(desk, Kind.CHOICE, service="matomo", choice="given", how="accept_all") == 1
    assert total(desk, Kind.CHOICE, service="matomo", choice="refused") == 2


def test_a_visitor_who_turns_switches_is_counted_for_each_answer_once(desk):
    subject = desk.decide("matomo", "hotjar", whole=True).record.subject
    desk.decide("youtube", subject=subject)
    desk.decide(denied="matomo", subject=subject)
    desk.decide("hotjar", subject=subject)
    wait(desk)
    roll_up(desk)
    assert (total(desk, Kind.DECISION), total(desk, Kind.ANSWERED)) == (4, 0)
    found = {(one.service, one.choice): number for one, number in sums(desk, Kind.CHOICE).items()}
    assert found == {
        ("matomo", "given"): 1,
        ("matomo", "withdrawn"): 1,
        ("hotjar", "refused"): 1,
        ("hotjar", "given"): 1,
        ("youtube", "refused"): 1,
        ("youtube", "given"): 1,
    }


def test_an_answer_that_had_ended_is_counted_anew(desk):
    subject = desk.accept_all().record.subject
    desk.clock.pass_(days=190)
    desk.decide("matomo", subject=subject, how=How.SERVICE_SWITCH)
    wait(desk)
    roll_up(desk)
    assert total(desk, Kind.CHOICE, service="matomo", choice="given") == 2


def test_a_record_is_counted_once_however_often_one_counts(desk):
    decide(desk)
    wait(desk)
    assert [roll_up(desk).records for _ in range(3)] == [5, 0, 0]
    decide(desk, 3)
    wait(desk)
    assert roll_up(desk).records == 3
    assert total(desk, Kind.DECISION) == 8


def test_a_record_waits_until_all_that_are_older_must_be_there(desk):
    assert counting.LAG.total_seconds() >= 4 * BUSY_SECONDS
    decide(desk, 1)
    desk.clock.pass_(seconds=60)
    assert roll_up(desk).records == 0
    # Somebody whose post came earlier, and whose transaction had to wait.
    desk.clock.pass_(seconds=-59)
    decide(desk, 1)
    desk.clock.pass_(seconds=61)
    assert roll_up(desk).records == 2


def test_what_is_erased_later_stays_counted_and_what_was_erased_before_is_not(desk):
    first, second = desk.accept_all().record.subject, desk.accept_all().record.subject
    desk.erase(first)
    wait(desk)
    roll_up(desk)
    desk.erase(second)
    roll_up(desk)
    assert total(desk, Kind.DECISION) == 1


def test_progress_hears_of_each_few(desk):
    decide(desk)
    wait(desk)
    decide(desk, 1)
    assert desk.read(lambda session: actions.waiting(session, SITE, now=desk.clock())) == 5
    heard = []
    roll_up(desk, progress=heard.append)
    assert heard == [2, 2, 1]
    assert desk.read(lambda session: actions.waiting(session, SITE, now=desk.clock())) == 0


def test_visitors_decide_meanwhile_and_are_counted_next_time(desk):
    decide(desk)
    wait(desk)
    assert roll_up(desk, progress=lambda _: decide(desk, 1)).records == 5
    wait(desk)
    assert roll_up(desk).records == 3
    assert total(desk, Kind.DECISION) == 8


class StoppedError(Exception):
    """Stands for a process that is killed."""


@pytest.mark.parametrize("step", ["count_up", "move_on"])
def test_who_is_stopped_in_the_midst_of_a_few_has_counted_none_of_them(desk, monkeypatch, step):
    decide(desk)
    wait(desk)
    done = []

    def stop(*given):
        if done:
            raise StoppedError
        done.append(step)
        real(*given)

    real = getattr(tally, step)
    with monkeypatch.context() as patched:
        patched.setattr(tally, step, stop)
        with pytest.raises(StoppedError):
            roll_up(desk)
    assert total(desk, Kind.DECISION) == 2
    assert roll_up(desk).records == 3
    assert total(desk, Kind.DECISION) == 5


def test_what_another_process_has_counted_meanwhile_is_not_counted_again(desk, monkeypatch):
    decide(desk)
    wait(desk)
    real, done = tally.uncounted, []

    def be_late(*given):
        batch = real(*given)
        if not done:
            done.append(True)
            # A thread of its own has a session of its own.
            with ThreadPoolExecutor(1) as pool:
                done.append(pool.submit(roll_up, desk).result(timeout=40).records)
        return batch

    monkeypatch.setattr(tally, "uncounted", be_late)
    assert roll_up(desk).records == 0
    assert done == [True, 5]
    assert total(desk, Kind.DECISION) == 5


def test_several_who_count_and_decide_at_one_moment_miss_nothing_and_count_nothing_twice(desk):
    decide(desk, 20)
    wait(desk)
    start = threading.Barrier(4, timeout=20)

    def begin(work):
        start.wait()
        return work()

    works = [
        lambda: roll_up(desk).records,
        lambda: roll_up(desk).records,
        lambda: decide(desk, 10),
        lambda: shown(desk),
    ]
    with ThreadPoolExecutor(4) as pool:
        first, second, *_ = [one.result(timeout=40) for one in [pool.submit(begin, work) for work in works]]
    assert first + second == 20
    wait(desk)
    assert roll_up(desk).records == 10
    assert (total(desk, Kind.DECISION), total(desk, Kind.SHOWN)) == (30, 10)
    assert total(desk, Kind.CHOICE, service="matomo") == 30


def shown(desk, times=10):
    for _ in range(times):
        with desk.session() as session:
            actions.count_shown(session, SITE, {SHOWN: 1})


RUBBISH = ["how = 'by magic'", "layer = 'popup'", "answers = '[1]'", "answers = '{\"matomo\": 1}'"]


@pytest.mark.parametrize("written", RUBBISH)
def test_a_record_that_nobody_can_read_is_counted_nowhere_and_told(desk, written):
    decide(desk, 3)
    with desk.app.app_context(), db.engine.begin() as connection:
        _send_triggers_to_sleep(connection)
        place = "(SELECT max(record_id) FROM cookieprefs_record_payload)"
        connection.execute(text(f"UPDATE cookieprefs_record_payload SET {written} WHERE record_id = {place}"))
    wait(desk)
    assert roll_up(desk) == RolledUp(records=3, unreadable=1)
    assert total(desk, Kind.DECISION) == 2
    assert roll_up(desk).records == 0


def _send_triggers_to_sleep(connection):
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
    else:
        connection.execute(text("DROP TRIGGER cookieprefs_record_payload_no_update"))


def test_a_ledger_out_of_reach_is_told_as_that(desk, monkeypatch):
    decide(desk, 1)
    wait(desk)

    def fail(_):
        raise OperationalError("BEGIN", {}, Exception("disk I/O error"))

    monkeypatch.setattr("cookieprefs.actions.writing.begin_write", fail)
    with pytest.raises(actions.LedgerUnavailableError, match="disk"):
        roll_up(desk)
    with desk.session() as session, pytest.raises(actions.LedgerUnavailableError, match="disk"):
        actions.count_shown(session, SITE, {SHOWN: 1})


def test_a_decision_writes_nothing_into_the_sums(desk):
    desk.accept_all()
    assert sums(desk) == {}
