"""`cookieprefs ledger export`: records for an authority, with all that checks them and no power over anybody."""

import csv
import json
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from cookieprefs.core.record import GENESIS, chain_after


def on(day):
    return datetime(2026, 3, day, tzinfo=UTC)


@pytest.fixture
def records(shop):
    """Decisions of the first to the last moment of the second of March, and around it."""
    moments = (on(1), on(2), on(3) - timedelta(milliseconds=1), on(3))
    return [shop.decide(yes="matomo", once=f"click-{when.isoformat()}", now=when) for when in moments]


def lines(result):
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def exported(result):
    """The lines of records."""
    return [one for one in lines(result) if one["format"] == "cookieprefs-record/1"]


def table(result):
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(StringIO(result.stdout)))


def test_every_record_is_a_line_in_the_order_of_chains(shop, records):
    rows = exported(shop.run("ledger", "export"))
    assert [row["link"]["record_id"] for row in rows] == [
        one.record_id for one in sorted(records, key=lambda one: one.chain_id)
    ]
    assert rows[0]["record"]["answers"]["matomo"] == ["given", 1]


def test_the_first_line_and_the_last_say_what_is_in_it(shop, records):
    found = lines(shop.run("ledger", "export", "--since", "2026-03-02"))
    assert found[0] == {
        "format": "cookieprefs-export/1",
        "site": "shop",
        "since": "2026-03-02",
        "until": None,
        "with_snapshots": False,
    }
    assert found[-1] == {"format": "cookieprefs-end/1", "records": 3, "seals": 0, "snapshots": 0}


SPANS = [
    ([], [0, 1, 2, 3]),
    (["--since", "2026-03-02"], [1, 2, 3]),
    (["--until", "2026-03-02"], [0, 1, 2]),
    (["--since", "2026-03-02", "--until", "2026-03-02"], [1, 2]),
    (["--since", "2026-03-04"], []),
    (["--until", "9999-12-31"], [0, 1, 2, 3]),
]


@pytest.mark.parametrize(("span", "expected"), SPANS)
def test_a_span_has_its_first_and_its_last_day(shop, records, span, expected):
    wanted = [records[number].record_id for number in expected]
    assert {row["link"]["record_id"] for row in exported(shop.run("ledger", "export", *span))} == set(wanted)
    rows = table(shop.run("ledger", "export", "--format", "csv", *span))
    assert [row["record_id"] for row in rows] == wanted, "by time"


def test_it_hands_over_no_power(shop, records):
    """Of `subject` and `once` the SHA-256 is in JSON lines: without it no commitment could be checked."""
    text = shop.run("ledger", "export").stdout + shop.run("ledger", "export", "--format", "csv").stdout
    for one in records:
        assert one.receipt_id in text
        assert one.subject not in text
        assert one.once not in text
    for row in table(shop.run("ledger", "export", "--format", "csv")):
        assert {"subject", "once", "key"}.isdisjoint(row)


def test_the_chain_can_be_followed_in_it(shop):
    first = shop.decide(yes="matomo")
    shop.decide(no="matomo", subject=first.subject)
    previous = GENESIS
    for row in exported(shop.run("ledger", "export")):
        assert row["link"]["chain_id"] == first.chain_id
        assert row["link"]["chain"] == chain_after(previous, row["link"]["commitment"])
        previous = row["link"]["chain"]


def test_csv_has_what_was_decided_in_columns(shop, records):
    rows = table(shop.run("ledger", "export", "--format", "csv"))
    said = {row["link"]["record_id"]: row for row in exported(shop.run("ledger", "export"))}
    for row in rows:
        line = said[row["record_id"]]
        assert json.loads(row["answers"]) == line["record"]["answers"]
        assert row["chain"] == line["link"]["chain"]
        assert row["decided_at"] == line["record"]["decided_at"]


def test_csv_without_records_has_its_head(shop):
    assert shop.run("ledger", "export", "--format", "csv").stdout.startswith("site,chain_id,seq,")


def test_of_what_was_erased_the_link_is_in_it_and_no_row_of_a_table(shop, records):
    """Without the link neither the chain nor the seal could be checked (R-24)."""
    shop.erase(records[0].subject)
    rows = {row["link"]["record_id"]: row for row in exported(shop.run("ledger", "export"))}
    assert len(rows) == 4
    assert (rows[records[0].record_id]["record"], rows[records[0].record_id]["key"]) == (None, None)
    assert records[0].receipt_id not in shop.run("ledger", "export").stdout
    assert len(table(shop.run("ledger", "export", "--format", "csv"))) == 3


