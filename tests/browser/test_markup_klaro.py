"""Klaro's markup is gated like ours where the site switches it on."""

import pytest
from playwright.sync_api import expect

from tests.browser.markup import decided, expect_shut_then_open, looked, said, served
from tests.browser.pages import banner, button
from tests.browser.placeholders import inside, loaded
from tests.browser.shop import settle
from tests.browser.vendors import expect_ran

NAMES = "klaro: {my counter: matomo, films: media}"
OPT_IN = 'type="text/plain" data-type="application/javascript"'
KINDS = {
    "script": (f'<script {OPT_IN} data-name="my counter" data-src="{{at}}/1.js"></script>', "/1.js"),
    "an earlier release's": ('<script type="opt-in" data-name="matomo" data-src="{at}/2.js"></script>', "/2.js"),
    "inline": (f'<script {OPT_IN} data-name="my counter">new Image().src = "{{at}}/3.gif";</script>', "/3.gif"),
    "picture": ('<img data-name="my counter" data-src="{at}/4.gif" alt="">', "/4.gif"),
    "frame": ('<iframe data-name="films" data-src="{at}/5.html" title="How to brew tea"></iframe>', "/5.html"),
    "style": ('<link rel="stylesheet" data-name="matomo" data-href="{at}/6.css">', "/6.css"),
    "typed style": (
        '<link rel="stylesheet" type="text/plain" data-type="text/css" data-name="matomo" href="{at}/7.css">',
        "/7.css",
    ),
    "by identity": ('<img data-name="youtube" data-src="{at}/8.gif" alt="">', "/8.gif"),
}


def test_every_kind_is_shut_and_opens_on_a_yes(shop, vendors, page):
    expect_shut_then_open(shop, vendors, page, KINDS, NAMES)


def test_without_the_switch_it_is_left_alone(shop, vendors, page):
    served(shop, vendors, KINDS, "")
    decided(shop, page, matomo=True, youtube=True, hotjar=True)
    assert vendors.requests == []
    assert page.locator("[data-name][data-service]").count() == 0


def test_a_frame_has_its_placeholder_on_a_first_visit(shop, vendors, page):
    served(shop, vendors, {"frame": KINDS["frame"]}, NAMES)
    page.goto("/")
    expect(inside(page).get_by_role("button")).to_have_count(2)
    assert vendors.requests == []
    inside(page).get_by_role("button", name="Load once").click()
    expect(loaded(page)).to_have_text("5")


def test_a_frame_goes_when_the_yes_is_taken_back_and_is_read_once(shop, vendors, page):
    told = said(page)
    served(shop, vendors, {"frame": KINDS["frame"]}, NAMES)
    decided(shop, page, youtube=True, matomo=False, hotjar=False)
    expect(loaded(page)).to_have_text("5")
    page.evaluate("() => window.cookieprefs.withdraw()")
    expect(inside(page).get_by_role("button")).to_have_count(2)
    assert told == []


@pytest.mark.parametrize("name", ['data-name="matomo"', 'data-service="matomo"'], ids=["Klaro's", "ours"])
def test_a_picture_that_stood_in_is_back_when_the_yes_is_taken_back(shop, vendors, page, name):
    waits = 'src="/wait.gif" srcset="/wait.gif 2x"'
    picture = f'<img {name} {waits} data-src="{{at}}/10.gif" data-srcset="{{at}}/11.gif 2x" alt="">'
    shop.pages.serve("/wait.gif", "", "image/gif")
    served(shop, vendors, {"a": (picture, "")}, NAMES)
    decided(shop, page, matomo=True, youtube=False, hotjar=False)
    shown = page.locator("img")
    for _ in range(2):
        expect(shown).to_have_attribute("src", vendors.at("/10.gif"))
        expect(shown).to_have_attribute("srcset", f"{vendors.at('/11.gif')} 2x")
        page.evaluate("() => window.cookieprefs.withdraw()")
        expect(shown).to_have_attribute("src", "/wait.gif")
        expect(shown).to_have_attribute("srcset", "/wait.gif 2x")
        shop.decide(page.context, matomo=True)
        page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize("name", ["nobody", "Google Analytics", "!matomo", "matomo hotjar", "constructor", ""])
def test_an_unknown_name_stays_shut_and_is_told_once(shop, page, name):
    told = said(page)
    gate = f'<script {OPT_IN} data-name="{name}">window.ran = [1];</script>'
    served(shop, shop.vendors, {"a": (gate, ""), "b": (gate, "")}, NAMES)
    decided(shop, page, matomo=True, youtube=True, hotjar=False)
    expect_ran(page, [])
    assert len(told) == 1


def test_what_comes_later_is_read_too_and_scripts_keep_their_order(shop, vendors, page):
    served(shop, vendors, {}, NAMES)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    more = "".join(
        f'<script {OPT_IN} data-name="matomo" data-src="{vendors.at(one)}"></script>' for one in ("/a.js", "/b.js")
    )
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", more)
    settle(page)
    assert vendors.requests == []
    button(banner(page), "accept_all").click()
    page.wait_for_function("() => window.ran?.length === 2")
    expect_ran(page, ["a", "b"])


def test_a_frame_that_already_loads_is_told_of(shop, vendors, page):
    told = said(page)
    frame = '<iframe data-name="films" src="{at}/9.html" data-src="{at}/9.html"></iframe>'
    served(shop, vendors, {"a": (frame, "")}, NAMES)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    looked(page)
    assert len(told) == 1


def test_its_own_placeholder_gives_way_to_a_yes(shop, vendors, page):
    served(shop, vendors, {"a": ('<p data-type="placeholder" data-name="films">Films</p>', "")}, NAMES)
    page.goto("/")
    expect(page.get_by_text("Films")).to_be_visible()
    button(banner(page), "accept_all").click()
    expect(page.get_by_text("Films")).to_be_hidden()


def test_a_gate_of_ours_keeps_its_meaning(shop, vendors, page):
    attributes = 'type="text/plain" data-service="hotjar" data-name="my counter"'
    gate = f'<script {attributes} data-src="{vendors.at("/1.js")}"></script>'
    served(shop, vendors, {"a": (gate, "")}, NAMES)
    decided(shop, page, matomo=True, youtube=True, hotjar=False)
    assert vendors.requests == []


def test_its_button_opens_our_preferences(shop, vendors, page):
    served(shop, vendors, {"a": ('<button onclick="klaro.show()">Cookies</button>', "")}, NAMES)
    page.goto("/")
    page.wait_for_selector("button[data-cookieprefs]")
    page.get_by_role("button", name="Cookies", exact=True).click()
    expect(page.locator("dialog iframe")).to_be_visible()
