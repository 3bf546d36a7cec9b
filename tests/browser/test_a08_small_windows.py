"""In the smallest windows, with letters twice as large or wide apart, all can be read and reached (A-08)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser import watch
from tests.browser.pages import PAGES, banner, button, panel, switch
from tests.browser.shop import LINK, ready
from tests.browser.sizes import WINDOWS

NARROW = 320
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }"""
"""What WCAG 1.4.12 has every text bear."""
TWICE = ":root { font-size: 200% !important; }"
MANY = ("vimeo", "google-analytics", "google-ads", "meta-pixel", "linkedin-insight", "tiktok-pixel", "stripe")
"""Services with the longest addresses and names of cookies in the library."""

OVERFLOWING = """(root) => [...root.querySelectorAll("*")].filter((one) => one.checkVisibility()).filter((one) => {
  const { overflowX, clipPath } = getComputedStyle(one);
  const isCut = overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1 && clipPath === "none";
  const { left, right, width } = one.getBoundingClientRect();
  return width > 0 && clipPath === "none" && !one.closest(".cookieprefs-skip, thead")
    && (isCut || right > innerWidth + 1 || left < -1);
}).map((one) => one.outerHTML.slice(0, 100))"""
CUT = """(root) => [...root.querySelectorAll("button, a, p, h1, h2, h3, h4, legend, label, span, li, td")].filter((one) =>
  one.checkVisibility() && getComputedStyle(one).overflowY !== "visible" && !/auto|scroll/.test(getComputedStyle(one).overflowY)
  && one.scrollHeight > one.clientHeight + 1 && getComputedStyle(one).clipPath === "none").map((one) => one.outerHTML.slice(0, 100))"""


def open_details(page):
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")


def add_style(page, css):
    """Put style on a page as a visitor's own would be."""
    page.evaluate(
        """(css) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);
          document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }""",
        css,
    )


def expect_room(place):
    """Expect that nothing is wider than the window, and nothing cut off."""
    assert place.evaluate("one => one.ownerDocument.documentElement.scrollWidth") <= NARROW
    assert place.evaluate(OVERFLOWING) == []
    assert place.evaluate(CUT) == []


@pytest.fixture
def narrow(page):
    """A page 320 pixels wide."""
    page.set_viewport_size({"width": NARROW, "height": 568})
    return page


@pytest.mark.parametrize("css", ["", SPACED, TWICE], ids=["as it is", "spaced", "twice as large"])
def test_no_page_is_wider_than_320_pixels_whatever_the_library_holds(site, narrow, css):
    text = sample.SITE
    for name in MANY:
        text = sample.with_service(name, "media", text)
    site.publish(text)
    for path in (*PAGES, "/do-not-sell", "/no-such-page"):
        narrow.goto(path)
        open_details(narrow)
        add_style(narrow, css)
        expect_room(narrow.locator("body"))


@pytest.mark.parametrize("css", ["", SPACED, TWICE], ids=["as it is", "spaced", "twice as large"])
def test_banner_and_dialog_of_a_sites_page_fit_it_too(shop, narrow, css):
    shop.page("/", f"<h1>Tea</h1>{LINK}")
    narrow.goto("/")
    expect(banner(narrow)).to_be_visible()
    add_style(narrow, css)
    expect_room(banner(narrow))
    for action in ("refuse_all", "accept_all"):
        button(banner(narrow), action).scroll_into_view_if_needed()
        expect(button(banner(narrow), action)).to_be_in_viewport(ratio=1)
    narrow.get_by_role("link", name="Cookie Preferences", exact=True).click()
    inside = narrow.frame_locator("dialog iframe")
    expect(panel(inside)).to_be_visible()
    inside.locator("html").evaluate(
        "(html, css) => { const sheet = new html.ownerDocument.defaultView.CSSStyleSheet(); sheet.replaceSync(css); "
        "html.ownerDocument.adoptedStyleSheets = [sheet]; }",
        css,
    )
    assert inside.locator("html").evaluate("html => html.scrollWidth <= html.clientWidth")
    assert inside.locator("body").evaluate(CUT) == []
    box = narrow.locator("dialog").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW


@pytest.mark.parametrize("name", WINDOWS)
def test_the_banner_leaves_some_of_the_page_in_sight_and_all_of_itself_within_reach(shop, page, name):
    width, height, _ = WINDOWS[name]
    page.set_viewport_size({"width": width, "height": height})
    shop.page("/", f"<h1>Tea</h1>{LINK}" + "<p>Linden, mint and sage.</p>" * 80)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    ready(page)
    box = banner(page).bounding_box()
    assert box["y"] >= height * 0.14
    assert abs(box["y"] + box["height"] - height) < 1
    page.keyboard.press("Tab")
    for one in banner(page).locator("a, button").all():
        expect(one).to_be_focused()
        expect(one).to_be_in_viewport(ratio=0.99)
        page.keyboard.press("Tab")
    title = banner(page).get_by_role("heading")
    title.scroll_into_view_if_needed()
    expect(title).to_be_in_viewport(ratio=0.99)
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
    assert page.locator("p").last.bounding_box()["y"] < box["y"], "the page's end stays under the banner"


def test_the_preferences_can_be_used_in_a_window_of_320_by_256(shop, page):
    page.set_viewport_size({"width": NARROW, "height": 256})
    shop.page("/", f"<h1>Tea</h1>{LINK}")
    page.goto("/")
    banner(page).get_by_role("link", name="Choose").click()
    inside = page.frame_locator("dialog iframe")
    expect(panel(inside)).to_be_visible()
    expect(page.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
    for key in ("matomo", "youtube"):
        switch(inside, key).click()
        expect(switch(inside, key)).to_be_in_viewport(ratio=1)
    expect(inside.get_by_role("status")).to_contain_text("YouTube is on")
    assert shop.site.stored()["youtube"] == "given"
    page.get_by_role("button", name="Close").click()
    expect(banner(page)).to_have_count(0)


def test_a_table_of_cookies_is_a_list_on_a_phone_and_still_told_as_a_table(site, narrow):
    narrow.goto("/preferences")
    open_details(narrow)
    table = narrow.get_by_role("table", name="Cookies of Matomo")
    row = table.get_by_role("row").nth(1)
    cells = [one.bounding_box() for one in row.get_by_role("cell").all()]
    assert len(cells) == 5
    assert [one["x"] for one in cells] == [cells[0]["x"]] * 5
    assert all(above["y"] + above["height"] <= below["y"] for above, below in zip(cells, cells[1:], strict=False))
    expect(table.get_by_role("columnheader")).to_have_text(
        ["Name", "What it holds", "How long it stays", "Kind", "Read by"]
    )


def test_words_of_double_size_come_from_the_window_and_buttons_stay_alike(shop, narrow):
    shop.page("/", "<h1>Tea</h1>", head="<style>html { font-size: 200%; }</style>")
    narrow.goto("/")
    expect(banner(narrow)).to_be_visible()
    refuse, accept = (button(banner(narrow), one).bounding_box() for one in ("refuse_all", "accept_all"))
    assert (refuse["width"], refuse["height"]) == (accept["width"], accept["height"])


def test_the_panel_alone_keeps_what_is_used_in_sight_at_400_percent(site, page):
    page.set_viewport_size({"width": 320, "height": 180})
    page.goto("/preferences")
    switch(page, "matomo").focus()
    page.keyboard.press("Space")
    watch.wait_for_answers(page, 1)
    expect(switch(page, "matomo")).to_be_in_viewport(ratio=1)
