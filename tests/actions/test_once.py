"""`once`: the same click posted twice is one record, and anything else is a new decision (R-08)."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from cookieprefs.core.consent import How
from cookieprefs.store import ledger
from tests.actions.desk import SITE, choices, once


def count(desk):
    return desk.read(lambda session: ledger.count(session, SITE))


def on(desk, key, **other):
    return desk.decide(granted=key, **other)


def off(desk, key, **other):
    return desk.decide(denied=key, **other)


FIRST_ACTS = {
    "a grant": lambda desk, **other: desk.accept_all(**other),
    "a refusal": lambda desk, **other: desk.refuse_all(**other),
    "one switch on": lambda desk, **other: on(desk, "matomo", **other),
    "one switch off": lambda desk, **other: off(desk, "matomo", **other),
}


@pytest.mark.parametrize("act", FIRST_ACTS.values(), ids=FIRST_ACTS)
def test_a_first_act_that_is_posted_twice_is_one_record_and_gets_the_first_answer_again(desk, act):
    click = once()
    first = act(desk, once=click)
    desk.clock.pass_(seconds=3)
    again = act(desk, once=click)
    assert again == first, "the same subject, receipt, time and end"
    assert count(desk) == 1


@pytest.mark.parametrize("act", FIRST_ACTS.values(), ids=FIRST_ACTS)
def test_a_known_visitors_act_that_is_posted_twice_is_one_record(desk, act):
    subject = desk.decide("hotjar").record.subject
    click = once()
    first = act(desk, once=click, subject=subject)
    desk.clock.pass_(seconds=3)
    assert act(desk, once=click, subject=subject) == first
    assert count(desk) == 2


def test_withdrawing_twice_with_one_once_says_withdrawn_both_times(desk):
    subject = desk.accept_all().record.subject
    click = once()
    first = off(desk, "matomo", once=click, subject=subject)
    assert choices(first.decision)["matomo"] == "withdrawn"
    assert off(desk, "matomo", once=click, subject=subject) == first


@pytest.mark.parametrize("has_id", [True, False])
def test_the_same_once_with_other_choices_is_a_new_decision(desk, has_id):
    click = once()
    first = on(desk, "matomo", once=click)
    subject = first.record.subject if has_id else None
    second = on(desk, "youtube", once=click, subject=subject)
    assert second.record.record_id != first.record.record_id
    assert choices(second.decision) == {"youtube": "given"} | ({"matomo": "given"} if has_id else {})
    assert count(desk) == 2


def test_the_same_once_and_choices_by_another_act_is_a_new_decision(desk):
    click = once()
    services = "matomo hotjar youtube"
    desk.decide(granted=services, whole=True, once=click, how=How.ACCEPT_ALL)
    desk.decide(granted=services, whole=True, once=click, how=How.SAVE)
    assert count(desk) == 2


def test_on_off_and_on_again_with_one_once_are_three_records(desk):
    click = once()
    subject = on(desk, "matomo", once=click).record.subject
    off(desk, "matomo", once=click, subject=subject)
    on(desk, "matomo", once=click, subject=subject)
    on(desk, "matomo", once=click, subject=subject)
    assert [choices(one.decision)["matomo"] for one in desk.history(subject)] == ["given", "withdrawn", "given"]
    assert desk.is_whole()


@pytest.mark.parametrize("has_id", [True, False])
def test_without_once_nothing_is_one_record(desk, has_id):
    subject = on(desk, "hotjar").record.subject if has_id else None
    before = count(desk)
    for _ in range(3):
        on(desk, "matomo", subject=subject)
    assert count(desk) == before + 3


def test_another_once_with_the_same_choices_is_another_record(desk):
    subject = on(desk, "matomo", once=once()).record.subject
    on(desk, "matomo", once=once(), subject=subject)
    assert count(desk) == 2


def test_two_visitors_who_choose_the_same_are_two_records(desk):
    first, second = (desk.accept_all(once=once()) for _ in range(2))
    assert first.record.subject != second.record.subject


def test_a_first_grant_posted_twice_with_an_id_nobody_knows_issues_the_same_subject_again(desk):
    click = once()
    first = desk.accept_all(once=click)
    again = desk.accept_all(once=click, subject="an-id-from-before-a-reset")
    assert again.record.subject == first.record.subject
    assert count(desk) == 1


def test_once_counts_within_a_chain_only_against_its_last_record(desk):
    click = once()
    subject = on(desk, "matomo", once=click).record.subject
    on(desk, "youtube", once=once(), subject=subject)
    on(desk, "matomo", once=click, subject=subject)
    assert count(desk) == 3


def test_a_stale_form_posted_twice_is_one_record_and_is_told_stale_both_times(desk):
    subject = desk.accept_all().record.subject
    off(desk, "hotjar", subject=subject)
    click = once()
    form = {"granted": "hotjar", "denied": "matomo youtube", "whole": True, "how": How.SAVE, "seq": 1}
    first = desk.decide(**form, once=click, subject=subject)
    desk.clock.pass_(seconds=3)
    assert first.is_stale
    assert desk.decide(**form, once=click, subject=subject) == first
    assert count(desk) == 3


def test_what_was_erased_is_not_given_as_an_answer_again(desk):
    click = once()
    first = desk.accept_all(once=click)
    desk.erase(first.record.subject)
    again = desk.accept_all(once=click)
    assert again.record.subject != first.record.subject
    assert count(desk) == 2


@pytest.mark.parametrize("is_known", [False, True], ids=["a first act", "a known visitor's"])
def test_a_connection_that_is_lost_over_the_commit_leaves_one_record_and_its_answer(desk, monkeypatch, is_known):
    """The database has it, and nobody hears of that: the act is done again, and finds itself."""
    subject = desk.accept_all(once=once()).record.subject if is_known else None
    before, committed = count(desk), []
    commit = Session.commit

    def commit_unheard(session):
        commit(session)
        committed.append(session)
        if len(committed) == 1:
            raise OperationalError("COMMIT", {}, OSError("the server went away"), connection_invalidated=True)

    monkeypatch.setattr(Session, "commit", commit_unheard)
    outcome = desk.decide(denied="matomo", once=once(), subject=subject)
    assert len(committed) == 2
    assert count(desk) == before + 1
    assert outcome.record.seq == before + 1
    assert desk.is_whole()
