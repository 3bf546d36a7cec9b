"""cookieprefs on a host of its own, and one decision for all hosts of the site (B-05, B-06).

Browsers hold `*.localhost` for safe without https, and its hosts for one site.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from cookieprefs.store import tally
from cookieprefs.web import unwritten
from tests import sample
from tests.browser.host import Host
from tests.browser.line import Line
from tests.browser.pages import banner, button, panel, switch
from tests.browser.placeholders import film
from tests.browser.shop import Shop, in_dialog, ready
from tests.browser.site import Site, listening
from tests.browser.vendors import Vendors, expect_ran
from tests.browser.watch import shifts

SHARED = sample.SITE.replace(
    "  domains: [shop.test, www.shop.test]\n",
    "  domains: [shop.localhost, www.shop.localhost]\n  cookie_domain: shop.localhost\n",
)
GATE = '<script type="text/plain" data-service="matomo">window.ran = ["counted"];</script>'


class Hosts:
    """A web server that tells its hosts apart: ours, and those of the shop, which show the same pages."""

    def __init__(self, pages):
        self.pages = pages
        self.ours = pages

    def __call__(self, environ, start_response):
        app = self.ours if environ["HTTP_HOST"].startswith("cookies.") else self.pages
        return app(environ, start_response)


@pytest.fixture
def shop(instance, make_app, clock):
    """A shop on two hosts, and cookieprefs on a third."""
    (instance / "site.yaml").write_text(SHARED, encoding="utf-8")
    hosts, vendors = Hosts(Host()), Vendors()
    with listening(vendors) as elsewhere, listening(hosts) as port:
        clock.now = datetime.now(UTC)
        vendors.url = f"http://127.0.0.1:{elsewhere}"
        url = f"http://cookies.shop.localhost:{port}"
        app = make_app(public_url=f"{url}/")
        line = hosts.ours = Line(app)
        site = Site(url=url, app=app, runtime=app.extensions["cookieprefs"], clock=clock, line=line)
        yield Shop(site=site, pages=hosts.pages, vendors=vendors)


@pytest.fixture
def first(shop):
    """A page of the shop, on its first host."""
    return at(shop, "shop.localhost")


@pytest.fixture
def second(shop):
    """The same page on the shop's second host."""
    return at(shop, "www.shop.localhost")


def at(shop, host):
    body = GATE + film(shop.vendors.at("/film.html"))
    link = f'<a id="preferences" href="{shop.url}/preferences" data-cookieprefs="preferences">Preferences</a>'
    shop.page("/", body + link, line=f'<script src="{shop.url}/embed.js" async></script>')
    return f"http://{host}:{urlsplit(shop.url).port}/"


def held(context):
    return {one["name"]: one["domain"] for one in context.cookies()}


def frame(page):
    return page.frame_locator("dialog iframe")


def test_a_yes_on_one_host_counts_on_the_other_and_asks_nobody_there(shop, first, second, page, context):
    page.goto(first)
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    expect_ran(page, ["counted"])
    assert held(context) == {"cookieprefs": ".shop.localhost", "cookieprefs_id": "cookies.shop.localhost"}
    assert shop.site.records()[-1].domain == "shop.localhost"
    page.goto(second)
    page.wait_for_function("() => window.ran")
    assert banner(page).count() == 0
    assert page.evaluate("() => window.cookieprefs.decision") == {
        "cookieprefs": True,
        "matomo": True,
        "hotjar": True,
        "youtube": True,
    }


def test_a_no_on_one_host_counts_on_the_other(shop, first, second, page):
    page.goto(second)
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    page.goto(first)
    ready(page)
    assert banner(page).count() == 0
    expect_ran(page, [])
    assert shop.site.stored() == {"matomo": "refused", "hotjar": "refused", "youtube": "refused"}


def test_nothing_is_set_or_asked_for_before_a_choice(shop, first, page, context):
    page.goto(first)
    expect(banner(page)).to_be_visible()
    ready(page)
    assert held(context) == {}
    assert shop.site.line.posts == []
    assert shop.vendors.requests == []
    assert [path for _, path in shop.site.line.passed] == ["/embed.js"]


def test_a_banner_on_another_host_than_ours_is_counted_by_us(shop, first, second, page, monkeypatch):
    monkeypatch.setattr(unwritten, "EVERY", 0)
    shop.site.publish(SHARED.replace("purposes:", "consent:\n  count_banner: true\npurposes:", 1))
    for address in (first, second):
        with page.expect_response(lambda response: response.url.endswith("/shown")) as told:
            page.goto(address)
        assert told.value.status == 204
    with shop.site.app.app_context():
        (told,) = tally.banners(shop.site.runtime.sessions(), "test-shop", "0000", "9999")
    assert (told.shown, told.answered) == (2, 0)


def test_the_preferences_open_over_the_page_and_decide_for_it(shop, first, page):
    page.goto(first)
    expect(banner(page)).to_be_visible()
    page.locator("#preferences").click()
    expect(panel(frame(page))).to_be_visible()
    switch(frame(page), "matomo").click()
    page.wait_for_function("() => window.cookieprefs.allows('matomo')")
    expect_ran(page, ["counted"])
    assert shop.site.stored()["matomo"] == "given"
    assert page.url == first


