"""Sealing: each record is named by one seal, whoever is stopped goes on, and nobody who decides waits (R-05)."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from cookieprefs import actions
from cookieprefs.core.record import GENESIS
from cookieprefs.store import seals
from tests.actions.desk import SITE


def members(desk, number):
    return desk.read(lambda session: list(seals.leaves(session, SITE, number)))


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch):
    """A page of two: what is written in one transaction is never all of it."""
    monkeypatch.setattr(seals, "_AT_ONCE", 2)


def test_there_is_nothing_to_seal_in_an_empty_ledger(desk):
    assert desk.seal() is None


def test_a_seal_names_all_that_no_earlier_one_does(desk):
    subject = desk.accept_all().record.subject
    desk.refuse_all()
    desk.decide(denied="matomo", subject=subject)
    first = desk.seal()
    assert (first.number, first.records, first.previous) == (1, 3, GENESIS)
    assert desk.seal() is None
    desk.decide("matomo", subject=subject)
    second = desk.seal()
    assert (second.number, second.records, second.previous) == (2, 1, first.digest)
    assert [len(members(desk, one)) for one in (1, 2)] == [3, 1]
    assert desk.seal_faults() == []
    assert {one.seal for one in desk.findings()} == {1, 2}
    assert desk.is_whole()


def test_an_erased_record_is_sealed_like_the_others_and_stays_so(desk):
    subject = desk.accept_all().record.subject
    desk.seal()
    desk.erase(subject)
    desk.accept_all()
    assert desk.seal().records == 1
    assert desk.seal_faults() == []
    assert desk.is_whole()


class StoppedError(Exception):
    """Stands for a process that is killed."""


def test_who_is_stopped_in_the_midst_is_gone_on_from(desk):
    for _ in range(5):
        desk.refuse_all()

    def stop(count):
        raise StoppedError

    with desk.session() as session, pytest.raises(StoppedError):
        actions.seal(session, SITE, now=desk.clock(), progress=stop)
    assert len(members(desk, 1)) == 2
    unfinished = desk.read(lambda session: seals.unfinished(session, SITE))
    assert (unfinished.number, unfinished.records) == (1, 2)
    assert desk.seal().records == 5
    assert desk.read(lambda session: seals.unfinished(session, SITE)) is None
    assert desk.seal_faults() == []


def test_a_record_is_never_sealed_before_those_of_its_chain_that_its_id_goes_before(desk):
    """Ids tell their time, and the clocks of two machines differ."""
    subject = desk.decide("hotjar", mint=named("z-the-first")).record.subject
    desk.decide(denied="matomo", subject=subject, mint=named("a-the-second"))
    for name in ("b", "c", "d"):
        desk.refuse_all(mint=named(name))

    def stop(count):
        raise StoppedError

    with desk.session() as session, pytest.raises(StoppedError):
        actions.seal(session, SITE, now=desk.clock(), progress=stop)
    assert {one.link.record_id for one in desk.entries() if one.member} == {"z-the-first", "a-the-second", "b"}
    assert desk.is_whole()
    assert desk.seal().records == 5
    assert desk.seal_faults() == []


def named(record_id):
    return actions.Mint(record_id=lambda: record_id)


def test_progress_is_told_of_each_few(desk):
    for _ in range(5):
        desk.refuse_all()
    heard = []
    with desk.session() as session:
        actions.seal(session, SITE, now=desk.clock(), progress=heard.append)
    assert heard == [2, 2, 1]


def test_a_decision_made_meanwhile_is_in_this_seal_or_in_the_next(desk):
    for _ in range(3):
        desk.refuse_all()
    with desk.session() as session:
        first = actions.seal(session, SITE, now=desk.clock(), progress=lambda _: _decide(desk))
    second = desk.seal()
    assert first.records + (second.records if second else 0) == len(desk.entries())
    assert desk.seal_faults() == []
    assert all(one.member for one in desk.entries())


def _decide(desk, most=6):
    """Decide as another process does; no more than a few, or sealing would never end."""
    if len(desk.entries()) < most:
        desk.refuse_all()


def test_two_that_seal_at_once_make_one_seal(desk, monkeypatch):
    for _ in range(3):
        desk.refuse_all()
    monkeypatch.setattr("cookieprefs.actions.writing.PATIENCE", 0)
    taken = IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed"))

    def collide(*_):
        raise taken

    with monkeypatch.context() as patched, desk.session() as session:
        patched.setattr(seals, "add_members", collide)
        with pytest.raises(actions.AlreadySealingError, match="another process seals"):
            actions.seal(session, SITE, now=desk.clock())
    assert desk.seal().records == 3


def test_a_ledger_out_of_reach_is_told_as_that(desk, monkeypatch):
    desk.refuse_all()

    def fail(_):
        raise OperationalError("BEGIN", {}, Exception("disk I/O error"))

    with desk.session() as session:
        monkeypatch.setattr("cookieprefs.actions.writing.begin_write", fail)
        with pytest.raises(actions.LedgerUnavailableError, match="disk"):
            actions.seal(session, SITE, now=desk.clock())


def test_a_member_is_found_by_its_record_once_its_seal_is_closed(desk):
    record = desk.accept_all().record
    assert desk.read(lambda session: seals.member(session, SITE, record.record_id)) is None
    made = desk.seal()
    found = desk.read(lambda session: seals.member(session, SITE, record.record_id))
    assert (found.seal, found.position, found.record_id) == (made.number, 0, record.record_id)
    assert desk.read(lambda session: seals.numbered(session, SITE, 1)) == made
    assert desk.read(lambda session: seals.numbered(session, SITE, 2)) is None
