"""What an operator may turn on for the site’s pages: hiding from crawlers, Do Not Track; a page’s language."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.pages import banner, button
from tests.browser.placeholders import film, inside
from tests.browser.shop import LINK, ready
from tests.sample import SITE

DNT = "Object.defineProperty(Navigator.prototype, 'doNotTrack', { get: () => '1' });"
ROBOT = "Mozilla/5.0 (compatible; Examplebot/2.1)"


def turned_on(name):
    return SITE.replace("purposes:", f"consent:\n  {name}: true\npurposes:", 1)


@pytest.fixture
def robot(shop, browser):
    """A page that a crawler opens."""
    context = browser.new_context(base_url=shop.url, user_agent=ROBOT)
    yield context.new_page()
    context.close()


def test_a_crawler_sees_the_banner_as_everybody_does(shop, robot):
    shop.page("/", "<h1>Tea</h1>")
    robot.goto("/")
    expect(banner(robot)).to_be_visible()


def test_a_crawler_sees_none_where_the_operator_says_so(shop, robot, page):
    shop.site.publish(turned_on("hide_from_crawlers"))
    shop.page("/", "<h1>Tea</h1>")
    robot.goto("/")
    ready(robot)
    expect(banner(robot)).to_have_count(0)
    page.goto("/")
    expect(banner(page)).to_be_visible()


def test_do_not_track_is_a_no_where_it_is_heeded(shop, vendors, page):
    shop.site.publish(turned_on("do_not_track"))
    shop.page("/", f'<script type="text/plain" data-service="matomo" data-src="{vendors.at("/a.js")}"></script>')
    page.add_init_script(DNT)
    page.goto("/")
    ready(page)
    expect(banner(page)).to_have_count(0)
    assert page.evaluate("() => window.cookieprefs.allows('matomo')") is False
    assert (shop.site.records(), vendors.requests, page.context.cookies()) == ([], [], [])


def test_do_not_track_is_nothing_elsewhere(shop, page):
    shop.page("/", "<h1>Tea</h1>")
    page.add_init_script(DNT)
    page.goto("/")
    expect(banner(page)).to_be_visible()


def test_a_page_in_another_language_speaks_it_throughout(shop, vendors, page):
    shop.page("/", film(vendors.at("/a.html")) + LINK, lang="fr-CA")
    page.goto("/")
    expect(button(banner(page), "refuse_all")).to_have_text("Tout refuser")
    expect(inside(page).get_by_role("button", name="Charger une fois")).to_be_visible()
    page.get_by_role("link", name="Cookie Preferences").last.click()
    expect(page.get_by_role("button", name="Fermer")).to_be_visible()
    expect(page.frame_locator("dialog iframe").get_by_role("heading", level=1)).to_have_text(
        "Préférences de cookies"
    )
