"""The database itself refuses to change what was written, whoever asks it to (R-01)."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from cookieprefs.store import tables

ERASABLE = tables.RecordPayloadRow.__tablename__
FIXED = [
    one.__tablename__
    for one in (
        tables.PolicyVersionRow,
        tables.SnapshotRow,
        tables.SnapshotUseRow,
        tables.RecordRow,
        tables.SealRow,
        tables.SealMemberRow,
    )
]
EVERY = [*FIXED, ERASABLE]


@pytest.fixture
def rows(desk, connection):
    """What a table holds; each holds something."""
    desk.accept_all()
    desk.seal()

    def read(table):
        found = connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2, 3")).all()
        connection.rollback()
        return found

    assert all(read(table) for table in EVERY)
    return read


def refused(connection, statement):
    """Try a statement that must be refused in so many words."""
    with pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(statement))
    connection.rollback()


@pytest.mark.parametrize("table", EVERY)
def test_nothing_is_updated(connection, rows, table):
    before = rows(table)
    for column in inspect(connection).get_columns(table):
        refused(connection, f"UPDATE {table} SET {column['name']} = {column['name']}")
    assert rows(table) == before


@pytest.mark.parametrize("table", FIXED)
def test_nothing_but_what_a_record_says_is_deleted(connection, rows, table):
    before = rows(table)
    refused(connection, f"DELETE FROM {table}")
    assert rows(table) == before


@pytest.mark.parametrize("table", EVERY)
def test_nothing_is_replaced(connection, rows, table):
    """What would delete a row, or update it, to make room for another."""
    before = rows(table)
    key = ", ".join(inspect(connection).get_pk_constraint(table)["constrained_columns"])
    again = f"INSERT INTO {table} SELECT * FROM {table} WHERE true"
    # SQLite reads ON after a SELECT as part of a join, unless a WHERE stands between.
    refused(
        connection,
        f"{again} ON CONFLICT ({key}) DO UPDATE SET site = 'other'",
    )
    if connection.dialect.name == "sqlite":
        refused(connection, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    else:
        refused(connection, f"TRUNCATE {table} CASCADE")
    assert rows(table) == before


def test_another_record_does_not_take_the_id_of_one(connection, rows):
    columns = "site, chain_id, seq, record_id, day, commitment, chain"
    select = "SELECT site, 'another', seq, record_id, day, commitment, chain FROM cookieprefs_record"
    with pytest.raises(DBAPIError):
        connection.execute(text(f"INSERT INTO cookieprefs_record ({columns}) {select}"))


def test_what_a_record_says_can_be_deleted_and_nothing_else_goes_with_it(connection, rows):
    before = {table: rows(table) for table in FIXED}
    connection.execute(text(f"DELETE FROM {ERASABLE}"))
    connection.commit()
    assert rows(ERASABLE) == []
    assert {table: rows(table) for table in FIXED} == before


def test_a_use_hangs_on_a_snapshot_that_is_kept(connection, rows):
    use = "INSERT INTO cookieprefs_snapshot_use VALUES ('test-shop', 1, '/new', 'en', 'banner', 'full', 'no hash')"
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        connection.execute(text(use))


def test_what_a_record_says_hangs_on_its_link(connection, rows):
    names = [one["name"] for one in inspect(connection).get_columns(ERASABLE)]
    other = {"record_id": "'no-such-record'", "receipt_id": "'r'", "seq": "9"}
    values = ", ".join(other.get(name, name) for name in names)
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        connection.execute(text(f"INSERT INTO {ERASABLE} SELECT {values} FROM {ERASABLE}"))
