"""Erasing: what was said and its key go, its place in the chain stays and says "erased" (R-24)."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from cookieprefs import actions
from cookieprefs.core.checking import Fault
from cookieprefs.store import erasure, ledger
from tests.actions.desk import SITE, once


@pytest.fixture
def subjects(desk):
    """Two visitors of three and two records, and a refusal of nobody."""
    found = [desk.accept_all(once=once()).record.subject for _ in range(2)]
    desk.decide(denied="matomo", subject=found[0], once=once())
    desk.decide(denied="youtube", subject=found[1], once=once())
    desk.decide(denied="hotjar", subject=found[0], once=once())
    desk.refuse_all(once=once())
    return found


def test_erasing_counts_the_records_of_that_subject_alone(desk, subjects):
    assert desk.erase(subjects[0]) == 3
    assert desk.history(subjects[0]) == []
    assert len(desk.history(subjects[1])) == 2
    assert desk.read(lambda session: ledger.last_of(session, SITE, subjects[0])) is None


@pytest.mark.parametrize("subject", ["nobody-has-this-id-at-all", ""])
def test_erasing_nobody_erases_nothing(desk, subjects, subject):
    assert desk.erase(subject) == 0
    assert len([one for one in desk.entries() if one.record]) == 6


def test_erasing_twice_finds_nothing_the_second_time(desk, subjects):
    assert [desk.erase(subjects[0]), desk.erase(subjects[0])] == [3, 0]


def test_the_links_stay_verify_and_say_erased(desk, subjects):
    before = [one.link for one in desk.entries()]
    chain = desk.history(subjects[0])[0].chain_id
    desk.erase(subjects[0])
    findings = desk.findings()
    assert [one.link for one in findings] == before
    assert not any(one.faults for one in findings)
    assert [one.is_erased for one in findings] == [one.link.chain_id == chain for one in findings]
    assert desk.read(lambda session: ledger.count(session, SITE)) == 6


def test_the_key_goes_with_what_it_locked(desk, subjects):
    desk.erase(subjects[0])
    erased = [one for one in desk.entries() if one.record is None]
    assert len(erased) == 3
    assert all(one.key is None for one in erased)
    left = desk.read(lambda session: session.scalar(text("SELECT count(*) FROM cookieprefs_record_payload")))
    assert left == 3


def test_an_erased_visitor_begins_anew_on_another_chain(desk, subjects):
    old = {one.link.chain_id for one in desk.entries()}
    desk.erase(subjects[0])
    record = desk.accept_all(subject=subjects[0]).record
    assert record.subject != subjects[0]
    assert record.chain_id not in old
    assert record.seq == 1


def test_a_link_that_is_deleted_after_its_erasure_still_leaves_a_gap(desk, subjects):
    chain = desk.history(subjects[0])[0].chain_id
    desk.erase(subjects[0])
    entries = [one for one in desk.entries() if (one.link.chain_id, one.link.seq) != (chain, 2)]
    desk.entries = lambda: entries
    assert [(one.link.seq, one.faults) for one in desk.findings() if one.faults] == [(3, (Fault.GAP,))]


def by_receipt(desk, receipt_id):
    with desk.session() as session:
        return actions.erase_by_receipt(session, SITE, receipt_id)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_any_receipt_of_a_visitor_erases_all_that_is_theirs(desk, subjects, which):
    receipt_id = desk.history(subjects[0])[which].receipt_id
    assert desk.read(lambda session: erasure.how_many_with(session, SITE, receipt_id)) == 3
    assert by_receipt(desk, receipt_id) == 3
    assert desk.history(subjects[0]) == []
    assert len([one for one in desk.entries() if one.record]) == 3
    assert desk.is_whole()


def test_the_receipt_of_a_refusal_without_an_id_erases_that_one(desk, subjects):
    others = desk.refuse_all(once=once())
    receipt_id = desk.refuse_all(once=once()).record.receipt_id
    assert desk.read(lambda session: erasure.how_many_with(session, SITE, receipt_id)) == 1
    assert by_receipt(desk, receipt_id) == 1
    left = [one.record.receipt_id for one in desk.entries() if one.record and one.record.subject is None]
    assert len(left) == 2
    assert others.record.receipt_id in left


@pytest.mark.parametrize("receipt_id", ["never-given", ""])
def test_a_receipt_that_nobody_has_erases_nothing(desk, subjects, receipt_id):
    assert desk.read(lambda session: erasure.how_many_with(session, SITE, receipt_id)) == 0
    assert by_receipt(desk, receipt_id) == 0
    assert len([one for one in desk.entries() if one.record]) == 6


def test_a_receipt_is_of_no_use_at_another_site(desk, subjects):
    receipt_id = desk.history(subjects[0])[0].receipt_id
    with desk.session() as session:
        assert actions.erase_by_receipt(session, "another-shop", receipt_id) == 0
    assert len(desk.history(subjects[0])) == 3
