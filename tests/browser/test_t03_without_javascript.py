"""T3: everything works where no script runs: forms, 303, and the page tells the truth (L-04, L-26, H-06)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import (
    banner,
    button,
    cookies,
    expect_state,
    panel,
    press_without_script,
    switch,
)

ALL_ON = {"matomo": "given", "hotjar": "given", "youtube": "given"}
ALL_OFF = {"matomo": "refused", "hotjar": "refused", "youtube": "refused"}
WITHDRAWN = {"matomo": "withdrawn", "hotjar": "withdrawn", "youtube": "withdrawn"}


@pytest.fixture
def context(new_context):
    """A browser without scripts."""
    context = new_context(java_script_enabled=False)
    context.set_default_timeout(watch.PATIENCE)
    return context


@pytest.fixture
def accepted(page):
    """A visitor who accepted everything."""
    page.goto("/preferences")
    press_without_script(page, button(panel(page), "accept_all"))
    return page


def test_refusing_all_is_remembered_without_any_id(site, page, context):
    page.goto("/")
    answer = press_without_script(page, button(banner(page), "refuse_all"))
    assert answer.status == 303
    assert list(cookies(context)) == ["cookieprefs"]
    (record,) = site.records()
    assert record.subject is None
    assert site.stored() == ALL_OFF
    expect(banner(page)).to_have_count(0)
    page.goto("/receipt")
    expect(banner(page)).to_have_count(0)


def test_accepting_all_is_remembered_with_an_id_that_no_script_can_read(site, page, context):
    page.goto("/")
    answer = press_without_script(page, button(banner(page), "accept_all"))
    assert answer.status == 303
    assert site.stored() == ALL_ON
    assert {one["name"]: one["httpOnly"] for one in context.cookies()} == {
        "cookieprefs": False,
        "cookieprefs_id": True,
    }
    expect(banner(page)).to_have_count(0)


def test_what_is_ticked_is_saved(site, page):
    page.goto("/preferences")
    switch(page, "hotjar").check()
    assert press_without_script(page, button(panel(page), "save")).status == 303
    assert site.stored() == {"matomo": "refused", "hotjar": "given", "youtube": "refused"}
    expect_state(page, matomo="off", hotjar="on", youtube="off")


def test_what_is_unticked_is_withdrawn(site, accepted):
    switch(accepted, "youtube").uncheck()
    press_without_script(accepted, button(panel(accepted), "save"))
    assert site.stored() == {**ALL_ON, "youtube": "withdrawn"}
    expect_state(accepted, matomo="on", hotjar="on", youtube="off")


def test_a_purpose_is_turned_on_and_off_by_its_buttons(site, page):
    page.goto("/preferences")
    fieldset = page.locator("#cookieprefs-purpose-audience")
    press_without_script(page, fieldset.locator('button[value="yes"]'))
    assert site.stored() == {"matomo": "given", "hotjar": "given", "youtube": "refused"}
    expect_state(page, matomo="on", hotjar="on", youtube="off")
    press_without_script(page, fieldset.locator('button[value="no"]'))
    assert site.stored() == {"matomo": "withdrawn", "hotjar": "withdrawn", "youtube": "refused"}
    assert site.records()[-1].how == "purpose_switch"


@pytest.mark.parametrize("within", ["#cookieprefs-summary", "#cookieprefs-panel"])
def test_withdrawing_all_takes_one_press(site, accepted, within):
    press_without_script(accepted, button(accepted.locator(within), "withdraw_all"))
    assert site.stored() == WITHDRAWN
    expect_state(accepted, matomo="off", hotjar="off", youtube="off")


def test_all_can_be_withdrawn_from_the_policy_page(site, accepted):
    accepted.goto("/")
    press_without_script(accepted, button(accepted.locator("#cookieprefs-summary"), "withdraw_all"))
    assert site.stored() == WITHDRAWN
    expect(accepted).to_have_url(site.url + "/")


def test_being_forgotten_leaves_nothing(site, accepted, context):
    press_without_script(accepted, accepted.locator("#cookieprefs-records button"))
    assert site.records() == []
    assert context.cookies() == []
    expect(banner(accepted)).to_be_visible()


def test_what_only_a_script_can_do_is_not_offered(page):
    page.goto("/preferences")
    assert page.locator(".cookieprefs-whole, .cookieprefs-hint").locator("visible=true").count() == 0
    expect(page.locator("#cookieprefs-purpose-audience .cookieprefs-whole-plain")).to_be_visible()


def test_the_button_on_the_policy_page_leads_to_the_preferences(site, page):
    page.goto("/")
    page.locator("#cookieprefs-open").click()
    expect(page).to_have_url(f"{site.url}/preferences?lang=en")


def test_going_back_does_not_tick_from_memory_what_was_never_saved(page):
    page.goto("/preferences")
    switch(page, "youtube").check()
    page.goto("/")
    page.go_back()
    expect(switch(page, "youtube")).not_to_be_checked()
