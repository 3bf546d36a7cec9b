"""Whoever wonders why a gate is shut can ask, and a vendor that could not be told keeps its services shut."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser.markup import looked
from tests.browser.pages import banner, button
from tests.browser.placeholders import film
from tests.browser.shop import ready
from tests.browser.vendors import expect_ran, script

GATES = {
    "a": '<template id="a" data-service="matomo"></template>',
    "b": '<template id="b" data-service="!matomo"></template>',
    "c": '<template id="c" data-service="matomo youtube"></template>',
    "d": '<template id="d" data-purpose="audience"></template>',
    "e": '<template id="e" data-service="metomo"></template>',
    "f": '<template id="f" data-service="cookieprefs"></template>',
}


def explained(page):
    """What is told of each gate: whether it is open, and what it waits for."""
    return page.evaluate(
        """async () => Object.fromEntries((await window.cookieprefs.explain())
          .map(({ gate, isOpen, waitsFor }) => [gate.id, [isOpen, waitsFor.join("; ")]]))"""
    )


REFUSED = "refused, or a signal of the browser says no"
TOLD = [
    (
        {},
        {
            "a": [False, "matomo: not decided"],
            "b": [False, "a no to matomo: not decided"],
            "c": [False, "matomo: not decided; youtube: not decided"],
            "d": [False, "matomo: not decided, hotjar: not decided"],
            "e": [False, "metomo: not known"],
            "f": [True, "cookieprefs: allowed"],
        },
    ),
    (
        {"matomo": True},
        {
            "a": [True, "matomo: allowed"],
            "b": [False, "a no to matomo: allowed"],
            "c": [False, f"matomo: allowed; youtube: {REFUSED}"],
            "d": [False, f"matomo: allowed, hotjar: {REFUSED}"],
            "e": [False, "metomo: not known"],
            "f": [True, "cookieprefs: allowed"],
        },
    ),
    (
        {"matomo": False},
        {
            "a": [False, f"matomo: {REFUSED}"],
            "b": [True, f"a no to matomo: {REFUSED}"],
            "c": [False, f"matomo: {REFUSED}; youtube: {REFUSED}"],
            "d": [False, f"matomo: {REFUSED}, hotjar: {REFUSED}"],
            "e": [False, "metomo: not known"],
            "f": [True, "cookieprefs: allowed"],
        },
    ),
]


@pytest.mark.parametrize(("choices", "told"), TOLD, ids=["undecided", "a yes", "a no"])
def test_each_gate_is_listed_with_what_it_waits_for(shop, page, context, choices, told):
    shop.page("/", "".join(GATES.values()))
    shop.decide(context, **choices)
    page.goto("/")
    ready(page)
    with page.expect_console_message(lambda message: message.type == "table"):
        found = explained(page)
    assert found == told


def test_a_frame_whose_place_is_held_is_listed_too(shop, vendors, page):
    shop.page("/", film(vendors.at("/first.html"), 'id="film"'))
    page.goto("/")
    ready(page)
    assert explained(page) == {"film": [False, "youtube: not decided"]}


def test_what_is_allowed_stays_shut_where_its_vendor_could_not_be_told_and_all_else_opens(shop, page):
    """Nothing of a vendor's loads before it has heard of the decision (V-01 to V-09)."""
    shop.site.publish(sample.with_service("google-analytics", "audience"))
    broken = "window.dataLayer = Object.freeze([]);"
    shop.page(
        "/",
        f'<script type="text/plain" data-service="google-analytics">{script("google")}</script>'
        f'<script type="text/plain" data-service="matomo">{script("matomo")}</script>',
        head=f"<script>{broken}</script>",
    )
    page.goto("/")
    with page.expect_console_message(lambda message: "google could not be told" in message.text):
        button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    page.wait_for_function("() => window.ran")
    ready(page)
    expect_ran(page, ["matomo"])


def test_a_service_that_we_load_stays_away_where_its_vendor_could_not_be_told(shop, page):
    options = sample.with_service("google-analytics", "audience") + "    measurement_id: G-1A2B\n"
    shop.site.publish(options)
    shop.page("/", "<h1>Tea</h1>", head="<script>window.dataLayer = Object.freeze([]);</script>")
    asked = []
    page.route("https://www.googletagmanager.com/**", lambda route: (asked.append(1), route.abort()))
    page.goto("/")
    with page.expect_console_message(lambda message: "google could not be told" in message.text):
        button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    looked(page)
    assert asked == []
