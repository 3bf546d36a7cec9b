"""Asking again: only when it is time, or only about what is new since the visitor decided (L-30, L-33)."""

import pytest

from cookieprefs.core.consent import Choice, allows, decide
from cookieprefs.core.regime import Regime
from cookieprefs.core.wish import accept_all, refuse_all
from tests.core.builders import (
    NOW,
    a_decision,
    a_service,
    a_version,
    a_wish,
    answers_of,
    asked_about,
    choices_of,
    days,
)

GIVEN, REFUSED, WITHDRAWN = Choice.GIVEN, Choice.REFUSED, Choice.WITHDRAWN
CONSENT, OPT_OUT, NECESSARY = Regime.CONSENT, Regime.EXEMPT_WITH_OPTOUT, Regime.STRICTLY_NECESSARY


@pytest.mark.parametrize("decided", [refuse_all, accept_all])
@pytest.mark.parametrize(
    ("lifetime", "day", "expected"),
    [
        ("180 days", 0, []),
        ("180 days", 179, []),
        ("180 days", 181, ["a", "b"]),
        ("6 months", 183, []),
        ("6 months", 184, ["a", "b"]),
    ],
)
def test_nobody_is_asked_before_a_decision_expires_and_about_all_after(decided, lifetime, day, expected):
    """L-30: a refusal lasts as long as a consent does."""
    version = a_version("a", "b", lifetime=lifetime)
    decision = decide(version, decided(version.catalogue.refusable()), now=NOW, previous=None)
    assert asked_about(version, decision, now=NOW + days(day)) == expected


def test_only_a_new_service_is_asked_about_and_old_answers_stand_to_their_old_end():
    """Delta re-consent (L-33)."""
    first = a_version("a", "b")
    second = a_version("a", "b", "new", after=first)
    old = decide(first, a_wish(granted="a", denied="b"), now=NOW, previous=None)
    assert asked_about(second, old, now=NOW + days(9)) == ["new"]
    assert not allows(second, old, "new", now=NOW + days(9))
    decision = decide(second, a_wish(granted="new"), now=NOW + days(9), previous=old)
    assert answers_of(decision) == {"a": (GIVEN, 1), "b": (REFUSED, 1), "new": (GIVEN, 2)}
    assert decision.until == old.until


def test_a_service_that_widened_is_asked_about_anew_and_stays_off_meanwhile():
    first = a_version("a", "b")
    second = a_version(a_service("a", countries=("US",)), "b", after=first)
    decision = a_decision(yes="a b")
    assert asked_about(second, decision) == ["a"]
    assert [allows(second, decision, key, now=NOW) for key in ("a", "b")] == [False, True]
    refused = decide(second, a_wish(), now=NOW, previous=decision)
    assert answers_of(refused) == {"a": (WITHDRAWN, 2), "b": (GIVEN, 1)}


@pytest.mark.parametrize("answer", ["yes", "no", "withdrawn"])
def test_whatever_was_answered_about_a_service_before_it_widened_is_asked_anew(answer):
    second = a_version(a_service("a", countries=("US",)), after=a_version("a"))
    assert asked_about(second, a_decision(**{answer: "a"})) == ["a"]


def test_a_yes_from_before_a_service_widened_is_out_of_date_though_elsewhere_it_runs_unasked():
    asked_in_france = {"regime": OPT_OUT, "regimes": {"FR": CONSENT}}
    first = a_version(a_service("a", **asked_in_france))
    second = a_version(a_service("a", countries=("US",), **asked_in_france), after=first)
    assert asked_about(second, a_decision(yes="a"), country="FR") == ["a"]
    assert not allows(second, a_decision(yes="a"), "a", now=NOW, country="FR")
    assert asked_about(second, a_decision(no="a"), country="FR") == []


def test_a_yes_that_is_out_of_date_is_not_carried_on_by_a_switch_elsewhere():
    second = a_version(a_service("a", countries=("US",)), "b", after=a_version("a", "b"))
    decision = decide(second, a_wish(granted="b", whole=False), now=NOW, previous=a_decision(yes="a"))
    assert choices_of(decision) == {"b": GIVEN}


def test_other_words_ask_nobody():
    first = a_version("a", "b")
    second = a_version("a", a_service("b", description={"en": "Said better."}), after=first)
    decision = decide(first, a_wish(granted="a"), now=NOW, previous=None)
    assert asked_about(second, decision) == []
    assert allows(second, decision, "a", now=NOW)


def test_a_post_under_an_older_version_is_asked_for_what_is_new_since():
    first = a_version("a", "b")
    second = a_version("a", a_service("b", countries=("US",)), "new", after=first)
    decision = decide(first, a_wish(granted="a b"), now=NOW, previous=None)
    assert answers_of(decision) == {"a": (GIVEN, 1), "b": (GIVEN, 1)}
    assert asked_about(second, decision) == ["b", "new"]
    assert not allows(second, decision, "b", now=NOW)


def test_a_post_under_an_older_version_leaves_what_was_answered_under_a_newer_one():
    first = a_version("a", "b")
    second = a_version("a", "b", "new", after=first)
    newer = decide(second, a_wish(granted="a new"), now=NOW, previous=None)
    decision = decide(first, a_wish(granted="b"), now=NOW, previous=newer)
    assert answers_of(decision) == {"a": (GIVEN, 2), "b": (GIVEN, 1), "new": (GIVEN, 2)}
    assert asked_about(second, decision) == []


def test_an_old_page_can_still_withdraw_what_was_given_on_a_newer_one():
    first = a_version("a", a_service("b", regime=NECESSARY))
    second = a_version("a", "b", "new", after=first)
    newer = decide(second, a_wish(granted="a b new"), now=NOW, previous=None)
    decision = decide(first, a_wish(denied="a b new never-answered"), now=NOW, previous=newer)
    assert answers_of(decision) == {"a": (WITHDRAWN, 2), "b": (WITHDRAWN, 2), "new": (WITHDRAWN, 2)}
    assert asked_about(second, decision) == []


def test_a_no_said_on_an_old_page_does_not_make_a_newer_no_out_of_date():
    first = a_version("a")
    second = a_version(a_service("a", countries=("US",)), after=first)
    newer = decide(second, a_wish(denied="a"), now=NOW, previous=None)
    assert asked_about(second, decide(first, a_wish(denied="a"), now=NOW, previous=newer)) == []


def test_answers_for_a_service_that_is_gone_are_not_carried_on():
    second = a_version("b", after=a_version("a", "b"))
    decision = decide(second, a_wish(), now=NOW, previous=a_decision(yes="a b"))
    assert choices_of(decision) == {"b": GIVEN}


def test_a_no_to_what_runs_unasked_never_lapses_into_running():
    counter = a_service("a", regime=OPT_OUT)
    second = a_version(a_service("a", regime=OPT_OUT, countries=("US",)), "b", after=a_version(counter, "b"))
    decision = a_decision(no="a", yes="b")
    assert not allows(second, decision, "a", now=NOW)
    after = decide(second, a_wish(granted="b", whole=False), now=NOW, previous=decision)
    assert not allows(second, after, "a", now=NOW)
