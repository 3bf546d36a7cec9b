"""Consent records: the same bytes everywhere, and no change to them that goes unseen (R-01 to R-05)."""

import inspect
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cookieprefs.core.consent import How
from cookieprefs.core.record import (
    GENESIS,
    answers_as_json,
    answers_digest,
    answers_from_json,
    canonical,
    chain_after,
    commit,
    hidden,
    link,
    moment,
    written,
    written_answers,
    written_signals,
)
from tests.core.builders import NOW, a_decision, a_record, days
from tests.core.strategies import decisions

WORDS = ("site", "record_id", "receipt_id", "chain_id", "domain")


def test_a_record_is_canonical_as_sorted_json_without_spaces_in_utf_8():
    record = a_record(a_decision(yes="b", no="a", until=NOW + days(1)), domain="café.example")
    assert canonical(record).decode() == (
        '{"answers":{"a":["refused",1],"b":["given",1]},"chain_id":"chain","consent_revision":1,'
        '"decided_at":"2026-03-01T12:00:00.000Z","domain":"café.example","how":"save","language":"en",'
        '"layer":"preferences","layout":"full","once":"' + sha256(b"once-1").hexdigest() + '",'
        '"receipt_id":"receipt-1","record_id":"record-1","seq":1,"signals":{"gpc":false},"site":"shop",'
        '"snapshot":"' + "5a" * 32 + '","subject":"' + sha256(b"a-secret-id").hexdigest() + '",'
        '"until":"2026-03-02T12:00:00.000Z","version":1}'
    )


@given(decisions, st.fixed_dictionaries({}, optional={name: st.text() for name in WORDS}), st.none() | st.text())
def test_what_is_written_by_hand_is_what_json_writes(decision, words, once):
    record = a_record(decision, once=once, **words)
    said = json.loads(canonical(record))
    assert json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == canonical(
        record
    )
    assert {name: said[name] for name in words} == words
    assert said["once"] == (None if once is None else hidden(once))


@pytest.mark.parametrize("at", range(len(inspect.signature(written).parameters)))
def test_what_is_not_of_its_kind_is_not_written(at):
    record = a_record()
    good = [
        "site",
        "record",
        "receipt",
        "chain",
        1,
        None,
        "2026",
        "save",
        1,
        1,
        "en",
        "banner",
        "full",
        "5a",
        "shop",
    ]
    good += ["2027", None, written_answers(record.answers), written_signals(record.signals)]
    assert json.loads(written(*good))["seq"] == 1
    bad = [*good[:at], b"other", *good[at + 1 :]]
    with pytest.raises((TypeError, ValueError, AttributeError)):
        json.loads(written(*bad))


def test_nothing_that_opens_a_visitors_records_stands_in_the_bytes():
    record = a_record(subject="a-secret-id", once="a-secret-once")
    assert b"a-secret" not in canonical(record)


def test_the_same_record_has_the_same_bytes_whatever_the_order_and_the_time_zone():
    record = a_record(a_decision(yes="b", no="a"), signals={"gpc": True, "dnt": False})
    other = replace(
        record,
        answers=dict(reversed(record.answers.items())),
        signals=dict(reversed(record.signals.items())),
        decided_at=record.decided_at.astimezone(timezone(timedelta(hours=9))),
    )
    assert canonical(other) == canonical(record)


@pytest.mark.parametrize(
    ("when", "written"),
    [
        (datetime(2026, 3, 1, 12, 0, tzinfo=UTC), "2026-03-01T12:00:00.000Z"),
        (datetime(2026, 3, 1, 12, 0, 0, 123_999, tzinfo=UTC), "2026-03-01T12:00:00.123Z"),
        (datetime(2026, 3, 1, 1, 0, tzinfo=timezone(timedelta(hours=2))), "2026-02-28T23:00:00.000Z"),
    ],
)
def test_a_moment_is_written_in_utc_with_milliseconds(when, written):
    assert moment(when) == written


def test_a_link_tells_the_day_in_utc_and_nothing_of_the_visitor():
    late = datetime(2026, 3, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))
    record = a_record(decided_at=late)
    made = link(record, b"key", GENESIS)
    assert (made.site, made.record_id, made.chain_id, made.seq) == ("shop", "record-1", "chain", 1)
    assert made.day == "2026-02-28"
    assert made.commitment == commit(record, b"key")
    assert made.chain == chain_after(GENESIS, made.commitment)
    assert record.subject not in repr(made)


def test_the_same_record_under_another_key_has_another_commitment():
    assert commit(a_record(), b"one") != commit(a_record(), b"other")


@given(decisions)
def test_answers_come_back_from_json_as_they_were(decision):
    stored = json.loads(json.dumps(answers_as_json(decision.answers)))
    assert answers_from_json(stored) == decision.answers


@pytest.mark.parametrize(
    "stored",
    [{"a": 1}, {"a": None}, {"a": ["given"]}, {"a": ["perhaps", 1]}, {"a": ["given", "1"]}, ["a"], None, "a"],
)
def test_answers_of_any_other_shape_are_a_value_error(stored):
    with pytest.raises(ValueError, match="holds no answers"):
        answers_from_json(stored)


def test_a_digest_tells_one_act_and_outcome_from_another():
    answers = a_decision(yes="a", no="b").answers
    again = dict(reversed(answers.items()))
    assert answers_digest(How.SAVE, again) == answers_digest(How.SAVE, answers)
    assert answers_digest(How.ACCEPT_ALL, answers) != answers_digest(How.SAVE, answers)
    assert answers_digest(How.SAVE, a_decision(no="a b").answers) != answers_digest(How.SAVE, answers)


@pytest.mark.parametrize(("yes", "has_yes"), [("a", True), ("", False)])
def test_a_record_proves_its_decision_and_knows_whether_it_grants_anything(yes, has_yes):
    decision = a_decision(yes=yes, no="b", withdrawn="c")
    record = a_record(decision)
    assert (record.decision, record.has_yes) == (decision, has_yes)
