"""On PostgreSQL a role serves that may add and read, and to whom the database refuses all else (R-01, R-24)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import Connection, make_url, text
from sqlalchemy.exc import DBAPIError

from cookieprefs import actions, schema
from cookieprefs.settings import Settings
from cookieprefs.store import functions, rights
from cookieprefs.store.db import Base, db
from tests import sample
from tests.actions.desk import SITE, Desk, once
from tests.cluster import connected
from tests.databases import as_role, built, disposed
from tests.visitor import Visitor

EVERY = sorted(Base.metadata.tables)
PAYLOAD = "cookieprefs_record_payload"
DENIED = "(?i)permission denied|must be owner|must be able to SET ROLE|not permitted"


@pytest.fixture
def owner_url(owned_url, tmp_path):
    """A database with today's schema, as its owner connects to it."""
    settings = Settings(instance=tmp_path / "owner", secret_key="a secret of the tests", database_url=owned_url)
    with disposed(built(settings)):
        upgrade()
    return owned_url


@pytest.fixture
def owner(make_app, clock, owner_url) -> Desk:
    """A desk of the owner's."""
    return Desk(make_app(database_url=owner_url), clock)


@pytest.fixture
def role(owner_url):
    """A role with nothing but the right to connect."""
    name = f'serving "{make_url(owner_url).database}"'
    with connected(as_role(owner_url, "tests")) as connection:
        connection.execute(text("CREATE ROLE " + rights._quoted(name) + " LOGIN"))
    return name


@pytest.fixture
def serving(owner, role, owner_url, make_app, clock) -> Desk:
    """A desk that serves as that role."""
    with owner.app.app_context():
        assert schema.grant(db.engine, role) == ()
    return Desk(make_app(database_url=as_role(owner_url, role)), clock)


@pytest.fixture
def connection(serving) -> Iterator[Connection]:
    """A bare connection of that role, to a database that has a row in each table."""
    subject = serving.accept_all(once=once()).record.subject
    serving.decide(denied="matomo", subject=subject, once=once())
    with serving.app.app_context(), db.engine.connect() as found:
        yield found


def refused(connection, statement):
    """Try a statement that the database has to refuse to this role, before any trigger of ours is asked."""
    with pytest.raises(DBAPIError, match=DENIED):
        connection.execute(text(statement))
    connection.rollback()


def test_every_table_is_told_what_may_be_done_with_it():
    """Whoever adds a table has to say whether visitors or the operator add to it."""
    assert sorted(rights._EVERY) == EVERY


def test_an_app_that_serves_as_that_role_does_all_that_visitors_ask(serving, owner):
    visitor = Visitor(serving.app, has_htmx=False)
    visitor.open()
    visitor.press("Accept all", within="#cookieprefs-banner")
    visitor.open("/preferences")
    visitor.press("Save choices", untick=["matomo"])
    assert visitor.state("matomo") == "off"
    assert [one.link.seq for one in owner.entries()] == [1, 2]
    visitor.open("/receipt")
    visitor.press("Erase my records", within="#cookieprefs-records")
    assert [one.record for one in owner.entries()] == [None, None]
    assert owner.is_whole()
    assert serving.version().number == 1, "whatever the app does by itself, it publishes nothing"


def test_a_refusal_that_is_only_counted_is_counted_by_who_serves(owner, serving):
    owner.publish(f"{sample.SITE}consent: {{first_refusal: aggregate}}\n")
    serving.runtime.look_now()
    for _ in range(2):
        assert serving.refuse_all(once=once()).record is None
    count = text("SELECT count FROM cookieprefs_tally")
    assert owner.read(lambda session: session.scalars(count).all()) == [2]


def test_a_mount_that_is_new_is_kept_by_who_serves(serving):
    version = serving.version()
    with serving.session() as session:
        assert actions.keep_snapshots(session, version, serving.runtime.render, "/elsewhere")


def test_who_serves_cannot_publish_and_cannot_seal(serving):
    serving.accept_all()
    with pytest.raises(
        actions.LedgerUnavailableError, match="permission denied for table cookieprefs_seal_member"
    ):
        serving.seal()
    site = serving.runtime.settings.instance / "site.yaml"
    changed = site.read_text("utf-8").replace("name: Test Shop\n", "name: Another Shop\n", 1)
    with pytest.raises(
        actions.LedgerUnavailableError, match="permission denied for table cookieprefs_policy_version"
    ):
        serving.publish(changed)


