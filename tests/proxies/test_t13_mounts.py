"""T13: at a path and at a root, behind TLS: every address, redirect and cookie stays below the mount (B-14)."""

from __future__ import annotations

import json
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, cookies, panel, switch
from tests.browser.shop import LINK
from tests.proxies.asking import SHARED, answer_for

FORM = {"version": "1", "lang": "en", "layer": "preferences", "layout": "full"}
ADDRESSES = ("href", "src", "action", "formaction", "data-hx-get", "data-hx-post")
STARTS = ("/", "/preferences", "/receipt", "/versions/1", "/do-not-sell", "/banner", "/no-such-page")


def post(house, path, form, **headers):
    given = {"Content-Type": "application/x-www-form-urlencoded", "Origin": house.stand.url, **headers}
    return house.wire.say(house.mount + path, given, "POST", urlencode(form))


def addresses(house, path, answer):
    """Every address in a page, whole."""
    base = f"{house.stand.url}{house.mount}{path}"
    for one in answer.soup.select("*"):
        for name in ADDRESSES:
            if one.has_attr(name):
                yield urljoin(base, one[name])


@pytest.fixture
def found(house):
    """Every address on our pages that leads to a host of the site's."""
    every = {one for path in STARTS for one in addresses(house, path, answer_for(house, path))}
    web = {one for one in every if one.startswith("http")}
    return {one for one in web if urlsplit(one).hostname in ("site.example", "cookies.site.example")}


def test_no_address_on_a_page_leads_out_of_the_mount(house, found):
    assert len(found) > 10
    assert not [one for one in found if not one.startswith(f"{house.stand.url}{house.mount}/")]


def test_every_address_on_a_page_leads_somewhere(house, found):
    for address in found:
        parts = urlsplit(address)
        answer = house.wire.ask(parts.path + (f"?{parts.query}" if parts.query else ""))
        assert answer.status in (200, 405), address


def test_the_addresses_in_our_script_are_below_the_mount(house):
    script = answer_for(house, "/embed.js").text
    assert json.loads(re.search(r'^    "mount": (.+),$', script, re.MULTILINE)[1]) == house.mount
    effects = json.loads(re.search(r'^    "effects": (.+),$', script, re.MULTILINE)[1])
    assert answer_for(house, effects).status == 200
    assert "127.0.0.1" not in script
    assert f'action=\\"{house.mount}/preferences\\"' in script


def test_no_answer_tells_where_we_really_are(house):
    for path in (*STARTS, *SHARED):
        answer = answer_for(house, path)
        told = answer.text + str(answer.headers)
        assert "127.0.0.1" not in told, path
        assert str(house.stand.ground.app) not in re.findall(r"\d+", told), path


@pytest.mark.parametrize("mount", ["path"])
@pytest.mark.parametrize("query", ["", "?lang=fr"])
def test_the_mount_without_its_slash_leads_to_the_one_with(house, query):
    answer = house.wire.ask(f"/cookies{query}")
    assert (answer.status, urlsplit(answer.one("Location"))._replace(scheme="", netloc="").geturl()) == (
        308,
        f"/cookies/{query}",
    )
    assert urlsplit(answer.one("Location")).netloc in ("", urlsplit(house.stand.url).netloc)


@pytest.mark.parametrize("mount", ["path"])
def test_what_is_not_below_the_mount_is_the_sites(house):
    for own in ("/", "/cookies-and-cream.html"):
        house.page(own, "<h1>Tea</h1>")
    paths = ("/", "/cookies-and-cream.html", "/cookiesandmore", "/preferences", "/embed.js")
    assert [house.wire.ask(path).status for path in paths] == [200, 200, 404, 404, 404]
    assert house.line.passed == []


def test_a_post_leads_back_below_the_mount_and_sets_its_cookies_there(house):
    answer = post(house, "/preferences", {**FORM, "action": "accept_all"})
    assert (answer.status, answer.one("Location")) == (303, f"{house.mount}/preferences?lang=en")
    given = {name: one for line in answer.all("Set-Cookie") for name, one in SimpleCookie(line).items()}
    assert {name: (one["path"], bool(one["secure"]), one["domain"]) for name, one in given.items()} == {
        "__Host-cookieprefs": ("/", True, ""),
        "__Secure-cookieprefs_id": (f"{house.mount}/", True, ""),
    }


def test_a_form_leads_where_it_says_but_to_no_other_host(house):
    preferences = f"{house.mount}/preferences?lang=en"
    for target in ("/basket?full=1", "//evil.example/", "https://evil.example/", "/\\evil.example/"):
        answer = post(house, "/preferences", {**FORM, "action": "accept_all", "next": target})
        assert answer.status == 303
        assert answer.one("Location") == ("/basket?full=1" if "evil" not in target else preferences)


def test_a_post_from_another_site_is_refused(house):
    answer = post(house, "/preferences", {**FORM, "action": "accept_all"}, Origin="https://evil.example")
    assert (answer.status, answer.all("Set-Cookie")) == (403, [])


def test_a_visit_without_javascript_stays_below_the_mount(house, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(f"{house.mount}/")
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    assert page.url.startswith(f"{house.stand.url}{house.mount}/")
    assert set(cookies(page.context)) == {"__Host-cookieprefs", "__Secure-cookieprefs_id"}
    page.goto(f"{house.mount}/preferences")
    button(panel(page), "withdraw_all").click()
    page.wait_for_load_state()
    assert page.url.startswith(f"{house.stand.url}{house.mount}/preferences")
    assert set(house.site.stored().values()) == {"withdrawn"}
    assert house.line.cookies_on_get == []


@pytest.fixture
def asked(context):
    """Every address that the browser asks for."""
    found = []
    context.on("request", lambda request: found.append(request.url))
    return found


def test_whatever_scripts_of_our_own_pages_ask_for_is_below_the_mount(house, page, asked):
    page.goto(f"{house.mount}/")
    page.locator("#cookieprefs-open").click()
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    page.goto(f"{house.mount}/preferences")
    button(panel(page), "withdraw_all").click()
    watch.wait_for_answers(page, 1)
    page.goto(f"{house.mount}/receipt")
    page.get_by_role("button", name="Erase my records").click()
    expect(banner(page)).to_be_visible()
    posted = [f"{house.mount}{path}" for path in ("/preferences/services/matomo", "/preferences", "/forget")]
    assert house.line.posts == posted
    assert [one for one in asked if not one.startswith(f"{house.stand.url}{house.mount}/")] == []


@pytest.mark.parametrize("mount", ["path"])
def test_whatever_the_line_on_a_page_of_the_sites_asks_for_is_below_the_mount(house, page, asked):
    page.goto(house.page("/", LINK))
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    frame = page.frame_locator("dialog iframe")
    switch(frame, "matomo").click()
    page.wait_for_function("() => window.cookieprefs.allows('matomo')")
    assert house.line.posts == ["/cookies/preferences", "/cookies/preferences/services/matomo"]
    assert asked.pop(0) == f"{house.stand.url}/"
    assert [one for one in asked if not one.startswith(f"{house.stand.url}/cookies/")] == []
