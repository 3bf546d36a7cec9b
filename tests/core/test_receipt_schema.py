"""Every receipt is what docs/receipt.schema.json says, and that takes nothing for one that is none (R-03)."""

import copy
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cookieprefs.core.catalogue import Kind, Party
from cookieprefs.core.consent import How, Layer, decide
from cookieprefs.core.lifetime import parse_lifetime
from cookieprefs.core.othertool import Tool
from cookieprefs.core.policy import Rules, TakeOver
from cookieprefs.core.receipt import assemble
from cookieprefs.core.record import GENESIS, link
from tests.core.builders import (
    NOW,
    a_cookie,
    a_decision,
    a_purpose,
    a_record,
    a_service,
    a_version,
    days,
    what_was_shown,
)
from tests.core.strategies import decisions, perhaps_decisions, successions, wishes
from tests.receipt_schema import SCHEMA, faults

COOKIES = (a_cookie("_pk_id"), a_cookie("_s", "session"), a_cookie("_l", "persistent", kind=Kind.LOCAL_STORAGE))
FULL = a_service(
    "matomo",
    cookies=COOKIES,
    countries=("FR", "US"),
    recipients=("Auditor Ltd",),
    retention=parse_lifetime("25 months"),
)
VERSION = a_version(FULL, "youtube", purposes=(a_purpose(category="B"),))
TAKING = replace(
    VERSION,
    policy=replace(
        VERSION.policy,
        rules=Rules(
            take_over=TakeOver(tool=Tool.KLARO, cookie="klaro", changed_on=date(2026, 2, 1), same_meaning={})
        ),
    ),
)
NEWER = a_version(FULL, "youtube", "vimeo", after=VERSION)
OF_ANOTHER = what_was_shown(layer=Layer.OTHER_TOOL, layout="klaro", snapshot="")
REFUSED = a_decision(no="matomo youtube")

KINDS = {
    "a refusal on first sight": [a_record(REFUSED, subject=None, how=How.REFUSE_ALL)],
    "a switch": [a_record(how=How.SERVICE_SWITCH)],
    "a withdrawal": [
        a_record(),
        a_record(a_decision(withdrawn="matomo", no="youtube"), seq=2, how=How.WITHDRAW_ALL),
    ],
    "browsing on": [a_record(how=How.CONTINUED_NAVIGATION, shown=what_was_shown(layer=Layer.BANNER))],
    "taken over": [a_record(how=How.TAKEN_OVER, shown=OF_ANOTHER)],
    "an opt-out": [a_record(a_decision(no="youtube"), how=How.DO_NOT_SELL, signals={"gpc": True, "dnt": False})],
    "a placeholder": [a_record(a_decision(yes="youtube"), shown=what_was_shown(layer=Layer.PLACEHOLDER))],
    "long expired": [a_record(a_decision(yes="matomo", until=NOW - days(900)))],
    "what is left of an earlier one's time": [a_record(a_decision(yes="matomo", until=NOW + days(84)))],
    "of a layout for what is new": [a_record(shown=what_was_shown(NEWER, layout="new-2"))],
    "several versions": [a_record(shown=what_was_shown(VERSION)), a_record(shown=what_was_shown(NEWER), seq=2)],
    "another language": [a_record(shown=what_was_shown(language="fr"))],
    "a service that has gone": [a_record(a_decision(yes="matomo gone"))],
    "nothing answered": [a_record(a_decision())],
}


