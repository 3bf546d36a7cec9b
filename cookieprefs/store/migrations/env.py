"""How Alembic reaches our database: through the engine it was handed, else the app's own, in one transaction."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from cookieprefs.store.db import Base
from cookieprefs.store.migrations import VERSION_TABLE, is_ours


def is_included(_object: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Leave tables alone that a host app keeps in the same database."""
    return kind != "table" or is_ours(name)


engine = context.config.attributes.get("engine") or current_app.extensions["migrate"].db.engine
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        version_table=VERSION_TABLE,
        render_as_batch=True,
        include_object=is_included,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
