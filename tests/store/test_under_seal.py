"""Whoever owns the database, and knows how everything is computed, is found out by a line in print (R-05, T10)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from cookieprefs.cli.inspection import check_all_seals
from cookieprefs.store import ledger, seals, versions
from tests.actions.desk import SITE, UNREADABLE
from tests.store.forging import ACTS, SAID, First, forge, forge_seals, is_found_out, under_two_seals


@pytest.fixture
def sealed(file_desk):
    """A session on such a ledger, and the line in print."""
    printed = under_two_seals(file_desk)
    with file_desk.session() as session:
        yield session, printed


def under_seal(session, printed):
    """All that the line in print speaks of, as values: links, what they say unless erased, leaves, seals."""
    kept = [one for one in ledger.entries(session, SITE) if one.member and one.member.seal <= printed.number]
    known = [one for one in seals.all_of(session, SITE) if one.number <= printed.number]
    leaves = [list(seals.leaves(session, SITE, one.number)) for one in known]
    return kept, known, leaves, versions.snapshot_names(session, SITE) & shown(kept)


def shown(entries):
    """The names of the snapshots that these were shown."""
    return {one.record.shown.snapshot for one in entries if one.record}


def without_erased(before, after):
    """What was there before, less what is erased now: that alone may go, and the snapshots of that."""
    entries, known, leaves, snapshots = before
    erased = {one.link.record_id for one in after[0] if one.is_erased}
    gone = {"record": None, "key": None, "claimed": None}
    left = [replace(one, **gone) if one.link.record_id in erased else one for one in entries]
    return left, known, leaves, snapshots & shown(left)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_change_of_what_is_under_a_seal_goes_unseen(sealed, data):
    session, printed = sealed
    before = under_seal(session, printed)
    try:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for act in data.draw(st.lists(st.sampled_from(ACTS), min_size=1, max_size=4)):
            try:
                with session.begin_nested():
                    act(session, data)
            except (SQLAlchemyError, *UNREADABLE):
                pass  # what cannot even be written, or was made unreadable before
        is_found = is_found_out(printed)
        try:
            after = under_seal(session, printed)
        except UNREADABLE:
            after = None
        if after is None or after != without_erased(before, after):
            assert is_found
    finally:
        session.rollback()


def test_it_is_whole_as_it_is_and_after_an_erasure(sealed):
    session, printed = sealed
    assert not is_found_out(printed)
    session.execute(text(f"DELETE FROM {SAID}"))
    assert not is_found_out(printed)
    assert all(one.is_erased for one in ledger.entries(session, SITE))
    session.rollback()


def test_a_forgery_without_its_seals_shows_by_itself_and_with_them_by_the_line_in_print_alone(sealed):
    session, printed = sealed
    forge(session, First())
    assert not check_all_seals(SITE, printed).findings
    assert is_found_out(printed)
    forge_seals(session, First())
    assert check_all_seals(SITE, None).is_whole, "every digest fits the forged ledger"
    assert is_found_out(printed)
    session.rollback()
