"""Deciding: who gets an id, how a chain grows, what a browser may claim, and what was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cookieprefs.actions import NotShownError, Visitor, decide_unrecorded
from cookieprefs.core.consent import Answer, Choice, Decision, How, Layer, what_to_ask
from cookieprefs.core.record import GENESIS
from cookieprefs.store import ledger, versions
from tests import sample
from tests.actions.desk import SITE, choices, wish

ALL_OFF = {"hotjar": "refused", "matomo": "refused", "youtube": "refused"}
ALL_ON = dict.fromkeys(ALL_OFF, "given")


def held(until, yes="", no="", *, is_unrecorded=False, revision=1):
    """What a browser's state cookie says."""
    answers = {key: Answer(choice=Choice.GIVEN, revision=revision) for key in yes.split()}
    answers |= {key: Answer(choice=Choice.REFUSED, revision=revision) for key in no.split()}
    return Decision(answers=answers, until=until, is_unrecorded=is_unrecorded)


def test_a_refusal_on_first_sight_has_no_subject_and_a_chain_of_its_own(desk):
    first, second = desk.refuse_all(), desk.refuse_all()
    for one in (first, second):
        assert one.record.subject is None
        assert one.record.seq == 1
        assert choices(one.decision) == ALL_OFF
    assert first.record.chain_id != second.record.chain_id
    assert desk.is_whole()


def test_saving_with_nothing_ticked_is_a_refusal_and_mints_no_id_either(desk):
    assert desk.decide(denied="matomo hotjar youtube", whole=True, how=How.SAVE).record.subject is None


def test_a_yes_mints_an_id_that_nobody_can_guess_and_no_receipt_tells(desk):
    first, second = desk.accept_all(), desk.decide("matomo", whole=True)
    assert choices(first.decision) == ALL_ON
    assert choices(second.decision) == {**ALL_OFF, "matomo": "given"}
    ids = [first.record.subject, first.record.receipt_id, second.record.subject, second.record.receipt_id]
    assert len(set(ids)) == 4
    assert all(len(one) == 32 for one in ids), "24 random bytes"


def test_a_chain_grows_by_one_link_for_each_decision_of_a_subject(desk):
    first = desk.accept_all()
    subject = first.record.subject
    for key in ("matomo", "youtube"):
        desk.clock.pass_(minutes=1)
        desk.decide(denied=key, subject=subject)
    links = [one.link for one in desk.entries()]
    assert [one.seq for one in links] == [1, 2, 3]
    assert {one.chain_id for one in links} == {first.record.chain_id}
    assert len({one.chain for one in links} | {GENESIS}) == 4
    assert [choices(one.decision)["matomo"] for one in desk.history(subject)] == [
        "given",
        "withdrawn",
        "withdrawn",
    ]
    assert desk.is_whole()


def test_the_last_record_is_the_state_of_a_subject(desk):
    subject = desk.accept_all().record.subject
    outcome = desk.decide(denied="matomo", subject=subject)
    kept = desk.read(lambda session: ledger.last_of(session, SITE, subject))
    assert kept.record == outcome.record
    assert kept.record.decision == outcome.decision


def test_a_receipt_leads_to_its_record_and_to_no_other(desk):
    desk.accept_all()
    wanted = desk.accept_all().record
    assert desk.read(lambda session: ledger.with_receipt(session, SITE, wanted.receipt_id)).record == wanted
    assert desk.read(lambda session: ledger.with_receipt(session, SITE, wanted.subject)) is None
    assert desk.read(lambda session: ledger.with_receipt(session, "other", wanted.receipt_id)) is None


@pytest.mark.parametrize(("granted", "has_id"), [("matomo", True), ("", False)])
def test_an_id_that_the_ledger_does_not_know_is_never_adopted(desk, granted, has_id):
    outcome = desk.decide(granted, denied="" if granted else "matomo", subject="i-made-this-up-myself-0001")
    assert (outcome.record.subject is not None) == has_id
    assert outcome.record.subject != "i-made-this-up-myself-0001"
    assert outcome.record.seq == 1


def test_an_id_of_another_site_is_unknown_here(desk):
    subject = desk.accept_all().record.subject
    other = desk.publish(sample.SITE.replace("key: test-shop", "key: other-shop")).version
    outcome = desk.decide("matomo", subject=subject, version=other)
    assert (outcome.record.site, outcome.record.seq) == ("other-shop", 1)
    assert outcome.record.subject != subject


