"""Soaking, a little: nothing fails, everything is in the ledger; and whatever is wrong is found."""

from __future__ import annotations

from random import Random

import pytest

from tests.drills import soak
from tests.drills.pace import Answers, late

MANY = 2**30


def test_with_a_mix_of_visitors_nothing_fails_and_every_decision_is_in_the_ledger(tmp_path):
    with soak.site(tmp_path, None) as here:
        # Memory says nothing within seconds: caches are still being filled.
        found = soak.soak(here, 4, 1, Random(7), grows_at_most=MANY)
    assert found.faults == []
    assert found.tally.answered > 10
    assert found.tally.records == found.tally.answered
    assert {"embed.js", "a switch", "preferences", "policy", "theme.css"} <= found.answers.spans.keys()
    assert len(found.memory.workers) == 2
    told = soak.told(found)
    assert "a switch" in told
    assert "Nothing failed" in told


def memory(*looks):
    """What two workers had, look by look, in MiB, a second apart."""
    return soak.Memory(looks=[(at, {1: one * 2**20, 2: 90 * 2**20}) for at, one in enumerate(looks)])


@pytest.mark.parametrize(
    ("looks", "grown"),
    [([50, 70, 90, 90, 90, 90, 90], 0), ([90] * 3 + [91, 92, 93, 94, 95, 96, 97], 6), ([90, 80, 70, 60], -20)],
)
def test_how_much_a_worker_grew_is_told_from_what_comes_after_the_warm_up(looks, grown):
    assert memory(*looks).grown(1) / 2**20 == pytest.approx(grown)


def test_memory_that_grows_is_found_and_memory_that_stands_still_is_not():
    assert list(memory(*range(60, 120)).faults()) == [
        "a worker grew by 39.0 MiB after the warm-up; 5.0 MiB is allowed"
    ]
    assert list(memory(60, 80, 90, 91, 90, 91, 90, 91, 90).faults()) == []


def test_a_worker_that_is_another_one_in_the_end_is_found():
    found = memory(90, 90, 90)
    found.looks.append((3, {1: 90, 3: 90}))
    assert list(found.faults()) == ["the workers were (1, 2) and are (1, 3): one ended"]


def test_an_answer_that_should_not_be_and_a_lock_waited_for_in_vain_are_found():
    answers = Answers(seconds=1)
    for status in (200, 303, 304, 503, 0):
        answers.take("a switch", 0.1, status)
    assert list(soak._failed(answers)) == ["a switch: 1 times 503", "a switch: 1 times no answer"]
    said = ["POST /preferences: database is locked", "all is well", "Traceback (most recent call last):"]
    assert list(soak._said([*said, "  File", "ValueError: no", "more"])) == [
        f"the server said: {said[0]}",
        f"the server said: {said[2]} ValueError: no",
    ]
    assert len(list(soak._said(said))) == 2
    assert soak._verdict(["one", "two"]) == "FAULTS:\n- one\n- two"


@pytest.mark.parametrize(("percent", "span"), [(50, 50), (95, 95), (99, 99)])
def test_within_how_long_so_many_came(percent, span):
    assert late([float(one) for one in range(101)], percent) == span
    assert late([3.0], percent) == 3.0
