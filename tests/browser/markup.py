"""Pages that still bear another tool's markup, and what a test expects of any of them."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.pages import banner, button
from tests.browser.shop import ready, settle
from tests.sample import SITE


def switched_on(names):
    """The site file with a tool switched on, or several: `klaro: {ga: matomo}`."""
    return SITE.replace("purposes:", f"markup: {{{names}}}\npurposes:", 1)


def served(shop, vendors, kinds, names):
    """A page of all these kinds on a site that has this switched on; nothing, where the names are none."""
    if names:
        shop.site.publish(switched_on(names))
    shop.page("/", "".join(markup for markup, _ in kinds.values()).replace("{at}", vendors.url))


def paths(kinds):
    """What is asked for once all is open."""
    return {path for _, path in kinds.values()}


def looked(page):
    """Wait until the page's markup has been read, and what may open was opened."""
    ready(page)
    # It is answered once the second script has gone through the page.
    page.evaluate("() => window.cookieprefs.explain()")
    settle(page)
    # What the page has said arrives here in its order, and later than the page goes on.
    with page.expect_console_message(lambda one: one.type == "info"):
        page.evaluate("() => console.info('that was all')")


def came(page, paths):
    """Wait until what stands under all these paths has come, and whatever it asks for has been asked for."""
    page.wait_for_function(
        """paths => paths.every((path) => performance.getEntriesByType("resource")
             .some(({ name }) => new URL(name).pathname === path))""",
        arg=[*paths],
    )
    page.wait_for_function("() => document.readyState === 'complete'")
    settle(page)


def expect_shut_then_open(shop, vendors, page, kinds, names):
    """Nothing is asked for before a choice and after a no; everything after a yes."""
    served(shop, vendors, kinds, names)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    looked(page)
    assert vendors.requests == []
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    page.reload()
    looked(page)
    assert vendors.requests == []
    page.context.clear_cookies()
    page.reload()
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    came(page, paths(kinds))
    assert {one.partition("?")[0] for one in vendors.requests} == paths(kinds)


def decided(shop, page, **choices):
    """Open the page as a visitor who has decided."""
    shop.decide(page.context, **choices)
    page.goto("/")
    looked(page)


def said(page):
    """What the page tells on its console, warnings alone, as it comes."""
    told = []
    page.on("console", lambda one: told.append(one.text) if one.type == "warning" else None)
    return told


def addresses(page):
    """The addresses of all frames that wait or are open, without their query."""
    found = page.evaluate("() => [...document.querySelectorAll('iframe')].map(({ src }) => src)")
    return [re.sub(r"\?.*", "", one) for one in found if one]
