"""Another database of ours than the app's own: opened by its address, where it is fit to take a ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from cookieprefs import schema
from cookieprefs.store.db import prepare


class ElsewhereError(Exception):
    """A database that cannot be used; the message says why, and what to do."""


@contextmanager
def opened(address: str, *, but: Engine) -> Iterator[Session]:
    """A session on the database at an address, which must be another one than `but`. Raises `ElsewhereError`."""
    url = make_url(address)
    _look_for_file(url)
    engine = _engine(url)
    try:
        _check(engine)
        if _identity(engine) == _identity(but):
            raise ElsewhereError("that is the database that the ledger is in; name the one that it is to go to")
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def _identity(engine: Engine) -> tuple[object, ...]:
    """What is the same for one database by whichever address it is reached."""
    if engine.dialect.name == "sqlite":
        return (Path(engine.url.database or "").resolve(),)
    asked = "SELECT pg_postmaster_start_time(), oid FROM pg_database WHERE datname = current_database()"
    with engine.connect() as connection:
        return tuple(connection.execute(text(asked)).one())


def _look_for_file(url: URL) -> None:
    """SQLite would make an empty one by being asked. A short path would mean one here and another in settings."""
    if url.get_backend_name() == "sqlite" and url.database and not Path(url.database).is_absolute():
        raise ElsewhereError(f"write the whole path of {url.database!r}, such as sqlite:////srv/ledger.sqlite3")
    if url.get_backend_name() == "sqlite" and not (url.database and Path(url.database).is_file()):
        raise ElsewhereError(
            f"there is no file {url.database or 'to copy into'}; with COOKIEPREFS_DATABASE_URL set to that "
            "address, run: cookieprefs db upgrade"
        )


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(url)
    except ModuleNotFoundError as error:
        raise ElsewhereError(
            f"the driver {error.name} is not installed; install the extra: pip install 'cookieprefs[postgres]'"
        ) from error
    prepare(engine)
    return engine


def _check(engine: Engine) -> None:
    try:
        schema.check(engine)
    except schema.NotUpToDateError as error:
        raise ElsewhereError(
            f"that database is not ready: {error}, with COOKIEPREFS_DATABASE_URL set to its address"
        ) from error
    except SQLAlchemyError as error:
        reason = str(error.orig) if isinstance(error, DBAPIError) else str(error)
        raise ElsewhereError(f"that database cannot be used: {' '.join(reason.split())}") from error
