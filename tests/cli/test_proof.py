"""`cookieprefs proof`: the record, the words it was made on byte for byte, and what was done to either (R-02)."""

import hashlib
import json

import pytest

from cookieprefs.actions import Mint
from cookieprefs.core.consent import How
from cookieprefs.store import versions


@pytest.fixture
def records(shop):
    """A visitor who accepts two services and switches one off again, and another visitor."""
    first = shop.decide(yes="matomo vimeo", no="youtube", once="the-click")
    second = shop.decide(no="vimeo", how=How.SERVICE_SWITCH, subject=first.subject)
    shop.decide(yes="matomo")
    return first, second


def prove(shop, record, *options):
    return shop.run("proof", record.receipt_id, *options)


def kept_html(shop, record):
    with shop.visited.app_context():
        session = shop.visited.extensions["cookieprefs"].sessions()
        return versions.snapshot_html(session, record.site, record.shown.snapshot)


def after(lines, title):
    """The indented lines under one that ends in a colon."""
    rest = lines[lines.index(title) + 1 :]
    end = next((at for at, one in enumerate(rest) if not one.startswith("  ")), len(rest))
    return [one.strip() for one in rest[:end]]


def test_it_tells_the_record(shop, records):
    lines = prove(shop, records[0]).stdout.splitlines()
    assert f"Receipt: {records[0].receipt_id}" in lines
    assert "Decided: 2026-03-01 12:00:00 UTC on shop.example" in lines
    assert "By: saving the choices on a form" in lines
    assert "Shown: the banner (layout full), in 'en'" in lines
    assert "Counts until: 2026-09-01 12:00:00 UTC" in lines
    assert f"Record: {records[0].record_id}, number 1 of chain {records[0].chain_id}" in lines
    answers = after(lines, "Answers:")
    assert "Matomo (matomo), Audience measurement: yes" in answers
    assert "YouTube (youtube), Videos and maps: no" in answers


def test_it_tells_every_decision_of_this_visitor_and_of_no_other(shop, records):
    told = after(prove(shop, records[1]).stdout.splitlines(), "All decisions of this visitor:")
    assert [one.split(",")[0] for one in told] == [
        "1. 2026-03-01 12:00:00 UTC",
        "2. This receipt: 2026-03-01 12:00:00 UTC",
    ]
    assert "withdrawn: vimeo" in told[1]


def test_it_ends_with_the_words_that_were_shown_byte_for_byte(shop, records):
    html = kept_html(shop, records[0])
    shop.edit("site.yaml", "Audience measurement", "Counting")
    assert shop.run("publish").exit_code == 0
    result = prove(shop, records[0])
    assert result.exit_code == 0
    assert result.stdout.endswith(f"What was shown:\n{html}\n")
    assert "its SHA-256 is the one in the record" in result.stdout


def test_the_words_alone_are_the_kept_bytes(shop, records):
    result = prove(shop, records[0], "--shown")
    assert hashlib.sha256(result.stdout_bytes).hexdigest() == records[0].shown.snapshot


def test_a_refusal_without_id_is_proven_too(shop):
    record = shop.decide(no="matomo", how=How.REFUSE_ALL)
    assert record.subject is None
    lines = prove(shop, record).stdout.splitlines()
    assert len(after(lines, "All decisions of this visitor:")) == 1
    assert "The record is as it was written." in after(lines, "What the checks say:")


@pytest.mark.parametrize("options", [[], ["--json"], ["--html"]])
def test_it_never_tells_what_the_visitors_browser_holds(shop, records, options, monkeypatch):
    monkeypatch.setenv("PATH", "")
    output = prove(shop, records[0], *options).output
    assert output
    assert records[0].subject not in output
    assert records[0].once not in output


def test_of_a_choice_taken_over_it_says_that_nothing_of_ours_was_shown(shop):
    record = shop.decide(yes="matomo", how=How.TAKEN_OVER)
    result = prove(shop, record)
    assert result.exit_code == 0
    assert "Shown: nothing of ours: taken over from the cookie of full" in result.stdout
    assert "what that tool had shown is not known" in result.stdout
    assert "What was shown:" not in result.stdout.splitlines()
    refused = prove(shop, record, "--shown")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Error: Nothing of ours was shown")


