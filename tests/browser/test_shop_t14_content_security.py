"""T14 on a site's own pages: nothing of ours breaks the strictest policy that a site may have (B-17)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser import watch
from tests.browser.pages import banner, button, panel, switch
from tests.browser.placeholders import film, inside, loaded
from tests.browser.shop import LINK, ready
from tests.browser.vendors import expect_ran, script

LINE = '<script nonce="bergamot" src="/cookies/embed.js" async></script>'
STRICT = (
    "default-src 'none'; script-src 'nonce-bergamot'; style-src 'none'; connect-src 'self'; frame-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'"
)
POLICIES = {
    "strict": STRICT,
    "and nothing by a string": f"{STRICT}; require-trusted-types-for 'script'",
    "and named makers of strings alone": (
        f"{STRICT}; require-trusted-types-for 'script'; trusted-types cookieprefs"
    ),
    "by the nonce and what it loads": STRICT.replace("'nonce-bergamot'", "'nonce-bergamot' 'strict-dynamic'"),
    "by our path alone": STRICT.replace("'nonce-bergamot'", "'self' 'nonce-bergamot'"),
}


@pytest.fixture
def page(page):
    """A page of which every complaint of the browser fails the test."""
    said = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    yield page
    assert said == []


@pytest.fixture(params=POLICIES.values(), ids=POLICIES)
def front(request, shop):
    """A page under a strict policy with a gate of each kind, all of the shop's own host."""
    shop.pages.serve("/count.js", script("count"), "text/javascript")
    shop.pages.serve("/film.html", '<p id="film">film</p>', "text/html")
    body = (
        film("/film.html", 'width="560" height="315"')
        + '<script type="text/plain" nonce="bergamot" data-service="matomo" data-src="/count.js"></script>'
        + f'<script type="text/plain" nonce="bergamot" data-service="matomo">{script("inline")}</script>'
        + f'<template data-service="matomo"><script nonce="bergamot">{script("held")}</script></template>'
        + LINK
    )
    return shop.page("/", body, line=LINE, headers={"Content-Security-Policy": request.param})


def test_looking_violates_nothing(front, page):
    page.goto(front)
    expect(banner(page)).to_be_visible()
    expect(inside(page).get_by_role("button")).to_have_count(2)
    assert watch.violations(page) == []


@pytest.mark.parametrize("action", ["accept_all", "refuse_all"])
def test_answering_violates_nothing(front, page, action):
    page.goto(front)
    button(banner(page), action).click()
    expect(banner(page)).to_have_count(0)
    page.reload()
    ready(page)
    assert watch.violations(page) == []


def test_opening_every_gate_violates_nothing(front, page):
    page.goto(front)
    button(banner(page), "accept_all").click()
    page.wait_for_function("() => window.ran?.length === 3")
    expect_ran(page, ["count", "inline", "held"])
    expect(loaded(page)).to_have_text("film")
    assert watch.violations(page) == []


@pytest.mark.parametrize("name", ["Load once", "Always allow"])
def test_a_placeholders_buttons_violate_nothing(front, page, name):
    page.goto(front)
    inside(page).get_by_role("button", name=name).click()
    expect(loaded(page)).to_have_text("film")
    assert watch.violations(page) == []


def test_the_preferences_violate_nothing(front, page):
    page.goto(front)
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    frame = page.frame_locator("dialog iframe")
    switch(frame, "matomo").click()
    page.wait_for_function("() => window.ran?.length === 3")
    button(panel(frame), "withdraw_all").click()
    page.wait_for_function("() => !window.cookieprefs.allows('matomo')")
    assert watch.violations(page) == []


def test_what_is_ours_is_dressed_all_the_same(front, page):
    page.goto(front)
    expect(banner(page)).to_have_css("position", "fixed")
    first, second = (button(banner(page), action).bounding_box() for action in ("refuse_all", "accept_all"))
    assert (first["width"], first["height"]) == (second["width"], second["height"])
    assert first["height"] >= 44


BARE = (
    '<script type="text/plain" data-service="matomo" data-src="/count.js"></script>'
    f'<script type="text/plain" data-service="matomo">{script("inline")}</script>'
    f'<template data-service="matomo"><script>{script("held")}</script></template>'
)


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_a_gate_without_a_nonce_runs_by_that_of_our_line(shop, page, policy):
    shop.pages.serve("/count.js", script("count"), "text/javascript")
    shop.page("/bare", BARE, line=LINE, headers={"Content-Security-Policy": policy})
    page.goto("/bare")
    button(banner(page), "accept_all").click()
    page.wait_for_function("() => window.ran?.length === 3")
    expect_ran(page, ["count", "inline", "held"])
    assert watch.violations(page) == []


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_a_service_without_markup_loads_by_the_nonce_of_our_line(shop, page, policy):
    shop.pages.serve("/matomo.js", script("tracker"), "text/javascript")
    options = f"    url: {shop.url}/\n    site_id: 7\n"
    shop.site.publish(sample.SITE.replace("    vendor: site\n", f"    vendor: site\n{options}", 1))
    shop.page("/", "<h1>Tea</h1>", line=LINE, headers={"Content-Security-Policy": policy})
    page.goto("/")
    button(banner(page), "accept_all").click()
    page.wait_for_function("() => window.ran")
    expect_ran(page, ["tracker"])
    assert watch.violations(page) == []
