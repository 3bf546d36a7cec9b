"""Going down to an older schema: what has no place in it is lost only by whoever says so (R-05)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context, op
from alembic.util import CommandError

ARGUMENT = "lose"
"""What `db downgrade -x lose=seals,sums` names: the kinds of things that may be lost."""


def refuse(kind: str, table: str, what: str) -> None:
    """Stop where a table that goes has anything in it, unless that kind may be lost. Raises `CommandError`."""
    found = op.get_bind().scalar(sa.select(sa.func.count()).select_from(sa.table(table)))
    if found and kind not in _allowed():
        raise CommandError(
            f"the older schema has no place for {what}, of which there are {found}; nothing was changed. Make a "
            f"backup, and if they may be lost, say so: cookieprefs db downgrade -x {ARGUMENT}={kind} REVISION; "
            "several kinds with a comma between"
        )


def _allowed() -> list[str]:
    given = context.get_x_argument(as_dictionary=True).get(ARGUMENT, "")
    return given.split(",") if isinstance(given, str) else [one for some in given for one in some.split(",")]
