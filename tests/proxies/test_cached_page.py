"""A page that is the same for all, kept by the proxy and by anybody, is right for each visitor by the one line."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner, button
from tests.browser.placeholders import film, inside, loaded
from tests.browser.shop import LINK, ready, settle
from tests.browser.vendors import ran
from tests.proxies.house import counted


@pytest.fixture
def mount():
    return "path"


@pytest.fixture
def front(house, page):
    """The site's first page, open in a browser that has not decided."""
    house.page("/", film(house.vendors.at("/first.html")) + counted(house.vendors.at("/count.js")) + LINK)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    return page


def again(page):
    """The same page once more."""
    page.reload()
    ready(page)


def test_who_has_not_decided_is_asked_and_meets_nobody(house, front):
    again(front)
    expect(banner(front)).to_be_visible()
    settle(front)
    assert house.vendors.requests == []


def test_who_refused_is_not_asked_and_meets_nobody(house, front):
    button(banner(front), "refuse_all").click()
    expect(banner(front)).to_have_count(0)
    again(front)
    expect(banner(front)).to_have_count(0)
    expect(inside(front).get_by_role("button")).to_have_count(2)
    assert house.vendors.requests == []


def test_who_accepted_is_not_asked_and_gets_everything(house, front):
    button(banner(front), "accept_all").click()
    expect(banner(front)).to_have_count(0)
    again(front)
    expect(banner(front)).to_have_count(0)
    expect(loaded(front)).to_have_text("first")
    front.wait_for_function("() => window.ran?.length")
    assert ran(front) == ["count"]


def test_its_bytes_are_the_same_for_all_and_a_copy_may_be_kept(house):
    house.page("/", "<h1>Tea</h1>")
    states = ("", "yes=matomo&no=", "yes=&no=matomo")
    answers = [house.wire.ask("/", Cookie=f"__Host-cookieprefs=v=1&until=4102444800&{one}") for one in states]
    assert len({one.body for one in answers}) == 1
    assert {one.one("Cache-Control") for one in answers} == {"public, no-cache"}
    assert house.wire.ask("/", If_None_Match=answers[0].one("ETag")).status == 304
    assert house.line.passed == []
