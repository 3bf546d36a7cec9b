"""Forced colours, no motion, and each language with its own direction, whatever the page around it has (A-10)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cookieprefs.web import translations
from tests import sample
from tests.browser import watch
from tests.browser.colours import contrast
from tests.browser.pages import PAGES, banner, button, switch
from tests.browser.placeholders import film, inside
from tests.browser.shop import LINK, in_dialog

DIRECTIONS = {"fr": "ltr", "ar": "rtl", "he": "rtl"}
SPOKEN = [one for one in DIRECTIONS if one in translations.interface_languages()]

BORDER = """(one) => {
  const { borderTopStyle, borderTopWidth } = getComputedStyle(one);
  return [borderTopStyle, parseFloat(borderTopWidth)];
}"""
MOVES = """() => {
  const moving = (one, pseudo) => {
    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(one, pseudo);
    return animationName !== "none" || /[1-9]/.test(transitionDuration) || scrollBehavior === "smooth";
  };
  return [...document.querySelectorAll("*")]
    .filter((one) => moving(one) || moving(one, "::before") || moving(one, "::after"))
    .map((one) => one.outerHTML.slice(0, 90));
}"""
ON_A_PLATE = """(one) => {
  const plate = document.createElement("p");
  plate.style.background = "Canvas";
  document.body.append(plate);
  return [getComputedStyle(one).color, getComputedStyle(plate).backgroundColor];
}"""
STARTS = """(root) => {
  const first = root.querySelector("h2").firstChild;
  const range = document.createRange();
  range.selectNode(first);
  const { left, right } = range.getBoundingClientRect();
  const box = root.querySelector("h2").getBoundingClientRect();
  return Math.abs(box.left - left) < Math.abs(box.right - right) ? "ltr" : "rtl";
}"""


@pytest.fixture
def forced(page):
    """A page in the visitor's own colours."""
    page.emulate_media(forced_colors="active")
    return page


@pytest.mark.usefixtures("site")
def test_in_forced_colours_a_switch_shows_its_state_by_more_than_its_ground(forced):
    forced.goto("/preferences")
    places = []
    for count in (1, 2):
        control = switch(forced, "matomo")
        style, width = control.evaluate(BORDER)
        assert (style, width) == ("solid", 2)
        assert contrast(control, "borderTopColor", around="outside") >= 3
        assert contrast(control, "backgroundColor", pseudo="::before") >= 3
        places.append(control.evaluate("one => getComputedStyle(one, '::before').insetInlineStart"))
        control.click()
        watch.wait_for_answers(forced, count)
    assert places[0] != places[1], "the thumb stays where it is"


@pytest.mark.usefixtures("site")
def test_in_forced_colours_every_button_has_an_edge_on_our_own_pages(forced):
    for path in ("/", "/preferences"):
        forced.goto(path)
        for one in forced.locator("button, .cookieprefs-button").filter(visible=True).all():
            style, width = one.evaluate(BORDER)
            assert style != "none"
            assert width >= 1


def test_in_forced_colours_banner_placeholder_and_dialog_keep_their_edges(shop, vendors, forced):
    shop.page("/", f"<h1>Tea</h1>{LINK}{film(vendors.at('/first.html'))}")
    forced.goto("/")
    expect(banner(forced)).to_be_visible()
    forced.get_by_role("link", name="Cookie Preferences", exact=True).click()
    in_dialog(forced)
    for place in (banner(forced), inside(forced), forced.locator("dialog")):
        for one in place.locator("button").all():
            style, width = one.evaluate(BORDER)
            assert style == "solid"
            assert width >= 2
    assert forced.locator("dialog").evaluate(BORDER)[0] == "solid"
    assert banner(forced).evaluate(BORDER)[0] == "solid", "the banner ends nowhere where shadows are not drawn"


@pytest.mark.parametrize("name", ["refuse_all", "accept_all"])
def test_in_forced_colours_the_buttons_of_the_banner_can_be_read(shop, forced, name):
    """The browser lays a plate of the page's colour under each label, so a label must never be in that colour."""
    forced.goto(shop.page("/"))
    label, plate = button(banner(forced), name).evaluate(ON_A_PLATE)
    assert label != plate


def test_without_motion_nothing_moves_by_itself(shop, page):
    page.emulate_media(reduced_motion="reduce")
    shop.page("/", f"<h1>Tea</h1>{LINK}")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    assert page.evaluate(MOVES) == []
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    in_dialog(page)
    assert page.evaluate(MOVES) == []
    for path in PAGES:
        page.goto(f"/cookies{path}")
        assert page.evaluate(MOVES) == []


@pytest.mark.parametrize("around", ["ltr", "rtl"])
def test_the_banner_bears_its_own_language_and_direction_on_a_page_of_another(shop, page, around):
    shop.page("/", f"<h1>Tee</h1>{LINK}", lang="nl")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.evaluate("around => { document.documentElement.dir = around; }", around)
    assert banner(page).evaluate("one => [one.lang, one.dir]") == ["en", "ltr"]
    assert banner(page).evaluate("one => getComputedStyle(one).direction") == "ltr"
    assert banner(page).evaluate(STARTS) == "ltr"


@pytest.mark.parametrize("code", SPOKEN)
def test_banner_and_panel_stand_as_their_language_is_written(shop, page, code):
    way = DIRECTIONS[code]
    shop.site.publish(sample.with_language(shop.site.runtime.settings.instance, code))
    shop.page("/", f"<h1>Tea</h1>{LINK}", lang=code)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    assert banner(page).evaluate("one => [one.lang, one.dir, getComputedStyle(one).direction]") == [code, way, way]
    assert banner(page).evaluate(STARTS) == way
    page.goto(f"/cookies/preferences?lang={code}")
    assert page.locator("html").evaluate("one => [one.lang, one.dir]") == [code, way]
    control, label = switch(page, "matomo"), page.locator("label[for=cookieprefs-switch-matomo]")
    is_left = control.bounding_box()["x"] < label.bounding_box()["x"]
    assert is_left == (way == "rtl"), "the switch does not stand at the end of its line"


@pytest.mark.parametrize("path", [*PAGES, "/do-not-sell", "/no-such-page"])
def test_each_page_says_its_language(site, page, path):
    for code in ("en", "fr"):
        page.goto(f"{path}?lang={code}", wait_until="domcontentloaded")
        assert page.locator("html").evaluate("one => [one.lang, one.dir]") == [code, "ltr"]
