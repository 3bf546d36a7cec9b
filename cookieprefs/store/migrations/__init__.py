"""The schema's history: what `cookieprefs db upgrade` runs."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
VERSION_TABLE = "cookieprefs_alembic_version"
_OURS = "cookieprefs_"


def is_ours(table: str | None) -> bool:
    """Whether a table of this name is ours: in the database of a host app there are others."""
    return (table or "").startswith(_OURS)
