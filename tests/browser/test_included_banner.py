"""A banner that the page itself includes, for visitors without scripts, gives way to that of the line."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import expect
from werkzeug.wrappers import Response

from tests.browser.pages import banner, button
from tests.browser.shop import LINE, LINK, ready

PATIENCE = 20  # seconds until a page whose test has failed goes on all the same


def included(shop):
    return shop.site.app.test_client().get("/cookies/banner").text


def in_parts(shop, rest):
    yield f'<!doctype html><html lang="en"><head><title>Tea</title>{LINE}</head><body><h1>Tea</h1>{" " * 2000}'
    rest.wait(PATIENCE)
    yield f"{included(shop)}<p>All of our teas.</p>{LINK}</body></html>"


def test_one_that_comes_later_than_ours_is_not_a_second_one(shop, page):
    rest = threading.Event()
    shop.pages.answer("/", lambda _: Response(in_parts(shop, rest), mimetype="text/html"))
    page.goto("/", wait_until="commit")
    expect(banner(page)).to_be_visible()
    rest.set()
    page.wait_for_load_state()
    expect(page.get_by_text("All of our teas.")).to_be_visible()
    expect(banner(page)).to_have_count(1)
    assert banner(page).get_attribute("popover") == "manual"


@pytest.mark.parametrize("how", ["async", "defer"])
def test_one_that_is_there_first_goes_and_ours_decides(shop, page, how):
    shop.page("/", included(shop) + LINK, line=LINE.replace("async", how))
    page.goto("/")
    ready(page)
    expect(banner(page)).to_have_count(1)
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    assert shop.site.stored() == {"matomo": "refused", "hotjar": "refused", "youtube": "refused"}
