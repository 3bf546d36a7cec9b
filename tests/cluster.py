"""A PostgreSQL server of one's own, on a free port, from the binaries of this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, text

from tests.ports import free_port

INSTALL = "install them, such as by: apt-get install postgresql"
EMPTY = "template0"
QUICK = {"fsync": "off", "full_page_writes": "off"}
"""What spares a test the disk, for nothing of it needs to last."""

_numbers = count(1)
_ALWAYS = {"listen_addresses": "127.0.0.1", "max_connections": "40"}


class NoPostgreSQLError(Exception):
    """A machine without the server's binaries, or one that they fail on."""


def binaries() -> Path | None:
    """The folder of the newest PostgreSQL server on this machine, if there is one."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    return max(found, key=lambda path: [int(part) for part in path.parts if part.isdigit()], default=None)


class Server:
    """A PostgreSQL server on a free port of the loopback, in a folder that goes with it."""

    def __init__(self, home: Path, folder: Path, options: Mapping[str, str]) -> None:
        self._home, self.folder = home, folder
        self.port = free_port()
        self._options = {**_ALWAYS, **options, "port": str(self.port)}
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
        return self.copy_of(EMPTY)

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
            if done.returncode:
                raise NoPostgreSQLError(f"{name} failed: {said.read().decode()}")


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A bare connection that commits each statement."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@contextmanager
def server_of_its_own(folder: Path | None = None, *, options: Mapping[str, str] = QUICK) -> Iterator[Server]:
    """Another server, which may be stopped and started, as long as the block lasts. Raises `NoPostgreSQLError`.

    The options are those of `postgresql.conf`; with none it keeps what it was told, as one in production.
    """
    server = new_server(folder, options=options)
    try:
        yield server
    finally:
        server.stop()


def new_server(folder: Path | None = None, *, options: Mapping[str, str] = QUICK) -> Server:
    """A server that whoever asked for it has to stop. Raises `NoPostgreSQLError`, which says what to install."""
    home = binaries()
    if home is None:
        raise NoPostgreSQLError(
            f"the PostgreSQL server's binaries (initdb, pg_ctl, postgres) are missing; {INSTALL}"
        )
    if folder is None:
        folder = Path(tempfile.mkdtemp(prefix="cookieprefs-tests-"))
    else:
        folder.mkdir()
    if user := _as_its_user():
        os.chown(folder, user["user"], user["group"])
    return Server(home, folder, options)


def _as_its_user() -> dict[str, Any]:
    """The server refuses to run as root: then it runs as its own user, else as nobody."""
    if os.getuid() != 0:
        return {}
    known = {one.pw_name: one for one in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
