"""Colours: how they are written, and contrast as WCAG 2.2 measures it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core.colour import best_on, contrast, is_seen, luminance, mix, nearest_seen, parse_colour

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
"""Every colour there is."""


@pytest.mark.parametrize(
    ("written", "colour"),
    [
        ("#1e5c46", "#1e5c46"),
        ("#1E5C46", "#1e5c46"),
        ("1e5c46", "#1e5c46"),
        ("#fff", "#ffffff"),
        ("1ab", "#11aabb"),
        (" #000 ", "#000000"),
        ("White", "#ffffff"),
        ("black", "#000000"),
    ],
)
def test_a_colour_is_read_as_it_is_written(written, colour):
    assert parse_colour(written) == colour


@pytest.mark.parametrize(
    "written",
    ["", "#", "red", "#12", "#1234", "#12345g", "#12345678", "rgb(0, 0, 0)", "##fff", "١٢٣", "#fff; color: red"],
)
def test_what_cannot_be_measured_is_no_colour(written):
    with pytest.raises(ValueError, match="is no colour of three or six hexadecimal digits"):
        parse_colour(written)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        # The two greys on white that stand on either side of 4.5, and the reds and blues of WCAG's own examples.
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
        ("#00ff00", "#ffffff", 1.37),
        ("#1e5c46", "#ffffff", 7.85),
    ],
)
def test_contrast_is_what_other_tools_measure(one, other, expected):
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)


@given(colours, colours)
def test_contrast_is_the_same_from_both_sides_and_between_1_and_21(one, other):
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0000001


@given(colours)
def test_no_colour_is_darker_than_black_or_brighter_than_white(colour):
    assert 0 == luminance("#000000") <= luminance(colour) <= luminance("#ffffff") == pytest.approx(1)


@given(colours)
def test_black_or_white_is_seen_on_every_colour(colour):
    assert contrast(best_on(colour), colour) >= 4.5


@given(colours, colours, st.floats(0, 1))
def test_a_mixture_is_a_colour_and_its_ends_are_the_two(one, other, share):
    assert parse_colour(mix(one, other, share)) == mix(one, other, share)
    assert (mix(one, other, 0), mix(one, other, 1)) == (one, other)


@given(colours, st.tuples(colours, colours), st.sampled_from([3.0, 4.5]))
def test_what_is_proposed_instead_is_seen_wherever_anything_is(ink, grounds, least):
    found = nearest_seen(ink, grounds, least)
    if found is None:
        assert not any(is_seen(end, grounds, least) for end in ("#000000", "#ffffff"))
    else:
        assert is_seen(found, grounds, least)


def test_a_colour_that_is_seen_is_proposed_as_it_is():
    assert nearest_seen("#1e5c46", ("#ffffff",), 4.5) == "#1e5c46"
