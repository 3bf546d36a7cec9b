"""Matomo (V-09): counts nothing without consent, is told of it on each page, and never asked to remember it."""

from __future__ import annotations

import pytest

from tests.browser.stage import service, staged


@pytest.fixture
def stage(page):
    with staged(page) as stage:
        yield stage


def matomo(stage):
    return service("matomo", url=f"{stage.vendor_url}/", site_id="7")


def counted(stage):
    return [one for one in stage.vendor.requests if one.startswith("/matomo.php")]


def allowed(stage):
    return [
        ["requireConsent"],
        ["setConsentGiven"],
        ["setTrackerUrl", f"{stage.vendor_url}/matomo.php"],
        ["setSiteId", "7"],
        ["trackPageView"],
        ["enableLinkTracking"],
    ]


def test_nothing_is_loaded_or_counted_before_a_yes(stage):
    stage.play("matomo", matomo(stage))
    stage.begin()
    stage.decide()
    assert stage.vendor.requests == []


def test_a_yes_counts_the_page(stage):
    stage.play("matomo", matomo(stage))
    stage.begin()
    stage.decide()
    with stage.page.expect_response("**/matomo.php?*"):
        stage.decide("matomo")
    assert stage.heard() == allowed(stage)
    assert stage.sources() == ["/matomo.js"]
    assert counted(stage) == ["/matomo.php?idsite=7&action=page"]


def test_consent_is_told_on_the_next_page_again(stage):
    for _ in range(2):
        stage.play("matomo", matomo(stage))
        stage.begin()
        stage.decide("matomo")
        assert stage.heard() == allowed(stage)


def test_withdrawal_stops_the_counting_and_deletes_its_cookies(stage):
    stage.play("matomo", matomo(stage))
    stage.begin()
    with stage.page.expect_response("**/matomo.php?*"):
        stage.decide("matomo")
    stage.decide()
    assert [one[0] for one in stage.heard()[6:]] == ["forgetConsentGiven", "deleteCookies"]
    stage.page.evaluate("() => window._paq.push(['trackEvent', 'shop', 'buy'])")
    assert counted(stage) == ["/matomo.php?idsite=7&action=page"]


def test_matomo_notes_a_withdrawal_for_a_second_and_not_for_years(stage):
    """Its own cookie for that would last for 30 years: the parameter is in hours."""
    stage.play("matomo", matomo(stage))
    stage.begin()
    stage.decide("matomo")
    stage.decide()
    assert stage.heard()[6] == ["forgetConsentGiven", 1 / 3600]


def test_a_refusal_without_a_yes_before_it_stores_no_note(stage):
    stage.play("matomo", matomo(stage))
    stage.begin()
    stage.decide()
    stage.decide()
    assert stage.page.evaluate("() => window._paq") == [["requireConsent"]]


def test_matomo_is_never_asked_to_remember(stage):
    stage.play("matomo", matomo(stage))
    stage.begin()
    for keys in (["matomo"], [], ["matomo"]):
        stage.decide(*keys)
    assert not [one for one in stage.heard() if one[0].startswith("remember")]
    assert [one[0] for one in stage.heard()[6:]] == ["forgetConsentGiven", "deleteCookies", "setConsentGiven"]


def test_a_page_that_counts_by_its_own_markup_waits_for_consent_too(stage):
    head = "window._paq = [['setTrackerUrl', '/m'], ['setSiteId', '7'], ['trackPageView']];"
    stage.play("matomo", service("matomo"), head=head)
    stage.begin()
    stage.decide("matomo")
    assert [one[0] for one in stage.page.evaluate("() => window._paq")] == [
        "requireConsent",
        "setTrackerUrl",
        "setSiteId",
        "trackPageView",
        "setConsentGiven",
    ]


def test_a_tracker_that_runs_already_is_told_at_once(stage):
    stage.play(
        "matomo", matomo(stage), head="window.told = []; window._paq = { push: (call) => window.told.push(call) };"
    )
    stage.begin()
    assert stage.page.evaluate("() => window.told") == [["requireConsent"]]
