"""The markup of vanilla-cookieconsent and its iframemanager is gated like ours where the site switches it on."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.markup import addresses, decided, expect_shut_then_open, said, served
from tests.browser.pages import banner, button
from tests.browser.shop import settle
from tests.browser.vendors import expect_ran

NAMES = "vanilla-cookieconsent: {analytics: audience, Visitor counter: matomo}"
PLAIN = 'type="text/plain"'
KINDS = {
    "version 2": (f'<script {PLAIN} data-cookiecategory="analytics" data-src="{{at}}/1.js"></script>', "/1.js"),
    "version 2, src": (f'<script {PLAIN} data-cookiecategory="analytics" src="{{at}}/2.js"></script>', "/2.js"),
    "version 3": (f'<script {PLAIN} data-category="analytics" src="{{at}}/3.js"></script>', "/3.js"),
    "a service": (
        f'<script {PLAIN} data-category="analytics" data-service="Visitor counter" src="{{at}}/4.js"></script>',
        "/4.js",
    ),
}


def noting(attributes):
    return {"a": (f"<script {PLAIN} {attributes}>(window.ran ??= []).push('it')</script>", "")}


def test_every_kind_is_shut_and_opens_on_a_yes(shop, vendors, page):
    expect_shut_then_open(shop, vendors, page, KINDS, NAMES)


def test_without_the_switch_it_is_left_alone(shop, vendors, page):
    served(shop, vendors, KINDS, "")
    decided(shop, page, matomo=True, youtube=True, hotjar=True)
    assert vendors.requests == []


@pytest.mark.parametrize(
    ("attributes", "choices", "expected"),
    [
        ('data-category="analytics"', {"matomo": True}, []),
        ('data-category="analytics"', {"matomo": True, "hotjar": True}, ["it"]),
        ('data-category="analytics" data-service="Visitor counter"', {"matomo": True}, ["it"]),
        ('data-category="analytics" data-service="Visitor counter"', {"hotjar": True}, []),
        ('data-category="analytics" data-service="Nobody known"', {"matomo": True, "hotjar": True}, []),
        ('data-category="!analytics"', {"matomo": False, "hotjar": False}, []),
        ('data-category="!analytics" data-service="matomo"', {"matomo": True}, []),
        ('data-category="analytics" data-service="!matomo"', {"matomo": False}, []),
        ('data-cookiecategory="!analytics"', {"matomo": False, "hotjar": False}, []),
    ],
)
def test_what_runs_is_what_its_tool_would_have_run(shop, page, attributes, choices, expected):
    served(shop, shop.vendors, noting(attributes), NAMES)
    decided(shop, page, **choices)
    expect_ran(page, expected)


@pytest.mark.parametrize(
    "attributes", ['data-category="!analytics"', 'data-category="analytics" data-service="!matomo"']
)
def test_what_stands_for_a_no_runs_when_a_yes_is_taken_back(shop, page, attributes):
    served(shop, shop.vendors, noting(attributes), NAMES)
    decided(shop, page, matomo=True, hotjar=True, youtube=True)
    expect_ran(page, [])
    page.evaluate("() => window.cookieprefs.withdraw()")
    page.wait_for_function("() => window.ran")
    expect_ran(page, ["it"])


@pytest.mark.parametrize(
    ("place", "address"),
    [
        (
            'data-service="youtube" data-id="abc" data-params="start=3"',
            "https://www.youtube-nocookie.com/embed/abc?start=3",
        ),
        ('data-service="Vimeo" data-id="1"', "https://player.vimeo.com/video/1"),
        ('data-service="dailymotion" data-id="x1"', "https://www.dailymotion.com/embed/video/x1"),
        ('data-service="googlemaps" data-id="!1m18"', "https://www.google.com/maps/embed?pb=!1m18"),
    ],
)
def test_a_place_of_the_iframemanager_becomes_a_frame_that_waits(shop, page, asked, place, address):
    names = "vanilla-cookieconsent: {Vimeo: youtube, dailymotion: youtube, googlemaps: youtube}"
    served(
        shop,
        shop.vendors,
        {"a": (f'<div {place} data-title="Film" data-iframe-loading="eager"></div>', "")},
        names,
    )
    page.route(re.compile("^https:"), lambda route: route.fulfill(body="theirs", content_type="text/html"))
    page.goto("/")
    frame = page.frame_locator("div > iframe")
    expect(frame.get_by_role("button")).to_have_count(2)
    assert not [one for one in asked if one.startswith("https:")]
    button(banner(page), "accept_all").click()
    expect(page.locator("div > iframe")).to_have_attribute("src", address)
    page.evaluate("() => window.cookieprefs.withdraw()")
    expect(frame.get_by_role("button")).to_have_count(2)
    assert addresses(page) == []


def test_a_place_without_an_address_is_told_of(shop, page):
    told = said(page)
    served(shop, shop.vendors, {"a": ('<div data-service="twitch" data-id="x"></div>', "")}, NAMES)
    decided(shop, page, youtube=True)
    settle(page)
    assert (len(told), page.locator("div > iframe").count()) == (1, 0)


@pytest.mark.parametrize("act", ["c-settings", "show-preferencesModal"])
def test_its_buttons_open_our_preferences_and_say_no_yes(shop, page, act):
    buttons = f'<button data-cc="{act}">Settings</button><button data-cc="accept-all">Yes</button>'
    served(shop, shop.vendors, {"a": (buttons, "")}, NAMES)
    page.goto("/")
    page.wait_for_selector("button[data-cc][data-cookieprefs]")
    page.get_by_role("button", name="Yes", exact=True).click()
    assert shop.site.records() == []
    page.get_by_role("button", name="Settings", exact=True).click()
    expect(page.locator("dialog iframe")).to_be_visible()
