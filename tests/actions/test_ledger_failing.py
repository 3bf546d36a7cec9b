"""A ledger that is locked, full, read-only, garbage or gone: nothing is recorded, and it is said (R-10)."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager, suppress
from itertools import count
from types import SimpleNamespace

import pytest
from sqlalchemy import event, text

from cookieprefs import actions
from cookieprefs.actions import LedgerUnavailableError, Mint, NotShownError, Visitor, writing
from cookieprefs.store.db import db
from tests import sample
from tests.actions.desk import SITE, Desk, wish


@pytest.fixture
def file_desk(make_app, clock, monkeypatch):
    """A desk on a SQLite file, which waits for locks but a moment."""
    monkeypatch.setattr("cookieprefs.store.db.BUSY_SECONDS", 0.05)
    return Desk(make_app(), clock)


def path_of(desk):
    return desk.runtime.settings.instance / "cookieprefs.sqlite3"


@contextmanager
def locked(desk):
    """Another process holds the lock."""
    with closing(sqlite3.connect(path_of(desk), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def read_only(desk):
    """Whoever opens the file meanwhile may not write it, and goes on so when others may again."""

    def opened(connection, _):
        connection.execute("PRAGMA query_only = ON")

    with desk.app.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "connect", opened)
    yield
    event.remove(engine, "connect", opened)


@contextmanager
def full(desk):
    """The disk has no room for another page, and there is none left in the file."""
    pages = desk.read(lambda session: session.scalar(text("PRAGMA page_count")))
    desk.read(lambda session: session.execute(text(f"PRAGMA max_page_count = {pages}")))
    with suppress(LedgerUnavailableError):
        for _ in range(1000):
            desk.accept_all()
    with pytest.raises(LedgerUnavailableError, match="full"):
        desk.accept_all()
    yield
    desk.read(lambda session: session.execute(text("PRAGMA max_page_count = 1000000")))


@contextmanager
def without_tables(desk):
    """Somebody took tables away, and brings them back."""
    names = ("policy_version", "record", "record_payload")
    with closing(sqlite3.connect(path_of(desk))) as other:
        for name in names:
            other.execute(f"ALTER TABLE cookieprefs_{name} RENAME TO away_{name}")
        yield
        for name in names:
            other.execute(f"ALTER TABLE away_{name} RENAME TO cookieprefs_{name}")


@contextmanager
def garbage(desk):
    """Somebody wrote over the file, and brings it back."""
    with closed_file(desk) as path:
        whole = path.read_bytes()
        path.write_bytes(b"This is no database. " * 500)
    yield
    with closed_file(desk) as path:
        path.write_bytes(whole)


@contextmanager
def gone(desk):
    """The folder with the file is not there for a while."""
    away = desk.runtime.settings.instance.with_name("away")
    with closed_file(desk) as path:
        path.parent.rename(away)
    yield
    with closed_file(desk) as path:
        away.rename(path.parent)


@contextmanager
def closed_file(desk):
    """The file, with no connection open to it: closing the last one folds its write-ahead log in."""
    with desk.app.app_context():
        db.session.remove()
        db.engine.dispose()
    yield path_of(desk)


def decide(desk, session):
    version = desk.runtime.version()
    return actions.decide(session, desk.act(wish("matomo"), version=version), Visitor(), version, now=desk.clock())


def erase(desk, session):
    return actions.erase(session, SITE, "a-subject")


def publish(desk, session):
    """Publish a site whose snapshots are more than any room left."""
    every = sample.with_service("google-ads", "media", sample.with_service("intercom", "media"))
    folder = sample.write(desk.runtime.settings.instance.with_name("wanted"), every)
    wanted = actions.read_site_file(folder).policy
    return actions.publish(session, wanted, desk.runtime.render, now=desk.clock())


@pytest.mark.parametrize("act", [decide, erase, publish])
@pytest.mark.parametrize("broken", [locked, read_only, full, without_tables, garbage, gone])
def test_while_the_database_is_out_of_reach_nothing_is_written_and_that_is_said(file_desk, broken, act):
    desk = file_desk
    if broken is full and act is erase:
        act = decide  # Deleting needs no room.
    subject = desk.accept_all().record.subject
    with broken(desk), desk.session() as session:
        for _ in range(2):
            with pytest.raises(LedgerUnavailableError):
                act(desk, session)
    assert desk.history(subject)
    assert desk.version().number == 1
    before = len(desk.entries())
    assert desk.accept_all().record.seq == 1, "once it is back, so is everything"
    assert len(desk.entries()) == before + 1
    assert desk.is_whole()


def test_whoever_watches_hears_of_each_write_how_it_went(file_desk, monkeypatch):
    heard = []
    monkeypatch.setattr(writing, "WATCHERS", [lambda *told: heard.append(told)])
    file_desk.accept_all()
    with locked(file_desk), suppress(LedgerUnavailableError):
        file_desk.accept_all()
    ((first, *done), (second, *failed)) = heard
    assert (done, failed) == ([0, True], [0, False])
    assert first > 0
    assert second >= 0.05


def test_what_was_answered_before_the_disk_was_full_is_there(file_desk):
    with full(file_desk):
        answered = len(file_desk.entries())
        assert answered > 1
        assert file_desk.is_whole()
    assert len(file_desk.entries()) == answered


def test_a_failed_write_leaves_nothing_of_itself(desk):
    """A version is added before its snapshots are rendered: what fails there must take it along."""

    def render(version, mount):
        yield next(iter(desk.runtime.render(version, mount)))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.publish(sample.with_service("vimeo", "media"), render=render)
    assert desk.version().number == 1
    assert desk.publish().version.number == 2


@pytest.mark.parametrize("then", [None, KeyboardInterrupt], ids=["goes on", "is interrupted"])
def test_a_connection_that_is_lost_within_a_write_leaves_nothing_and_is_said(desk, then):
    def render(version, mount):
        db.session.connection().connection.driver_connection.close()
        if then:
            raise then
        yield from ()

    with pytest.raises(then or LedgerUnavailableError):
        desk.publish(sample.with_service("vimeo", "media"), render=render)
    desk.runtime.look_now()
    assert desk.version().number == 1
    assert desk.accept_all().record.seq == 1


def test_an_act_that_cannot_be_recorded_does_not_hold_the_lock(file_desk):
    with pytest.raises(NotShownError):
        file_desk.decide("matomo", language="de")
    with closing(sqlite3.connect(path_of(file_desk), timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")


def test_a_number_that_another_process_took_first_is_tried_again(desk):
    """Two processes cannot draw one record id; here they do, once."""
    first = desk.accept_all().record
    drawn = iter([first.record_id, "the-next-one"])
    outcome = desk.accept_all(mint=Mint(record_id=lambda: next(drawn)))
    assert outcome.record.record_id == "the-next-one"
    assert desk.is_whole()


def test_what_never_passes_is_given_up_in_the_end(desk, monkeypatch):
    waits = []
    monkeypatch.setattr(writing, "PATIENCE", 12)
    monkeypatch.setattr(writing, "time", SimpleNamespace(monotonic=count().__next__, sleep=waits.append))
    taken = desk.decide("matomo", mint=Mint(record_id=lambda: "the-same")).record
    with pytest.raises(LedgerUnavailableError):
        desk.accept_all(mint=Mint(record_id=lambda: "the-same"))
    assert len(waits) == 12
    assert all(0 <= one < 0.256 for one in waits)
    assert [one.record for one in desk.entries()] == [taken]


def test_a_value_that_no_database_takes_is_not_tried_again(desk):
    desk.clock.now = desk.clock.now.replace(tzinfo=None)
    drawn = []

    def draw():
        drawn.append("a-record")
        return drawn[-1]

    with pytest.raises(LedgerUnavailableError, match="has no time zone; pass an aware datetime"):
        desk.accept_all(mint=Mint(record_id=draw))
    assert drawn == ["a-record"]
