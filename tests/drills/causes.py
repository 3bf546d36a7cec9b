"""What can befall a ledger's database: each cause lasts as long as its block, and is mended with it."""

from __future__ import annotations

import os
import resource
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from sqlalchemy import Connection, create_engine, text

from tests.cluster import Server, server_of_its_own
from tests.databases import NAMES
from tests.drills.load import Stage, stage

AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
"""Root reads and writes every file, whatever its mode. A process started so does not."""

_ROOM = {"sqlite": "8m", "postgresql": "120m"}
"""What a small disk holds."""


@contextmanager
def locked(on: Stage) -> Iterator[None]:
    """Somebody else holds the lock of the SQLite file."""
    with closing(sqlite3.connect(on.here.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


@contextmanager
def no_larger_file(on: Stage) -> Iterator[None]:
    """The process may write nothing more into a file, as where a quota is used up."""
    before = resource.prlimit(on.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(on.process.pid, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(on.process.pid, resource.RLIMIT_FSIZE, before)


@contextmanager
def file_of_another(on: Stage) -> Iterator[None]:
    """The process is started, and finds a file that it may read and not write: restored by another account."""
    on.process.kill()
    on.here.let_go()
    on.here.file.chmod(0o444)
    on.process.start()
    try:
        yield
    finally:
        on.here.file.chmod(0o644)


@contextmanager
def disk_full(on: Stage) -> Iterator[None]:
    """Something else has taken all room of the disk."""
    ballast = _disk(on) / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def disk_read_only(on: Stage) -> Iterator[None]:
    """The process is started, and finds a disk that was mounted read-only."""
    on.process.kill()
    on.here.let_go()
    _mount("-o", "remount,ro", _disk(on))
    on.process.start()
    try:
        yield
    finally:
        _mount("-o", "remount,rw", _disk(on))


@contextmanager
def stopped(on: Stage) -> Iterator[None]:
    """PostgreSQL was stopped."""
    assert on.server is not None
    on.server.halt("fast")
    try:
        yield
    finally:
        on.server.start()


@contextmanager
def mute(on: Stage) -> Iterator[None]:
    """Where PostgreSQL was, something takes connections and never says a word."""
    assert on.server is not None
    on.server.halt("fast")
    with socket.socket() as nobody:
        nobody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        nobody.bind(("127.0.0.1", on.server.port))
        nobody.listen()
        try:
            yield
        finally:
            # The port has to be free again.
            nobody.close()
            on.server.start()


@contextmanager
def table_locked(on: Stage) -> Iterator[None]:
    """Somebody else holds the lock of a table of the ledger."""
    with _connected(on) as other:
        other.execute(text("BEGIN"))
        other.execute(text("LOCK TABLE cookieprefs_record"))
        try:
            yield
        finally:
            other.execute(text("ROLLBACK"))


@contextmanager
def server_read_only(on: Stage) -> Iterator[None]:
    """PostgreSQL takes no writes, as a standby does not."""
    with _connected(on) as other:
        _set_read_only(other, "= on")
        try:
            yield
        finally:
            _set_read_only(other, "= off")


@dataclass(frozen=True, kw_only=True)
class Cause:
    """One way to fail: on which database, and what it needs."""

    database: str
    begin: Callable[[Stage], AbstractContextManager[None]]
    needs_disk: bool = False
    as_anybody: bool = False
    is_slow: bool = False
    """Whether each post takes seconds."""
    is_known: bool = True
    """Whether the process knows the version that it serves, for it could read before."""

    @property
    def name(self) -> str:
        """How it is called."""
        return f"{self.database}: {self.begin.__name__.replace('_', ' ')}"


_ALL = (
    Cause(database="sqlite", begin=locked),
    Cause(database="sqlite", begin=no_larger_file),
    Cause(database="sqlite", begin=file_of_another, as_anybody=True),
    Cause(database="sqlite", begin=disk_full, needs_disk=True),
    Cause(database="sqlite", begin=disk_read_only, needs_disk=True, is_known=False),
    Cause(database="postgresql", begin=stopped),
    Cause(database="postgresql", begin=mute, is_slow=True),
    Cause(database="postgresql", begin=table_locked),
    Cause(database="postgresql", begin=server_read_only),
    Cause(database="postgresql", begin=disk_full, needs_disk=True),
)


@cache
def possible() -> list[Cause]:
    """Those that can be brought about here: a disk takes the right to mount one, and root that to be nobody."""
    able = {"needs_disk": _can_mount(), "as_anybody": _can_be_anybody()}
    here = (one for one in _ALL if one.database in NAMES)
    return [one for one in here if all(can or not getattr(one, needed) for needed, can in able.items())]


@contextmanager
def stage_for(
    cause: Cause, folder: Path, chance: Random, server: Server | None = None, *, busy_seconds: float | None = None
) -> Iterator[Stage]:
    """A site that a cause can befall, in a folder unless it needs a disk; on a server unless it needs its own."""
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk(cause.database)) if cause.needs_disk else folder
        if server is None and cause.database == "postgresql":
            its_own = disk / "server" if cause.needs_disk else None
            server = stack.enter_context(server_of_its_own(its_own))
        before = AS_ANYBODY if cause.as_anybody else ()
        place = folder if server else disk
        yield stack.enter_context(stage(place, chance, server, before=before, busy_seconds=busy_seconds))


@contextmanager
def small_disk(name: str) -> Iterator[Path]:
    """A folder on a disk of its own, with room for a small ledger on this database."""
    folder = Path(tempfile.mkdtemp(prefix="cookieprefs-disk-"))
    try:
        _mount("-t", "tmpfs", "-o", f"size={_ROOM[name]},mode=755", "cookieprefs", folder)
        yield folder
    finally:
        subprocess.run(["umount", folder], check=False, capture_output=True)  # noqa: S607
        folder.rmdir()


def _can_be_anybody() -> bool:
    try:
        return subprocess.run([*AS_ANYBODY, "true"], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def _can_mount() -> bool:
    try:
        with small_disk("sqlite"):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def _mount(*words: str | Path) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)  # noqa: S607


def _disk(on: Stage) -> Path:
    return on.server.folder if on.server else on.here.settings.instance.parent


@contextmanager
def _connected(on: Stage) -> Iterator[Connection]:
    engine = create_engine(on.here.settings.database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _set_read_only(connection: Connection, value: str) -> None:
    connection.execute(text("SET default_transaction_read_only = off"))
    connection.execute(text(f"ALTER SYSTEM SET default_transaction_read_only {value}"))
    connection.execute(text("SELECT pg_reload_conf()"))
