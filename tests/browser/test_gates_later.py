"""Markup that comes into a page after it was loaded is gated like the rest, and so are five hundred of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cookieprefs.web import assets
from tests.browser.conftest import HTMX_2
from tests.browser.pages import banner, button
from tests.browser.placeholders import film, inside, loaded
from tests.browser.shop import settle
from tests.browser.vendors import expect_ran, script

HTMX = {
    "4": assets.folder("static") / "vendor" / "htmx-4.0.1.min.js",
    "2": HTMX_2,
}

ARRIVING = {
    "by innerHTML": "html => { document.getElementById('here').innerHTML = html; }",
    "by insertAdjacentHTML": "html => document.getElementById('here').insertAdjacentHTML('beforeend', html)",
    "in a fragment": """html => document.getElementById('here').append(
        document.createRange().createContextualFragment(html))""",
    "element by element": """html => {
        const made = new DOMParser().parseFromString(`<main>${html}</main>`, 'text/html').body.firstChild;
        document.getElementById('here').append(document.adoptNode(made));
    }""",
    "instead of the whole body": "html => { document.body.innerHTML = html; }",
}


def more(vendors):
    """What comes later: a script by address, one inline, and a film."""
    return (
        f'<script type="text/plain" data-service="matomo" data-src="{vendors.at("/first.js")}"></script>'
        f'<template data-service="matomo"><script>{script("second")}</script></template>'
        f"{film(vendors.at('/first.html'))}"
    )


@pytest.fixture(params=ARRIVING.values(), ids=ARRIVING)
def arrive(request):
    """How it comes."""
    return request.param


def expect_shut(page, vendors):
    expect(inside(page).get_by_role("button")).to_have_count(2)
    settle(page)
    assert vendors.requests == []
    expect_ran(page, [])


def expect_open(page):
    expect(loaded(page)).to_have_text("first")
    page.wait_for_function("() => window.ran?.length === 2")
    expect_ran(page, ["first", "second"])


def test_what_comes_before_a_choice_stays_shut_until_the_yes(shop, vendors, page, arrive):
    shop.page("/", '<div id="here"></div>')
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.evaluate(arrive, more(vendors))
    expect_shut(page, vendors)
    page.goto("/")
    page.evaluate(arrive, more(vendors))
    expect(banner(page)).to_be_visible()
    button(banner(page), "accept_all").click()
    expect_open(page)


def test_what_comes_after_a_yes_opens_at_once(shop, vendors, page, context, arrive):
    shop.page("/", '<div id="here"></div>')
    shop.decide(context, matomo=True, youtube=True, hotjar=False)
    page.goto("/")
    page.wait_for_function("() => window.cookieprefs")
    page.evaluate(arrive, more(vendors))
    expect_open(page)


def test_what_comes_after_a_no_stays_shut(shop, vendors, page, context, arrive):
    shop.page("/", '<div id="here"></div>')
    shop.decide(context, matomo=False, youtube=False, hotjar=False)
    page.goto("/")
    page.wait_for_function("() => window.cookieprefs")
    page.evaluate(arrive, more(vendors))
    expect_shut(page, vendors)


@pytest.fixture(params=HTMX.values(), ids=HTMX)
def swapping(request, shop, vendors):
    """A page that swaps more of itself in by an htmx of its own."""
    shop.pages.serve("/htmx.js", request.param.read_text(encoding="utf-8"), "text/javascript")
    shop.pages.serve("/more", more(vendors), "text/html")
    head = (
        '<meta name="htmx-config" content=\'{"includeIndicatorStyles":false,"history":false}\'>'
        '<script src="/htmx.js" defer></script>'
    )
    shop.page("/", '<button hx-get="/more" hx-target="#here">More</button><div id="here"></div>', head=head)


def test_what_htmx_swaps_in_before_a_choice_stays_shut(swapping, vendors, page):
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.get_by_role("button", name="More").click()
    expect_shut(page, vendors)


def test_what_htmx_swaps_in_after_a_yes_opens_at_once(swapping, shop, vendors, page, context):
    shop.decide(context, matomo=True, youtube=True, hotjar=False)
    page.goto("/")
    page.get_by_role("button", name="More").click()
    expect_open(page)


def test_what_was_taken_away_before_the_yes_does_not_run(shop, page):
    gate = f'<script type="text/plain" data-service="matomo">{script("gone")}</script>'
    rest = f'<script type="text/plain" data-service="matomo">{script("kept")}</script>'
    shop.page("/", f'<div id="here">{gate}</div>{rest}')
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.evaluate("() => document.getElementById('here').remove()")
    button(banner(page), "accept_all").click()
    page.wait_for_function("() => window.ran?.length")
    settle(page)
    expect_ran(page, ["kept"])


def test_five_hundred_gates_open_in_order(shop, page):
    shop.page(
        "/",
        "".join(f'<template data-service="matomo"><script>{script(n)}</script></template>' for n in range(500)),
    )
    page.goto("/")
    expect(banner(page)).to_be_visible()
    expect_ran(page, [])
    button(banner(page), "accept_all").click()
    page.wait_for_function("() => window.ran?.length === 500")
    expect_ran(page, [str(n) for n in range(500)])


def test_many_films_each_have_their_placeholder(shop, vendors, page):
    shop.page("/", "".join(film(vendors.at(f"/{n}.html"), title=f"film {n}") for n in range(60)))
    page.goto("/")
    expect(banner(page)).to_be_visible()
    expect(inside(page, "film 59").get_by_role("button")).to_have_count(2)
    assert vendors.requests == []
    button(banner(page), "accept_all").click()
    expect(loaded(page, "film 59")).to_have_text("59")
