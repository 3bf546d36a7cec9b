"""The schema: what migrations make is what the tables say, and it can be spread over machines by site."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint, inspect, text

from cookieprefs import schema
from cookieprefs.store import migrations, tables
from cookieprefs.store.db import Base, db

TABLES = sorted(Base.metadata.tables)
KEYS = [
    pytest.param(table, one, id=one.name)
    for table in Base.metadata.tables.values()
    for one in sorted(table.constraints, key=lambda one: str(one.name))
    if isinstance(one, PrimaryKeyConstraint | UniqueConstraint | ForeignKeyConstraint)
]
UNIQUE_INDEXES = [
    pytest.param(index, id=index.name)
    for table in Base.metadata.tables.values()
    for index in sorted(table.indexes, key=lambda one: str(one.name))
]


def test_the_revisions_that_files_are_named_by_are_those_of_the_migrations():
    script = ScriptDirectory(str(migrations.FOLDER))
    assert schema.newest() == script.get_current_head()
    assert all(schema.is_known(one.revision) for one in script.walk_revisions())
    assert not schema.is_known("9999")


def names(engine):
    return sorted(inspect(engine).get_table_names())


def differences(connection):
    """What alembic would still do to the database so that it has our tables."""
    context = MigrationContext.configure(
        connection,
        opts={"compare_type": True, "compare_server_default": True, "version_table": migrations.VERSION_TABLE},
    )
    return compare_metadata(context, Base.metadata)


def test_there_are_nine_tables_all_with_our_prefix():
    assert sorted(one.__tablename__ for one in vars(tables).values() if hasattr(one, "__tablename__")) == TABLES
    assert len(TABLES) == 9
    assert all(name.startswith("cookieprefs_") for name in TABLES)


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_every_key_contains_the_site(table, key):
    assert "site" in {column.name for column in key.columns}
    if isinstance(key, ForeignKeyConstraint):
        assert {one.column.name for one in key.elements if one.parent.name == "site"} == {"site"}


@pytest.mark.parametrize("index", UNIQUE_INDEXES)
def test_every_index_begins_with_the_site(index):
    assert index.columns.keys()[0] == "site"


@pytest.mark.parametrize("name", TABLES)
def test_no_number_is_drawn_by_the_database(name):
    table = Base.metadata.tables[name]
    assert table.autoincrement_column is None
    assert all(column.default is None and column.server_default is None for column in table.columns)


def test_the_database_has_no_sequence(desk, connection):
    if connection.dialect.name == "postgresql":
        assert connection.scalar(text("SELECT count(*) FROM pg_sequences")) == 0
    else:
        assert "sqlite_sequence" not in connection.scalars(text("SELECT name FROM sqlite_master")).all()


def test_upgrading_an_empty_database_makes_the_tables_that_the_code_speaks_of(empty_app):
    upgrade()
    assert names(db.engine) == sorted([*TABLES, migrations.VERSION_TABLE])
    with db.engine.connect() as connection:
        assert differences(connection) == []


def test_alembics_own_check_agrees_and_does_not_mind_the_tables_of_others(empty_app):
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE orders (id INTEGER)"))
    upgrade()
    check()


def test_the_comparison_sees_a_difference(empty_app):
    upgrade()
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE cookieprefs_snapshot ADD COLUMN more VARCHAR(3)"))
        assert [one[0] for one in differences(connection)] == ["remove_column"]


def test_upgrading_twice_changes_nothing(empty_app):
    upgrade()
    upgrade()
    with db.engine.connect() as connection:
        assert differences(connection) == []


def test_downgrading_leaves_nothing_and_can_be_upgraded_again(empty_app):
    upgrade()
    downgrade(revision="base")
    assert names(db.engine) == [migrations.VERSION_TABLE]
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            assert connection.scalar(text("SELECT count(*) FROM pg_proc WHERE proname LIKE 'cookieprefs%'")) == 0
        else:
            assert connection.scalar(text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")) == 0
    upgrade()
    assert len(names(db.engine)) == 10


def test_tables_of_others_in_the_same_database_are_left_alone(empty_app):
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("CREATE TABLE orders (id INTEGER)"))
    upgrade()
    downgrade(revision="base")
    assert names(db.engine) == sorted(["alembic_version", "orders", migrations.VERSION_TABLE])


def test_records_do_not_keep_a_file_from_being_downgraded(file_desk):
    file_desk.accept_all()
    with file_desk.app.app_context():
        downgrade(revision="base", x_arg="lose=records")
        assert names(db.engine) == [migrations.VERSION_TABLE]
