"""A page that the proxy puts together is right for each visitor, with JavaScript and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from werkzeug.http import http_date
from werkzeug.wrappers import Response

from tests.browser import watch
from tests.browser.pages import banner, button, cookies
from tests.browser.vendors import ran
from tests.proxies.house import included_page

OUR_TEXT = "Linden, mint and sage from our garden."


@pytest.fixture(params=["nginx", "apache"])
def kind(request):
    return request.param


@pytest.fixture
def mount():
    return "path"


@pytest.fixture(params=[True, False], ids=["with a script", "without"])
def has_script(request):
    return request.param


@pytest.fixture
def page(house, new_context, has_script):
    """The page, open in a browser that has not decided."""
    context = new_context(java_script_enabled=has_script)
    context.add_init_script(watch.SCRIPT)
    page = context.new_page()
    page.goto(included_page(house))
    expect(banner(page)).to_be_visible()
    return page


def tag(house, page):
    return page.locator(f'script[src="{house.vendors.at("/matomo.js")}"]')


def answer(page, action, has_script):
    """Answer the banner, and be back on the page as the server then has it."""
    if has_script:
        button(banner(page), action).click()
        expect(banner(page)).to_have_count(0)
        page.reload()
    else:
        with page.expect_navigation():
            button(banner(page), action).click()
    assert page.url.endswith("/page.shtml")
    expect(page.get_by_text(OUR_TEXT)).to_be_visible()


def test_who_has_not_decided_is_asked_once_and_meets_nobody(house, page):
    expect(banner(page)).to_have_count(1)
    expect(tag(house, page)).to_have_count(0)
    page.reload()
    expect(banner(page)).to_have_count(1)
    assert page.context.cookies() == []
    assert house.vendors.requests == []


def test_who_refused_is_not_asked_and_meets_nobody(house, page, has_script):
    answer(page, "refuse_all", has_script)
    expect(banner(page)).to_have_count(0)
    expect(tag(house, page)).to_have_count(0)
    assert set(cookies(page.context)) == {"__Host-cookieprefs"}
    assert set(house.site.stored().values()) == {"refused"}
    assert house.vendors.requests == []


def test_who_accepted_is_not_asked_and_has_the_tag(house, page, has_script):
    answer(page, "accept_all", has_script)
    expect(banner(page)).to_have_count(0)
    expect(tag(house, page)).to_have_count(1)
    assert set(house.site.stored().values()) == {"given"}
    if has_script:
        page.wait_for_function("() => window.ran?.length")
        assert ran(page) == ["matomo"]


def test_the_sites_other_cookies_are_no_matter(house, page, has_script):
    """By HTTP/2 a browser sends each cookie apart."""
    url = house.stand.url
    page.context.add_cookies([{"name": "basket", "value": "3", "url": url}])
    answer(page, "accept_all", has_script)
    page.context.add_cookies([{"name": "zoom", "value": "yes=&no=matomo", "url": url}])
    page.reload()
    assert set(cookies(page.context)) >= {"basket", "zoom", "__Host-cookieprefs"}
    expect(banner(page)).to_have_count(0)
    expect(tag(house, page)).to_have_count(1)


def test_it_is_nobody_elses_page(house):
    path = included_page(house)
    # What a browser may know of the file from when it was not put together yet.
    written = http_date((house.stand.ground.pages / path.lstrip("/")).stat().st_mtime)
    for headers in ({}, {"If-Modified-Since": written}):
        answer = house.wire.say(path, {"Accept-Encoding": "gzip", **headers})
        assert (answer.status, answer.one("Cache-Control")) == (200, "private, no-cache")
        assert {answer.one(name) for name in ("ETag", "Last-Modified", "Set-Cookie")} == {None}
        assert answer.one("Content-Encoding") == "gzip"
        assert len(answer.soup.select("section#cookieprefs-banner form")) == 1


@pytest.mark.parametrize("status", [404, 429, 500, 503])
def test_where_we_cannot_answer_the_page_stands_without_a_banner(house, status):
    path = included_page(house)
    house.stand.upstream.app = Response("<h1>Out of order</h1>", status=status, mimetype="text/html")
    found = house.wire.ask(path)
    assert found.status == 200
    assert OUR_TEXT in found.text
    assert found.soup.body.get_text(" ", strip=True) == f"Tea {OUR_TEXT} Cookie Preferences"
    assert found.soup.select("section, form") == []
    assert found.soup.select(f'script[src="{house.vendors.at("/matomo.js")}"]') == []


def test_of_the_visitors_request_nothing_goes_into_the_banner(house):
    path = included_page(house)
    honest = house.wire.ask(path).text
    tag = house.wire.ask("/cookies/banner?lang=en").one("ETag")
    for headers in ({"If-None-Match": tag}, {"Range": "bytes=0-10"}):
        assert len(house.wire.say(path, headers).soup.select("section#cookieprefs-banner form")) == 1
    assert house.wire.say(path, {"Sec-GPC": "1", "Accept-Language": "fr"}).text == honest
