"""How often one address may say yes; a no is never counted (R-26, DESIGN 7)."""

from __future__ import annotations

import pytest
from flask import Flask, request

from cookieprefs.settings import Settings
from cookieprefs.web import limits
from cookieprefs.web.limits import LastMinute, TooManyError, YesLimit
from tests.web.posts import choices, post, records

app = Flask("limits")
PUBLIC = "https://shop.example/"
SECRET = "a secret of the tests"


def a_limit(per_minute=3, **settings):
    return YesLimit(Settings(instance="unused", **settings), SECRET, per_minute)


def count(limit, address, times=1):
    """Count yeses of an address; how many passed."""
    for passed in range(times):
        with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
            try:
                limit.count(request)
            except TooManyError:
                return passed
    return times


@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8::7", "127.0.0.1"])
def test_an_address_may_say_yes_so_often_and_no_more(address):
    assert count(a_limit(), address, 10) == 3


def test_each_address_is_counted_by_itself():
    limit = a_limit()
    assert count(limit, "203.0.113.7", 10) == 3
    assert count(limit, "203.0.113.8", 10) == 3


def test_a_minute_later_the_address_may_again(monkeypatch):
    limit = a_limit()
    assert count(limit, "203.0.113.7", 10) == 3
    real = limits.time.monotonic
    monkeypatch.setattr("time.monotonic", lambda: real() + 61)
    assert count(limit, "203.0.113.7", 10) == 3


@pytest.mark.parametrize(
    ("asked", "passed"),
    [
        ([0, 1, 2], [True, True, False]),
        ([0, 59, 59.9], [True, True, False]),
        ([0, 59, 60], [True, True, True]),
        ([0, 59, 60, 61], [True, True, True, False]),
        ([50, 70, 80, 105, 111], [True, True, False, False, True]),
        ([0, 30, 200, 210, 220], [True, True, True, True, False]),
    ],
)
def test_what_counts_are_the_last_sixty_seconds_whenever_they_begin(asked, passed):
    minute = LastMinute(2)
    assert [minute.count(b"one", 1000 + at) == 0 for at in asked] == passed


def test_how_long_to_wait_is_until_the_first_of_them_is_a_minute_old():
    minute = LastMinute(2)
    assert [minute.count(b"one", at) for at in (100, 110, 130)] == [0, 0, 30]


def test_who_was_refused_is_not_counted_again_for_asking():
    minute = LastMinute(1)
    assert [minute.count(b"one", at) == 0 for at in (100, 130, 159, 160)] == [True, False, False, True]


def test_those_who_do_not_come_again_are_forgotten():
    minute = LastMinute(3)
    for number in range(1000):
        minute.count(b"%d" % number, 100 + number / 100)
    assert len(minute) == 1000
    minute.count(b"another", 180)
    assert len(minute) == 1001
    minute.count(b"another", 241)
    assert len(minute) == 1


@pytest.mark.parametrize(
    ("first", "other", "is_one"),
    [
        ("2001:db8:1:2::7", "2001:db8:1:2:ffff::1", True),
        ("2001:db8:1:2::7", "2001:db8:1:3::7", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("2001:db8::7", "no:address", False),
    ],
)
def test_of_ipv6_a_whole_network_is_one_household(first, other, is_one):
    limit = a_limit()
    assert count(limit, first, 10) == 3
    assert count(limit, other, 10) == (0 if is_one else 3)


def test_the_refusal_says_in_how_many_seconds_to_try_again():
    limit = a_limit(1)
    count(limit, "203.0.113.7")
    with (
        app.test_request_context("/", environ_base={"REMOTE_ADDR": "203.0.113.7"}),
        pytest.raises(TooManyError, match=r"try again in \d+ s") as caught,
    ):
        limit.count(request)
    assert 1 <= caught.value.retry_after <= 61


@pytest.mark.parametrize(
    ("settings", "address", "is_counted"),
    [
        ({}, "127.0.0.1", True),
        ({}, "10.0.0.5", True),
        ({"public_url": PUBLIC}, "127.0.0.1", False),
        ({"public_url": PUBLIC}, "10.0.0.5", False),
        ({"public_url": PUBLIC}, "172.17.0.1", False),
        ({"public_url": PUBLIC}, "::1", False),
        ({"public_url": PUBLIC}, "fd00::1", False),
        ({"public_url": PUBLIC}, "", False),
        ({"public_url": PUBLIC}, "unix:", False),
        ({"public_url": PUBLIC}, "93.184.216.34", True),
        ({"public_url": PUBLIC, "proxy_hops": 1}, "10.0.0.5", True),
        ({"public_url": PUBLIC, "proxy_hops": 1}, "93.184.216.34", True),
    ],
)
def test_behind_a_proxy_that_hides_who_is_who_nobody_is_counted(settings, address, is_counted):
    assert count(a_limit(**settings), address, 10) == (3 if is_counted else 10)


def test_addresses_are_not_kept_as_they_are():
    limit = a_limit()
    count(limit, "203.0.113.7")
    assert len(limit.kept) == 1
    assert "203.0.113.7" not in str(vars(limit.kept))


def test_two_secrets_keep_one_address_under_two_names():
    def kept(secret):
        limit = YesLimit(Settings(instance="unused"), secret, 3)
        count(limit, "203.0.113.7")
        return set(limit.kept._present)

    assert kept("one secret of the tests") != kept("another secret of the tests")


@pytest.fixture
def limited(app):
    """The app, with one yes a minute."""
    app.extensions["cookieprefs_yes_limit"] = a_limit(1)
    return app


def test_a_flood_of_yeses_is_refused_and_told_when_to_try_again(limited):
    client = limited.test_client(use_cookies=False)
    assert post(client, "/preferences", action="accept_all").status_code == 303
    answer = post(client, "/preferences", action="accept_all")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 1
    assert not answer.headers.getlist("Set-Cookie")
    assert len(records(limited)) == 1


def test_a_flood_of_noes_is_never_refused(limited):
    client = limited.test_client(use_cookies=False)
    for action in ["accept_all", *["refuse_all", "withdraw_all"] * 10]:
        assert post(client, "/preferences", action=action).status_code == 303
    assert len(records(limited)) == 21


def test_of_a_form_with_both_the_noes_are_recorded_and_the_yeses_come_back(limited):
    client = limited.test_client(use_cookies=False)
    post(client, "/preferences", action="accept_all")
    answer = post(client, "/preferences", action="save", services=["matomo"])
    assert answer.status_code == 409
    assert choices(limited) == {"hotjar": "refused", "youtube": "refused"}
