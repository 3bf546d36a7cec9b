"""In the smallest windows, with letters twice as large or wide apart, all can be read and reached (A-08)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser import watch
from tests.browser.pages import PAGES, banner, button, switch
from tests.browser.shop import LINK, in_dialog, ready
from tests.browser.sizes import WINDOWS

NARROW = 320
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }"""
"""What WCAG 1.4.12 has every text bear."""
TWICE = ":root { font-size: 200% !important; }"
MANY = ("vimeo", "google-analytics", "google-ads", "meta-pixel", "linkedin-insight", "tiktok-pixel", "stripe")
"""Services with the longest addresses and names of cookies in the library."""

LETTERS = [("", NARROW), (SPACED, NARROW), (TWICE, 2 * NARROW)]
NAMES = ["as they are", "wide apart", "twice as large"]

# The head of a stacked table and the link that skips to the content are out of sight on purpose.
OVERFLOWING = """(root) => [...root.querySelectorAll("*")].filter((one) => {
  const { overflowX, overflowY } = getComputedStyle(one);
  const isCut = (flow, inner, outer) => !/visible|auto|scroll/.test(flow) && inner > outer + 1;
  const { left, right } = one.getBoundingClientRect();
  return one.checkVisibility() && !one.closest(".cookieprefs-skip, thead") && (right > innerWidth + 1 || left < -1
    || isCut(overflowX, one.scrollWidth, one.clientWidth) || isCut(overflowY, one.scrollHeight, one.clientHeight));
}).map((one) => one.outerHTML.slice(0, 100))"""


def open_details(page):
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")


def add_style(place, css):
    """Put style on a page as a visitor's own would be."""
    place.locator("html").evaluate(
        """({ ownerDocument: page }, css) => {
          const sheet = new page.defaultView.CSSStyleSheet();
          sheet.replaceSync(css);
          page.adoptedStyleSheets = [...page.adoptedStyleSheets, sheet];
        }""",
        css,
    )


def expect_room(place, root="body"):
    """Expect that nothing is wider than the window, and nothing cut off."""
    assert place.locator(root).evaluate(OVERFLOWING) == []
    assert place.locator("html").evaluate("html => html.scrollWidth <= html.clientWidth")


@pytest.fixture
def narrow(page):
    """A page 320 pixels wide."""
    page.set_viewport_size({"width": NARROW, "height": 568})
    return page


@pytest.mark.parametrize(("css", "width"), LETTERS, ids=NAMES)
def test_no_page_is_wider_than_its_window_whatever_the_library_holds(site, page, css, width):
    text = sample.SITE
    for name in MANY:
        text = sample.with_service(name, "media", text)
    site.publish(text)
    page.set_viewport_size({"width": width, "height": 568})
    for path in (*PAGES, "/do-not-sell", "/no-such-page"):
        page.goto(path)
        open_details(page)
        add_style(page, css)
        expect_room(page)


@pytest.mark.parametrize(("css", "width"), LETTERS, ids=NAMES)
def test_banner_and_dialog_of_a_sites_page_fit_it_too(shop, page, css, width):
    page.set_viewport_size({"width": width, "height": 568})
    shop.page("/", f"<h1>Tea</h1>{LINK}")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    add_style(page, css)
    expect_room(page, "#cookieprefs-banner")
    for action in ("refuse_all", "accept_all"):
        button(banner(page), action).scroll_into_view_if_needed()
        expect(button(banner(page), action)).to_be_in_viewport(ratio=0.99)
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    inside = in_dialog(page)
    add_style(inside, css)
    expect_room(inside)
    box = page.locator("dialog").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("name", WINDOWS)
def test_the_banner_leaves_some_of_the_page_in_sight_and_all_of_itself_within_reach(shop, page, name):
    width, height, _ = WINDOWS[name]
    page.set_viewport_size({"width": width, "height": height})
    shop.page("/", f"<h1>Tea</h1>{LINK}" + "<p>Linden, mint and sage.</p>" * 80)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    ready(page)
    box = banner(page).bounding_box()
    assert box["y"] >= height * 0.13
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
    inside = in_dialog(page)
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
    ends = [one["y"] + one["height"] for one in cells]
    assert all(end <= below["y"] + 0.5 for end, below in zip(ends[:-1], cells[1:], strict=True))
    expect(table.get_by_role("columnheader")).to_have_text(
        ["Name", "What it holds", "How long it stays", "Kind", "Read by"]
    )


def test_the_panel_alone_keeps_what_is_used_in_sight_at_400_percent(site, page):
    page.set_viewport_size({"width": 320, "height": 180})
    page.goto("/preferences")
    switch(page, "matomo").focus()
    page.keyboard.press("Space")
    watch.wait_for_answers(page, 1)
    expect(switch(page, "matomo")).to_be_in_viewport(ratio=1)
