"""What is kept of a decision, and for how long: which record is due, who gets an id, what is only counted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core import keeping
from cookieprefs.core.lifetime import parse_lifetime
from cookieprefs.core.policy import FirstRefusal, Rules
from tests.core.builders import NOW, a_decision, a_version, days


def moment(written):
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def is_due(until, now, proof_kept):
    return until < keeping.kept_since(Rules(proof_kept=parse_lifetime(proof_kept)), now)


@pytest.mark.parametrize(
    ("until", "proof_kept", "now", "due"),
    [
        # to the very moment
        ("2026-05-23T12:00", "3 years", "2029-05-23T11:59", False),
        ("2026-05-23T12:00", "3 years", "2029-05-23T12:00", False),
        ("2026-05-23T12:00", "3 years", "2029-05-23T12:01", True),
        ("2026-05-23T12:00", "30 days", "2026-06-22T12:00", False),
        ("2026-05-23T12:00", "30 days", "2026-06-22T12:01", True),
        # from and to the leap day, and over it
        ("2028-02-29T12:00", "1 year", "2029-02-28T23:59", False),
        ("2028-02-29T12:00", "1 year", "2029-03-01T00:00", True),
        ("2028-02-29T12:00", "4 years", "2032-02-29T12:00", False),
        ("2028-02-29T12:00", "4 years", "2032-02-29T12:01", True),
        ("2027-02-28T12:00", "1 year", "2028-02-28T12:01", True),
        ("2027-02-28T12:00", "1 year", "2028-02-29T12:01", True),
        ("2027-03-01T00:00", "1 year", "2028-02-29T23:59", False),
        ("2027-12-31T12:00", "366 days", "2028-12-31T12:01", True),
        # months that have no such day
        ("2026-08-31T12:00", "6 months", "2027-02-28T23:59", False),
        ("2026-08-31T12:00", "6 months", "2027-03-01T00:00", True),
        ("2026-08-28T12:00", "6 months", "2027-02-28T12:01", True),
        # a decision that stands, however short the proof is kept
        ("2026-05-23T12:00", "1 second", "2026-05-23T11:59", False),
        ("2026-05-23T12:00", "1 second", "2026-05-23T12:00", False),
        ("2026-05-23T12:00", "1000 years", "2999-12-31T00:00", False),
    ],
)
def test_a_record_is_due_once_its_decision_ended_longer_ago_than_proof_is_kept(until, proof_kept, now, due):
    assert is_due(moment(until), moment(now), proof_kept) is due


LENGTHS = st.sampled_from(["1 second", "90 days", "1 month", "13 months", "1 year", "3 years", "4 years"])
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(until=MOMENTS, written=LENGTHS, late=st.integers(-400_000, 400_000))
def test_no_record_is_due_before_its_time_nor_days_after_it(until, written, late):
    end = parse_lifetime(written).after(until)
    now = end + timedelta(seconds=late)
    due = is_due(until, now, written)
    assert not due or now >= end
    assert due or now <= end + days(3), "February is three days shorter than the longest month"


YES, NO, MIXED = a_decision(yes="matomo"), a_decision(no="matomo"), a_decision(yes="matomo", no="youtube")
NOTHING = a_decision()


@pytest.mark.parametrize(
    ("first_refusal", "decision", "gets_an_id", "is_only_counted"),
    [
        (FirstRefusal.WITHOUT_ID, YES, True, False),
        (FirstRefusal.WITHOUT_ID, MIXED, True, False),
        (FirstRefusal.WITHOUT_ID, NO, False, False),
        (FirstRefusal.WITHOUT_ID, NOTHING, False, False),
        (FirstRefusal.PSEUDONYMOUS, YES, True, False),
        (FirstRefusal.PSEUDONYMOUS, MIXED, True, False),
        (FirstRefusal.PSEUDONYMOUS, NO, True, False),
        (FirstRefusal.PSEUDONYMOUS, NOTHING, True, False),
        (FirstRefusal.AGGREGATE, YES, True, False),
        (FirstRefusal.AGGREGATE, MIXED, True, False),
        (FirstRefusal.AGGREGATE, NO, False, True),
        (FirstRefusal.AGGREGATE, NOTHING, False, True),
    ],
)
def test_what_is_kept_of_a_first_decision(first_refusal, decision, gets_an_id, is_only_counted):
    rules = Rules(first_refusal=first_refusal)
    assert keeping.gets_an_id(rules, decision) is gets_an_id
    assert keeping.is_only_counted(rules, decision) is is_only_counted


def test_a_refusal_is_recorded_without_an_id_unless_the_operator_says_otherwise():
    assert Rules().first_refusal is FirstRefusal.WITHOUT_ID


BOTH = a_decision(no="matomo youtube")
ENDED = a_decision(no="matomo youtube", until=NOW)


@pytest.mark.parametrize(
    ("held", "decision", "counts"),
    [
        (None, BOTH, True),
        (BOTH, BOTH, False),
        (BOTH, NO, False),
        (NO, BOTH, True),
        (MIXED, BOTH, True),
        (YES, NO, True),
        (ENDED, BOTH, True),
        (a_decision(no="matomo youtube", is_unrecorded=True), BOTH, True),
        (None, NOTHING, False),
        (BOTH, NOTHING, False),
    ],
)
def test_a_refusal_counts_where_it_says_no_to_what_the_browser_holds_no_no_to(held, decision, counts):
    version = a_version("matomo", "youtube")
    assert keeping.adds_to_count(version, decision, held, now=NOW) is counts


def test_a_no_to_a_wider_question_counts_anew():
    first = a_version("matomo")
    wider = a_version("matomo", "youtube", after=first, now=NOW)
    asked_anew = a_decision(no="matomo youtube", revision=wider.consent_revision)
    assert keeping.adds_to_count(wider, asked_anew, a_decision(no="matomo", revision=1), now=NOW)


def test_a_no_to_what_an_older_page_does_not_know_was_counted_when_it_was_said():
    old = a_version("matomo")
    held = a_decision(no="matomo youtube", revision=1)
    assert not keeping.adds_to_count(old, held, held, now=NOW)
