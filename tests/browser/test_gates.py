"""Every kind of gate: shut before a choice and after a no, open after a yes, at once and on the next page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner, button
from tests.browser.shop import ready, settle
from tests.browser.vendors import expect_ran

KINDS = {
    "markup in a template": (
        '<template data-service="matomo"><p>counted <img src="{at}/1.gif" alt=""></p></template>',
        "/1.gif",
    ),
    "a script in a template": (
        '<template data-service="matomo"><script src="{at}/2.js"></script></template>',
        "/2.js",
    ),
    "a frame in a template": (
        '<template data-service="youtube"><iframe src="{at}/3.html" title="film"></iframe></template>',
        "/3.html",
    ),
    "a script by data-src": (
        '<script type="text/plain" data-service="matomo" data-src="{at}/4.js"></script>',
        "/4.js",
    ),
    "a script by src": ('<script type="text/plain" data-service="matomo" src="{at}/5.js"></script>', "/5.js"),
    "an inline script": (
        '<script type="text/plain" data-service="matomo">new Image().src = "{at}/6.gif";</script>',
        "/6.gif",
    ),
    "a frame": ('<iframe data-service="youtube" data-src="{at}/7.html" title="clip"></iframe>', "/7.html"),
    "a picture by data-src": ('<img data-service="matomo" data-src="{at}/8.gif" alt="">', "/8.gif"),
    "a picture by data-srcset": ('<img data-service="matomo" data-srcset="{at}/9.gif 1x" alt="">', "/9.gif"),
    "a style sheet": ('<link rel="stylesheet" data-service="matomo" data-href="{at}/10.css">', "/10.css"),
    "a video by data-src": ('<video data-service="youtube" data-src="{at}/11.webm" muted></video>', "/11.webm"),
    "a video by its sources": (
        '<video data-service="youtube" muted><source data-src="{at}/12.webm" type="video/webm"></video>',
        "/12.webm",
    ),
    "a video's picture": ('<video data-service="youtube" data-poster="{at}/15.gif"></video>', "/15.gif"),
    "an object": ('<object data-service="youtube" data-data="{at}/16.html" title="map"></object>', "/16.html"),
    "an embed": ('<embed data-service="youtube" data-src="{at}/17.html" title="map">', "/17.html"),
    "a picture's sources": (
        '<picture data-service="matomo"><source data-srcset="{at}/18.gif"><img alt=""></picture>',
        "/18.gif",
    ),
    "a whole purpose": ('<img data-purpose="media" data-src="{at}/13.gif" alt="">', "/13.gif"),
    "several services": ('<img data-service="matomo youtube" data-src="{at}/14.gif" alt="">', "/14.gif"),
}
ALL = {path for _, path in KINDS.values()}


def everything(vendors):
    return "".join(markup for markup, _ in KINDS.values()).replace("{at}", vendors.url)


def answer(page, action):
    button(banner(page), action).click()
    expect(banner(page)).to_have_count(0)


@pytest.fixture
def full(shop, vendors, page):
    """A page with a gate of every kind."""
    shop.page("/", everything(vendors))
    page.goto("/")
    expect(banner(page)).to_be_visible()
    return page


def test_every_gate_is_shut_before_a_choice(vendors, full, asked):
    settle(full)
    assert vendors.requests == []
    assert not [one for one in asked if one.startswith(vendors.url)]


def test_every_gate_stays_shut_after_a_no(vendors, full, asked):
    answer(full, "refuse_all")
    full.reload()
    ready(full)
    assert vendors.requests == []
    assert not [one for one in asked if one.startswith(vendors.url)]


@pytest.mark.parametrize(("markup", "path"), KINDS.values(), ids=KINDS)
def test_a_gate_opens_as_soon_as_it_is_allowed(shop, vendors, page, markup, path):
    shop.page("/", markup.replace("{at}", vendors.url))
    page.goto("/")
    with page.expect_request(vendors.at(path)):
        answer(page, "accept_all")


def test_every_gate_is_open_on_the_pages_after_a_yes(shop, vendors, page, context):
    shop.decide(context, matomo=True, youtube=True)
    shop.page("/", everything(vendors))
    page.goto("/")
    ready(page)
    vendors.wait_for(*ALL)
    assert set(vendors.requests) == ALL


def test_what_a_template_holds_stands_where_the_template_is(shop, page, context):
    shop.page("/", '<p>before</p><template data-service="matomo"><p>held</p></template><p>after</p>')
    shop.decide(context, matomo=True)
    page.goto("/")
    expect(page.locator("body > p")).to_have_text(["before", "held", "after"])


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({}, []),
        ({"matomo": True}, []),
        ({"matomo": True, "hotjar": False}, []),
        ({"matomo": True, "hotjar": True}, ["audience"]),
    ],
)
def test_a_purposes_gate_waits_for_all_its_services(shop, page, context, choices, expected):
    shop.page("/", '<script type="text/plain" data-purpose="audience">window.ran = ["audience"];</script>')
    shop.decide(context, **choices)
    page.goto("/")
    ready(page)
    expect_ran(page, expected)


@pytest.mark.parametrize(
    ("choices", "expected"), [({}, []), ({"matomo": True}, []), ({"matomo": False}, ["plain"])]
)
def test_what_stands_for_a_no_runs_on_a_no_alone(shop, page, context, choices, expected):
    shop.page("/", '<script type="text/plain" data-service="!matomo">window.ran = ["plain"];</script>')
    shop.decide(context, **choices)
    page.goto("/")
    ready(page)
    expect_ran(page, expected)


def test_what_stands_for_a_no_runs_as_soon_as_it_is_said(shop, page):
    shop.page("/", '<template data-service="!matomo"><p id="instead">Nobody counts you.</p></template>')
    page.goto("/")
    expect(banner(page)).to_be_visible()
    expect(page.locator("#instead")).to_have_count(0)
    answer(page, "refuse_all")
    expect(page.locator("#instead")).to_be_visible()


@pytest.mark.parametrize("name", ["metomo", "!metomo", "matomo metomo", "__proto__", "constructor"])
def test_an_unknown_service_stays_shut_and_is_told_once(shop, page, context, name):
    said = []
    page.on("console", lambda message: said.append((message.type, message.text)))
    gate = f'<script type="text/plain" data-service="{name}">window.ran = ["unknown"];</script>'
    shop.page("/", gate * 3)
    shop.decide(context, matomo=True, hotjar=True, youtube=True)
    with page.expect_console_message(lambda message: message.type == "warning"):
        page.goto("/")
    settle(page)
    expect_ran(page, [])
    # What the page has said arrives here in its order, and later than the page goes on.
    with page.expect_console_message(lambda message: message.type == "info"):
        page.evaluate("() => console.info('that was all')")
    assert [kind for kind, _ in said] == ["warning", "info"]


def test_an_unknown_service_is_told_on_a_first_visit_too(shop, page):
    shop.page("/", '<script type="text/plain" data-service="metomo">window.ran = ["unknown"];</script>')
    with page.expect_console_message(lambda message: '"metomo" is not known' in message.text):
        page.goto("/")
    expect(banner(page)).to_be_visible()
    expect_ran(page, [])


@pytest.mark.parametrize(
    "waits", ['data-service="!matomo"', 'data-service="matomo hotjar"', 'data-purpose="media"']
)
def test_what_waits_for_more_than_one_yes_costs_a_first_visit_no_second_file(shop, page, waits):
    shop.page("/", f'<script type="text/plain" {waits}>window.ran = [1];</script>')
    page.goto("/")
    expect(banner(page)).to_be_visible()
    ready(page)
    assert [path for _, path in shop.site.line.passed] == ["/cookies/embed.js"]
    expect_ran(page, [])


def test_a_service_that_needs_no_choice_is_open_from_the_start(shop, page):
    shop.page("/", '<script type="text/plain" data-service="cookieprefs">window.ran = ["always"];</script>')
    page.goto("/")
    ready(page)
    expect_ran(page, ["always"])


@pytest.mark.parametrize(
    "cookie",
    [
        "v=1&until=1&yes=matomo&no=",
        "v=0&until=99999999999&yes=matomo&no=",
        "v=1&until=99999999999&yes=matomo&no=matomo",
        "v=1&until=99999999999&yes=&no=",
        "yes=matomo",
        "true",
        "%00",
        "",
    ],
)
def test_a_cookie_that_says_no_clear_yes_opens_nothing(shop, page, context, cookie):
    context.add_cookies([{"name": "cookieprefs", "value": cookie, "url": shop.url}])
    shop.page("/", '<script type="text/plain" data-service="matomo">window.ran = ["matomo"];</script>')
    page.goto("/")
    ready(page)
    expect_ran(page, [])
    expect(banner(page)).to_be_visible()
