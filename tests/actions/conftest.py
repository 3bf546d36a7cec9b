"""What tests of the actions share: each database, and a desk at which visitors decide."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.actions.desk import Desk
from tests.clock import Clock
from tests.databases import app, database_url, other_postgresql_url, postgresql_url

__all__ = ["app", "database_url", "desk", "other_postgresql_url", "postgresql_url"]


@pytest.fixture
def desk(app: Flask, clock: Clock) -> Desk:
    """Where visitors of the sample site decide."""
    return Desk(app, clock)
