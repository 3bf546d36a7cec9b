"""The preview in a browser: a developer sees banner, gates, placeholder and withdrawal at work."""

from __future__ import annotations

import click
import pytest
from playwright.sync_api import expect

from cookieprefs.app import build_app
from cookieprefs.settings import Settings
from cookieprefs.store.db import db
from tests.browser import watch
from tests.browser.pages import banner, button
from tests.conftest import SECRET


@pytest.fixture
def app(instance):
    """The sample site's files in the preview."""
    with click.Context(click.Command("check"), info_name="check"):
        app = build_app(Settings(instance=instance, secret_key=SECRET, preview=True))
    yield app
    app.extensions["cookieprefs_preview"].close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def page(page):
    """The first page of the sample shop, on a first visit."""
    page.goto("/preview/")
    expect(banner(page)).to_be_visible()
    return page


def ran(page):
    return page.locator("#preview-ran")


def scheme(element):
    return element.evaluate("one => getComputedStyle(one).colorScheme")


def stored(page):
    return page.locator("#preview-stored")


def test_nothing_runs_and_nothing_is_stored_before_a_choice(page, context):
    expect(ran(page)).to_have_text("nothing optional")
    expect(stored(page)).to_have_text("nothing")
    assert context.cookies() == []


def test_accepting_runs_what_stands_in_for_the_services(page):
    button(banner(page), "accept_all").click()
    expect(ran(page).locator("li")).to_have_count(3)
    assert set(ran(page).locator("li").all_inner_texts()) == {"Matomo", "Hotjar", "YouTube"}
    expect(stored(page)).to_contain_text("_pk_id.1")
    expect(page.frame_locator("iframe").get_by_text("YouTube would be here.")).to_be_visible()


def test_refusing_leaves_a_placeholder_and_nothing_stored_but_the_answer(page):
    button(banner(page), "refuse_all").click()
    expect(stored(page).locator("code")).to_have_text(["cookieprefs_preview"])
    expect(ran(page)).to_have_text("nothing optional")
    expect(page.frame_locator("iframe").get_by_role("button").first).to_be_visible()


def test_withdrawing_deletes_what_was_stored(page):
    button(banner(page), "accept_all").click()
    expect(stored(page)).to_contain_text("_pk_id.1")
    page.locator("footer [data-cookieprefs=withdraw]").click()
    expect(stored(page)).not_to_contain_text("_pk_id.1")


def test_the_languages_of_a_site_that_has_many_make_its_page_no_wider(page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.locator("nav a").evaluate_all(
        "all => { for (const one of [...all, ...all]) one.after(one.cloneNode(true)); }"
    )
    assert page.evaluate("() => document.documentElement.scrollWidth") == 320


def test_its_pages_violate_nothing_of_their_own_policy(page):
    button(banner(page), "accept_all").click()
    expect(ran(page)).to_contain_text("Matomo")
    assert watch.violations(page) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_the_gallery_shows_the_banner_in_every_frame_whatever_was_decided(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    button(banner(page), "refuse_all").click()
    expect(banner(page)).to_have_count(0)
    page.goto("/preview/gallery?layout=centre&scheme=dark")
    frames = page.locator("iframe[title^=Banner]")
    expect(frames).to_have_count(3)
    for place, seen in enumerate((320, 768, 1280)):
        frames.nth(place).scroll_into_view_if_needed()
        inside = frames.nth(place).content_frame
        expect(inside.locator("section#cookieprefs-banner")).to_be_visible()
        frames.nth(place).element_handle().content_frame().wait_for_load_state()
        assert inside.locator("html").evaluate("() => innerWidth") == seen
        assert scheme(inside.locator("section#cookieprefs-banner")) == "dark"
    preferences = page.locator("iframe[title^=Preferences]").first
    preferences.scroll_into_view_if_needed()
    expect(preferences.content_frame.locator("#cookieprefs-panel")).to_be_visible()
    # Its elements are there before its style is.
    preferences.element_handle().content_frame().wait_for_load_state()
    assert scheme(preferences.content_frame.locator("body")) == "dark"
    assert watch.violations(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
