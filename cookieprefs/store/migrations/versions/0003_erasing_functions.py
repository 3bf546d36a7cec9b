"""On PostgreSQL, functions that erase: so a role that may delete nothing can do what a visitor asks (R-24)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_PAYLOAD = "cookieprefs_record_payload"
_FUNCTIONS = {
    "cookieprefs_erase(site text, subject text)": "subject = $2",
    "cookieprefs_erase_records(site text, record_ids text[])": "record_id = ANY ($2)",
}
"""Each function, and which records of a site it erases."""


def upgrade() -> None:
    """Create the functions. They act with the rights of their owner, and nobody else may call them yet."""
    if (schema := _schema()) is None:
        return
    for function, which in _FUNCTIONS.items():
        delete = f"DELETE FROM {schema}.{_PAYLOAD} WHERE site = $1 AND {which} RETURNING 1"  # noqa: S608  our names
        body = f"WITH erased AS ({delete}) SELECT count(*) FROM erased"  # noqa: S608  the same
        # What they name is found where it was when they were made, whatever the caller's search path says.
        op.execute(
            f"CREATE FUNCTION {schema}.{function} RETURNS bigint LANGUAGE sql SECURITY DEFINER "
            f"SET search_path = pg_catalog, pg_temp AS $$ {body} $$"
        )
        op.execute(f"REVOKE ALL ON FUNCTION {schema}.{function} FROM PUBLIC")


def downgrade() -> None:
    """Drop them."""
    if (schema := _schema()) is not None:
        for function in _FUNCTIONS:
            op.execute(f"DROP FUNCTION {schema}.{function}")


def _schema() -> str | None:
    """The schema that our tables are in, quoted; none on a database without roles."""
    if op.get_bind().dialect.name != "postgresql":
        return None
    asked = sa.text("SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass(:table)")
    found: str | None = op.get_bind().scalar(asked, {"table": _PAYLOAD})
    return found
