"""While a choice is on its way, what stands beside its switch is what was stored before, and says so."""

from __future__ import annotations

from threading import Semaphore

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import button, panel, switch, whole


@pytest.fixture
def page(site, page):
    """The preferences, and a line that lets nothing through before a test does."""
    site.line.gate = Semaphore(0)
    page.goto("/preferences")
    return page


def state(page, key):
    return page.locator(f"#cookieprefs-state-{key}")


def expect_busy(page, *keys):
    """Expect the states of these services to be told as on their way, and no other's."""
    expect(page.locator("[data-cookieprefs-state][aria-busy=true]")).to_have_count(len(keys))
    for key in keys:
        expect(state(page, key)).to_have_attribute("aria-busy", "true")


def test_a_switch_shows_its_new_state_at_once_and_says_that_it_is_not_stored_yet(site, page):
    switch(page, "matomo").click(no_wait_after=True)
    expect(switch(page, "matomo")).to_be_checked()
    expect(state(page, "matomo")).to_have_text("Not decided")
    expect_busy(page, "matomo")
    mark = state(page, "matomo").evaluate("(one) => getComputedStyle(one, '::after').content")
    assert "…" in mark
    site.line.gate.release()
    expect(state(page, "matomo")).to_have_text("On")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_the_mark_stays_until_the_last_of_two_presses_is_stored(site, page):
    switch(page, "matomo").click(no_wait_after=True)
    switch(page, "matomo").click(no_wait_after=True)
    site.line.gate.release()
    expect(state(page, "matomo")).to_have_text("On")
    expect(state(page, "matomo")).to_have_attribute("aria-busy", "true")
    site.line.gate.release()
    expect(state(page, "matomo")).to_have_text("Off")
    watch.wait_for_answers(page, 2)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_a_purpose_marks_its_services_and_a_button_for_all_marks_all(site, page):
    whole(page, "audience").click(no_wait_after=True)
    expect_busy(page, "matomo", "hotjar")
    site.line.gate.release()
    expect(state(page, "hotjar")).to_have_text("On")
    button(panel(page), "refuse_all").click(no_wait_after=True)
    expect_busy(page, "matomo", "hotjar", "youtube")
    site.line.gate.release()
    expect(state(page, "hotjar")).to_have_text("Off")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def test_nothing_is_marked_any_more_where_it_could_not_be_stored(site, page):
    site.line.failures = 1
    switch(page, "matomo").click(no_wait_after=True)
    expect_busy(page, "matomo")
    site.line.gate.release()
    expect(switch(page, "matomo")).not_to_be_checked()
    expect(state(page, "matomo")).to_have_text("Not decided")
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
