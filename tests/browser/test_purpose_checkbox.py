"""A purpose's checkbox: on, off or mixed, as its services are (A-04)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import button, expect_state, panel, switch, whole


@pytest.fixture
def page(page):
    page.goto("/preferences")
    return page


def count(page):
    return page.locator("#cookieprefs-count-audience")


def test_it_is_mixed_when_one_of_two_is_on(page):
    switch(page, "hotjar").click()
    watch.wait_for_answers(page, 1)
    expect(whole(page, "audience")).to_be_checked(indeterminate=True)
    expect(count(page)).to_have_text("1 of 2 on")


def test_it_is_mixed_when_the_page_is_opened_anew(page):
    switch(page, "hotjar").click()
    watch.wait_for_answers(page, 1)
    page.reload()
    expect(whole(page, "audience")).to_be_checked(indeterminate=True)


def test_it_is_mixed_in_a_panel_that_is_opened_in_place(page):
    switch(page, "hotjar").click()
    watch.wait_for_answers(page, 1)
    page.goto("/")
    page.locator("#cookieprefs-open").click()
    expect(whole(page, "audience")).to_be_checked(indeterminate=True)
    expect_state(page, hotjar="on", matomo="off")


def test_it_is_on_when_both_are_on(page):
    switch(page, "hotjar").click()
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 2)
    expect(whole(page, "audience")).to_be_checked()
    expect(whole(page, "audience")).to_have_js_property("indeterminate", False)
    expect(count(page)).to_have_text("2 of 2 on")


def test_pressing_a_mixed_one_turns_all_on(site, page):
    switch(page, "hotjar").click()
    watch.wait_for_answers(page, 1)
    whole(page, "audience").click()
    watch.wait_for_answers(page, 2)
    expect(whole(page, "audience")).to_be_checked()
    expect_state(page, hotjar="on", matomo="on")
    assert site.stored() == {"hotjar": "given", "matomo": "given", "youtube": "refused"}


def test_it_follows_the_buttons_for_all(page):
    button(panel(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    expect(whole(page, "audience")).to_be_checked()
    button(panel(page), "withdraw_all").click()
    watch.wait_for_answers(page, 2)
    expect(whole(page, "audience")).not_to_be_checked()
    expect(whole(page, "audience")).to_have_js_property("indeterminate", False)
    expect(count(page)).to_have_text("0 of 2 on")


def test_its_switches_move_with_it_before_the_answer_is_there(site, page):
    site.line.delay = 0.4
    whole(page, "audience").click(no_wait_after=True)
    expect(switch(page, "hotjar")).to_be_checked()
    expect(switch(page, "matomo")).to_be_checked()
    watch.wait_for_answers(page, 1)
    expect_state(page, hotjar="on", matomo="on", youtube="off")
