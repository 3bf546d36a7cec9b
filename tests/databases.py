"""The databases that tests run on: SQLite always, and a PostgreSQL of the tests' own where its binaries are."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import click
import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.orm import Session

from cookieprefs.app import build_app
from cookieprefs.settings import Settings
from cookieprefs.store.db import Base, db, prepare

INSTALL = "install them, such as by: apt-get install postgresql"
_EMPTY, _MIGRATED, _PRISTINE = "template0", "migrated", "pristine"
_QUICK = {"fsync": "off", "full_page_writes": "off", "listen_addresses": "127.0.0.1", "max_connections": "40"}
_numbers = count(1)


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL server on this machine, if there is one."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    return max(found, key=lambda path: [int(part) for part in path.parts if part.isdigit()], default=None)


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
    return database_url and _server().copy_of(_EMPTY)


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
    url = _server().copy_of(_EMPTY)
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


class Server:
    """A PostgreSQL server on a free port of the loopback, which keeps nothing and goes with the tests."""

    def __init__(self, home: Path, folder: Path) -> None:
        self._home, self.folder = home, folder
        self.port = _free_port()
        self._options = _QUICK | {"port": str(self.port)}
        self._run("initdb", "--auth=trust", "--username=tests", "--encoding=UTF8", "--no-locale", "--no-sync")
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = " ".join(f"-c {name}={value}" for name, value in self._options.items())
        log = str(self.folder / "log")
        self._run("pg_ctl", "start", "-w", "-l", log, "-o", f"-k {self.folder} {options}")

    def halt(self, how: str) -> None:
        """End it: `immediate` is what a power cut leaves, `fast` what an operator does."""
        self._run("pg_ctl", "stop", "-w", "-m", how)

    def end_connections(self, url: str) -> int:
        """End all that is connected to a database of its own; how many were."""
        others = "FROM pg_stat_activity WHERE pid != pg_backend_pid() AND datname = current_database()"
        with connected(url) as connection:
            return len(connection.scalars(text(f"SELECT pg_terminate_backend(pid) {others}")).all())

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{name}"

    def copy_of(self, template: str, name: str | None = None) -> str:
        """A new database with what a template holds; its address."""
        name = name or f"test_{next(_numbers)}"
        with connected(self.url("postgres")) as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return self.url(name)

    def new_database(self) -> str:
        """A new database without any schema; its address."""
        return self.copy_of(_EMPTY)

    def stop(self) -> None:
        """End it and remove what it wrote."""
        if (self.folder / "cluster" / "postmaster.pid").exists():
            self.halt("immediate")
        shutil.rmtree(self.folder)

    def _run(self, name: str, *arguments: str) -> None:
        command = [self._home / name, "-D", self.folder / "cluster", *arguments]
        # Where its output went to a pipe, the server would keep that open for as long as it lives.
        with (self.folder / "said").open("w+b") as said:
            done = subprocess.run(
                command, stdout=said, stderr=said, cwd=self.folder, check=False, **_as_its_user()
            )
            said.seek(0)
            assert done.returncode == 0, said.read().decode()


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


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A bare connection that commits each statement."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@cache
def _server() -> Server:
    """The one server of this process. Fails with what to install where there is none."""
    server = _new_server()
    atexit.register(server.stop)
    url = server.copy_of(_EMPTY, _MIGRATED)
    settings = Settings(instance=server.folder, secret_key="a secret of the tests", database_url=url)
    with disposed(built(settings)):
        upgrade()
    # One that nobody is ever connected to, so that it can be copied at any time.
    server.copy_of(_MIGRATED, _PRISTINE)
    return server


@contextmanager
def server_of_its_own(folder: Path | None = None) -> Iterator[Server]:
    """Another server, which may be stopped and started, as long as the block lasts."""
    server = _new_server(folder)
    try:
        yield server
    finally:
        server.stop()


def _new_server(folder: Path | None = None) -> Server:
    home = binaries()
    if home is None:
        pytest.fail(f"the PostgreSQL server's binaries (initdb, pg_ctl, postgres) are missing; {INSTALL}")
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="cookieprefs-tests-"))
    else:
        folder.mkdir()
    if user := _as_its_user():
        os.chown(folder, user["user"], user["group"])
    return Server(home, folder)


def _as_its_user() -> dict[str, Any]:
    """The server refuses to run as root: then it runs as its own user, else as nobody."""
    if os.getuid() != 0:
        return {}
    known = {one.pw_name: one for one in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
