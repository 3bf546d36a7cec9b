"""Our schema on an engine: our own migrations, with a version table of their own, and who may do what."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from cookieprefs.store import guards, rights
from cookieprefs.store.migrations import FOLDER, VERSION_TABLE
from cookieprefs.store.rights import RightsError

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = [
    "NotUpToDateError",
    "RightsError",
    "check",
    "check_on",
    "excess_here",
    "grant",
    "is_known",
    "missing_guards",
    "newest",
    "present",
    "refuse_newer",
    "rights_of",
    "upgrade",
]


class NotUpToDateError(Exception):
    """A database whose schema is not the one that this release works with; the message says what to run."""


def upgrade(engine: Engine) -> None:
    """Bring the schema up to date. Raises `NotUpToDateError` where it is a newer release's, `SQLAlchemyError`."""
    from alembic import command

    refuse_newer(engine)
    command.upgrade(_config(engine), "head")


def present(engine: Engine) -> str | None:
    """The revision that the database is at; none where it has no schema of ours. Raises `SQLAlchemyError`."""
    with engine.connect() as connection:
        return _present(connection)


def newest() -> str:
    """The revision that this release works with."""
    return _revisions()[-1]


def is_known(revision: str) -> bool:
    """Whether this release has ever worked with a revision: it knows those before it, and none of later ones."""
    return revision in _revisions()


@cache
def _revisions() -> tuple[str, ...]:
    """All revisions, the first one first, by the names of their files: who only serves needs no Alembic."""
    return tuple(sorted(one.name.partition("_")[0] for one in FOLDER.glob("versions/[0-9]*.py")))


def check(engine: Engine) -> None:
    """See to it that the schema is this release's. Raises `NotUpToDateError`, `SQLAlchemyError`."""
    with engine.connect() as connection:
        check_on(connection)


def check_on(connection: Connection) -> None:
    """The same on a connection that is there already."""
    found, wanted = _present(connection), newest()
    if found is None:
        raise NotUpToDateError("the database has no schema yet; run: cookieprefs db upgrade")
    _refuse_unknown(found)
    if found != wanted:
        raise NotUpToDateError(
            f"the database is at revision {found}, this release works with {wanted}; run: cookieprefs db upgrade"
        )


def refuse_newer(engine: Engine) -> None:
    """See to it that a schema is none of a newer release. Raises `NotUpToDateError`, `SQLAlchemyError`."""
    _refuse_unknown(present(engine))


def _refuse_unknown(found: str | None) -> None:
    if found is not None and not is_known(found):
        raise NotUpToDateError(f"the database is at revision {found}, of a newer release than this; install that")


def rights_of(engine: Engine, role: str, *, operates: bool = False) -> tuple[str, ...]:
    """The SQL by which an owner lets a role serve. Raises `RightsError`, `NotUpToDateError`, `SQLAlchemyError`."""
    with engine.connect() as connection:
        rights.check(connection, role)
        check(engine)
        return rights.statements(connection, role, operates=operates)


def grant(engine: Engine, role: str, *, operates: bool = False) -> tuple[str, ...]:
    """Run that SQL; gives what the role may do beyond it, as sentences. Raises the same, all of it or nothing."""
    asked = rights_of(engine, role, operates=operates)
    with engine.begin() as connection:
        if (owner := rights.owner(connection)) is not None:
            raise RightsError(f"the tables belong to {owner}, who alone may say who does what; connect as {owner}")
        for one in asked:
            connection.exec_driver_sql(one)
        return rights.excess(connection, role, operates=operates)


def missing_guards(engine: Engine) -> tuple[str, ...]:
    """The triggers that keep the ledger append-only and are not there, or off. Raises `SQLAlchemyError`."""
    with engine.connect() as connection:
        return guards.missing(connection)


def excess_here(engine: Engine) -> tuple[str, ...]:
    """What whoever is connected to PostgreSQL may do beyond adding, as sentences. Raises `SQLAlchemyError`."""
    with engine.connect() as connection:
        role = connection.scalar(text("SELECT current_user"))
        return rights.excess(connection, str(role), operates=True)


def _present(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608  ours
    return found


def _config(engine: Engine) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["engine"] = engine
    return config
