"""Exports of a ledger in use, on each database: whole, of some days, while others decide and seal (R-07)."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta
from itertools import pairwise

import pytest

from cookieprefs.core import evidence
from cookieprefs.core import paths as core_paths
from cookieprefs.core.record import GENESIS, link
from cookieprefs.core.seal import line
from cookieprefs.store import ledger, seals
from tests.actions.desk import SITE
from tests.clock import START
from tests.core.builders import a_record
from tests.store.exports import checked, exported, iter_export


def interrupted(desk, monkeypatch):
    """Begin a seal, and be stopped after two records."""
    appended = seals.add_members

    def stopped(session, site, members):
        appended(session, site, members)
        monkeypatch.setattr(seals, "add_members", fail)

    def fail(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(seals, "add_members", stopped)
    with pytest.raises(KeyboardInterrupt):
        desk.seal()
    monkeypatch.setattr(seals, "add_members", appended)


@pytest.fixture
def busy(desk, monkeypatch):
    """Decisions of ten visitors on ten days under three seals, one of which was interrupted, on each database."""
    monkeypatch.setattr(seals, "_AT_ONCE", 2)
    subjects = [desk.accept_all().record.subject for _ in range(10)]
    desk.seal()
    for day, subject in enumerate(subjects[:8]):
        desk.clock.pass_(days=1)
        desk.decide(denied="matomo", subject=subject)
        desk.refuse_all()
        if day == 4:
            interrupted(desk, monkeypatch)
            desk.decide("matomo", subject=subjects[9])
            assert desk.seal().records > 2
    desk.seal()
    desk.erase(subjects[0])
    desk.decide("matomo", subject=subjects[1])
    return desk


def days(lines):
    return {one["link"]["day"] for one in lines if one["format"] == evidence.RECORD}


def named_before_known(lines):
    """The snapshots that a record names before they were told, or that nothing right after them names."""
    known, early = set(), []
    for before, one in pairwise([{"format": None}, *lines]):
        if one["format"] == evidence.SNAPSHOT:
            known.add(one["sha256"])
        named = one["record"]["snapshot"] if one["format"] == evidence.RECORD and one["record"] else None
        if (named and named not in known) or (before["format"] == evidence.SNAPSHOT and named != before["sha256"]):
            early.append(one)
    return early if known else ["no snapshot at all"]


def printed(session):
    return line(seals.all_of(session, SITE)[-1])


def test_a_whole_export_has_every_link_by_chain_and_number(busy):
    with busy.session() as session:
        lines = exported(session)
        links = [one.link for one in ledger.entries(session, SITE)]
        counts, told = checked(lines, printed(session))
    assert told == []
    assert [one["link"] for one in lines if one["format"] == evidence.RECORD] == [vars(one) for one in links]
    assert [one["format"] for one in lines[:4]] == [evidence.EXPORT, *[evidence.SEAL] * 3]
    assert named_before_known(lines[4:]) == []
    assert (counts["record"], counts["erased"], counts["unsealed"]) == (len(links), 2, 1)
    assert counts["in print"] == len(links) - 1


@pytest.mark.parametrize(("since", "until"), [(None, 3), (2, 5), (5, None), (8, 8), (0, 99)])
def test_an_export_of_some_days_has_all_of_them_with_a_path_to_each_root(busy, since, until):
    first, last = (None if one is None else (START + timedelta(days=one)).date() for one in (since, until))
    with busy.session() as session:
        lines = exported(session, since=first, until=last)
        every = [one.link.day for one in ledger.entries(session, SITE)]
        counts, told = checked(lines, printed(session))
    assert told == []
    inside = [
        one
        for one in every
        if (first is None or first.isoformat() <= one) and (last is None or one <= last.isoformat())
    ]
    assert sorted(one["link"]["day"] for one in lines if one["format"] == evidence.RECORD) == sorted(inside)
    assert counts["record"] == len(inside) > 0
    assert all("path" in one["seal"] for one in lines if one["format"] == evidence.RECORD and one["seal"])


def test_paths_are_the_same_whatever_the_size_of_blocks(busy, monkeypatch):
    first = START.date()
    with busy.session() as session:
        before = exported(session, since=first)
        monkeypatch.setattr(core_paths, "BLOCK", 4)
        assert exported(session, since=first) == before


def test_what_is_decided_and_sealed_meanwhile_is_no_fault(busy):
    """On SQLite an export reads the ledger as it was when it began; on PostgreSQL each part as it then was."""
    with busy.session() as session:
        line_in_print = printed(session)
        reading = iter_export(session)
        lines = [next(reading) for _ in range(6)]
        with busy.app.app_context():
            busy.accept_all()
            busy.seal()
        lines += reading
    assert checked(lines, line_in_print)[1] == []


def test_another_sites_records_are_not_in_it(busy):
    with busy.session() as session:
        lines = exported(session)
    assert {one["link"]["site"] for one in lines if one["format"] == evidence.RECORD} == {SITE}
    assert days(lines)


def test_nothing_in_it_opens_a_visitors_records(busy):
    with busy.session() as session:
        text = str(exported(session))
        for one in ledger.entries(session, SITE):
            if one.record:
                assert one.record.receipt_id in text
                assert one.record.subject is None or one.record.subject not in text
                assert one.record.once is None or one.record.once not in text


def add_visitors(desk, first, count):
    """Put decisions of so many more visitors into the ledger, one each, as fast as may be."""
    with desk.session() as session:
        for number in range(first, first + count):
            name = f"{number:08}"
            said = {"site": SITE, "chain_id": name, "record_id": name, "receipt_id": name, "subject": name}
            record = a_record(**said, once=name)
            ledger.append(session, record, link(record, b"k" * 32, GENESIS), b"k" * 32)
        session.commit()


def test_four_times_the_records_take_no_more_memory(file_desk):
    peaks = []
    for first, count in ((0, 1500), (1500, 4500)):
        add_visitors(file_desk, first, count)
        file_desk.seal()
        with file_desk.session() as session:
            tracemalloc.start()
            records = sum(one["format"] == evidence.RECORD for one in iter_export(session))
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
        assert records == first + count
    assert peaks[1] < peaks[0] + 300_000, "of 4500 records more, each of which has two kilobytes"
