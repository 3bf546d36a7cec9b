"""A service without markup: two lines of the site file load it on the shop's pages, after a yes (V-09)."""

from __future__ import annotations

import pytest

from tests import sample
from tests.browser.pages import banner, button
from tests.browser.shop import ready

COUNTER = """
window.counted = window._paq;
window._paq = { push: (call) => { window.counted.push(call); } };
"""


@pytest.fixture
def page(page, shop, vendors):
    """The shop's front page; its site file names where its Matomo is."""
    vendors.serve("/matomo.js", COUNTER, "text/javascript")
    options = f"    url: {vendors.url}/\n    site_id: 7\n"
    shop.site.publish(sample.SITE.replace("    vendor: site\n", f"    vendor: site\n{options}", 1))
    shop.page("/", "<h1>Tea</h1>")
    shop.page("/mint", "<h1>Mint</h1>")
    page.goto("/")
    ready(page)
    return page


def calls(page):
    return [one[0] for one in page.evaluate("() => window.counted ?? []")]


def loaded(page):
    page.wait_for_function("() => window.counted")


def test_nothing_is_asked_of_the_vendor_before_a_yes(page, vendors):
    assert vendors.requests == []
    button(banner(page), "refuse_all").click()
    page.wait_for_function("() => document.cookie.includes('no=')")
    page.goto("/mint")
    ready(page)
    assert vendors.requests == []


def test_a_yes_loads_it_and_so_does_the_next_page(page, vendors):
    for address in ("/", "/mint"):
        if address == "/":
            button(banner(page), "accept_all").click()
        else:
            page.goto(address)
        loaded(page)
        assert calls(page)[:2] == ["requireConsent", "setConsentGiven"]
        assert calls(page).index("trackPageView") > 1
    assert [one for one in vendors.requests if one.startswith("/matomo")] == ["/matomo.js", "/matomo.js"]


def test_withdrawal_is_told_at_once_and_holds_on_the_next_page(page, shop, vendors):
    button(banner(page), "accept_all").click()
    loaded(page)
    shop.decide(page.context, matomo=False)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("() => window.counted.some(([name]) => name === 'forgetConsentGiven')")
    vendors.requests.clear()
    page.goto("/mint")
    ready(page)
    assert [one for one in vendors.requests if one.startswith("/matomo")] == []
