"""A choice made in the tool that the shop used before, as the tools write it: taken over, or asked anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser import othertools, watch
from tests.browser.markup import looked
from tests.browser.pages import banner, button, cookies, held
from tests.browser.shop import MOUNT, ready, settle
from tests.browser.vendors import expect_ran
from tests.importing import packages
from tests.sample import SITE

TODAY = datetime.now(UTC).date()
POST = f"{MOUNT}/take-over"
WITHOUT_HOTJAR = SITE.replace("  - use: hotjar\n    purpose: audience\n", "", 1)
PRERENDERED = "Object.defineProperty(Document.prototype, 'prerendering', { get: () => !window.seen });"

STAMP = f"{int(datetime.now(UTC).timestamp())}000"
COOKIEBOT = (
    "{stamp:'pEkAsM==',necessary:true,preferences:false,statistics:true,marketing:false,"
    f"method:'explicit',ver:1,utc:{STAMP},region:'fr'}}"
)
ANSWERED_IN_DJANGO = {"stats": "2026-01-01T00:00:00+00:00", "videos": "-1"}
DJANGO = "stats=2026-01-01T00:00:00+00:00|videos=-1"


def in_django(value):
    """A cookie's value as Django writes it, in quotes."""
    return SimpleCookie({"cookie_consent": value})["cookie_consent"].coded_value


def rule(tool, site=SITE, *, names=("stats", "videos"), **fields):
    written = {"tool": tool, "changed_on": TODAY, **fields}
    lines = "".join(f"  {key}: {value}\n" for key, value in written.items())
    meaning = "  same_meaning: {{matomo: {}, youtube: {}}}\n".format(*names)
    return site.replace("purposes:\n", f"take_over:\n{lines}{meaning}purposes:\n", 1)


@pytest.fixture
def front(shop, vendors):
    """The shop's page with our line, and a gate for what counts visits."""
    gate = f'<script type="text/plain" data-service="matomo" data-src="{vendors.at("/count.js")}"></script>'
    return shop.page("/", "<h1>Tea</h1>" + "<p>Linden, mint and sage.</p>" * 60 + gate)


def keep(context, shop, name, value, **fields):
    context.add_cookies([{"name": name, "value": value, "url": shop.url, **fields}])


def take_over(page, front):
    with page.expect_response(lambda response: response.url.endswith(POST)) as answer:
        page.goto(front)
    page.wait_for_function("() => document.cookie.includes('cookieprefs=')")
    settle(page)
    return answer.value


def expect_asked(shop, page):
    """Expect the visitor to be asked as on a first visit, and nothing to be remembered."""
    looked(page)
    # What is posted to take over is answered before anybody else has this lock.
    page.evaluate("() => navigator.locks.request('cookieprefs', () => {})")
    settle(page)
    expect(banner(page)).to_be_visible()
    assert shop.site.records() == []
    assert "cookieprefs" not in cookies(page.context)


