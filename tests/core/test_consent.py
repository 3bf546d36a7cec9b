"""What a visitor decided, what is still to be asked, and what may run."""

from datetime import timedelta
from functools import partial

import pytest

from cookieprefs.core.consent import (
    Answer,
    Choice,
    Decision,
    allows,
    decide,
    standing_answer,
    with_refusals_of,
)
from cookieprefs.core.regime import Regime
from tests.core.builders import (
    NOW,
    SIX_MONTHS,
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
CONSENT, OPT_OUT, EXEMPT = Regime.CONSENT, Regime.EXEMPT_WITH_OPTOUT, Regime.EXEMPT
NECESSARY = Regime.STRICTLY_NECESSARY
A_MOMENT = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("before", "granted", "denied", "expected"),
    [
        (None, "a", "", GIVEN),
        (None, "", "a", REFUSED),
        (None, "", "", REFUSED),
        (GIVEN, "", "a", WITHDRAWN),
        (REFUSED, "", "a", REFUSED),
        (WITHDRAWN, "", "a", WITHDRAWN),
        (WITHDRAWN, "a", "", GIVEN),
        (GIVEN, "", "", GIVEN),
        (None, "a", "a", REFUSED),
        (GIVEN, "a", "a", WITHDRAWN),
    ],
)
def test_a_no_ends_what_was_given_or_says_that_nothing_ever_was(before, granted, denied, expected):
    previous = before and Decision(answers={"a": Answer(choice=before, revision=1)}, until=NOW + SIX_MONTHS)
    decision = decide(a_version("a"), a_wish(granted, denied), now=NOW, previous=previous)
    assert answers_of(decision) == {"a": (expected, 1)}


def test_a_whole_wish_answers_every_service_that_needs_consent_and_no_other():
    version = a_version(
        "a",
        "b",
        a_service("basket", regime=NECESSARY),
        a_service("counter", regime=OPT_OUT),
        a_service("in-france", regime=EXEMPT, regimes={"FR": CONSENT}),
    )
    decision = decide(version, a_wish(granted="a basket nothing-of-ours"), now=NOW, previous=None)
    assert choices_of(decision) == {"a": GIVEN, "b": REFUSED, "in-france": REFUSED}
    assert [asked_about(version, decision, country=one) for one in (None, "FR", "US")] == [[], [], []]


def test_always_allow_on_a_placeholder_answers_its_service_only_and_the_banner_stays():
    version = a_version("a", "b")
    decision = decide(version, a_wish(granted="a", whole=False), now=NOW, previous=None)
    assert choices_of(decision) == {"a": GIVEN}
    assert asked_about(version, decision) == ["b"]


def test_a_decision_lasts_as_long_as_the_rules_say():
    version = a_version("a", lifetime="30 days")
    assert decide(version, a_wish(granted="a"), now=NOW, previous=None).until == NOW + days(30)


def test_a_switch_that_leaves_older_answers_standing_keeps_their_end():
    previous = a_decision(yes="a", no="b", until=NOW + days(3))
    decision = decide(a_version("a", "b"), a_wish(granted="b"), now=NOW, previous=previous)
    assert choices_of(decision) == {"a": GIVEN, "b": GIVEN}
    assert decision.until == NOW + days(3)


def test_a_wish_that_answers_all_anew_begins_a_new_term():
    previous = a_decision(yes="a", no="b", until=NOW + days(3))
    decision = decide(a_version("a", "b"), a_wish(denied="a b"), now=NOW, previous=previous)
    assert decision.until == NOW + SIX_MONTHS


def test_a_shorter_lifetime_holds_for_older_answers_too():
    previous = a_decision(yes="a", until=NOW + SIX_MONTHS)
    decision = decide(a_version("a", "b", lifetime="30 days"), a_wish(granted="b"), now=NOW, previous=previous)
    assert decision.until == NOW + days(30)


def test_an_expired_decision_leaves_nothing_standing():
    version = a_version("a", "b")
    previous = a_decision(yes="a", no="b", until=NOW)
    decision = decide(version, a_wish(denied="b", whole=False), now=NOW, previous=previous)
    assert choices_of(decision) == {"b": REFUSED}
    assert decision.until == NOW + SIX_MONTHS


