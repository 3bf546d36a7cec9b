"""The beacon that counts banners: when one is seen, once a page, and never unless the operator asks (R-25)."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from playwright.sync_api import expect

from cookieprefs.core.tally import Kind
from cookieprefs.store import tally
from cookieprefs.web import unwritten
from tests import sample
from tests.browser import watch
from tests.browser.pages import banner, button
from tests.browser.shop import LINE, ready, settle
from tests.browser.test_shop_options import ROBOT
from tests.browser.test_shop_t08_signals import SIGNAL
from tests.web.test_banners_counted import COUNTING

SHOWN = "/cookies/shown"
STRICT = (
    "default-src 'none'; script-src 'nonce-bergamot'; style-src 'none'; connect-src {}; frame-src 'self'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'"
)
SOLD = COUNTING[: COUNTING.index("  - use: matomo")] + "  - use: meta-pixel\n    purpose: audience\n"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """Every banner is written as it comes, so that a test sees it."""
    monkeypatch.setattr(unwritten, "EVERY", 0)


@pytest.fixture
def counting(shop):
    """A shop that counts its banners, with one page."""
    shop.site.publish(COUNTING)
    shop.page("/", "<h1>Tea</h1>")
    shop.site.line.passed.clear()
    return shop


def counted(shop):
    """How often each banner was counted, by language and layout."""
    with shop.site.app.app_context():
        session = shop.site.runtime.sessions()
        found = Counter()
        for cell, number in tally.sums(session, "test-shop", "0000", "9999", by_month=False):
            assert cell.kind is Kind.SHOWN
            found[cell.language, cell.layout] += number
        session.rollback()
    return found


def expect_counted(page, shop, **expected):
    """Wait until these were counted, by language; and see that no other was."""
    wanted = {(language, "full"): number for language, number in expected.items()}
    wait_until_counted(page, shop, sum(wanted.values()))
    settle(page)
    assert counted(shop) == wanted


def wait_until_counted(page, shop, number):
    """Wait until so many were counted."""
    end = time.monotonic() + watch.PATIENCE / 1000
    while sum(counted(shop).values()) < number and time.monotonic() < end:
        settle(page)


def test_a_banner_that_is_seen_is_counted_once(counting, page):
    page.goto("/")
    expect(banner(page)).to_be_visible()
    expect_counted(page, counting, en=1)
    page.set_viewport_size({"width": 320, "height": 640})
    settle(page)
    page.evaluate("() => document.getElementById('cookieprefs-banner').remove()")
    expect(banner(page)).to_be_visible()
    expect_counted(page, counting, en=1)
    assert counting.site.line.posts == [SHOWN]


def test_it_says_which_banner_and_takes_no_cookie_and_brings_none(counting, page):
    with page.expect_request(lambda request: request.url.endswith(SHOWN)) as told:
        page.goto("/")
    body, headers = told.value.post_data, told.value.all_headers()
    expect_counted(page, counting, en=1)
    assert "cookie" not in headers
    assert body.count("name=") == 4
    for name, value in {"version": "2", "lang": "en", "layer": "banner", "layout": "full"}.items():
        assert f'name="{name}"\r\n\r\n{value}\r\n' in body
    assert page.context.cookies() == []
    assert counting.site.records() == []


def test_each_page_is_counted_and_none_after_the_answer(counting, page):
    page.goto("/")
    expect_counted(page, counting, en=1)
    page.reload()
    expect_counted(page, counting, en=2)
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    page.reload()
    ready(page)
    settle(page)
    assert [one for one in counting.site.line.posts if one == SHOWN] == [SHOWN] * 2


def test_it_is_off_unless_the_operator_turns_it_on(shop, page):
    shop.page("/", "<h1>Tea</h1>")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    settle(page)
    assert shop.site.line.posts == []


def test_a_page_in_another_language_counts_its_own(counting, page):
    counting.page("/", "<h1>Thé</h1>", lang="fr")
    page.goto("/")
    expect(button(banner(page), "refuse_all")).to_have_text("Tout refuser")
    expect_counted(page, counting, fr=1)


def test_a_banner_about_what_is_new_is_counted_as_that(counting, page):
    counting.decide(page.context, matomo=True)
    counting.site.publish(sample.with_service("vimeo", "media", COUNTING))
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.wait_for_function("() => document.querySelector('#cookieprefs-banner [name=layout]').value === 'new-2'")
    wait_until_counted(page, counting, 1)
    assert counted(counting) == {("en", "new-2"): 1}
    assert counting.site.line.posts.count(SHOWN) == 1


def test_where_a_signal_has_answered_nothing_is_shown_and_nothing_counted(counting, new_context):
    counting.site.publish(SOLD)
    context = new_context(extra_http_headers={"Sec-GPC": "1"})
    context.add_init_script(SIGNAL)
    page = context.new_page()
    page.goto("/")
    ready(page)
    expect(banner(page)).to_have_count(0)
    settle(page)
    assert SHOWN not in counting.site.line.posts


def test_a_robot_that_sees_none_is_not_counted(counting, browser):
    counting.site.publish(COUNTING.replace("consent:\n", "consent:\n  hide_from_crawlers: true\n", 1))
    context = browser.new_context(base_url=counting.url, user_agent=ROBOT)
    page = context.new_page()
    page.goto("/")
    ready(page)
    settle(page)
    context.close()
    assert counting.site.line.posts == []


def test_a_banner_that_a_blocker_hides_is_not_counted(counting, page):
    # As a helper's own styles do, before anything is laid out: no style of a page goes before ours.
    hide = "document.getElementById('cookieprefs-banner')?.style.setProperty('display', 'none', 'important')"
    watch_for_it = (
        f"new MutationObserver(() => {{ {hide}; }}).observe(document, {{ childList: true, subtree: true }});"
    )
    counting.page("/", "<h1>Tea</h1>", head=f"<script>{watch_for_it}</script>")
    page.goto("/")
    ready(page)
    expect(banner(page)).to_have_count(1)
    expect(banner(page)).to_be_hidden()
    settle(page)
    assert counting.site.line.posts == []


def test_who_leaves_at_once_is_counted(counting, page):
    counting.page("/away", "<p>away</p>", line="")
    leave = (
        "new MutationObserver(() => document.getElementById('cookieprefs-banner') && requestAnimationFrame(() =>"
    )
    leave += " setTimeout(() => location.assign('/away')))).observe(document, { childList: true, subtree: true });"
    counting.page("/", "<h1>Tea</h1>", head=f"<script>{leave}</script>")
    page.goto("/")
    page.wait_for_url("**/away")
    expect_counted(page, counting, en=1)


@pytest.mark.parametrize(("allowed", "times"), [("'self'", 1), ("'none'", 0)])
def test_a_policy_that_forbids_it_leaves_the_banner_as_it_is(counting, page, allowed, times):
    line = LINE.replace("<script ", '<script nonce="bergamot" ')
    policy = {"Content-Security-Policy": STRICT.format(allowed)}
    counting.page("/", "<h1>Tea</h1>", line=line, headers=policy)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    if times:
        expect_counted(page, counting, en=1)
        assert watch.violations(page) == []
    else:
        page.wait_for_function("() => window.watched.violations.length")
        assert {one.split()[0] for one in watch.violations(page)} == {"connect-src"}
        assert counted(counting) == {}


def test_the_count_is_no_matter_to_a_browser_without_beacons(counting, page):
    page.add_init_script("delete Navigator.prototype.sendBeacon;")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    assert counted(counting) == {}


@pytest.mark.parametrize("path", ["/", "/versions/1", "/receipt"])
def test_our_own_pages_count_theirs(counting, page, path):
    page.goto(f"/cookies{path}")
    expect(banner(page)).to_be_visible()
    expect_counted(page, counting, en=1)
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    page.reload()
    settle(page)
    assert counting.site.line.posts.count(SHOWN) == 1
    assert watch.violations(page) == []


def test_the_preferences_show_no_banner_and_count_none(counting, page):
    page.goto("/cookies/preferences")
    settle(page)
    assert counting.site.line.posts == []
