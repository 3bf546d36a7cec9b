"""On a site's pages and on ours, from right to left: where things stand, and what says so to a screen reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser.pages import banner, button, panel
from tests.browser.shop import LINE, LINK

HEBREW = LINE.replace("embed.js", "embed.js?lang=he")


@pytest.fixture
def front(shop):
    """A page in English, whose line asks for Hebrew; the site speaks both."""
    shop.site.publish(sample.with_languages("en", "he"))
    return shop.page(
        "/", f'<h1>Tea</h1>{LINK}<script type="text/plain" data-service="matomo">1</script>', line=HEBREW
    )


def box(found):
    return found.bounding_box()


def expect_hebrew(found):
    expect(found).to_have_attribute("lang", "he")
    expect(found).to_have_attribute("dir", "rtl")


def test_the_banner_on_an_english_page_runs_as_it_is_written(front, page):
    page.goto(front)
    expect_hebrew(banner(page))
    refuse, accept = (box(button(banner(page), action)) for action in ("refuse_all", "accept_all"))
    assert refuse["x"] > accept["x"]
    text, buttons = (box(banner(page).locator(f".cookieprefs-banner-{part}")) for part in ("text", "buttons"))
    assert text["x"] > buttons["x"]
    assert banner(page).locator("h2").evaluate("(one) => getComputedStyle(one).direction") == "rtl"


def test_the_dialog_and_the_page_in_it_run_so_too(front, page):
    page.goto(front)
    page.get_by_role("link", name="Cookie Preferences").click()
    expect(panel(page.frame_locator("dialog iframe"))).to_be_visible()
    expect_hebrew(page.locator("dialog"))
    expect_hebrew(panel(page.frame_locator("dialog iframe")))
    close = box(page.locator("dialog form button"))
    assert close["x"] < box(page.locator("dialog"))["x"] + 100


def test_words_to_the_visitor_run_so_too(front, page):
    page.goto(front)
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    page.evaluate("() => window.cookieprefs.withdraw()")
    notice = page.locator(".cookieprefs-notice")
    expect_hebrew(notice)
    expect(notice.locator("p")).to_contain_text("\u2068Matomo\u2069")
    assert box(notice)["x"] < 100
    expect_hebrew(page.locator(".cookieprefs-said"))


@pytest.mark.parametrize("width", [1280, 320])
def test_our_own_pages_are_mirrored(site, page, width):
    site.publish(sample.with_languages("en", "he"))
    page.set_viewport_size({"width": width, "height": 900})
    places = {}
    for code in ("en", "he"):
        page.goto(f"/preferences?lang={code}")
        row = page.locator("#cookieprefs-service-matomo .cookieprefs-service-head")
        places[code] = box(row.locator("label"))["x"] - box(row.locator("input"))["x"]
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert places["en"] < 0 < places["he"]


def test_a_switch_slides_to_the_end_of_the_line(site, page):
    site.publish(sample.with_languages("en", "he"))
    page.goto("/preferences?lang=he")
    switch = page.locator("#cookieprefs-switch-matomo")
    at = "(one) => parseFloat(getComputedStyle(one, '::before').left)"
    off = switch.evaluate(at)
    switch.check()
    expect(switch).to_be_checked()
    assert switch.evaluate(at) < off
