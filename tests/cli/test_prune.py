"""`cookieprefs ledger prune`: what was kept long enough goes, from the files too; a dry run changes nothing."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from cookieprefs.core.consent import How
from cookieprefs.store import db as database
from tests.cli.conftest import DATABASE, NOON

LONG_AGO = NOON.replace(year=2020)
TODAY = datetime.now(UTC)


@pytest.fixture
def records(shop):
    """Two decisions of one visitor and a refusal, long ago; and one of now."""
    first = shop.decide(yes="matomo vimeo", once="a-click-of-long-ago", now=LONG_AGO)
    second = shop.decide(no="vimeo", subject=first.subject, now=LONG_AGO)
    refusal = shop.decide(no="matomo", how=How.REFUSE_ALL, now=LONG_AGO)
    return first, second, refusal, shop.decide(yes="matomo", now=TODAY)


def erased(shop):
    return shop.json("ledger", "verify", "--json")["erased"]


def prune(shop, *options):
    return shop.run("ledger", "prune", *options)


def test_a_dry_run_tells_the_line_and_the_count_and_changes_nothing(shop, records):
    before = (shop.folder / DATABASE).read_bytes()
    result = prune(shop, "--dry-run")
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first == "By version 1, proof is kept for 3 years after a decision has ended."
    assert second.startswith("Of decisions that ended before 20")
    assert second.endswith(" UTC: 3 records to erase; this was a dry run.")
    assert (shop.folder / DATABASE).read_bytes() == before
    assert erased(shop) == 0


def test_what_was_kept_long_enough_is_erased_and_the_rest_is_not(shop, records):
    result = prune(shop)
    assert result.exit_code == 0
    assert result.stdout.endswith(" UTC: 3 records erased.\n")
    assert erased(shop) == 3
    assert shop.run("ledger", "show", records[0].receipt_id).exit_code == 1
    assert shop.run("ledger", "show", records[3].receipt_id).exit_code == 0
    assert prune(shop).stdout.endswith(" UTC: no records erased.\n")


@pytest.mark.parametrize(("options", "is_dry"), [(["--dry-run"], True), ([], False), (["--vacuum"], False)])
def test_json_has_the_line_the_rule_and_the_count(shop, records, options, is_dry):
    found = shop.json("ledger", "prune", "--json", *options)
    line = found.pop("ended_before")
    assert found == {"version": 1, "proof_kept": "P3Y", "records": 3, "dry_run": is_dry}
    assert len(line) == len("2026-03-01T12:00:00.000Z")
    assert erased(shop) == (0 if is_dry else 3)


def test_the_site_files_own_time_counts_once_it_is_published(shop, records):
    shop.edit("site.yaml", "proof_kept: 3 years", "proof_kept: 900 years")
    assert shop.json("ledger", "prune", "--dry-run", "--json")["records"] == 3
    assert shop.run("publish").exit_code == 0
    found = shop.json("ledger", "prune", "--json")
    assert (found["version"], found["proof_kept"], found["records"]) == (2, "P900Y", 0)


@pytest.mark.parametrize("options", [[], ["--vacuum"]])
def test_nothing_of_it_is_left_in_the_files(shop, records, options):
    needles = [records[0].subject.encode(), records[2].receipt_id.encode(), b"a-click-of-long-ago"]

    def found():
        written = b"".join(path.read_bytes() for path in shop.folder.glob(f"{DATABASE}*"))
        return [one for one in needles if one in written]

    assert found() == needles
    assert prune(shop, *options).exit_code == 0
    assert found() == []


def test_what_visitors_erased_themselves_leaves_the_log_too_though_nothing_is_due(shop):
    record = shop.decide(yes="matomo", once="a-click-of-now", now=TODAY)
    shop.erase(record.subject)
    log = shop.folder / f"{DATABASE}-wal"
    assert b"a-click-of-now" in log.read_bytes()
    assert shop.json("ledger", "prune", "--json")["records"] == 0
    written = b"".join(path.read_bytes() for path in shop.folder.glob(f"{DATABASE}*"))
    assert b"a-click-of-now" not in written


def test_a_log_in_use_is_a_sentence_and_no_success(shop, records, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    with closing(sqlite3.connect(shop.folder / DATABASE, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cookieprefs_record").fetchall()
        result = prune(shop)
    assert result.exit_code == 1
    assert result.stdout.endswith("3 records erased.\n")
    assert "may still stand in its log; run cookieprefs ledger prune" in result.stderr
    assert prune(shop).exit_code == 0


def test_a_dry_run_cannot_write_anew(shop):
    result = prune(shop, "--dry-run", "--vacuum")
    assert result.exit_code == 2
    assert "leave one of them out" in result.stderr


def test_without_a_schema_it_says_what_to_run(empty_shop):
    empty_shop.folder.mkdir()
    result = prune(empty_shop)
    assert result.exit_code == 3
    assert "db upgrade" in result.stderr


def test_a_decision_of_the_day_before_yesterday_stands(shop):
    shop.decide(yes="matomo", now=TODAY - timedelta(days=2))
    assert shop.json("ledger", "prune", "--json")["records"] == 0


def test_what_is_erased_is_in_the_daily_sums(shop, records):
    prune(shop)
    with closing(sqlite3.connect(shop.folder / DATABASE)) as connection:
        days = connection.execute("SELECT DISTINCT day FROM cookieprefs_tally ORDER BY day").fetchall()
    assert days[0] == (LONG_AGO.date().isoformat(),)
