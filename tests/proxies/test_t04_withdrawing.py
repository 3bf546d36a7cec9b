"""T4 through each proxy: a withdrawal deletes the vendor's cookies and ends its requests (L-28, B-09)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, cookies, panel
from tests.browser.placeholders import film, inside, loaded
from tests.browser.shop import LINK, ready
from tests.proxies.house import counted

COOKIE = "_pk_id.1"


@pytest.mark.parametrize("mount", ["path"])
def test_on_the_sites_pages_what_was_allowed_ends_and_its_cookies_go(house, page):
    counter = counted(house.vendors.at(f"/count.js?cookie={COOKIE}"))
    house.page("/", counter + film(house.vendors.at("/first.html")) + LINK)
    page.goto("/")
    button(banner(page), "accept_all").click()
    expect(loaded(page)).to_have_text("first")
    page.wait_for_function("() => window.ran?.length === 1")
    assert set(cookies(page.context)) == {"__Host-cookieprefs", "__Secure-cookieprefs_id", COOKIE}

    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    button(panel(page.frame_locator("dialog iframe")), "withdraw_all").click()
    page.wait_for_function("name => !document.cookie.includes(name)", arg=COOKIE)
    assert set(cookies(page.context)) == {"__Host-cookieprefs", "__Secure-cookieprefs_id"}
    assert set(house.site.stored().values()) == {"withdrawn"}

    house.vendors.requests.clear()
    for _ in range(2):
        page.goto("/")
        ready(page)
    expect(inside(page).get_by_role("button")).to_have_count(2)
    assert house.vendors.requests == []
    assert COOKIE not in cookies(page.context)


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_on_our_own_pages_a_withdrawal_deletes_what_was_stored_for_the_host(house, new_context, script):
    context = new_context(java_script_enabled=script)
    context.add_init_script(watch.SCRIPT)
    page = context.new_page()
    page.goto(f"{house.mount}/preferences")
    button(panel(page), "accept_all").click()
    expect(page.locator("#cookieprefs-state-matomo")).to_have_attribute("data-cookieprefs-state", "on")
    context.add_cookies([{"name": COOKIE, "value": "1", "url": f"{house.stand.url}/"}])

    button(panel(page), "withdraw_all").click()
    expect(page.locator("#cookieprefs-state-matomo")).to_have_attribute("data-cookieprefs-state", "off")
    assert set(cookies(context)) == {"__Host-cookieprefs", "__Secure-cookieprefs_id"}
    assert set(house.site.stored().values()) == {"withdrawn"}
