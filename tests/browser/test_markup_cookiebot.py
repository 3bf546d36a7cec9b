"""Cookiebot's manual markup is gated like ours where the site switches it on."""

import pytest
from playwright.sync_api import expect

from tests.browser.markup import decided, expect_shut_then_open, said, served
from tests.browser.pages import banner
from tests.browser.placeholders import inside
from tests.browser.shop import settle
from tests.browser.vendors import expect_ran, ran

NAMES = "cookiebot: {statistics: matomo, marketing: media}"
PLAIN = 'type="text/plain"'
KINDS = {
    "script": (f'<script {PLAIN} data-cookieconsent="statistics" src="{{at}}/1.js"></script>', "/1.js"),
    "several": (
        f'<script {PLAIN} data-cookieconsent="statistics, marketing" src="{{at}}/2.js"></script>',
        "/2.js",
    ),
    "frame": (
        (
            '<iframe data-cookieconsent="marketing" data-cookieblock-src="{at}/3.html" '
            'title="How to brew tea"></iframe>'
        ),
        "/3.html",
    ),
    "frame by data-src": ('<iframe data-cookieconsent="marketing" data-src="{at}/4.html"></iframe>', "/4.html"),
    "picture": ('<img data-cookieconsent="statistics" data-cookieblock-src="{at}/5.gif" alt="">', "/5.gif"),
}
CLASSES = "".join(
    f'<p class="cookieconsent-{name}">{name}</p>'
    for name in ("optin-statistics", "optout-statistics", "optin-marketing", "optout-marketing")
)


def shown(page):
    settle(page)
    return set(page.locator("p[class^=cookieconsent]:visible").all_text_contents())


def test_every_kind_is_shut_and_opens_on_a_yes(shop, vendors, page):
    expect_shut_then_open(shop, vendors, page, KINDS, NAMES)


def test_without_the_switch_it_is_left_alone(shop, vendors, page):
    served(shop, vendors, KINDS, "")
    decided(shop, page, matomo=True, youtube=True, hotjar=True)
    assert vendors.requests == []
    assert page.locator("[data-service]").count() == 0


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"matomo": True}, ["1"]),
        ({"youtube": True}, ["4"]),
        ({"matomo": True, "youtube": True}, ["1", "2", "4"]),
        ({"matomo": True, "youtube": False}, ["1"]),
    ],
)
def test_all_that_are_named_must_be_allowed(shop, page, choices, expected):
    gates = {
        "1": "statistics",
        "2": "statistics,marketing",
        "3": "statistics,unclassified",
        "4": "marketing",
        "5": "ignore",
    }
    markup = {
        n: (f'<script {PLAIN} data-cookieconsent="{one}">(window.ran ??= []).push("{n}")</script>', "")
        for n, one in gates.items()
    }
    served(shop, shop.vendors, markup, NAMES)
    decided(shop, page, **choices)
    expect_ran(page, expected)


def test_an_unknown_category_is_told_once(shop, page):
    told = said(page)
    gate = f'<script {PLAIN} data-cookieconsent="preferences">window.ran = [1]</script>'
    served(shop, shop.vendors, {"a": (gate, ""), "b": (gate, "")}, NAMES)
    decided(shop, page, matomo=True, youtube=True)
    assert (ran(page), len(told)) == ([], 1)


def test_what_is_marked_to_be_ignored_runs_at_once(shop, page):
    served(
        shop,
        shop.vendors,
        {"a": ('<script data-cookieconsent="ignore">window.ran = ["plain"]</script>', "")},
        NAMES,
    )
    page.goto("/")
    expect(banner(page)).to_be_visible()
    expect_ran(page, ["plain"])


def test_a_frame_has_its_placeholder_on_a_first_visit(shop, vendors, page):
    served(shop, vendors, {"frame": KINDS["frame"]}, NAMES)
    page.goto("/")
    expect(inside(page).get_by_role("button")).to_have_count(2)
    assert vendors.requests == []


def test_its_classes_show_what_is_allowed_and_hide_the_rest(shop, page):
    served(shop, shop.vendors, {"a": (CLASSES, "")}, NAMES)
    page.goto("/")
    expect(page.locator(".cookieconsent-optin-statistics")).to_be_hidden()
    assert shown(page) == {"optout-statistics", "optout-marketing"}
    shop.decide(page.context, matomo=True)
    page.reload()
    expect(page.locator(".cookieconsent-optout-statistics")).to_be_hidden()
    assert shown(page) == {"optin-statistics", "optout-marketing"}
    shop.decide(page.context, youtube=True)
    page.reload()
    expect(page.locator(".cookieconsent-optout-marketing")).to_be_hidden()
    assert shown(page) == {"optin-statistics", "optin-marketing"}


def test_what_waits_for_all_categories_is_shown_once_all_that_are_named_are_allowed(shop, page):
    served(shop, shop.vendors, {"a": ('<p class="cookieconsent-optin">All.</p>', "")}, NAMES)
    for choices in ({"matomo": True}, {"youtube": True}):
        page.goto("/")
        expect(page.get_by_text("All.")).to_be_hidden()
        shop.decide(page.context, **choices)
    page.reload()
    expect(page.get_by_text("All.")).to_be_visible()


@pytest.mark.parametrize("act", ["renew", "show"])
def test_its_links_open_our_preferences(shop, page, act):
    served(shop, shop.vendors, {"a": (f'<a href="javascript:Cookiebot.{act}()">Renew</a>', "")}, NAMES)
    page.goto("/")
    page.wait_for_selector("a[href^=javascript][data-cookieprefs]")
    page.get_by_role("link", name="Renew").click()
    expect(page.locator("dialog iframe")).to_be_visible()


def test_its_link_to_withdraw_withdraws(shop, page):
    served(shop, shop.vendors, {"a": ('<a href="javascript:Cookiebot.withdraw()">Withdraw</a>', "")}, NAMES)
    decided(shop, page, matomo=True, youtube=True)
    page.get_by_role("link", name="Withdraw").click()
    page.wait_for_function("() => !window.cookieprefs.allows('matomo')")
    assert (shop.site.stored()["matomo"], shop.site.stored()["youtube"]) == ("withdrawn", "withdrawn")
