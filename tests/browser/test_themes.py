"""Every layout on a site's page, wide and on a phone: where it stands, and that both buttons are alike."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser.pages import banner, button
from tests.browser.shop import LINK, MOUNT, in_dialog, ready, settle
from tests.browser.test_shape import assert_equal

SIZES = {"wide": {"width": 1280, "height": 720}, "phone": {"width": 320, "height": 568}}
LAYOUTS = {
    "bar_bottom": ("left", "right", "bottom"),
    "bar_top": ("left", "right", "top"),
    "corner_bottom_start": ("left", "bottom"),
    "corner_bottom_end": ("right", "bottom"),
    "corner_top_start": ("left", "top"),
    "corner_top_end": ("right", "top"),
    "centre": (),
}
"""Each layout with the edges of the window that it stands at."""

NEAR = 17
"""Pixels that a box may stand away from an edge."""

COLOURS = 'light: {accent: "#7a1fa2", surface: "#fdf6ff"}\n  dark: {accent: "#e0b0ff", surface: "#24152b"}\n  '
FILLING = "".join(f"<p>{'Tea for the evening. ' * 20}<a href='#{one}'>leaf {one}</a></p>" for one in range(12))
HIDDEN = """() => {
  const { left, top, right, bottom } = document.activeElement.getBoundingClientRect();
  const box = document.getElementById("cookieprefs-banner").getBoundingClientRect();
  const isSeen = bottom > 0 && top < innerHeight;
  const isUnder = left >= box.left && right <= box.right && top >= box.top && bottom <= box.bottom;
  const isOurs = document.activeElement.closest("#cookieprefs-banner");
  return isOurs || (isSeen && !isUnder) ? null : document.activeElement.outerHTML;
}"""


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def size(request):
    return request.param


@pytest.fixture
def wear(shop, page):
    """Opens a page of the shop, whose banner wears a theme."""

    def open_page(written):
        theme = f"theme:\n  {written}\npurposes:\n"
        shop.site.publish(sample.SITE.replace("purposes:\n", theme, 1))
        shop.page("/", f"<nav><a href='/teas'>Teas</a></nav><h1>Tea</h1>{FILLING}{LINK}")
        page.goto("/")
        ready(page)
        return page

    return open_page


def edges(page):
    """The edges of the window that the banner stands at."""
    box, view = banner(page).bounding_box(), page.viewport_size
    away = {
        "left": box["x"],
        "top": box["y"],
        "right": view["width"] - box["x"] - box["width"],
        "bottom": view["height"] - box["y"] - box["height"],
    }
    assert min(away.values()) >= 0, away
    return {name for name, pixels in away.items() if pixels <= NEAR}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_banner_stands_where_it_should_with_both_buttons_alike(wear, page, size, layout):
    page.set_viewport_size(size)
    wear(f"layout: {layout}")
    at = edges(page)
    if size["width"] > 320:
        assert at == set(LAYOUTS[layout])
    assert set(LAYOUTS[layout]) <= at
    refuse, accept = button(banner(page), "refuse_all"), button(banner(page), "accept_all")
    assert_equal(refuse, accept)
    for one in (refuse, accept, banner(page).locator(".cookieprefs-choose")):
        expect(one).to_be_in_viewport(ratio=1)
        assert one.bounding_box()["height"] >= 24
    assert refuse.bounding_box()["height"] >= 44
    assert banner(page).evaluate("one => one.matches(':popover-open') && one === document.body.firstElementChild")
    assert banner(page).evaluate("one => one.scrollWidth <= one.clientWidth")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]
    box = banner(page).bounding_box()
    assert box["width"] * box["height"] <= 0.8 * size["width"] * size["height"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_has_the_focus_is_never_under_it(wear, page, size, layout):
    """A-01: by keyboard from one end of the page to the other, and back."""
    page.set_viewport_size(size)
    wear(f"layout: {layout}")
    for key in ["Tab"] * 18 + ["Shift+Tab"] * 18:
        page.keyboard.press(key)
        assert page.evaluate(HIDDEN) is None


def test_the_page_keeps_no_room_once_it_is_answered(wear, page):
    wear("layout: bar_top")
    assert page.locator("h1").bounding_box()["y"] > banner(page).bounding_box()["height"]
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    page.wait_for_function("() => document.querySelector('h1').getBoundingClientRect().top < 100")


@pytest.mark.parametrize("spacing", ["normal", "roomy"])
@pytest.mark.parametrize(
    ("refusing", "accepting"),
    [
        ("Összes elutasítása", "Összes elfogadása"),
        ("Diúltaigh dóibh uile", "Glac leo uile"),
        ("Alles weigeren", "Alles accepteren"),
    ],
)
def test_long_words_leave_both_buttons_alike_in_a_box_on_a_phone(wear, page, spacing, refusing, accepting):
    page.set_viewport_size(SIZES["phone"])
    page.route(f"**{MOUNT}/embed.js", changed(**{"Refuse all": refusing, "Accept all": accepting}))
    wear(f"layout: corner_bottom_end\n  spacing: {spacing}")
    refuse, accept = button(banner(page), "refuse_all"), button(banner(page), "accept_all")
    expect(accept).to_have_text(accepting)
    assert_equal(refuse, accept)
    for one in (refuse, accept):
        expect(one).to_be_in_viewport(ratio=1)
        assert one.evaluate("one => one.scrollWidth <= one.clientWidth")


@pytest.mark.parametrize(("layout", "edge"), [("corner_bottom_start", "right"), ("corner_top_end", "left")])
def test_start_and_end_follow_the_direction_of_the_language(wear, page, layout, edge):
    page.route(f"**{MOUNT}/embed.js", changed(**{'dir=\\"ltr\\"': 'dir=\\"rtl\\"'}))
    wear(f"layout: {layout}")
    assert edge in edges(page)


def changed(**words):
    """The same banner in the words or the direction of another language."""

    def answer(route):
        fetched = route.fetch()
        text = fetched.text()
        for old, new in words.items():
            assert old in text
            text = text.replace(old, new)
        route.fulfill(response=fetched, body=text)

    return answer


@pytest.mark.parametrize(
    ("written", "scheme", "ground", "face"),
    [
        ("", "light", "rgb(253, 246, 255)", "rgb(122, 31, 162)"),
        ("", "dark", "rgb(36, 21, 43)", "rgb(224, 176, 255)"),
        ("scheme: light", "dark", "rgb(253, 246, 255)", "rgb(122, 31, 162)"),
        ("scheme: dark", "light", "rgb(36, 21, 43)", "rgb(224, 176, 255)"),
    ],
)
def test_colours_follow_the_device_or_what_the_operator_says(wear, page, written, scheme, ground, face):
    page.emulate_media(color_scheme=scheme)
    wear(COLOURS + written)
    assert style(banner(page), "backgroundColor") == ground
    assert style(button(banner(page), "refuse_all"), "backgroundColor") == face
    page.goto(f"{MOUNT}/")
    assert style(banner(page), "backgroundColor") == ground
    assert style(button(banner(page), "refuse_all"), "backgroundColor") == face
    assert_equal(button(banner(page), "refuse_all"), button(banner(page), "accept_all"))


def style(one, name):
    return one.evaluate("(one, name) => getComputedStyle(one)[name]", name)


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(18, 18, 18)")])
def test_a_scheme_without_colours_takes_those_of_the_browser(wear, page, scheme, ground):
    page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
    wear(f"scheme: {scheme}")
    assert style(banner(page), "backgroundColor") == ground


def test_a_first_visit_with_a_theme_asks_for_nothing_more(wear, page, asked):
    wear(f"{COLOURS}layout: centre\n  radius: 3\n  font: Georgia\n  preferences: drawer")
    settle(page)
    assert [one.partition(MOUNT)[2] for one in asked if MOUNT in one] == ["/embed.js"]


def test_shapes_are_those_that_were_chosen(wear, page):
    wear("radius: 3\n  font: Georgia, serif\n  layout: corner_bottom_end")
    pressed = button(banner(page), "accept_all")
    assert style(pressed, "borderRadius") == style(banner(page), "borderRadius") == "3px"
    assert style(pressed, "fontFamily") == style(banner(page), "fontFamily") == "Georgia, serif"


@pytest.mark.parametrize("layout", ["bar_top", "corner_top_end", "centre"])
def test_with_colours_forced_the_edges_of_box_and_buttons_are_seen(wear, page, layout):
    page.emulate_media(forced_colors="active")
    wear(f"{COLOURS}layout: {layout}")
    for one in (button(banner(page), "refuse_all"), *([] if layout == "bar_top" else [banner(page)])):
        assert style(one, "borderTopWidth") != "0px"
        assert style(one, "borderTopColor") != style(banner(page), "backgroundColor")


def test_the_drawer_stands_at_the_end_and_is_closed_by_escape(wear, page, size):
    page.set_viewport_size(size)
    wear(f"{COLOURS}preferences: drawer")
    banner(page).get_by_role("link", name="Choose").click()
    drawer = page.locator("dialog.cookieprefs-dialog")
    in_dialog(page)
    box = drawer.bounding_box()
    assert box["x"] + box["width"] == size["width"]
    assert (box["y"], box["height"]) == (0, size["height"])
    frame = drawer.locator("iframe").bounding_box()
    assert box["height"] * 0.8 < frame["height"] < box["height"]
    expect(drawer.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)


def test_the_drawer_of_a_language_that_runs_from_right_to_left_stands_at_the_left(wear, page):
    page.route(f"**{MOUNT}/effects.js*", changed(**{'"direction": "ltr"': '"direction": "rtl"'}))
    wear("preferences: drawer")
    page.get_by_role("link", name="Cookie Preferences").click()
    in_dialog(page)
    assert page.locator("dialog.cookieprefs-dialog").bounding_box()["x"] == 0


@pytest.mark.parametrize("spacing", ["compact", "roomy"])
def test_other_spacing_keeps_the_size_of_what_is_pressed(wear, page, spacing):
    wear(f"spacing: {spacing}")
    padding = float(style(banner(page).locator("form"), "paddingTop")[:-2])
    assert (padding < 16) == (spacing == "compact")
    assert button(banner(page), "refuse_all").bounding_box()["height"] >= 44
