"""What is pressed in banner, panel, dialog and notice is 44 pixels wide and high, wherever it is hit (A-07)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, panel, switch
from tests.browser.placeholders import film
from tests.browser.shop import LINK, in_dialog

LEAST = 44
"""CSS pixels; WCAG 2.5.8 demands 24."""
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 320, "height": 568}}

SMALL = """(root, least) => {
  const isInline = (one) => getComputedStyle(one).display === "inline";
  const isAlone = (one) => one.parentElement.textContent.trim() === one.textContent.trim();
  const inProse = (one) => one.localName === "a" && (one.closest("dd") || (isInline(one) && !isAlone(one)));
  const reach = (one, x, y) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    const [across, down] = [left + width / 2, top + height / 2];
    const isHit = (far) => (one.closest("label") ?? one).contains(
      one.ownerDocument.elementFromPoint(across + x * far, down + y * far));
    let far = 0;
    while (far < least && isHit(far + 0.5)) far += 0.5;
    return far;
  };
  const size = (one) => {
    one.scrollIntoView({ block: "center" });
    return [reach(one, 1, 0) + reach(one, -1, 0), reach(one, 0, 1) + reach(one, 0, -1)];
  };
  return [...root.querySelectorAll("a, button, summary, input:not([type=hidden])")]
    .filter((one) => one.checkVisibility() && !inProse(one))
    .filter((one) => Math.min(...size(one)) < least)
    .map((one) => `${size(one).join(" x ")}: ${one.outerHTML.slice(0, 90)}`);
}"""
"""What is smaller than that, by hits from its middle outwards. Its label counts too; links in prose do not."""


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def page(request, page):
    """A page, wide and on a phone."""
    page.set_viewport_size(request.param)
    return page


def small(locator):
    return locator.evaluate(f"(root) => ({SMALL})(root, {LEAST})")


@pytest.mark.usefixtures("site")
def test_on_our_own_pages(page):
    page.goto("/")
    assert small(banner(page)) == []
    page.goto("/preferences")
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    for place in (panel(page), page.locator("#cookieprefs-summary"), page.locator("#cookieprefs-records")):
        assert small(place) == []


def test_without_a_script_too(site, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/preferences")
    for one in panel(page).get_by_role("button").all():
        assert one.bounding_box()["height"] >= LEAST


def test_on_a_sites_page(shop, vendors, page):
    counter = '<script type="text/plain" data-service="matomo">window.ran = [1];</script>'
    shop.page("/", f"<h1>Tea</h1>{LINK}{counter}{film(vendors.at('/first.html'))}")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    assert small(banner(page)) == []
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    in_dialog(page)
    assert small(page.locator("dialog")) == []
    assert small(page.frame_locator("dialog iframe").locator("#cookieprefs-main")) == []
    switch(page.frame_locator("dialog iframe"), "matomo").click()
    page.wait_for_function("() => !window.cookieprefs.allows('matomo')")
    page.keyboard.press("Escape")
    expect(page.locator(".cookieprefs-notice")).to_be_visible()
    assert small(page.locator(".cookieprefs-notice")) == []
