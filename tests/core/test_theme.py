"""Themes: our own colours and the operator's are seen wherever they meet (A-07), and what follows from them."""

import re
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core.changes import SHOWN_DIFFERENTLY, changes, next_version
from cookieprefs.core.colour import contrast
from cookieprefs.core.theme import (
    DARK,
    LIGHT,
    PAIRS,
    Layout,
    Palette,
    Scheme,
    Theme,
    instead,
    measured,
    shades,
)
from tests.core.builders import NOW, a_version
from tests.core.test_colour import colours

NAMES = [one.name for one in fields(Palette)]
STYLE = Path(__file__).parents[2] / "static" / "site.css"
IN_STYLE = {"page": "paper", "surface": "card", "text": "ink", "accent": "accent", "border": "edge"}

palettes = st.builds(Palette, **dict.fromkeys(NAMES, colours))


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_our_own_colours_are_seen_wherever_they_meet(palette):
    assert [one for one in measured(palette) if not one.is_enough] == []


@pytest.mark.parametrize(("palette", "place"), [(LIGHT, 0), (DARK, 1)], ids=["light", "dark"])
def test_the_style_sheet_has_the_same_colours(palette, place):
    text = STYLE.read_text("utf-8")
    for name, called in IN_STYLE.items():
        assert re.findall(rf"--cookieprefs-{called}: (#\w+);", text)[place] == getattr(palette, name)
    assert (palette.button, palette.button_text) == (
        palette.accent,
        re.findall(r"--cookieprefs-on-accent: (#\w+);", text)[place],
    )


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.ink} on {pair.ground}")
def test_each_pair_that_is_not_seen_is_found(pair):
    # Nearly the same colour: whatever else it meets, these two cannot be told apart.
    palette = replace(LIGHT, **{pair.ink: getattr(LIGHT, pair.ground)})
    assert pair in [one.pair for one in measured(palette) if not one.is_enough]


def test_what_falls_short_by_a_hair_is_told_as_short():
    (found,) = [
        one
        for one in measured(replace(LIGHT, text="#767679", surface="#fefefd"))
        if (one.pair.ink, one.pair.ground) == ("text", "surface")
    ]
    assert not found.is_enough
    assert found.figure == "4.48:1"


@given(palettes)
def test_what_follows_from_seen_colours_is_seen_itself(palette):
    mended = palette
    for name in ("text", "accent", "border", "button_text"):
        mended = replace(mended, **{name: instead(mended, name) or "#000000"})
    if not all(one.is_enough for one in measured(mended)):
        return  # between the two grounds lies every colour that there is
    found = shades(mended)
    grounds = (mended.page, mended.surface)
    assert all(contrast(found[name], ground) >= 4.5 for name in ("muted", "alarm") for ground in grounds)
    assert all(contrast(found["button_edge"], ground) >= 3 for ground in grounds)
    assert contrast(found["on_accent"], mended.accent) >= 4.5
    assert contrast(mended.text, found["alarm_tint"]) >= 4.5


@pytest.mark.parametrize(
    ("palette", "name", "shade"),
    [
        (LIGHT, "button_edge", LIGHT.button),
        (replace(LIGHT, button="#eeeeee"), "button_edge", LIGHT.border),
        (LIGHT, "alarm", "#8c2f1d"),
        (DARK, "alarm", "#f2a08e"),
        (replace(LIGHT, text="#767676", page="#ffffff"), "muted", "#767676"),
        (replace(LIGHT, text="#767676", page="#ffffff"), "alarm_tint", "#ffffff"),
    ],
)
def test_a_shade_is_the_first_that_is_seen(palette, name, shade):
    assert shades(palette)[name] == shade


@pytest.mark.parametrize(
    ("theme", "seen"),
    [
        (Theme(), {Scheme.LIGHT: LIGHT, Scheme.DARK: DARK}),
        (Theme(scheme=Scheme.DARK), {Scheme.DARK: DARK}),
        (Theme(scheme=Scheme.LIGHT, light=DARK), {Scheme.LIGHT: DARK}),
    ],
)
def test_visitors_see_one_set_of_colours_or_both(theme, seen):
    assert theme.palettes == seen


@pytest.mark.parametrize(
    ("theme", "has"), [(Theme(), False), (Theme(light=LIGHT), True), (Theme(dark=DARK), True)], ids=str
)
def test_a_theme_has_colours_where_any_is_named(theme, has):
    assert theme.has_colours is has


def test_another_theme_is_told_and_asks_nobody_again():
    """L-33: what it looks like is nothing that a yes was given to."""
    first = a_version("a", "b")
    policy = replace(first.policy, theme=Theme(layout=Layout.CENTRE))
    found = changes(first.policy, policy)
    assert [(one.sentence, one.asks_again) for one in found] == [(SHOWN_DIFFERENTLY, frozenset())]
    second = next_version(first, policy, now=NOW, found=found)
    assert (second.consent_revision, second.text_revision) == (first.consent_revision, first.text_revision + 1)
    assert second.since == first.since
