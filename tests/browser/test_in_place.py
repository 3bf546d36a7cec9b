"""On our own pages the banner is answered and the panel opened where they stand, without a reload."""

from __future__ import annotations

from threading import Semaphore

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, expect_state, panel, switch


@pytest.fixture
def page(page):
    """The policy page of somebody who has not decided, marked so that a reload shows."""
    page.goto("/")
    page.evaluate("() => { window.marker = 'still here'; }")
    yield page
    assert page.evaluate("() => window.marker") == "still here"


def open_panel(page):
    page.locator("#cookieprefs-open").click()
    expect(page.locator("#cookieprefs-panel-title")).to_be_focused()


@pytest.mark.parametrize("key", ["Enter", "Space"])
@pytest.mark.parametrize(("action", "on"), [("accept_all", 3), ("refuse_all", 0)])
def test_answering_the_banner_leads_the_focus_to_the_thanks(site, page, action, on, key):
    button(banner(page), action).focus()
    page.keyboard.press(key)
    thanks = page.locator("#cookieprefs-banner.cookieprefs-done")
    expect(thanks).to_be_focused()
    expect(banner(page)).to_have_count(0)
    assert list(site.stored().values()).count("given") == on


def test_answering_the_banner_updates_the_summary(page):
    summary = page.locator("#cookieprefs-summary")
    before = summary.inner_text()
    button(banner(page), "accept_all").click()
    expect(summary).to_contain_text("Matomo")
    assert summary.inner_text() != before
    expect(page.get_by_role("status")).not_to_be_empty()


def test_what_was_accepted_can_be_withdrawn_right_away(site, page):
    button(banner(page), "accept_all").click()
    button(page.locator("#cookieprefs-summary"), "withdraw_all").click()
    watch.wait_for_answers(page, 2)
    assert set(site.stored().values()) == {"withdrawn"}
    expect(button(page.locator("#cookieprefs-summary"), "withdraw_all")).to_have_count(0)


def test_withdrawing_leads_the_focus_to_the_summary(page):
    button(banner(page), "accept_all").click()
    button(page.locator("#cookieprefs-summary"), "withdraw_all").focus()
    page.keyboard.press("Enter")
    watch.wait_for_answers(page, 2)
    expect(page.locator("#cookieprefs-summary")).to_be_focused()


def test_the_panel_opens_in_place_with_the_focus_on_its_heading(page):
    open_panel(page)
    expect(panel(page)).to_be_visible()
    expect(page.locator("#cookieprefs-panel-title")).to_be_in_viewport()
    assert page.locator("#cookieprefs-panel").count() == 1


def test_a_switch_works_in_the_panel_that_was_opened_in_place(site, page):
    open_panel(page)
    switch(page, "youtube").click()
    watch.wait_for_answers(page, 1)
    expect_state(page, matomo="off", hotjar="off", youtube="on")
    expect(page.locator("#cookieprefs-summary")).to_contain_text("YouTube")
    expect(banner(page)).to_have_count(0)
    assert site.stored()["youtube"] == "given"


def test_the_buttons_work_in_the_panel_that_was_opened_in_place(site, page):
    open_panel(page)
    button(panel(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    expect_state(page, matomo="on", hotjar="on", youtube="on")
    button(panel(page), "withdraw_all").click()
    watch.wait_for_answers(page, 2)
    expect_state(page, matomo="off", hotjar="off", youtube="off")
    assert set(site.stored().values()) == {"withdrawn"}


def test_the_banner_moves_the_switches_of_an_open_panel(page):
    open_panel(page)
    button(banner(page), "accept_all").click()
    expect_state(page, matomo="on", hotjar="on", youtube="on")


def test_the_panel_opened_twice_is_there_once(page):
    open_panel(page)
    open_panel(page)
    expect(panel(page)).to_have_count(1)


def test_a_panel_that_is_opened_while_the_banner_is_answered_shows_what_was_stored(site, page):
    site.line.gate = Semaphore(0)
    button(banner(page), "accept_all").click(no_wait_after=True)
    page.locator("#cookieprefs-open").click(no_wait_after=True)
    site.line.gate.release()
    watch.wait_for_answers(page, 1)
    expect_state(page, matomo="on", hotjar="on", youtube="on")


def test_the_focus_stays_where_the_visitor_went_meanwhile(site, page):
    button(banner(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    open_panel(page)
    site.line.gate = Semaphore(0)
    switch(page, "matomo").click(no_wait_after=True)
    button(page.locator("#cookieprefs-summary"), "withdraw_all").focus()
    site.line.gate.release()
    watch.wait_for_answers(page, 2)
    expect(button(page.locator("#cookieprefs-summary"), "withdraw_all")).to_be_focused()
