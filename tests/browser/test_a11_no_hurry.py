"""Nothing goes away by itself; the ways to the settings stand where they stood on the page before (A-11)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner, button, switch
from tests.browser.shop import LINK, in_dialog, ready

HOUR = 60 * 60
PAGES = ("/", "/preferences", "/receipt", "/versions/1", "/do-not-sell")
ORDER = (
    "Test Shop",
    "Cookie Policy",
    "Cookie Preferences",
    "Your receipt",
    "English",
    "français",
    "Privacy policy",
    "Cookie Preferences",
    "Do not sell or share my data",
)
"""What stands in the head and the foot of every page."""


@pytest.fixture
def page(page):
    """A page whose time a test lets pass."""
    page.clock.install()
    return page


def test_the_banner_stays_until_it_is_answered(shop, page):
    shop.page("/", f"<h1>Tea</h1>{LINK}")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.clock.run_for(HOUR * 1000)
    expect(banner(page)).to_be_visible()
    assert shop.site.records() == []


def test_a_notice_stays_until_it_is_closed(shop, page):
    counter = '<script type="text/plain" data-service="matomo">window.ran = [1];</script>'
    shop.page("/", f"<h1>Tea</h1>{counter}{LINK}<a href='#' data-cookieprefs='withdraw'>Withdraw all</a>")
    page.goto("/")
    button(banner(page), "accept_all").click()
    page.wait_for_function("() => window.ran")
    page.get_by_text("Withdraw all").click()
    notice = page.locator(".cookieprefs-notice")
    expect(notice).to_be_visible()
    page.clock.run_for(HOUR * 1000)
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)


def test_the_dialog_stays_open(shop, page):
    shop.page("/", f"<h1>Tea</h1>{LINK}")
    page.goto("/")
    ready(page)
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    in_dialog(page)
    page.clock.run_for(HOUR * 1000)
    expect(page.locator("dialog")).to_be_visible()


def test_what_the_status_line_said_stands_beside_the_switch_for_as_long_as_it_is_so(site, page):
    page.goto("/preferences")
    switch(page, "matomo").click()
    expect(page.get_by_role("status")).to_contain_text("Matomo is on")
    page.clock.run_for(HOUR * 1000)
    expect(page.locator("#cookieprefs-state-matomo")).to_have_text("On")


@pytest.mark.usefixtures("site")
def test_the_ways_to_other_pages_stand_in_the_same_order_on_every_page(page):
    orders = set()
    for path in PAGES:
        page.goto(path)
        orders.add(tuple(page.locator(".cookieprefs-head a, .cookieprefs-foot a").all_inner_texts()))
    assert orders == {ORDER}
