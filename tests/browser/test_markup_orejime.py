"""Orejime's markup is gated like ours where the site switches it on, and ours keeps its meaning beside it."""

import pytest
from playwright.sync_api import expect

from tests.browser.markup import came, decided, expect_shut_then_open, said, served
from tests.browser.placeholders import inside
from tests.browser.vendors import expect_ran, ran

NAMES = "orejime: {ga: matomo, films: youtube}"
KINDS = {
    "version 2": (
        '<script type="opt-in" data-type="application/javascript" data-name="ga" data-src="{at}/1.js"></script>',
        "/1.js",
    ),
    "version 2, a picture": ('<img data-name="ga" data-src="{at}/2.gif" alt="">', "/2.gif"),
    "version 3": ('<template data-purpose="ga"><script src="{at}/3.js"></script></template>', "/3.js"),
    "version 3, a frame": (
        (
            '<template data-purpose="films" data-contextual>'
            '<iframe src="{at}/4.html" title="How to brew tea"></iframe></template>'
        ),
        "/4.html",
    ),
    "by a service's name": ('<template data-purpose="youtube"><img src="{at}/5.gif" alt=""></template>', "/5.gif"),
    "ours": ('<template data-purpose="audience"><img src="{at}/6.gif" alt=""></template>', "/6.gif"),
}


def test_every_kind_is_shut_and_opens_on_a_yes(shop, vendors, page):
    expect_shut_then_open(shop, vendors, page, KINDS, NAMES)


def test_without_the_switch_only_ours_is_a_gate(shop, vendors, page):
    served(shop, vendors, KINDS, "")
    decided(shop, page, matomo=True, youtube=True, hotjar=True)
    came(page, ["/6.gif"])
    assert vendors.requests == ["/6.gif"]


def test_a_frame_has_its_placeholder_on_a_first_visit(shop, vendors, page):
    served(shop, vendors, {"a": KINDS["version 3, a frame"]}, NAMES)
    page.goto("/")
    expect(inside(page).get_by_role("button")).to_have_count(2)
    assert vendors.requests == []


@pytest.mark.parametrize(
    ("choices", "expected"), [({"matomo": True}, []), ({"matomo": True, "hotjar": True}, [1])]
)
def test_a_purpose_of_ours_still_means_all_its_services(shop, page, choices, expected):
    gate = '<template data-purpose="audience"><script>window.ran = [1]</script></template>'
    served(shop, shop.vendors, {"a": (gate, "")}, NAMES)
    decided(shop, page, **choices)
    expect_ran(page, expected)


def test_an_unknown_name_stays_shut_and_is_told_once(shop, page):
    told = said(page)
    gate = '<template data-purpose="nobody"><script>window.ran = [1]</script></template>'
    served(shop, shop.vendors, {"a": (gate, ""), "b": (gate, "")}, NAMES)
    decided(shop, page, matomo=True, youtube=True, hotjar=True)
    assert (ran(page), len(told)) == ([], 1)


def test_its_button_opens_our_preferences(shop, page):
    served(shop, shop.vendors, {"a": ('<button onclick="orejime.prompt()">Cookies</button>', "")}, NAMES)
    page.goto("/")
    page.wait_for_selector("button[onclick][data-cookieprefs]")
    page.get_by_role("button", name="Cookies", exact=True).click()
    expect(page.locator("dialog iframe")).to_be_visible()