def test_a_decision_counts_to_the_last_moment_before_its_end():
    version, decision = a_version("a"), a_decision(yes="a")
    assert standing_answer(version, decision, "a", decision.until - A_MOMENT) is GIVEN
    assert standing_answer(version, decision, "a", decision.until) is None


@pytest.mark.parametrize(
    ("regime", "decision", "expected"),
    [
        (CONSENT, None, False),
        (CONSENT, a_decision(), False),
        (CONSENT, a_decision(yes="a"), True),
        (CONSENT, a_decision(no="a"), False),
        (CONSENT, a_decision(withdrawn="a"), False),
        (CONSENT, a_decision(yes="a", revision=0), False),
        (CONSENT, a_decision(yes="a", until=NOW), False),
        (OPT_OUT, None, True),
        (OPT_OUT, a_decision(no="a"), False),
        (OPT_OUT, a_decision(withdrawn="a"), False),
        (Regime.OPT_OUT_SALE, a_decision(no="a"), False),
        (EXEMPT, None, True),
        (NECESSARY, a_decision(no="a"), True),
    ],
)
def test_a_service_may_run_as_its_regime_and_the_answer_say(regime, decision, expected):
    version = a_version(a_service("a", regime=regime))
    assert allows(version, decision, "a", now=NOW) is expected


def test_an_unknown_service_is_never_allowed():
    """B-18: in doubt, shut."""
    assert not allows(a_version("a"), a_decision(yes="b"), "b", now=NOW)


def test_the_same_service_may_run_in_one_country_and_not_in_another():
    version = a_version(a_service("a", regime=EXEMPT, regimes={"FR": CONSENT, "US": Regime.OPT_OUT_SALE}))
    assert [allows(version, None, "a", now=NOW, country=one) for one in ("FR", "US", "DE", None)] == [
        False,
        True,
        True,
        False,
    ]
    assert [asked_about(version, None, country=one) for one in ("FR", "US", "DE", None)] == [["a"], [], [], ["a"]]


REC = NOW + days(10)
HELD = NOW + days(20)
missed = partial(a_decision, is_unrecorded=True)


@pytest.mark.parametrize(
    ("recorded", "claimed", "expected"),
    [
        (None, None, None),
        (None, a_decision(yes="a"), None),
        (None, a_decision(yes="a", no="b", until=HELD), ({"b": (REFUSED, 1)}, HELD)),
        (a_decision(yes="a", until=REC), None, ({"a": (GIVEN, 1)}, REC)),
        (a_decision(yes="a", until=REC), a_decision(yes="a b", until=HELD), ({"a": (GIVEN, 1)}, REC)),
        (a_decision(no="a", until=REC), a_decision(yes="a", until=HELD), ({"a": (REFUSED, 1)}, REC)),
        (a_decision(yes="a", until=HELD), missed(no="a", until=REC), ({"a": (WITHDRAWN, 1)}, HELD)),
        (
            a_decision(yes="a b", until=REC),
            missed(no="a c", until=HELD),
            ({"a": (WITHDRAWN, 1), "b": (GIVEN, 1), "c": (REFUSED, 1)}, REC),
        ),
        (a_decision(yes="a", until=REC), missed(no="a", until=HELD), ({"a": (WITHDRAWN, 1)}, HELD)),
        (a_decision(no="a", until=REC), missed(no="a", revision=2, until=REC), ({"a": (REFUSED, 2)}, REC)),
        (
            a_decision(yes="a", until=REC),
            missed(no="a", revision=2),
            ({"a": (WITHDRAWN, 2)}, NOW + SIX_MONTHS),
        ),
        # Without the mark, the cookie is only older than the record: two tabs decided at once.
        (a_decision(yes="a", until=REC), a_decision(no="a", until=HELD), ({"a": (GIVEN, 1)}, REC)),
    ],
)
def test_over_the_record_each_no_that_it_missed_counts_and_no_yes_of_the_browser(recorded, claimed, expected):
    found = with_refusals_of(recorded, claimed)
    assert (found and (answers_of(found), found.until)) == expected


def test_a_decision_tells_the_choice_for_a_service_or_that_there_is_none():
    assert [a_decision(yes="a").choice(key) for key in ("a", "b")] == [GIVEN, None]