def test_everything_that_proves_a_decision_is_in_its_record(desk):
    visitor = Visitor(signals={"gpc": True})
    act = desk.act(wish("matomo"), once="a-click-of-this-visitor", layer=Layer.BANNER, language="fr")
    record = desk.send(act, visitor).record
    assert record.site == SITE
    assert record.decided_at == desk.clock()
    assert record.until == desk.version().policy.rules.lifetime.after(desk.clock())
    assert record.how is How.SERVICE_SWITCH
    assert record.domain == "shop.test"
    assert record.signals == {"gpc": True}
    assert record.once == "a-click-of-this-visitor"
    assert (record.shown.version, record.shown.consent_revision) == (1, 1)
    html = desk.read(lambda session: versions.snapshot_html(session, SITE, record.shown.snapshot))
    assert 'lang="fr"' in html


def test_moments_are_kept_to_the_millisecond(desk):
    desk.clock.now = desk.clock.now.replace(microsecond=123_987)
    record = desk.accept_all().record
    assert record.decided_at.microsecond == 123_000
    assert desk.history(record.subject) == [record]
    assert desk.is_whole()


@pytest.mark.parametrize(
    "other",
    [
        {"language": "de"},
        {"layout": "new-2"},
        {"layout": "full", "layer": Layer.BANNER, "mount": "/elsewhere"},
        {"layer": Layer.PREFERENCES, "layout": "new-9"},
    ],
)
def test_what_was_never_shown_cannot_be_answered(desk, other):
    with pytest.raises(NotShownError, match="version 1 has no"):
        desk.decide("matomo", **other)
    assert desk.entries() == []


def test_a_version_that_was_never_published_cannot_be_answered(desk):
    unknown = replace(desk.version(), number=7)
    with pytest.raises(NotShownError, match="version 7 has no preferences 'full' in 'en'"):
        desk.decide("matomo", version=unknown)


def test_a_claimed_yes_without_a_record_is_undecided(desk):
    claimed = held(desk.clock() + timedelta(days=30), yes="youtube")
    outcome = desk.decide(denied="matomo", claimed=claimed)
    assert choices(outcome.decision) == {"matomo": "refused"}
    assert outcome.record.subject is None


def test_a_claimed_no_of_an_unknown_visitor_stands_beside_what_they_decide(desk):
    claimed = held(desk.clock() + timedelta(days=30), no="youtube")
    outcome = desk.decide("matomo", claimed=claimed)
    assert choices(outcome.decision) == {"matomo": "given", "youtube": "refused"}
    assert outcome.decision.until == claimed.until, "an answer that is carried on keeps its end"


def test_a_no_that_the_ledger_missed_beats_a_recorded_yes_and_is_recorded_next(desk):
    subject = desk.accept_all().record.subject
    claimed = held(desk.clock() + timedelta(days=30), yes="hotjar youtube", no="matomo", is_unrecorded=True)
    outcome = desk.decide(denied="youtube", subject=subject, claimed=claimed)
    assert choices(outcome.decision) == {"matomo": "withdrawn", "youtube": "withdrawn", "hotjar": "given"}
    assert desk.history(subject)[-1].answers["matomo"].choice is Choice.WITHDRAWN
    assert not outcome.decision.is_unrecorded


def test_an_older_cookie_changes_nothing_of_what_the_ledger_knows(desk):
    subject = desk.accept_all().record.subject
    claimed = held(desk.clock() + timedelta(days=30), no="matomo")
    outcome = desk.decide(denied="youtube", subject=subject, claimed=claimed)
    assert choices(outcome.decision) == {"matomo": "given", "youtube": "withdrawn", "hotjar": "given"}


def test_while_the_ledger_is_down_every_no_holds_and_no_yes(desk):
    visitor = Visitor(claimed=held(desk.clock() + timedelta(days=30), yes="hotjar", no="youtube"))
    act = desk.act(wish("matomo", "hotjar"))
    decision = decide_unrecorded(act, visitor, desk.version(), now=desk.clock())
    assert choices(decision) == {"hotjar": "withdrawn", "youtube": "refused"}
    assert decision.is_unrecorded
    assert desk.entries() == []


def test_a_post_under_an_older_version_is_recorded_under_it_and_asked_for_what_is_new(desk):
    old = desk.version()
    desk.publish(sample.with_service("vimeo", "media"))
    outcome = desk.accept_all(version=old)
    assert (outcome.record.shown.version, outcome.record.shown.consent_revision) == (1, 1)
    asked = what_to_ask(desk.version(), outcome.decision, now=desk.clock())
    assert desk.version().number == 2
    assert [one.key for one in asked] == ["vimeo"]
    assert not desk.is_allowed("vimeo", outcome.decision)
    assert desk.is_allowed("matomo", outcome.decision)
    assert desk.is_whole()


def test_a_decision_after_its_end_begins_anew_on_the_same_chain(desk):
    first = desk.accept_all()
    desk.clock.pass_(days=400)
    second = desk.decide("matomo", subject=first.record.subject)
    assert choices(second.decision) == {"matomo": "given"}
    assert (second.record.chain_id, second.record.seq) == (first.record.chain_id, 2)