def test_what_no_seal_names_is_said_and_what_one_names_has_its_line(shop, records):
    open_now = "No seal names the record yet: whoever owns the database could have written it anew."
    assert open_now in after(prove(shop, records[0]).stdout.splitlines(), "What the checks say:")
    line = shop.run("ledger", "seal").stdout.splitlines()[0]
    told = after(prove(shop, records[0]).stdout.splitlines(), "What the checks say:")
    assert any(one.startswith("Seal 1 of ") and one.endswith(line) for one in told)


CHANGED = "UPDATE cookieprefs_snapshot SET html = html || ' ' WHERE sha256 = ?"
MISSING = "DELETE FROM cookieprefs_snapshot WHERE sha256 = ?"


@pytest.mark.parametrize(
    ("statement", "said"),
    [(CHANGED, "What is kept is not what was shown"), (MISSING, "What was shown is not there")],
)
@pytest.mark.parametrize("options", [[], ["--json"], ["--html"], ["--shown"]])
def test_words_that_were_changed_or_taken_away_are_told_as_that(
    shop, records, statement, said, options, monkeypatch
):
    monkeypatch.setenv("PATH", "")
    shop.tamper(statement, records[0].shown.snapshot)
    result = prove(shop, records[0], *options)
    assert result.exit_code == 1
    assert said in result.output
    if not options:
        assert "What was shown:" not in result.stdout.splitlines()


def test_a_changed_record_is_told_and_is_no_success(shop, records):
    shop.tamper("UPDATE cookieprefs_record_payload SET domain = 'x.example' WHERE seq = 2")
    result = prove(shop, records[0])
    assert result.exit_code == 1
    told = after(result.stdout.splitlines(), "What the checks say:")
    assert "Record number 2 of the chain: the record or its link was changed after it was written." in told


def test_a_changed_seal_is_told_and_is_no_success(shop, records):
    shop.run("ledger", "seal")
    shop.tamper("UPDATE cookieprefs_seal SET root = ?", "0" * 64)
    result = prove(shop, records[0])
    assert result.exit_code == 1
    told = after(result.stdout.splitlines(), "What the checks say:")
    assert "Seal 1 is not what it was when it was made: somebody changed it." in told
    assert "That seal 1 names the record cannot be shown." in told
    assert json.loads(prove(shop, records[0], "--json").stdout)["records"][0]["seal"] is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cookieprefs_record_payload SET how = 'by magic' WHERE seq = 1 AND receipt_id = ?",
        "UPDATE cookieprefs_record_payload SET version = 9 WHERE seq = 1 AND receipt_id = ?",
    ],
)
def test_a_record_that_makes_no_sense_is_a_sentence(shop, records, statement):
    shop.tamper(statement, records[0].receipt_id)
    result = prove(shop, records[0])
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1


def test_another_record_that_cannot_be_read_is_named(shop, records):
    shop.tamper("UPDATE cookieprefs_record_payload SET how = 'by magic' WHERE seq = 2")
    result = prove(shop, records[0])
    assert result.exit_code == 1
    assert "  2. 2026-03-01, unreadable" in result.stdout.splitlines()
    assert "it cannot be read, so somebody wrote into it" in result.stdout


@pytest.mark.parametrize("receipt", ["never-given", "", "'; DROP TABLE"])
def test_a_receipt_that_is_not_there_is_a_sentence(shop, receipt):
    result = shop.run("proof", receipt)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: no record has the receipt {receipt!r}")


def test_an_erased_record_is_a_sentence(shop, records):
    shop.erase(records[0].subject)
    result = prove(shop, records[0])
    assert (result.exit_code, result.stdout) == (1, "")
    assert "it was never given, or the record was erased" in result.stderr


def test_what_was_erased_of_a_chain_is_told_as_erased_and_is_no_fault(shop, records):
    shop.tamper("DELETE FROM cookieprefs_record_payload WHERE receipt_id = ?", records[0].receipt_id)
    result = prove(shop, records[1])
    assert result.exit_code == 0
    assert "  1. 2026-03-01, erased" in result.stdout.splitlines()
    assert "none is missing among them; 1 of them erased." in result.stdout


@pytest.mark.parametrize("receipt_id", ["-begins-with-a-dash", "--with-two"])
def test_a_receipt_may_begin_with_a_dash(shop, receipt_id):
    shop.decide(yes="matomo", mint=Mint(token=iter(["a-subject", receipt_id]).__next__))
    assert shop.run("proof", receipt_id).exit_code == 0
