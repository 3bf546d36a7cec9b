"""Browsing on as acceptance, where the operator turned it on: what counts, and all that never does (DESIGN 5)."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from cookieprefs.core.consent import How
from tests.browser.pages import banner, held
from tests.sample import SITE

ON = SITE.replace("purposes:", "consent:\n  continued_navigation: true\npurposes:", 1)
PERSON = "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false });"
GPC = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });"
QUICK = "{ const now = performance.now.bind(performance); performance.now = () => 4 * now(); }"
"""A clock that goes four times as fast, so that no test waits for what a visitor would."""
LONG = "() => performance.now() > 5000"
"""A page has been there for longer than a banner needs to be in view."""

WAYS = (
    '<a href="/second">on</a> <a href="/?again=1">again</a> <a href="/privacy">privacy</a> '
    '<a href="/second" target="_blank">tab</a> <a href="/" target="_blank" rel="opener">same</a> '
    '<a href="/second" rel="noreferrer">unseen</a>'
)


@pytest.fixture
def going(shop, context):
    """The shop with the option on, and a person at the browser."""
    context.add_init_script(PERSON)
    context.add_init_script(QUICK)
    shop.site.publish(ON)
    for path in ("/", "/second", "/third"):
        shop.page(path, f"<h1>{path}</h1>{WAYS}")
    shop.page("/privacy", f"<h1>privacy</h1>{WAYS}")
    return shop


def follow(page, name, *, start="/"):
    page.goto(start)
    expect(banner(page)).to_be_visible()
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_load_state()


def expect_nothing(shop, page):
    page.wait_for_function(LONG)
    assert shop.site.records() == []
    assert page.context.cookies() == []


def test_the_banner_says_so_in_words(going, page):
    page.goto("/")
    expect(banner(page).locator("[data-cookieprefs-browsing]")).to_be_visible()


def test_a_second_page_counts_and_says_so(going, page, context):
    follow(page, "on")
    expect(page.locator(".cookieprefs-notice")).to_be_visible()
    expect(banner(page)).to_have_count(0)
    (record,) = going.site.records()
    assert record.how is How.CONTINUED_NAVIGATION
    assert held(context)[0] == "hotjar.matomo.youtube"


def test_undo_takes_it_all_back(going, page, context):
    follow(page, "on")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("() => window.cookieprefs.decision.matomo === false")
    assert held(context) == ("", "hotjar.matomo.youtube")
    assert [one.how for one in going.site.records()] == [How.CONTINUED_NAVIGATION, How.WITHDRAW_ALL]


def test_the_notice_stays_until_it_is_closed(going, page):
    follow(page, "on")
    notice = page.locator(".cookieprefs-notice")
    expect(notice).to_be_visible()
    age = page.evaluate("() => performance.now()")
    page.wait_for_function("age => performance.now() > age + 8000", arg=age)
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="Close").click()
    expect(notice).to_have_count(0)


def test_a_first_page_alone_never_counts(going, page):
    page.goto("/")
    expect_nothing(going, page)


@pytest.mark.parametrize("name", ["again", "unseen", "privacy"])
def test_the_same_page_a_page_without_referrer_and_the_privacy_page_never_count(going, page, name):
    follow(page, name)
    expect_nothing(going, page)


def test_coming_from_the_privacy_page_never_counts(going, page):
    follow(page, "on", start="/privacy")
    expect_nothing(going, page)


def test_coming_from_the_policy_never_counts(going, page):
    page.goto("/cookies/")
    page.evaluate("() => { location.href = '/second'; }")
    page.wait_for_url("**/second")
    expect_nothing(going, page)


def test_a_second_tab_of_the_same_page_never_counts(going, page):
    page.goto("/")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="same").click()
    expect(banner(popup.value)).to_be_visible()
    expect_nothing(going, popup.value)


def test_a_second_page_in_a_new_tab_counts(going, page):
    page.goto("/")
    with page.expect_popup() as popup:
        page.get_by_role("link", name="tab").click()
    expect(popup.value.locator(".cookieprefs-notice")).to_be_visible()
    (record,) = going.site.records()
    assert record.how is How.CONTINUED_NAVIGATION


CLOCK = """
performance.now = () => window.time ?? 0;
const see = Element.prototype.checkVisibility;
Element.prototype.checkVisibility = function (...given) {
  window.looks = (window.looks ?? 0) + 1;
  return see.apply(this, given);
};
"""
"""A clock that stands still until a test moves it, and a count of how often the banner was looked at."""
HIDE = (
    "(opacity) => document.getElementById('cookieprefs-banner').style.setProperty('opacity', opacity, 'important')"
)


def look(page, time):
    """Have it be this time, and wait until the banner was looked at again."""
    before = page.evaluate("(time) => { window.time = time; return window.looks ?? 0; }", time)
    page.wait_for_function("before => window.looks > before + 1", arg=before)


@pytest.fixture
def second(going, page):
    """The second page on a clock of the test's, with the banner looked at."""
    page.add_init_script(CLOCK)
    follow(page, "on")
    look(page, 0)
    return page


