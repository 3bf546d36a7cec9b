"""T17 on a site's own pages: Google hears its default first, one update a decision, each page anew (V-01)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser.markup import looked
from tests.browser.pages import banner, button, panel, switch
from tests.browser.shop import LINE, LINK
from tests.browser.test_vendor_google import BEGINNING, update

ADS = """\
  - key: ads
    title: {en: Advertising, fr: Publicité}
    summary: {en: We show our ads on other sites., fr: Nous montrons nos annonces ailleurs.}
    detail: {en: Google learns what you looked at., fr: Google apprend ce que vous avez regardé.}
    category: F
services:
"""
GOOGLE = """\
  - use: google-analytics
    purpose: audience
    measurement_id: G-1A2B
  - use: google-ads
    purpose: ads
    conversion_id: AW-123456
"""
SITE = sample.SITE.replace("services:\n", ADS, 1) + GOOGLE
BY_MARKUP = SITE.replace("    measurement_id: G-1A2B\n", "").replace("    conversion_id: AW-123456\n", "")
ADVANCED = SITE.replace("G-1A2B\n", "G-1A2B\n    consent_mode: advanced\n")

# Like Google's own, it takes Arguments objects alone for commands, those that it finds and those that follow.
TAG = """
window.heard = [];
const note = (entry) => {
  if (Object.prototype.toString.call(entry) !== "[object Arguments]") return;
  window.heard.push([...entry].map((one) => (one instanceof Date ? "now" : one)));
};
window.dataLayer.forEach(note);
window.dataLayer.push = (...entries) => { entries.forEach(note); };
"""
ALL = "analytics_storage ad_storage ad_user_data ad_personalization"
LOADED = [["js", "now"], ["config", "G-1A2B"], ["config", "AW-123456"]]


@pytest.fixture
def tags(context):
    """The addresses of Google's that the browser asked for; a stand-in answers them."""
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body=TAG, content_type="text/javascript")

    context.route("https://www.googletagmanager.com/**", answer)
    return asked


@pytest.fixture
def front(shop, tags):
    """Two pages of a shop that counts and advertises by Google."""
    shop.site.publish(SITE)
    shop.page("/mint", f"<h1>Mint</h1>{LINK}")
    return shop.page("/", f"<h1>Tea</h1>{LINK}")


def answer(page, action):
    button(banner(page), action).click()
    expect(banner(page)).to_have_count(0)


def heard(page, count):
    """What Google's script has heard, once that is as much."""
    page.wait_for_function("count => window.heard?.length >= count", arg=count)
    return page.evaluate("() => window.heard")


def test_before_a_choice_and_after_a_no_nothing_of_google_loads(front, tags, page):
    page.goto(front)
    expect(banner(page)).to_be_visible()
    answer(page, "refuse_all")
    page.goto("/mint")
    looked(page)
    assert tags == []


def test_the_default_precedes_everything_and_a_yes_is_one_update(front, tags, page):
    page.goto(front)
    answer(page, "accept_all")
    said = [*BEGINNING, *update(ALL), *LOADED]
    assert heard(page, len(said)) == said
    assert tags == ["https://www.googletagmanager.com/gtag/js?id=G-1A2B"]


def test_each_later_page_is_told_anew(front, page):
    page.goto(front)
    answer(page, "accept_all")
    for path in ("/mint", "/"):
        page.goto(path)
        said = [*BEGINNING, *update(ALL), *LOADED]
        assert heard(page, len(said)) == said


def test_counting_alone_grants_nothing_that_advertising_needs(shop, front, page, context):
    shop.decide(context, **{"google-analytics": True})
    page.goto(front)
    said = [*BEGINNING, *update("analytics_storage"), *LOADED[:2]]
    assert heard(page, len(said)) == said


def test_a_withdrawal_is_told_at_once_and_nothing_loads_on_the_next_page(front, tags, page):
    page.goto(front)
    answer(page, "accept_all")
    before = len(heard(page, len(BEGINNING + update(ALL) + LOADED)))
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    frame = page.frame_locator("dialog iframe")
    switch(frame, "google-ads").click()
    assert heard(page, before + 2)[before:] == update("analytics_storage")
    button(panel(frame), "withdraw_all").click()
    assert heard(page, before + 4)[before + 2 :] == update()
    tags.clear()
    page.goto("/mint")
    looked(page)
    assert tags == []


SNIPPET = "window.dataLayer ??= []; function gtag() { dataLayer.push(arguments); }"
EVENT = f"<script>{SNIPPET} gtag('js', 1); gtag('config', 'G-9');</script>"
OF_THEIRS = [["js", 1], ["config", "G-9"]]


def test_what_the_page_said_before_our_script_came_is_heard_after_the_default(shop, front, page, context):
    shop.decide(context, **{"google-analytics": True, "google-ads": True})
    shop.page("/", EVENT, line=f"{EVENT}{LINE}")
    page.goto("/")
    found = heard(page, 8)
    assert found[:6] == [*BEGINNING, *OF_THEIRS * 2]
    assert found[6:8] == update(ALL)


@pytest.mark.parametrize(
    "gate",
    [
        '<script type="text/plain" data-service="google-analytics">{}</script>',
        '<template data-service="google-analytics"><script>{}</script></template>',
    ],
    ids=["script", "template"],
)
def test_a_tag_of_the_pages_own_runs_in_its_gate_after_default_and_update(shop, tags, page, gate):
    shop.site.publish(BY_MARKUP)
    shop.page("/", gate.format(f"{SNIPPET} gtag('js', 1); gtag('config', 'G-9');"))
    page.goto("/")
    answer(page, "accept_all")
    page.wait_for_function("() => window.dataLayer?.length >= 6")
    said = page.evaluate("() => dataLayer.map((entry) => [...entry])")
    assert said == [*BEGINNING, *update(ALL), *OF_THEIRS]
    assert tags == []


def test_in_advanced_mode_the_tag_loads_at_once_and_hears_that_all_is_denied(shop, front, tags, page):
    """V-02."""
    shop.site.publish(ADVANCED)
    page.goto(front)
    said = [*BEGINNING, *LOADED[:2]]
    assert heard(page, len(said)) == said
    expect(banner(page)).to_be_visible()
    assert page.context.cookies() == []
    answer(page, "accept_all")
    said += [*update(ALL), LOADED[2]]
    assert heard(page, len(said)) == said
