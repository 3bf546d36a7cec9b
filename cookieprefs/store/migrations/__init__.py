"""The schema's history: what `cookieprefs db upgrade` runs."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
VERSION_TABLE = "cookieprefs_alembic_version"
