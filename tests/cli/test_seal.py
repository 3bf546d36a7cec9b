"""`cookieprefs ledger seal`, `seals`, and what `verify` finds by them, whoever wrote into the database (R-05)."""

import hashlib
import json
import re
from dataclasses import replace

import pytest

from cookieprefs.cli import inspection
from cookieprefs.core.consent import How
from cookieprefs.core.record import GENESIS, link
from cookieprefs.core.seal import parse_line
from cookieprefs.store import ledger
from cookieprefs.store.versions import published_sites


@pytest.fixture
def records(shop):
    """Four records of two visitors and one who stayed nobody."""
    first = shop.decide(yes="matomo", no="vimeo")
    second = shop.decide(no="matomo", how=How.SERVICE_SWITCH, subject=first.subject)
    other = shop.decide(yes="vimeo")
    nobody = shop.decide(no="matomo vimeo", how=How.REFUSE_ALL)
    return first, second, other, nobody


@pytest.fixture
def line(shop, records):
    """The line of a seal over them."""
    return sealed(shop)


def sealed(shop):
    result = shop.run("ledger", "seal")
    assert result.exit_code == 0, result.output
    return result.stdout.strip()


def verify(shop, *options):
    result = shop.run("ledger", "verify", *options)
    return result.exit_code, result.stdout.splitlines()


def test_sealing_prints_the_line_to_publish_and_nothing_else_on_stdout(shop, records):
    result = shop.run("ledger", "seal")
    assert re.fullmatch(r"cookieprefs-seal shop 1 \S+Z 4 sha256:[0-9a-f]{64}\n", result.stdout)
    assert result.stderr == "4 records sealed. Publish the line above.\n"


def test_the_line_says_nothing_of_anybody(shop, records, line):
    for one in records:
        for secret in (one.subject, one.receipt_id, one.chain_id, one.record_id):
            assert not secret or secret not in line


def test_where_nothing_is_left_to_seal_that_is_said_and_is_no_failure(shop, line):
    result = shop.run("ledger", "seal")
    assert (result.exit_code, result.stdout) == (0, "There is nothing to seal: every record is named by a seal.\n")
    assert shop.json("ledger", "seal", "--json") == {"seal": None}


def test_all_lines_are_listed(shop, line):
    shop.decide(yes="matomo")
    second = shop.json("ledger", "seal", "--json")["seal"]["line"]
    assert shop.run("ledger", "seals").stdout.splitlines() == [line, second]
    assert [one["line"] for one in shop.json("ledger", "seals", "--json")] == [line, second]


def test_without_a_seal_that_is_said(shop):
    result = shop.run("ledger", "seals")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert result.stderr == "There are no seals yet; run: cookieprefs ledger seal\n"


def test_a_seal_that_was_stopped_is_listed_as_that(shop, records):
    leaf = hashlib.sha256(b"x").hexdigest()
    shop.tamper("INSERT INTO cookieprefs_seal_member VALUES ('shop', 1, 0, ?, ?)", records[0].record_id, leaf)
    assert "Seal 1 has 1 record and is not closed" in shop.run("ledger", "seals").stderr


def test_what_somebody_wrote_into_a_seal_that_was_stopped_is_a_sentence(shop, records):
    shop.tamper("INSERT INTO cookieprefs_seal_member VALUES ('shop', 1, 0, ?, 'no hash')", records[0].record_id)
    result = shop.run("ledger", "seal")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "cannot be read, so somebody changed it" in result.stderr


def test_a_sealed_ledger_is_whole_and_is_the_one_in_print(shop, line):
    code, said = verify(shop, "--seal", line)
    assert (code, said[0]) == (0, "4 records in 3 chains: all whole.")
    assert re.fullmatch(r"1 seal, the last of \S+ \S+ UTC: all whole\.", said[1])
    assert said[2:] == ["Seal 1 is the one in print."]
    found = shop.json("ledger", "verify", "--seal", line, "--json")
    assert (found["whole"], found["unsealed"], found["seals"]["last"]) == (True, 0, line)


def test_what_came_later_is_counted_as_not_sealed(shop, line):
    shop.decide(yes="matomo")
    code, said = verify(shop)
    assert code == 0
    assert said[-1].startswith("1 record is not sealed yet: ")


def test_what_was_erased_is_still_what_was_sealed(shop, records, line):
    shop.erase(records[0].subject)
    code, said = verify(shop, "--seal", line)
    assert (code, said[0]) == (0, "4 records in 3 chains, 2 of them erased: all whole.")


