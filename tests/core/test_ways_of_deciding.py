"""How an act changes what it may do: browsing on, the opt-out of sale, and the country it is done in."""

from datetime import timedelta

import pytest

from cookieprefs.core.consent import How, allows, decide
from cookieprefs.core.regime import Regime
from tests.core.builders import (
    NOW,
    SIX_MONTHS,
    a_decision,
    a_service,
    a_version,
    a_wish,
    asked_about,
    choices_of,
    days,
)

BROWSING, DO_NOT_SELL = How.CONTINUED_NAVIGATION, How.DO_NOT_SELL
SALE, OPT_OUT, EXEMPT = Regime.OPT_OUT_SALE, Regime.EXEMPT_WITH_OPTOUT, Regime.EXEMPT
A_YEAR = days(365)


def words(decision):
    return {key: choice.value for key, choice in choices_of(decision).items()}


@pytest.mark.parametrize(
    ("lifetime", "left"), [("6 months", 30), ("12 months", 30), ("30 days", 30), ("20 days", 20)]
)
def test_consent_by_browsing_on_counts_for_a_month_at_most(lifetime, left):
    version = a_version("a", lifetime=lifetime)
    decision = decide(version, a_wish(granted="a", whole=False), now=NOW, previous=None, how=BROWSING)
    assert decision.until == NOW + days(left)


def test_browsing_on_changes_no_answer_that_stands():
    """However late the post comes: what was refused in another tab meanwhile stays refused."""
    version = a_version("a", "b", "c", "d")
    previous = a_decision(yes="a", no="b", withdrawn="c")
    decision = decide(version, a_wish(granted="a b c d", whole=False), now=NOW, previous=previous, how=BROWSING)
    assert words(decision) == {"a": "given", "b": "refused", "c": "withdrawn", "d": "given"}
    assert decision.until == NOW + days(30)


def test_browsing_on_after_the_end_of_a_decision_finds_nothing_standing():
    previous = a_decision(no="a", until=NOW)
    decision = decide(a_version("a"), a_wish(granted="a", whole=False), now=NOW, previous=previous, how=BROWSING)
    assert words(decision) == {"a": "given"}


def test_what_browsing_on_may_not_grant_stays_unanswered():
    version = a_version("a", a_service("b", explicit_only=True))
    decision = decide(version, a_wish(granted="a", whole=False), now=NOW, previous=None, how=BROWSING)
    assert words(decision) == {"a": "given"}
    assert asked_about(version, decision) == ["b"]


@pytest.mark.parametrize(
    ("lifetime", "expected"),
    [
        ("6 months", A_YEAR),
        ("30 days", A_YEAR),
        ("12 months", A_YEAR),
        ("390 days", days(390)),
        ("13 months", days(395)),
    ],
)
def test_an_opt_out_of_sale_without_any_yes_counts_for_a_year_at_least(lifetime, expected):
    """G-08: nobody is asked to opt in again for twelve months; no cookie lives for more than 400 days."""
    version = a_version("a", "b", lifetime=lifetime)
    decision = decide(version, a_wish(denied="a", whole=False), now=NOW, previous=None, how=DO_NOT_SELL)
    assert words(decision) == {"a": "refused"}
    assert decision.until == NOW + expected


@pytest.mark.parametrize(
    ("previous", "until"),
    [
        (a_decision(yes="b", until=NOW + days(3)), days(3)),
        (a_decision(yes="gone", revision=9, until=NOW + days(3)), days(3)),
        (a_decision(no="b", until=NOW + days(3)), A_YEAR),
        (a_decision(yes="in-us", until=NOW + days(3)), A_YEAR),
        (a_decision(yes="a", until=NOW + days(3)), A_YEAR),
        (a_decision(yes="b", until=NOW), A_YEAR),
    ],
)
def test_an_opt_out_of_sale_stretches_no_yes_that_needs_consent(previous, until):
    version = a_version("a", "b", a_service("in-us", regime=SALE))
    decision = decide(version, a_wish(denied="a", whole=False), now=NOW, previous=previous, how=DO_NOT_SELL)
    assert decision.until == NOW + until


def test_a_year_of_opting_out_is_as_long_as_the_calendar_has_it():
    version = a_version("a", now=NOW + days(365))
    leap = NOW + days(2 * 365)
    decision = decide(version, a_wish(denied="a", whole=False), now=leap, previous=None, how=DO_NOT_SELL)
    assert decision.until - leap in (timedelta(days=365), timedelta(days=366))


@pytest.mark.parametrize(
    ("country", "answered"),
    [(None, {"a", "counter", "exempt"}), ("DE", {"a", "counter", "exempt"}), ("FR", {"a"})],
)
def test_a_whole_wish_answers_what_must_be_asked_about_in_the_visitors_country(country, answered):
    """Where a service runs unasked, saving something else is no answer about it."""
    version = a_version(
        "a", a_service("counter", regimes={"FR": OPT_OUT}), a_service("exempt", regimes={"FR": EXEMPT})
    )
    decision = decide(version, a_wish(granted="a"), now=NOW, previous=None, country=country)
    assert decision.answers.keys() == answered
    assert asked_about(version, decision, country=country) == []
    assert allows(version, decision, "counter", now=NOW, country="FR") is (country == "FR")


def test_other_ways_of_deciding_count_as_long_as_the_rules_say():
    for how in set(How) - {BROWSING, DO_NOT_SELL}:
        decision = decide(a_version("a"), a_wish(denied="a"), now=NOW, previous=None, how=how)
        assert decision.until == NOW + SIX_MONTHS, how
