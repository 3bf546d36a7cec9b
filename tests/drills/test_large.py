"""The ledger that the drill of millions writes is a true one, and what measures it runs to its end."""

from __future__ import annotations

from sqlalchemy import text

from cookieprefs.core.consent import How
from tests.drills import large, measured
from tests.drills.ground import ground

RECORDS = 20_000


def test_what_is_written_past_the_app_is_as_true_as_what_the_app_writes(tmp_path):
    with ground(tmp_path / "instance") as here:
        before = schema(here)
        done = []
        large.grow(here, RECORDS, done.append)
        assert sum(done) == RECORDS
        entries = here.desk.entries()
        assert len(entries) == RECORDS
        assert not any(one.faults for one in here.desk.check(entries))
        assert {one.link.seq for one in entries} == {1, 2, 3}
        assert {one.record.how for one in entries} >= {How.ACCEPT_ALL, How.REFUSE_ALL, How.WITHDRAW_ALL}
        assert any(one.record.subject is None for one in entries)
        assert schema(here) == before, "triggers and indexes are there again"
        assert here.desk.accept_all().record.seq == 1


def test_a_visitor_from_that_ledger_goes_on_where_they_were(tmp_path):
    with ground(tmp_path / "instance") as here:
        large.grow(here, 500, lambda _: None)
        known = next(one.record for one in here.desk.entries() if one.record.subject and one.link.seq == 1)
        history = here.desk.history(known.subject)
        record = here.desk.decide(denied="matomo", subject=known.subject).record
        assert (record.chain_id, record.seq) == (known.chain_id, len(history) + 1)
        assert here.desk.is_whole()


def test_everything_is_measured_and_told(tmp_path):
    small, big = large.measure(tmp_path, records=2_000, small=1_000, times=5, deadline=large.Deadline(10))
    assert (small.records, big.records) == (1_000, 2_000)
    assert len(big.first) == len(big.switch) == 5
    assert big.verified > 0
    told = measured.told(small, big)
    assert "2,000 records" in told
    assert "a first decision, median, ms" in told


def schema(here):
    """Every table, index and trigger, as the database has it."""
    asked = text("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
    return [tuple(row) for row in here.desk.read(lambda session: session.execute(asked).all())]
