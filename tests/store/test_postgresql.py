"""What only PostgreSQL does: serializable writes, retries, lost servers. Runs where its binaries are."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError

from cookieprefs import actions
from cookieprefs.actions import LedgerUnavailableError, writing
from cookieprefs.store.db import Base, begin_write, db
from tests.actions.desk import Desk

LINK, PAYLOAD = "cookieprefs_record", "cookieprefs_record_payload"
COLUMNS = [(table, column) for table in (LINK, PAYLOAD) for column in Base.metadata.tables[table].columns]
OTHER = {
    "INTEGER": "{0} # 1",
    "VARCHAR": "overlay({0} placing chr(ascii({0}) # 1) from 1 for 1)",
    "TIMESTAMP": "{0} + interval '1 microsecond'",
    "JSON": "replace(replace({0}::text, 'given', 'refused'), 'false', 'true')::json",
    "BYTEA": "set_byte({0}, 31, get_byte({0}, 31) # 1)",
}
"""Each kind of value, changed as little as can be."""


@pytest.fixture
def desk(make_app, clock, postgresql_url, monkeypatch):
    """A desk on PostgreSQL, which waits for locks but a moment."""
    monkeypatch.setattr("cookieprefs.store.db.BUSY_SECONDS", 0.2)
    return Desk(make_app(database_url=postgresql_url), clock)


@pytest.fixture
def stranger(postgresql_url):
    """A connection of somebody else's, for whom our triggers sleep."""
    engine = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        yield connection
    engine.dispose()


def test_a_write_is_serializable_and_what_follows_is_not(desk):
    with desk.session() as session:
        begin_write(session)
        assert session.scalar(text("SHOW transaction_isolation")) == "serializable"
        session.rollback()
        assert session.scalar(text("SHOW transaction_isolation")) == "read committed"


def test_two_writes_that_read_the_same_do_not_both_pass(desk):
    """What the retries are for: without SERIALIZABLE both would."""
    count = text(f"SELECT count(*) FROM {LINK}")
    add = text("INSERT INTO cookieprefs_snapshot VALUES ('test-shop', :name, '')")
    with desk.app.app_context():
        one, other = (db.engine.connect().execution_options(isolation_level="SERIALIZABLE") for _ in range(2))
    with one, other:
        for number, connection in enumerate((one, other)):
            assert connection.scalar(count) == 0
            connection.scalar(text("SELECT count(*) FROM cookieprefs_snapshot"))
            connection.execute(add, {"name": str(number)})
        one.commit()
        with pytest.raises(OperationalError) as caught:
            other.commit()
    assert caught.value.orig.sqlstate == "40001"
    assert writing._may_pass_again(caught.value)


def test_a_write_that_another_overtakes_is_done_again_in_one_go(desk, stranger):
    drawn = []

    def draw():
        drawn.append(len(drawn))
        if len(drawn) == 1:
            # In between, another process records the same visitor's next decision.
            desk_of_another_process.decide(denied="youtube", subject=subject)
        return f"record-{len(drawn)}"

    desk_of_another_process = Desk(desk.app, desk.clock)
    subject = desk.accept_all().record.subject
    outcome = desk.decide(denied="matomo", subject=subject, mint=actions.Mint(record_id=draw))
    assert drawn == [0, 1]
    assert (outcome.record.seq, outcome.record.record_id) == (3, "record-2")
    assert [one.seq for one in desk.history(subject)] == [1, 2, 3]
    assert {key: one.choice.value for key, one in outcome.decision.answers.items()} == {
        "hotjar": "given",
        "matomo": "withdrawn",
        "youtube": "withdrawn",
    }
    assert desk.is_whole()


def test_a_write_waits_no_longer_for_a_lock_than_we_say(desk, stranger):
    stranger.execute(text("BEGIN"))
    stranger.execute(text(f"LOCK TABLE {LINK}"))
    with pytest.raises(LedgerUnavailableError, match="lock timeout"):
        desk.accept_all()
    stranger.execute(text("ROLLBACK"))
    assert desk.accept_all().record.seq == 1


