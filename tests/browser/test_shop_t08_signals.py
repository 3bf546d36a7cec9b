"""T8 on a site's own pages: a browser's signal is a no to what sells or targets, and never a yes (G-01, G-02)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser import watch
from tests.browser.pages import banner, button, held
from tests.browser.shop import ready
from tests.browser.vendors import expect_ran, script

SIGNAL = """Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });"""
HONOURED = "not to sell or share your data is honoured"


@pytest.fixture
def front(shop):
    """A page with one service that targets and one that does not."""
    shop.site.publish(sample.with_service("meta-pixel", "audience"))
    return shop.page(
        "/",
        "".join(
            f'<script type="text/plain" data-service="{key}">{script(key)}</script>'
            for key in ("meta-pixel", "matomo")
        ),
    )


@pytest.fixture
def page(front, new_context):
    """A browser that sends the signal."""
    context = new_context(extra_http_headers={"Sec-GPC": "1"})
    context.add_init_script(watch.SCRIPT + SIGNAL)
    return context.new_page()


def test_accepting_all_leaves_what_targets_off(shop, page):
    page.goto("/")
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    page.wait_for_function("() => window.ran?.length")
    expect_ran(page, ["matomo"])
    page.reload()
    page.wait_for_function("() => window.ran?.length")
    expect_ran(page, ["matomo"])
    assert "meta-pixel" not in held(page.context)[0]
    assert shop.site.stored()["meta-pixel"] == "refused"


def test_the_record_tells_of_the_signal(shop, page):
    page.goto("/")
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    (record,) = shop.site.records()
    assert "gpc" in str(record.shown).lower() + str(record).lower()


def test_the_banner_says_that_it_is_honoured(page):
    page.goto("/")
    expect(banner(page)).to_contain_text(HONOURED)


def test_a_signal_alone_stores_nothing_and_still_asks_for_the_rest(shop, page):
    page.goto("/")
    expect(banner(page)).to_be_visible()
    assert page.context.cookies() == []
    assert shop.site.records() == []
    expect_ran(page, [])


def test_without_the_signal_nothing_is_said_of_it(shop, front, new_context):
    page = new_context().new_page()
    page.goto("/")
    expect(banner(page)).to_be_visible()
    expect(banner(page)).not_to_contain_text(HONOURED)
    button(banner(page), "accept_all").click()
    page.wait_for_function("() => window.ran?.length === 2")
    expect_ran(page, ["meta-pixel", "matomo"])


def test_the_bytes_of_our_file_do_not_depend_on_the_signal(shop, page):
    address = f"{shop.url}/cookies/embed.js"
    assert page.request.get(address).body() == page.request.get(address, headers={"Sec-GPC": "0"}).body()


def test_the_api_says_what_is_off_by_the_signal(page):
    page.goto("/")
    ready(page)
    assert page.evaluate("() => window.cookieprefs.allows('meta-pixel')") is False
    decision = page.evaluate("() => window.cookieprefs.decision")
    assert (decision["matomo"], decision["meta-pixel"]) == (None, False)
