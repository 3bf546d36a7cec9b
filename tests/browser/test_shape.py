"""What can be measured: two buttons that are equal, pages that fit a phone, focus that is never hidden."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser import watch
from tests.browser.pages import PAGES, banner, button, panel, switch

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 700}
LOOKS = (
    "width",
    "height",
    "font-size",
    "font-weight",
    "font-family",
    "color",
    "background-color",
    "border-top-color",
    "border-top-width",
    "border-radius",
    "text-decoration-line",
    "opacity",
    "box-shadow",
)
LOOK = """(pressed, names) => {
  const style = getComputedStyle(pressed);
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(name)]));
}"""


def look(pressed):
    return pressed.evaluate(LOOK, LOOKS) | {"element": pressed.evaluate("pressed => pressed.localName")}


def assert_equal(pressed, other):
    assert look(pressed) == look(other)
    first, second = pressed.bounding_box(), other.bounding_box()
    assert abs(first["width"] - second["width"]) < 1
    assert abs(first["height"] - second["height"]) < 1


@pytest.fixture(params=["light", "dark"])
def scheme(request, page):
    page.emulate_media(color_scheme=request.param)


@pytest.mark.usefixtures("scheme")
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_refusing_and_accepting_look_alike_in_the_banner(page, size, language):
    page.set_viewport_size(size)
    page.goto(f"/?lang={language}")
    assert_equal(button(banner(page), "refuse_all"), button(banner(page), "accept_all"))


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_they_look_alike_when_only_something_new_is_asked(site, page, size):
    page.set_viewport_size(size)
    page.goto("/")
    button(banner(page), "refuse_all").click()
    watch.wait_for_answers(page, 1)
    site.publish(sample.with_service("vimeo", "media"))
    page.reload()
    assert_equal(button(banner(page), "refuse_all"), button(banner(page), "accept_all"))


def test_refusing_and_accepting_look_alike_in_the_panel(page):
    page.goto("/preferences")
    refuse, accept = look(button(panel(page), "refuse_all")), look(button(panel(page), "accept_all"))
    assert {**refuse, "width": None} == {**accept, "width": None}


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_both_buttons_of_the_banner_are_seen_without_scrolling(page, size, language):
    page.set_viewport_size(size)
    page.goto(f"/?lang={language}")
    for action in ("refuse_all", "accept_all"):
        expect(button(banner(page), action)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("has_decided", [False, True], ids=["undecided", "decided"])
def test_no_page_is_wider_than_a_phone(page, language, has_decided):
    page.set_viewport_size(PHONE)
    if has_decided:
        page.goto("/preferences")
        button(panel(page), "accept_all").click()
        watch.wait_for_answers(page, 1)
    for path in (*PAGES, "/no-such-page"):
        page.goto(f"{path}?lang={language}")
        page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"], path


def test_a_panel_opened_in_place_fits_a_phone(page):
    page.set_viewport_size(PHONE)
    page.goto("/")
    page.locator("#cookieprefs-open").click()
    expect(panel(page)).to_be_visible()
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]


def test_text_of_double_size_fits_a_phone(page):
    page.set_viewport_size({"width": 640, "height": 900})
    page.goto("/")
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 640


HIDDEN_STOPS = """() => {
  const line = document.querySelector(".cookieprefs-status:not(:empty)")?.getBoundingClientRect();
  const box = document.activeElement.getBoundingClientRect();
  const inView = box.bottom > 0 && box.top < innerHeight;
  const covered = line && box.top >= line.top && box.bottom <= line.bottom
    && box.left >= line.left && box.right <= line.right;
  return inView && !covered ? null : document.activeElement.outerHTML;
}"""


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_has_the_focus_is_never_hidden_behind_the_status_line(page, size):
    page.set_viewport_size(size)
    page.goto("/preferences")
    switch(page, "matomo").click()
    expect(page.get_by_role("status")).not_to_be_empty()
    page.locator(".cookieprefs-brand").focus()
    for _ in range(page.locator("main a, main button, main input, main summary").count()):
        page.keyboard.press("Tab")
        assert page.evaluate(HIDDEN_STOPS) is None
