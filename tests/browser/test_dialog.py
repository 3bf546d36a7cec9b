"""The preferences over any page of the site: opened and closed by hand or keyboard, at work at once (L-27)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner, button, panel, switch
from tests.browser.placeholders import film, inside, loaded
from tests.browser.shop import LINK, in_dialog, ready

SIZES = {"wide": {"width": 1280, "height": 720}, "phone": {"width": 320, "height": 568}}


def dialog(page):
    return page.locator("dialog")


def frame(page):
    return page.frame_locator("dialog iframe")


def link(page):
    return page.locator("#preferences")


@pytest.fixture
def front(shop, vendors):
    """A page with a link and a button to the preferences, and a film."""
    return shop.page(
        "/",
        LINK.replace("<a ", '<a id="preferences" ')
        + '<button data-cookieprefs="preferences"><b>Your cookies</b></button>'
        + film(vendors.at("/first.html")),
    )


@pytest.fixture
def opened(front, page):
    """The preferences, opened by the link."""
    page.goto(front)
    expect(banner(page)).to_be_visible()
    link(page).click()
    in_dialog(page)
    return page


OPENERS = {
    "a link": lambda page: link(page).click(),
    "a button": lambda page: page.get_by_text("Your cookies").click(),
    "the keyboard": lambda page: (link(page).focus(), page.keyboard.press("Enter")),
    "a call": lambda page: page.evaluate("() => { window.cookieprefs.open(); }"),
    "the banner's own link": lambda page: banner(page).get_by_role("link", name="Choose").click(),
}


@pytest.mark.parametrize("open_it", OPENERS.values(), ids=OPENERS)
def test_it_opens_by(front, page, open_it):
    page.goto(front)
    expect(banner(page)).to_be_visible()
    open_it(page)
    expect(panel(frame(page))).to_be_visible()
    assert page.evaluate("() => document.querySelector('dialog').matches(':modal')")


def test_a_link_that_came_later_opens_it_too(shop, page):
    shop.page("/", '<p id="here"></p>')
    page.goto("/")
    ready(page)
    page.evaluate("html => { document.getElementById('here').innerHTML = html; }", LINK)
    page.get_by_role("link", name="Cookie Preferences", exact=True).first.click()
    expect(panel(frame(page))).to_be_visible()


def test_a_click_with_a_key_held_opens_the_plain_page_elsewhere(front, page):
    page.goto(front)
    expect(banner(page)).to_be_visible()
    with page.context.expect_page() as other:
        link(page).click(modifiers=["Control"])
    expect(other.value.locator("#cookieprefs-panel")).to_be_visible()
    expect(dialog(page)).to_have_count(0)


def test_it_has_a_name(opened):
    expect(opened.get_by_role("dialog", name="Cookie Preferences")).to_be_visible()


def test_only_the_panel_stands_in_it(opened):
    expect(frame(opened).locator("nav, footer").filter(visible=True)).to_have_count(0)
    expect(frame(opened).locator("section#cookieprefs-banner")).to_have_count(0)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_all_of_it_can_be_reached_at_any_size(opened, size):
    opened.set_viewport_size(size)
    opened.wait_for_function("size => innerWidth === size.width && innerHeight === size.height", arg=size)
    box = dialog(opened).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size["width"]
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= size["height"]
    last = button(panel(frame(opened)), "refuse_all")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    html = frame(opened).locator("html")
    assert html.evaluate("one => one.scrollWidth <= one.clientWidth")


def escape_within(page):
    switch(frame(page), "matomo").focus()
    page.keyboard.press("Escape")


def escape_outside(page):
    dialog(page).get_by_role("button", name="Close").focus()
    page.keyboard.press("Escape")


def close(page):
    dialog(page).get_by_role("button", name="Close").click()


@pytest.mark.parametrize("leave", [escape_within, escape_outside, close], ids=lambda leave: leave.__name__)
def test_it_closes_decides_nothing_and_gives_the_focus_back(shop, opened, leave):
    leave(opened)
    expect(dialog(opened)).to_be_hidden()
    expect(link(opened)).to_be_focused()
    assert shop.site.records() == []
    expect(banner(opened)).to_be_visible()


def test_it_can_be_opened_again(opened):
    for _ in range(3):
        escape_within(opened)
        expect(dialog(opened)).to_be_hidden()
        link(opened).click()
        in_dialog(opened)
    expect(dialog(opened)).to_have_count(1)


def test_a_switch_takes_effect_on_the_page_behind_at_once(shop, opened):
    switch(frame(opened), "youtube").click()
    expect(loaded(opened)).to_have_text("first")
    assert shop.site.stored()["youtube"] == "given"
    switch(frame(opened), "youtube").click()
    expect(inside(opened).get_by_role("button")).to_have_count(2)


@pytest.mark.parametrize("action", ["accept_all", "refuse_all", "save"])
def test_a_button_in_it_answers_for_the_whole_page(opened, action):
    button(panel(frame(opened)), action).click()
    expect(banner(opened)).to_have_count(0)


def test_it_shows_what_was_decided(shop, front, page, context):
    shop.decide(context, matomo=True, hotjar=False)
    page.goto(front)
    link(page).click()
    expect(switch(frame(page), "matomo")).to_be_checked()
    expect(switch(frame(page), "hotjar")).not_to_be_checked()


def test_it_is_in_the_language_of_the_page(shop, page):
    shop.page("/", LINK, lang="fr")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.locator("body > a[data-cookieprefs]").first.click()
    expect(frame(page).locator("html")).to_have_attribute("lang", "fr")


def test_a_site_whose_policy_has_no_room_for_a_frame_gets_the_plain_page(shop, page):
    policy = "default-src 'self'; frame-src 'none'"
    shop.page("/", LINK, headers={"Content-Security-Policy": policy})
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    page.wait_for_url("**/cookies/preferences*")
    expect(panel(page)).to_be_visible()
    page.go_back()
    expect(banner(page)).to_be_visible()


RESETS = {
    "a reset": "*, *::before, *::after { all: unset; box-sizing: border-box; }",
    "one that leaves display": """*:where(:not(html, iframe, canvas, img, svg, video, audio):not(svg *)) {
        all: unset; display: revert; } *, *::before { box-sizing: border-box; }""",
    "colours of its own": "button { all: unset; color: #eee; background: none; width: 5px; } p { display: none; }",
}


@pytest.mark.parametrize("css", RESETS.values(), ids=RESETS)
def test_a_sites_resets_leave_it_and_the_notices_in_sight(shop, page, css):
    counter = '<script type="text/plain" data-service="matomo">window.ran = [1];</script>'
    body = f"{LINK}{counter}" + "<div>Linden, mint and sage.</div>" * 200
    shop.page("/", body, head=f"<style>{css}</style>")
    shop.decide(page.context, matomo=True)
    page.goto("/")
    page.wait_for_function("() => window.ran")
    page.evaluate("() => { scrollTo(0, 2000); window.cookieprefs.open(); }")
    expect(panel(frame(page))).to_be_visible()
    box, window = dialog(page).bounding_box(), page.viewport_size
    assert abs(box["x"] - (window["width"] - box["x"] - box["width"])) < 2
    assert abs(box["y"] - (window["height"] - box["y"] - box["height"])) < 2
    switch(frame(page), "matomo").click()
    page.wait_for_function("() => !window.cookieprefs.allows('matomo')")
    close(page)
    notice = page.locator(".cookieprefs-notice")
    expect(notice.locator("p")).to_be_visible()
    for one in notice.get_by_role("button").all():
        expect(one).to_be_in_viewport(ratio=1)
        assert one.bounding_box()["height"] >= 44
