"""T14 through each proxy: our policy arrives, and nothing on our pages violates it (B-17)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import PAGES, banner, button, panel, switch


@pytest.fixture
def page(page):
    """A page of which every complaint of the browser fails the test."""
    said = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    yield page
    assert said == []


def test_looking_and_answering_violate_nothing(house, page):
    for path in (*PAGES, "/do-not-sell"):
        answer = page.goto(house.mount + path)
        assert answer.header_value("Content-Security-Policy").startswith("default-src 'none'")
        assert watch.violations(page) == []
    page.goto(f"{house.mount}/")
    button(banner(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    page.goto(f"{house.mount}/preferences")
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    button(panel(page), "withdraw_all").click()
    watch.wait_for_answers(page, 2)
    expect(page.get_by_role("status")).not_to_be_empty()
    assert watch.violations(page) == []


def test_a_page_that_is_not_there_is_ours_and_violates_nothing(house, context):
    # Chromium itself complains of the status, on the console.
    page = context.new_page()
    answer = page.goto(f"{house.mount}/no-such-page")
    assert answer.status == 404
    assert answer.header_value("Content-Security-Policy").startswith("default-src 'none'")
    expect(page.get_by_role("alert").first).to_contain_text("There is no such page or service here.")
    assert watch.violations(page) == []