def test_the_frame_is_as_high_as_what_is_in_it(first, page):
    page.goto(first)
    expect(banner(page)).to_be_visible()
    page.locator("#preferences").click()
    in_dialog(page)
    height = frame(page).locator("html").evaluate("html => html.scrollHeight")
    expect(page.locator("dialog iframe")).to_have_attribute("style", f"height: {height}px;")


def test_they_stay_open_for_as_long_as_the_visitor_reads(first, page):
    page.clock.install()
    page.goto(first)
    expect(banner(page)).to_be_visible()
    page.locator("#preferences").click()
    in_dialog(page)
    page.wait_for_selector("dialog iframe[style*=height]")
    page.clock.fast_forward(60_000)
    expect(panel(frame(page))).to_be_visible()
    assert page.url == first


def test_escape_closes_them_wherever_the_focus_is(first, page):
    page.goto(first)
    expect(banner(page)).to_be_visible()
    page.locator("#preferences").click()
    in_dialog(page)
    switch(frame(page), "matomo").focus()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)


def test_a_message_of_another_window_is_not_heard(shop, first, page):
    page.goto(first)
    expect(banner(page)).to_be_visible()
    page.locator("#preferences").click()
    expect(panel(frame(page))).to_be_visible()
    page.evaluate("() => { window.postMessage({ cookieprefs: 'close', height: 1 }, '*'); }")
    page.evaluate("() => new Promise((done) => setTimeout(done, 0))")
    assert page.locator("dialog").count() == 1
    assert page.locator("dialog iframe").evaluate("frame => frame.style.height") != "1px"


def test_another_page_that_comes_into_our_frame_is_not_heard(shop, first, second, page):
    talk = "parent.postMessage({ cookieprefs: 'close', height: 1 }, '*');"
    shop.pages.serve("/talks", f"<!doctype html><title>Talks</title><script>{talk}</script>", "text/html")
    page.goto(first)
    expect(banner(page)).to_be_visible()
    page.locator("#preferences").click()
    in_dialog(page)
    page.evaluate("() => window.addEventListener('message', ({ origin }) => { window.spoke = origin; })")
    page.locator("dialog iframe").evaluate("(frame, address) => { frame.src = address; }", f"{second}talks")
    page.wait_for_function("origin => window.spoke === origin", arg=second.rstrip("/"))
    assert page.locator("dialog[open]").count() == 1
    assert page.locator("dialog iframe").evaluate("frame => frame.style.height") != "1px"


def test_where_the_sites_policy_lets_no_frame_in_the_plain_page_opens(shop, first, page):
    policy = {"Content-Security-Policy": "frame-src 'none'"}
    line = f'<script src="{shop.url}/embed.js" async></script>'
    link = f'<a id="preferences" href="{shop.url}/preferences" data-cookieprefs="preferences">Preferences</a>'
    shop.page("/", link, line=line, headers=policy)
    page.goto(first)
    expect(banner(page)).to_be_visible()
    page.locator("#preferences").click()
    expect(panel(page)).to_be_visible()
    assert page.url.startswith(shop.url)


def test_withdrawing_on_the_other_host_shuts_the_gate_everywhere(shop, first, second, page):
    page.goto(first)
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    page.goto(second)
    page.wait_for_function("() => window.ran")
    page.evaluate("() => window.cookieprefs.withdraw()")
    page.wait_for_function("() => !window.cookieprefs.allows('matomo')")
    page.goto(first)
    ready(page)
    expect_ran(page, [])
    assert banner(page).count() == 0
    assert shop.site.stored()["matomo"] == "withdrawn"


def test_a_host_that_is_not_named_can_neither_decide_nor_ask(shop, first, page, context):
    page.goto(first.replace("//shop.", "//evil.shop."))
    ready(page)
    told = page.evaluate(
        "(at) => fetch(at, { credentials: 'include' }).then(({ status }) => status, () => 'kept')",
        f"{shop.url}/consent",
    )
    assert told == "kept"
    button(banner(page), "accept_all").click()
    page.wait_for_load_state()
    assert shop.site.records() == []
    assert held(context) == {}


def test_without_javascript_the_banners_form_decides_and_leads_back(shop, first, browser):
    quiet = browser.new_context(java_script_enabled=False)
    page = quiet.new_page()
    html = shop.site.app.test_client().get("/banner").text.replace('action="', f'action="{shop.url}')
    shop.pages.serve("/shoes", f"<!doctype html><title>Shoes</title>{html}", "text/html")
    page.goto(f"{first}shoes")
    button(banner(page), "accept_all").click()
    page.wait_for_url(first)
    assert {one["name"] for one in quiet.cookies()} == {"cookieprefs", "cookieprefs_id"}
    assert shop.site.stored()["youtube"] == "given"
    quiet.close()


def test_nothing_moves_on_a_first_visit(first, page):
    page.goto(first)
    expect(banner(page)).to_be_visible()
    assert shifts(page) == []
