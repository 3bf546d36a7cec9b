"""The visitor's copy: true to the records, in ISO/IEC TS 27560's names, and handing over no power (R-06)."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from cookieprefs.core.catalogue import DataKind
from cookieprefs.core.consent import How, decide
from cookieprefs.core.lifetime import parse_lifetime
from cookieprefs.core.receipt import assemble
from cookieprefs.core.record import GENESIS, link
from cookieprefs.core.regime import Regime
from tests.core.builders import (
    NOW,
    SIX_MONTHS,
    a_cookie,
    a_decision,
    a_purpose,
    a_record,
    a_service,
    a_vendor,
    a_version,
    a_wish,
    days,
    what_was_shown,
)

URL = "https://shop.example/cookies/"
VERSION = a_version("matomo", "youtube")


def receipt_of(*records, versions=(VERSION,), language="en", **options):
    by_number = {one.number: one for one in versions}
    return assemble(records, by_number, language=language, public_url=URL, **options)


def the_processing(service, language="en", **fields):
    """The one entry of a receipt for a record about one service."""
    version = a_version(service, **fields)
    record = a_record(a_decision(yes=service.key), version=version)
    (entry,) = receipt_of(record, versions=[version], language=language)["pii_processing"]
    return entry


def the_event(decision=None, **fields):
    (event,) = receipt_of(a_record(decision, **fields))["events"]
    return event


def every_text_in(value):
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in every_text_in(one)]
    if isinstance(value, list):
        return [text for one in value for text in every_text_in(one)]
    return [value] if isinstance(value, str) else []


def test_the_head_names_the_schema_and_the_last_record():
    found = receipt_of(a_record(seq=1), a_record(seq=2))
    assert found["schema_version"] == "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"
    assert (found["receipt_id"], found["record_id"]) == ("receipt-2", "record-2")


def test_the_visitor_is_called_by_their_chain_and_nothing_names_the_subject():
    records = [a_record(seq=seq, subject="a-secret-id") for seq in (1, 2)]
    links = [link(one, b"key", GENESIS) for one in records]
    found = receipt_of(*records, links=links)
    assert found["pii_principal_id"] == "chain"
    assert {one["entity_id"] for one in found["events"]} == {"chain"}
    assert not [text for text in every_text_in(found) if "a-secret-id" in text or "once-" in text]


def test_a_receipt_is_json():
    found = receipt_of(a_record(), links=[link(a_record(), b"key", GENESIS)])
    assert json.loads(json.dumps(found)) == found


def test_each_record_is_an_event_with_the_state_of_each_service():
    given = a_record(a_decision(yes="matomo", no="youtube"), seq=1)
    withdrawn = a_record(a_decision(withdrawn="matomo", no="youtube"), seq=2, how=How.WITHDRAW_ALL)
    first, second = receipt_of(given, withdrawn)["events"]
    assert (first["event_id"], first["seq"], second["event_id"], second["seq"]) == ("record-1", 1, "record-2", 2)
    assert first["event_time"] == "2026-03-01T12:00:00.000Z"
    assert first["event_type"] == "dpv:ExpressedConsent"
    assert first["event_state"] == {"matomo": "dpv:ConsentGiven", "youtube": "dpv:ConsentRefused"}
    assert second["event_state"] == {"matomo": "dpv:ConsentWithdrawn", "youtube": "dpv:ConsentRefused"}


def test_an_event_tells_how_where_and_with_which_signals_it_was_decided():
    version = a_version("matomo", site=replace(VERSION.policy.site, domains=("shop.example", "help.example")))
    record = a_record(version=version, how=How.SERVICE_SWITCH, domain="help.example", signals={"gpc": True})
    (event,) = receipt_of(record, versions=[version])["events"]
    assert event["x_method"] == {"layer": "preferences", "control": "service_switch", "layout": "full"}
    assert event["x_scope"] == ["shop.example", "help.example"]
    assert (event["x_domain"], event["x_signals"]) == ("help.example", {"gpc": True})


@pytest.mark.parametrize(
    ("until", "duration"),
    [
        (NOW + SIX_MONTHS, "P6M"),
        (NOW + SIX_MONTHS - timedelta(milliseconds=1), "P6M"),
        (NOW + days(80) + timedelta(seconds=90), "P80DT90S"),
        (NOW, "P0DT0S"),
        (NOW - days(1), "P0DT0S"),
    ],
)
def test_an_event_tells_how_long_its_decision_really_counts(until, duration):
    assert the_event(a_decision(yes="matomo", until=until))["validity_duration"] == duration


def test_a_switch_on_day_100_counts_for_what_is_left_of_the_first_decision():
    first = decide(VERSION, a_wish(granted="matomo"), now=NOW, previous=None)
    later = decide(VERSION, a_wish(granted="youtube"), now=NOW + days(100), previous=first)
    assert the_event(later, decided_at=NOW + days(100))["validity_duration"] == "P84DT0S"


def test_proof_stands_in_the_events_whose_links_are_given_and_in_no_other():
    records = [a_record(seq=1), a_record(seq=2)]
    kept = link(records[1], b"key", GENESIS)
    first, second = receipt_of(*records, links=[kept])["events"]
    assert "x_commit" not in first
    assert "x_chain" not in first
    assert second["x_commit"] == f"hmac-sha256:{kept.commitment}"
    assert second["x_chain"] == f"sha256:{kept.chain}"


def test_each_event_names_the_very_notice_it_answers():
    newer = a_version("matomo", "youtube", "new", after=VERSION)
    french = what_was_shown(newer, language="fr", snapshot="7c" * 32)
    records = a_record(version=VERSION), a_record(shown=french, seq=2)
    found = receipt_of(*records, versions=[VERSION, newer])
    assert [one["x_notice"] for one in found["events"]] == [
        {
            "url": "https://shop.example/cookies/versions/1",
            "language": "en",
            "consent_revision": 1,
            "text_revision": 1,
            "snapshot_sha256": "5a" * 32,
        },
        {
            "url": "https://shop.example/cookies/versions/2",
            "language": "fr",
            "consent_revision": 2,
            "text_revision": 1,
            "snapshot_sha256": "7c" * 32,
        },
    ]
    assert [one["privacy_notice"] for one in found["pii_processing"]] == [found["events"][1]["x_notice"]] * 3


def test_there_is_a_processing_for_each_service_of_the_last_version_that_may_be_refused():
    version = a_version("a", a_service("basket", regime=Regime.STRICTLY_NECESSARY), "b", after=VERSION)
    found = receipt_of(a_record(), a_record(version=version, seq=2), versions=[VERSION, version])
    assert [one["service"] for one in found["pii_processing"]] == ["a", "b"]


def test_a_processing_tells_the_visitor_what_where_how_long_and_how_to_end_it():
    service = a_service(
        data=(DataKind.ONLINE_IDENTIFIER, DataKind.USAGE),
        countries=("FR", "US"),
        recipients=("Auditor Ltd",),
        retention=parse_lifetime("25 months"),
        cookies=(a_cookie("_pk_id"), a_cookie("_pk_ses", "session")),
    )
    entry = the_processing(service)
    del entry["privacy_notice"]
    assert entry == {
        "service": "matomo",
        "x_service_name": "Matomo",
        "purpose": "Measure: Why we measure.",
        "language": "en",
        "lawful_basis": "eu-gdpr:A6-1-a",
        "pii_information": [
            {"pii_type": "online identifier", "pii_optional": True},
            {"pii_type": "usage", "pii_optional": True},
        ],
        "pii_controllers": ["party:controller"],
        "storage_locations": ["FR", "US"],
        "retention_period": "P25M",
        "jurisdiction": "FR",
        "recipient_third_parties": ["party:vendor:acme", "Auditor Ltd"],
        "withdrawal_method": "https://shop.example/cookies/preferences",
        "privacy_rights": "https://shop.example/privacy",
        "authority_party": "party:authority",
        "x_cookies": [
            {"name": "_pk_id", "kind": "cookie", "party": "first", "lifetime": "P13M"},
            {"name": "_pk_ses", "kind": "cookie", "party": "first", "lifetime": "session"},
        ],
    }


@pytest.mark.parametrize(
    ("retention", "cookies", "expected"),
    [
        ("25 months", ["2 years"], "P25M"),
        (None, ["1 day", "13 months", "90 days"], "P13M"),
        (None, ["1 day", "persistent"], None),
        (None, ["session"], None),
        (None, [], None),
    ],
)
def test_data_are_kept_as_declared_else_as_long_as_the_longest_cookie(retention, cookies, expected):
    made = tuple(a_cookie(f"c{at}", lifetime) for at, lifetime in enumerate(cookies))
    service = a_service(cookies=made, retention=retention and parse_lifetime(retention))
    assert the_processing(service)["retention_period"] == expected


@pytest.mark.parametrize(
    ("language", "purpose", "written_in", "rights"),
    [
        ("fr", "Measure (fr): Pourquoi measure.", "fr", "https://shop.example/vie-privee"),
        ("de", "Measure: Why we measure.", "en", "https://shop.example/privacy"),
    ],
)
def test_a_receipt_speaks_the_visitors_language_else_the_sites(language, purpose, written_in, rights):
    entry = the_processing(a_service(), language)
    assert (entry["purpose"], entry["language"], entry["privacy_rights"]) == (purpose, written_in, rights)


@pytest.mark.parametrize(
    ("category", "term"), [("B", "dpv:ServiceUsageAnalytics"), ("F", "dpv:Advertising"), ("X", None)]
)
def test_a_purpose_has_a_term_where_its_category_has_one(category, term):
    entry = the_processing(a_service(), purposes=(a_purpose(category=category),))
    assert entry.get("purpose_type") == term


def test_a_purpose_that_nobody_described_is_named_by_its_key():
    entry = the_processing(a_service(purpose="lost"), purposes=(a_purpose(),))
    assert (entry["purpose"], entry["language"]) == ("lost", "en")


@pytest.mark.parametrize(
    ("regime", "rests_on_consent"), [(Regime.CONSENT, True), (Regime.EXEMPT_WITH_OPTOUT, False)]
)
def test_only_what_needs_consent_says_that_it_rests_on_it(regime, rests_on_consent):
    assert ("lawful_basis" in the_processing(a_service(regime=regime))) is rests_on_consent


def test_the_parties_are_the_controller_the_authority_and_each_vendor_that_is_another():
    own = a_vendor("site", name="Shop Ltd")
    services = a_service("a"), a_service("b"), a_service("own", vendor="site")
    version = a_version(*services, vendors=(own, a_vendor(address="2 Road"), a_vendor("unused")))
    found = receipt_of(a_record(), versions=[version])
    assert [(one["party_id"], one["party_type"], one["party_role"]) for one in found["party_identification"]] == [
        ("party:controller", "dpv:DataController", "controller"),
        ("party:authority", "dpv:Authority", "authority"),
        ("party:vendor:acme", "dpv:ThirdParty", "recipient"),
    ]
    assert found["party_identification"][0]["party_contact"] == "privacy@shop.example"
    assert found["party_identification"][2]["party_name"] == "Acme"
    assert found["party_identification"][2]["party_address"] == "2 Road"
    assert found["pii_processing"][2]["recipient_third_parties"] == []


def test_without_a_public_address_a_receipt_gives_paths_below_the_mount():
    found = assemble([a_record()], {1: VERSION}, language="en")
    assert found["pii_processing"][0]["withdrawal_method"] == "/preferences"
    assert found["events"][0]["x_notice"]["url"] == "/versions/1"


def test_there_is_no_receipt_for_nothing():
    with pytest.raises(ValueError, match="nothing to give a receipt for"):
        receipt_of()


def test_a_record_of_a_version_that_is_missing_is_an_error():
    with pytest.raises(KeyError):
        receipt_of(a_record(shown=what_was_shown(version=9)))


@pytest.mark.parametrize("how", How)
def test_consent_by_browsing_on_is_called_implied_and_no_other_is(how):
    """L-02: the receipt says no more than there was."""
    less = {How.CONTINUED_NAVIGATION: "dpv:ImpliedConsent", How.TAKEN_OVER: "dpv:Consent"}
    event = the_event(how=how)
    assert event["event_type"] == less.get(how, "dpv:ExpressedConsent")
    assert event["x_method"]["control"] == how.value
