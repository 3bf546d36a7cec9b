"""Switches are checkboxes of the browser's own, with labels that stay the same and groups with names (A-04)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import panel, switch

KEYS = ("matomo", "hotjar", "youtube")


@pytest.fixture
def preferences(site, page):
    """The preferences."""
    page.goto("/preferences")
    return page


@pytest.mark.parametrize("key", KEYS)
def test_it_is_a_checkbox_whose_state_is_the_browsers(preferences, key):
    control = switch(preferences, key)
    assert control.evaluate("one => [one.localName, one.type, one.getAttribute('role')]") == [
        "input",
        "checkbox",
        "switch",
    ]
    assert control.get_attribute("aria-checked") is None
    expect(control).to_have_accessible_description(preferences.locator(f"#cookieprefs-about-{key}").inner_text())


def test_its_label_is_seen_names_it_and_stays_the_same(preferences):
    label, control = preferences.locator("label[for=cookieprefs-switch-matomo]"), switch(preferences, "matomo")
    for count in (1, 2):
        expect(label).to_be_visible()
        expect(control).to_have_accessible_name(label.inner_text())
        assert label.inner_text() == "Matomo"
        label.click()
        watch.wait_for_answers(preferences, count)


@pytest.mark.parametrize("name", ["Running the shop", "Audience measurement", "Videos"])
def test_each_purpose_is_a_group_with_its_name(preferences, name):
    group = panel(preferences).get_by_role("group", name=name, exact=True)
    assert group.evaluate("one => [one.localName, one.firstElementChild.localName]") == ["fieldset", "legend"]


def test_what_always_runs_says_so_in_words_and_has_no_switch(preferences):
    service = preferences.locator("#cookieprefs-service-cookieprefs")
    expect(service.get_by_text("Always active", exact=True)).to_be_visible()
    expect(service.get_by_role("switch")).to_have_count(0)
    expect(preferences.locator("input[disabled]")).to_have_count(0)


def test_a_state_is_told_in_words_beside_its_switch_and_not_by_colour_alone(preferences):
    states = []
    for count in (1, 2):
        switch(preferences, "matomo").click()
        watch.wait_for_answers(preferences, count)
        states.append(preferences.locator("#cookieprefs-state-matomo").inner_text())
    assert states == ["On", "Off"]
