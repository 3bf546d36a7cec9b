"""axe finds nothing on our pages, wide and on a phone, light and dark; targets are big enough (A-07, A-12)."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, panel, switch

SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 320, "height": 700}}
SCHEMES = ("light", "dark")
LEAST = 24
"""CSS pixels that a target must be wide and high (WCAG 2.5.8)."""

AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}

SMALL_TARGETS = """([root, least]) => {
  const inProse = (target) => getComputedStyle(target).display === "inline"
    && target.closest("p, li, dd").textContent.trim() !== target.textContent.trim();
  return [...document.querySelectorAll(`${root} :is(a, button, summary, input:not([type=hidden]))`)]
    .filter((target) => target.checkVisibility() && !inProse(target))
    .map((target) => ({ target, box: target.getBoundingClientRect() }))
    .filter(({ box }) => box.width < least || box.height < least)
    .map(({ target, box }) => `${box.width} x ${box.height}: ${target.outerHTML}`);
}"""


@pytest.fixture(params=SIZES.values(), ids=SIZES)
def size(request):
    return request.param


@pytest.fixture(params=SCHEMES)
def scheme(request):
    return request.param


@pytest.fixture
def page(size, scheme, new_context):
    """A page in one size and one colour scheme."""
    context = new_context(color_scheme=scheme)
    context.add_init_script(watch.SCRIPT)
    page = context.new_page()
    page.set_viewport_size(size)
    return page


def banner_page(page):
    page.goto("/")
    expect(banner(page)).to_be_visible()


def answered_page(page):
    page.goto("/")
    button(banner(page), "accept_all").click()
    expect(page.locator(".cookieprefs-done")).to_be_visible()


def policy_page(page):
    answered_page(page)
    page.goto("/")
    expect(banner(page)).to_have_count(0)


def open_panel_page(page):
    page.goto("/")
    page.locator("#cookieprefs-open").click()
    open_details(page)


def preferences_page(page):
    page.goto("/preferences")
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    open_details(page)


def receipt_page(page):
    page.goto("/preferences")
    button(panel(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    page.goto("/receipt")
    expect(page.locator(".cookieprefs-record")).to_have_count(1)


def proof_page(page):
    receipt_page(page)
    page.locator(".cookieprefs-record dd a").first.click()
    expect(page.locator("iframe.cookieprefs-words")).to_be_visible()
    # Its elements are there before its style is.
    page.wait_for_load_state()


def empty_receipt_page(page):
    page.goto("/receipt")


def version_page(page):
    page.goto("/versions/1")


def error_page(page):
    assert page.goto("/no-such-page").status == 404


def open_details(page):
    expect(panel(page)).to_be_visible()
    page.locator("details").evaluate_all("all => all.forEach((one) => { one.open = true; })")


STATES = (
    banner_page,
    answered_page,
    policy_page,
    open_panel_page,
    preferences_page,
    receipt_page,
    proof_page,
    empty_receipt_page,
    version_page,
    error_page,
)


@pytest.mark.parametrize("arrive", STATES, ids=lambda arrive: arrive.__name__)
def test_axe_finds_nothing(page, arrive):
    arrive(page)
    found = Axe().run(page, options=AXE)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(
    ("arrive", "root"),
    [
        (banner_page, "#cookieprefs-banner"),
        (answered_page, "#cookieprefs-main"),
        (open_panel_page, "#cookieprefs-panel"),
        (preferences_page, "body"),
        (receipt_page, "body"),
        (proof_page, "body"),
        (error_page, "body"),
    ],
)
@pytest.mark.parametrize("scheme", ["light"])
def test_every_target_is_big_enough(page, arrive, root):
    arrive(page)
    assert page.evaluate(SMALL_TARGETS, [root, LEAST]) == []
