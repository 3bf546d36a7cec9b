"""Daily sums as what an operator reads: by period, with totals, and banners that nobody answered (R-27)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core.disclosure import Mark, marks
from cookieprefs.core.statistics import ALL, Banners, periods, statistics
from cookieprefs.core.tally import Cell, Kind

MONDAY, TUESDAY = "2026-03-02", "2026-03-03"
DAYS = (MONDAY, TUESDAY)


def a_decision(day=MONDAY, how="save", kind=Kind.DECISION, **fields):
    return Cell(day=day, kind=kind, how=how, **{"language": "en", "layout": "full", "version": 1, **fields})


def a_choice(choice, how="save", service="matomo", day=MONDAY):
    return Cell(day=day, kind=Kind.CHOICE, service=service, choice=choice, how=how)


def counts_of(*cells, banners=(), spans=DAYS, counts_banners=False):
    return statistics(cells, banners, spans, counts_banners=counts_banners).counts


@pytest.mark.parametrize(
    ("first", "last", "by_month", "expected"),
    [
        (date(2026, 2, 27), date(2026, 3, 1), False, ("2026-02-27", "2026-02-28", "2026-03-01")),
        (date(2026, 3, 1), date(2026, 3, 1), False, ("2026-03-01",)),
        (date(2025, 12, 31), date(2026, 2, 1), True, ("2025-12", "2026-01", "2026-02")),
        (date(2026, 3, 9), date(2026, 3, 20), True, ("2026-03",)),
        (date(2026, 3, 2), date(2026, 3, 1), False, ()),
    ],
)
def test_periods_are_without_a_gap(first, last, by_month, expected):
    assert periods(first, last, by_month=by_month) == expected


def test_decisions_are_parted_by_what_they_have_in_common():
    found = counts_of(
        (a_decision(how="save", language="fr"), 3), (a_decision(how="accept_all"), 4), (a_decision(TUESDAY), 5)
    )
    assert (found[MONDAY, "decisions"], found[TUESDAY, "decisions"], found[ALL, "decisions"]) == (7, 5, 12)
    assert found[MONDAY, "how", "save"] == 3
    assert found[ALL, "how", "save"] == 8
    assert (found[MONDAY, "language", "fr"], found[TUESDAY, "language", "fr"]) == (3, 0)
    assert found[ALL, "version", "1"] == 12


def test_refusals_that_were_only_counted_are_decisions_of_no_service():
    refusal = a_decision(how="refuse_all", kind=Kind.REFUSED, choice="refused")
    found = counts_of((refusal, 6), (a_decision(how="refuse_all"), 2), (a_choice("refused", "refuse_all"), 2))
    assert (found[MONDAY, "decisions"], found[MONDAY, "how", "refuse_all"]) == (8, 8)
    assert found[MONDAY, "service", "matomo", "refused"] == 2


def test_what_no_button_gave_is_counted_apart():
    found = counts_of(
        (a_choice("given"), 1),
        (a_choice("given", "continued_navigation"), 2),
        (a_choice("given", "taken_over"), 3),
        (a_choice("refused", "taken_over"), 4),
        (a_choice("refused", service="hotjar"), 5),
    )
    named = {name[-1]: number for name, number in found.items() if name[:3] == (MONDAY, "service", "matomo")}
    assert named == {"given": 1, "browsing_on": 2, "taken_over": 7, "refused": 0, "withdrawn": 0}
    assert found[MONDAY, "service", "hotjar", "browsing_on"] == 0


def test_answers_that_nobody_gave_apart_have_no_place():
    found = counts_of((a_choice("given"), 1))
    assert {name[-1] for name in found if name[1] == "service"} == {"given", "refused", "withdrawn"}


UNANSWERED = {
    "some": ([(MONDAY, 10, 4)], {MONDAY: 6, TUESDAY: 0, ALL: 6}),
    "none": ([(MONDAY, 10, 10)], {MONDAY: 0, TUESDAY: 0, ALL: 0}),
    "fewer shown than answered": ([(MONDAY, 3, 10)], {MONDAY: 0, TUESDAY: 0, ALL: 0}),
    "a day is not made up for by another": ([(MONDAY, 3, 10), (TUESDAY, 9, 1)], {MONDAY: 0, TUESDAY: 8, ALL: 8}),
}


@pytest.mark.parametrize(("days", "expected"), UNANSWERED.values(), ids=UNANSWERED.keys())
def test_a_banner_is_unanswered_where_it_was_shown_and_not_answered_on_that_day(days, expected):
    banners = [Banners(day=day, shown=shown, answered=answered) for day, shown, answered in days]
    found = counts_of(banners=banners, counts_banners=True)
    assert {span: found[span, "unanswered"] for span in expected} == expected
    assert found[ALL, "answered"] == sum(answered for _, _, answered in days)


def test_by_month_it_is_still_the_day_that_counts():
    banners = [Banners(day=MONDAY, shown=3, answered=10), Banners(day=TUESDAY, shown=9, answered=1)]
    found = counts_of(banners=banners, counts_banners=True, spans=("2026-03", "2026-04"))
    assert (found["2026-03", "shown"], found["2026-03", "unanswered"], found["2026-04", "shown"]) == (12, 8, 0)


def test_where_banners_are_not_counted_nothing_is_said_of_them():
    found = counts_of(banners=[Banners(day=MONDAY, shown=0, answered=4)])
    assert found[MONDAY, "answered"] == 4
    assert not [name for name in found if name[1] in ("shown", "unanswered")]


def test_sums_of_banners_are_part_of_no_decision():
    assert counts_of((a_decision(kind=Kind.ANSWERED), 4), (a_decision(kind=Kind.SHOWN), 9)) == counts_of()


def test_names_are_those_that_occur():
    found = statistics(
        [(a_decision(how="save"), 1), (a_decision(how="accept_all"), 1), (a_choice("given"), 1)],
        [],
        DAYS,
        counts_banners=False,
    )
    assert found.names("how") == ("accept_all", "save")
    assert found.names("service") == ("matomo",)
    assert found.names("service", "matomo") == ("given", "refused", "withdrawn")
    assert found.names("nothing") == ()


numbers = st.integers(0, 12)
decisions = st.tuples(
    st.builds(
        a_decision,
        st.sampled_from(DAYS),
        st.sampled_from(["save", "accept_all", "refuse_all"]),
        language=st.sampled_from(["en", "fr"]),
        version=st.integers(1, 2),
    ),
    numbers,
)
choices = st.tuples(
    st.builds(
        a_choice,
        st.sampled_from(["given", "refused", "withdrawn"]),
        service=st.sampled_from(["matomo", "hotjar"]),
        day=st.sampled_from(DAYS),
    ),
    numbers,
)
banners = st.lists(
    st.builds(Banners, day=st.sampled_from(DAYS), shown=numbers, answered=numbers),
    max_size=2,
    unique_by=lambda one: one.day,
)


@given(st.lists(decisions | choices), banners, st.booleans())
def test_every_sum_is_one_and_whatever_is_printed_shows_no_small_number(cells, shown, counts_banners):
    found = statistics(cells, shown, DAYS, counts_banners=counts_banners)
    printed = marks(found.counts, found.sums)
    assert printed.keys() == found.counts.keys()
    assert all((mark is Mark.SMALL) == (found.counts[key] < 5) for key, mark in printed.items())
    assert all(found.counts[key] >= 5 for key, mark in printed.items() if mark is not Mark.SMALL)
    assert found.counts[ALL, "decisions"] == sum(number for cell, number in cells if cell.kind is Kind.DECISION)
