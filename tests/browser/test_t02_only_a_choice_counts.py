"""T2: scrolling, waiting, leaving and reading on are no consent (L-02)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, switch


def scroll(page):
    page.mouse.move(640, 450)
    page.mouse.wheel(0, 4000)
    page.wait_for_function("() => scrollY > 0")
    page.mouse.wheel(0, -4000)


def escape(page):
    page.keyboard.press("Escape")


def click_elsewhere(page):
    page.locator("h1").click()
    page.mouse.click(5, 5)
    page.mouse.click(1275, 895)


def tab_through(page):
    stops = page.locator("a, button, input, summary").count()
    for _ in range(stops + 2):
        page.keyboard.press("Tab")


def wait(page):
    page.clock.run_for(60_000)


def select_text(page):
    page.locator("h1").select_text()


def resize(page):
    page.set_viewport_size({"width": 320, "height": 700})


def go_on(page):
    page.locator(".cookieprefs-brand").click()
    page.locator(".cookieprefs-nav a").nth(2).click()


def go_back(page):
    go_on(page)
    page.go_back()
    page.reload()


ACTS = (
    scroll,
    escape,
    click_elsewhere,
    tab_through,
    wait,
    select_text,
    resize,
    go_on,
    go_back,
)


@pytest.mark.parametrize("path", ["/", "/preferences"])
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
def test_this_is_no_choice(site, context, page, act, path):
    page.clock.install()
    page.goto(path)
    act(page)
    assert site.line.posts == []
    assert context.cookies() == []
    assert site.records() == []
    page.goto("/")
    expect(banner(page)).to_be_visible()


@pytest.mark.parametrize("box", ['[name="purposes"]', '[name="services"]', "label"])
def test_the_enter_key_in_a_checkbox_never_accepts_anything(site, page, box):
    page.goto("/preferences")
    page.locator(f"#cookieprefs-panel {box}").first.focus()
    page.keyboard.press("Enter")
    watch.wait_for_answers(page, 1)
    assert set(site.stored().values()) == {"refused"}
    assert site.records()[-1].how == "save"


def test_the_enter_key_without_a_script_never_accepts_anything(site, new_context):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/preferences")
    switch(page, "matomo").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert set(site.stored().values()) == {"refused"}
