"""What a decision counts as: one decision, one answer in the banner, and the answers that it made (R-27)."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core.consent import Choice, How, Layer
from cookieprefs.core.tally import Cell, Countable, Kind, cells_of, day_of, sums_of
from tests.core.builders import a_decision
from tests.core.strategies import answers, keys

DAY = "2026-03-01"
SHOWN = {"language": "fr", "layout": "full", "version": 3}


def a_countable(how=How.SAVE, before="", layer=Layer.PREFERENCES, layout="full", revision=1, **choices):
    """A decision from the keys of each choice; `before` as "given: a b, refused: c"."""
    written = [one.partition(": ") for one in before.split(", ") if one]
    earlier = {word: named for word, _, named in written}
    return Countable(
        day=DAY,
        how=how,
        layer=layer,
        language="fr",
        layout=layout,
        version=3,
        answers=_answers(revision=revision, **choices),
        before=_answers(**earlier),
    )


def _answers(given="", refused="", withdrawn="", revision=1):
    return a_decision(yes=given, no=refused, withdrawn=withdrawn, revision=revision).answers


def made(countable):
    """The answers that are counted, as in "a given"."""
    return {f"{one.service} {one.choice}" for one in cells_of(countable) if one.kind is Kind.CHOICE}


@pytest.mark.parametrize(
    ("when", "day"),
    [
        (datetime(2026, 3, 1, 0, 0, tzinfo=UTC), "2026-03-01"),
        (datetime(2026, 2, 28, 23, 59, 59, 999_999, tzinfo=UTC), "2026-02-28"),
        (datetime(2026, 3, 1, 1, 30, tzinfo=timezone(timedelta(hours=2))), "2026-02-28"),
    ],
)
def test_a_day_is_one_of_utc(when, day):
    assert day_of(when) == day


def test_a_decision_is_counted_by_how_language_layout_and_version():
    cells = [*cells_of(a_countable(How.REFUSE_ALL, refused="a"))]
    assert cells == [
        Cell(day=DAY, kind=Kind.DECISION, how="refuse_all", **SHOWN),
        Cell(day=DAY, kind=Kind.CHOICE, service="a", choice="refused", how="refuse_all"),
    ]


@pytest.mark.parametrize("layer", list(Layer))
def test_a_decision_in_the_banner_alone_answers_the_banner(layer):
    answered = [one for one in cells_of(a_countable(layer=layer, given="a")) if one.kind is Kind.ANSWERED]
    assert answered == ([Cell(day=DAY, kind=Kind.ANSWERED, **SHOWN)] if layer is Layer.BANNER else [])


@pytest.mark.parametrize("how", list(How))
def test_every_answer_of_a_first_decision_is_counted(how):
    assert made(a_countable(how, given="a", refused="b c")) == {"a given", "b refused", "c refused"}


CARRIED = {
    "a switch alone": (How.SERVICE_SWITCH, "full", "given: a b, refused: c", "a b c", "", "", {"c given"}),
    "a switch turned to what it was": (How.SERVICE_SWITCH, "full", "given: a", "a", "", "", set()),
    "a purpose's switch": (How.PURPOSE_SWITCH, "full", "given: a, refused: b", "a", "b", "", set()),
    "a yes taken back by a switch": (How.SERVICE_SWITCH, "full", "given: a b", "b", "", "a", {"a withdrawn"}),
    "a withdrawal carried on": (How.SERVICE_SWITCH, "full", "withdrawn: a", "b", "", "a", {"b given"}),
    "a whole form": (How.SAVE, "full", "given: a, refused: b", "a", "b", "", {"a given", "b refused"}),
    "accepting all again": (How.ACCEPT_ALL, "full", "given: a b", "a b", "", "", {"a given", "b given"}),
    "refusing all again": (How.REFUSE_ALL, "full", "refused: a", "", "a", "", {"a refused"}),
    "withdrawing all twice": (How.WITHDRAW_ALL, "full", "withdrawn: a", "", "", "a", set()),
    "withdrawing what was refused": (How.WITHDRAW_ALL, "full", "refused: a", "", "", "a", set()),
    "asked only for what is new": (How.ACCEPT_ALL, "new-2", "given: a", "a b", "", "", {"b given"}),
    "browsing on": (How.CONTINUED_NAVIGATION, "full", "refused: a", "b", "a", "", {"b given"}),
    "not selling": (How.DO_NOT_SELL, "full", "given: a b", "a", "", "b", {"b withdrawn"}),
}


@pytest.mark.parametrize(
    ("how", "layout", "before", "given", "refused", "withdrawn", "expected"), CARRIED.values(), ids=CARRIED.keys()
)
def test_what_a_decision_carries_on_is_counted_once(how, layout, before, given, refused, withdrawn, expected):
    one = a_countable(how, before, layout=layout, given=given, refused=refused, withdrawn=withdrawn)
    assert made(one) == expected


def test_the_same_answer_to_a_new_question_is_counted_anew():
    assert made(a_countable(How.ACCEPT_ALL, "given: a", layout="new-2", given="a", revision=2)) == {"a given"}


def test_a_withdrawal_whose_yes_is_not_known_any_more_is_counted():
    assert made(a_countable(How.SERVICE_SWITCH, withdrawn="a")) == {"a withdrawn"}


def test_what_is_alike_is_added_up():
    accepted, refused = a_countable(How.ACCEPT_ALL, given="a"), a_countable(How.REFUSE_ALL, refused="a")
    sums = sums_of([(accepted, 3), (refused, 2), (accepted, 1)])
    assert sums[Cell(day=DAY, kind=Kind.DECISION, how="accept_all", **SHOWN)] == 4
    assert sums[Cell(day=DAY, kind=Kind.CHOICE, service="a", choice="refused", how="refuse_all")] == 2


countables = st.builds(
    Countable,
    day=st.sampled_from([DAY, "2026-03-02"]),
    how=st.sampled_from(list(How)),
    layer=st.sampled_from(list(Layer)),
    language=st.sampled_from(["en", "fr"]),
    layout=st.sampled_from(["full", "new-2"]),
    version=st.integers(1, 3),
    answers=st.dictionaries(keys, answers),
    before=st.dictionaries(keys, answers),
)


@given(st.lists(st.tuples(countables, st.integers(1, 9))))
def test_whatever_comes_each_decision_is_counted_once_and_no_service_more_often(counted):
    sums = sums_of(counted)

    def total(kind, **fields):
        return sum(
            number
            for cell, number in sums.items()
            if cell.kind is kind and all(getattr(cell, name) == value for name, value in fields.items())
        )

    assert total(Kind.DECISION) == sum(times for _, times in counted)
    assert total(Kind.ANSWERED) == sum(times for one, times in counted if one.layer is Layer.BANNER)
    for key in ("a", "b", "c", "d"):
        assert total(Kind.CHOICE, service=key) <= sum(times for one, times in counted if key in one.answers)
    assert {cell.choice for cell in sums if cell.kind is Kind.CHOICE} <= {one.value for one in Choice}
    assert all(number > 0 for number in sums.values())
