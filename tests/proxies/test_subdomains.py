"""cookieprefs on a host of its own beside the site's, both behind one proxy over TLS (B-05, B-06)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, panel, switch
from tests.browser.placeholders import film, inside, loaded
from tests.browser.shop import ready, settle
from tests.browser.vendors import ran
from tests.doctor import mounts
from tests.proxies.house import BESIDE, counted
from tests.proxies.test_answers import SEVERAL_HOSTS
from tests.proxies.test_doctor import names

__all__ = ["names"]

STATE, SUBJECT = "__Secure-cookieprefs", "__Secure-cookieprefs_id"


@pytest.fixture(params=["nginx", "apache", "caddy"])
def kind(request):
    """Those that take both files as they are; of HAProxy's only one can have the port."""
    return request.param


@pytest.fixture
def mount():
    return BESIDE


@pytest.fixture
def front(house):
    """A page on the site's host, whose line names the other."""
    house.site.publish(SEVERAL_HOSTS)
    ours = house.stand.url
    link = f'<a href="{ours}/preferences" data-cookieprefs="preferences">Cookie Preferences</a>'
    body = film(house.vendors.at("/first.html")) + counted(house.vendors.at("/count.js")) + link
    house.page("/", body, line=f'<script src="{ours}/embed.js" async></script>')
    return f"{house.stand.site}/"


def held(page):
    return {one["name"]: (one["domain"], one["path"], one["secure"]) for one in page.context.cookies()}


def test_who_has_not_decided_keeps_nothing_and_meets_nobody(house, front, page):
    for _ in range(2):
        page.goto(front)
        expect(banner(page)).to_be_visible()
        settle(page)
    assert held(page) == {}
    assert house.vendors.requests == []
    assert house.line.posts == []


def test_a_yes_is_kept_for_all_hosts_of_the_site_and_its_id_for_ours_alone(house, front, page):
    page.goto(front)
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    expect(loaded(page)).to_have_text("first")
    assert held(page) == {STATE: (".site.example", "/", True), SUBJECT: ("cookies.site.example", "/", True)}
    page.reload()
    page.wait_for_function("() => window.ran?.length")
    assert ran(page) == ["count"]
    expect(banner(page)).to_have_count(0)
    page.goto(f"{house.stand.url}/preferences")
    expect(switch(page, "matomo")).to_be_checked()
    assert [one.domain for one in house.site.records()] == ["site.example"]


def test_a_no_is_not_asked_about_again_and_opens_nothing(house, front, page):
    page.goto(front)
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    page.reload()
    ready(page)
    expect(banner(page)).to_have_count(0)
    assert set(held(page)) == {STATE}
    assert house.vendors.requests == []


def test_the_preferences_open_over_the_sites_page_and_withdraw_there(house, front, page):
    page.goto(front)
    button(banner(page), "accept_all").click()
    expect(loaded(page)).to_have_text("first")
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    button(panel(page.frame_locator("dialog iframe")), "withdraw_all").click()
    expect(inside(page).get_by_role("button")).to_have_count(2)
    assert page.url == front
    assert set(house.site.stored().values()) == {"withdrawn"}
    assert watch.violations(page) == []


def test_without_javascript_our_page_decides_for_the_site(house, front, page, new_context):
    context = new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(front)
    plain.get_by_role("link", name="Cookie Preferences", exact=True).click()
    button(panel(plain), "accept_all").click()
    plain.wait_for_load_state()
    told = context.cookies(front)
    assert [one["name"] for one in told] == [STATE]
    page.context.add_cookies(told)
    page.goto(front)
    expect(loaded(page)).to_have_text("first")
    expect(banner(page)).to_have_count(0)


def test_the_doctor_finds_nothing_to_mend_on_either_host(house, front):
    ca, url = house.stand.ground.certificates / "fullchain.pem", f"{house.stand.url}/"
    found = mounts.examined(url, front, ca=ca, plain_port=house.stand.ground.http)
    assert [one.sentence for one in found.findings] == []