def test_a_file_is_written_for_its_owner_alone(shop, records, tmp_path):
    path = tmp_path / "export.jsonl"
    result = shop.run("ledger", "export", "--output", str(path))
    assert result.stdout == ""
    assert result.stderr == f"4 records written to {path}.\n"
    assert len(path.read_text("utf-8").splitlines()) == 6
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("command", ["export", "verifier"])
def test_a_file_that_exists_is_overwritten_by_force_alone(shop, records, tmp_path, command):
    path = tmp_path / "file"
    path.write_text("something else")
    result = shop.run("ledger", command, "--output", str(path))
    assert result.exit_code == 1
    assert result.stderr == f"Error: {path} exists; name another file, or add --force\n"
    assert path.read_text() == "something else"
    assert shop.run("ledger", command, "--output", str(path), "--force").exit_code == 0
    assert path.read_text("utf-8") != "something else"


def test_force_overwrites_no_device(shop, records):
    assert shop.run("ledger", "export", "--output", "/dev/null", "--force").exit_code == 1


def test_a_folder_that_is_not_there_is_a_sentence(shop, records, tmp_path):
    result = shop.run("ledger", "export", "--output", str(tmp_path / "nowhere" / "export.csv"))
    assert result.exit_code == 1
    assert result.stderr.endswith("export.csv cannot be written: No such file or directory\n")


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--since", "yesterday"], "'yesterday' does not match the format '%Y-%m-%d'"),
        (["--until", "2026-02-30"], "'2026-02-30' does not match the format '%Y-%m-%d'"),
        (
            ["--since", "2026-03-02", "--until", "2026-03-01"],
            "--until is before --since; write the earlier day as --since",
        ),
        (
            ["--with-snapshots", "--format", "csv"],
            "--with-snapshots needs --format jsonl; a table has no place for pages",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(shop, args, sentence):
    result = shop.run("ledger", "export", *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


def test_a_record_that_cannot_be_read_is_in_it_as_that_and_stops_a_table(shop, records, tmp_path):
    shop.tamper("UPDATE cookieprefs_record_payload SET how = 'by magic' WHERE record_id = ?", records[3].record_id)
    rows = {row["link"]["record_id"]: row for row in exported(shop.run("ledger", "export"))}
    assert rows[records[3].record_id]["record"] == "unreadable"
    folder = tmp_path / "exports"
    folder.mkdir()
    result = shop.run("ledger", "export", "--format", "csv", "--output", str(folder / "export.csv"))
    assert result.exit_code == 1
    assert "a record cannot be read, so somebody changed it: 'by magic'" in result.stderr
    assert not list(folder.iterdir())


def test_whoever_has_an_export_and_the_script_checks_it_without_us(shop, records, tmp_path):
    line = shop.run("ledger", "seal").stdout.strip()
    shop.decide(no="matomo", subject=records[0].subject)
    for args in (
        ["export", "--with-snapshots", "--output", str(tmp_path / "whole")],
        ["export", "--since", "2026-03-02", "--output", str(tmp_path / "days")],
        ["verifier", "--output", str(tmp_path / "check.py")],
    ):
        assert shop.run("ledger", *args).exit_code == 0
    shop.tamper("UPDATE cookieprefs_record_payload SET domain = '?' WHERE record_id = ?", records[1].record_id)
    assert shop.run("ledger", "export", "--output", str(tmp_path / "tampered")).exit_code == 0
    ends = {}
    for name in ("whole", "days", "tampered"):
        command = [sys.executable, "-I", "-S", "check.py", name, "--seal", line]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, env={})
        assert done.stderr == ""
        ends[name] = done.returncode, done.stdout.splitlines()[0]
    assert ends["whole"] == (0, "Faults: 0. Records: 5. Chains: 4. Erased: 0.")
    assert ends["days"] == (0, "Faults: 0. Records: 3. Chains: 3. Erased: 0.")
    assert ends["tampered"][0] == 1
    assert f"record {records[1].record_id}: edited: " in ends["tampered"][1]


def test_the_script_is_printed_where_no_file_is_named(empty_shop):
    result = empty_shop.run("ledger", "verifier")
    assert result.exit_code == 0
    assert result.stdout.startswith('"""Checks an export or a proof of cookieprefs with Python alone')
    assert not os.path.exists(empty_shop.folder), "it needs no site"
