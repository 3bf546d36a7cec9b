"""Every button: what stands in the ledger after it was pressed (a script may lose a button's name)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import watch
from tests.browser.pages import banner, button, cookies, expect_state, panel, switch, whole

NAMES = ("hotjar", "matomo", "youtube")


def choices(hotjar, matomo, youtube):
    return dict(zip(NAMES, (hotjar, matomo, youtube), strict=True))


@pytest.fixture
def decided(page):
    """The preferences of a visitor who said yes to Matomo alone."""
    page.goto("/preferences")
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    return page


@pytest.mark.parametrize(("action", "choice"), [("accept_all", "given"), ("refuse_all", "refused")])
def test_a_button_of_the_banner_answers_for_every_service(site, page, context, action, choice):
    page.goto("/")
    button(banner(page), action).click()
    watch.wait_for_answers(page, 1)
    (record,) = site.records()
    assert (record.how, record.shown.layer, record.shown.layout) == (action, "banner", "full")
    assert site.stored() == dict.fromkeys(NAMES, choice)
    assert ("cookieprefs_id" in cookies(context)) == (choice == "given")


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("accept_all", choices("given", "given", "given")),
        ("refuse_all", choices("refused", "withdrawn", "refused")),
        ("withdraw_all", choices("refused", "withdrawn", "refused")),
        ("save", choices("refused", "given", "refused")),
    ],
)
def test_a_button_of_the_panel(site, decided, action, expected):
    button(panel(decided), action).click()
    watch.wait_for_answers(decided, 2)
    record = site.records()[-1]
    assert (record.how, record.shown.layer) == (action, "preferences")
    assert site.stored() == expected
    expect_state(decided, **{key: "on" if choice == "given" else "off" for key, choice in expected.items()})


def test_withdrawing_all_from_the_summary(site, decided):
    button(decided.locator("#cookieprefs-summary"), "withdraw_all").click()
    watch.wait_for_answers(decided, 2)
    assert site.records()[-1].how == "withdraw_all"
    assert site.stored() == choices("refused", "withdrawn", "refused")


def test_saving_stores_what_is_ticked(site, page):
    page.goto("/preferences")
    for key in ("hotjar", "youtube"):
        switch(page, key).evaluate("box => { box.checked = true; }")
    button(panel(page), "save").click()
    watch.wait_for_answers(page, 1)
    assert site.stored() == choices("given", "refused", "given")


@pytest.mark.parametrize("key", NAMES)
def test_a_services_switch_stores_that_service_alone(site, page, key):
    page.goto("/preferences")
    switch(page, key).click()
    watch.wait_for_answers(page, 1)
    assert site.records()[-1].how == "service_switch"
    assert site.stored() == {**dict.fromkeys(NAMES, "refused"), key: "given"}
    switch(page, key).click()
    watch.wait_for_answers(page, 2)
    assert site.stored() == {**dict.fromkeys(NAMES, "refused"), key: "withdrawn"}


def test_a_purposes_checkbox_stores_its_services(site, page):
    page.goto("/preferences")
    whole(page, "audience").click()
    watch.wait_for_answers(page, 1)
    assert site.records()[-1].how == "purpose_switch"
    assert site.stored() == choices("given", "given", "refused")
    whole(page, "audience").click()
    watch.wait_for_answers(page, 2)
    assert site.stored() == choices("withdrawn", "withdrawn", "refused")


def test_choose_leads_to_the_preferences_and_stores_nothing(site, page, context):
    page.goto("/")
    banner(page).locator(".cookieprefs-choose").click()
    expect(page).to_have_url(f"{site.url}/preferences?lang=en")
    expect(panel(page)).to_be_visible()
    assert context.cookies() == []
    assert site.records() == []


@pytest.mark.parametrize("path", ["/preferences", "/receipt"])
def test_erasing_the_records_leaves_no_record_and_no_cookie(site, decided, context, path):
    decided.goto(path)
    decided.get_by_role("button", name="Erase my records").click()
    expect(banner(decided)).to_be_visible()
    assert site.records() == []
    assert context.cookies() == []


def test_the_receipt_can_be_taken_along(site, decided):
    with decided.expect_download() as download:
        decided.locator("#cookieprefs-records a[download]").click()
    assert download.value.suggested_filename == "consent-receipt.json"
    assert site.records()[-1].receipt_id in download.value.path().read_text()
