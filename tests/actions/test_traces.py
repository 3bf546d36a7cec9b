"""What was erased is in no byte of the database's own files any more: neither in the database nor in its log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import text

from cookieprefs import actions
from cookieprefs.core import keeping
from cookieprefs.store import db as database
from cookieprefs.store.db import db
from tests.actions.desk import SITE, Desk
from tests.clock import Clock

MARK = "this-click-is-to-be-found"


@pytest.fixture
def file_desk(make_app: Callable[..., Flask], clock: Clock) -> Desk:
    """A desk on a SQLite file, whose connections stay open as those of a server do."""
    return Desk(make_app(), clock)


@pytest.fixture
def folder(file_desk):
    return file_desk.runtime.settings.instance


def decide(desk, count=31):
    """A visitor who decides so many times, and what of it must not be found again."""
    record = desk.accept_all(once=f"{MARK}-0").record
    for number in range(1, count):
        desk.decide(denied="matomo", subject=record.subject, once=f"{MARK}-{number}")
    needles = [record.subject, record.receipt_id, MARK]
    return record, [one.encode() for one in needles] + [one.key for one in desk.entries() if one.key]


def found(needles, folder):
    everything = b"".join(path.read_bytes() for path in sorted(folder.glob("cookieprefs.sqlite3*")))
    return [one for one in needles if one in everything]


def leave_no_trace(desk, **options):
    with desk.session() as session:
        actions.leave_no_trace(session, **options)


def log(folder):
    return folder / "cookieprefs.sqlite3-wal"


def test_after_an_erasure_nothing_is_in_the_database_nor_in_its_log(file_desk, folder):
    record, needles = decide(file_desk)
    assert found(needles, folder) == needles
    assert file_desk.erase(record.subject) == 31
    leave_no_trace(file_desk)
    assert log(folder).stat().st_size == 0
    assert found(needles, folder) == []
    assert file_desk.is_whole()


def test_after_pruning_nothing_is_in_the_database_nor_in_its_log(file_desk, folder):
    _, needles = decide(file_desk)
    file_desk.clock.pass_(days=5 * 365)
    left = file_desk.accept_all(once="a-click-that-stays").record
    line = keeping.kept_since(file_desk.version().policy.rules, file_desk.clock())
    with file_desk.session() as session:
        assert actions.prune(session, SITE, line) == 31
    leave_no_trace(file_desk)
    assert found(needles, folder) == []
    assert found([left.subject.encode(), b"a-click-that-stays"], folder)


def test_what_a_visitor_erased_stays_in_the_log_until_it_is_emptied(file_desk, folder):
    """Why the log is emptied each night, whether or not anything was due."""
    leave_no_trace(file_desk)
    record, needles = decide(file_desk, count=2)
    file_desk.erase(record.subject)
    assert found(needles, folder) == needles
    leave_no_trace(file_desk)
    assert found(needles, folder) == []


def test_who_reads_meanwhile_keeps_the_log_and_that_is_told(file_desk, folder, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    with file_desk.app.app_context():
        db.engine.dispose()
    record, needles = decide(file_desk, count=2)
    with closing(sqlite3.connect(folder / "cookieprefs.sqlite3", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cookieprefs_record_payload").fetchall()
        file_desk.erase(record.subject)
        with pytest.raises(actions.LogInUseError, match="may still stand in its log"):
            leave_no_trace(file_desk)
        assert found(needles, folder)
    leave_no_trace(file_desk)
    assert found(needles, folder) == []


def test_a_database_written_anew_is_smaller_and_has_no_free_space_left(file_desk, folder):
    record, needles = decide(file_desk, count=300)
    file_desk.erase(record.subject)
    leave_no_trace(file_desk)
    before = (folder / "cookieprefs.sqlite3").stat().st_size
    leave_no_trace(file_desk, rewrites=True)
    assert (folder / "cookieprefs.sqlite3").stat().st_size < before
    assert file_desk.read(lambda session: session.scalar(text("PRAGMA freelist_count"))) == 0
    assert log(folder).stat().st_size == 0
    assert found(needles, folder) == []
    assert file_desk.is_whole()


def test_deciding_goes_on_afterwards_on_each_database(desk):
    record = desk.accept_all().record
    desk.erase(record.subject)
    leave_no_trace(desk, rewrites=True)
    leave_no_trace(desk)
    assert desk.accept_all().record.seq == 1
    assert desk.is_whole()
