"""`cookieprefs ledger show`: one record, what was shown, the visitor's other decisions."""

import pytest

from cookieprefs.actions import Mint
from cookieprefs.core.consent import How
from cookieprefs.core.receipt import SCHEMA


@pytest.fixture
def records(shop):
    """A visitor who accepts two services and switches one off again, and another visitor."""
    first = shop.decide(yes="matomo vimeo", no="youtube", once="the-click")
    second = shop.decide(no="vimeo", how=How.SERVICE_SWITCH, subject=first.subject)
    shop.decide(yes="matomo")
    return first, second


def shown(shop, record, *options):
    return shop.run("ledger", "show", record.receipt_id, *options)


def test_it_has_each_answer_in_words(shop, records):
    lines = shown(shop, records[1]).stdout.splitlines()
    assert "  Matomo (matomo): yes (consent revision 1)" in lines
    assert "  YouTube (youtube): no (consent revision 1)" in lines
    assert "  Vimeo (vimeo): no, after an earlier yes (consent revision 1)" in lines


def test_it_has_when_how_and_what_was_shown(shop, records):
    lines = shown(shop, records[0]).stdout.splitlines()
    assert lines[:6] == [
        f"Record {records[0].record_id}, number 1 of chain {records[0].chain_id}",
        "Decided 2026-03-01 12:00 UTC on shop.example: save",
        f"Counts until {records[0].until:%Y-%m-%d} 12:00 UTC",
        "Shown: the banner (full) of version 1 in 'en'",
        "  consent revision 1, text revision 1",
        f"  snapshot sha256 {records[0].shown.snapshot}",
    ]


def test_it_has_all_decisions_of_this_visitor_alone(shop, records):
    lines = shown(shop, records[0]).stdout.splitlines()
    start = lines.index("All decisions of this visitor:")
    assert lines[start + 1 : start + 3] == [
        "  1. 2026-03-01 12:00 UTC, save: 2 of 10 on (matomo, vimeo), this receipt",
        "  2. 2026-03-01 12:00 UTC, service switch: 1 of 10 on (matomo)",
    ]
    assert lines[start + 3 :] == ["2 records in 1 chain: all whole."]


def test_a_refusal_on_first_sight_stands_alone(shop):
    record = shop.decide(no="matomo", how=How.REFUSE_ALL)
    shop.decide(no="matomo", how=How.REFUSE_ALL)
    result = shown(shop, record)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-2:] == [
        "  1. 2026-03-01 12:00 UTC, refuse all: 0 of 10 on, this receipt",
        "1 record in 1 chain: all whole.",
    ]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_it_never_prints_what_the_visitors_browser_holds(shop, records, options):
    output = shown(shop, records[0], *options).output
    assert records[0].subject not in output
    assert records[0].once not in output


def test_json_is_the_receipt(shop, records):
    found = shop.json("ledger", "show", records[0].receipt_id, "--json")
    assert found["schema_version"] == SCHEMA
    assert found["pii_principal_id"] == records[0].chain_id
    assert [one["event_id"] for one in found["events"]] == [one.record_id for one in records]
    assert found["events"][0]["x_commit"].startswith("hmac-sha256:")
    assert found["events"][1]["event_state"]["vimeo"] == "dpv:ConsentWithdrawn"


def test_records_of_several_versions_have_each_their_own(shop):
    first = shop.decide(yes="matomo")
    shop.run("publish", "--ask-again", "vimeo")
    second = shop.decide(yes="vimeo", subject=first.subject)
    found = shop.json("ledger", "show", second.receipt_id, "--json")
    assert [one["x_notice"]["consent_revision"] for one in found["events"]] == [1, 2]
    assert "Shown: the banner (full) of version 2 in 'en'" in shown(shop, second).stdout.splitlines()


def test_a_changed_chain_is_told_and_is_no_success(shop, records):
    shop.tamper("UPDATE cookieprefs_record_payload SET domain = 'x.example' WHERE seq = 2")
    for options in ([], ["--json"]):
        assert shown(shop, records[0], *options).exit_code == 1
    assert shown(shop, records[0]).stdout.splitlines()[-1] == "2 records in 1 chain: 1 fault."


def test_a_changed_chain_of_another_visitor_does_not_matter(shop, records):
    other = shop.decide(yes="matomo")
    shop.tamper(
        "UPDATE cookieprefs_record_payload SET domain = 'x.example' WHERE receipt_id = ?", other.receipt_id
    )
    assert shown(shop, records[0]).exit_code == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cookieprefs_record_payload SET how = 'by magic' WHERE seq = 2",
        "UPDATE cookieprefs_record_payload SET version = 9 WHERE seq = 2",
    ],
)
def test_a_record_that_makes_no_sense_is_a_sentence(shop, records, statement):
    shop.tamper(statement)
    result = shown(shop, records[0])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("receipt_id", ["-begins-with-a-dash", "--with-two", "-", "a" * 32])
def test_a_receipt_may_begin_with_any_letter_that_we_give(shop, receipt_id):
    record = shop.decide(yes="matomo", mint=Mint(token=iter(["a-subject", receipt_id]).__next__))
    assert record.receipt_id == receipt_id
    assert shop.run("ledger", "show", record.receipt_id).exit_code == 0


@pytest.mark.parametrize("receipt", ["never-given", "", "'; DROP TABLE"])
def test_a_receipt_that_is_not_there_is_a_sentence(shop, receipt):
    result = shop.run("ledger", "show", receipt)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: no record has the receipt {receipt!r}")


def test_the_receipt_of_an_erased_record_is_not_there(shop, records):
    shop.erase(records[0].subject)
    assert shown(shop, records[0]).exit_code == 1


def test_of_a_choice_taken_over_it_says_that_nothing_of_ours_was_shown(shop):
    lines = shown(shop, shop.decide(yes="matomo", how=How.TAKEN_OVER)).stdout.splitlines()
    assert lines[1].endswith(": taken over")
    assert lines[3] == "Shown: nothing by us; taken over from the cookie of full under version 1"
    assert lines[-1] == "1 record in 1 chain: all whole."
