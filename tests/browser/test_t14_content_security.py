"""T14: nothing on our pages violates their own strict Content-Security-Policy (B-17)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import PAGES, banner, button, panel, switch, whole

NO_PLACE = "htmx:oobErrorNoTarget"
"""What htmx 2 says, and htmx 4 does not, of a piece that this page has no place for."""


@pytest.fixture
def page(page):
    """A page of which every complaint of the browser fails the test."""
    said = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    yield page
    assert [one for one in said if NO_PLACE not in one] == []


def open_everything(page):
    for summary in page.locator("summary").all():
        summary.click()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_ours_violates_nothing(page, path):
    answer = page.goto(path)
    assert answer.header_value("Content-Security-Policy").startswith("default-src 'none'")
    open_everything(page)
    assert watch.violations(page) == []


def test_answering_the_banner_violates_nothing(page):
    page.goto("/")
    button(banner(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    button(page.locator("#cookieprefs-summary"), "withdraw_all").click()
    watch.wait_for_answers(page, 2)
    assert watch.violations(page) == []


def test_opening_and_using_the_panel_in_place_violates_nothing(page):
    page.goto("/")
    page.locator("#cookieprefs-open").click()
    expect(page.locator("#cookieprefs-panel-title")).to_be_focused()
    open_everything(page)
    switch(page, "matomo").click()
    whole(page, "audience").click()
    watch.wait_for_answers(page, 2)
    assert watch.violations(page) == []


def test_every_button_of_the_panel_violates_nothing(page):
    page.goto("/preferences")
    for count, action in enumerate(("accept_all", "refuse_all", "save", "withdraw_all"), start=1):
        button(panel(page), action).click()
        watch.wait_for_answers(page, count)
    assert watch.violations(page) == []


def test_reading_and_erasing_ones_records_violates_nothing(page):
    page.goto("/preferences")
    button(panel(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    page.goto("/receipt")
    assert watch.violations(page) == []
    page.get_by_role("button", name="Erase my records").click()
    expect(banner(page)).to_be_visible()
    assert watch.violations(page) == []


def test_a_page_that_is_not_there_violates_nothing(context):
    page = context.new_page()
    assert page.goto("/no-such-page").status == 404
    assert watch.violations(page) == []
