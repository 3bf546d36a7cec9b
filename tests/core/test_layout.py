"""Layouts: what a layer asks about, and which one a visitor needs."""

import pytest

from cookieprefs.core.layout import FULL, layout_for, layouts, services_in
from cookieprefs.core.regime import Regime
from tests.core.builders import a_service, a_version

FIRST = a_version("a", "b")
SECOND = a_version("a", "b", "c", after=FIRST)
THIRD = a_version("a", "b", "c", "d", a_service("basket", regime=Regime.STRICTLY_NECESSARY), after=SECOND)


def keys_in(layout, version=THIRD):
    found = services_in(version, layout)
    return found and [one.key for one in found]


def layout_about(*keys, settled=""):
    return layout_for(THIRD, *([THIRD.catalogue.service(key) for key in some] for some in (keys, settled)))


def test_there_is_a_full_layout_and_one_for_each_later_beginning():
    assert layouts(FIRST) == (FULL,)
    assert layouts(THIRD) == (FULL, "new-2", "new-3")


@pytest.mark.parametrize(
    ("layout", "keys"),
    [(FULL, ["a", "b", "c", "d"]), ("new-2", ["c", "d"]), ("new-3", ["d"])],
)
def test_a_layout_asks_about_what_began_with_its_revision_or_later(layout, keys):
    assert keys_in(layout) == keys


@pytest.mark.parametrize(
    "layout", ["", "new", "new-", "new-0", "new-1", "new-4", "new-02", "new-2\n", "full ", "new-9999999999"]
)
def test_a_layout_that_the_version_never_had_asks_about_nothing_at_all(layout):
    assert keys_in(layout) is None


@pytest.mark.parametrize(
    ("keys", "layout"),
    [
        ("", None),
        ("d", "new-3"),
        ("cd", "new-2"),
        ("c", FULL),
        ("ad", FULL),
        ("abcd", FULL),
    ],
)
def test_a_visitor_gets_the_narrow_layout_only_where_it_asks_just_what_they_must_be_asked(keys, layout):
    assert layout_about(*keys) == layout


@pytest.mark.parametrize(
    ("keys", "settled", "layout"),
    [
        ("c", "d", "new-2"),
        ("c", "ad", "new-2"),
        ("c", "a", FULL),
        ("ac", "bd", FULL),
        ("", "abcd", None),
    ],
)
def test_what_needs_no_asking_of_this_visitor_may_stand_in_a_narrow_layout_too(keys, settled, layout):
    assert layout_about(*keys, settled=settled) == layout
