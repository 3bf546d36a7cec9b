"""T1: whoever clicks nothing leaves with nothing (L-01, R-20, B-11)."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PAGES, banner

STORES = """async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  readable: document.cookie,
})"""


@pytest.fixture
def hosts(context):
    """The hosts that any page asks for anything."""
    asked = set()
    context.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    return asked


def open_all(page):
    for path in (*PAGES, "/no-such-page"):
        page.goto(path)
        yield path


def test_no_cookie_is_set_by_looking_at_our_pages(site, page, context):
    for _ in open_all(page):
        assert context.cookies() == []
    assert site.line.cookies_on_get == []
    assert site.line.posts == []


def test_nothing_is_stored_by_looking_at_our_pages(page):
    for path in open_all(page):
        found = page.evaluate(STORES)
        assert found == {"local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0, "readable": ""}, path


def test_no_other_host_is_asked_for_anything(site, page, hosts):
    for path in open_all(page):
        assert page.locator("link[rel~=preconnect], link[rel~=dns-prefetch], link[rel~=prefetch]").count() == 0, (
            path
        )
    assert hosts == {f"localhost:{site.port}"}


def test_the_ledger_knows_nothing_of_who_only_looked(site, page):
    for _ in open_all(page):
        assert site.records() == []


def test_opening_the_panel_in_place_stores_nothing_either(site, page, context):
    page.goto("/")
    page.locator("#cookieprefs-open").click()
    expect(page.locator("#cookieprefs-panel-title")).to_be_focused()
    assert context.cookies() == []
    assert page.evaluate(STORES)["local"] == page.evaluate(STORES)["session"] == 0
    assert site.line.posts == []


def test_nothing_is_ticked_before_a_choice(page):
    page.goto("/preferences")
    assert page.locator("#cookieprefs-panel input:checked").count() == 0


@pytest.mark.parametrize("path", ["/", "/receipt", "/versions/1"])
def test_every_page_but_the_preferences_asks(page, path):
    page.goto(path)
    expect(banner(page)).to_be_visible()
