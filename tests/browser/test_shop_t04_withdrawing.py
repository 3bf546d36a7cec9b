"""T4 on a site's own pages: a withdrawal shuts what it can at once, and later pages load nothing (L-28)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner, button, panel, switch
from tests.browser.placeholders import film, inside, loaded
from tests.browser.shop import LINK, ready, settle

COOKIE = "_pk_id.1"
LISTEN = "() => document.addEventListener('cookieprefs:change', () => { window.isChanged = true; })"


@pytest.fixture
def running(shop, vendors, page):
    """A page whose visitor said yes: its counter ran and stored a cookie, its film is there."""
    counter = vendors.at(f"/count.js?cookie={COOKIE}")
    shop.page(
        "/",
        f'<script type="text/plain" data-service="matomo" data-src="{counter}"></script>'
        f'<template data-service="matomo"><p id="counted">You are counted.</p></template>'
        f'<img data-service="matomo" data-src="{vendors.at("/1.gif")}" alt="">'
        f"{film(vendors.at('/first.html'))}{LINK}<div id='here'></div>",
    )
    shop.page("/other", f'<img data-service="matomo" data-src="{vendors.at("/2.gif")}" alt="">')
    page.goto("/")
    page.evaluate(LISTEN)
    button(banner(page), "accept_all").click()
    page.wait_for_function("() => window.isChanged")  # what was opened may have run before the page was told
    expect(loaded(page)).to_have_text("first")
    page.wait_for_function("() => window.ran?.length === 1")
    vendors.wait_for("/1.gif")
    assert COOKIE in stored(page)
    return page


def stored(page):
    return {one["name"] for one in page.context.cookies()}


def open_preferences(page):
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    frame = page.frame_locator("dialog iframe")
    expect(panel(frame)).to_be_visible()
    return frame


def withdraw_in_the_dialog(page):
    button(panel(open_preferences(page)), "withdraw_all").click()
    page.wait_for_function("() => !window.cookieprefs.allows('matomo')")
    page.locator("dialog button").first.click()


def withdraw_by_a_link_of_the_site(page):
    page.evaluate(
        """() => document.body.insertAdjacentHTML("beforeend",
        '<a href="/cookies/preferences" data-cookieprefs="withdraw">Withdraw all</a>')"""
    )
    page.get_by_role("link", name="Withdraw all").click()


def withdraw_in_another_tab(page):
    other = page.context.new_page()
    other.goto("/cookies/preferences")
    button(panel(other), "withdraw_all").click()
    expect(other.get_by_role("status")).not_to_be_empty()


WAYS = (withdraw_in_the_dialog, withdraw_by_a_link_of_the_site, withdraw_in_another_tab)


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def withdrawn(request, running):
    """The same page after the visitor withdrew."""
    request.param(running)
    running.wait_for_function("() => !window.cookieprefs.allows('matomo')")
    return running


def test_what_can_be_shut_is_shut_at_once(withdrawn):
    expect(inside(withdrawn).get_by_role("button")).to_have_count(2)
    expect(withdrawn.locator("#counted")).to_have_count(0)
    expect(withdrawn.locator("img[data-service]")).not_to_have_attribute("src", "")
    assert withdrawn.locator("img[data-service]").get_attribute("src") is None


def test_it_is_recorded(shop, withdrawn):
    assert set(shop.site.stored().values()) == {"withdrawn"}


def test_a_declared_cookie_is_deleted(withdrawn):
    withdrawn.wait_for_function("name => !document.cookie.includes(name)", arg=COOKIE)
    assert COOKIE not in stored(withdrawn)


def test_a_reload_is_offered_and_none_is_forced(withdrawn):
    assert withdrawn.evaluate("() => window.ran") == ["count"]
    with withdrawn.expect_navigation():
        withdrawn.get_by_role("button", name="Reload").click()
    ready(withdrawn)
    assert withdrawn.evaluate("() => window.ran") is None


def test_no_later_request_goes_to_the_vendor(vendors, withdrawn):
    vendors.requests.clear()
    for path in ("/other", "/"):
        withdrawn.goto(path)
        ready(withdrawn)
    withdrawn.reload()
    expect(inside(withdrawn).get_by_role("button")).to_have_count(2)
    assert vendors.requests == []


def test_what_arrives_later_stays_shut(vendors, withdrawn):
    vendors.requests.clear()
    withdrawn.evaluate(
        "html => { document.getElementById('here').innerHTML = html; }",
        f'<img data-service="matomo" data-src="{vendors.at("/3.gif")}" alt="">' + film("/4.html", title="later"),
    )
    expect(inside(withdrawn, "later").get_by_role("button")).to_have_count(2)
    settle(withdrawn)
    assert vendors.requests == []


def test_a_new_yes_opens_it_again(running):
    frame = open_preferences(running)
    switch(frame, "youtube").click()
    expect(inside(running).get_by_role("button")).to_have_count(2)
    switch(frame, "youtube").click()
    expect(loaded(running)).to_have_text("first")


def test_one_service_withdrawn_leaves_the_others_alone(running):
    switch(open_preferences(running), "youtube").click()
    expect(inside(running).get_by_role("button")).to_have_count(2)
    expect(running.locator("#counted")).to_have_count(1)
    assert COOKIE in stored(running)


def test_the_page_is_told_of_each_change(running):
    running.evaluate("""() => {
        window.told = [];
        window.cookieprefs.onChange((decision) => window.told.push(decision.youtube));
        document.addEventListener("cookieprefs:change", ({ detail }) => window.told.push(detail.youtube));
    }""")
    switch(open_preferences(running), "youtube").click()
    running.wait_for_function("() => window.told.length === 2")
    assert running.evaluate("() => window.told") == [False, False]
    decision = running.evaluate("() => window.cookieprefs.decision")
    assert (decision["matomo"], decision["hotjar"], decision["youtube"]) == (True, True, False)
