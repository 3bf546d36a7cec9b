"""T15: a no is remembered for as long as a yes, and nobody is asked before that (L-30)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, expect_state

DAY = 86_400


@pytest.fixture(params=["refuse_all", "accept_all"])
def page(site, page, request):
    """A visitor who answered with either button."""
    page.goto("/")
    button(banner(page), request.param).click()
    watch.wait_for_answers(page, 1)
    return page


def test_after_179_days_nobody_is_asked(site, page):
    site.clock.pass_(days=179)
    page.goto("/")
    expect(banner(page)).to_have_count(0)


def test_after_184_days_everybody_is_asked(site, page):
    site.clock.pass_(days=184)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    expect(banner(page).locator('input[name="layout"]')).to_have_value("full")
    page.goto("/preferences")
    expect_state(page, matomo="undecided", hotjar="undecided", youtube="undecided")


def test_the_browser_keeps_the_answer_as_long(site, page, context):
    (kept,) = (one for one in context.cookies() if one["name"] == "cookieprefs")
    seconds = kept["expires"] - page.evaluate("() => Date.now() / 1000")
    until = (site.records()[-1].until - site.clock.now).total_seconds()
    assert abs(seconds - until) < DAY
    assert 180 * DAY < seconds < 185 * DAY