def rewrite(shop, record, **fields):
    """Write a record anew as whoever owns the database can: with its key, commitment and chain, all of a piece."""
    app = shop.visited
    with app.app_context():
        session = app.extensions["cookieprefs"].sessions()
        site = published_sites(session)[0]
        (entry,) = ledger.entries(session, site, chain_id=record.chain_id)
        session.rollback()
    forged = replace(entry.record, **fields)
    made = link(forged, entry.key, GENESIS)
    for name, value in fields.items():
        shop.tamper(
            f"UPDATE cookieprefs_record_payload SET {name} = ? WHERE record_id = ?", value, record.record_id
        )
    shop.tamper(
        "UPDATE cookieprefs_record SET commitment = ?, chain = ? WHERE record_id = ?",
        made.commitment,
        made.chain,
        record.record_id,
    )


def test_a_record_written_anew_of_a_piece_is_found_once_it_was_sealed(shop, records):
    rewrite(shop, records[2], domain="before.example")
    assert verify(shop)[0] == 0, "keys stand beside what they commit to"
    line = sealed(shop)
    rewrite(shop, records[2], domain="after.example")
    found = shop.json("ledger", "verify", "--seal", line, "--json")
    assert [(one["record_id"], one["fault"]) for one in found["faults"]] == [(records[2].record_id, "rewritten")]


def test_a_visitor_who_is_gone_as_a_whole_is_missed(shop, records, line):
    for table in ("cookieprefs_record_payload", "cookieprefs_record"):
        shop.tamper(f"DELETE FROM {table} WHERE record_id = ?", records[2].record_id)
    code, said = verify(shop)
    assert code == 1
    assert f"record {records[2].record_id}: it was sealed and is gone" in "\n".join(said)
    assert shop.json("ledger", "verify", "--json")["seals"]["gone"][0]["record_id"] == records[2].record_id


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE cookieprefs_seal SET records = 3", "edited"),
        ("UPDATE cookieprefs_seal SET digest = hex(zeroblob(32))", "edited"),
        ("UPDATE cookieprefs_seal SET number = 2", "gap"),
        ("DELETE FROM cookieprefs_seal_member WHERE position = 1", "root"),
        ("UPDATE cookieprefs_seal_member SET leaf = 'no hash' WHERE position = 1", "root"),
        ("DELETE FROM cookieprefs_seal", "missing"),
    ],
)
def test_a_seal_that_was_changed_is_told(shop, line, statement, fault):
    shop.tamper(statement)
    code, said = verify(shop, "--seal", line)
    assert code == 1
    assert any(one.startswith(("seal 1: ", "seal 2: ")) for one in said)
    found = shop.json("ledger", "verify", "--seal", line, "--json")
    assert fault in [one["fault"] for one in found["seals"]["faults"]]


def test_a_ledger_written_anew_with_all_its_seals_is_found_by_the_line_in_print_alone(shop, records, line):
    shop.tamper("DELETE FROM cookieprefs_seal")
    for position in range(4):
        shop.tamper("DELETE FROM cookieprefs_seal_member WHERE position = ?", position)
    rewrite(shop, records[2], domain="forged.example")
    forged = sealed(shop)
    assert verify(shop, "--seal", forged)[0] == 0
    code, said = verify(shop, "--seal", line)
    assert (code, said[1]) == (1, "seal 1: it is not the one in print")
    assert parse_line(line).number == parse_line(forged).number


@pytest.mark.parametrize(
    "rubbish", ["", "yesterday", "cookieprefs-seal", "cookieprefs-seal shop 1 now 4 sha256:0"]
)
def test_what_is_no_line_is_a_sentence(shop, line, rubbish):
    result = shop.run("ledger", "verify", "--seal", rubbish)
    assert result.exit_code == 2
    assert "is no line of a seal" in result.stderr


def test_several_processes_find_what_one_does(shop, records, line):
    shop.tamper(
        "UPDATE cookieprefs_record_payload SET domain = 'x.example' WHERE record_id = ?", records[1].record_id
    )
    shop.decide(yes="matomo")
    one, several = (json.loads(shop.run("ledger", "verify", "--json", "--jobs", jobs).stdout) for jobs in "13")
    assert one == several
    assert (one["records"], one["chains"], one["unsealed"], len(one["faults"])) == (5, 4, 1, 1)


def test_of_very_many_faults_the_first_are_named_and_all_are_counted(shop, records, monkeypatch):
    monkeypatch.setattr(inspection, "NAMED", 1)
    for one in records[:2]:
        shop.tamper("UPDATE cookieprefs_record_payload SET domain = 'x' WHERE record_id = ?", one.record_id)
    code, said = verify(shop)
    assert code == 1
    assert said[1:3] == ["and 1 fault more", "4 records in 3 chains: 2 faults."]
    assert shop.json("ledger", "verify", "--json")["more_faults"] == 1
