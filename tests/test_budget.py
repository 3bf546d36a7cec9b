"""What a first visit downloads stays within its budget: the starter site in French, with everything turned on."""

from benchmarks.first_visit import BUDGET, weigh_ours


def test_a_first_visit_downloads_no_more_than_its_budget() -> None:
    first, _ = weigh_ours()
    assert first <= BUDGET
