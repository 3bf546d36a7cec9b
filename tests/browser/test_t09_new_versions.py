"""T9: new words ask nobody again; a new service asks for itself alone (L-33)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests import sample
from tests.browser import watch
from tests.browser.pages import banner, button, expect_state, panel, switch

NEW_WORDS = sample.SITE.replace("We count visits to mend broken pages.", "We count visits to find broken pages.")
WITH_VIMEO = sample.with_service("vimeo", "media")


@pytest.fixture
def page(site, page):
    """A visitor who said yes to Matomo, and no to Hotjar and YouTube."""
    page.goto("/preferences")
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    page.goto("/")
    expect(banner(page)).to_have_count(0)
    return page


def test_new_words_ask_nobody_again(site, page):
    version = site.publish(NEW_WORDS)
    assert (version.consent_revision, version.text_revision) == (1, 2)
    page.reload()
    expect(page.get_by_text("We count visits to find broken pages.")).to_have_count(0)
    expect(banner(page)).to_have_count(0)
    page.goto("/preferences")
    expect(page.get_by_text("We count visits to find broken pages.")).to_be_visible()
    expect_state(page, matomo="on", hotjar="off", youtube="off")


def test_a_new_service_asks_for_itself_alone(site, page):
    site.publish(WITH_VIMEO)
    page.reload()
    expect(banner(page)).to_be_visible()
    expect(banner(page).locator('input[name="layout"]')).to_have_value("new-2")
    expect(banner(page)).to_contain_text("Vimeo")
    for name in ("YouTube", "Hotjar", "Matomo"):
        expect(banner(page)).not_to_contain_text(name)


def test_a_new_service_is_off_until_it_is_answered(site, page):
    site.publish(WITH_VIMEO)
    page.goto("/preferences")
    expect_state(page, matomo="on", hotjar="off", youtube="off", vimeo="undecided")
    assert page.evaluate("() => fetch('/consent').then((answer) => answer.json())")["services"] == {
        "matomo": True,
        "hotjar": False,
        "youtube": False,
        "vimeo": None,
    }


@pytest.mark.parametrize(("action", "choice"), [("accept_all", "given"), ("refuse_all", "refused")])
def test_answering_for_the_new_service_leaves_the_old_answers(site, page, action, choice):
    site.publish(WITH_VIMEO)
    page.reload()
    button(banner(page), action).click()
    watch.wait_for_answers(page, 1)
    assert site.stored() == {"matomo": "given", "hotjar": "refused", "youtube": "refused", "vimeo": choice}
    assert site.records()[-1].shown.layout == "new-2"
    page.goto("/receipt")
    expect(banner(page)).to_have_count(0)


def test_answering_for_the_new_service_prolongs_no_old_yes(site, page):
    before = site.records()[-1].until
    site.clock.pass_(days=30)
    site.publish(WITH_VIMEO)
    page.reload()
    button(banner(page), "accept_all").click()
    watch.wait_for_answers(page, 1)
    assert site.records()[-1].until == before


def test_who_has_not_decided_is_asked_for_everything(site, new_context):
    site.publish(WITH_VIMEO)
    page = new_context().new_page()
    page.goto("/")
    expect(banner(page).locator('input[name="layout"]')).to_have_value("full")


def test_a_panel_that_was_open_meanwhile_still_saves(site, page):
    page.goto("/preferences")
    site.publish(WITH_VIMEO)
    switch(page, "youtube").click()
    watch.wait_for_answers(page, 1)
    assert site.stored() == {"matomo": "given", "hotjar": "refused", "youtube": "given"}
    assert site.records()[-1].shown.version == 1
    page.goto("/")
    expect(banner(page).locator('input[name="layout"]')).to_have_value("new-2")


def test_the_panel_marks_what_is_new(site, page):
    site.publish(WITH_VIMEO)
    page.goto("/preferences")
    expect(page.locator("#cookieprefs-service-vimeo .cookieprefs-new")).to_be_visible()
    expect(panel(page).locator(".cookieprefs-new")).to_have_count(1)


def test_a_withdrawn_service_asks_for_nothing(site, page):
    site.publish(sample.without_service("youtube"))
    page.reload()
    expect(banner(page)).to_have_count(0)
