"""Nothing shows itself on hover or focus alone: what explains stands there, or in a `details` (A-09)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from cookieprefs.web import assets
from tests.browser.pages import PAGES, banner
from tests.browser.shop import LINK

RULE = re.compile(r"([^{}]*:(?:hover|focus)[^{}]*)\{([^{}]*)\}")
SHOWS = re.compile(r"\b(?:display|visibility|opacity|content|clip-path|inset[a-z-]*|height|width|translate)\s*:")
SKIPS = ".cookieprefs-skip:focus"
"""The link that skips to the content is the one thing that comes with the focus: it is what has it."""

TITLED = "() => [...document.querySelectorAll('[title]:not(iframe)')].map((one) => one.outerHTML.slice(0, 90))"


@pytest.mark.usefixtures("site")
def test_nothing_of_our_pages_has_a_tooltip(page):
    for path in (*PAGES, "/do-not-sell"):
        page.goto(path)
        assert page.evaluate(TITLED) == [], path


def test_nor_has_the_banner_of_a_sites_page(shop, page):
    shop.page("/", f"<h1>Tea</h1>{LINK}")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    assert page.evaluate(TITLED) == []


@pytest.mark.parametrize("name", ["site.css", "embed.js", "effects/notice.js"])
def test_no_style_of_ours_shows_anything_on_hover_or_focus(name):
    text = (assets.folder("static") / name).read_text(encoding="utf-8")
    found = [where.strip() for where, what in RULE.findall(text) if SHOWS.search(what)]
    assert found == ([SKIPS] if name == "site.css" else [])
