"""Going back shows what is true now, even out of the cache for going back (B-13)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, expect_state, panel, switch

TELL = 'addEventListener("pageshow", ({ persisted }) => console.log(`${location.pathname} ${persisted}`));'


@pytest.fixture(params=[None, "no-cache"], ids=["as we send it", "kept for going back"])
def shown(request, site):
    """How pages were shown, "path, whether kept": once with our headers, once where a browser keeps pages."""
    if request.param:
        site.line.replaced["Cache-Control"] = request.param
    return []


@pytest.fixture
def page(launch_browser, browser_context_args, shown):
    """A page of a browser that keeps pages for going back, which the others here do not."""
    browser = launch_browser(ignore_default_args=["--disable-back-forward-cache"])
    context = browser.new_context(**browser_context_args)
    context.add_init_script(watch.SCRIPT + TELL)
    page = context.new_page()
    page.on("console", lambda message: shown.append(message.text))
    yield page
    browser.close()


def test_the_banner_does_not_come_back_after_a_choice(site, page, shown):
    page.goto("/")
    page.goto("/preferences")
    button(panel(page), "refuse_all").click()
    watch.wait_for_answers(page, 1)
    page.go_back()
    expect(page).to_have_url(site.url + "/")
    expect(banner(page)).to_have_count(0)
    assert ("/ true" in shown) == bool(site.line.replaced)


def test_the_switches_are_as_stored(site, page, shown):
    page.goto("/preferences")
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    page.goto("/")
    button(page.locator("#cookieprefs-summary"), "withdraw_all").click()
    watch.wait_for_answers(page, 1)
    page.go_back()
    expect(page).to_have_url(site.url + "/preferences")
    expect_state(page, matomo="off", hotjar="off", youtube="off")
    assert ("/preferences true" in shown) == bool(site.line.replaced)
