"""A choice taken over from another tool is one more record, and says itself that nothing of ours was shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cookieprefs.actions import NotShownError
from cookieprefs.core.consent import How, Layer

TAKEN = {"how": How.TAKEN_OVER, "layer": Layer.OTHER_TOOL, "layout": "klaro"}


def test_it_is_recorded_as_such_and_the_ledger_stays_whole(desk):
    outcome = desk.decide("matomo", "youtube", **TAKEN)
    record = outcome.record
    assert (record.how, record.shown.layer, record.shown.layout) == ("taken_over", "other_tool", "klaro")
    assert record.shown.snapshot == ""
    assert desk.is_whole()


def test_it_ends_when_the_answer_to_the_other_tool_does(desk):
    soon = desk.clock() + timedelta(days=9)
    assert desk.decide("matomo", latest=soon, **TAKEN).decision.until == soon


def test_refusals_alone_make_no_id(desk):
    assert desk.decide("", "matomo youtube", **TAKEN).record.subject is None


def test_a_yes_makes_one(desk):
    assert desk.decide("matomo", **TAKEN).record.subject


def test_the_same_post_twice_is_one_record(desk):
    first, again = (desk.decide("matomo", once="o" * 22, **TAKEN) for _ in range(2))
    assert first.record == again.record
    assert len(desk.entries()) == 1


def test_no_other_act_can_say_that_another_tool_showed_it(desk):
    with pytest.raises(NotShownError):
        desk.decide("matomo", how=How.ACCEPT_ALL, layer=Layer.OTHER_TOOL, layout="klaro")
