"""Contrast, computed from the colours as drawn, in light and dark: text 4.5:1, controls 3:1 (A-07, A-10)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.colours import contrast
from tests.browser.pages import banner, button, panel, switch, whole
from tests.browser.placeholders import film, inside
from tests.browser.shop import LINK, in_dialog

TEXT, CONTROL = 4.5, 3.0
WORDS = "h1, h2, h3, h4, p, li, b, a, button, summary, dt, dd, td, th, label, legend, span, code, time"
HAS_WORDS = """(all) => {
  const says = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return all.flatMap((one, at) => (one.checkVisibility() && says(one) ? [at] : []));
}"""


@pytest.fixture(params=["light", "dark"])
def scheme(request, page):
    """A colour scheme."""
    page.emulate_media(color_scheme=request.param)
    return request.param


def faint(root):
    """The words in a part of a page that stand out too little, with by how much they do."""
    found = root.locator(WORDS)
    seen = found.evaluate_all(HAS_WORDS)
    assert seen
    told = ((contrast(found.nth(at)), found.nth(at)) for at in seen)
    return [(ratio, one.evaluate("one => one.outerHTML.slice(0, 90)")) for ratio, one in told if ratio < TEXT]


@pytest.mark.usefixtures("scheme")
def test_words_on_our_own_pages(site, page):
    page.goto("/")
    assert faint(page.locator("body")) == []
    page.goto("/preferences")
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    assert faint(page.locator("body")) == []


@pytest.mark.usefixtures("scheme")
def test_words_on_a_sites_page(shop, vendors, page):
    shop.page("/", f"<h1>Tea</h1>{LINK}{film(vendors.at('/first.html'))}")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    assert faint(banner(page)) == []
    assert faint(inside(page).locator("body")) == []
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    in_dialog(page)
    assert faint(page.locator("dialog")) == []


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize("is_on", [False, True], ids=["off", "on"])
def test_a_switch_and_its_thumb(site, page, is_on):
    page.goto("/preferences")
    control = switch(page, "matomo")
    if is_on:
        control.click()
        watch.wait_for_answers(page, 1)
    assert contrast(control, "borderTopColor", around="outside") >= CONTROL
    assert contrast(control, "backgroundColor", pseudo="::before") >= CONTROL


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize(
    "find",
    [
        lambda page: switch(page, "matomo"),
        lambda page: whole(page, "audience"),
        lambda page: button(panel(page), "refuse_all"),
        lambda page: page.locator("#cookieprefs-service-matomo summary"),
        lambda page: page.locator("#cookieprefs-service-matomo .cookieprefs-vendor a"),
    ],
    ids=["switch", "checkbox", "button", "summary", "link"],
)
def test_the_ring_around_what_has_the_focus(site, page, find):
    page.goto("/preferences")
    page.keyboard.press("Tab")
    find(page).focus()
    style = find(page).evaluate(
        "one => { const { outlineStyle, outlineWidth } = getComputedStyle(one); "
        "return [outlineStyle, parseFloat(outlineWidth)]; }"
    )
    assert style[0] == "solid"
    assert style[1] >= 2
    assert contrast(find(page), "outlineColor", around="outside") >= CONTROL


@pytest.mark.usefixtures("scheme")
def test_the_ring_in_the_banner_and_dialog_of_a_sites_page_is_the_browsers_own(shop, page):
    """It is drawn in two colours, so that it stands out on any ground."""
    shop.page("/", f"<h1>Tea</h1>{LINK}")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.keyboard.press("Tab")
    for one in banner(page).locator("a, button").all():
        one.focus()
        assert one.evaluate("one => getComputedStyle(one).outlineStyle") == "auto"
        assert one.evaluate("one => one.matches(':focus-visible')")
