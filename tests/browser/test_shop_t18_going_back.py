"""T18 on a site's own pages: going back, and other tabs, show what is true now (B-13)."""

from __future__ import annotations

from threading import Semaphore

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, panel, switch
from tests.browser.placeholders import film, inside, loaded
from tests.browser.test_going_back import TELL

BUTTONS = "() => document.querySelector('iframe').contentDocument?.querySelectorAll('button').length === 2"


@pytest.fixture
def pages(shop, vendors):
    """Two pages, each with a film."""
    for path in ("/", "/other"):
        shop.page(path, film(vendors.at("/first.html")))


@pytest.fixture
def shown():
    """How pages were shown, as "path, whether kept"."""
    return []


@pytest.fixture
def page(launch_browser, browser_context_args, pages, shown):
    """A page of a browser that keeps pages for going back, which the others here do not."""
    browser = launch_browser(ignore_default_args=["--disable-back-forward-cache"])
    context = browser.new_context(**browser_context_args)
    context.set_default_timeout(watch.PATIENCE)
    context.add_init_script(watch.SCRIPT + TELL)
    page = context.new_page()
    page.on("console", lambda message: shown.append(message.text))
    yield page
    browser.close()


def expect_shut(page):
    expect(inside(page).get_by_role("button")).to_have_count(2)


def expect_open(page):
    expect(loaded(page)).to_have_text("first")


def test_the_banner_is_gone_and_the_gate_open_after_going_back(page, shown):
    page.goto("/")
    expect(banner(page)).to_be_visible()
    expect_shut(page)
    page.goto("/other")
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    page.go_back(wait_until="commit")
    expect(banner(page)).to_have_count(0)
    expect_open(page)
    assert "/ true" in shown


def test_the_gate_is_shut_after_going_back_to_where_it_was_open(page, shown):
    page.goto("/")
    button(banner(page), "accept_all").click()
    expect_open(page)
    page.goto("/cookies/preferences")
    button(panel(page), "withdraw_all").click()
    watch.wait_for_answers(page, 1)
    page.go_back(wait_until="commit")
    # Asked of the page itself: what drives the browser loses sight of frames in a page that was kept.
    page.wait_for_function(BUTTONS)
    assert "/ true" in shown


def test_a_page_that_was_come_back_to_follows_other_tabs_again(page, shown):
    page.goto("/")
    page.goto("/other")
    page.go_back(wait_until="commit")
    expect(banner(page)).to_be_visible()
    other = page.context.new_page()
    other.goto("/other")
    button(banner(other), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    assert "/ true" in shown


def test_another_tab_of_the_shop_follows(page):
    other = page.context.new_page()
    for one in (page, other):
        one.goto("/")
        expect(banner(one)).to_be_visible()
    button(banner(page), "accept_all").click()
    expect(banner(other)).to_have_count(0)
    expect_open(other)


def test_a_tab_of_the_shop_follows_the_preferences_in_another(page):
    page.goto("/")
    expect(banner(page)).to_be_visible()
    preferences = page.context.new_page()
    preferences.goto("/cookies/preferences")
    switch(preferences, "youtube").click()
    watch.wait_for_answers(preferences, 1)
    expect_open(page)
    switch(preferences, "youtube").click()
    expect_shut(page)


def test_a_tab_follows_that_was_told_nothing_when_it_comes_to_the_front(shop, page):
    page.goto("/")
    expect(banner(page)).to_be_visible()
    shop.decide(page.context, matomo=True, hotjar=True, youtube=True)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(banner(page)).to_have_count(0)
    expect_open(page)


def test_the_first_choices_of_two_tabs_are_one_visitors(shop, page):
    other = page.context.new_page()
    for one in (page, other):
        one.goto("/")
        expect(banner(one)).to_be_visible()
    # Neither is answered before both were pressed: else the other tab follows this one, and asks no more.
    shop.site.line.gate = Semaphore(0)
    button(banner(page), "accept_all").click(no_wait_after=True)
    button(banner(other), "accept_all").click(no_wait_after=True)
    shop.site.line.gate.release(2)
    for one in (page, other):
        expect(banner(one)).to_have_count(0)
        expect_open(one)
    assert len({one.chain_id for one in shop.site.records()}) == 1
