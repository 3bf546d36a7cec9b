"""How Alembic reaches our database: through the app's own engine, in one transaction."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from cookieprefs.store.db import Base
from cookieprefs.store.migrations import VERSION_TABLE


def is_ours(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Leave tables alone that a host app keeps in the same database."""
    return kind != "table" or (name or "").startswith("cookieprefs_")


engine = current_app.extensions["migrate"].db.engine
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table=VERSION_TABLE,
        render_as_batch=True,
        include_object=is_ours,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