@pytest.mark.parametrize(
    ("tool", "package"),
    [
        ("klaro", othertools.KLARO),
        ("orejime", othertools.OREJIME),
        ("tarteaucitron", othertools.TARTEAUCITRON),
        ("vanilla-cookieconsent", othertools.VANILLA_3),
        ("vanilla-cookieconsent", othertools.VANILLA_2),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_what_the_tool_itself_wrote_is_taken_over(shop, front, page, tool, package):
    shop.site.publish(rule(tool))
    package.write(shop, page)
    take_over(page, front)
    assert held(page.context) == ("matomo", "youtube")
    assert set(cookies(page.context)) == {"cookieprefs", "cookieprefs_id"}
    expect_ran(page, ["count"])
    assert [(one.how, one.shown.layer) for one in shop.site.records()] == [("taken_over", "other_tool")]


@pytest.mark.parametrize(
    ("tool", "name", "value", "names", "fields"),
    [
        ("cookiebot", "CookieConsent", COOKIEBOT, ("statistics", "marketing"), {}),
        ("cookiebot", "CookieConsent", quote(COOKIEBOT, safe=""), ("statistics", "marketing"), {}),
        ("django-cookie-consent", "cookie_consent", in_django(DJANGO), ("stats", "videos"), {"httpOnly": True}),
    ],
    ids=["cookiebot", "cookiebot, encoded", "django-cookie-consent"],
)
def test_a_cookie_as_its_tool_writes_it_is_taken_over(
    shop, front, page, context, tool, name, value, names, fields
):
    shop.site.publish(rule(tool, names=names))
    keep(context, shop, name, value, **fields)
    take_over(page, front)
    assert held(context) == ("matomo", "youtube")
    assert set(cookies(context)) == {"cookieprefs", "cookieprefs_id"}


def test_django_cookie_consents_own_code_writes_such_a_cookie():
    assert packages.django_cookie(ANSWERED_IN_DJANGO) == DJANGO


def test_the_banner_asks_for_what_is_left(shop, front, page, context):
    shop.site.publish(rule("klaro"))
    keep(context, shop, "klaro", quote('{"stats":true,"videos":false}'))
    take_over(page, front)
    expect(banner(page)).to_be_visible()
    button(banner(page), "accept_all").click()
    expect(banner(page)).to_have_count(0)
    assert [str(one.how) for one in shop.site.records()] == ["taken_over", "accept_all"]


def test_where_nothing_is_left_the_banner_goes_and_nothing_on_the_page_moves(shop, front, page, context):
    context.add_init_script(watch.SCRIPT)
    shop.site.publish(rule("klaro", WITHOUT_HOTJAR))
    keep(context, shop, "klaro", quote('{"stats":true,"videos":false}'))
    take_over(page, front)
    expect(banner(page)).to_have_count(0)
    assert watch.shifts(page) == []
    page.reload()
    ready(page)
    expect(banner(page)).to_have_count(0)
    assert shop.site.line.posts.count(POST) == 1


def test_refusals_alone_leave_no_id(shop, front, page, context):
    shop.site.publish(rule("klaro", WITHOUT_HOTJAR))
    keep(context, shop, "klaro", quote('{"stats":false,"videos":false}'))
    take_over(page, front)
    assert set(cookies(context)) == {"cookieprefs"}
    expect_ran(page, [])


def test_another_tab_follows(shop, front, page, context):
    shop.site.publish(rule("klaro", WITHOUT_HOTJAR))
    page.goto(front)
    ready(page)
    # This tab has looked for the cookie once all that the line loads has run: from then on it can only follow.
    page.evaluate("async () => { await cookieprefs.explain(); }")
    keep(context, shop, "klaro", quote('{"stats":true,"videos":false}'))
    take_over(context.new_page(), shop.url + front)
    expect(banner(page)).to_have_count(0)
    page.wait_for_function("() => window.ran?.includes('count')")


@pytest.mark.parametrize(
    ("tool", "name", "value", "fields"),
    [
        ("klaro", "klaro", "rubbish", {}),
        ("klaro", "klaro", quote('{"other":true}'), {}),
        ("klaro", "klaro", quote('{"stats":true}'), {"changed_on": TODAY - timedelta(days=200)}),
        ("cookiebot", "CookieConsent", COOKIEBOT.replace("explicit", "implied"), {}),
        ("tarteaucitron", "tarteaucitron", "!stats=wait!videos=wait", {}),
        ("vanilla-cookieconsent", "cc_cookie", quote('{"categories":["stats"],"revision":1}'), {"revision": 2}),
        ("klaro", "another", quote('{"stats":true}'), {}),
    ],
    ids=["rubbish", "other names", "too old", "implied", "waiting", "earlier revision", "another cookie"],
)
def test_what_does_not_count_is_asked_about(shop, front, page, context, tool, name, value, fields):
    shop.site.publish(rule(tool, **fields))
    keep(context, shop, name, value)
    page.goto(front)
    expect_asked(shop, page)
    assert set(cookies(context)) == {name}


def test_without_the_other_tools_cookie_nothing_is_posted(shop, front, page):
    shop.site.publish(rule("klaro"))
    page.goto(front)
    expect_asked(shop, page)
    assert shop.site.line.posts == []


def test_while_the_ledger_is_down_the_visitor_is_asked_and_the_cookie_waits(shop, front, page, context):
    shop.site.publish(rule("klaro"))
    keep(context, shop, "klaro", quote('{"stats":true,"videos":false}'))
    page.route(f"**{POST}", lambda route: route.fulfill(status=503, json={"message": "down", "receipt": None}))
    page.goto(front)
    expect_asked(shop, page)
    assert set(cookies(context)) == {"klaro"}


def test_a_page_that_is_made_ahead_takes_over_once_it_is_seen(shop, front, page, context):
    context.add_init_script(PRERENDERED)
    shop.site.publish(rule("klaro"))
    keep(context, shop, "klaro", quote('{"stats":true,"videos":false}'))
    page.goto(front)
    expect_asked(shop, page)
    page.evaluate("() => { window.seen = true; document.dispatchEvent(new Event('prerenderingchange')); }")
    page.wait_for_function("() => document.cookie.includes('cookieprefs=')")
    assert held(context) == ("matomo", "youtube")


def test_without_scripts_nothing_is_taken_over(shop, front, browser):
    shop.site.publish(rule("klaro"))
    context = browser.new_context(java_script_enabled=False, base_url=shop.url)
    keep(context, shop, "klaro", quote('{"stats":true,"videos":false}'))
    page = context.new_page()
    page.goto(front)
    page.goto(f"{MOUNT}/")
    expect(banner(page)).to_be_visible()
    assert shop.site.records() == []
    context.close()
