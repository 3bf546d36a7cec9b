"""T1 on a site's own pages, and what a first visit costs (L-01, R-20, B-11, B-19)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.markup import looked
from tests.browser.pages import banner, button
from tests.browser.placeholders import film
from tests.browser.shop import LINK, settle
from tests.browser.test_t01_nothing_before_a_choice import STORES

VISITS = 5
EMPTY = {"local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0, "readable": ""}

LONG = 50
"""Milliseconds from which on a browser calls a task long."""
WORK = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")


@pytest.fixture
def front(shop, vendors):
    """The shop's first page: text, a film, a counter, a link to the preferences."""
    shop.page(
        "/",
        "<h1>Tea</h1>"
        + "<p>Linden, mint and sage from our garden.</p>" * 60
        + film(vendors.at("/first.html"), 'width="560" height="315"')
        + f'<script type="text/plain" data-service="matomo" data-src="{vendors.at("/count.js")}"></script>'
        + LINK,
    )
    return "/"


@pytest.fixture
def fresh(front, page):
    """The first page, on a first visit, with the banner."""
    page.goto(front)
    expect(banner(page)).to_be_visible()
    settle(page)
    return page


def test_a_visitor_who_clicks_nothing_gets_no_cookie(shop, fresh):
    fresh.reload()
    expect(banner(fresh)).to_be_visible()
    assert fresh.context.cookies() == []
    assert shop.site.line.cookies_on_get == []
    assert shop.site.line.posts == []
    assert shop.site.records() == []


def test_a_visitor_who_clicks_nothing_stores_nothing(fresh):
    assert fresh.evaluate(STORES) == EMPTY


def test_a_visitor_who_clicks_nothing_meets_no_vendor(vendors, fresh):
    assert vendors.requests == []


def test_a_first_visit_asks_us_for_one_file(shop, fresh):
    assert [path for _, path in shop.site.line.passed] == ["/cookies/embed.js"]


def test_a_first_visit_in_another_language_asks_for_its_banner_too(shop, page):
    shop.page("/", "<h1>Thé</h1>", lang="fr")
    page.goto("/")
    expect(button(banner(page), "refuse_all")).to_have_text("Tout refuser")
    assert [path for _, path in shop.site.line.passed] == ["/cookies/embed.js", "/cookies/banner"]


def test_a_first_visit_whose_line_names_the_language_asks_for_one_file(shop, page):
    shop.page("/", "<h1>Thé</h1>", lang="fr", line='<script src="/cookies/embed.js?lang=fr" async></script>')
    page.goto("/")
    expect(button(banner(page), "refuse_all")).to_have_text("Tout refuser")
    assert [path for _, path in shop.site.line.passed] == ["/cookies/embed.js"]


@pytest.mark.parametrize("action", ["accept_all", "refuse_all"])
def test_a_decided_visitor_with_a_warm_cache_asks_us_for_nothing(shop, fresh, action):
    button(banner(fresh), action).click()
    expect(banner(fresh)).to_have_count(0)
    fresh.goto("/")
    looked(fresh)
    shop.site.line.passed.clear()
    fresh.goto("/")
    looked(fresh)
    assert shop.site.line.passed == []


def test_nothing_moves_when_the_banner_comes(fresh):
    assert watch.shifts(fresh) == []


def test_nothing_moves_when_it_goes(fresh):
    button(banner(fresh), "refuse_all").click()
    expect(banner(fresh)).to_have_count(0)
    assert watch.shifts(fresh) == []


def work(page, path):
    """Milliseconds of a processor that a page takes until its banner is there, whatever else the machine does."""
    told = page.context.new_cdp_session(page)
    told.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(path)
    expect(banner(page)).to_be_visible()
    settle(page)
    found = {one["name"]: one["value"] for one in told.send("Performance.getMetrics")["metrics"]}
    told.detach()
    return 1000 * sum(found[name] for name in WORK)


def test_a_first_visit_has_no_long_task(front, page):
    """All of its work together takes less."""
    assert 0 < min(work(page, front) for _ in range(VISITS)) < LONG


def test_the_page_can_be_read_to_its_end_under_the_banner(fresh):
    fresh.keyboard.press("End")
    link = fresh.get_by_role("link", name="Cookie Preferences", exact=True).last
    link.scroll_into_view_if_needed()
    assert link.bounding_box()["y"] + link.bounding_box()["height"] <= banner(fresh).bounding_box()["y"] + 1


def test_the_visitor_can_use_the_page_behind_the_banner(shop, page):
    shop.page("/", "<button onclick=\"this.textContent = 'bought'\">buy</button>")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.get_by_role("button", name="buy").click()
    expect(page.get_by_role("button", name="bought")).to_be_visible()


def test_a_page_without_a_link_to_the_preferences_gets_one(shop, page):
    shop.page("/", "<p>text</p>")
    page.goto("/")
    link = page.locator('body > [data-cookieprefs="preferences"]')
    expect(link).to_have_count(1)
    expect(link).to_have_attribute("href", f"{shop.url}/cookies/preferences?lang=en")


def test_a_page_with_a_link_to_the_preferences_gets_no_other(fresh):
    expect(fresh.locator('body > [data-cookieprefs="preferences"]')).to_have_count(1)


def test_the_page_is_told_when_we_are_ready(shop, page):
    note = "addEventListener('cookieprefs:ready', () => { window.told = window.cookieprefs.decision; }, true);"
    shop.page("/", head=f"<script>{note}</script>")
    page.goto("/")
    page.wait_for_function("() => window.told")
    assert page.evaluate("() => window.told.matomo") is None
    assert page.evaluate("() => window.cookieprefs.allows('matomo')") is False
    assert page.evaluate("() => window.cookieprefs.allows('no-such-service')") is False
