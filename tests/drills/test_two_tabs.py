"""Two tabs at two processes: no gap, nothing lost, and the browser ends with what the ledger has last (R-09)."""

from __future__ import annotations

import pytest

from tests.drills import switches
from tests.drills.many import KEYS
from tests.drills.process import running
from tests.drills.wire import ID

TIMES = 60


@pytest.fixture
def other(on):
    """A second process that serves the same site."""
    with running(on.here, busy_seconds=5) as process:
        yield process


def test_one_at_a_time_as_browsers_post_the_jar_and_the_ledger_agree_after_each(on, other):
    tabs = switches.run(on, other, TIMES, one_at_a_time=True)
    assert list(switches.faults(tabs)) == []
    assert switches.overtaken(tabs) == 0
    last = on.here.desk.history(tabs.jar[ID])[-1]
    assert tabs.jar.yes == {key for key in KEYS if last.answers[key].choice.value == "given"}


def test_both_at_once_nothing_is_lost_and_the_next_answer_brings_the_jar_up_to_date(on, other):
    tabs = switches.run(on, other, TIMES, one_at_a_time=False)
    assert list(switches.faults(tabs)) == []
    tabs.switch(other, KEYS[0], is_on=True)
    last = on.here.desk.history(tabs.jar[ID])[-1]
    assert last.seq == TIMES + 1
    assert tabs.jar.yes == {key for key in KEYS if last.answers[key].choice.value == "given"}
