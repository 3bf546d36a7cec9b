"""The host's database is the host's: neither its connections nor its unfinished work are touched by ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import NullPool, SingletonThreadPool, StaticPool, create_engine, event, inspect, text

from cookieprefs import actions, schema
from cookieprefs.actions import LedgerUnavailableError
from cookieprefs.store.borrowed import borrow
from cookieprefs.store.db import begin_write
from tests.web.posts import post, records

ACCEPT = {"layer": "banner", "action": "accept_all"}
PRAGMAS = ("secure_delete", "busy_timeout", "journal_mode", "foreign_keys", "synchronous")


@pytest.fixture
def host(make_host, database_url):
    """A host on each database."""
    return make_host(database_url)


def settings_of(connection):
    """What a connection of the host is set to."""
    if connection.dialect.name == "sqlite":
        pragmas = tuple(connection.scalar(text(f"PRAGMA {one}")) for one in PRAGMAS)
        return (*pragmas, connection.connection.dbapi_connection.isolation_level)
    names = ("transaction_isolation", "lock_timeout", "default_transaction_read_only")
    return tuple(connection.scalar(text(f"SHOW {one}")) for one in names)


def strangers(host):
    """An engine that nobody has touched, on the same database."""
    return create_engine(host.engine.url, poolclass=NullPool)


def test_the_hosts_connections_are_set_as_they_were_before_us(host):
    with strangers(host).connect() as fresh:
        untouched = settings_of(fresh)
    client = host.app.test_client()
    post(client, "/cookies/preferences", **ACCEPT)
    client.get("/cookies/receipt")
    post(client, "/cookies/forget")
    with host.engine.connect() as connection:
        assert settings_of(connection) == untouched


@pytest.mark.parametrize("options", [[], ["--vacuum"]])
def test_erasing_for_good_leaves_the_hosts_connections_and_rows_as_they_were(host, options):
    client = host.app.test_client()
    client.post("/note", data={"text": "the host's own"})
    post(client, "/cookies/preferences", **ACCEPT)
    post(client, "/cookies/forget")
    with strangers(host).connect() as fresh:
        untouched = settings_of(fresh)
    done = host.app.test_cli_runner().invoke(args=["cookieprefs", "ledger", "prune", *options])
    assert done.exit_code == 0, done.output
    with host.engine.connect() as connection:
        assert settings_of(connection) == untouched
    assert host.notes() == ["the host's own"]


def test_a_failed_write_of_ours_leaves_no_trace_on_the_connection(host):
    with host.app.app_context():
        session = host.runtime.sessions()
        begin_write(session)
        with pytest.raises(Exception, match="nowhere"):
            session.execute(text("INSERT INTO nowhere VALUES (1)"))
        session.rollback()
        session.close()
    with strangers(host).connect() as fresh, host.engine.connect() as connection:
        assert settings_of(connection) == settings_of(fresh)


def test_our_commit_does_not_commit_what_the_host_has_not_finished(make_host, postgresql_url):
    """On SQLite two cannot write at once: there the host's lock is waited for, and nothing is lost."""
    host = make_host(postgresql_url)
    with host.app.app_context():
        host.db.session.add(host.Note(text="unfinished"))
        host.db.session.flush()
        assert post(host.app.test_client(), "/cookies/preferences", **ACCEPT).status_code == 303
        host.db.session.rollback()
    assert host.notes() == []
    assert len(records(host.app)) == 1


def test_a_lock_of_the_hosts_that_stays_is_told_and_nothing_is_granted(make_host, monkeypatch):
    monkeypatch.setattr("cookieprefs.store.borrowed.BUSY_SECONDS", 0.1)
    monkeypatch.setattr("cookieprefs.actions.writing.PATIENCE", 0.1)
    host = make_host(config={"SQLALCHEMY_ENGINE_OPTIONS": {"connect_args": {"timeout": 0.1}}})
    host.app.test_client().get("/cookies/")
    with host.app.app_context():
        host.db.session.add(host.Note(text="unfinished"))
        host.db.session.flush()
        answer = post(host.app.test_client(), "/cookies/preferences", **ACCEPT)
        assert answer.status_code == 503
        host.db.session.commit()
    assert host.notes() == ["unfinished"]
    assert records(host.app) == []


