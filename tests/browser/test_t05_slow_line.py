"""T5: however fast a visitor clicks over a slow line, what is stored and shown is what they did last (H-08)."""

from __future__ import annotations

from threading import Semaphore

import pytest
from playwright.sync_api import expect

from cookieprefs.web.assets import hashed
from tests.browser import watch
from tests.browser.pages import banner, button, expect_state, panel, switch, whole

SLOW = 0.4
"""Seconds that a post takes over the slow line."""


@pytest.fixture
def page(site, page):
    """The preferences over a slow line."""
    site.line.delay = SLOW
    page.goto("/preferences")
    return page


def test_five_rapid_clicks_on_one_switch_end_where_the_visitor_ended(site, page):
    for _ in range(5):
        switch(page, "matomo").click(no_wait_after=True)
    expect(switch(page, "matomo")).to_be_checked()
    watch.wait_for_answers(page, 5)
    expect_state(page, matomo="on", hotjar="off", youtube="off")
    assert site.stored() == {"matomo": "given", "hotjar": "refused", "youtube": "refused"}


def test_four_rapid_clicks_end_in_a_no(site, page):
    for _ in range(4):
        switch(page, "matomo").click(no_wait_after=True)
    watch.wait_for_answers(page, 4)
    expect_state(page, matomo="off")
    assert site.stored()["matomo"] == "withdrawn"


def test_rapid_clicks_on_different_switches_are_all_stored(site, page):
    for key in ("youtube", "matomo", "hotjar"):
        switch(page, key).click(no_wait_after=True)
    watch.wait_for_answers(page, 3)
    expect_state(page, matomo="on", hotjar="on", youtube="on")
    assert set(site.stored().values()) == {"given"}
    assert [one.seq for one in site.records()] == [1, 2, 3]
    assert len({one.chain_id for one in site.records()}) == 1


def test_a_purpose_and_one_of_its_services_end_as_clicked(site, page):
    whole(page, "audience").click(no_wait_after=True)
    switch(page, "hotjar").click(no_wait_after=True)
    whole(page, "media").or_(switch(page, "youtube")).first.click(no_wait_after=True)
    watch.wait_for_answers(page, 3)
    expect_state(page, matomo="on", hotjar="off", youtube="on")
    assert site.stored() == {"matomo": "given", "hotjar": "withdrawn", "youtube": "given"}


def test_a_purpose_clicked_three_times_ends_on(site, page):
    for _ in range(3):
        whole(page, "audience").click(no_wait_after=True)
    watch.wait_for_answers(page, 3)
    expect(whole(page, "audience")).to_be_checked()
    expect_state(page, matomo="on", hotjar="on", youtube="off")
    assert site.stored() == {"matomo": "given", "hotjar": "given", "youtube": "refused"}


def test_an_answer_does_not_turn_back_what_was_turned_meanwhile(site, page):
    site.line.gate = Semaphore(1)
    switch(page, "matomo").click(no_wait_after=True)
    switch(page, "matomo").click(no_wait_after=True)
    switch(page, "hotjar").click(no_wait_after=True)
    watch.wait_for_answers(page, 1)
    expect(page.locator("#cookieprefs-state-matomo")).to_have_attribute("data-cookieprefs-state", "on")
    expect(switch(page, "matomo")).not_to_be_checked()
    expect(switch(page, "hotjar")).to_be_checked()
    site.line.gate.release(2)
    watch.wait_for_answers(page, 3)
    expect_state(page, matomo="off", hotjar="on", youtube="off")
    assert site.stored() == {"matomo": "withdrawn", "hotjar": "given", "youtube": "refused"}


def test_withdrawing_all_right_after_a_switch_comes_after_it(site, page):
    button(panel(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    # An answer puts another button in the place of the one that is being pressed.
    site.line.gate = Semaphore(0)
    switch(page, "matomo").click(no_wait_after=True)
    switch(page, "matomo").click(no_wait_after=True)
    button(page.locator("#cookieprefs-summary"), "withdraw_all").click(no_wait_after=True)
    site.line.gate.release(3)
    watch.wait_for_answers(page, 4)
    expect_state(page, matomo="off", hotjar="off", youtube="off")
    assert set(site.stored().values()) == {"withdrawn"}


def test_a_banner_button_pressed_three_times_is_one_record(site, page):
    page.goto("/")
    button(banner(page), "refuse_all").evaluate(
        "pressed => { pressed.click(); pressed.click(); pressed.click(); }"
    )
    watch.wait_for_answers(page, 3)
    assert len(site.records()) == 1


def test_of_both_banner_buttons_pressed_in_a_row_the_last_counts(site, page):
    page.goto("/")
    # With the first answer the banner goes.
    site.line.gate = Semaphore(0)
    button(banner(page), "accept_all").click(no_wait_after=True)
    button(banner(page), "refuse_all").click(no_wait_after=True)
    site.line.gate.release(2)
    watch.wait_for_answers(page, 2)
    assert set(site.stored().values()) == {"withdrawn"}


def test_withdrawing_all_pressed_three_times_leaves_the_switches_working(site, page):
    button(panel(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    pressed = button(page.locator("#cookieprefs-summary"), "withdraw_all")
    pressed.evaluate("pressed => { pressed.click(); pressed.click(); pressed.click(); }")
    watch.wait_for_answers(page, 4)
    switch(page, "youtube").click()
    watch.wait_for_answers(page, 5)
    expect_state(page, matomo="off", hotjar="off", youtube="on")


@pytest.fixture(params=["vendor/htmx-4.0.1.min.js", "panel.js"])
def early(request, page):
    """The preferences of somebody who said yes to Hotjar, and a script on them that comes once it is let go."""
    switch(page, "hotjar").click()
    watch.wait_for_answers(page, 1)
    held = []
    address = f"**/static/{hashed(request.param)}"
    page.route(address, lambda route: held.append(route))
    with page.expect_request(address):
        page.goto("/preferences", wait_until="commit")
    return lambda: held[0].continue_()


@pytest.mark.parametrize(("key", "state", "choice"), [("matomo", "on", "given"), ("hotjar", "off", "withdrawn")])
def test_a_switch_that_is_turned_before_the_script_is_there_is_stored(site, page, early, key, state, choice):
    switch(page, key).click()
    assert len(site.records()) == 1
    early()
    watch.wait_for_answers(page, 1)
    expect_state(page, **{key: state})
    assert site.stored()[key] == choice
    assert len(site.records()) == 2


def test_one_that_was_turned_back_by_then_is_not_sent(site, page, early):
    switch(page, "matomo").click()
    switch(page, "matomo").click()
    early()
    page.wait_for_load_state()
    switch(page, "youtube").click()
    watch.wait_for_answers(page, 1)
    assert site.stored() == {"matomo": "refused", "hotjar": "given", "youtube": "given"}
    assert len(site.records()) == 2
