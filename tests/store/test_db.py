"""How databases are opened, how a write begins, and how moments are kept."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import StatementError

from cookieprefs.store import versions
from cookieprefs.store.db import UTCDateTime, begin_write, db
from cookieprefs.store.tables import PolicyVersionRow
from tests.actions.desk import SITE

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a commit is on disk when it is answered
    "secure_delete": 1,
    "foreign_keys": 1,
    "busy_timeout": 5000,
}


@pytest.mark.parametrize(("pragma", "value"), PRAGMAS.items())
def test_every_connection_to_sqlite_is_opened_so_that_it_keeps_its_word(file_desk, pragma, value):
    with file_desk.app.app_context(), db.engine.connect() as one, db.engine.connect() as other:
        assert [found.scalar(text(f"PRAGMA {pragma}")) for found in (one, other)] == [value, value]


def test_a_write_takes_the_lock_of_sqlite_before_it_reads(file_desk):
    path = file_desk.runtime.settings.instance / "cookieprefs.sqlite3"
    with file_desk.session() as session, closing(sqlite3.connect(path, timeout=0)) as other:
        begin_write(session)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        session.rollback()
        other.execute("BEGIN IMMEDIATE")


def test_reading_keeps_nobody_from_writing(file_desk):
    path = file_desk.runtime.settings.instance / "cookieprefs.sqlite3"
    with file_desk.session() as session, closing(sqlite3.connect(path, timeout=0)) as other:
        assert versions.newest_number(session, SITE) == 1
        other.execute("BEGIN IMMEDIATE")


MOMENTS = [
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2))),
    datetime(2026, 10, 25, 2, 30, 0, 123_000, tzinfo=timezone(timedelta(hours=-9, minutes=-30))),
]


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_a_moment_comes_back_as_itself_in_utc(desk, moment):
    desk.clock.now = moment
    decided = desk.accept_all().record
    (stored,) = desk.history(decided.subject)
    assert stored.decided_at == moment
    assert stored.decided_at.tzinfo is UTC
    assert desk.is_whole()


def test_a_moment_without_a_time_zone_is_refused_rather_than_guessed_at(desk):
    row = {"site": "x", "number": 1, "consent_revision": 1, "text_revision": 1, "body": "{}", "changes": []}
    naive = row | {"published_at": datetime(2026, 1, 1)}
    with (
        desk.session() as session,
        pytest.raises(StatementError, match="has no time zone; pass an aware datetime"),
    ):
        session.execute(insert(PolicyVersionRow), naive)


def test_no_moment_is_none_both_ways():
    assert UTCDateTime().process_bind_param(None, None) is None
    assert UTCDateTime().process_result_value(None, None) is None
