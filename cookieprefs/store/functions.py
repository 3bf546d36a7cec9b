"""What PostgreSQL does by functions of ours, with the rights of their owner: erasing, which who serves may not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Function, Text, cast, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

ERASE = "cookieprefs_erase(text,text)"
ERASE_RECORDS = "cookieprefs_erase_records(text,text[])"
EVERY = (ERASE, ERASE_RECORDS)
"""All of them, as the database writes their names."""


def erase(session: Session, site: str, subject: str) -> int | None:
    """Erase what a subject's records say; counts them. `None` where the database has no such function."""
    return _call(session, ERASE, func.cookieprefs_erase(site, subject))


def erase_records(session: Session, site: str, record_ids: Sequence[str]) -> int | None:
    """Erase what these records say; counts them. `None` where the database has no such function."""
    ids = cast(list(record_ids), ARRAY(Text))
    return _call(session, ERASE_RECORDS, func.cookieprefs_erase_records(site, ids))


def _call(session: Session, name: str, call: Function[int]) -> int | None:
    if session.get_bind().dialect.name != "postgresql":
        return None
    # One that was not upgraded yet does without, as long as whoever serves owns the tables.
    if not session.scalar(text("SELECT to_regprocedure(:name) IS NOT NULL"), {"name": name}):
        return None
    count: int | None = session.scalar(call)
    return count