def receipt_of(records, *, version=VERSION, **options):
    return assemble(records, {1: version, 2: NEWER}, language=records[-1].shown.language, **options)


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("version", [VERSION, TAKING], ids=["plain", "taking over"])
@pytest.mark.parametrize("records", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("public_url", ["", "https://shop.example/cookies/"], ids=["a path", "an address"])
def test_each_kind_of_record_gives_a_valid_receipt(version, records, public_url):
    links = [link(one, b"key", GENESIS) for one in records]
    for made in (
        receipt_of(records, version=version, public_url=public_url),
        receipt_of(records, version=version, public_url=public_url, links=links, asked=records[0]),
    ):
        assert faults(made) == []


def test_the_receipt_is_that_of_the_record_asked_for_with_all_as_its_events():
    first, second = KINDS["several versions"]
    made = receipt_of([first, second], asked=first)
    assert (made["receipt_id"], made["record_id"]) == ("receipt-1", "record-1")
    assert [one["service"] for one in made["pii_processing"]] == ["matomo", "youtube"]
    assert [one["x_receipt_id"] for one in made["events"]] == ["receipt-1", "receipt-2"]


@given(
    successions,
    st.lists(
        st.tuples(st.sampled_from(How), st.sampled_from(["banner", "preferences"]), decisions),
        min_size=1,
        max_size=4,
    ),
    st.sampled_from(["en", "fr"]),
    st.dictionaries(st.sampled_from(["gpc", "dnt"]), st.booleans()),
)
def test_whatever_is_decided_the_receipt_is_valid(versions, acts, language, signals):
    records = []
    for seq, (how, layer, decision) in enumerate(acts, 1):
        shown = what_was_shown(versions[seq % 2], layer=Layer(layer), language=language)
        if how is How.TAKEN_OVER:
            shown = replace(OF_ANOTHER, version=shown.version)
        records.append(a_record(decision, shown=shown, how=how, seq=seq, signals=signals))
    made = assemble(records, {one.number: one for one in versions}, language=language)
    assert faults(made) == []


@given(successions, wishes, perhaps_decisions, st.integers(0, 500))
def test_whatever_a_wish_becomes_its_receipt_is_valid(versions, wish, before, later):
    _, version = versions
    now = NOW + days(later)
    record = a_record(decide(version, wish, now=now, previous=before), version=version, decided_at=now)
    assert faults(assemble([record], {version.number: version}, language="en")) == []


def test_the_schema_knows_every_way_place_and_kind_that_there_is():
    method = SCHEMA["$defs"]["event"]["properties"]["x_method"]["properties"]
    cookie = SCHEMA["$defs"]["processing"]["properties"]["x_cookies"]["items"]["properties"]
    assert set(method["control"]["enum"]) == set(How)
    assert set(method["layer"]["enum"]) == set(Layer)
    assert set(cookie["kind"]["enum"]) == set(Kind)
    assert set(cookie["party"]["enum"]) == set(Party)


GOOD = receipt_of([a_record(), a_record(seq=2)], links=[link(a_record(), b"key", GENESIS)])
PARTS = {
    "the receipt": (SCHEMA, lambda receipt: receipt),
    "a processing": (SCHEMA["$defs"]["processing"], lambda receipt: receipt["pii_processing"][0]),
    "a party": (SCHEMA["$defs"]["party"], lambda receipt: receipt["party_identification"][0]),
    "an event": (SCHEMA["$defs"]["event"], lambda receipt: receipt["events"][0]),
    "a notice": (SCHEMA["$defs"]["notice"], lambda receipt: receipt["events"][0]["x_notice"]),
}
DEMANDED = [
    pytest.param(part, name, id=f"{kind}: {name}")
    for kind, (rule, part) in PARTS.items()
    for name in rule["required"]
]


@pytest.mark.parametrize(("part", "name"), DEMANDED)
def test_a_receipt_that_lacks_what_is_demanded_is_none(part, name):
    spoilt = copy.deepcopy(GOOD)
    del part(spoilt)[name]
    assert faults(spoilt)


@pytest.mark.parametrize("part", [part for _, part in PARTS.values()], ids=PARTS)
def test_a_receipt_that_says_more_is_none(part):
    spoilt = copy.deepcopy(GOOD)
    part(spoilt)["subject"] = "a-secret-id"
    assert faults(spoilt)


@pytest.mark.parametrize(
    ("change", "value"),
    [
        (("schema_version",), "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"),
        (("events",), []),
        (("party_identification",), []),
        (("events", 0, "event_time"), "2026-03-01 12:00"),
        (("events", 0, "validity_duration"), "6 months"),
        (("events", 0, "validity_duration"), "P"),
        (("events", 0, "event_type"), "dpv:ImplicitConsent"),
        (("events", 0, "event_type"), "dpv:ImpliedConsent"),
        (("events", 0, "event_state", "matomo"), "dpv:ConsentUnknown"),
        (("events", 0, "event_state", "matomo"), True),
        (("events", 0, "seq"), 0),
        (("events", 0, "x_notice", "snapshot_sha256"), None),
        (("events", 0, "x_notice", "snapshot_sha256"), "5A" * 32),
        (("events", 0, "x_method", "control"), "by magic"),
        (("events", 0, "x_signals"), {"gpc": "1"}),
        (("pii_processing", 0, "lawful_basis"), "eu-gdpr:A6-1-f"),
        (("pii_processing", 0, "retention_period"), "25 months"),
        (("pii_processing", 0, "jurisdiction"), "France"),
        (("pii_processing", 0, "purpose"), ""),
        (("pii_processing", 0, "pii_information"), [{"pii_type": "usage", "pii_optional": False}]),
        (("party_identification", 0, "party_role"), "processor"),
    ],
)
def test_a_receipt_that_says_something_else_is_none(change, value):
    assert faults(GOOD) == []
    spoilt = copy.deepcopy(GOOD)
    *way, last = change
    place = spoilt
    for step in way:
        place = place[step]
    place[last] = value
    assert faults(spoilt)


def test_what_is_implied_may_not_be_called_expressed():
    spoilt = receipt_of(KINDS["browsing on"])
    spoilt["events"][0]["event_type"] = "dpv:ExpressedConsent"
    assert faults(spoilt)
