"""What is in a browser of each service, and what is left there of those that are off."""

import pytest

from cookieprefs.core.catalogue import Kind, Party
from cookieprefs.core.deletion import arrived, held, not_yet_tried
from cookieprefs.core.regime import Regime
from tests.core.builders import NOW, a_cookie, a_decision, a_service, a_version


def test_a_services_own_cookies_are_told_from_the_names_that_arrived():
    mine, theirs = a_cookie("_pk_*"), a_cookie("PREF", party=Party.THIRD)
    kept = a_cookie("_pk_*", kind=Kind.LOCAL_STORAGE)
    service = a_service("matomo", cookies=(mine, theirs, kept, a_cookie("_other")))
    assert arrived(service, ["_pk_id", "PREF"]) == (mine,)
    assert arrived(service, ["x"]) == ()


@pytest.mark.parametrize("name", ["cookieprefs", "__Host-cookieprefs"])
def test_ours_is_known_under_its_prefix_too(name):
    ours = a_cookie("cookieprefs")
    assert arrived(a_service("ours", cookies=(ours, a_cookie("cookieprefs_id"))), [name]) == (ours,)


def told(version, decision, names=()):
    """Of each service: is it off, may it run, what is left, is something elsewhere."""
    found = held(version, decision, names, now=NOW)
    return {one.service.key: (one.is_off, one.may_run, one.names, one.is_elsewhere) for one in found}


THIRD = a_cookie("PREF", party=Party.THIRD)


@pytest.mark.parametrize(
    ("decision", "matomo", "video"),
    [
        (None, (False, False, (), False), (False, False, (), False)),
        (a_decision(yes="matomo video"), (False, True, (), False), (False, True, (), False)),
        (a_decision(no="matomo video"), (True, False, ("_pk_id",), False), (True, False, (), False)),
        (a_decision(withdrawn="matomo video"), (True, False, ("_pk_id",), False), (True, False, (), True)),
    ],
)
def test_what_is_left_of_a_service_is_told_and_of_other_domains_where_it_once_ran(decision, matomo, video):
    version = a_version(
        a_service("matomo", cookies=(a_cookie("_pk_*"), a_cookie("_pk_i*"))),
        a_service("video", cookies=(THIRD,)),
        a_service("stores-nothing"),
        a_service("shop", regime=Regime.STRICTLY_NECESSARY, cookies=(a_cookie("basket"),)),
    )
    found = told(version, decision, ["_pk_id", "PREF", "basket"])
    assert found == {"matomo": matomo, "video": video, "shop": (False, True, (), False)}
    assert [one.vendor.key for one in held(version, decision, [], now=NOW)] == ["acme"] * 3


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, a_decision(no="matomo"), {"_pk_id"}),
        (a_decision(yes="matomo"), a_decision(withdrawn="matomo"), {"_pk_id"}),
        (a_decision(no="matomo"), a_decision(no="matomo"), set()),
        (a_decision(no="matomo"), a_decision(yes="matomo"), set()),
    ],
)
def test_what_was_off_before_was_tried_before(before, after, expected):
    version = a_version(a_service("matomo", cookies=(a_cookie("_pk_*"),)))
    assert not_yet_tried(version, before, after, iter(["_pk_id", "other"]), now=NOW) == expected
