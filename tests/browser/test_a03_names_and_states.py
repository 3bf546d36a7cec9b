"""What banner, panel, dialog and receipt are to whoever cannot see: roles, names and states (A-03, A-04)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cookieprefs.web import translations
from tests import sample
from tests.browser import watch
from tests.browser.pages import banner, button, panel, switch
from tests.browser.shop import LINK, in_dialog

KEPT = Path(__file__).parent / "aria"
CHANGES = re.compile(r"[0-9a-f]{8}[0-9a-f-]{24,}|[0-9A-Za-z_-]{22,}|\d+ \w+ \d{4}(,? \d\d:\d\d(:\d\d)? \w+)?")
"""Numbers drawn at random and moments, which are not the same at any two times."""
PROSE = re.compile(r"^( *- (?:paragraph|definition)): .*$", re.M)
ADDRESS = re.compile(r"^ *- /url: .*\n?", re.M)


def told(locator):
    """A part of a page as it is told, without addresses, prose, and what is never the same."""
    return CHANGES.sub("…", PROSE.sub(r"\1", ADDRESS.sub("", locator.aria_snapshot()))).rstrip() + "\n"


def banner_of_a_sites_page(shop, page):
    shop.page("/", "<h1>Tea</h1>")
    page.goto("/")
    expect(banner(page)).to_be_visible()
    return banner(page)


def panel_with_one_service_on(shop, page):
    page.goto("/cookies/preferences")
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    # What is in the browser now is looked for once the answer is there.
    expect(page.locator("#cookieprefs-left-over")).to_have_attribute("aria-busy", "false")
    return panel(page)


def dialog_of_a_sites_page(shop, page):
    shop.page("/", f"<h1>Tea</h1>{LINK}")
    page.goto("/")
    page.get_by_role("link", name="Cookie Preferences", exact=True).click()
    in_dialog(page)
    return page.locator("dialog")


def receipt_of_a_yes_and_a_no(shop, page):
    panel_with_one_service_on(shop, page)
    button(panel(page), "withdraw_all").click()
    watch.wait_for_answers(page, 2)
    page.goto("/cookies/receipt")
    return page.locator("main")


PARTS = (banner_of_a_sites_page, panel_with_one_service_on, dialog_of_a_sites_page, receipt_of_a_yes_and_a_no)


@pytest.mark.parametrize("arrive", PARTS, ids=lambda arrive: arrive.__name__)
def test_it_is_told_as_it_is_kept(shop, page, arrive, pytestconfig):
    kept, found = KEPT / f"{arrive.__name__}.txt", told(arrive(shop, page))
    if pytestconfig.getoption("--write-aria"):
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8"), (
        "if it is meant to be so: pytest --write-aria, and read the change"
    )


NAMED = [
    ("banner", "region", "Cookies: your choice"),
    ("banner", "button", "Refuse all"),
    ("banner", "button", "Accept all"),
    ("banner", "link", "Choose"),
    ("dialog", "dialog", "Cookie Preferences"),
    ("dialog", "button", "Close"),
    ("panel", "region", "Choose service by service"),
    ("panel", "button", "Refuse all"),
    ("panel", "button", "Accept all"),
    ("panel", "button", "Withdraw all"),
    ("panel", "region", "Your choices now"),
    ("panel", "region", "Your records"),
    ("panel", "link", "See your receipt"),
    ("receipt", "navigation", "Cookie pages"),
    ("receipt", "navigation", "Language"),
    ("receipt", "heading", "Your receipt"),
    ("receipt", "button", "Erase my records"),
]
"""Where, what, and its name in English, by which the catalogues know it."""


@pytest.mark.parametrize("code", ["en", "fr", "de", "es", "it"])
def test_names_are_those_of_the_language(shop, page, code):
    if code not in ("en", "fr"):
        shop.site.publish(sample.with_language(shop.site.runtime.settings.instance, code))
    shop.page("/", f"<h1>Tea</h1>{LINK}", lang=code)
    page.goto("/")
    expect(banner(page)).to_be_visible()
    places = {"banner": page, "dialog": page, "panel": page.frame_locator("dialog iframe"), "receipt": page}
    for place in places:
        if place == "dialog":
            page.locator("body > [data-cookieprefs=preferences]").click()
            switch(places["panel"], "matomo").click()
            expect(places["panel"].get_by_role("status")).not_to_be_empty()
        if place == "receipt":
            page.goto(f"/cookies/receipt?lang={code}")
        expected = [(role, said(code, name)) for where, role, name in NAMED if where == place]
        missing = [one for one in expected if not is_named(places[place], *one)]
        assert missing == [], place


def said(code, sentence):
    """A sentence as the catalogue of a language has it, which is another one than the English."""
    with translations.speaking(code):
        found = translations.say(sentence)
    assert code == "en" or found != sentence
    return found


def is_named(place, role, name):
    """Whether something of this role bears this name, and no other thing more than twice."""
    return place.get_by_role(role, name=name, exact=True).count() in (1, 2)
