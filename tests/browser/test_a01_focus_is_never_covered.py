"""What has the focus is never under the banner, nor under anything else of ours (A-01, WCAG 2.4.11)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner
from tests.browser.shop import LINK, ready
from tests.browser.sizes import WINDOWS, window

STOPS = 24
LINES = "".join(
    f'<p>Linden, mint and sage, {number}: <a href="#{number}">read on</a> <button>Into the basket</button></p>'
    for number in range(STOPS // 2)
)
COVERED = """() => {
  const focused = document.activeElement;
  const banner = document.querySelector("section#cookieprefs-banner");
  const { left, top, width, height } = focused.getClientRects()[0];
  const seen = [0.1, 0.5, 0.9].map((share) => document.elementFromPoint(left + width / 2, top + height * share))
    .filter((hit) => hit && (focused.contains(hit) || hit.contains(focused) && hit !== document.documentElement));
  const fixed = banner && getComputedStyle(banner).position === "fixed" ? banner.offsetHeight : 0;
  const isTall = height > innerHeight - fixed;
  return seen.length === 3 || (isTall && seen.length) ? null
    : `${seen.length} of 3 points, at ${top} to ${top + height}: ${focused.outerHTML.slice(0, 120)}`;
}"""


@pytest.fixture(params=WINDOWS)
def browser_context_args(request, browser_context_args):
    """A browser in each of the windows."""
    return {**browser_context_args, **window(request.param)}


def covered(page, key):
    """What was covered while the focus went by this key to where the page ends, and at how many places it was."""
    found, places = [], 0
    for _ in range(90):
        page.keyboard.press(key)
        if page.evaluate("() => document.activeElement === document.body"):
            break
        places += 1
        found.append(page.evaluate(COVERED))
    return [one for one in found if one], places


def test_on_a_sites_page_the_focus_is_never_under_the_banner(shop, page):
    shop.page("/", f"<h1>Tea</h1>{LINES}{LINK}")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    ready(page)
    for key in ("Tab", "Shift+Tab"):
        hidden, places = covered(page, key)
        assert hidden == []
        assert places > STOPS


@pytest.mark.parametrize("path", ["/", "/preferences"])
@pytest.mark.usefixtures("site")
def test_on_our_own_pages_nothing_covers_it(page, path):
    page.goto(path)
    for key in ("Tab", "Shift+Tab"):
        hidden, places = covered(page, key)
        assert hidden == []
        assert places > 20