def test_a_connection_waits_for_a_machine_that_is_gone_no_longer_than_we_say(desk, monkeypatch):
    monkeypatch.setattr("cookieprefs.store.db.BUSY_SECONDS", 7)
    with desk.app.app_context():
        db.engine.dispose()
        driver = db.session.connection().connection.driver_connection
        options = (socket.TCP_USER_TIMEOUT, socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL)
        with socket.socket(fileno=os.dup(driver.fileno())) as line:
            assert [line.getsockopt(socket.IPPROTO_TCP, one) for one in options] == [14_000, 14, 7]
        assert driver.info.get_parameters()["connect_timeout"] == "7"


def test_connections_that_the_server_ended_are_replaced(desk, stranger):
    desk.accept_all()
    others = "FROM pg_stat_activity WHERE pid != pg_backend_pid() AND datname = current_database()"
    assert stranger.scalars(text(f"SELECT pg_terminate_backend(pid) {others}")).all()
    desk.accept_all()
    assert len(desk.entries()) == 2


def test_a_connection_that_the_server_ends_within_a_write_leaves_nothing(desk, stranger):
    def draw():
        pid = db.session.scalar(text("SELECT pg_backend_pid()"))
        stranger.execute(text(f"SELECT pg_terminate_backend({pid})"))
        return "a-record"

    with pytest.raises(LedgerUnavailableError):
        desk.accept_all(mint=actions.Mint(record_id=draw))
    assert desk.entries() == []


def test_what_the_server_ended_once_is_done_on_another_connection(desk, stranger):
    ended = []

    def draw():
        if not ended:
            ended.append(db.session.scalar(text("SELECT pg_backend_pid()")))
            stranger.execute(text(f"SELECT pg_terminate_backend({ended[0]})"))
        return "a-record"

    assert desk.accept_all(mint=actions.Mint(record_id=draw)).record.record_id == "a-record"
    assert [one.link.record_id for one in desk.entries()] == ["a-record"]


def test_a_database_that_may_only_be_read_records_nothing_and_goes_on_being_read(desk, stranger):
    desk.read(lambda session: session.execute(text("SET default_transaction_read_only = on")) and session.commit())
    with pytest.raises(LedgerUnavailableError, match="read-only"):
        desk.accept_all()
    assert desk.version().number == 1


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda one: getattr(one, "name", one))
def test_a_change_of_any_column_is_found(desk, stranger, table, column):
    desk.decide("matomo", "hotjar", once="the-only-one", visitor=actions.Visitor(signals={"gpc": False}))
    kind = str(column.type.dialect_impl(stranger.dialect).compile(stranger.dialect)).split("(")[0].split()[0]
    stranger.execute(text(f"UPDATE {table} SET {column.name} = {OTHER[kind].format(column.name)}"))
    assert desk.is_found_out()


def test_what_was_erased_is_no_fault_and_triggers_stand(desk, stranger):
    desk.erase(desk.accept_all().record.subject)
    assert [(one.faults, one.is_erased) for one in desk.findings()] == [((), True)]
    with desk.session() as session, pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(f"DELETE FROM {LINK}"))


def test_what_was_erased_stays_in_its_table_until_that_is_written_anew(desk):
    """PostgreSQL overwrites nothing: docs/retention.md says so, and what to do."""
    record = desk.accept_all().record
    needles = [record.subject.encode(), record.receipt_id.encode(), desk.entries()[0].key]
    assert found_in_table(desk, needles) == needles
    desk.erase(record.subject)
    assert found_in_table(desk, needles) == needles
    with desk.session() as session:
        actions.leave_no_trace(session, rewrites=True)
    assert found_in_table(desk, needles) == []


def found_in_table(desk, needles):
    """Those of the needles that are in the file of the table of what records say."""
    with desk.session() as session:
        session.execute(text("CHECKPOINT"))
        folder = session.scalar(text("SHOW data_directory"))
        path = session.scalar(text(f"SELECT pg_relation_filepath('{PAYLOAD}')"))
    written = Path(folder, path).read_bytes()
    return [one for one in needles if one in written]
