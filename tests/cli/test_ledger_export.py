"""`cookieprefs ledger export`: the records of a span, with their links and without what hands over power."""

import csv
import json
import stat
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


def exported(result):
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_record_is_a_line_in_the_order_of_time(shop, records):
    rows = exported(shop.run("ledger", "export"))
    assert [row["record_id"] for row in rows] == [one.record_id for one in records]
    assert rows[0]["answers"]["matomo"] == ["given", 1]
    assert rows[0]["decided_at"] == "2026-03-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ([], [0, 1, 2, 3]),
        (["--since", "2026-03-02"], [1, 2, 3]),
        (["--until", "2026-03-02"], [0, 1, 2]),
        (["--since", "2026-03-02", "--until", "2026-03-02"], [1, 2]),
        (["--since", "2026-03-04"], []),
        (["--until", "9999-12-31"], [0, 1, 2, 3]),
    ],
)
def test_a_span_has_its_first_and_its_last_day(shop, records, span, expected):
    rows = exported(shop.run("ledger", "export", *span))
    assert [row["record_id"] for row in rows] == [records[number].record_id for number in expected]


def test_it_hands_over_no_power(shop, records):
    text = shop.run("ledger", "export").stdout + shop.run("ledger", "export", "--format", "csv").stdout
    for one in records:
        assert one.receipt_id in text
        assert one.subject not in text
        assert one.once not in text
    assert all({"subject", "once", "key"}.isdisjoint(row) for row in exported(shop.run("ledger", "export")))


def test_the_chain_can_be_followed_in_it(shop):
    first = shop.decide(yes="matomo")
    shop.decide(no="matomo", subject=first.subject)
    rows = exported(shop.run("ledger", "export"))
    previous = GENESIS
    for row in rows:
        assert row["chain_id"] == first.chain_id
        assert row["chain"] == chain_after(previous, row["commitment"])
        previous = row["chain"]


def test_csv_has_the_same_in_columns(shop, records):
    rows = list(csv.DictReader(StringIO(shop.run("ledger", "export", "--format", "csv").stdout)))
    lines = exported(shop.run("ledger", "export"))
    assert [row["record_id"] for row in rows] == [line["record_id"] for line in lines]
    assert rows[0].keys() == lines[0].keys()
    assert json.loads(rows[0]["answers"]) == lines[0]["answers"]


def test_csv_without_records_has_its_head(shop):
    assert shop.run("ledger", "export", "--format", "csv").stdout.startswith("site,chain_id,seq,")


def test_what_was_erased_is_not_in_it(shop, records):
    shop.erase(records[0].subject)
    assert len(exported(shop.run("ledger", "export"))) == 3


def test_a_file_is_written_for_its_owner_alone(shop, records, tmp_path):
    path = tmp_path / "export.jsonl"
    result = shop.run("ledger", "export", "--output", str(path))
    assert result.stdout == ""
    assert result.stderr == f"4 records written to {path}.\n"
    assert len(path.read_text("utf-8").splitlines()) == 4
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_exists_is_overwritten_by_force_alone(shop, records, tmp_path):
    path = tmp_path / "export.jsonl"
    path.write_text("something else")
    result = shop.run("ledger", "export", "--output", str(path))
    assert result.exit_code == 1
    assert result.stderr == f"Error: {path} exists; name another file, or add --force\n"
    assert path.read_text() == "something else"
    assert shop.run("ledger", "export", "--output", str(path), "--force").exit_code == 0
    assert len(path.read_text("utf-8").splitlines()) == 4


def test_force_overwrites_no_device(shop, records):
    assert shop.run("ledger", "export", "--output", "/dev/null", "--force").exit_code == 1


def test_a_folder_that_is_not_there_is_a_sentence(shop, records, tmp_path):
    result = shop.run("ledger", "export", "--output", str(tmp_path / "nowhere" / "export.csv"))
    assert result.exit_code == 1
    assert result.stderr.endswith("export.csv cannot be written: No such file or directory\n")


def test_an_export_that_fails_leaves_no_half_of_a_file(shop, records, tmp_path):
    shop.tamper("UPDATE cookieprefs_record_payload SET how = 'by magic' WHERE record_id = ?", records[3].record_id)
    folder = tmp_path / "exports"
    folder.mkdir()
    result = shop.run("ledger", "export", "--output", str(folder / "export.jsonl"))
    assert result.exit_code == 1
    assert "a record cannot be read, so somebody changed it: 'by magic'" in result.stderr
    assert not list(folder.iterdir())
