"""T16: while nothing can be recorded no yes is granted, and every no holds all the same (R-10, B-18)."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from cookieprefs.store import db as store_db
from tests.browser import watch
from tests.browser.pages import (
    banner,
    button,
    cookies,
    expect_state,
    held,
    panel,
    press_without_script,
    switch,
    whole,
)

TABLES = ("cookieprefs_record", "cookieprefs_record_payload")


def dispose(site):
    with site.app.app_context():
        store_db.db.engine.dispose()


@contextmanager
def locked(site, file):
    """Another process holds the write lock and does not let go."""
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def without_tables(site, file):
    """The ledger's tables are not there."""
    rename(file, "", "_lost")
    yield
    rename(file, "_lost", "")


def rename(file, before, after):
    other = sqlite3.connect(file)
    for table in TABLES:
        other.execute(f"ALTER TABLE {table}{before} RENAME TO {table}{after}")
    other.commit()
    other.close()


@contextmanager
def garbage(site, file):
    """The file is no database any more; later it comes back from a backup."""
    dispose(site)
    kept = file.read_bytes()
    file.write_bytes(b"no database at all " * 1000)
    yield
    dispose(site)
    file.write_bytes(kept)


@pytest.fixture(params=[locked, without_tables, garbage], ids=lambda way: way.__name__)
def ledger_down(request, site, instance, monkeypatch):
    """A context in which nothing can be recorded."""
    monkeypatch.setattr(store_db, "BUSY_SECONDS", 0)
    dispose(site)
    return lambda: request.param(site, instance / "cookieprefs.sqlite3")


@pytest.fixture
def preferences(page):
    """The preferences of a visitor who said yes to Matomo and no to the rest."""
    page.goto("/preferences")
    switch(page, "matomo").click()
    watch.wait_for_answers(page, 1)
    return page


def alert(page):
    return page.locator('#cookieprefs-alert[role="alert"]')


def test_a_first_yes_is_not_granted_and_leaves_no_cookie(site, page, context, ledger_down):
    page.goto("/preferences")
    with ledger_down():
        switch(page, "matomo").click()
        expect(alert(page)).not_to_be_empty()
        expect(switch(page, "matomo")).not_to_be_checked()
        assert context.cookies() == []
    assert site.records() == []


def test_another_yes_is_not_granted_and_the_cookie_stays(site, preferences, context, ledger_down):
    before = cookies(context)
    with ledger_down():
        switch(preferences, "youtube").click()
        expect(alert(preferences)).not_to_be_empty()
        expect_state(preferences, matomo="on", hotjar="off", youtube="off")
        assert cookies(context) == before
    assert len(site.records()) == 1


def test_a_no_takes_effect_and_says_that_it_is_not_yet_recorded(site, preferences, context, ledger_down):
    with ledger_down():
        switch(preferences, "matomo").click()
        expect(alert(preferences)).to_contain_text("not yet recorded")
        expect_state(preferences, matomo="off", hotjar="off", youtube="off")
        expect(preferences.locator("#cookieprefs-count-audience")).to_have_text("0 of 2 on")
        expect(preferences.locator("#cookieprefs-summary")).not_to_contain_text("Matomo")
        assert held(context) == ("", "hotjar.matomo.youtube")
    assert len(site.records()) == 1


def test_after_recovery_a_yes_is_recorded_and_the_no_stands(site, preferences, context, ledger_down):
    with ledger_down():
        switch(preferences, "matomo").click()
        expect(alert(preferences)).to_contain_text("not yet recorded")
    switch(preferences, "youtube").click()
    watch.wait_for_answers(preferences, 3)
    expect_state(preferences, matomo="off", hotjar="off", youtube="on")
    expect(alert(preferences)).to_be_empty()
    assert site.stored() == {"matomo": "withdrawn", "hotjar": "refused", "youtube": "given"}
    assert held(context) == ("youtube", "hotjar.matomo")


def test_a_purposes_yes_goes_back_as_a_whole(site, preferences, ledger_down):
    with ledger_down():
        whole(preferences, "audience").click()
        expect(alert(preferences)).not_to_be_empty()
        expect(whole(preferences, "audience")).to_be_checked(indeterminate=True)
        expect_state(preferences, matomo="on", hotjar="off")


def test_accepting_all_in_the_banner_leaves_the_banner(site, page, context, ledger_down):
    page.goto("/")
    with ledger_down():
        button(banner(page), "accept_all").click()
        expect(alert(page)).not_to_be_empty()
        expect(banner(page)).to_be_visible()
        assert context.cookies() == []


def test_refusing_all_in_the_banner_holds_in_this_browser(site, page, context, ledger_down):
    page.goto("/")
    with ledger_down():
        button(banner(page), "refuse_all").click()
        expect(alert(page)).to_contain_text("not yet recorded")
        expect(banner(page)).to_have_count(0)
        assert list(cookies(context)) == ["cookieprefs"]
        page.goto("/preferences")
        expect_state(page, matomo="off", hotjar="off", youtube="off")
    page.goto("/")
    expect(banner(page)).to_have_count(0)


def test_without_javascript_a_page_says_so(site, new_context, ledger_down):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/preferences")
    with ledger_down():
        answer = press_without_script(page, button(panel(page), "accept_all"))
        assert answer.status == 503
        expect(page.get_by_role("alert").filter(visible=True)).not_to_be_empty()
        assert page.context.cookies() == []


def test_a_line_that_breaks_is_announced_and_the_switch_goes_back(site, page, context):
    page.goto("/preferences")
    context.set_offline(True)
    switch(page, "matomo").click()
    expect(alert(page)).to_have_text(alert(page).get_attribute("data-cookieprefs-offline"))
    expect(switch(page, "matomo")).not_to_be_checked()
    context.set_offline(False)
    switch(page, "matomo").click()
    expect_state(page, matomo="on")
    expect(alert(page)).to_be_empty()
    assert site.stored()["matomo"] == "given"


def test_an_answer_that_is_not_ours_is_announced_and_the_switch_goes_back(site, page):
    page.goto("/preferences")
    site.line.failures = 1
    switch(page, "matomo").click()
    expect(alert(page)).not_to_be_empty()
    expect(switch(page, "matomo")).not_to_be_checked()
    assert site.records() == []
