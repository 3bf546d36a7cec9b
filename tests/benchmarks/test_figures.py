"""What benchmarks make of what they measure."""

from __future__ import annotations

import os

import pytest

from benchmarks import contention, results
from benchmarks.figures import Goal, Ratio, between, ratio


def test_a_ratio_is_told_by_its_median_with_the_least_and_the_most_of_all_rounds():
    assert str(ratio([50.0, 90.0, 30.0], [100.0, 100.0, 100.0])) == "0.50 (0.30 to 0.90)"


def test_each_round_is_divided_by_its_own_other():
    assert ratio([10.0, 100.0], [20.0, 200.0]) == Ratio((0.5, 0.5))


def test_a_case_that_was_never_answered_is_nothing_times_the_other():
    assert ratio([0.0], [8.0]).median == 0


@pytest.mark.parametrize(
    ("ours", "theirs", "word"),
    [
        ([], [], "0 rounds"),
        ([1.0], [], "1 rounds of ours and 0 of theirs"),
        ([1.0, 2.0], [1.0], "2 rounds of ours and 1 of theirs"),
        ([1.0], [0.0], "no ratio"),
        ([1.0, 1.0], [1.0, -1.0], "no ratio"),
        ([-1.0], [1.0], "no ratio"),
        ([float("nan")], [1.0], "no ratio"),
        ([1.0], [float("inf")], "no ratio"),
    ],
)
def test_what_has_no_ratio_is_refused(ours: list[float], theirs: list[float], word: str):
    with pytest.raises(ValueError, match=word):
        ratio(ours, theirs)


@pytest.mark.parametrize(("runs", "means"), [([], []), ([4.0], []), ([2.0, 4.0, 8.0], [3.0, 6.0])])
def test_what_stands_between_two_runs_is_held_against_their_mean(runs: list[float], means: list[float]):
    assert between(runs) == means


@pytest.mark.parametrize(
    ("found", "goal", "at_most", "told"),
    [
        (0.6, 0.6, False, "≥ 0.6"),
        (0.59, 0.6, False, "≥ 0.6 MISSED"),
        (4.0, 4.0, True, "≤ 4"),
        (4.01, 4.0, True, "≤ 4 MISSED"),
    ],
)
def test_a_goal_that_is_missed_is_told_as_missed(found: float, goal: float, at_most: bool, told: str):
    assert Goal(value=goal, at_most=at_most).told(found) == told


@pytest.mark.parametrize(("name", "found"), [("Rss", 204.8), ("Pss", 102.4)])
def test_memory_is_told_in_megabytes(name: str, found: float):
    rollup = "00400000-7fff [rollup]\nRss:  200000 kB\nPss:  100000 kB\nPss_Dirty:  1 kB\n"
    assert contention.megabytes(rollup, name) == found


def test_the_memory_of_a_process_is_seen():
    memory = contention.memory_of(os.getpid())
    assert memory.all >= memory.part > 1


@pytest.mark.parametrize("rollup", ["", "00400000-7fff [rollup]\nRss: 1 kB\nPss_Dirty: 1 kB\n", "\n\n"])
def test_memory_that_is_not_told_is_not_taken_for_none(rollup: str):
    with pytest.raises(ValueError, match="no Pss"):
        contention.megabytes(rollup, "Pss")


def test_a_paragraph_has_lines_of_one_width_and_no_word_broken():
    path = "/a-long-path" * 12
    lines = results.prose(f"\n   some   words\n   and {path} in the end ").splitlines()
    assert " ".join(lines) == f"some words and {path} in the end"
    assert [len(line) <= 115 for line in lines if path not in line]
