"""T4 through each proxy: a withdrawal deletes the vendor's cookies and ends its requests (L-28, B-09)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, cookies, panel, press_without_script, switch
from tests.browser.placeholders import film, inside, loaded
from tests.browser.shop import LINK, ready
from tests.browser.test_t04_cookie_shapes import FOR_THE_SCRIPT, STAND_IN, WRITTEN, held, left_over
from tests.proxies.house import counted

COOKIE = "_pk_id.1"
STAYS = "si_stays"
"""The name of a cookie whose path nobody declared, and that no script sees."""


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


def written(house, page, *, but=()):
    """Have the stand-in of this visitor's store a cookie of each shape. Returns how many there are."""
    shapes = [written for shape, written in WRITTEN.items() if shape not in but]
    for one in shapes:
        here = one.replace("www.shop.localhost", house.stand.host).replace("shop.localhost", "site.example")
        page.evaluate("(cookie) => { document.cookie = cookie; }", here)
    url = f"{house.stand.url}/"
    page.context.add_cookies([{"name": "si_http", "value": "1", "url": url, "httpOnly": True}])
    assert len(held(page)) == len(shapes) + 1, "the browser took them"


@pytest.fixture
def agreed(house, page):
    """The preferences of a visitor who has said yes to what stores in every way."""
    house.site.publish(STAND_IN)
    page.goto(f"{house.mount}/preferences")
    switch(page, "stand-in").click()
    watch.wait_for_answers(page, 1)
    return page


def test_cookies_of_every_shape_go_and_what_stays_is_named(house, agreed):
    written(house, agreed)
    where = {"domain": house.stand.host, "path": f"{house.mount}/preferences", "secure": True, "httpOnly": True}
    agreed.context.add_cookies([{"name": STAYS, "value": "1", **where}])
    agreed.reload()
    switch(agreed, "stand-in").click()
    expect(left_over(agreed)).to_contain_text(STAYS)
    expect(agreed.locator("#cookieprefs-left-over")).to_contain_text("We can neither see nor delete those")
    agreed.wait_for_function("() => !/si/.test(document.cookie.replaceAll('cookieprefs', ''))")
    assert held(agreed) == {STAYS}


def test_what_we_answer_deletes_all_that_it_can_where_no_script_runs(house, agreed, new_context):
    written(house, agreed, but=FOR_THE_SCRIPT)
    context = new_context(java_script_enabled=False, storage_state=agreed.context.storage_state())
    plain = context.new_page()
    plain.goto(f"{house.mount}/preferences")
    switch(plain, "stand-in").uncheck()
    press_without_script(plain, plain.get_by_role("button", name="Save choices").first)
    assert held(plain) == set()
    assert house.site.stored()["stand-in"] == "withdrawn"
