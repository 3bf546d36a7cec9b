"""What visitors can see and take of their own: receipt, its JSON, state, and to be forgotten (R-06, R-24)."""

from urllib.parse import urlsplit

import pytest

from tests.conftest import publish
from tests.sample import with_service, without_service
from tests.web.posts import post, records, soup

# What ISO/IEC TS 27560 demands of each part (REQUIREMENTS 13), and what the GDPR adds to it.
HEADER = {"schema_version", "record_id", "pii_principal_id", "receipt_id"}
PROCESSING = {
    "privacy_notice", "language", "purpose", "pii_information", "pii_controllers", "storage_locations",
    "retention_period", "jurisdiction", "recipient_third_parties", "withdrawal_method",
    "lawful_basis", "privacy_rights", "authority_party",
}  # fmt: skip
PARTY = {"party_id", "party_name", "party_address", "party_contact", "party_type", "party_role"}
EVENT = {"event_time", "validity_duration", "entity_id", "event_type", "event_state"}
MAY_BE_EMPTY = {"storage_locations", "recipient_third_parties", "retention_period", "party_address"}
"""No other country, nobody else, no end that is a span of time, no address that the operator wrote."""


@pytest.fixture
def client(app):
    """A visitor who said yes to all, then withdrew one."""
    client = app.test_client()
    post(client, "/preferences", action="accept_all")
    post(client, "/preferences/services/matomo")
    return client


def assert_has(found, names):
    assert names <= found.keys(), names - found.keys()
    assert not [name for name in names - MAY_BE_EMPTY if found[name] in (None, "", [], {})]


def test_the_receipt_has_every_field_that_the_standard_demands(client):
    found = client.get("/receipt.json").json
    assert_has(found, HEADER)
    for one in found["pii_processing"]:
        assert_has(one, PROCESSING)
        assert all(piece["pii_type"] for piece in one["pii_information"])
    for one in found["party_identification"]:
        assert_has(one, PARTY)
    for one in found["events"]:
        assert_has(one, EVENT)


def test_whoever_it_names_is_among_its_parties(client):
    found = client.get("/receipt.json").json
    parties = {one["party_id"] for one in found["party_identification"]}
    for one in found["pii_processing"]:
        named = {*one["pii_controllers"], one["authority_party"], *one["recipient_third_parties"]}
        assert {name for name in named if name.startswith("party:")} <= parties


def test_its_events_tell_what_was_decided_and_when(client):
    first, second = client.get("/receipt.json").json["events"]
    assert set(first["event_state"].values()) == {"dpv:ConsentGiven"}
    assert second["event_state"]["matomo"] == "dpv:ConsentWithdrawn"
    assert first["event_time"] == "2026-11-23T12:00:00.000Z"
    assert first["validity_duration"] == "P6M"
    assert [one["seq"] for one in (first, second)] == [1, 2]


def test_showing_it_hands_over_no_power(client, app):
    (subject,) = {one.record.subject for one in records(app)}
    assert subject not in client.get("/receipt.json").text
    assert subject not in soup(client.get("/receipt")).prettify()


def test_it_comes_as_a_file_in_the_language_of_the_page(client):
    answer = client.get("/receipt.json?lang=fr")
    assert answer.content_type == "application/json; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="consent-receipt.json"'
    assert {one["language"] for one in answer.json["pii_processing"]} == {"fr"}
    assert "Mesure d’audience" in answer.json["pii_processing"][0]["purpose"]


def test_the_addresses_in_it_lead_to_what_they_name(make_app):
    app = make_app(public_url="https://shop.test/cookies/")
    client = app.test_client()
    post(client, "https://shop.test/cookies/preferences", action="accept_all")
    one = client.get("https://shop.test/cookies/receipt.json").json["pii_processing"][0]
    for address in (one["privacy_notice"]["url"], one["withdrawal_method"]):
        assert address.startswith("https://shop.test/cookies/")
        assert client.get(urlsplit(address).path).status_code == 200


def test_a_visitor_without_records_has_no_receipt(visitor):
    page = visitor.open("/receipt")
    assert not page.select(".cookieprefs-record, form[action='/forget']")
    assert visitor.client.get("/receipt.json").status_code == 404


def test_the_page_lists_every_decision_the_newest_first(client, app):
    page = soup(client.get("/receipt"))
    shown = page.select(".cookieprefs-record")
    kept = [one.record for one in reversed(records(app))]
    assert [one.select_one("code").get_text() for one in shown] == [one.receipt_id for one in kept]
    assert all(one.shown.snapshot in part.get_text() for one, part in zip(kept, shown, strict=True))
    assert "Matomo" in shown[0].select("dl > div")[-1].get_text()


def test_a_service_that_has_gone_is_still_named(client, app):
    publish(app, without_service("hotjar"))
    assert "hotjar" in soup(client.get("/receipt")).select(".cookieprefs-record")[0].get_text().lower()
    assert client.get("/receipt.json").status_code == 200


def test_a_receipt_over_two_versions_cites_each(client, app):
    publish(app, with_service("vimeo", "media"))
    post(client, "/preferences", version="2", action="accept_all")
    events = client.get("/receipt.json").json["events"]
    assert [urlsplit(one["x_notice"]["url"]).path for one in events] == [
        "/versions/1",
        "/versions/1",
        "/versions/2",
    ]


def test_one_visitor_never_sees_another_s(client, app):
    other = app.test_client()
    assert other.get("/receipt.json").status_code == 404
    post(other, "/preferences", action="accept_all")
    mine, theirs = (one.get("/receipt.json").json for one in (client, other))
    assert mine["pii_principal_id"] != theirs["pii_principal_id"]
    assert len(theirs["events"]) == 1


def test_being_forgotten_erases_one_visitor_and_no_other(client, app):
    other = app.test_client()
    post(other, "/preferences", action="accept_all")
    answer = post(client, "/forget")
    assert (answer.status_code, answer.location) == (303, "/receipt?lang=en")
    assert len(records(app)) == 1
    assert client.get("/consent").json["decided"] is False
    assert other.get("/consent").json["decided"] is True


def test_an_id_whose_records_are_erased_is_nobody_s(client, app):
    held = client.get_cookie("cookieprefs_id", path="/").value
    state = client.get_cookie("cookieprefs").value
    post(client, "/forget")
    late = {"Cookie": f"cookieprefs={state}; cookieprefs_id={held}"}
    again = app.test_client(use_cookies=False)
    services = again.get("/consent", headers=late).json["services"]
    assert services == {"hotjar": None, "matomo": False, "youtube": None}
    post(again, "/preferences", late, action="accept_all")
    assert records(app)[-1].record.subject != held


STATES = [
    ({}, False, {"matomo": None, "hotjar": None, "youtube": None}, {"hotjar", "matomo", "youtube"}),
    ({"action": "refuse_all"}, True, {"matomo": False, "hotjar": False, "youtube": False}, set()),
    ({"action": "save", "services": "matomo"}, True, {"matomo": True, "hotjar": False, "youtube": False}, set()),
]


@pytest.mark.parametrize(("fields", "decided", "services", "ask"), STATES)
def test_the_state_is_told_to_scripts_and_back_ends(app, fields, decided, services, ask):
    client = app.test_client()
    if fields:
        post(client, "/preferences", **fields)
    found = client.get("/consent").json
    assert (found["site"], found["version"], found["consent_revision"]) == ("test-shop", 1, 1)
    assert (found["decided"], found["services"], set(found["ask"])) == (decided, services, ask)
    assert found["until"] == ("2027-05-23T12:00:00.000Z" if decided else None)
