"""T4 on a site's own pages: what a vendor stored, in every shape, is gone after a withdrawal (L-28, B-09)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.markup import looked
from tests.browser.pages import banner, button, panel
from tests.browser.shop import LINK, MOUNT, opened
from tests.browser.test_t04_cookie_shapes import STAND_IN, STORED, WRITTEN
from tests.browser.vendors import expect_ran

PATH = "/teas/mint"
BY_THE_SERVER = {
    "HttpOnly": "si_http=1; Path=/; HttpOnly",
    "HttpOnly, Secure": "si_safe=1; Path=/; HttpOnly; Secure",
}
"""Cookies as the shop's own server sets them for a vendor, once it sees the yes: no script sees these."""
WITHDRAW = f'<a href="{MOUNT}/preferences" data-cookieprefs="withdraw">Withdraw all</a>'
ELSEWHERE = "(window.ran ??= []).push('stored'); Promise.all([{}]).then(() => {{ window.hasStored = true; }});"


@pytest.fixture
def shop(make_app, clock):
    """A shop on a host that has a parent domain, with cookieprefs below its path."""
    with opened(make_app, clock, host="www.shop.localhost") as shop:
        shop.site.publish(STAND_IN)
        yield shop


@pytest.fixture
def stored(shop, vendors, page):
    """A page whose visitor said yes, and whose vendor has stored something of every shape."""
    written = [f"document.cookie = {one!r};" for one in WRITTEN.values()]
    otherwise = ", ".join(store for store, _ in STORED.values())
    vendors.serve("/si.js", "".join(written) + ELSEWHERE.format(otherwise), "text/javascript")
    gate = f'<script type="text/plain" data-service="stand-in" data-src="{vendors.at("/si.js")}"></script>'
    for path in (PATH, "/other"):
        shop.page(path, f"<h1>Tea</h1>{gate}{LINK}{WITHDRAW}")
    page.goto(PATH)
    button(banner(page), "accept_all").click()
    page.wait_for_function("() => window.hasStored")
    for line in BY_THE_SERVER.values():
        set_by_the_server(shop, page, line)
    assert len(held(page)) == len(WRITTEN) + len(BY_THE_SERVER), "the browser took them all"
    return page


def set_by_the_server(shop, page, line):
    shop.pages.serve("/sets", "", "text/plain", {"Set-Cookie": line})
    page.evaluate("() => fetch('/sets').then((answer) => answer.text())")


def held(page):
    """The names of all cookies of the vendor's in the browser."""
    return {
        one["name"] for one in page.context.cookies() if "si" in one["name"] and "cookieprefs" not in one["name"]
    }


def withdraw(page):
    # So much is deleted that the first answer cannot hold it all.
    with page.expect_response(f"**{MOUNT}/consent"):
        page.get_by_role("link", name="Withdraw all").click()
    page.wait_for_function("() => window.cookieprefs.decision['stand-in'] === false")
    page.wait_for_function("() => !document.cookie.includes('si')")


def test_one_click_on_the_page_deletes_every_cookie_of_it(stored):
    withdraw(stored)
    assert held(stored) == set()


@pytest.mark.parametrize("see", [see for _, see in STORED.values()], ids=STORED)
def test_one_click_on_the_page_deletes_what_is_stored_otherwise(stored, see):
    assert stored.evaluate(see) == ["si_a"]
    withdraw(stored)
    stored.wait_for_function(f"async () => !(await {see}).length")


def test_what_lies_elsewhere_is_named_in_the_preferences_with_the_way_out_there(stored):
    withdraw(stored)
    stored.get_by_role("link", name="Cookie Preferences", exact=True).click()
    frame = stored.frame_locator("dialog iframe")
    expect(panel(frame)).to_be_visible()
    told = frame.locator("[data-cookieprefs-elsewhere=stand-in]")
    expect(told.get_by_role("link")).to_have_attribute("href", "https://stander.example/opt-out")
    expect(frame.locator("[data-cookieprefs-left=stand-in]")).to_be_hidden()


def test_no_later_page_asks_for_it_or_stores_it_again(vendors, stored):
    withdraw(stored)
    vendors.requests.clear()
    for path in (PATH, "/other", PATH):
        stored.goto(path)
        looked(stored)
        expect_ran(stored, [])
    assert vendors.requests == []
    assert held(stored) == set()


def test_what_a_script_that_still_runs_stores_again_goes_with_the_next_page(stored):
    withdraw(stored)
    stored.evaluate("() => { document.cookie = 'si_late=1; Path=/'; localStorage.si_late = 1; }")
    stored.goto("/other")
    stored.wait_for_function("() => !document.cookie.includes('si_late') && !localStorage.si_late")


@pytest.mark.parametrize("line", BY_THE_SERVER.values(), ids=BY_THE_SERVER)
def test_nothing_stays_though_it_is_more_than_one_answer_can_delete(shop, stored, line):
    many = "count => { for (let one = 0; one < count; one += 1) document.cookie = `si_${one}=1; Path=/`; }"
    stored.evaluate(many, 80)
    set_by_the_server(shop, stored, line)
    withdraw(stored)
    assert held(stored) == set()


@pytest.mark.parametrize("line", BY_THE_SERVER.values(), ids=BY_THE_SERVER)
def test_what_no_script_can_see_goes_with_each_later_answer_while_it_still_arrives(shop, stored, line):
    withdraw(stored)
    for _ in range(2):
        set_by_the_server(shop, stored, line)
        assert held(stored) == {line.partition("=")[0]}
        stored.get_by_role("link", name="Cookie Preferences", exact=True).click()
        expect(panel(stored.frame_locator("dialog iframe"))).to_be_visible()
        assert held(stored) == set()
        stored.keyboard.press("Escape")
        expect(stored.locator("dialog")).to_have_count(0)