def test_who_operates_can_and_can_change_as_little(owner, role, owner_url, make_app, clock):
    with owner.app.app_context():
        assert schema.grant(db.engine, role, operates=True) == ()
    desk = Desk(make_app(database_url=as_role(owner_url, role)), clock)
    record = desk.accept_all().record
    assert desk.seal().records == 1
    site = desk.runtime.settings.instance / "site.yaml"
    assert desk.publish(site.read_text("utf-8").replace("Test Shop\n", "Another Shop\n", 1)).version.number == 2
    with desk.session() as session:
        assert functions.erase_records(session, SITE, [record.record_id]) == 1
        session.commit()
        for table in EVERY:
            refused(session, f"DELETE FROM {table}")
    assert [one.is_erased for one in desk.findings()] == [True]


@pytest.mark.parametrize("verb", ["DELETE FROM {}", "TRUNCATE {}", "TRUNCATE {} CASCADE"])
def test_nothing_is_deleted_from_any_table(connection, verb):
    for table in EVERY:
        refused(connection, verb.format(table))


@pytest.mark.parametrize("table", sorted({*rights.ADDED_TO, *rights.OPERATED}))
def test_nothing_is_updated_in_the_ledger(connection, table):
    for column in Base.metadata.tables[table].columns:
        refused(connection, f"UPDATE {table} SET {column.name} = {column.name}")
    key = ", ".join(one.name for one in Base.metadata.tables[table].primary_key)
    again = f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key})"
    refused(connection, f"{again} DO UPDATE SET site = 'other'")
    refused(connection, f"SELECT * FROM {table} FOR UPDATE")
    refused(connection, f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")


ATTEMPTS = [
    f"DROP TRIGGER {PAYLOAD}_no_update ON {PAYLOAD}",
    f"ALTER TABLE {PAYLOAD} DISABLE TRIGGER USER",
    f"ALTER TABLE {PAYLOAD} ADD COLUMN more text",
    f"ALTER TABLE {PAYLOAD} OWNER TO CURRENT_USER",
    f"DROP TABLE {PAYLOAD} CASCADE",
    f"CREATE TRIGGER mine BEFORE INSERT ON {PAYLOAD} EXECUTE FUNCTION cookieprefs_append_only()",
    f"CREATE RULE mine AS ON INSERT TO {PAYLOAD} DO INSTEAD NOTHING",
    f"CREATE INDEX mine ON {PAYLOAD} (key)",
    f"CREATE POLICY mine ON {PAYLOAD}",
    f"CREATE TABLE mine (site text, id text REFERENCES {PAYLOAD} (record_id))",
    "SET session_replication_role = replica",
    "SET SESSION AUTHORIZATION tests",
    "SET ROLE tests",
    "DROP SCHEMA public CASCADE",
    "DROP FUNCTION cookieprefs_append_only() CASCADE",
    "DROP FUNCTION cookieprefs_erase(text, text)",
    "ALTER FUNCTION cookieprefs_erase(text, text) SET search_path = pg_temp",
    "CREATE OR REPLACE FUNCTION cookieprefs_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    f"SELECT cookieprefs_erase_records('{SITE}', ARRAY['x'])",
    "INSERT INTO cookieprefs_policy_version SELECT * FROM cookieprefs_policy_version",
    "INSERT INTO cookieprefs_seal SELECT * FROM cookieprefs_seal",
    "UPDATE cookieprefs_alembic_version SET version_num = '0001'",
    "DELETE FROM cookieprefs_alembic_version",
]


def test_no_way_around_is_open(connection):
    was = connection.execute(text(f"SELECT * FROM {PAYLOAD} ORDER BY seq")).all()
    connection.rollback()
    for statement in ATTEMPTS:
        with connection.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as apart:
            try:
                with pytest.raises(DBAPIError) as caught:
                    apart.execute(text(statement))
            finally:
                apart.invalidate()
        assert caught.value.orig.sqlstate in ("42501", "42704", "42P17"), (statement, caught.value.orig)
    assert connection.execute(text(f"SELECT * FROM {PAYLOAD} ORDER BY seq")).all() == was


def test_a_right_that_the_role_gives_itself_is_none(connection):
    connection.execute(text(f"GRANT ALL ON {PAYLOAD} TO CURRENT_USER"))
    connection.commit()
    refused(connection, f"DELETE FROM {PAYLOAD}")
    refused(connection, f"UPDATE {PAYLOAD} SET seq = 1")


def test_sums_are_counted_up_and_nothing_else_of_them(connection):
    row = f"'{SITE}', '2026-11-23', 'shown', '', '', '', 'en', 'full', 1"
    add = f"INSERT INTO cookieprefs_tally VALUES ({row}, 1)"
    count = "ON CONFLICT (site, day, kind, service, choice, how, language, layout, version)"
    for _ in range(2):
        connection.execute(text(f"{add} {count} DO UPDATE SET count = cookieprefs_tally.count + 1"))
    assert connection.scalar(text("SELECT count FROM cookieprefs_tally")) == 2
    connection.rollback()


def test_erasing_by_the_function_goes_by_site_and_subject(serving, connection):
    other = serving.accept_all(once=once()).record.subject
    subject = connection.scalars(
        text(f"SELECT DISTINCT subject FROM {PAYLOAD} WHERE subject != :one"), {"one": other}
    )
    call = text("SELECT cookieprefs_erase(:site, :subject)")
    subject = subject.one()
    asked = [
        ("another-site", subject),
        (SITE, "nobody"),
        (SITE, ""),
        (SITE, None),
        (SITE, subject),
        (SITE, subject),
    ]
    done = [connection.scalar(call, {"site": site, "subject": one}) for site, one in asked]
    connection.commit()
    assert done == [0, 0, 0, 0, 2, 0]
    assert [one.record.subject for one in serving.entries() if one.record] == [other]


def test_the_function_erases_in_our_table_whatever_its_caller_puts_before_it(serving, connection):
    """A search path of the caller's own, with a table and operators of their own in it."""
    subject = connection.scalar(text(f"SELECT subject FROM {PAYLOAD} LIMIT 1"))
    connection.execute(text(f"CREATE TEMP TABLE {PAYLOAD} (site text, subject text, record_id text)"))
    connection.execute(
        text(f"INSERT INTO pg_temp.{PAYLOAD} VALUES ('{SITE}', :subject, '1')"), {"subject": subject}
    )
    connection.execute(text("SET search_path = pg_temp, public"))
    call = text("SELECT public.cookieprefs_erase(:site, :subject)")
    assert connection.scalar(call, {"site": SITE, "subject": subject}) == 2
    assert connection.scalar(text(f"SELECT count(*) FROM pg_temp.{PAYLOAD}")) == 1
    connection.commit()
    assert [one.record for one in serving.entries()] == [None, None]


def test_nobody_else_may_call_the_functions(owner, owner_url, role):
    with connected(as_role(owner_url, role)) as stranger:
        for call in (f"cookieprefs_erase('{SITE}', 'x')", f"cookieprefs_erase_records('{SITE}', ARRAY['x'])"):
            with pytest.raises(DBAPIError, match="permission denied for function"):
                stranger.execute(text(f"SELECT {call}"))


def test_before_the_functions_were_there_the_owner_erases_without_them(owner):
    subject = owner.accept_all().record.subject
    with owner.app.app_context():
        downgrade(revision="0002")
    assert owner.erase(subject) == 1
    with owner.app.app_context():
        upgrade()
    assert owner.erase(owner.accept_all().record.subject) == 1
    assert [one.is_erased for one in owner.findings()] == [True, True]


EXCESS = {
    "ALTER ROLE {role} SUPERUSER": "is a superuser, to whom nothing is refused",
    "GRANT {owner} TO {role}": "belongs to, {owner}, who owns the tables",
    "ALTER SCHEMA public OWNER TO {role}": "belongs to, {role}, who owns their schema",
    "GRANT DELETE ON cookieprefs_record TO PUBLIC": "has DELETE on cookieprefs_record, by PUBLIC",
    "GRANT UPDATE (day) ON cookieprefs_record TO PUBLIC": "has UPDATE on cookieprefs_record, by PUBLIC",
    "GRANT INSERT ON cookieprefs_seal TO PUBLIC": "has INSERT on cookieprefs_seal, by PUBLIC",
    "GRANT pg_write_all_data TO {role}": "has DELETE on cookieprefs_tally, by PUBLIC or by a role",
    "GRANT EXECUTE ON FUNCTION cookieprefs_erase_records TO pg_monitor; GRANT pg_monitor TO {role}": (
        "has EXECUTE on cookieprefs_erase_records("
    ),
}


@pytest.mark.parametrize(("statement", "sentence"), EXCESS.items())
def test_what_the_role_may_do_beyond_is_told(owner, owner_url, role, statement, sentence):
    quoted = {"role": rights._quoted(role), "owner": rights._quoted(make_url(owner_url).username)}
    with connected(as_role(owner_url, "tests")) as connection:
        connection.execute(text(statement.format(**quoted)))
    with owner.app.app_context():
        found = schema.grant(db.engine, role)
    assert any(sentence.format(**quoted) in one for one in found), found


def test_rights_that_were_given_before_are_taken(owner, owner_url, role):
    with connected(owner_url) as connection:
        for table in EVERY:
            connection.execute(text(f"GRANT ALL ON {table} TO {rights._quoted(role)}"))
        connection.execute(text(f"GRANT UPDATE (day) ON cookieprefs_record TO {rights._quoted(role)}"))
    with owner.app.app_context():
        assert schema.grant(db.engine, role) == ()
