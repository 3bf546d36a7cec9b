"""By keyboard alone, from the first visit to the last withdrawal (A-02, A-04)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, expect_state, panel, switch, whole

HEAD = (".cookieprefs-brand", *[".cookieprefs-nav a"] * 5)

FIRST_STOPS = (
    ".cookieprefs-skip",
    '#cookieprefs-banner a[href*="cookieprefs-vendors"]',
    '#cookieprefs-banner button[value="refuse_all"]',
    '#cookieprefs-banner button[value="accept_all"]',
    "#cookieprefs-banner .cookieprefs-choose",
    *HEAD,
    "#cookieprefs-open",
)

PANEL_STOPS = (
    'button[value="save"]',
    'button[value="refuse_all"]',
    'button[value="accept_all"]',
    "#cookieprefs-purpose-necessary > details > summary",
    "#cookieprefs-service-cookieprefs a",
    "#cookieprefs-service-cookieprefs summary",
    '[name="purposes"][value="audience"]',
    "#cookieprefs-purpose-audience > details > summary",
    "#cookieprefs-switch-matomo",
    "#cookieprefs-service-matomo a",
    "#cookieprefs-service-matomo summary",
    "#cookieprefs-switch-hotjar",
    "#cookieprefs-service-hotjar a",
    "#cookieprefs-service-hotjar summary",
    "#cookieprefs-purpose-media > details > summary",
    "#cookieprefs-switch-youtube",
    "#cookieprefs-service-youtube a",
    "#cookieprefs-service-youtube summary",
    'button[value="save"]',
    'button[value="withdraw_all"]',
)

RING = """() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
}"""


def stand_on(page, selector):
    """Whether the focus is on an element, and to be seen there."""
    assert page.evaluate("selector => document.activeElement.matches(selector)", selector), (
        f"not on {selector} but on {page.evaluate('() => document.activeElement.outerHTML')[:200]}"
    )
    assert page.evaluate(RING), f"no focus ring on {selector}"


def tab_over(page, stops):
    for selector in stops:
        page.keyboard.press("Tab")
        stand_on(page, selector)


def tab_to(page, wanted, *, key="Tab"):
    """Press a key until the focus is on what is wanted."""
    for _ in range(60):
        page.keyboard.press(key)
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            return
    pytest.fail(f"{wanted} cannot be reached by {key}")


def test_the_stops_of_a_first_visit(page):
    page.goto("/")
    assert page.evaluate("() => document.activeElement === document.body"), "the banner must not take the focus"
    tab_over(page, FIRST_STOPS)


def test_the_stops_of_the_panel(page):
    page.goto("/preferences")
    tab_over(page, [".cookieprefs-skip", *HEAD, *PANEL_STOPS])


def test_the_way_back_has_the_same_stops(page):
    page.goto("/")
    tab_over(page, FIRST_STOPS)
    for selector in reversed(FIRST_STOPS[:-1]):
        page.keyboard.press("Shift+Tab")
        stand_on(page, selector)


def test_the_banner_is_no_trap(page):
    page.goto("/")
    tab_to(page, button(banner(page), "refuse_all"))
    tab_to(page, page.locator("#cookieprefs-open"))
    expect(banner(page)).to_be_visible()


def test_the_skip_link_leads_past_the_banner(page):
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".cookieprefs-skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    stand_on(page, "#cookieprefs-open")


def test_from_the_first_visit_to_the_withdrawal(site, page):
    page.goto("/")
    tab_to(page, page.locator("#cookieprefs-open"))
    page.keyboard.press("Enter")
    expect(page.locator("#cookieprefs-panel-title")).to_be_focused()

    tab_to(page, switch(page, "matomo"))
    page.keyboard.press("Space")
    watch.wait_for_answers(page, 1)
    expect(switch(page, "matomo")).to_be_focused()
    assert site.stored() == {"matomo": "given", "hotjar": "refused", "youtube": "refused"}

    tab_to(page, whole(page, "audience"), key="Shift+Tab")
    page.keyboard.press("Space")
    watch.wait_for_answers(page, 2)
    expect(whole(page, "audience")).to_be_focused()
    assert site.stored() == {"matomo": "given", "hotjar": "given", "youtube": "refused"}

    tab_to(page, button(page.locator("#cookieprefs-summary"), "withdraw_all"), key="Shift+Tab")
    page.keyboard.press("Enter")
    watch.wait_for_answers(page, 3)
    expect(page.locator("#cookieprefs-summary")).to_be_focused()
    expect_state(page, matomo="off", hotjar="off", youtube="off")
    assert site.stored() == {"matomo": "withdrawn", "hotjar": "withdrawn", "youtube": "refused"}


@pytest.mark.parametrize("key", ["Enter", "Space"])
@pytest.mark.parametrize("action", ["refuse_all", "accept_all"])
def test_a_button_of_the_banner_is_pressed_by_key(site, page, action, key):
    page.goto("/")
    tab_to(page, button(banner(page), action))
    page.keyboard.press(key)
    watch.wait_for_answers(page, 1)
    assert site.records()[-1].how == action


def test_withdrawing_all_is_as_few_presses_as_accepting_all(site, page):
    page.goto("/")
    button(banner(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    button(page.locator("#cookieprefs-summary"), "withdraw_all").click()
    watch.wait_for_answers(page, 2)
    assert [one.how for one in site.records()] == ["accept_all", "withdraw_all"]


def test_what_a_service_stores_is_opened_and_closed_by_key(site, page):
    page.goto("/preferences")
    details = page.locator("#cookieprefs-service-matomo details")
    tab_to(page, details.locator("summary"))
    page.keyboard.press("Enter")
    expect(details.locator("table")).to_be_visible()
    page.keyboard.press("Enter")
    expect(details.locator("table")).not_to_be_visible()
    assert site.line.posts == []


def test_the_switches_say_what_they_are(page):
    page.goto("/preferences")
    control = page.get_by_role("switch", name="Matomo", exact=True)
    expect(control).not_to_be_checked()
    expect(control).to_have_accessible_description(page.locator("#cookieprefs-about-matomo").inner_text())
    expect(panel(page).get_by_role("group", name="Audience measurement")).to_be_visible()
    control.click()
    expect(control).to_be_checked()
