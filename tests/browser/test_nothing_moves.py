"""A switch is saved under the visitor's finger: no reload, no jump of the focus, nothing moves (A-05, A-06)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import PAGES, banner, button, panel, switch, whole

SIZES = {"wide": {"width": 1280, "height": 1400}, "phone": {"width": 320, "height": 700}}
OWN_LINE = ".cookieprefs-service-head, .cookieprefs-purpose-head"

STRAYED = """([shifts, lines]) => {
  const boxes = [...document.querySelectorAll(lines)].map((line) => line.getBoundingClientRect());
  const within = (a, b) =>
    a.top >= b.top - 1 && a.bottom <= b.bottom + 1 && a.left >= b.left - 1 && a.right <= b.right + 1;
  return shifts.flatMap(({ moved }) => moved).filter((one) => !boxes.some((box) => within(one, box)));
}"""


def strayed(page):
    """What moved without standing in a line that tells a service's or a purpose's state."""
    return page.evaluate(STRAYED, [watch.shifts(page), OWN_LINE])


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def page(page, request):
    """A page, wide and on a phone."""
    page.set_viewport_size(request.param)
    return page


@pytest.fixture
def at_switch(page):
    """The preferences, scrolled to a switch."""
    page.goto("/preferences")
    switch(page, "matomo").scroll_into_view_if_needed()
    return page


def top(locator):
    return locator.bounding_box()["y"]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_moves_while_a_page_loads(page, path):
    page.goto(path)
    assert watch.shifts(page) == []


def test_nothing_moves_after_a_switch_but_its_own_words(at_switch):
    pressed = switch(at_switch, "matomo")
    before = top(pressed)
    for count in (1, 2):
        pressed.click()
        watch.wait_for_answers(at_switch, count)
        assert strayed(at_switch) == []
        assert abs(top(pressed) - before) < 1


def test_nothing_moves_after_a_purposes_checkbox_but_its_own_words(at_switch):
    whole(at_switch, "audience").scroll_into_view_if_needed()
    before = top(whole(at_switch, "audience"))
    whole(at_switch, "audience").click()
    watch.wait_for_answers(at_switch, 1)
    assert strayed(at_switch) == []
    assert abs(top(whole(at_switch, "audience")) - before) < 1


def test_a_switch_stays_where_it_is_when_the_banner_above_it_goes(page):
    page.goto("/")
    page.locator("#cookieprefs-open").click()
    expect(page.locator("#cookieprefs-panel-title")).to_be_focused()
    switch(page, "matomo").scroll_into_view_if_needed()
    before = top(switch(page, "matomo"))
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    expect(banner(page)).to_have_count(0)
    assert abs(top(switch(page, "matomo")) - before) < 1


@pytest.mark.parametrize("find", [switch, whole], ids=["service", "purpose"])
def test_the_focus_stays_on_the_switch(at_switch, find):
    pressed = find(at_switch, {switch: "matomo", whole: "audience"}[find])
    pressed.focus()
    element = pressed.element_handle()
    at_switch.keyboard.press("Space")
    watch.wait_for_answers(at_switch, 1)
    assert at_switch.evaluate("before => before === document.activeElement", element)


def test_the_focus_stays_on_a_button_of_the_panel(at_switch):
    pressed = button(panel(at_switch), "accept_all")
    pressed.focus()
    at_switch.keyboard.press("Enter")
    watch.wait_for_answers(at_switch, 1)
    expect(pressed).to_be_focused()


def test_the_lines_that_are_read_out_are_never_replaced(at_switch):
    lines = {name: at_switch.locator(f"#cookieprefs-{name}").element_handle() for name in ("status", "alert")}
    switch(at_switch, "matomo").click()
    watch.wait_for_answers(at_switch, 1)
    expect(at_switch.get_by_role("status")).to_contain_text("Matomo")
    for name, before in lines.items():
        assert at_switch.evaluate(f"before => before === document.getElementById('cookieprefs-{name}')", before)


def test_the_status_line_names_the_service_and_its_state(at_switch):
    switch(at_switch, "matomo").click()
    expect(at_switch.get_by_role("status")).to_contain_text("Matomo is on")
    switch(at_switch, "matomo").click()
    expect(at_switch.get_by_role("status")).to_contain_text("Matomo is off")


def test_no_switch_is_replaced(at_switch):
    before = switch(at_switch, "matomo").element_handle()
    switch(at_switch, "hotjar").click()
    whole(at_switch, "audience").click()
    watch.wait_for_answers(at_switch, 2)
    assert at_switch.evaluate("before => before.isConnected", before)


def test_nothing_reloads(site, at_switch):
    at_switch.evaluate("() => { window.marker = 'still here'; }")
    loaded = len(site.line.passed)
    for count, pressed in enumerate(
        (switch(at_switch, "matomo"), whole(at_switch, "audience"), button(panel(at_switch), "withdraw_all")),
        start=1,
    ):
        pressed.click()
        watch.wait_for_answers(at_switch, count)
    assert at_switch.evaluate("() => window.marker") == "still here"
    assert [method for method, _ in site.line.passed[loaded:]] == ["POST"] * 3
