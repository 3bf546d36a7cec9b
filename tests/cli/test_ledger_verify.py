"""`cookieprefs ledger verify`: whole, erased, or which record of which chain somebody changed."""

import pytest

from cookieprefs.core.consent import How


def unsealed(count):
    verb = "record is" if count == 1 else "records are"
    return (
        f"{count} {verb} not sealed yet: whoever owns the database could write such records anew; "
        "run: cookieprefs ledger seal"
    )


@pytest.fixture
def records(shop):
    """Three decisions of one visitor."""
    first = shop.decide(yes="matomo vimeo", no="youtube")
    second = shop.decide(no="vimeo", how=How.SERVICE_SWITCH, subject=first.subject)
    third = shop.decide(no="matomo", how=How.SERVICE_SWITCH, subject=first.subject)
    return first, second, third


def test_a_ledger_without_records_is_whole(shop):
    result = shop.run("ledger", "verify")
    assert result.exit_code == 0
    assert result.stdout == "There are no records yet.\n"


def test_a_whole_ledger_is_counted(shop, records):
    shop.decide(no="matomo", how=How.REFUSE_ALL)
    result = shop.run("ledger", "verify")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["4 records in 2 chains: all whole.", unsealed(4)]


def test_what_was_erased_is_no_fault(shop, records):
    shop.decide(yes="matomo")
    assert shop.erase(records[0].subject) == 3
    result = shop.run("ledger", "verify")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["4 records in 2 chains, 3 of them erased: all whole.", unsealed(4)]


EDITED, BROKEN, GAP = "edited", "broken", "gap"
EDIT_SNAPSHOT = (
    "UPDATE cookieprefs_snapshot SET html = html || ' ' "
    "WHERE sha256 = (SELECT snapshot FROM cookieprefs_record_payload)"
)
TAMPERED = [
    (
        "UPDATE cookieprefs_record_payload SET answers = replace(answers, 'withdrawn', 'given') WHERE seq = 2",
        {(2, EDITED)},
    ),
    ("UPDATE cookieprefs_record_payload SET domain = 'other.example' WHERE seq = 1", {(1, EDITED)}),
    ("UPDATE cookieprefs_record_payload SET subject = 'somebody else' WHERE seq = 3", {(3, EDITED)}),
    ("UPDATE cookieprefs_record_payload SET key = zeroblob(32) WHERE seq = 2", {(2, EDITED)}),
    (
        "UPDATE cookieprefs_record_payload SET decided_at = '2026-02-28 12:00:00.000000' WHERE seq = 2",
        {(2, EDITED), (2, "day")},
    ),
    ("UPDATE cookieprefs_record SET day = '2026-02-28' WHERE seq = 3", {(3, "day")}),
    ("UPDATE cookieprefs_record SET commitment = hex(zeroblob(32)) WHERE seq = 2", {(2, EDITED), (2, BROKEN)}),
    ("UPDATE cookieprefs_record SET chain = hex(zeroblob(32)) WHERE seq = 2", {(2, BROKEN), (3, BROKEN)}),
    ("UPDATE cookieprefs_record SET chain = 'no hash' WHERE seq = 3", {(3, BROKEN)}),
    ("DELETE FROM cookieprefs_record WHERE seq = 1", {(2, GAP), (1, EDITED)}),
    ("DELETE FROM cookieprefs_record WHERE seq = 2", {(3, GAP), (2, EDITED), (2, GAP)}),
    (EDIT_SNAPSHOT, {(1, "no snapshot"), (2, "no snapshot"), (3, "no snapshot")}),
]


@pytest.mark.parametrize(("statement", "faults"), TAMPERED)
def test_what_was_changed_is_named(shop, records, statement, faults):
    shop.tamper(statement)
    assert shop.run("ledger", "verify").exit_code == 1
    found = shop.json("ledger", "verify", "--json")
    assert found["whole"] is False
    assert {(one["seq"], one["fault"]) for one in found["faults"]} == faults
    by_seq = {one.seq: one.record_id for one in records}
    assert all(one["record_id"] == by_seq[one["seq"]] for one in found["faults"])


def test_a_fault_is_told_by_chain_number_and_record(shop, records):
    shop.tamper("UPDATE cookieprefs_record_payload SET domain = 'other.example' WHERE seq = 2")
    result = shop.run("ledger", "verify")
    where = f"chain {records[1].chain_id}, number 2, record {records[1].record_id}"
    assert result.stdout.splitlines() == [
        f"{where}: the record or its link was changed after it was written",
        "3 records in 1 chain: 1 fault.",
        unsealed(3),
    ]


UNREADABLE = [
    "UPDATE cookieprefs_record_payload SET how = 'by magic' WHERE seq = 2",
    'UPDATE cookieprefs_record_payload SET answers = \'{"matomo": "yes"}\' WHERE seq = 2',
    "UPDATE cookieprefs_record_payload SET answers = 'no JSON' WHERE seq = 2",
    "UPDATE cookieprefs_record_payload SET answers = 'null' WHERE seq = 2",
    "UPDATE cookieprefs_record_payload SET signals = '1' WHERE seq = 2",
    "UPDATE cookieprefs_record_payload SET until = 'soon' WHERE seq = 2",
    "UPDATE cookieprefs_record_payload SET key = 'text' WHERE seq = 2",
    "UPDATE cookieprefs_record_payload SET domain = x'ff' WHERE seq = 2",
    "UPDATE cookieprefs_record SET chain = x'ff' WHERE seq = 2",
]


@pytest.mark.parametrize("statement", UNREADABLE)
def test_a_record_that_cannot_be_read_is_a_fault_and_no_traceback(shop, records, statement):
    shop.tamper(statement)
    result = shop.run("ledger", "verify")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "fault" in result.stdout


@pytest.mark.parametrize("change", ["how = 'by magic'", "until = 'soon'", "decided_at = 7"])
def test_a_record_that_makes_no_sense_keeps_no_other_from_being_checked(shop, records, change):
    shop.tamper(f"UPDATE cookieprefs_record_payload SET {change} WHERE seq = 2")
    shop.tamper("UPDATE cookieprefs_record_payload SET domain = 'other.example' WHERE seq = 3")
    found = shop.json("ledger", "verify", "--json")
    assert [(one["seq"], one["fault"]) for one in found["faults"]] == [(2, "unreadable"), (3, EDITED)]
    assert (found["records"], found["stopped"], found["erased"]) == (3, None, 0)


def test_where_the_check_had_to_stop_is_said(shop, records):
    shop.tamper("UPDATE cookieprefs_record_payload SET key = 'text' WHERE seq = 2")
    line, closing, _unsealed = shop.run("ledger", "verify").stdout.splitlines()
    assert line.startswith("A record ")
    assert "cannot be read, so the check stopped there" in line
    assert closing.endswith("1 fault.")
    assert "cannot be read" in shop.json("ledger", "verify", "--json")["stopped"]
