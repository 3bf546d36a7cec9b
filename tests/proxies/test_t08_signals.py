"""T8 through each proxy: a browser's signal arrives, and is a no to what targets (G-01, G-02)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser import watch
from tests.browser.pages import banner, button, panel
from tests.browser.test_shop_t08_signals import HONOURED, SIGNAL
from tests.browser.vendors import ran, script


@pytest.fixture
def page(house, new_context):
    """A browser that sends the signal, at a site with one service that targets."""
    house.site.publish(sample.with_service("meta-pixel", "audience"))
    context = new_context(extra_http_headers={"Sec-GPC": "1"})
    context.add_init_script(watch.SCRIPT + SIGNAL)
    return context.new_page()


def test_our_own_pages_honour_it(house, page):
    answer = page.goto(f"{house.mount}/preferences")
    assert answer.header_value("Cache-Control") == "private, no-store"
    assert "HX-Request" in answer.header_value("Vary")
    expect(page.locator("main")).to_contain_text("Global Privacy Control. We honour it")
    assert house.site.records() == []
    button(panel(page), "accept_all").click()
    expect(page.locator("#cookieprefs-state-matomo")).to_have_attribute("data-cookieprefs-state", "on")
    stored = house.site.stored()
    assert (stored["meta-pixel"], stored["matomo"]) == ("refused", "given")
    assert [one.signals for one in house.site.records()] == [{"gpc": True}]


@pytest.mark.parametrize("mount", ["path"])
def test_the_sites_pages_honour_it(house, page):
    gates = (
        f'<script type="text/plain" data-service="{key}">{script(key)}</script>'
        for key in ("meta-pixel", "matomo")
    )
    page.goto(house.page("/", "".join(gates)))
    expect(banner(page)).to_contain_text(HONOURED)
    button(banner(page), "accept_all").click()
    page.wait_for_function("() => window.ran?.length")
    assert ran(page) == ["matomo"]
    assert house.site.stored()["meta-pixel"] == "refused"
