"""What tests of the store share: each database, empty or in use, and ways into it that are not the app's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection

from cookieprefs.settings import Settings
from cookieprefs.store.db import db
from tests.actions.desk import Desk
from tests.clock import Clock
from tests.cluster import binaries
from tests.databases import app, built, database_url, disposed, empty_url, owned_url, postgresql_url

collect_ignore = [] if binaries() else ["test_crowd.py", "test_postgresql.py", "test_role.py"]
__all__ = ["app", "database_url", "desk", "empty_url", "owned_url", "postgresql_url"]


@pytest.fixture
def desk(app: Flask, clock: Clock) -> Desk:
    """Where visitors of the sample site decide."""
    return Desk(app, clock)


@pytest.fixture
def file_desk(make_app: Callable[..., Flask], clock: Clock) -> Desk:
    """A desk on a SQLite file."""
    return Desk(make_app(), clock)


@pytest.fixture
def empty_app(tmp_path: Path, empty_url: str | None) -> Iterator[Flask]:
    """An app, in its context, on each database without a schema."""
    settings = Settings(instance=tmp_path, secret_key="a secret of the tests", database_url=empty_url)
    with disposed(built(settings)) as app:
        yield app


@pytest.fixture
def connection(desk: Desk) -> Iterator[Connection]:
    """A bare connection to the database of the desk; what it does is rolled back unless it commits."""
    with desk.app.app_context(), db.engine.connect() as found:
        yield found
