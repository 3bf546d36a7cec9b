"""Tests of deploy/; those that need a PostgreSQL run where its binaries are."""

from __future__ import annotations

from tests.cluster import binaries

collect_ignore = [] if binaries() else ["test_compose_database.py"]
