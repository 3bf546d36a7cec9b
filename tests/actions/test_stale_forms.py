"""A whole form that another tab overtook: its noes hold, its yeses come back unsaved (DESIGN 5, R-09)."""

from __future__ import annotations

import pytest

from cookieprefs.core.consent import How
from tests.actions.desk import choices


@pytest.fixture
def subject(desk):
    """A visitor who accepted all, and then switched hotjar off in another tab."""
    found = desk.accept_all().record.subject
    desk.decide(denied="hotjar", subject=found)
    return found


def save(desk, granted, denied, **other):
    return desk.decide(granted, denied, whole=True, how=How.SAVE, **other)


def test_a_form_from_the_last_record_is_saved_whole(desk, subject):
    outcome = save(desk, "hotjar youtube", "matomo", subject=subject, seq=2)
    assert not outcome.is_stale
    assert choices(outcome.decision) == {"hotjar": "given", "youtube": "given", "matomo": "withdrawn"}


@pytest.mark.parametrize("seq", [0, 1, 3])
def test_of_a_form_from_another_record_only_the_noes_hold(desk, subject, seq):
    outcome = save(desk, "hotjar youtube", "matomo", subject=subject, seq=seq)
    assert outcome.is_stale
    assert choices(outcome.decision) == {"hotjar": "withdrawn", "youtube": "given", "matomo": "withdrawn"}
    assert desk.history(subject)[-1].decision == outcome.decision


def test_a_form_without_a_number_is_an_act_of_this_moment(desk, subject):
    outcome = save(desk, "hotjar youtube", "matomo", subject=subject)
    assert not outcome.is_stale
    assert choices(outcome.decision)["hotjar"] == "given"


def test_the_form_of_a_first_visit_carries_zero(desk):
    outcome = save(desk, "matomo", "hotjar youtube", seq=0)
    assert not outcome.is_stale
    assert choices(outcome.decision)["matomo"] == "given"


def test_a_form_that_was_open_while_the_visitor_was_forgotten_grants_nothing(desk, subject):
    desk.erase(subject)
    outcome = save(desk, "matomo", "hotjar youtube", subject=subject, seq=2)
    assert outcome.is_stale
    assert outcome.record.subject is None
    assert choices(outcome.decision) == {"hotjar": "refused", "youtube": "refused"}


def test_a_stale_form_leaves_what_it_does_not_deny_as_it_was_stored(desk, subject):
    outcome = save(desk, "hotjar youtube matomo", "", subject=subject, seq=1)
    assert choices(outcome.decision) == {"hotjar": "withdrawn", "youtube": "given", "matomo": "given"}
