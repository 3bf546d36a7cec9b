"""T2 on a site's own pages: scrolling, waiting, leaving and browsing on are no consent (L-02, L-09)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner
from tests.browser.placeholders import film, inside
from tests.browser.shop import LINK, settle
from tests.browser.test_t02_only_a_choice_counts import escape, resize, scroll, select_text, tab_through, wait


def click_elsewhere(page):
    page.mouse.click(5, 5)
    page.locator("h1").click()
    page.mouse.click(640, 300)


def press_enter(page):
    page.keyboard.press("Enter")


def browse_on(page):
    page.get_by_role("link", name="Mint").click()
    page.wait_for_url("**/mint")
    expect(banner(page)).to_be_visible()
    page.get_by_role("link", name="Linden").click()
    page.wait_for_url("**/linden")


def come_and_go(page):
    browse_on(page)
    page.go_back()
    page.reload()


def look_into_the_preferences(page):
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    expect(page.frame_locator("dialog iframe").locator("#cookieprefs-panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()


def follow_the_original(page):
    with page.context.expect_page():
        inside(page).get_by_role("link").click()


def load_in_the_background(page):
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


ACTS = (
    scroll,
    escape,
    click_elsewhere,
    tab_through,
    press_enter,
    wait,
    select_text,
    resize,
    browse_on,
    come_and_go,
    look_into_the_preferences,
    load_in_the_background,
)


@pytest.fixture
def pages(shop, vendors):
    """Three pages that lead to each other, with a counter and a film."""
    links = '<p><a href="/mint">Mint</a> <a href="/linden">Linden</a></p>'
    gates = f'<script type="text/plain" data-service="matomo" data-src="{vendors.at("/count.js")}"></script>'
    body = f"<h1>Tea</h1>{links}{LINK}{gates}{film(vendors.at('/first.html'))}" + "<p>Sage.</p>" * 80
    for path in ("/", "/mint", "/linden"):
        shop.page(path, body)


@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_this_is_no_choice(shop, vendors, pages, context, page, act):
    page.clock.install()
    page.goto("/")
    expect(banner(page)).to_be_visible()
    act(page)
    settle(page)
    assert shop.site.line.posts == []
    assert context.cookies() == []
    assert shop.site.records() == []
    assert vendors.requests == []
    page.goto("/")
    expect(banner(page)).to_be_visible()


def test_following_the_link_to_the_original_is_no_choice(shop, pages, context, page):
    page.goto("/")
    follow_the_original(page)
    assert shop.site.line.posts == []
    assert context.cookies() == []
    expect(banner(page)).to_be_visible()


def test_a_banner_that_somebody_hides_is_no_choice(shop, vendors, pages, page, context):
    shop.page("/hidden", "<style>#cookieprefs-banner { display: none !important; }</style>")
    page.goto("/hidden")
    expect(banner(page)).to_have_count(1)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    assert (shop.site.line.posts, context.cookies(), vendors.requests) == ([], [], [])
