"""A site whose pages swap their body instead of loading anew, by Turbo or by htmx: gates and banner hold there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cookieprefs.web import assets
from tests import npm
from tests.browser.conftest import HTMX_2
from tests.browser.pages import banner, button
from tests.browser.placeholders import film, inside, loaded
from tests.browser.shop import LINK, settle
from tests.browser.vendors import expect_ran, script

PLAIN = '<meta name="htmx-config" content=\'{"includeIndicatorStyles":false}\'>'
FRAMEWORKS = {
    "turbo": lambda: npm.read("@hotwired/turbo@8.0.23", "dist/turbo.es2017-umd.js").decode(),
    "htmx 2": lambda: HTMX_2.read_text(encoding="utf-8"),
    "htmx 4": lambda: (assets.folder("static") / "vendor" / "htmx-4.0.1.min.js").read_text(encoding="utf-8"),
}


def body(vendors, name):
    """A page of the shop: what waits for Matomo, in three ways, and a film."""
    boost = 'hx-boost="true" hx-boost:inherited="true"'
    return (
        f'<div {boost}><h1>{name}</h1><a href="/">tea</a> <a href="/mint">mint</a>'
        f'<script type="text/plain" data-service="matomo">{script(name)}</script>'
        f'<template data-service="matomo"><p class="counted">You are counted.</p></template>'
        f'<img data-service="matomo" data-src="{vendors.at(f"/{name}.gif")}" alt="">'
        f"{film(vendors.at(f'/{name}.html'))}{LINK}</div>"
    )


@pytest.fixture(params=FRAMEWORKS)
def front(request, shop, vendors, page):
    """Two pages that swap into each other; `window.stays` tells that nothing was loaded anew."""
    shop.pages.serve("/framework.js", FRAMEWORKS[request.param](), "text/javascript")
    head = f'{PLAIN}<script src="/framework.js"></script>'
    shop.page("/", body(vendors, "tea"), head=head)
    shop.page("/mint", body(vendors, "mint"), head=head)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.evaluate("() => { window.stays = true; }")
    return page


def go(page, name):
    page.get_by_role("link", name=name, exact=True).click()
    arrived(page, name)


def back(page, name):
    page.evaluate("() => history.back()")
    arrived(page, name)


def arrived(page, name):
    expect(page.locator("h1")).to_have_text(name)
    settle(page)
    assert page.evaluate("() => window.stays"), "the body alone was swapped"


def expect_shut(page, vendors):
    expect(inside(page).get_by_role("button")).to_have_count(2)
    expect(page.locator(".counted")).to_have_count(0)
    settle(page)
    assert page.locator("img[data-service]").get_attribute("src") is None
    assert vendors.requests == []


def expect_open(page, name):
    expect(loaded(page)).to_have_text(name)
    expect(page.locator(".counted")).to_have_count(1)


def answer(page, action):
    button(banner(page), action).click()
    expect(banner(page)).to_have_count(0)


def test_before_a_choice_each_page_is_shut_and_asks(vendors, front):
    for visit, name in ((go, "mint"), (back, "tea"), (go, "mint")):
        visit(front, name)
        expect(banner(front)).to_have_count(1)
        expect(banner(front)).to_be_visible()
        expect_shut(front, vendors)
    expect_ran(front, [])


def test_a_yes_opens_this_page_and_those_that_are_swapped_in(vendors, front):
    go(front, "mint")
    answer(front, "accept_all")
    expect(loaded(front)).to_have_text("mint")
    go(front, "tea")
    expect(loaded(front)).to_have_text("tea")
    expect(front.locator(".counted")).to_have_count(1)
    expect(banner(front)).to_have_count(0)
    front.wait_for_function("() => window.ran?.length === 2")
    expect_ran(front, ["mint", "tea"])


def test_a_page_that_was_shut_opens_when_it_comes_back_after_a_yes(front):
    go(front, "mint")
    answer(front, "accept_all")
    expect(loaded(front)).to_have_text("mint")
    back(front, "tea")
    expect(banner(front)).to_have_count(0)
    expect(loaded(front)).to_have_text("tea")
    expect(front.locator(".counted")).to_have_count(1)


def test_a_page_that_was_open_is_shut_when_it_comes_back_after_a_withdrawal(vendors, front):
    answer(front, "accept_all")
    expect(loaded(front)).to_have_text("tea")
    go(front, "mint")
    expect(loaded(front)).to_have_text("mint")
    front.evaluate("() => window.cookieprefs.withdraw()")
    expect(inside(front).get_by_role("button")).to_have_count(2)
    vendors.requests.clear()
    back(front, "tea")
    expect_shut(front, vendors)


def test_a_banner_of_before_does_not_come_back_with_a_page(front):
    go(front, "mint")
    answer(front, "refuse_all")
    back(front, "tea")
    expect(banner(front)).to_have_count(0)
    expect(inside(front).get_by_role("button")).to_have_count(2)


def test_what_comes_back_can_be_pressed(shop, front):
    go(front, "mint")
    back(front, "tea")
    inside(front).get_by_role("button", name="Load once").click()
    expect(loaded(front)).to_have_text("tea")
    answer(front, "refuse_all")
    assert set(shop.site.stored().values()) == {"refused"}
    front.get_by_role("link", name="Cookie Preferences", exact=True).click()
    expect(front.frame_locator("dialog iframe").locator("#cookieprefs-panel")).to_be_visible()
