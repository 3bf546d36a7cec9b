"""The ledger's questions: by receipt, by subject, by time; and a stream of whatever length."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from cookieprefs.core.checking import verify
from cookieprefs.core.consent import How
from cookieprefs.core.record import GENESIS, answers_digest, link
from cookieprefs.store import ledger
from tests.clock import START
from tests.core.builders import a_record

SITE = "shop"
KEY = b"k" * 32


def append(session, *records):
    """Add records of one chain, without any of the actions."""
    previous = GENESIS
    for record in records:
        made = link(record, KEY, previous)
        ledger.append(session, record, made, KEY)
        previous = made.chain
    session.commit()


@pytest.fixture
def session(desk):
    """A session on each database, with nothing in the ledger."""
    with desk.session() as found:
        yield found


def test_a_record_comes_back_as_it_was_added(session):
    record = a_record()
    append(session, record)
    (entry,) = ledger.entries(session, SITE)
    assert entry.record == record
    assert entry.key == KEY
    assert entry.link == link(record, KEY, GENESIS)


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": None},
        {"once": None},
        {"signals": {}},
        {"signals": {"gpc": True, "dnt": False}},
        {"answers": {}},
        {"domain": ""},
        {"domain": "münchen.example"},
        {"how": How.ACCEPT_ALL},
    ],
    ids=str,
)
def test_whatever_a_record_may_say_comes_back(session, fields):
    record = a_record(**fields)
    append(session, record)
    assert [one.record for one in ledger.entries(session, SITE)] == [record]
    assert not [one for one in verify(ledger.entries(session, SITE)) if one.faults]


SAME = {
    "the same place in a chain": {"record_id": "other", "receipt_id": "other", "once": "other"},
    "the same record id": {"chain_id": "other", "receipt_id": "other", "once": "other"},
    "the same receipt id": {"chain_id": "other", "record_id": "other", "once": "other"},
    "the same first act": {"chain_id": "other", "record_id": "other", "receipt_id": "other"},
}


@pytest.mark.parametrize("fields", SAME.values(), ids=SAME)
def test_what_must_be_one_of_a_kind_is_refused_the_second_time(session, fields):
    append(session, a_record())
    with pytest.raises(IntegrityError):
        append(session, a_record(**fields))
    session.rollback()
    assert ledger.count(session, SITE) == 1


@pytest.mark.parametrize("fields", SAME.values(), ids=SAME)
def test_another_site_has_all_of_it_to_itself(session, fields):
    append(session, a_record())
    append(session, a_record(site="other-shop"))
    assert [ledger.count(session, site) for site in (SITE, "other-shop", "no-shop")] == [1, 1, 0]
    assert [one.record.site for one in ledger.entries(session, "other-shop")] == ["other-shop"]


def test_the_same_once_later_in_a_chain_is_no_first_act(session):
    append(session, a_record(seq=1), a_record(seq=2, once="once-1"), a_record(seq=3, once="once-1"))
    record = a_record()
    digest = answers_digest(record.how, record.answers)
    assert ledger.begun_with(session, SITE, "once-1", digest).record.seq == 1
    assert ledger.begun_with(session, SITE, "once-2", digest) is None
    assert ledger.begun_with(session, SITE, "once-1", "another digest") is None
    assert ledger.begun_with(session, "other-shop", "once-1", digest) is None


def test_history_is_the_subjects_own_in_their_order(session):
    append(session, a_record(seq=1), a_record(seq=2), a_record(seq=3))
    append(session, a_record(chain_id="b", record_id="b", receipt_id="b", subject="another", once="b"))
    assert [one.record.seq for one in ledger.history_of(session, SITE, "a-secret-id")] == [1, 2, 3]
    assert [one.record.seq for one in ledger.history_of(session, SITE, "another")] == [1]
    assert ledger.history_of(session, SITE, "nobody") == ()
    assert ledger.last_of(session, SITE, "a-secret-id").record.seq == 3
    assert ledger.last_of(session, SITE, "nobody") is None


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (None, None, [0, 1, 2]),
        (START + HOUR, None, [1, 2]),
        (None, START + HOUR, [0]),
        (START, START + 2 * HOUR, [0, 1]),
        (START + HOUR, START + HOUR, []),
        (START + 3 * HOUR, None, []),
    ],
)
def test_a_span_has_its_beginning_in_it_and_its_end_not(desk, since, until, hours):
    for _ in range(3):
        desk.refuse_all()
        desk.clock.pass_(hours=1)
    with desk.session() as session:
        found = list(ledger.decided_between(session, "test-shop", since, until))
    assert [(one.record.decided_at - START) // HOUR for one in found] == hours


def test_a_ledger_longer_than_one_draught_is_read_to_its_end(session, monkeypatch):
    monkeypatch.setattr(ledger, "_AT_ONCE", 3)
    for name in ("a", "b"):
        ids = [f"{name}-{seq}" for seq in range(1, 6)]
        append(
            session,
            *(
                a_record(seq=seq, chain_id=name, record_id=one, receipt_id=one, once=None)
                for seq, one in enumerate(ids, 1)
            ),
        )
    findings = list(verify(ledger.entries(session, SITE)))
    assert len(findings) == ledger.count(session, SITE) == 10
    assert not any(one.faults or one.is_erased for one in findings)
    assert len(list(ledger.decided_between(session, SITE, None, None))) == 10
