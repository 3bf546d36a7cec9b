"""One decision for several hosts of a site, with cookieprefs below a path of the first of them (B-05, B-06)."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.host import Host
from tests.browser.line import Line
from tests.browser.pages import banner, button, panel, switch
from tests.browser.placeholders import film, inside, loaded
from tests.browser.shop import MOUNT, Shop, ready
from tests.browser.site import Site, listening
from tests.browser.test_shop_subdomains import SHARED, Hosts, frame, held
from tests.browser.test_shop_take_over import rule
from tests.browser.vendors import Vendors


class Path(Hosts):
    """A web server that has us below a path of one of its hosts."""

    def __call__(self, environ, start_response):
        is_ours = environ["HTTP_HOST"].startswith("shop.") and environ["PATH_INFO"].startswith(f"{MOUNT}/")
        return (self.ours if is_ours else self.pages)(environ, start_response)


@pytest.fixture
def shop(instance, make_app, clock):
    """A shop on two hosts, the first of which passes on to cookieprefs what is below a path."""
    (instance / "site.yaml").write_text(SHARED, encoding="utf-8")
    hosts, vendors = Path(Host()), Vendors()
    with listening(vendors) as elsewhere, listening(hosts) as port:
        clock.now = datetime.now(UTC)
        vendors.url = f"http://127.0.0.1:{elsewhere}"
        url = f"http://shop.localhost:{port}"
        app = make_app(public_url=f"{url}{MOUNT}/")
        line = hosts.ours = Line(app)
        site = Site(url=url, app=app, runtime=app.extensions["cookieprefs"], clock=clock, line=line)
        yield Shop(site=site, pages=hosts.pages, vendors=vendors)


@pytest.fixture
def first(shop):
    """A page on the host that has us."""
    link = (
        f'<a id="preferences" href="{shop.url}{MOUNT}/preferences" data-cookieprefs="preferences">Preferences</a>'
    )
    line = f'<script src="{shop.url}{MOUNT}/embed.js" async></script>'
    shop.page("/", film(shop.vendors.at("/film.html")) + link, line=line)
    return f"{shop.url}/"


@pytest.fixture
def second(first):
    """The same page on the other host."""
    return first.replace("//shop.", "//www.shop.")


def test_a_yes_on_the_other_host_counts_on_ours_and_asks_nobody_there(shop, first, second, page, context):
    page.goto(second)
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    expect(loaded(page)).to_have_text("film")
    assert held(context) == {"cookieprefs": ".shop.localhost", "cookieprefs_id": "shop.localhost"}
    page.goto(first)
    expect(loaded(page)).to_have_text("film")
    assert banner(page).count() == 0
    assert [one.domain for one in shop.site.records()] == ["www.shop.localhost"]


def test_a_no_on_ours_counts_on_the_other(shop, first, second, page):
    page.goto(first)
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    page.goto(second)
    ready(page)
    assert banner(page).count() == 0
    assert shop.vendors.requests == []


def test_the_preferences_open_over_a_page_of_the_other_and_decide_for_it(shop, first, second, page):
    page.goto(second)
    expect(banner(page)).to_be_visible()
    page.locator("#preferences").click()
    expect(panel(frame(page))).to_be_visible()
    switch(frame(page), "youtube").click()
    expect(loaded(page)).to_have_text("film")
    switch(frame(page), "youtube").click()
    expect(inside(page).get_by_role("button")).to_have_count(2)
    assert page.url == second
    assert shop.site.stored()["youtube"] == "withdrawn"


def test_a_page_of_the_other_in_another_language_is_asked_in_it(shop, second, page):
    line = f'<script src="{shop.url}{MOUNT}/embed.js" async></script>'
    shop.page("/the", "<h1>Thé</h1>", line=line, lang="fr")
    page.goto(f"{second}the")
    expect(banner(page)).to_contain_text("Tout refuser")
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    assert shop.site.records()[-1].shown.language == "fr"


def test_what_another_tool_kept_for_all_hosts_is_taken_over_on_a_page_of_the_other(shop, second, page, context):
    shop.site.publish(rule("klaro", SHARED))
    old = {"name": "klaro", "value": quote('{"stats":true,"videos":false}')}
    context.add_cookies([{**old, "domain": ".shop.localhost", "path": "/"}])
    page.goto(second)
    page.wait_for_function("() => document.cookie.includes('cookieprefs=')")
    assert held(context) == {"cookieprefs": ".shop.localhost", "cookieprefs_id": "shop.localhost"}
    assert [str(one.how) for one in shop.site.records()] == ["taken_over"]
