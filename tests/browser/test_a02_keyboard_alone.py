"""From first visit to withdrawal by keyboard alone: every stop of the focus, as a table (A-02, A-03, A-06)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import stops, watch
from tests.browser.pages import banner, button
from tests.browser.placeholders import film
from tests.browser.shop import LINK, in_dialog, ready

OUR_OWN_PAGES = """
Tab        link "Skip to the content"
Tab        link "2 companies would receive data."
Tab        button "Refuse all"
Tab        button "Accept all"
Enter      region "Cookies: your choice"
Tab        link "Cookie Preferences"
Enter      nothing
Tab        link "Skip to the content"
Tab        link "Test Shop"
Tab        link "Cookie Policy"
Tab        link "Cookie Preferences"
Tab        link "Your receipt"
Tab        link "English"
Tab        link "français"
Tab        button "Withdraw all"
Enter      region "Your choices now"
Tab        link "Opt out with Google Ireland Limited"
Tab        button "Save choices"
Tab        button "Refuse all"
Tab        button "Accept all"
Tab        text: More about this purpose
Tab        link "Test Shop Ltd: privacy policy"
Tab        text: "What cookieprefs stores: 2 items In this browser now: 2"
Tab        checkbox "Audience measurement: all services"
Tab        text: More about this purpose
Tab        switch "Matomo"
Space      switch "Matomo" [checked]
Space      switch "Matomo"
Shift+Tab  text: More about this purpose
"""
"""Accepting in the banner, withdrawing at the top of the preferences, one service on and off again."""

A_SITES_PAGE = """
Tab        link "2 companies would receive data."
Tab        button "Refuse all"
Tab        button "Accept all"
Tab        link "Choose"
Enter      button "Close"
Tab        button "Save choices"
Tab        button "Refuse all"
Tab        button "Accept all"
Tab        text: More about this purpose
Tab        link "Test Shop Ltd: privacy policy"
Tab        text: "What cookieprefs stores: 2 items"
Tab        checkbox "Audience measurement: all services"
Tab        text: More about this purpose
Tab        switch "Matomo"
Space      switch "Matomo" [checked]
Escape     nothing
Tab        link "Our teas"
Tab        button "Load once"
Tab        button "Always allow"
Tab        link "Open it in a new tab instead"
Tab        link "Cookie Preferences"
Enter      button "Close"
Tab        button "Withdraw all"
Enter      region "Your choices now"
Escape     link "Cookie Preferences"
"""
"""One service on in the dialog; the banner goes, so the focus is where the page begins; then all withdrawn."""

FIRST = "<h1>Tea</h1><p><a href='/teas'>Our teas</a></p>"


def table(text):
    """A table as `walk` gives it back."""
    return "\n".join(f"{key:10} {told}".rstrip() for key, told in stops.rows(text))


def test_on_our_own_pages(site, page):
    page.goto("/")
    assert stops.stop(page) == "nothing", "the banner takes the focus"
    assert stops.walk(page, OUR_OWN_PAGES) == table(OUR_OWN_PAGES)
    watch.wait_for_answers(page, 3)
    assert [one.how for one in site.records()] == [
        "accept_all",
        "withdraw_all",
        "service_switch",
        "service_switch",
    ]


def test_on_a_sites_page(shop, vendors, page):
    shop.page("/", FIRST + film(vendors.at("/first.html")) + LINK)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    ready(page)
    assert stops.stop(page) == "nothing", "the banner takes the focus"
    assert stops.walk(page, A_SITES_PAGE) == table(A_SITES_PAGE)
    expect(page.locator("dialog")).to_have_count(0)
    assert [one.how for one in shop.site.records()] == ["service_switch", "withdraw_all"]
    assert set(shop.site.stored().values()) == {"withdrawn", "refused"}


@pytest.mark.parametrize("action", ["refuse_all", "accept_all"])
def test_once_the_banner_is_answered_the_page_begins_where_it_begins(shop, page, action):
    shop.page("/", FIRST + LINK)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    button(banner(page), action).focus()
    page.keyboard.press("Enter")
    expect(banner(page)).to_have_count(0)
    page.keyboard.press("Tab")
    assert stops.stop(page) == 'link "Our teas"'


def test_the_banner_comes_first_and_is_no_dialog(shop, page):
    shop.page("/", FIRST)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    assert page.evaluate("() => document.body.firstElementChild.id") == "cookieprefs-banner"
    expect(page.get_by_role("region", name="Cookies: your choice")).to_have_attribute("id", "cookieprefs-banner")
    expect(page.locator("[role=dialog], [role=alertdialog], [aria-modal], dialog")).to_have_count(0)


def test_escape_answers_nothing_and_leaves_the_banner(shop, page):
    shop.page("/", FIRST)
    page.goto("/")
    button(banner(page), "accept_all").focus()
    page.keyboard.press("Escape")
    expect(banner(page)).to_be_visible()
    assert shop.site.line.posts == []


def test_a_switch_in_the_dialog_leaves_dialog_focus_and_page_where_they_are(shop, page):
    """A change of a setting changes no context (A-06, WCAG 3.2.2)."""
    shop.page("/", FIRST + LINK)
    page.goto("/")
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    inside = in_dialog(page)
    page.evaluate("() => { window.marker = 'still here'; }")
    for key in ("matomo", "youtube"):
        inside.locator(f"#cookieprefs-switch-{key}").focus()
        page.keyboard.press("Space")
        expect(inside.get_by_role("status")).to_contain_text("is on")
        expect(inside.locator(f"#cookieprefs-switch-{key}")).to_be_focused()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("() => window.marker") == "still here"