def test_a_rollback_of_the_hosts_does_not_undo_our_record(host):
    @host.app.after_request
    def fail(response):
        host.db.session.rollback()
        return response

    post(host.app.test_client(), "/cookies/preferences", **ACCEPT)
    assert len(records(host.app)) == 1


def test_a_read_of_ours_holds_nothing_against_the_hosts_commit(host):
    """Where a journal is not a write-ahead log, an open read keeps others from committing."""
    with host.app.test_request_context("/"):
        host.runtime.look_now()
        host.runtime.version()
        host.db.session.add(host.Note(text="after our read"))
        host.db.session.commit()
    assert host.notes() == ["after our read"]


def test_reading_ours_within_the_hosts_work_neither_ends_nor_saves_it(host):
    with host.app.test_request_context("/"):
        host.db.session.add(host.Note(text="unfinished"))
        host.db.session.flush()
        host.runtime.look_now()
        assert host.runtime.version().number == 1
        assert host.db.session.scalar(host.db.select(host.Note.text)) == "unfinished"
        host.db.session.rollback()
    assert host.notes() == []


def test_a_write_of_ours_takes_the_lock_before_it_reads(make_host, tmp_path):
    host = make_host()
    with host.app.app_context(), closing(sqlite3.connect(tmp_path / "host.sqlite3", timeout=0)) as other:
        session = host.runtime.sessions()
        begin_write(session)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        session.rollback()
        other.execute("BEGIN IMMEDIATE")


def test_on_postgresql_a_write_of_ours_waits_for_a_lock_as_long_as_we_say_and_the_host_as_before(
    make_host, postgresql_url
):
    host = make_host(postgresql_url)
    with host.app.app_context():
        session = host.runtime.sessions()
        begin_write(session)
        within = [session.scalar(text(f"SHOW {one}")) for one in ("lock_timeout", "transaction_isolation")]
        session.commit()
        session.close()
    assert within == ["5s", "serializable"]
    with host.engine.connect() as connection:
        found = [connection.scalar(text(f"SHOW {one}")) for one in ("lock_timeout", "transaction_isolation")]
    assert found == ["0", "read committed"]


def test_what_is_erased_is_overwritten_and_the_hosts_habit_comes_back(make_host):
    host = make_host()
    with host.app.app_context():
        session = host.runtime.sessions()
        begin_write(session)
        within = session.scalar(text("PRAGMA secure_delete"))
        session.commit()
        session.close()
    assert within == 1
    with host.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA secure_delete")) == plain("secure_delete")


def plain(pragma):
    """What SQLite has of itself on this machine."""
    with closing(sqlite3.connect(":memory:")) as connection:
        return connection.execute(f"PRAGMA {pragma}").fetchone()[0]


@pytest.mark.parametrize("habit", ["OFF", "FAST", "ON"])
def test_every_habit_of_deleting_comes_back(tmp_path, habit):
    engine = create_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA secure_delete = {habit}"))
    with engine.connect() as connection:
        before = connection.scalar(text("PRAGMA secure_delete"))
    with borrow(engine).connect().execution_options(cookieprefs_writes=True) as own:
        own.execute(text("CREATE TABLE t (x)"))
        assert own.scalar(text("PRAGMA secure_delete")) == 1
        own.commit()
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA secure_delete")) == before
    engine.dispose()


def test_a_host_that_begins_transactions_by_itself_goes_on_doing_so(make_host):
    """What SQLAlchemy's own documents advise for SQLite: no implicit begin, and one of the host's."""

    def begin_by_hand(app):
        with app.app_context():
            engine = app.extensions["sqlalchemy"].engine
            event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
            event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))

    host = make_host(before=begin_by_hand)
    client = host.app.test_client()
    assert post(client, "/cookies/preferences", **ACCEPT).status_code == 303
    client.post("/note", data={"text": "kept"})
    assert (len(records(host.app)), host.notes()) == (1, ["kept"])


def test_the_drivers_implicit_begin_is_the_hosts_as_before(host):
    post(host.app.test_client(), "/cookies/preferences", **ACCEPT)
    with host.engine.connect() as connection:
        connection.execute(text("INSERT INTO note (text) VALUES ('gone')"))
        connection.rollback()
    assert host.notes() == []


