"""The database: whether it answers, fits this release, and keeps its word."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from cookieprefs import schema
from cookieprefs.doctor.finding import Finding
from cookieprefs.doctor.kinds import found
from cookieprefs.inside.place import Place

_SYNCHRONOUS = ("OFF", "NORMAL", "FULL", "EXTRA")  # by SQLite's numbers


def reach(place: Place) -> Iterator[Finding]:
    """It can be asked at all."""
    try:
        with place.engine.connect():
            pass
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).strip().splitlines()[0]
        yield found("database-unreachable", reason=reason.rstrip("."))


def fits(place: Place) -> Iterator[Finding]:
    """Its schema is this release's."""
    try:
        schema.check(place.engine)
    except schema.NotUpToDateError as error:
        yield found("schema-other", reason=error)


def append_only(place: Place) -> Iterator[Finding]:
    """It refuses to change what was recorded (R-01)."""
    if missing := schema.missing_guards(place.engine):
        yield found("triggers-missing", names=", ".join(missing))


def durable(place: Place) -> Iterator[Finding]:
    """SQLite has committed what it says it has. How a host app opens its own is the host's affair."""
    if not place.is_sqlite or place.is_hosted:
        return
    with place.engine.connect() as connection:
        journal = str(connection.scalar(text("PRAGMA journal_mode"))).upper()
        synchronous = _SYNCHRONOUS[int(connection.scalar(text("PRAGMA synchronous")) or 0)]
    for name, value, wanted in (("journal_mode", journal, "WAL"), ("synchronous", synchronous, "FULL")):
        if value != wanted:
            yield found("sqlite-unsafe", found=f"{name}={value}", wanted=f"{name}={wanted}")


def role(place: Place) -> Iterator[Finding]:
    """On PostgreSQL, who serves may only add."""
    if not place.is_sqlite:
        for sentence in schema.excess_here(place.engine):
            yield found("role-may-change", reason=sentence)
