"""The databases that tests run on: SQLite always, and a PostgreSQL of the tests' own where its binaries are."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import click
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from cookieprefs.app import build_app
from cookieprefs.settings import Settings
from cookieprefs.store.db import Base, db, prepare
from tests.cluster import EMPTY, Server, binaries, connected, new_server
from tests.cluster import server_of_its_own as server_of_its_own  # for who needs both

_MIGRATED, _PRISTINE = "migrated", "pristine"


NAMES = ("sqlite", "postgresql") if binaries() else ("sqlite",)


@pytest.fixture(params=NAMES)
def database_url(request: pytest.FixtureRequest) -> str | None:
    """An empty database with today's schema: `None` for the SQLite file of the instance."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgresql_url")


@pytest.fixture
def postgresql_url() -> str:
    """A database with today's schema and empty tables, on a PostgreSQL server of the tests' own."""
    url = _server().url(_MIGRATED)
    with connected(url) as connection:
        # It takes a tenth of the time of a new database. Our triggers, which refuse it, sleep meanwhile.
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text(f"TRUNCATE {', '.join(one.name for one in Base.metadata.tables.values())}"))
    return url


@pytest.fixture
def empty_url(database_url: str | None) -> str | None:
    """The same databases without any schema; for SQLite, a file that the test names."""
    return database_url and _server().copy_of(EMPTY)


@pytest.fixture
def other_postgresql_url() -> str:
    """One more such database, for this test alone."""
    return _server().copy_of(_PRISTINE)


@pytest.fixture
def bare_postgresql_url() -> str:
    """One without any schema, for this test alone."""
    return _server().new_database()


@pytest.fixture
def owned_url() -> str:
    """An empty PostgreSQL database that belongs to a role of its own, who is no superuser and has no password."""
    url = _server().copy_of(EMPTY)
    database = str(make_url(url).database)
    owner = f"owner of {database}"
    with connected(url) as connection:
        connection.execute(text(f'CREATE ROLE "{owner}" LOGIN'))
        connection.execute(text(f'ALTER DATABASE {database} OWNER TO "{owner}"'))
    return as_role(url, owner)


def as_role(url: str, role: str) -> str:
    """The same database as another role connects to it."""
    return make_url(url).set(username=role).render_as_string(hide_password=False)


@pytest.fixture
def app(make_app: Callable[..., Flask], database_url: str | None) -> Flask:
    """The app on each database, with the sample site published."""
    return make_app(database_url=database_url)


def built(settings: Settings) -> Flask:
    """The app for these settings, as a local command builds it."""
    with click.Context(click.Command("tests")):
        return build_app(settings)


@contextmanager
def session_on(url: str) -> Iterator[Session]:
    """A session on a database that no app of ours has."""
    engine = create_engine(url)
    prepare(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@contextmanager
def disposed(app: Flask) -> Iterator[Flask]:
    """The app in its context, with its connections closed in the end."""
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@cache
def _server() -> Server:
    """The one server of this process. Fails with what to install where there is none."""
    server = new_server()
    atexit.register(server.stop)
    url = server.copy_of(EMPTY, _MIGRATED)
    settings = Settings(instance=server.folder, secret_key="a secret of the tests", database_url=url)
    with disposed(built(settings)):
        upgrade()
    # One that nobody is ever connected to, so that it can be copied at any time.
    server.copy_of(_MIGRATED, _PRISTINE)
    return server
