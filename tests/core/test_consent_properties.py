"""What holds whatever a visitor decides, in whatever order, under whatever versions (DESIGN, Promises)."""

from dataclasses import replace

from hypothesis import given

from cookieprefs.core.consent import Choice, allows, decide, standing_answer, what_to_ask, with_refusals_of
from tests.core.builders import NOW
from tests.core.strategies import (
    COUNTRIES,
    KEYS,
    countries,
    decisions,
    perhaps_decisions,
    successions,
    versions,
    wishes,
)


def given_keys(decision):
    answers = decision.answers if decision else {}
    return {key for key, one in answers.items() if one.choice is Choice.GIVEN}


def refused_keys(decision):
    answers = decision.answers if decision else {}
    return answers.keys() - given_keys(decision)


def switches(version, country):
    return {one.key for one in version.catalogue.refusable(country)}


@given(versions, wishes, perhaps_decisions, countries)
def test_what_a_wish_denies_is_never_allowed_afterwards(version, wish, previous, country):
    decision = decide(version, wish, now=NOW, previous=previous)
    for key in wish.denied & switches(version, country):
        assert not allows(version, decision, key, now=NOW, country=country)


@given(versions, wishes, perhaps_decisions, countries)
def test_nothing_is_allowed_that_was_neither_granted_now_nor_allowed_before(version, wish, previous, country):
    decision = decide(version, wish, now=NOW, previous=previous)
    for key in switches(version, country) - wish.granted:
        before = allows(version, previous, key, now=NOW, country=country)
        assert before or not allows(version, decision, key, now=NOW, country=country)


@given(versions, wishes, perhaps_decisions)
def test_a_yes_was_granted_now_or_stood_before_to_the_letter(version, wish, previous):
    decision = decide(version, wish, now=NOW, previous=previous)
    for key in given_keys(decision) - (wish.granted - wish.denied):
        assert previous.until > NOW
        assert decision.answers[key] == previous.answers[key]


@given(versions, wishes, perhaps_decisions)
def test_a_decision_never_lasts_longer_than_its_lifetime_from_now(version, wish, previous):
    decision = decide(version, wish, now=NOW, previous=previous)
    assert decision.until <= version.policy.rules.lifetime.after(NOW)


@given(versions, wishes, decisions)
def test_a_decision_that_carries_older_answers_never_ends_later_than_they_did(version, wish, previous):
    decision = decide(version, wish, now=NOW, previous=previous)
    unnamed = decision.answers.keys() - wish.granted - wish.denied
    carried = {key for key in unnamed if decision.answers[key] == previous.answers.get(key)}
    assert not carried or previous.until <= NOW or decision.until <= previous.until


@given(versions, wishes, perhaps_decisions)
def test_there_is_nothing_to_ask_after_a_whole_wish_in_any_country(version, wish, previous):
    decision = decide(version, replace(wish, whole=True), now=NOW, previous=previous)
    assert [what_to_ask(version, decision, now=NOW, country=one) for one in COUNTRIES] == [()] * len(COUNTRIES)


@given(versions, wishes, perhaps_decisions, countries)
def test_a_no_that_stands_is_lifted_by_a_grant_alone(version, wish, previous, country):
    decision = decide(version, wish, now=NOW, previous=previous)
    for key in switches(version, country) - wish.granted:
        if standing_answer(version, previous, key, NOW) in (Choice.REFUSED, Choice.WITHDRAWN):
            assert standing_answer(version, decision, key, NOW) in (Choice.REFUSED, Choice.WITHDRAWN)


@given(versions, wishes, perhaps_decisions)
def test_the_same_wish_again_changes_no_choice_and_no_end(version, wish, previous):
    once = decide(version, wish, now=NOW, previous=previous)
    twice = decide(version, wish, now=NOW, previous=once)
    assert twice == once


@given(successions, wishes, wishes, countries)
def test_a_no_said_on_an_old_page_holds_under_the_newest_version(succession, earlier, wish, country):
    old, new = succession
    previous = decide(new, earlier, now=NOW, previous=None)
    decision = decide(old, wish, now=NOW, previous=previous)
    could_deny = (switches(old, None) | previous.answers.keys()) & switches(new, country)
    for key in wish.denied & could_deny:
        assert not allows(new, decision, key, now=NOW, country=country)


@given(successions, wishes, wishes, countries)
def test_an_old_page_turns_on_nothing_in_the_newest_version_but_what_it_grants(succession, earlier, wish, country):
    old, new = succession
    previous = decide(new, earlier, now=NOW, previous=None)
    decision = decide(old, wish, now=NOW, previous=previous)
    for key in switches(new, country) - wish.granted:
        before = allows(new, previous, key, now=NOW, country=country)
        assert before or not allows(new, decision, key, now=NOW, country=country)


@given(successions, wishes, countries)
def test_a_new_version_turns_off_but_never_on_what_has_a_switch_in_both(succession, wish, country):
    old, new = succession
    decision = decide(old, wish, now=NOW, previous=None)
    for key in refused_keys(decision) & switches(new, country):
        assert not allows(new, decision, key, now=NOW, country=country)


@given(versions, decisions, countries)
def test_after_its_end_a_decision_allows_no_more_than_no_decision(version, decision, country):
    for key in KEYS:
        without = allows(version, None, key, now=decision.until, country=country)
        assert allows(version, decision, key, now=decision.until, country=country) == without


@given(perhaps_decisions, perhaps_decisions)
def test_a_claim_adds_no_yes_and_loses_no_no_that_the_ledger_missed(recorded, claimed):
    merged = with_refusals_of(recorded, claimed)
    assert given_keys(merged) <= given_keys(recorded)
    counts = claimed and (recorded is None or claimed.is_unrecorded)
    assert refused_keys(merged) == refused_keys(recorded) | (refused_keys(claimed) if counts else set())


@given(decisions, decisions)
def test_a_claim_never_prolongs_a_recorded_yes(recorded, claimed):
    merged = with_refusals_of(recorded, claimed)
    assert merged.until >= recorded.until
    assert merged.until == recorded.until or not given_keys(merged)