def test_our_listeners_hear_nothing_of_the_hosts_transactions(host):
    statements = []
    event.listen(host.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    with host.app.app_context():
        host.db.session.add(host.Note(text="a note"))
        host.db.session.commit()
    assert [one.split()[0] for one in statements] == ["INSERT"]


@pytest.fixture(params=[StaticPool, SingletonThreadPool])
def memory(make_host, request):
    """A host whose database is one connection in memory, for all or a thread, as many a test suite has it."""
    return make_host("sqlite://", config={"SQLALCHEMY_ENGINE_OPTIONS": {"poolclass": request.param}})


def test_in_memory_too_a_decision_is_recorded(memory):
    assert post(memory.app.test_client(), "/cookies/preferences", **ACCEPT).status_code == 303
    assert len(records(memory.app)) == 1


def test_in_memory_the_hosts_unfinished_work_is_neither_saved_nor_lost(memory):
    with memory.app.app_context():
        memory.db.session.add(memory.Note(text="unfinished"))
        memory.db.session.flush()
        answer = post(memory.app.test_client(), "/cookies/preferences", **ACCEPT)
        assert answer.status_code == 503
        assert memory.db.session.scalar(memory.db.select(memory.Note.text)) == "unfinished"
        memory.db.session.rollback()
    assert memory.notes() == []
    assert post(memory.app.test_client(), "/cookies/preferences", **ACCEPT).status_code == 303


def test_in_memory_a_refusal_holds_though_the_host_is_at_work(memory):
    client = memory.app.test_client()
    client.get("/cookies/")
    with memory.app.app_context():
        memory.db.session.add(memory.Note(text="unfinished"))
        memory.db.session.flush()
        post(client, "/cookies/preferences", layer="banner", action="refuse_all")
        memory.db.session.commit()
    assert "no=hotjar.matomo.youtube" in client.get_cookie("cookieprefs").value
    assert memory.notes() == ["unfinished"]


def test_a_ledger_in_a_host_cannot_be_edited_either(host):
    post(host.app.test_client(), "/cookies/preferences", **ACCEPT)
    with host.engine.connect() as connection, pytest.raises(Exception, match="append-only"):
        connection.execute(text("UPDATE cookieprefs_record SET day = '2000-01-01'"))


@pytest.mark.parametrize("give", ["engine", "callable"])
def test_an_engine_or_what_gives_one_does_as_well(make_host, tmp_path, give):
    engine = create_engine(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    host = make_host(db=engine if give == "engine" else lambda: engine, prepared=False)
    with host.app.app_context():
        schema.upgrade(borrow(engine))
    host.publish()
    post(host.app.test_client(), "/cookies/preferences", **ACCEPT)
    assert len(records(host.app)) == 1
    assert "cookieprefs_record" not in inspect(host.engine).get_table_names()
    engine.dispose()


def test_nothing_is_asked_of_the_database_before_somebody_asks_us(make_host):
    host = make_host(prepared=False, db=lambda: pytest.fail("the engine was asked for"))
    assert host.app.test_client().get("/plain").status_code == 200


def test_the_host_keeps_its_own_extension_and_session(host):
    assert isinstance(host.app.extensions["sqlalchemy"], SQLAlchemy)
    assert host.app.extensions["sqlalchemy"] is host.db
    with host.app.app_context():
        assert host.runtime.sessions() is not host.db.session()
        assert not isinstance(host.runtime.sessions(), type(host.db.session()))


def test_without_our_tables_gates_stay_shut_and_the_host_works(make_host):
    host = make_host(prepared=False)
    client = host.app.test_client()
    assert "off" in client.get("/page?key=matomo").text
    assert client.get("/cookies/").status_code == 503
    with host.app.app_context(), pytest.raises(LedgerUnavailableError):
        host.runtime.version()


def test_the_operators_files_are_read_from_the_hosts_instance(make_host):
    host = make_host(prepared=False, instance=None, config={})
    assert host.runtime.settings.instance.name == "cookieprefs"
    assert actions.read_site_file(host.runtime.settings.instance).policy is None
