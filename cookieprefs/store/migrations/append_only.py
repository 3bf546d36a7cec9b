"""What makes a table append-only in the database itself (R-01)."""

from __future__ import annotations

from collections.abc import Iterable

from alembic import op


def forbid(table: str, verbs: tuple[str, ...], keys: Iterable[str]) -> None:
    """Have the database refuse these verbs on a table; `keys` are its unique columns, a key in a string."""
    if op.get_bind().dialect.name == "postgresql":
        _forbid_on_postgresql(table, verbs)
    else:
        _forbid_on_sqlite(table, verbs, keys)


def _forbid_on_postgresql(table: str, verbs: tuple[str, ...]) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION cookieprefs_append_only() RETURNS trigger AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
    )
    for verb in (*verbs, "TRUNCATE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION cookieprefs_append_only()"
        )


def _forbid_on_sqlite(table: str, verbs: tuple[str, ...], keys: Iterable[str]) -> None:
    refusal = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for verb in verbs:
        op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {refusal}")
    # REPLACE deletes the row in its way without asking the trigger on DELETE.
    same = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in key.split()) + ")" for key in keys
    )
    is_there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608  names of our own
    op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {is_there} {refusal}")
