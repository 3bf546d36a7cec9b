"""From the first visit to a decision and back, with htmx and without."""

from __future__ import annotations

from cookieprefs.store import ledger


def records(visitor):
    with visitor.app.app_context():
        runtime = visitor.app.extensions["cookieprefs"]
        return list(ledger.decided_between(runtime.sessions(), "test-shop", None, None))


def test_the_first_page_asks_and_stores_nothing(visitor):
    visitor.open("/")
    assert visitor.has_banner()
    assert visitor.cookie() is None
    assert records(visitor) == []


def test_refusing_all_on_first_sight_is_recorded_without_any_id(visitor):
    visitor.open("/")
    visitor.press("Refuse all", within="#cookieprefs-banner")
    (kept,) = records(visitor)
    assert kept.record.subject is None
    assert visitor.cookie("cookieprefs_id") is None
    assert visitor.cookie().endswith("yes=&no=hotjar.matomo.youtube")
    visitor.open("/")
    assert not visitor.has_banner()


def test_one_switch_on_is_stored_and_shown(visitor):
    visitor.open("/preferences")
    visitor.turn("matomo", on=True)
    assert visitor.state("matomo") == "on"
    assert visitor.state("youtube") == "off"
    assert "yes=matomo&no=hotjar.youtube" in visitor.cookie()
    assert visitor.cookie("cookieprefs_id")


def test_after_a_refusal_without_an_id_the_same_panel_can_still_be_saved(visitor):
    visitor.open("/preferences")
    visitor.press("Refuse all")
    visitor.press("Save choices", tick=["matomo"])
    assert visitor.state("matomo") == "on"
    assert [one.record.subject is None for one in records(visitor)] == [True, False]


def test_withdrawing_all_takes_one_press(visitor):
    visitor.open("/preferences")
    visitor.press("Accept all")
    assert visitor.state("youtube") == "on"
    visitor.press("Withdraw all", within="#cookieprefs-summary")
    assert visitor.state("youtube") == "off"
    assert [one.record.answers["youtube"].choice for one in records(visitor)] == ["given", "withdrawn"]


def test_being_forgotten_erases_records_and_cookies(visitor):
    visitor.open("/preferences")
    visitor.press("Accept all")
    visitor.press("Erase my records", within="#cookieprefs-records")
    assert records(visitor) == []
    assert visitor.cookie() is None
    assert visitor.cookie("cookieprefs_id") is None
    visitor.open("/")
    assert visitor.has_banner()
