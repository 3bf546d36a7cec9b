"""The line removed, blocked, broken or late: every gate stays shut and the site's page is whole (B-18)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner, button
from tests.browser.shop import LINE, LINK, settle
from tests.browser.test_gates import everything
from tests.browser.vendors import expect_ran

OURS = "**/cookies/embed.js*"
EFFECTS = "**/cookies/effects.js*"


def removed(shop, page):
    return ""


def blocked(shop, page):
    page.route(OURS, lambda route: route.abort("blockedbyclient"))
    return LINE


def broken(shop, page):
    page.route(OURS, lambda route: route.fulfill(status=500, body="<h1>Internal Server Error</h1>"))
    return LINE


def not_a_script(shop, page):
    page.route(OURS, lambda route: route.fulfill(body="<p>sign in to the wifi", content_type="text/javascript"))
    return LINE


def stopped_halfway(shop, page):
    page.route(OURS, lambda route: route.fulfill(body="(() => { const SITE =", content_type="text/javascript"))
    return LINE


def never_answered(shop, page):
    page.route(OURS, lambda route: None)
    return LINE


def without_javascript(shop, page):
    page.context.set_extra_http_headers({})
    return '<script type="text/plain" src="/cookies/embed.js"></script>'


WAYS = (removed, blocked, broken, not_a_script, stopped_halfway, never_answered, without_javascript)
OWN = "<h1>Tea</h1><button onclick=\"this.textContent = 'bought'\">buy</button><p id='end'>the end</p>"


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def lineless(request, shop, vendors, page):
    """A page with every gate, a decided visitor, and a line that does not come."""
    shop.decide(page.context, matomo=True, youtube=True, hotjar=True)
    line = request.param(shop, page)
    shop.page("/", OWN + LINK + everything(vendors), line=line)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.goto("/", wait_until="domcontentloaded")
    settle(page)
    return page


def test_every_gate_is_shut(vendors, lineless):
    assert vendors.requests == []
    expect_ran(lineless, [])


def test_the_page_is_whole_and_works(lineless):
    expect(lineless.locator("#end")).to_be_visible()
    lineless.get_by_role("button", name="buy").click()
    expect(lineless.get_by_role("button", name="bought")).to_be_visible()
    expect(banner(lineless)).to_have_count(0)


def test_the_link_leads_to_the_preferences(shop, lineless):
    lineless.get_by_role("link", name="Cookie Preferences").click()
    expect(lineless).to_have_url(f"{shop.url}/cookies/preferences")
    expect(lineless.locator("#cookieprefs-panel")).to_be_visible()


@pytest.fixture(params=[blocked, broken], ids=lambda way: way.__name__)
def without_effects(request, shop, vendors, page):
    """A first visit where the first of our files comes and the second does not."""
    failing = {
        "blocked": lambda route: route.abort(),
        "broken": lambda route: route.fulfill(status=500, body="no"),
    }
    page.route(EFFECTS, failing[request.param.__name__])
    shop.page("/", OWN + LINK + everything(vendors))
    page.goto("/")
    expect(banner(page)).to_be_visible()
    return page


def test_without_the_second_file_every_gate_stays_shut(vendors, without_effects):
    settle(without_effects)
    assert vendors.requests == []
    expect(without_effects.locator("#end")).to_be_visible()


@pytest.mark.parametrize(("action", "choice"), [("refuse_all", "refused"), ("accept_all", "given")])
def test_without_the_second_file_the_banner_still_takes_an_answer(shop, vendors, without_effects, action, choice):
    button(banner(without_effects), action).click()
    expect(banner(without_effects)).to_have_count(0)
    assert set(shop.site.stored().values()) == {choice}
    assert vendors.requests == []


def test_without_the_second_file_the_link_leads_to_the_plain_page(shop, without_effects):
    without_effects.get_by_role("link", name="Cookie Preferences", exact=True).click()
    without_effects.wait_for_url("**/cookies/preferences*")


def test_a_line_that_stands_twice_counts_once(shop, page):
    shop.page(
        "/",
        '<script type="text/plain" data-service="cookieprefs">(window.ran ??= []).push(1);</script>',
        line=LINE * 3,
    )
    page.goto("/")
    expect(banner(page)).to_have_count(1)
    page.wait_for_function("() => window.ran")
    settle(page)
    expect_ran(page, [1])
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    assert len(shop.site.records()) == 1


def test_a_decision_that_could_not_be_recorded_opens_nothing_and_is_told(shop, vendors, page):
    shop.page("/", everything(vendors))
    page.goto("/")
    shop.site.line.failures = 1
    button(banner(page), "accept_all").click()
    expect(banner(page).get_by_role("alert")).not_to_be_empty()
    assert (vendors.requests, page.context.cookies()) == ([], [])
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    assert set(shop.site.stored().values()) == {"refused"}
