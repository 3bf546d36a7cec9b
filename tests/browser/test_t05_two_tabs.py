"""T5 as a first visit in two tabs: there is no id yet that could order what they post (DESIGN 6)."""

from __future__ import annotations

from threading import Semaphore

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, cookies, expect_state, panel, switch

SLOW = 0.4


@pytest.fixture
def deaf(context):
    """Tabs that do not hear from each other, as in a browser without that."""
    context.add_init_script("delete window.BroadcastChannel;")


@pytest.fixture
def tabs(site, context, deaf):
    """Two tabs of one browser at the preferences, over a slow line."""
    tabs = context.new_page(), context.new_page()
    for one in tabs:
        one.goto("/preferences")
    site.line.delay = SLOW
    return tabs


def test_the_first_yeses_of_two_tabs_are_one_subjects(site, tabs, context):
    first, second = tabs
    switch(first, "matomo").click(no_wait_after=True)
    switch(second, "youtube").click(no_wait_after=True)
    for one in tabs:
        watch.wait_for_answers(one, 1)
    assert len({one.chain_id for one in site.records()}) == 1
    assert len({one.subject for one in site.records()}) == 1
    assert site.stored() == {"matomo": "given", "hotjar": "refused", "youtube": "given"}
    assert len([name for name in cookies(context) if name == "cookieprefs_id"]) == 1
    assert site.records()[0].subject == cookies(context)["cookieprefs_id"]


def test_each_tab_tells_the_truth_about_its_own_switch(site, tabs):
    first, second = tabs
    with first.expect_request("**/preferences/services/matomo"):
        switch(first, "matomo").click(no_wait_after=True)
    switch(second, "youtube").click(no_wait_after=True)
    for one in tabs:
        watch.wait_for_answers(one, 1)
    expect_state(first, matomo="on")
    expect_state(second, youtube="on", matomo="on")


def test_the_banners_of_two_tabs_make_one_chain(site, context):
    tabs = context.new_page(), context.new_page()
    for one in tabs:
        one.goto("/")
    # Neither is answered before both were pressed: else the second tab follows the first, and asks no more.
    site.line.gate = Semaphore(0)
    for one in tabs:
        button(banner(one), "accept_all").click(no_wait_after=True)
    site.line.gate.release(2)
    for one in tabs:
        watch.wait_for_answers(one, 1)
    assert len({one.chain_id for one in site.records()}) == 1


def test_rapid_clicks_in_both_tabs_are_all_stored(site, tabs):
    first, second = tabs
    for key in ("matomo", "hotjar"):
        switch(first, key).click(no_wait_after=True)
        switch(second, "youtube").click(no_wait_after=True)
    for one in tabs:
        watch.wait_for_answers(one, 2)
    assert len({one.chain_id for one in site.records()}) == 1
    assert [one.seq for one in site.records()] == [1, 2, 3, 4]
    assert site.stored() == {"matomo": "given", "hotjar": "given", "youtube": "withdrawn"}


def test_a_form_that_another_tab_made_stale_saves_its_noes_alone(site, tabs):
    site.line.delay = 0
    first, second = tabs
    button(panel(first), "accept_all").click()
    watch.wait_for_answers(first, 1)
    second.reload()
    switch(first, "matomo").click()
    watch.wait_for_answers(first, 2)
    switch(second, "youtube").evaluate("box => { box.checked = false; }")
    button(panel(second), "save").click()
    watch.wait_for_answers(second, 1)
    assert site.stored() == {"matomo": "withdrawn", "hotjar": "given", "youtube": "withdrawn"}
    expect_state(second, matomo="off", hotjar="on", youtube="off")
    assert second.locator("#cookieprefs-alert").inner_text()


def come_to_the_front(tab):
    """What a browser tells a tab that is shown again; one without a window shows all its tabs always."""
    tab.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def test_a_tab_that_comes_to_the_front_shows_what_another_decided(site, context, deaf):
    first, second = context.new_page(), context.new_page()
    first.goto("/")
    second.goto("/preferences")
    switch(second, "matomo").click()
    watch.wait_for_answers(second, 1)
    come_to_the_front(first)
    expect(banner(first)).to_have_count(0)
    expect(first.locator("#cookieprefs-summary")).to_contain_text("Matomo")


def test_a_tab_that_comes_to_the_front_with_nothing_new_is_left_alone(page):
    page.goto("/preferences")
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    page.evaluate("() => { window.marker = 'still here'; }")
    come_to_the_front(page)
    expect(switch(page, "matomo")).to_be_checked()
    assert page.evaluate("() => window.marker") == "still here"


def test_a_tab_shows_what_another_decided_as_soon_as_it_is_stored(site, context):
    first, second = context.new_page(), context.new_page()
    first.goto("/")
    second.goto("/preferences")
    switch(second, "matomo").click()
    expect(banner(first)).to_have_count(0)
    expect(first.locator("#cookieprefs-summary")).to_contain_text("Matomo")


def test_the_tab_that_decided_is_not_loaded_anew(context):
    first, second = context.new_page(), context.new_page()
    for one in (first, second):
        one.goto("/preferences")
    first.evaluate("() => { window.marker = 'still here'; }")
    switch(first, "matomo").click()
    expect_state(second, matomo="on")
    assert first.evaluate("() => window.marker") == "still here"


def test_a_tab_whose_own_choice_is_on_its_way_is_not_loaded_anew(site, context):
    first, second = context.new_page(), context.new_page()
    for one in (first, second):
        one.goto("/preferences")
    first.evaluate("() => { window.marker = 'still here'; }")
    site.line.gate = Semaphore(0)
    # The second tab's goes first: else the first has nothing on its way any more when it hears of the other.
    with second.expect_request("**/preferences/services/youtube"):
        switch(second, "youtube").click(no_wait_after=True)
    switch(first, "matomo").click(no_wait_after=True)
    site.line.gate.release(2)
    watch.wait_for_answers(first, 1)
    expect_state(first, matomo="on", youtube="on")
    assert first.evaluate("() => window.marker") == "still here"
