"""Retention: what ended long enough ago is erased a few at a time, and nothing else is (R-23)."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError

from cookieprefs import actions
from cookieprefs.core import keeping
from cookieprefs.store import erasure
from tests.actions.desk import SITE, choices

VALID = 181
"""Days after which a decision has ended, with a day to spare: six months from November."""


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch):
    """A page of two: what is erased in one transaction is never all of it."""
    monkeypatch.setattr(erasure, "_AT_ONCE", 2)


def line_of(desk):
    return keeping.kept_since(desk.version().policy.rules, desk.clock())


def prune(desk, **other):
    with desk.session() as session:
        return actions.prune(session, SITE, line_of(desk), **other)


def due(desk):
    return desk.read(lambda session: erasure.how_many_ended(session, SITE, line_of(desk)))


def erased(desk):
    """The numbers of the records that say nothing any more, by chain."""
    return sorted(one.link.seq for one in desk.findings() if one.is_erased)


def test_nothing_is_due_in_an_empty_ledger_or_in_a_young_one(desk):
    assert prune(desk) == 0
    desk.accept_all()
    assert (due(desk), prune(desk)) == (0, 0)
    assert erased(desk) == []


@pytest.mark.parametrize(("passed", "count"), [(VALID + 3 * 365, 0), (VALID + 3 * 366, 3)])
def test_a_decision_is_kept_for_three_years_after_its_end_and_no_longer(desk, passed, count):
    desk.accept_all()
    desk.refuse_all()
    desk.decide("matomo")
    desk.clock.pass_(days=passed)
    assert (due(desk), prune(desk)) == (count, count)
    assert len(erased(desk)) == count
    assert desk.is_whole()


def test_a_second_call_finds_nothing_more(desk):
    for _ in range(5):
        desk.refuse_all()
    desk.clock.pass_(days=5 * 365)
    assert [prune(desk), prune(desk), due(desk)] == [5, 0, 0]


def test_for_how_long_is_what_the_version_in_force_says_whatever_was_in_force_then(desk):
    desk.accept_all()
    desk.clock.pass_(days=VALID + 60)
    assert due(desk) == 0
    site = (desk.runtime.settings.instance / "site.yaml").read_text("utf-8")
    desk.publish(f"{site}consent: {{proof_kept: 30 days}}\n")
    assert prune(desk) == 1


def test_a_record_that_another_followed_is_kept_as_long_as_if_it_stood_alone(desk):
    subject = desk.accept_all().record.subject
    desk.clock.pass_(days=1)
    desk.decide(denied="matomo", subject=subject)
    desk.clock.pass_(days=VALID + 2 * 365)
    assert prune(desk) == 0


def test_a_visitors_chain_goes_record_by_record_while_their_last_decision_stands(desk):
    subject = desk.accept_all().record.subject
    for _ in range(2):
        desk.clock.pass_(days=730)
        desk.accept_all(subject=subject)
    assert (prune(desk), erased(desk)) == (1, [1])
    desk.clock.pass_(days=90)
    now = desk.decide(denied="matomo", subject=subject)
    assert choices(now.decision) == {"hotjar": "given", "matomo": "withdrawn", "youtube": "given"}
    assert now.record.seq == 4
    assert [one.seq for one in desk.history(subject)] == [2, 3, 4]
    desk.clock.pass_(days=640)
    assert (prune(desk), erased(desk)) == (1, [1, 2])
    desk.clock.pass_(days=10 * 365)
    assert (prune(desk), erased(desk)) == (2, [1, 2, 3, 4])
    assert desk.is_whole()


def test_what_is_not_due_among_what_is_stays_and_keeps_nothing_from_going(desk):
    subject = desk.accept_all().record.subject
    for _ in range(3):
        desk.clock.pass_(days=1)
        # This one ends when the first does, and what somebody else decides ends a day later each day.
        desk.decide(denied="matomo", subject=subject)
        desk.refuse_all()
    desk.clock.now = desk.history(subject)[0].until.replace(year=2030, day=25)
    assert (prune(desk), due(desk)) == (5, 0)
    assert erased(desk) == [1, 1, 2, 3, 4]
    assert desk.is_whole()


def test_sealed_records_are_erased_like_the_others_and_their_seal_holds(desk):
    for _ in range(3):
        desk.refuse_all()
    desk.seal()
    desk.clock.pass_(days=5 * 365)
    assert prune(desk) == 3
    assert {one.seal for one in desk.findings()} == {1}
    assert desk.is_whole()


def test_another_sites_records_are_its_own(desk):
    desk.accept_all()
    desk.clock.pass_(days=5 * 365)
    with desk.session() as session:
        assert actions.prune(session, "another-shop", line_of(desk)) == 0
    assert due(desk) == 1


class StoppedError(Exception):
    """Stands for a process that is killed."""


def test_who_is_stopped_in_the_midst_is_gone_on_from(desk):
    for _ in range(5):
        desk.refuse_all()
    desk.clock.pass_(days=5 * 365)

    def stop(count):
        raise StoppedError

    with pytest.raises(StoppedError):
        prune(desk, progress=stop)
    assert len(erased(desk)) == 2
    assert prune(desk) == 3


def test_visitors_decide_meanwhile(desk):
    for _ in range(5):
        desk.refuse_all()
    desk.clock.pass_(days=5 * 365)
    heard = []

    def decide(count):
        heard.append(count)
        desk.accept_all()

    assert prune(desk, progress=decide) == 5
    assert heard == [2, 2, 1]
    assert len([one for one in desk.entries() if one.record]) == 3
    assert desk.is_whole()


def test_two_that_erase_at_once_erase_each_record_once(desk):
    for _ in range(4):
        desk.refuse_all()
    desk.clock.pass_(days=5 * 365)
    others = []

    def meanwhile(_):
        others.append(prune(desk))

    assert prune(desk, progress=meanwhile) + sum(others) == 4
    assert due(desk) == 0


def test_a_ledger_out_of_reach_is_told_as_that(desk, monkeypatch):
    desk.refuse_all()
    desk.clock.pass_(days=5 * 365)

    def fail(_):
        raise OperationalError("BEGIN", {}, Exception("disk I/O error"))

    monkeypatch.setattr("cookieprefs.actions.writing.begin_write", fail)
    with pytest.raises(actions.LedgerUnavailableError, match="disk"):
        prune(desk)
