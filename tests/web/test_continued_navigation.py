"""Consent by browsing on: only where the site says so, never against a signal, never called more than it was."""

import pytest

from tests import sample
from tests.conftest import publish
from tests.visitor import Visitor
from tests.web.posts import post, records, soup

CONSENT = "consent: {continued_navigation: true}\npurposes:\n"
ON = sample.SITE.replace("purposes:\n", CONSENT, 1)
APART = ON.replace("  - use: hotjar\n", "  - use: hotjar\n    explicit_only: true\n")
DNT_TOO = ON.replace("{continued_navigation: true}", "{continued_navigation: true, do_not_track: true}")
BROWSED = {"action": "continued_navigation", "layer": "banner", "version": 2}


def browse(app, client=None, headers=None, **fields):
    return post(client or app.test_client(), "/preferences", headers, **{**BROWSED, **fields})


def last(app):
    return records(app)[-1].record


def choices(app):
    return {key: one.choice.value for key, one in last(app).answers.items()}


def test_it_grants_what_the_banner_showed_and_is_recorded_apart(app, clock):
    publish(app, ON)
    assert browse(app).status_code == 303
    assert choices(app) == dict.fromkeys(("matomo", "hotjar", "youtube"), "given")
    assert last(app).how == "continued_navigation"
    assert (last(app).until - clock()).days == 30


def test_what_takes_a_button_of_its_own_stays_unanswered(app):
    publish(app, APART)
    client = app.test_client()
    browse(app, client)
    assert choices(app) == dict.fromkeys(("matomo", "youtube"), "given")
    assert client.get("/consent").json["ask"] == ["hotjar"]


def test_it_changes_no_answer_that_stands(app):
    publish(app, ON)
    client = app.test_client()
    post(client, "/preferences/services/matomo", version=2, granted="no")
    post(client, "/preferences", version=2, action="save", services=["youtube"])
    browse(app, client)
    assert choices(app) == {"matomo": "refused", "hotjar": "refused", "youtube": "given"}


@pytest.mark.parametrize(
    ("site", "headers", "fields"),
    [
        (ON, {}, {"layer": "preferences"}),
        (ON, {}, {"layer": "placeholder"}),
        (ON, {}, {"layer": "do_not_sell"}),
        (ON, {}, {"version": 1}),
        (ON, {"Sec-GPC": "1"}, {}),
        (DNT_TOO, {"DNT": "1"}, {}),
        (ON, {}, {"layout": "new-2"}),
    ],
    ids=["panel", "placeholder", "opt-out", "a version without it", "GPC", "DNT heeded", "no such layout"],
)
def test_it_is_never_taken_for_consent_elsewhere(app, site, headers, fields):
    publish(app, site)
    assert browse(app, headers=headers, **fields).status_code == 422
    assert records(app) == []


def test_it_is_off_by_default(app):
    assert browse(app, version=1).status_code == 422
    assert records(app) == []


def test_dnt_that_is_not_heeded_does_not_matter(app):
    publish(app, ON)
    assert browse(app, headers={"DNT": "1"}).status_code == 303


def test_it_comes_from_our_own_page_or_not_at_all(app):
    publish(app, ON)
    assert browse(app, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_the_banner_and_the_policy_say_so_only_where_it_counts(app):
    client = app.test_client()
    before = soup(client.get("/"))
    assert before.select_one("[data-cookieprefs-browsing]") is None
    assert "reading on never does" in before.select_one(".cookieprefs-prose").get_text()
    publish(app, APART)
    after = soup(client.get("/"))
    said = after.select_one("#cookieprefs-banner [data-cookieprefs-browsing]").get_text()
    assert "second page" in said
    assert "Only a button or a switch turns on Hotjar." in said
    prose = after.select_one(".cookieprefs-prose").get_text()
    assert "so does opening a second page" in prose
    assert "reading on never does" not in prose


def test_an_earlier_version_tells_how_one_decided_then(app):
    publish(app, ON)
    page = soup(app.test_client().get("/versions/1"))
    assert "reading on never does" in page.select_one(".cookieprefs-prose").get_text()


def test_the_receipt_calls_it_what_it_was(app):
    publish(app, ON)
    visitor = Visitor(app, has_htmx=False)
    browse(app, visitor.client)
    assert "by opening a second page of the site" in visitor.open("/receipt").select_one("main").get_text()
    (event,) = visitor.client.get("/receipt.json").json["events"]
    assert event["event_type"] == "dpv:ImpliedConsent"
    assert event["x_method"] == {"layer": "banner", "control": "continued_navigation", "layout": "full"}
