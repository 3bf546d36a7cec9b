"""T1 through each proxy: who clicks nothing keeps nothing and meets no vendor (L-01, R-20, B-11)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner
from tests.browser.placeholders import film
from tests.browser.shop import LINK, settle
from tests.browser.test_shop_t01_first_visit import EMPTY
from tests.browser.test_t01_nothing_before_a_choice import STORES
from tests.proxies.house import counted


@pytest.fixture
def front(house):
    """A page of the site's that has vendors on it; on a host of our own, our policy page."""
    if not house.mount:
        return "/"
    return house.page("/", film(house.vendors.at("/first.html")) + counted(house.vendors.at("/count.js")) + LINK)


def test_a_visitor_who_clicks_nothing_keeps_nothing_and_meets_nobody(house, front, context, page):
    answers = []
    context.on("response", lambda answer: answers.append(answer))
    for _ in range(2):
        page.goto(front)
        expect(banner(page)).to_be_visible()
        settle(page)
    for path in ("/", "/preferences", "/receipt"):
        page.goto(house.mount + path)
    assert {one.header_value("Set-Cookie") for one in answers} == {None}
    assert page.context.cookies() == []
    assert page.evaluate(STORES) == EMPTY
    assert house.vendors.requests == []
    assert house.line.cookies_on_get == []
    assert house.line.posts == []
    assert house.site.records() == []
