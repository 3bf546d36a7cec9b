"""Small numbers are kept back, with whatever would give them away (R-27)."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cookieprefs.core.disclosure import LEAST, Mark, Sum, marks

ALL = "all"


def a_table(rows):
    """The numbers of a table with the totals of its rows and columns, and what is the sum of what."""
    across, down = range(len(rows)), range(len(rows[0]))
    counts = {(f"row {at}", f"column {to}"): rows[at][to] for at in across for to in down}
    counts |= {(f"row {at}", ALL): sum(rows[at]) for at in across}
    counts |= {(ALL, f"column {to}"): sum(row[to] for row in rows) for to in down}
    counts[ALL, ALL] = sum(map(sum, rows))
    names, columns = [f"row {at}" for at in across], [f"column {to}" for to in down]
    sums = [Sum(whole=(one, ALL), parts=tuple((one, to) for to in columns)) for one in (*names, ALL)]
    sums += [Sum(whole=(ALL, to), parts=tuple((one, to) for one in names)) for to in (*columns, ALL)]
    return counts, sums


def a_list(**numbers):
    """Numbers with their total."""
    counts = {(name,): number for name, number in numbers.items()}
    return {**counts, (ALL,): sum(numbers.values())}, [Sum(whole=(ALL,), parts=tuple(counts))]


def printed(counts, sums, least=LEAST):
    """Each number as it would be printed."""
    words = {Mark.SMALL: "<", Mark.WITHHELD: "-"}
    found = marks(counts, sums, least=least)
    return {"".join(key): words.get(found[key], number) for key, number in counts.items()}


LISTS = {
    "nothing small": ({"a": 5, "b": 90}, {"a": 5, "b": 90, "all": 95}),
    "one small, and the next with it": (
        {"a": 2, "b": 9, "c": 30},
        {"a": "<", "b": "-", "c": 30, "all": 41},
    ),
    "two small, which protect each other": ({"a": 2, "b": 3, "c": 30}, {"a": "<", "b": "<", "c": 30, "all": 35}),
    "two that are nothing, which the total tells": (
        {"a": 0, "b": 0, "c": 30, "d": 40},
        {"a": "<", "b": "<", "c": "-", "d": 40, "all": 70},
    ),
    "two that are as large as small ones are": (
        {"a": 4, "b": 4, "c": 30, "d": 40},
        {"a": "<", "b": "<", "c": "-", "d": 40, "all": 78},
    ),
    "one and no other": ({"a": 2}, {"a": "<", "all": "<"}),
    "one beside one other": ({"a": 2, "b": 9}, {"a": "<", "b": "-", "all": 11}),
    "one that is at its end with the next": ({"a": 0, "b": 5, "c": 9}, {"a": "<", "b": "-", "c": "-", "all": 14}),
    "all small and their total is not": ({"a": 4, "b": 3}, {"a": "<", "b": "<", "all": 7}),
    "all as small as can be, and so is their total": ({"a": 0, "b": 0}, {"a": "<", "b": "<", "all": "<"}),
}


@pytest.mark.parametrize(("numbers", "expected"), LISTS.values(), ids=LISTS.keys())
def test_a_total_gives_no_small_number_away(numbers, expected):
    assert printed(*a_list(**numbers)) == expected


def test_in_a_table_neither_row_nor_column_gives_one_away():
    counts, sums = a_table([[2, 20, 30], [40, 50, 60], [70, 80, 90]])
    found = marks(counts, sums)
    hidden = {key for key, mark in found.items() if mark is not Mark.SHOWN and ALL not in key}
    for name in ("row 0", "column 0"):
        assert sum(name in key for key in hidden) >= 2
    assert len(hidden) == 4


def test_numbers_that_have_nothing_to_do_with_small_ones_stay():
    one, its_sum = a_list(a=2, b=9, c=30)
    other = {("x",): 9, ("y",): 30, ("z",): 39}
    found = marks({**one, **other}, [*its_sum, Sum(whole=("z",), parts=(("x",), ("y",)))])
    assert {found[key] for key in other} == {Mark.SHOWN}


def test_what_the_companion_is_told_by_is_kept_back_as_well():
    # `b` alone would not do: it is all of `c`, which is shown.
    counts = {("a",): 2, ("b",): 9, ("all",): 11, ("c",): 9, ("d",): 50, ("c and d",): 59}
    sums = [
        Sum(whole=("all",), parts=(("a",), ("b",))),
        Sum(whole=("b",), parts=(("c",),)),
        Sum(whole=("c and d",), parts=(("c",), ("d",))),
    ]
    found = marks(counts, sums)
    assert [one for one in counts if found[one] is not Mark.SHOWN] == [("a",), ("b",), ("c",), ("d",)]


def test_where_nothing_is_left_to_be_withheld_it_ends():
    # Two rows of two: what is below 3, and that the rest is not, says all of it.
    counts, sums = a_table([[1, 1], [2, 2]])
    assert Mark.SHOWN not in marks(counts, sums, least=3).values()


@pytest.mark.parametrize("least", [3, 4, 5, 10])
def test_what_is_small_is_for_the_operator_to_say(least):
    counts, sums = a_list(a=least - 1, b=least, c=least + 40)
    assert printed(counts, sums, least)["a"] == "<"
    assert printed({("a",): least}, [], least) == {"a": least}


@pytest.mark.parametrize("least", [2, 1, 0, -5])
def test_but_not_below_three(least):
    with pytest.raises(ValueError, match=f"{least} is too low a limit for small numbers; write 3 or more"):
        marks({}, [], least=least)


def test_a_sum_that_is_none_is_refused():
    counts = {("a",): 1, ("b",): 2, ("all",): 4}
    with pytest.raises(ValueError, match="is not the sum of its parts"):
        marks(counts, [Sum(whole=("all",), parts=(("a",), ("b",)))])


sizes = st.sampled_from([(1, 2), (1, 4), (2, 2), (2, 3), (3, 2)])
tables = sizes.flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 9), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


@settings(max_examples=80)
@given(tables, st.sampled_from([3, 5]))
def test_for_each_small_number_another_table_would_be_printed_the_same(rows, least):
    counts, sums = a_table(rows)
    found = marks(counts, sums, least=least)
    assert all((mark is Mark.SMALL) == (counts[key] < least) for key, mark in found.items())
    if Mark.SHOWN in found.values():
        possible = possible_numbers(rows, counts, found, least)
        assert all(len(possible[key]) > 1 for key, mark in found.items() if mark is Mark.SMALL)


def possible_numbers(rows, counts, found, least, nearest=2):
    """What each number is in all the tables, near to this one, that would be printed as this one is."""

    def is_alike(key, number):
        if found[key] is Mark.SHOWN:
            return number == counts[key]
        return 0 <= number < least if found[key] is Mark.SMALL else number >= least

    inner = [key for key in counts if ALL not in key]
    choices = [
        [counts[key] + by for by in range(-nearest, nearest + 1) if is_alike(key, counts[key] + by)]
        for key in inner
    ]
    possible = {key: set() for key in counts}
    for numbers in product(*choices):
        width = len(rows[0])
        other, _ = a_table([numbers[at : at + width] for at in range(0, len(numbers), width)])
        if all(is_alike(key, number) for key, number in other.items()):
            for key, number in other.items():
                possible[key].add(number)
    return possible
