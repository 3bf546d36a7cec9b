"""`cookieprefs ledger access`: one command, one file, all that is held about a visitor (R-07)."""

import json
import stat

import pytest

from cookieprefs.core.record import hidden
from cookieprefs.store.db import Base

PAYLOAD = Base.metadata.tables["cookieprefs_record_payload"]
POWER = {"subject", "once"}
"""What opens a visitor's records: told as its SHA-256."""
DERIVED = {"digest"}
"""A hash over how and what was answered, which are both told."""


@pytest.fixture
def records(shop):
    """Two decisions of one visitor, the first sealed, and one of another."""
    first = shop.decide(yes="matomo vimeo", once="the-click")
    shop.run("ledger", "seal")
    second = shop.decide(no="vimeo", subject=first.subject)
    shop.decide(yes="matomo")
    return first, second


@pytest.fixture
def write(shop, tmp_path):
    """Answers a request, and gives the command's result and what the file says."""

    def answer(record, *options):
        path = tmp_path / "access.json"
        result = shop.run("ledger", "access", record.receipt_id, "--output", str(path), *options)
        return result, json.loads(path.read_text("utf-8")) if path.exists() else None

    return answer


def test_it_holds_every_decision_of_this_visitor_and_of_no_other(records, write):
    result, said = write(records[0])
    assert result.exit_code == 0
    assert [one["receipt_id"] for one in said["receipts"]] == [one.receipt_id for one in records]
    assert {one["pii_principal_id"] for one in said["receipts"]} == {records[0].chain_id}
    assert [one["record"]["record_id"] for one in said["proof"]["records"]] == [one.record_id for one in records]
    assert [one["seal"] is not None for one in said["proof"]["records"]] == [True, False]
    assert [one["sha256"] for one in said["proof"]["snapshots"]] == [records[0].shown.snapshot]


@pytest.mark.parametrize("column", [one.name for one in PAYLOAD.columns if one.name not in POWER | DERIVED])
def test_it_holds_whatever_the_ledger_does(records, write, column):
    _, said = write(records[0])
    (found, *_) = said["proof"]["records"]
    assert column in (found if column == "key" else found["record"])


def test_what_gives_power_is_told_as_its_hash_alone(shop, records, write):
    _, said = write(records[0])
    (found, *_) = said["proof"]["records"]
    assert found["record"]["subject"] == hidden(records[0].subject)
    assert found["record"]["once"] == hidden("the-click")
    assert records[0].subject not in json.dumps(said)
    assert "the-click" not in json.dumps(said)


def test_it_says_what_it_holds_what_it_does_not_and_what_else_may_be_asked(records, write):
    result, said = write(records[0])
    assert "holds all that is held about this visitor: 2 records, and what was shown." in result.stdout
    assert "It does not hold the number in the visitor's browser." in result.stdout
    assert said["holds"]
    assert any("No name" in one for one in said["does_not_hold"])
    assert said["about"]["kept_for"] == "As long as the decision counts, and 3 years after its end."
    assert "Maison Tilleul SARL" in said["about"]["controller"]
    assert all(said["about"].values())


def test_the_file_is_for_its_owner_alone(records, write, tmp_path):
    write(records[0])
    assert stat.S_IMODE((tmp_path / "access.json").stat().st_mode) == 0o600


def test_what_was_erased_is_an_empty_place(shop, records, write):
    shop.tamper("DELETE FROM cookieprefs_record_payload WHERE receipt_id = ?", records[0].receipt_id)
    result, said = write(records[1])
    assert "1 record and the empty places of 1 record that were erased" in result.stdout
    assert said["proof"]["records"][0]["record"] is None
    assert records[0].receipt_id not in json.dumps(said)


def test_records_that_somebody_changed_are_handed_out_and_told(shop, records, write):
    shop.tamper("UPDATE cookieprefs_record_payload SET domain = 'x.example' WHERE seq = 2")
    result, said = write(records[0])
    assert result.exit_code == 1
    assert "Something is wrong with these records" in result.stderr
    assert said["proof"]["records"][1]["record"]["domain"] == "x.example"


def test_a_receipt_that_is_not_there_is_a_sentence_and_no_file(shop, records, write):
    shop.erase(records[0].subject)
    result, said = write(records[0])
    assert (result.exit_code, said) == (1, None)
    assert result.stderr.startswith("Error: no record has the receipt")


def test_it_goes_into_a_file_or_nowhere(shop, records):
    result = shop.run("ledger", "access", records[0].receipt_id)
    assert result.exit_code == 2
    assert "--output" in result.stderr
