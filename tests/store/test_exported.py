"""What is exported of a ledger is judged as the ledger is, by a script that knows nothing of it (R-05, R-07)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from cookieprefs.core import evidence
from cookieprefs.core.checking import Fault, verify
from cookieprefs.core.seal import line
from cookieprefs.store import ledger, seals, versions
from tests.actions.desk import SITE, UNREADABLE
from tests.clock import START
from tests.store.exports import checked, exported
from tests.store.forging import ACTS, LINK, MEMBER, SAID, SNAPSHOT, is_found_out, under_two_seals

KINDS = {
    "edited": Fault.EDITED,
    "broken": Fault.BROKEN,
    "removed": Fault.GAP,
    "reordered": Fault.GAP,
    "day": Fault.DAY,
    "snapshot missing": Fault.NO_SNAPSHOT,
    "rewritten": Fault.REWRITTEN,
    "inserted": Fault.INSERTED,
    "unreadable": Fault.UNREADABLE,
}
"""What the script calls the faults of the core; it has others besides, for what only a file can have."""


def told_of_records(told):
    """The faults of single records, in the words of the core."""
    split = [(one.partition(": ")[0], one.partition(": ")[2].partition(":")[0]) for one in told]
    return sorted((place, KINDS[kind]) for place, kind in split if place.startswith("chain ") and kind in KINDS)


def found_by_the_core(session):
    """The same, by the core itself; what belongs to a seal that is not closed counts as unsealed."""
    closed = {one.number for one in seals.all_of(session, SITE)}
    entries = [
        replace(one, member=one.member if one.member and one.member.seal in closed else None)
        for one in (*ledger.entries(session, SITE), *ledger.strays(session))
    ]
    found = verify(entries, snapshots=versions.snapshot_names(session, SITE))
    return sorted(
        (ascii("chain {chain_id}, number {seq}, record {record_id}".format(**vars(one.link)))[1:-1], fault)
        for one in found
        for fault in one.faults
    )


@pytest.fixture
def sealed(file_desk):
    """A session on a ledger under two seals, and the line in print."""
    published = under_two_seals(file_desk)
    with file_desk.session() as session:
        yield session, published


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_happens_to_the_database_the_script_says_what_the_core_says(sealed, data):
    session, published = sealed
    printed = line(seals.all_of(session, SITE)[-1])
    try:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for act in data.draw(st.lists(st.sampled_from(ACTS), max_size=4)):
            try:
                with session.begin_nested():
                    act(session, data)
            except (SQLAlchemyError, *UNREADABLE):
                pass
        try:
            lines = exported(session)
        except UNREADABLE:
            assert is_found_out(published)
            return
        told = checked(lines, printed)[1]
        assert bool(told) == is_found_out(published)
        if not any(": malformed:" in one for one in told):
            assert told_of_records(told) == found_by_the_core(session)
    finally:
        session.rollback()


def test_what_is_whole_is_so_after_an_erasure_too(sealed):
    session, published = sealed
    counts, told = checked(exported(session), line(seals.all_of(session, SITE)[-1]))
    assert told == []
    assert (counts["record"], counts["erased"], counts["unsealed"], counts["in print"]) == (6, 0, 1, 5)
    session.execute(text(f"DELETE FROM {SAID}"))
    counts, told = checked(exported(session))
    assert told == []
    assert (counts["record"], counts["erased"]) == (6, 6)
    assert published.number == 2
    session.rollback()


def test_what_somebody_removed_is_in_the_export_by_its_place(sealed):
    session, _ = sealed
    chain_id = session.execute(
        text(f"SELECT chain_id FROM {MEMBER} JOIN {LINK} USING (record_id) LIMIT 1")
    ).scalar()
    gone = {one.link.record_id for one in ledger.entries(session, SITE, chain_id=chain_id) if one.member}
    for table in (SAID, LINK):
        session.execute(text(f"DELETE FROM {table} WHERE chain_id = :chain_id"), {"chain_id": chain_id})
    lines = exported(session)
    assert {one["record_id"] for one in lines if one["format"] == evidence.GONE} == gone
    assert {one.partition(":")[0] for one in checked(lines)[1]} == {f"record {one}" for one in gone}
    session.rollback()


def test_each_snapshot_comes_once_and_before_what_was_decided_on_it(sealed):
    session, _ = sealed
    seen = set()
    for one in exported(session):
        if one["format"] == evidence.SNAPSHOT:
            assert one["sha256"] not in seen
            seen.add(one["sha256"])
        elif one["format"] == evidence.RECORD:
            assert one["record"]["snapshot"] in seen
    assert len(seen) == 2, "of the banner and of the preferences; those that nobody was shown are not in it"


def test_a_snapshot_that_is_gone_is_missed(sealed):
    session, _ = sealed
    session.execute(text("PRAGMA defer_foreign_keys = ON"))
    session.execute(text(f"DELETE FROM {SNAPSHOT}"))
    told = checked(exported(session))[1]
    assert len(told) == 6
    assert all(": snapshot missing: " in one for one in told)
    session.rollback()


def test_what_was_shown_is_left_out_unless_it_is_asked_for(sealed):
    session, _ = sealed
    lines = exported(session, with_snapshots=False)
    assert not [one for one in lines if one["format"] == evidence.SNAPSHOT]
    assert checked(lines)[1] == []


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {MEMBER} SET leaf = 'no hash' WHERE seal = 1 AND position = 1",
        f"UPDATE {MEMBER} SET leaf = leaf || '00' WHERE seal = 1 AND position = 1",
        f"UPDATE {MEMBER} SET position = 99 WHERE seal = 1 AND position = 1",
        f"DELETE FROM {MEMBER} WHERE seal = 1 AND position = 1",
    ],
)
def test_what_a_seal_names_was_changed_and_an_export_of_some_days_tells_of_every_record_under_it(
    sealed, statement
):
    session, _ = sealed
    session.execute(text(statement))
    counts, told = checked(exported(session, since=START.date()))
    under = [one.link.record_id for one in ledger.entries(session, SITE) if one.member and one.member.seal == 1]
    assert {one.partition(": ")[0].split()[-1] for one in told if ": no member: " in one} == set(under)
    assert counts["record"] == 6
    session.rollback()