def test_a_banner_has_to_be_in_sight_for_a_whole_second(going, second):
    look(second, 999)
    assert going.site.line.posts == []
    second.evaluate("() => { window.time = 1000; }")
    expect(banner(second)).to_have_count(0)
    assert [one.how for one in going.site.records()] == [How.CONTINUED_NAVIGATION]


def test_a_banner_that_was_out_of_sight_meanwhile_begins_its_second_anew(going, second):
    second.evaluate(HIDE, "0")
    look(second, 900)
    second.evaluate(HIDE, "1")
    look(second, 900)
    look(second, 1899)
    assert going.site.line.posts == []
    second.evaluate("() => { window.time = 1900; }")
    expect(banner(second)).to_have_count(0)


AHEAD = {
    "not seen yet": "Object.defineProperty(Document.prototype, 'prerendering', { get: () => true });",
    "seen later": """Object.defineProperty(PerformanceNavigationTiming.prototype, 'activationStart',
        { get: () => 5 });""",
    "in a tab behind": "Object.defineProperty(Document.prototype, 'hidden', { get: () => true });",
    "by a driven browser": "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => true });",
    "under another window of the page": """new MutationObserver((_, one) => {
        if (!document.getElementById("cookieprefs-banner")) return;
        one.disconnect();
        document.body.append(document.createElement("dialog"));
        document.querySelector("dialog").showModal();
    }).observe(document, { childList: true, subtree: true });""",
}


@pytest.mark.parametrize("circumstance", AHEAD.values(), ids=AHEAD)
def test_a_page_that_nobody_sees_never_counts(going, page, circumstance):
    page.goto("/")
    expect(banner(page)).to_be_visible()
    page.add_init_script(circumstance)
    page.get_by_role("link", name="on", exact=True).click()
    page.wait_for_url("**/second")
    expect_nothing(going, page)


def out_of_sight(name, value):
    """A script that hides the banner as a visitor's own helper might: no style of a page reaches it."""
    hide = f"document.getElementById('cookieprefs-banner')?.style.setProperty('{name}', '{value}', 'important')"
    watch = f"new MutationObserver(() => {{ {hide}; }}).observe(document, {{ childList: true, subtree: true }});"
    return f"<script>{watch}</script>"


def arrive_unseen(going, page):
    """Open the second page from the first with the banner out of sight, which from then on is in sight again."""
    hidden = out_of_sight("visibility", "hidden")
    # Kept by no cache, so that coming back loads it anew.
    going.page("/second", WAYS, head=hidden, headers={"Cache-Control": "no-store"})
    page.goto("/")
    page.get_by_role("link", name="on", exact=True).click()
    page.wait_for_url("**/second")
    going.page("/second", WAYS, headers={"Cache-Control": "no-store"})


def test_a_reload_never_counts(going, page):
    arrive_unseen(going, page)
    page.reload()
    expect(banner(page)).to_be_visible()
    assert page.evaluate("() => document.referrer").endswith("/")
    expect_nothing(going, page)


def test_going_back_never_counts(going, page):
    arrive_unseen(going, page)
    page.goto("/third")
    page.go_back()
    expect(banner(page)).to_be_visible()
    expect_nothing(going, page)


def test_going_forward_never_counts(going, page):
    arrive_unseen(going, page)
    page.go_back()
    page.go_forward()
    expect(banner(page)).to_be_visible()
    expect_nothing(going, page)


@pytest.mark.parametrize(
    ("name", "value"), [("visibility", "hidden"), ("opacity", "0"), ("display", "none"), ("translate", "0 -300vh")]
)
def test_a_banner_out_of_sight_never_counts(going, page, name, value):
    going.page("/second", "<h1>two</h1>", head=out_of_sight(name, value))
    follow(page, "on")
    expect_nothing(going, page)


def test_a_browser_that_sends_a_signal_never_counts(going, page, context):
    context.add_init_script(GPC)
    context.set_extra_http_headers({"Sec-GPC": "1"})
    follow(page, "on")
    expect_nothing(going, page)


def test_a_robot_never_counts(going, browser, context):
    robot = browser.new_context(base_url=going.url, user_agent="Examplebot/1.0")
    robot.add_init_script(PERSON)
    robot.add_init_script(QUICK)
    page = robot.new_page()
    follow(page, "on")
    expect_nothing(going, page)
    robot.close()


def test_what_is_only_fetched_ahead_never_counts(going, page):
    second, third = ({"source": "list", "urls": [path]} for path in ("/second", "/third"))
    rules = json.dumps({"prefetch": [second], "prerender": [third]})
    going.page("/", f'<h1>one</h1>{WAYS}<script type="speculationrules">{rules}</script>')
    page.goto("/")
    going.pages.wait_for("/second", "/third")
    expect_nothing(going, page)


def test_without_the_option_nothing_of_it_happens(shop, page, context):
    context.add_init_script(PERSON)
    context.add_init_script(QUICK)
    for path in ("/", "/second"):
        shop.page(path, WAYS)
    follow(page, "on")
    expect_nothing(shop, page)
